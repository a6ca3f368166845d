"""`exec NODE -- CMD…`: run a command there; its output and status become ours."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator

from app.cli.opening import Opener
from app.core.cancel import Cancel
from app.core.errors import BadInput
from app.transport.api import Input

NO_LIMIT_S = 30 * 86400.0


def run(options: argparse.Namespace, cancel: Cancel) -> int:
    """Run the command and return its status."""
    argv: list[str] = options.argv
    if options.timeout < 0:
        raise BadInput(f"--timeout {options.timeout:g} is below 0.")
    if not argv:
        raise BadInput("There is no command to run.", "exec NODE -- COMMAND ARGUMENTS")
    opener = Opener.from_options(options)
    stdin: Input = b"" if sys.stdin.isatty() else _piped_input()
    session = opener.open(cancel)
    try:
        done = session.exec(
            argv,
            stdin=stdin,
            timeout=options.timeout or NO_LIMIT_S,
            cancel=cancel,
            on_output=_show,
        )
    finally:
        session.close()
    return done.exit_status if done.exit_status is not None else 255


def _show(data: bytes, is_stderr: bool) -> None:
    stream = sys.stderr.buffer if is_stderr else sys.stdout.buffer
    stream.write(data)
    stream.flush()


def _piped_input() -> Iterator[bytes]:
    """Yield what is piped in, as it comes.

    Straight from the descriptor: a thread that waits in `sys.stdin` holds a lock that Python wants
    when it ends.
    """
    while data := os.read(0, 65536):
        yield data
