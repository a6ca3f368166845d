"""`shell NODE [CONTAINER]`: this terminal becomes that of a program there."""

from __future__ import annotations

import argparse
import contextlib
import os
import select
import sys
import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING

from app.cli.interrupt import on_window_change
from app.cli.opening import Opener
from app.core.cancel import Cancel
from app.core.errors import BadInput
from app.transport.shell import Shell, WindowSize

if TYPE_CHECKING:
    from app.transport.api import Session

UNKNOWN_STATUS = 255
_READ = 4096
_TIDY = b"\x1b[?1049l\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1006l\x1b[?2004l\x1b[?25h\x1b[m\r\n"
"""What a program that was cut off had no time to take back."""


def run(options: argparse.Namespace, cancel: Cancel) -> int:
    """Run the shell to its end and return its status."""
    if sys.platform == "win32":
        raise BadInput("A shell needs a POSIX terminal here.", "Use the window's Terminal pane.")
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise BadInput("A shell needs a terminal.", "exec NODE -- COMMAND runs without one.")
    if not options.container and (options.user or options.folder):
        raise BadInput("--user and --folder are for a shell in a container.", "Name a container.")
    session = Opener.from_options(options).open(cancel)
    try:
        with _opened(session, options, cancel) as shell:
            _join(shell, cancel)
            status = shell.exit_status
    finally:
        session.close()
    return UNKNOWN_STATUS if status is None else status


@contextlib.contextmanager
def _opened(session: Session, options: argparse.Namespace, cancel: Cancel) -> Iterator[Shell]:
    size, argv = _window_size(), tuple(options.argv)
    with contextlib.ExitStack() as stack:
        if options.container:
            from app.services.containers.engine import Engine
            from app.services.containers.exec_wish import ANY_SHELL, ExecWish
            from app.services.containers.execs import open_shell

            engine = Engine.open(session, cancel)
            stack.callback(engine.close)
            wish = ExecWish(argv or ANY_SHELL, options.user, options.folder)
            shell: Shell = open_shell(engine, options.container, size, wish)
        else:
            shell = session.open_shell(size, argv)
        stack.callback(shell.close)
        yield shell


def _join(shell: Shell, cancel: Cancel) -> None:
    """Carry keys there and output here until the program ends."""
    ended, end = os.pipe()
    keys = threading.Thread(target=_carry_keys, args=(shell, ended), name="command-keys")
    whole = False
    try:
        with _raw(), on_window_change(lambda: _tell_size(shell)), cancel.on_cancel(shell.interrupt):
            keys.start()
            try:
                while data := shell.read():
                    _print(data)
                whole = True
            finally:
                if not whole:
                    _print(_TIDY)
                shell.close()  # whoever types is woken
                os.write(end, b"x")
                keys.join()
    finally:
        os.close(ended)
        os.close(end)
    cancel.raise_if_cancelled()


def _carry_keys(shell: Shell, ended: int) -> None:
    while True:
        ready, _, _ = select.select([0, ended], [], [])
        data = b""
        if ended in ready:
            return
        with contextlib.suppress(OSError):
            data = os.read(0, _READ)
        if not data:  # whoever typed is gone
            shell.interrupt()
            return
        shell.write(data)


def _tell_size(shell: Shell) -> None:
    """Tell it beside the thread that the signal came to, which must not wait."""
    threading.Thread(target=shell.resize, args=(_window_size(),), daemon=True).start()


def _window_size() -> WindowSize:
    size, usual = os.get_terminal_size(1), WindowSize()
    return WindowSize(size.columns or usual.columns, size.lines or usual.rows)


@contextlib.contextmanager
def _raw() -> Iterator[None]:
    """Send every key as it is, Ctrl+C as well."""
    import termios
    import tty

    before = termios.tcgetattr(0)
    try:
        tty.setraw(0)
        yield
    finally:
        termios.tcsetattr(0, termios.TCSADRAIN, before)


def _print(data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(1, view) :]
