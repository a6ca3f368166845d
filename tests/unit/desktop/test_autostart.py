"""Starting at log-in: one entry per system, which says what is true."""

from __future__ import annotations

import plistlib
import re
import shutil
import subprocess
import sys
import types
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.desktop import autostart
from app.services.desktop.autostart import (
    APPROVED_KEY,
    RUN_KEY,
    Autostart,
    AutostartRefused,
    DesktopEntry,
    LaunchAgent,
    RunValue,
    entry_here,
)
from app.services.desktop.start_command import StartCommand, start_command


def installed(*arguments: str) -> StartCommand:
    return StartCommand(("/opt/my apps/spark-command-center", *arguments))


def from_source(*arguments: str) -> StartCommand:
    return StartCommand(("/usr/bin/python3", "-m", "app", *arguments), "/home/me/check out")


def unquoted(line: str) -> list[str]:
    """Read `Exec=` as the specification says: escapes of values, then quotes, then `%%`."""
    text = re.sub(r"\\(.)", lambda m: {"n": "\n", "t": "\t", "r": "\r"}.get(m[1], m[1]), line)
    found = re.findall(r'"((?:\\.|[^"\\])*)"|([^\s"]+)', text, re.DOTALL)
    return [re.sub(r"\\(.)", r"\1", a, flags=re.DOTALL).replace("%%", "%") or b for a, b in found]


def field(file: Path, name: str) -> str:
    lines = file.read_text().splitlines()
    return next(line.partition("=")[2] for line in lines if line.startswith(f"{name}="))


def test_desktop_entry_is_off_until_it_is_wanted_and_gone_afterwards(tmp_path: Path) -> None:
    entry = DesktopEntry(tmp_path / "autostart", installed)
    assert entry.read() is Autostart.OFF
    entry.write(Autostart.OFF)

    for wanted in (Autostart.TRAY, Autostart.WINDOW):
        entry.write(wanted)
        assert entry.read() is wanted
    assert unquoted(field(entry.file, "Exec")) == ["/opt/my apps/spark-command-center"]

    entry.write(Autostart.OFF)
    assert list((tmp_path / "autostart").iterdir()) == []


def test_desktop_entry_obeys_the_desktops_own_switches(tmp_path: Path) -> None:
    entry = DesktopEntry(tmp_path, installed)
    entry.write(Autostart.TRAY)
    written = entry.file.read_text()

    entry.file.write_text(written.replace("enabled=true", "enabled=false"))
    assert entry.read() is Autostart.OFF

    entry.file.write_text(written + "Hidden=true\n")
    assert entry.read() is Autostart.OFF


def test_desktop_entry_is_valid_from_source_too(tmp_path: Path) -> None:
    entry = DesktopEntry(tmp_path, from_source)
    entry.write(Autostart.TRAY)

    assert field(entry.file, "Exec") == "/usr/bin/python3 -m app --hidden"
    assert field(entry.file, "Path") == "/home/me/check out"
    if program := shutil.which("desktop-file-validate"):
        done = subprocess.run([program, entry.file], capture_output=True, text=True)
        assert (done.returncode, done.stdout) == (0, "")


@given(st.text(st.characters(exclude_categories=("C",)), min_size=1))
def test_desktop_entry_quotes_any_program(program: str) -> None:
    line = " ".join(autostart._quoted(each) for each in (program, "--hidden"))

    assert "\n" not in line
    assert unquoted(line) == [program, "--hidden"]


def test_launch_agent_says_what_launchd_shall_run(tmp_path: Path) -> None:
    agent = LaunchAgent(tmp_path / "LaunchAgents", from_source)
    assert agent.read() is Autostart.OFF
    agent.write(Autostart.TRAY)

    written = plistlib.loads(agent.file.read_bytes())
    assert written["ProgramArguments"] == ["/usr/bin/python3", "-m", "app", "--hidden"]
    assert written["RunAtLoad"] is True
    assert written["WorkingDirectory"] == "/home/me/check out"
    assert agent.read() is Autostart.TRAY
    for damaged in (b"", b"<plist><dict>", b"bplist00" + bytes(40)):
        agent.file.write_bytes(damaged)
        assert agent.read() is Autostart.OFF
    agent.write(Autostart.OFF)
    assert not agent.file.exists()


class Registry(types.ModuleType):
    """The few functions of `winreg` that are used, over a dict."""

    HKEY_CURRENT_USER, REG_SZ = "HKCU", 1

    def __init__(self) -> None:
        super().__init__("winreg")
        self.keys: dict[str, dict[str, Any]] = {}

    @contextmanager
    def OpenKey(self, _root: str, key: str) -> Iterator[dict[str, Any]]:
        yield self._found(self.keys, key)

    @contextmanager
    def CreateKey(self, _root: str, key: str) -> Iterator[dict[str, Any]]:
        yield self.keys.setdefault(key, {})

    def QueryValueEx(self, opened: dict[str, Any], name: str) -> tuple[Any, int]:
        return self._found(opened, name), 1

    def SetValueEx(
        self, opened: dict[str, Any], name: str, _zero: int, _kind: int, value: str
    ) -> None:
        opened[name] = value

    def DeleteValue(self, opened: dict[str, Any], name: str) -> None:
        self._found(opened, name)
        del opened[name]

    @staticmethod
    def _found(where: dict[str, Any], name: str) -> Any:
        if name not in where:
            raise FileNotFoundError(name)
        return where[name]


def test_run_value_is_the_users_own_and_obeys_the_task_manager(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    registry = Registry()
    monkeypatch.setitem(sys.modules, "winreg", registry)
    monkeypatch.setattr(sys, "platform", "win32")
    value = RunValue(installed)
    assert value.read() is Autostart.OFF

    value.write(Autostart.TRAY)
    line = '"/opt/my apps/spark-command-center" --hidden'
    assert registry.keys[RUN_KEY] == {"spark-command-center": line}
    assert value.read() is Autostart.TRAY

    registry.keys[APPROVED_KEY] = {"spark-command-center": bytes([3, 0, 0, 0])}
    assert value.read() is Autostart.OFF
    value.write(Autostart.WINDOW)
    assert value.read() is Autostart.WINDOW

    with pytest.raises(AutostartRefused, match="folder of source"):
        RunValue(from_source).write(Autostart.TRAY)
    value.write(Autostart.OFF)
    assert registry.keys[RUN_KEY] == {}


def test_entry_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "autostart").write_text("a file where the folder would be")

    with pytest.raises(AutostartRefused, match="could not be changed"):
        DesktopEntry(tmp_path / "autostart", installed).write(Autostart.TRAY)


def test_entry_here_is_in_the_users_own_folder(
    fresh_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    entry = entry_here()

    assert isinstance(entry, DesktopEntry)
    assert entry.file == fresh_home / ".config/autostart/spark-command-center.desktop"


def test_start_command_names_what_was_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python3"))
    source = start_command("--hidden")
    assert source.argv == (str(tmp_path / "python3"), "-m", "app", "--hidden")
    assert (Path(source.folder) / "app/__main__.py").is_file()

    launcher = tmp_path / "spark-command-center"
    launcher.touch()
    assert start_command() == StartCommand((str(launcher),))

    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", "/opt/bundle/spark-command-center")
    assert start_command("--hidden").argv == ("/opt/bundle/spark-command-center", "--hidden")
    monkeypatch.setenv("APPIMAGE", "/home/me/Spark.AppImage")
    assert start_command().argv == ("/home/me/Spark.AppImage",)
