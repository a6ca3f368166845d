"""WHICH machine: saved nodes and their routes, host keys, secrets, where nodes are found.

May import: app.core, paramiko's key classes. No Qt; of sockets only multicast DNS (discovery).
"""
