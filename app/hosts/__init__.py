"""WHICH machine: saved nodes, host keys, how a node is named.

May import: app.core, paramiko's key classes. No Qt, no sockets.
"""
