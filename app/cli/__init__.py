"""The command line: the same services without Qt.

May import: app.services and below.
"""
