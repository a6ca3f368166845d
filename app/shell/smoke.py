"""What `--smoke` needs before anything else is read: a place of its own."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile

from app.core.paths import HOME_VARIABLE
from app.hosts.discovery.network import ONLY_VARIABLE


def prepare_smoke(*, display: bool) -> None:
    """Let the check of an installation run anywhere, and send nothing to strangers.

    It has a profile of its own: that of the user may be in use by a window that runs, and holds
    nodes, tunnels and guards that nobody asked for now.
    """
    if not display:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    os.environ.setdefault(ONLY_VARIABLE, "127.0.0.1")
    if not os.environ.get(HOME_VARIABLE):
        profile = tempfile.mkdtemp(prefix="spark-command-center-smoke-")
        os.environ[HOME_VARIABLE] = profile
        atexit.register(shutil.rmtree, profile, ignore_errors=True)
