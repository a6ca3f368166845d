"""Starting with the desktop: one entry in the user's own account, made and taken out here.

Linux: a desktop entry in `~/.config/autostart`. Windows: a value of the `Run` key of this user.
macOS: a launch agent. None needs an administrator. The entry itself is what is true: a desktop's
own list of programs that start may have switched it off.
"""

from __future__ import annotations

import contextlib
import os
import plistlib
import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Protocol
from xml.parsers.expat import ExpatError

from app import APP_NAME, APP_SLUG
from app.core.errors import UserError
from app.core.files import write_atomic
from app.core.i18n import tr
from app.core.invocation import HIDDEN
from app.services.desktop.start_command import StartCommand, start_command

RUN_KEY = r"Software\Microsoft\Windows\CurrentVersion\Run"
APPROVED_KEY = r"Software\Microsoft\Windows\CurrentVersion\Explorer\StartupApproved\Run"
"""Where Windows keeps what the user switched off in its Task Manager."""
AGENT_LABEL = f"{APP_SLUG}.autostart"
_PLAIN = re.compile(r"[\w./+:=@,-]+", re.ASCII)

CommandOf = Callable[..., StartCommand]


class Autostart(StrEnum):
    """What happens when the user logs in."""

    OFF = "off"
    WINDOW = "window"
    TRAY = "tray"  # only the icon, where the desktop has a tray


class AutostartRefused(UserError):
    """The entry could not be changed."""


class Entry(Protocol):
    """The one entry of this program."""

    def read(self) -> Autostart:
        """Return what the entry says; OFF where there is none or it cannot be read."""

    def write(self, wanted: Autostart) -> None:
        """Make the entry say this. Raises AutostartRefused."""


def entry_here() -> Entry:
    """Return the entry on this system."""
    if sys.platform == "win32":
        return RunValue()
    if sys.platform == "darwin":
        return LaunchAgent(Path.home() / "Library/LaunchAgents")
    config = os.environ.get("XDG_CONFIG_HOME", "")
    folder = Path(config) if os.path.isabs(config) else Path.home() / ".config"
    return DesktopEntry(folder / "autostart")


def obstacle() -> str:
    """Say why the program cannot set this here, or nothing."""
    if os.path.exists("/.flatpak-info"):
        return tr("A Flatpak may not write it: use the list of start-up programs of your desktop.")
    return ""


class DesktopEntry:
    """Linux: `autostart/spark-command-center.desktop`, as freedesktop.org describes it."""

    def __init__(self, folder: Path, command: CommandOf = start_command) -> None:
        self.file = folder / f"{APP_SLUG}.desktop"
        self._command = command

    def read(self) -> Autostart:
        """Return what the entry says."""
        try:
            lines = self.file.read_text(encoding="utf-8", errors="replace").splitlines()
        except OSError:
            return Autostart.OFF
        fields = dict(line.split("=", 1) for line in lines if "=" in line)
        known = {key.strip(): value.strip() for key, value in fields.items()}
        off = known.get("Hidden") == "true" or known.get("X-GNOME-Autostart-enabled") == "false"
        if off or not known.get("Exec"):
            return Autostart.OFF
        return _mode_of(known["Exec"].split())

    def write(self, wanted: Autostart) -> None:
        """Write or remove the file."""
        _save(self.file, self._content(wanted) if wanted is not Autostart.OFF else None)

    def _content(self, wanted: Autostart) -> bytes:
        command = self._command(*_arguments(wanted))
        lines = [
            "[Desktop Entry]",
            "Type=Application",
            f"Name={APP_NAME}",
            f"Icon={APP_SLUG}",
            f"TryExec={_escaped(command.argv[0])}",  # nothing happens once it is uninstalled
            f"Exec={' '.join(_quoted(each) for each in command.argv)}",
            *([f"Path={_escaped(command.folder)}"] if command.folder else []),
            "Terminal=false",
            "X-GNOME-Autostart-enabled=true",
        ]
        return ("\n".join(lines) + "\n").encode()


class LaunchAgent:
    """macOS: a property list that launchd reads at log-in."""

    def __init__(self, folder: Path, command: CommandOf = start_command) -> None:
        self.file = folder / f"{AGENT_LABEL}.plist"
        self._command = command

    def read(self) -> Autostart:
        """Return what the list says."""
        try:
            agent = plistlib.loads(self.file.read_bytes())
        except (OSError, plistlib.InvalidFileException, ExpatError, ValueError):
            return Autostart.OFF
        argv = agent.get("ProgramArguments") if isinstance(agent, dict) else None
        if not isinstance(argv, list) or agent.get("Disabled") is True:
            return Autostart.OFF
        return _mode_of(argv)

    def write(self, wanted: Autostart) -> None:
        """Write or remove the file; launchd looks at the next log-in."""
        _save(self.file, self._content(wanted) if wanted is not Autostart.OFF else None)

    def _content(self, wanted: Autostart) -> bytes:
        command = self._command(*_arguments(wanted))
        agent = {
            "Label": AGENT_LABEL,
            "ProgramArguments": list(command.argv),
            "RunAtLoad": True,
            "LimitLoadToSessionType": "Aqua",
            "ProcessType": "Interactive",
        }
        if command.folder:
            agent["WorkingDirectory"] = command.folder
        return plistlib.dumps(agent)


class RunValue:
    """Windows: a value of the user's own `Run` key; the installer writes the same one."""

    def __init__(self, command: CommandOf = start_command) -> None:
        self._command = command

    def read(self) -> Autostart:
        """Return what the key says."""
        line, approved = _value(RUN_KEY), _value(APPROVED_KEY)
        # The first byte is even while the Task Manager lets it start.
        switched_off = isinstance(approved, bytes) and bool(approved[:1]) and approved[0] % 2 == 1
        if not isinstance(line, str) or not line or switched_off:
            return Autostart.OFF
        return _mode_of(line.split())

    def write(self, wanted: Autostart) -> None:
        """Set or remove the value."""
        try:
            _set_value(APPROVED_KEY, None)
            if wanted is Autostart.OFF:
                _set_value(RUN_KEY, None)
                return
            command = self._command(*_arguments(wanted))
            if command.folder:
                raise AutostartRefused(
                    tr("Windows cannot start the program from this folder of source."),
                    tr("Install it, or start it once through the launcher in its environment."),
                )
            _set_value(RUN_KEY, subprocess.list2cmdline(command.argv))
        except OSError as error:
            raise _unwritable(error) from error


def _arguments(wanted: Autostart) -> tuple[str, ...]:
    return (HIDDEN,) if wanted is Autostart.TRAY else ()


def _mode_of(argv: Sequence[object]) -> Autostart:
    return Autostart.TRAY if HIDDEN in argv else Autostart.WINDOW


def _save(file: Path, content: bytes | None) -> None:
    try:
        if content is None:
            file.unlink(missing_ok=True)
        else:
            write_atomic(file, content)
    except OSError as error:
        raise _unwritable(error) from error


def _unwritable(error: OSError) -> AutostartRefused:
    return AutostartRefused(
        tr("Starting at log-in could not be changed."), error.strerror or str(error)
    )


def _escaped(text: str) -> str:
    """Write a text as a value of a desktop entry."""
    return text.replace("\\", r"\\").replace("\n", r"\n").replace("\t", r"\t").replace("\r", r"\r")


def _quoted(argument: str) -> str:
    """Write one argument of `Exec`: quoted by its own rules, then escaped as any value is."""
    if _PLAIN.fullmatch(argument):
        return argument
    inner = argument.replace("%", "%%")
    for sign in '\\"`$':
        inner = inner.replace(sign, f"\\{sign}")
    return _escaped(f'"{inner}"')


def _value(key: str) -> object:
    if sys.platform == "win32":
        import winreg

        with contextlib.suppress(OSError), winreg.OpenKey(winreg.HKEY_CURRENT_USER, key) as opened:
            return winreg.QueryValueEx(opened, APP_SLUG)[0]
    return None


def _set_value(key: str, text: str | None) -> None:
    if sys.platform == "win32":
        import winreg

        with winreg.CreateKey(winreg.HKEY_CURRENT_USER, key) as opened:
            if text is not None:
                winreg.SetValueEx(opened, APP_SLUG, 0, winreg.REG_SZ, text)
                return
            with contextlib.suppress(FileNotFoundError):
                winreg.DeleteValue(opened, APP_SLUG)
