"""HOW bytes get there: one SSH session per node, or this computer; and forwarded ports.

May import: app.core, app.hosts, paramiko. No Qt.
"""
