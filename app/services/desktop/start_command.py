"""How this program is started again, whichever way it was installed."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path

import app
from app import APP_SLUG


@dataclass(frozen=True, slots=True)
class StartCommand:
    """A program with its arguments, and where it has to be started."""

    argv: tuple[str, ...]
    folder: str = ""
    """Empty: anywhere."""


def start_command(*arguments: str) -> StartCommand:
    """Return what starts this program with these arguments.

    An installed program, the launcher that pip, pipx or uv made, or this folder of source.
    """
    python = Path(sys.executable)
    if getattr(sys, "frozen", False):
        # An AppImage runs in a folder that is gone with the process.
        program = os.environ.get("APPIMAGE") or str(_without_console(python))
        return StartCommand((program, *arguments))
    suffix = ".exe" if sys.platform == "win32" else ""
    launcher = _without_console(python.with_name(APP_SLUG + suffix))
    if launcher.is_file():
        return StartCommand((str(launcher), *arguments))
    root = str(Path(app.__file__).resolve().parent.parent)
    return StartCommand((str(_pythonw(python)), "-m", "app", *arguments), root)


def _without_console(program: Path) -> Path:
    """Return the twin that opens no console; there is one on Windows only."""
    twin = program.with_name(f"{program.stem.removesuffix('w')}w{program.suffix}")
    return twin if sys.platform == "win32" and twin.is_file() else program


def _pythonw(python: Path) -> Path:
    return _without_console(python) if python.stem.casefold().startswith("python") else python
