"""WHAT IS TRUE NOW: QObjects of the GUI thread that two panes or more share.

May import: app.workers and below, PySide6.QtCore, numpy.
"""
