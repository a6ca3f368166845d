"""The one place where an argument list becomes a remote command line."""

from __future__ import annotations

import shlex
from collections.abc import Sequence

from app.core.errors import BadInput
from app.core.i18n import tr


def command_line(argv: Sequence[str]) -> str:
    """Quote `argv` for the POSIX shell that sshd hands every command to.

    Raises BadInput for an empty list or a NUL byte, which no argument can hold.
    """
    if not argv:
        raise BadInput(tr("There is no command to run."))
    if any("\0" in argument for argument in argv):
        raise BadInput(tr("A command must not contain a NUL byte."))
    return " ".join(shlex.quote(argument) for argument in argv)
