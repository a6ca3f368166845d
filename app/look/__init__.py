"""The look: colour tokens, theme, icons, fonts and the small widgets that panes and shell share.

May import: app.core, PySide6. Knows nothing of nodes or sessions.
"""
