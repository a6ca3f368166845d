"""Write files so that a crash or a full disk leaves the old content, never half of the new."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path


def write_atomic(path: Path, data: bytes, *, mode: int = 0o600) -> None:
    """Replace `path` by `data` in one step: temporary file beside it, fsync, rename.

    Follows a symbolic link to its target, so that a linked settings file stays linked. Raises
    OSError, with the old file untouched.
    """
    path = Path(os.path.realpath(path))  # resolve() raises RuntimeError for links in a circle
    path.parent.mkdir(parents=True, exist_ok=True)
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
        raise PermissionError(f"{folder} belongs to another account")
    folder.chmod(0o700)
