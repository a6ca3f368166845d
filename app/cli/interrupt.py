"""Ctrl-C: ends a command whatever it waits for, a prompt on the terminal included."""

from __future__ import annotations

import argparse
import contextlib
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from types import FrameType

from app.core.cancel import Cancel
from app.core.errors import Cancelled

LOOK_S = 0.1
GRACE_S = 2.0
"""Seconds a command has to end by itself after Ctrl-C."""

_told_of_size: list[Callable[[], object]] = []
"""Signals belong to the whole process, and to its main thread; a command runs in another."""


@contextlib.contextmanager
def on_window_change(callback: Callable[[], object]) -> Iterator[None]:
    """Call `callback`, in another thread, whenever the terminal has another size (POSIX)."""
    _told_of_size.append(callback)
    try:
        yield
    finally:
        _told_of_size.remove(callback)


def run_interruptibly(
    command: Callable[[argparse.Namespace, Cancel], int], options: argparse.Namespace
) -> int:
    """Run the command in a thread and return its code; raise what it raised, Cancelled on Ctrl-C.

    The signal's handler only notes the signal: it may interrupt this thread anywhere, also while
    it holds a lock that `Cancel` needs.
    """
    cancel = Cancel()
    codes: list[int] = []
    errors: list[BaseException] = []

    def work() -> None:
        try:
            codes.append(command(options, cancel))
        except BaseException as error:  # noqa: BLE001 - handed to the thread that waits
            errors.append(error)

    pressed: list[int] = []
    terminal = _terminal_state()
    with contextlib.ExitStack() as stack:
        stack.enter_context(_on_signal("SIGINT", lambda number, _frame: pressed.append(number)))
        stack.enter_context(_on_signal("SIGWINCH", _tell_of_size))
        worker = threading.Thread(target=work, name="command", daemon=True)
        worker.start()
        while worker.is_alive() and not pressed:
            worker.join(LOOK_S)
        if pressed:
            cancel.cancel()
            worker.join(GRACE_S)
            if worker.is_alive():  # it waits for a line on the terminal, which nothing can wake
                _restore_terminal(terminal)
                os._exit(Cancelled.exit_code)
            raise Cancelled
    if errors:
        raise errors[0]
    return codes[0]


@contextlib.contextmanager
def _on_signal(name: str, handler: Callable[[int, FrameType | None], object]) -> Iterator[None]:
    """Handle a signal for the `with` block; Windows does not have all of them."""
    number = getattr(signal, name, None)
    if number is None:
        yield
        return
    previous = signal.signal(number, handler)
    try:
        yield
    finally:
        signal.signal(number, previous)


def _tell_of_size(_number: int, _frame: object) -> None:
    for tell in list(_told_of_size):
        tell()


def _terminal_state() -> list[object] | None:
    """Return how the terminal is set, None when there is none (or on Windows)."""
    try:
        import termios
    except ImportError:
        return None
    try:
        return list(termios.tcgetattr(sys.stdin.fileno()))
    except (OSError, ValueError, AttributeError, termios.error):
        return None


def _restore_terminal(state: list[object] | None) -> None:
    """Show what is typed again: a password prompt had hidden it."""
    if state is not None:
        import termios

        with contextlib.suppress(OSError, ValueError, termios.error):
            termios.tcsetattr(sys.stdin.fileno(), termios.TCSADRAIN, state)  # type: ignore[arg-type]
    print(file=sys.stderr, flush=True)
