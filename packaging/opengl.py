"""Stands in for two modules of Qt when the bundle starts: 10 MB less, and none of it loaded.

WORKAROUND: pyqtgraph 0.14 imports PySide6.QtOpenGL with every curve, and uses it only where it
draws with OpenGL, which it is never told to.
"""

from __future__ import annotations

import sys
from types import ModuleType

_widgets = ModuleType("PySide6.QtOpenGLWidgets")
_widgets.QOpenGLWidget = type("QOpenGLWidget", (), {})  # type: ignore[attr-defined]
sys.modules["PySide6.QtOpenGL"] = ModuleType("PySide6.QtOpenGL")
sys.modules["PySide6.QtOpenGLWidgets"] = _widgets
