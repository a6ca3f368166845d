"""Write files so that a crash, a full disk or another program leaves nothing half or lost."""

from __future__ import annotations

import contextlib
import errno
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from app.core.i18n import tr

LOCK_TIMEOUT = 1.0
"""Seconds to wait for another program that is saving: it takes milliseconds."""


def write_atomic(path: Path, data: bytes, *, mode: int = 0o600) -> None:
    """Replace `path` by `data` in one step: temporary file beside it, fsync, rename.

    Follows a symbolic link to its target, so that a linked settings file stays linked. Raises
    OSError, with the old file untouched.
    """
    path = Path(os.path.realpath(path))  # resolve() raises RuntimeError for links in a circle
    path.parent.mkdir(parents=True, exist_ok=True)
    import tempfile  # no first paint writes anything

    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, mode)
        os.replace(name, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(name)
        raise


def owner_only(path: str, flags: int) -> int:
    """Open a file for `open(…, opener=owner_only)`: one that is made is for this user alone."""
    return os.open(path, flags, 0o600)


def append_line(path: Path, line: bytes) -> None:
    """Add a line in one write and sync it; who shares the file holds it `exclusively`.

    What an earlier write left half, as the disk was full, costs that line only. Raises OSError.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0)
    handle = os.open(path, flags, 0o600)
    try:
        if end := os.lseek(handle, 0, os.SEEK_END):
            os.lseek(handle, end - 1, os.SEEK_SET)
            line = line if os.read(handle, 1) == b"\n" else b"\n" + line
        if os.write(handle, line) != len(line):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        os.fsync(handle)
    finally:
        os.close(handle)


def keep_aside(path: Path, reason: str) -> Path:
    """Rename a file we cannot use to `<name>.<reason>[-N]` beside it and return the new path."""
    target = path.with_name(f"{path.name}.{reason}")
    number = 1
    while target.exists():
        number += 1
        target = path.with_name(f"{path.name}.{reason}-{number}")
    path.replace(target)
    return target


def make_private(folder: Path) -> None:
    """Make a folder that only this user may enter; PermissionError when somebody else owns it."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if os.name == "nt":  # a user's own folders are private there
        return
    if folder.stat().st_uid != os.getuid():
        raise PermissionError(tr("{folder} belongs to another account").format(folder=folder))
    folder.chmod(0o700)


@contextlib.contextmanager
def exclusively(path: Path) -> Iterator[None]:
    """Keep other programs that ask the same from changing `path` meanwhile.

    Raises TimeoutError when another one does not come to an end. Where locks do not work (some
    network folders, a folder that cannot be written) it goes on without.
    """
    path = Path(os.path.realpath(path))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path.with_name(f".{path.name}.lock"), os.O_RDWR | os.O_CREAT, 0o600)
    except OSError:
        handle = -1
    try:
        if handle >= 0:
            _lock(handle)
        yield
    finally:
        if handle >= 0:
            os.close(handle)  # which unlocks


def _lock(handle: int) -> None:
    deadline = time.monotonic() + LOCK_TIMEOUT
    while not _try_lock(handle):
        if time.monotonic() >= deadline:
            raise TimeoutError(errno.ETIMEDOUT, "another program is saving it")
        time.sleep(0.01)


def _try_lock(handle: int) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        taken = (errno.EAGAIN, errno.EACCES, errno.EDEADLK)
        return error.errno not in taken
    return True
