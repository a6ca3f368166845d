"""HOW bytes get there: one SSH session per node, or this computer behind the same interface.

May import: app.core, app.hosts, paramiko. No Qt.
"""
