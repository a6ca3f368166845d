"""Open the system's terminal on a node."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from collections.abc import Callable, Sequence

from app.core.errors import UserError
from app.core.i18n import tr
from app.services.launch.programs import start

Which = Callable[[str], str | None]

LINUX_TERMINALS: tuple[tuple[str, ...], ...] = (
    ("xdg-terminal-exec",),  # the user's choice, where the desktop has it
    ("x-terminal-emulator", "-e"),  # Debian's alternative
    ("ptyxis", "--"),
    ("kgx", "--"),
    ("gnome-terminal", "--"),
    ("konsole", "-e"),
    ("xfce4-terminal", "-x"),
    ("mate-terminal", "-x"),
    ("kitty",),
    ("foot",),
    ("alacritty", "-e"),
    ("wezterm", "start", "--"),
    ("xterm", "-e"),
)
"""Terminals and what goes before the command, which follows as separate arguments."""


def open_terminal(command: Sequence[str]) -> None:
    """Run a command in a new terminal window; UserError names it when no terminal opens."""
    if not shutil.which(command[0]):
        raise UserError(
            tr("{command} is not installed on this computer.").format(command=command[0]),
            tr("Install the OpenSSH client, then try again."),
        )
    for argv in candidates(command, sys.platform):
        if start(argv, new_console=True):
            return
    raise UserError(
        tr("No terminal could be opened."),
        tr("Run this in one: {command}").format(command=shlex.join(command)),
    )


def open_shell() -> None:
    """Open a terminal on this computer, with the user's own shell."""
    if sys.platform == "win32":
        shell = "powershell.exe"
    else:
        shell = os.environ.get("SHELL") or "/bin/sh"
    open_terminal((shell,))


def candidates(
    command: Sequence[str], platform: str, which: Which = shutil.which
) -> list[list[str]]:
    """Return what to start, best first, on a system (`sys.platform`)."""
    if platform == "win32":
        return [list(command)]  # a console of its own, in the user's default terminal
    if platform == "darwin":
        return [["osascript", "-e", _apple_script(command)]]
    chosen = os.environ.get("TERMINAL", "")
    known = [entry for entry in LINUX_TERMINALS if which(entry[0])]
    if chosen and which(chosen):
        before = next((entry[1:] for entry in LINUX_TERMINALS if entry[0] == chosen), ("-e",))
        known.insert(0, (chosen, *before))
    return [[*entry, *command] for entry in known]


def _apple_script(command: Sequence[str]) -> str:
    line = shlex.join(command).replace("\\", "\\\\").replace('"', '\\"')
    return f'tell application "Terminal"\nactivate\ndo script "{line}"\nend tell'
