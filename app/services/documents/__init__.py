"""Own documents: read, cut into chunks, embedded, searched, cited.

May import: app.services.serving and below. No Qt.
"""
