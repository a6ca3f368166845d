"""Main window, tray, toasts, theme, exception hook. Knows `PaneSpec`, never a pane.

May import: app.panes.api and the words beside it, app.state and below, app.look, PySide6.
"""
