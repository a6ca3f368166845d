"""Keeps a pull of an image going while the connection to the machine is gone.

An engine ends a pull when nobody waits for its answer any more, and most throw away what they had
by then. Two who pull the same image share one download: this program is the second one, on the
machine itself. It is sent over standard input of `python3`, so nothing is written to the machine's
disk, uses the standard library only and must run on Python 3.6.

After the program comes one line of JSON: `socket` (the engine's) and `request` (HTTP, whole). The
first line that it writes is `{"spark_pull": 1, "pid": …}`. A line `end` lets go of the pull at
once. End of file (the connection is gone) does not: then it waits until the pull is over,
`LINGER_S` at most.
"""

import json
import os
import select
import socket
import sys
import time

PROTOCOL = 1
LINGER_S = 12 * 3600.0
MAX_LINE = 256 * 1024


def read_line() -> str:
    """Return the line that says what to do, and nothing of what follows it."""
    line = b""
    while not line.endswith(b"\n") and len(line) < MAX_LINE:
        byte = os.read(0, 1)
        if not byte:
            raise SystemExit(9)
        line += byte
    return line.decode()


def wait(engine: socket.socket) -> None:
    """Return when the pull is over, or nobody wants it any more."""
    watched: list[socket.socket | int] = [engine, 0]  # Python 3.6 does not look at what stands here
    until: float | None = None
    while until is None or time.monotonic() < until:
        ready = select.select(watched, [], [], 60.0)[0]
        if engine in ready and not engine.recv(65536):
            return
        if 0 in ready:
            said = os.read(0, 4096)
            if b"end" in said:
                return
            if not said:
                watched.remove(0)
                until = time.monotonic() + LINGER_S


def main() -> None:
    """Ask for the pull and wait for it."""
    asked = json.loads(read_line())
    engine = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    engine.connect(asked["socket"])
    engine.sendall(asked["request"].encode("ascii"))
    asked.clear()  # an account's secret is in it
    sys.stdout.write(json.dumps({"spark_pull": PROTOCOL, "pid": os.getpid()}) + "\n")
    sys.stdout.flush()
    wait(engine)
