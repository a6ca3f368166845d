"""WHICH machine: saved nodes, host keys, how a node is named, where nodes are found.

May import: app.core, paramiko's key classes. No Qt; of sockets only multicast DNS (discovery).
"""
