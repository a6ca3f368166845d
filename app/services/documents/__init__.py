"""Own documents: read, cut into chunks, embedded, searched, cited.

May import: app.services.chat, app.services.serving and below. No Qt.
"""
