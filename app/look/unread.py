"""Modules that are imported after PySide are not read a second time."""

from __future__ import annotations

import importlib

import PySide6.QtCore  # noqa: F401 - it brings the module that is changed here


def spare_reading() -> None:
    """Keep PySide from reading the source of every module that is imported from now on.

    It looks there for its name, so that `from __feature__ import …` may change how Qt's functions
    are called in that module; nobody here wants that. In a bundle there is no source to read, and
    PySide passes every module over: here it does so, too, 8 ms of every start earlier.
    """
    # WORKAROUND: PYSIDE-2029; there is no switch for it.
    feature = importlib.import_module("PySide6.support.feature")
    if hasattr(feature, "_mod_uses_pyside"):
        feature._mod_uses_pyside = _uses_no_feature  # type: ignore[attr-defined]  # noqa: SLF001


def _uses_no_feature(_module: object) -> bool:
    return False
