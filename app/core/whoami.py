"""Who sits here, as it is written on what this program starts."""

from __future__ import annotations

import functools
import getpass
import socket


@functools.cache
def whoami() -> str:
    """Return `ann@laptop`."""
    return f"{getpass.getuser()}@{socket.gethostname()}"
