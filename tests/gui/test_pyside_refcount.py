"""PySide6 6.12.0 on Python ≤ 3.11 lost a reference to None at every void Qt call, then aborted."""

from __future__ import annotations

import sys

import pytest
from PySide6.QtWidgets import QLabel

CALLS = 200
TOLERATED = 20


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None is immortal from Python 3.12 on")
def test_void_qt_calls_keep_the_references_to_none(qapp: object) -> None:
    label = QLabel()
    label.setText("warm up")
    before = sys.getrefcount(None)
    for number in range(CALLS):
        label.setText(str(number))
    assert sys.getrefcount(None) - before >= -TOLERATED
