"""WHEN it runs: the only folder that makes a QThread.

May import: app.services and below, PySide6.QtCore.
"""
