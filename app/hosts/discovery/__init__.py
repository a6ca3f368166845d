"""Machines that announce themselves on the local network (multicast DNS), as they come and go.

`discover` in `browse` is a job; what it yields is in `api`. zeroconf is imported when it runs.
"""
