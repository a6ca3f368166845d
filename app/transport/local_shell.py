"""A shell on this computer, where it is a POSIX system (`app.transport.shell.Shell`)."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import select
import shutil
import signal
import struct
import subprocess
import sys
import termios
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from app.core.errors import CommandNotFound
from app.core.i18n import tr
from app.transport.shell import TERM, WindowSize

_READ = 65536
_MORE_S = 0.001
_HANG_UP_S = 1.0
_BECOME = 'exec <"$0" >"$0" 2>&1; exec "$@"'
"""A terminal belongs to the session whose leader opens it first: the child has to open it."""


class LocalShell:
    """A program on a pseudo-terminal of this computer."""

    def __init__(
        self,
        argv: Sequence[str],
        size: WindowSize,
        on_close: Callable[[LocalShell], object] = lambda _shell: None,
    ) -> None:
        argv = tuple(argv) or own_shell()
        program = shutil.which(argv[0])
        if program is None:
            raise CommandNotFound(
                tr("{argv} is not installed here.").format(argv=argv[0]), exit_status=127
            )
        self._on_close = on_close
        self._lock = threading.Lock()
        self._reading, self._writing = threading.Lock(), threading.Lock()
        """Held meanwhile: a descriptor that is closed may be another file's at once."""
        self._interrupted = self._closed = False
        self._woken, self._wake = os.pipe()
        self._terminal, theirs = pty.openpty()
        try:
            self.resize(size)
            self._process = subprocess.Popen(
                ["/bin/sh", "-c", _BECOME, os.ttyname(theirs), program, *argv[1:]],
                stdin=theirs,
                stdout=theirs,
                stderr=theirs,
                cwd=Path.home() if Path.home().is_dir() else "/",
                env=os.environ | {"TERM": TERM, "COLORTERM": "truecolor"},
                start_new_session=True,
            )
        except BaseException:
            self._release()
            raise
        finally:
            os.close(theirs)
        os.set_blocking(self._terminal, False)

    def read(self) -> bytes:
        """Wait for output; see `Shell.read`."""
        with self._reading:
            data = self._read_now(None)
            # The kernel hands on 4 KiB at most: what comes at once is taken together.
            while data and len(data) < _READ and (more := self._read_now(_MORE_S)):
                data += more
            return data

    def _read_now(self, patience: float | None) -> bytes:
        """Return what there is within so many seconds, b"" at the end or when nothing comes."""
        while not self._interrupted:
            ready, _, _ = select.select([self._terminal, self._woken], [], [], patience)
            if not ready or self._woken in ready:
                break
            try:
                data = os.read(self._terminal, _READ)
            except BlockingIOError:
                continue
            except OSError:  # EIO: nobody has it open any more
                data = b""
            if not data and patience is None:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    self._process.wait(_HANG_UP_S)
            return data
        return b""

    def write(self, data: bytes) -> None:
        """Type bytes, however long the program takes to read them."""
        view = memoryview(data)
        with self._writing:
            while view and not self._interrupted:
                woken, _, _ = select.select([self._woken], [self._terminal], [])
                if woken:
                    return
                try:
                    view = view[os.write(self._terminal, view) :]
                except BlockingIOError:
                    continue
                except OSError:  # it ended
                    return

    def resize(self, size: WindowSize) -> None:
        """Tell the size; the kernel tells the program."""
        packed = struct.pack("HHHH", size.rows, size.columns, 0, 0)
        with self._lock, contextlib.suppress(OSError):
            if not self._closed:
                fcntl.ioctl(self._terminal, termios.TIOCSWINSZ, packed)

    @property
    def exit_status(self) -> int | None:
        """How it ended; see `Shell.exit_status`."""
        status = self._process.poll()
        return status if status is not None and status >= 0 else None

    def interrupt(self) -> None:
        """Wake who reads or writes; see `Shell.interrupt`."""
        with self._lock:
            if not self._interrupted:
                self._interrupted = True
                os.write(self._wake, b"x")

    def close(self) -> None:
        """Hang up, and kill what does not end by that."""
        self.interrupt()
        with self._lock:
            if self._closed:
                return
            self._closed = True
        self._on_close(self)
        self._signal(signal.SIGHUP)
        threading.Thread(target=self._reap, name="reap", daemon=True).start()

    def _reap(self) -> None:
        try:
            self._process.wait(_HANG_UP_S)
        except subprocess.TimeoutExpired:
            self._signal(signal.SIGKILL)
            self._process.wait()
        with self._reading, self._writing:
            self._release()

    def _signal(self, number: signal.Signals) -> None:
        if self._process.poll() is None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, number)

    def _release(self) -> None:
        for descriptor in (self._terminal, self._woken, self._wake):
            os.close(descriptor)


def own_shell() -> tuple[str, ...]:
    """Return the user's shell; on macOS as one that logs in, as its Terminal does."""
    shell = os.environ.get("SHELL") or "/bin/sh"
    return (shell, "-l") if sys.platform == "darwin" else (shell,)
