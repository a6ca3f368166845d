"""Is there a display that a window can open on? Qt aborts the process where there is none."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator

from app import APP_SLUG

NO_DISPLAY = f"""\
There is no display here, so no window can open. Run it in a desktop session, over `ssh -X`, or
under `xvfb-run`. Without a display there is the command line: {APP_SLUG} --help"""
X_PORT = 6000
TIME_LIMIT_S = 1.0

_X_DISPLAY = re.compile(r"(?:(?P<protocol>\w+)/)?(?P<host>.*):(?P<number>\d+)(?:\.\d+)?")


def can_show() -> bool:
    """Whether a window can open: a platform that needs no display was chosen, or one answers."""
    if not sys.platform.startswith("linux"):
        return True
    chosen = os.environ.get("QT_QPA_PLATFORM") or "wayland;xcb"
    platforms = {re.split("[:-]", each)[0] for each in chosen.split(";")}
    if platforms - {"wayland", "xcb"}:
        return True
    return ("wayland" in platforms and _wayland_answers()) or ("xcb" in platforms and _x_answers())


def _wayland_answers() -> bool:
    name = os.environ.get("WAYLAND_DISPLAY")
    return bool(name) and _answers(os.path.join(os.environ.get("XDG_RUNTIME_DIR", ""), str(name)))


def _x_answers() -> bool:
    display = _X_DISPLAY.fullmatch(os.environ.get("DISPLAY", ""))
    if display is None:
        return False
    return any(_answers(place) for place in _x_places(display["host"], int(display["number"])))


def _x_places(host: str, number: int) -> Iterator[str | tuple[str, int]]:
    """Yield where an X server may listen, in the order that libxcb tries."""
    if host in ("", "unix"):
        path = f"/tmp/.X11-unix/X{number}"  # noqa: S108 - X11 decided so
        yield f"\0{path}"
        yield path
    if host != "unix":
        yield host.strip("[]") or "localhost", X_PORT + number


def _answers(place: str | tuple[str, int]) -> bool:
    """Whether something accepts a connection there: a path (or abstract name), or host and port."""
    import socket  # start-up is faster without, and most commands need no display

    try:
        if isinstance(place, tuple):
            socket.create_connection(place, TIME_LIMIT_S).close()
        else:
            with socket.socket(socket.AF_UNIX) as client:
                client.settimeout(TIME_LIMIT_S)
                client.connect(place)
    except (OSError, OverflowError, UnicodeError):  # a port or a name that cannot be
        return False
    return True
