"""WHAT YOU SEE: one folder per pane, each exporting `PANE` (`api.py`).

Panes do not know each other; `node_words.py` has the words that they and the shell share.

May import: app.state and below, PySide6, pyqtgraph (inside `create` only).
"""
