"""A web page on the node, where the DGX Dashboard would be: something for a tunnel to open."""

from __future__ import annotations

from pathlib import Path

from scripts.lab import processes, sshd
from scripts.lab.namespace import Namespace

PORT = 11000
"""Where DGX OS serves its dashboard, on loopback only."""
PAGE = """\
<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>DGX Dashboard (lab)</title></head>
<body style="font-family: sans-serif; margin: 3em">
<h1>DGX Dashboard (lab)</h1>
<p id="who">This page stands in for the DGX Dashboard of {name}.</p>
</body>
</html>
"""
START = (
    'cd / && PATH="$1:$PATH" setsid python3 -m http.server "$2" --bind 127.0.0.1 --directory "$3" '
)
START += '</dev/null >"$4" 2>&1 &'


def start(inside: Namespace, root: Path, pid: int, name: str, *, own_network: bool) -> int:
    """Serve the page on the node's loopback and return the port.

    Without a network of its own the node's loopback is this computer's, where the port may be
    taken: another is used then. `pid` is a process that sees the node's network.
    """
    port = PORT if own_network or sshd.is_free(PORT) else sshd.free_port()
    folder = root / "www"
    folder.mkdir(exist_ok=True)
    (folder / "index.html").write_text(PAGE.format(name=name))
    log = str(root / "web.log")
    inside.run(["/bin/sh", "-c", START, "sh", f"{root}/bin:", str(port), str(folder), log])
    processes.wait_until(lambda: sshd.listens(pid, port), 30.0, "the node's web server")
    return port
