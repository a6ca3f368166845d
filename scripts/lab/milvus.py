"""A real Milvus on a lab node, in its network: the embedded server that PyPI carries.

Only its own test needs it. It is fetched once, into `.lab`, with its hash: 55 MB.
"""

from __future__ import annotations

import contextlib
import platform
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from scripts.lab.node import LabNode

VERSION = "2.3.5"
PORT = 19530
_HEALTH_PORT = 9091
_HASH = "sha256:69515a0630ce29fd10e101fa442afea8ca1387b93a456cd9bd41fdf3deb93d04"
_FOLDER = Path(__file__).resolve().parent.parent.parent / ".lab" / f"milvus-{VERSION}"
_PACKAGE = _FOLDER / "milvus"
_START = 'setsid "$@" </dev/null >"$LOG" 2>&1 &'
_PROGRAM = "import sys; sys.path.insert(0, sys.argv.pop(1)); import milvus; milvus.main()"
_PATIENCE_S = 90.0


def why_not() -> str | None:
    """Return in one sentence why it cannot run here, None when it can."""
    if not can_run():
        return "the packaged Milvus is for Linux on x86-64"
    if not _PACKAGE.exists():
        return "the packaged Milvus is not fetched: scripts/dev.py test does"
    return None


def fetch() -> None:
    """Get the server where it is missing and can run; RuntimeError where that fails."""
    if _PACKAGE.exists() or not can_run():
        return
    _FOLDER.mkdir(parents=True, exist_ok=True)
    wanted = _FOLDER / "requirements.txt"
    wanted.write_text(f"milvus=={VERSION} --hash={_HASH}\n")
    command = [sys.executable, "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    command += ["--require-hashes", "--no-deps", "--target", str(_FOLDER), "-r", str(wanted)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"Milvus cannot be fetched: {done.stderr.strip()[-300:]}")


def start(node: LabNode) -> None:
    """Run it on a node that has a network of its own, until the node ends."""
    assert node.cable is not None
    data = node.root / "milvus"
    data.mkdir()
    programs = _FOLDER / "bin"  # unpacked by its first start: 260 MB, 4 s
    programs.mkdir(exist_ok=True)
    (data / "bin").symlink_to(programs)
    log = data / "log"
    server = [sys.executable, "-c", _PROGRAM, str(_FOLDER), "--data", str(data)]
    server += ["--proxy-port", str(PORT)]
    node.inside.run(["/bin/sh", "-c", f"LOG={log}; {_START}", "sh", *server])
    url = f"http://{node.cable.address}:{_HEALTH_PORT}/healthz"
    deadline = time.monotonic() + _PATIENCE_S
    while not _is_healthy(url):
        if time.monotonic() > deadline:
            raise TimeoutError(f"Milvus did not start:\n{log.read_text()[-800:]}")
        time.sleep(0.1)


def can_run() -> bool:
    """Whether there is a packaged Milvus for this computer."""
    return sys.platform.startswith("linux") and platform.machine() == "x86_64"


def _is_healthy(url: str) -> bool:
    with contextlib.suppress(OSError), urllib.request.urlopen(url, timeout=2.0) as answer:
        return b"OK" in answer.read()
    return False
