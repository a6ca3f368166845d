"""WHAT YOU SEE: one folder per pane, each exporting `PANE` (`api.py`). Panes do not know each other.

May import: app.state and below, PySide6, pyqtgraph (inside `create` only).
"""
