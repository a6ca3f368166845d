"""Main window, tray, toasts, theme, exception hook. Knows `PaneSpec`, never a pane.

May import: app.panes.api, app.state and below, PySide6.
"""
