"""Start a program of the desktop and let it go."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading
from collections.abc import Sequence
from urllib.parse import urlsplit

from app.core.errors import BadInput, UserError
from app.core.i18n import tr

log = logging.getLogger(__name__)

GRACE_S = 0.7
"""A program that fails to start does so within this time."""


def start(argv: Sequence[str], *, new_console: bool = False) -> bool:
    """Start a program detached from us; False when it is missing or fails at once."""
    options: dict[str, object] = {"stdin": subprocess.DEVNULL}
    if sys.platform == "win32":
        if new_console:
            options = {"creationflags": subprocess.CREATE_NEW_CONSOLE}
    else:
        options |= {
            "stdout": subprocess.DEVNULL,
            "stderr": subprocess.DEVNULL,
            "start_new_session": True,
        }
    try:
        process = subprocess.Popen(list(argv), cwd=os.path.expanduser("~"), **options)  # type: ignore[call-overload]
    except OSError as error:
        log.info("%s could not be started: %s", argv[0], error.strerror)
        return False
    try:
        status: int = process.wait(GRACE_S)
    except subprocess.TimeoutExpired:
        # Somebody has to take its exit status, or it stays as a zombie.
        threading.Thread(target=process.wait, name="launched", daemon=True).start()
        return True
    if status:
        log.info("%s ended at once with status %d", argv[0], status)
    return status == 0


def open_url(url: str) -> None:
    """Open a web page in the user's browser; UserError says what to do when none opens.

    A query may hold a token: the browser is told it in a way that other users cannot see.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https"):
        raise BadInput(tr("{url} is not the address of a web page.").format(url=url))
    if parts.query:
        from app.services.launch.handover import handed_over

        try:
            url = handed_over(url)
        except OSError as error:
            raise UserError(tr("No browser could be started."), f"{error.strerror}.") from error
    if sys.platform == "win32":
        os.startfile(url)  # noqa: S606 - a web address, checked above
        return
    opener = "open" if sys.platform == "darwin" else "xdg-open"
    if not start([opener, url]):
        shown = parts._replace(query="").geturl()
        raise UserError(
            tr("No browser could be started."), tr("Open {shown} yourself.").format(shown=shown)
        )
