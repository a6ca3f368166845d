"""Answers `GET /containers/json` on a UNIX socket as a container engine does, with a file's text.

Runs on the node with its python3; ends when the file is empty. $1: the socket, $2: the file.
"""

from __future__ import annotations

import contextlib
import ctypes
import http.server
import os
import socketserver
import sys
from pathlib import Path

PR_SET_NAME = 15
LOOK_S = 1.0


class Handler(http.server.BaseHTTPRequestHandler):
    """Answers every path with the list."""

    def do_GET(self) -> None:
        """Send the list of containers."""
        body = Path(sys.argv[2]).read_bytes()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def address_string(self) -> str:
        """A UNIX socket has no address."""
        return "local"

    def log_message(self, format: str, *arguments: object) -> None:
        """Say nothing."""


def main() -> None:
    """Serve while there are containers."""
    ctypes.CDLL(None).prctl(PR_SET_NAME, b"lab-containers")
    with socketserver.UnixStreamServer(sys.argv[1], Handler) as server:
        os.chmod(sys.argv[1], 0o666)  # as for an account of the group `docker`
        server.timeout = LOOK_S
        while os.path.exists(sys.argv[2]) and os.path.getsize(sys.argv[2]):
            server.handle_request()
    with contextlib.suppress(OSError):
        os.unlink(sys.argv[1])


if __name__ == "__main__":
    main()
