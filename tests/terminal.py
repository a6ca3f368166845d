"""A command of ours on a terminal of its own, typed at as a person would."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parents[1]
LIMIT_S = 60.0


class Terminal:
    """Runs `argv` with a controlling terminal, so that passwords are asked for."""

    def __init__(self, argv: Sequence[str]) -> None:
        import pty  # not on Windows

        self._ours, theirs = pty.openpty()
        self.process = subprocess.Popen(
            ["setsid", "--ctty", "--wait", *argv],
            stdin=theirs, stdout=theirs, stderr=theirs, cwd=ROOT,
        )  # fmt: skip
        os.close(theirs)
        self._shown = ""
        self._read_to = 0
        self._changed = threading.Condition()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    @property
    def shown(self) -> str:
        """Everything on the screen so far."""
        with self._changed:
            return self._shown

    def answer(self, question: str, line: str) -> None:
        """Wait until the command asks `question`, then type `line`."""
        end = time.monotonic() + LIMIT_S
        with self._changed:
            while question not in self._shown[self._read_to :]:
                left = end - time.monotonic()
                assert left > 0, f"never asked {question!r}:\n{self._shown}"
                self._changed.wait(left)
            self._read_to = self._shown.index(question, self._read_to) + len(question)
        os.write(self._ours, f"{line}\n".encode())

    def press_control_c(self) -> None:
        """Interrupt the command."""
        os.write(self._ours, b"\x03")

    def exit_status(self) -> int:
        """Wait for the end."""
        status = self.process.wait(LIMIT_S)
        self._reader.join(LIMIT_S)
        return status

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.process.kill()
        self.process.wait()
        self._reader.join(LIMIT_S)
        os.close(self._ours)

    def _read(self) -> None:
        while True:
            try:
                data = os.read(self._ours, 4096)
            except OSError:  # the other side is closed
                return
            with self._changed:
                self._shown += data.decode("utf-8", "replace")
                self._changed.notify_all()


def python(*argv: str) -> list[str]:
    """Return the command that runs our program."""
    return [sys.executable, "-m", "app", *argv]
