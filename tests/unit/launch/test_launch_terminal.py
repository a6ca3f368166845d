"""Which terminal is started, and with what."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from app.core.errors import BadInput, UserError
from app.services.launch import editors, programs, terminal
from app.services.launch.editors import Editor, open_editor
from app.services.launch.terminal import candidates, open_terminal
from tests.unit.launch.launch_nodes import spark
from tests.waiting import wait_for

COMMAND = ("ssh", "-F", "/home/o/a folder/ssh_config", "scc-spark-01")


def only(*names: str) -> terminal.Which:
    return lambda name: f"/usr/bin/{name}" if name in names else None


@pytest.fixture(autouse=True)
def no_chosen_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TERMINAL", raising=False)


def test_terminal_of_the_desktop_comes_first() -> None:
    found = candidates(COMMAND, "linux", only("xterm", "x-terminal-emulator", "gnome-terminal"))

    assert found == [
        ["x-terminal-emulator", "-e", *COMMAND],
        ["gnome-terminal", "--", *COMMAND],
        ["xterm", "-e", *COMMAND],
    ]


def test_terminal_the_user_chose_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERMINAL", "gnome-terminal")

    found = candidates(COMMAND, "linux", only("x-terminal-emulator", "gnome-terminal"))

    assert found[0] == ["gnome-terminal", "--", *COMMAND]


def test_terminal_on_macos_keeps_quotes_and_blanks() -> None:
    (script,) = candidates((*COMMAND, 'it"s\\'), "darwin")

    assert script[:2] == ["osascript", "-e"]
    # The shell's quotes inside, AppleScript's escapes outside.
    assert (
        "do script \"ssh -F '/home/o/a folder/ssh_config' scc-spark-01 'it\\\"s\\\\'\"" in script[2]
    )


def test_terminal_on_windows_needs_no_shell() -> None:
    assert candidates(COMMAND, "win32") == [list(COMMAND)]


@pytest.mark.skipif(sys.platform == "win32", reason="programs of a POSIX system")
def test_terminal_that_fails_is_followed_by_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = tmp_path / "seen"
    make_program(tmp_path / "xdg-terminal-exec", "exit 3")
    make_program(tmp_path / "x-terminal-emulator", f'printf "%s|" "$@" > {seen}')
    make_program(tmp_path / "ssh", "")
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")

    open_terminal(COMMAND)

    wait_for(lambda: seen.exists() and seen.read_text().endswith("|"))
    assert seen.read_text().split("|")[:-1] == ["-e", *COMMAND]


def test_terminal_without_any_names_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_program(tmp_path / "ssh", "")
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(UserError, match="'/home/o/a folder/ssh_config' scc-spark-01"):
        open_terminal(COMMAND)


def test_terminal_without_ssh_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(UserError, match="ssh is not installed"):
        open_terminal(COMMAND)


def test_editors_are_found_by_their_command() -> None:
    assert editors.installed(only("cursor")) == (Editor("Cursor", "/usr/bin/cursor"),)


def test_editor_opens_the_alias(tmp_path: Path) -> None:
    seen = tmp_path / "seen"
    program = make_program(tmp_path / "code", f'printf "%s|" "$@" > {seen}')

    open_editor(Editor("VS Code", str(program)), spark(), "/home/nvidia")

    wait_for(lambda: seen.exists() and seen.read_text().endswith("|"))
    assert seen.read_text() == "--remote|ssh-remote+scc-spark-01|/home/nvidia|"


@pytest.mark.parametrize("url", ["file:///etc/passwd", "javascript:alert(1)", "-h", ""])
def test_open_url_takes_web_pages_only(url: str) -> None:
    with pytest.raises(BadInput):
        programs.open_url(url)


def make_program(path: Path, script: str) -> Path:
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path
