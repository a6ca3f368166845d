"""WHAT YOU SEE: one folder per pane, each exporting `PANE` (`api.py`).

Panes do not know each other. What several of them share, and some of it the shell, stands beside
their folders: words (`…_words.py`), rows of tables, cards.

May import: app.state and below, PySide6, pyqtgraph (inside `create` only).
"""
