"""PySide does not read our modules' sources: that it has no switch for, so a test looks for it."""

from __future__ import annotations

import subprocess
import sys

LOOK = """
from app.look.unread import spare_reading
spare_reading()
import inspect
read = []
inspect.getsource = lambda module: read.append(module) or ""
import app.core.units, app.look.tokens
from PySide6.QtCore import QObject
print(len(read), QObject().objectName() == "")
"""


def test_sources_are_not_read_again() -> None:
    told = subprocess.run(
        [sys.executable, "-c", LOOK], capture_output=True, text=True, timeout=30, check=True
    )

    assert told.stdout.split() == ["0", "True"]
