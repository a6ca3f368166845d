"""`exec NODE -- CMD…`: run a command there; its output and status become ours."""

from __future__ import annotations

import argparse
import sys
import threading

from app.cli.opening import Opener
from app.core.cancel import Cancel
from app.core.errors import BadInput, TimedOut

NO_LIMIT_S = 30 * 86400.0


def run(options: argparse.Namespace, cancel: Cancel) -> int:
    """Run the command and return its status."""
    argv: list[str] = options.argv
    if options.timeout < 0:
        raise BadInput(f"--timeout {options.timeout:g} is below 0.")
    if not argv:
        raise BadInput("There is no command to run.", "exec NODE -- COMMAND ARGUMENTS")
    opener = Opener.from_options(options)
    stdin = b"" if sys.stdin.isatty() else _piped_input()
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


def _piped_input() -> bytes:
    """Read what is piped in; nothing when the pipe stays open without data (cron, CI)."""
    box: list[bytes] = []
    reader = threading.Thread(target=lambda: box.append(sys.stdin.buffer.read()), daemon=True)
    reader.start()
    reader.join(0.5)
    if reader.is_alive():
        raise TimedOut("Standard input stays open.", "Add < /dev/null when nothing is piped in.")
    return box[0] if box else b""
