"""Chat: endpoints and what they can do, asking them, and the library of conversations.

May import: app.services.serving and below. No Qt.
"""
