"""WHAT can be asked of a node: plain Python, blocking calls and generators.

May import: app.core, app.hosts, app.transport. No Qt, no globals, no settings look-up.
"""
