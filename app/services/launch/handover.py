"""Hand a web address with a token in it to the browser without showing it to other users.

A browser is started with its address on the command line, which every user of a computer may read.
So it is given one that leads on to the right one, once, and where the system tells (Linux) only for
a program of this user.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import socket
import struct
import threading
import time
from pathlib import Path
from urllib.parse import quote

HOST = "127.0.0.1"
LIMIT_S = 60.0
"""Seconds a browser may take to start."""
READ_S = 1.0
"""Seconds that a connection may take to ask: browsers open some that they do not use."""
TABLES = (Path("/proc/net/tcp"), Path("/proc/net/tcp6"))


def handed_over(url: str) -> str:
    """Return an address that leads to `url`, once and for a minute. Raises OSError."""
    listener = socket.create_server((HOST, 0))
    word = secrets.token_urlsafe(16)
    threading.Thread(
        target=_serve, args=(listener, word, url), name="handover", daemon=True
    ).start()
    return f"http://{HOST}:{listener.getsockname()[1]}/{word}"


def _serve(listener: socket.socket, word: str, url: str) -> None:
    until = time.monotonic() + LIMIT_S
    with listener, contextlib.suppress(OSError):
        while (left := until - time.monotonic()) > 0:
            listener.settimeout(left)
            connection, peer = listener.accept()
            with connection, contextlib.suppress(OSError):
                if _is_ours(peer[1], listener.getsockname()[1]) and _lead(connection, word, url):
                    return


def _lead(connection: socket.socket, word: str, url: str) -> bool:
    """Answer one request; return whether it was the one that was waited for."""
    connection.settimeout(READ_S)
    asked = b""
    while b"\r\n\r\n" not in asked and len(asked) < 65536:
        data = connection.recv(65536)
        if not data:
            return False
        asked += data
    right = asked.startswith(f"GET /{word} ".encode())
    target = quote(url, safe="%:/?#[]@!$&'()*+,;=")
    status = f"302 Found\r\nLocation: {target}" if right else "404 Not Found"
    connection.sendall(
        f"HTTP/1.1 {status}\r\nCache-Control: no-store\r\nReferrer-Policy: no-referrer\r\n"
        "Content-Length: 0\r\nConnection: close\r\n\r\n".encode()
    )
    return right


def _is_ours(peer: int, port: int) -> bool:
    """Tell whether a program of this user has the other end; yes where the system does not say."""
    here = f"{struct.unpack('=I', socket.inet_aton(HOST))[0]:08X}"
    ends = (f"{here}:{peer:04X}", f"{here}:{port:04X}")
    known = False
    for table in TABLES:
        with contextlib.suppress(OSError):
            lines = table.read_text(encoding="ascii").splitlines()[1:]
            known = True
            for fields in map(str.split, lines):
                if fields[1].endswith(ends[0]) and fields[2].endswith(ends[1]):
                    return int(fields[7]) == os.getuid()
    return not known
