"""Whether what the program keeps can be kept: folders that can be written, and space."""

from __future__ import annotations

import errno
import shutil
import tempfile
from pathlib import Path

from app.core.errors import UserError
from app.core.i18n import tr
from app.core.paths import Paths
from app.core.units import disk_size

LOW_BYTES = 50_000_000
"""Free space below which files of the history may not be written."""
_SAMPLE = bytes(8192)


def keeping_problem(paths: Paths) -> UserError | None:
    """Return what stands against keeping anything, None where all is well; writes a small file."""
    folders = dict.fromkeys((paths.config, paths.data, paths.history.parent))
    for folder in folders:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=folder) as file:
                file.write(_SAMPLE)
                file.flush()
        except OSError as error:
            return _unkept(folder, error)
    free = min(shutil.disk_usage(folder).free for folder in folders)
    if free < LOW_BYTES:
        return UserError(
            tr("The disk is nearly full: {free} are free.").format(free=disk_size(free)),
            tr("Settings, history and conversations may soon not be kept."),
        )
    return None


def _unkept(folder: Path, error: OSError) -> UserError:
    lost = tr("The program works, but settings, history and conversations end with it.")
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return UserError(tr("The disk is full: nothing can be kept."), f"{lost} ({folder})")
    message = tr("Nothing can be kept: {reason}.").format(reason=error.strerror or error)
    return UserError(message, f"{lost} ({folder})")
