"""Docker's socket for the guard: which containers run, and stopping one without a new process.

The connection that will carry the order to stop is opened beforehand and kept. Must run on
Python 3.6.
"""

# Python 3.6 knows neither list[int] nor X | None.
# ruff: noqa: UP006, UP031, UP035, UP045
import json
import os
import re
import select
import socket
from typing import Dict, Optional, Tuple

TIMEOUT_S = 3.0
MAX_ANSWER = 8 << 20
STATUS = re.compile(rb"HTTP/1\.[01] (\d{3})")
GONE = (204, 304)
"""Stopped, was stopped already."""


def socket_paths() -> Tuple[str, ...]:
    """Return where an engine may listen: the system's, and one without root."""
    mine = os.environ.get("XDG_RUNTIME_DIR") or "/run/user/%d" % os.getuid()
    return ("/var/run/docker.sock", mine + "/docker.sock")


class Order:
    """An order about a container that was sent; `poll` until `status` is known."""

    def __init__(self, connection: socket.socket) -> None:
        self.connection: Optional[socket.socket] = connection
        self.answer = b""
        self.status: Optional[int] = None

    def poll(self) -> None:
        """Read what has come; never blocks."""
        while self.connection is not None:
            try:
                piece = self.connection.recv(65536)
            except (BlockingIOError, InterruptedError):
                return
            except OSError:
                piece = b""
            self.answer += piece
            found = STATUS.match(self.answer)
            if found and (b"\r\n\r\n" in self.answer):
                self.status = int(found.group(1))
            if not piece or self.status is not None:
                self.close()

    @property
    def problem(self) -> str:
        """Return Docker's own words about an order that it refused, else nothing."""
        if self.status is None or self.status in GONE:
            return ""
        words = re.search(rb'"message":"([^"]*)"', self.answer)
        said = words.group(1).decode("utf-8", "replace") if words else ""
        return said or "Docker answered with status %d" % self.status

    def close(self) -> None:
        """Close the connection; Docker goes on stopping."""
        if self.connection is not None:
            self.connection.close()
            self.connection = None


def order(what: str) -> bytes:
    """Return a request without a body."""
    lines = ("POST %s HTTP/1.1" % what, "Host: docker", "Content-Length: 0", "Connection: close")
    return ("\r\n".join(lines) + "\r\n\r\n").encode("ascii")


def stop_order(container: str, grace: float) -> bytes:
    """Return the request that stops a container."""
    return order("/containers/%s/stop?t=%d" % (container, grace))


class Docker:
    """The engine's API. `names` blocks and has its own thread; the rest is for the main loop."""

    def __init__(self) -> None:
        self.path = ""
        self.problem = "Docker is not there"
        self.kept: Optional[socket.socket] = None

    def names(self) -> Dict[str, str]:
        """Return name by id of the running containers; none when `problem` says why."""
        try:
            body = self._get("/containers/json")
            found = {
                str(each["Id"]): str((each.get("Names") or [each["Id"][:12]])[0]).lstrip("/")
                for each in json.loads(body.decode("utf-8", "replace"))
            }
        except OSError as error:
            self.problem = "Docker's socket: %s" % (error.strerror or error)
        except (ValueError, KeyError, TypeError, AttributeError):
            self.problem = "Docker's answer was not understood"
        else:
            self.problem = ""
            return found
        return {}

    def keep(self) -> None:
        """Have a connection ready; one that Docker closed meanwhile is opened again."""
        if self.kept is not None:
            if not select.select([self.kept], [], [], 0)[0]:
                return
            self.kept.close()
            self.kept = None
        if not self.problem:
            try:
                self.kept = self._connect(0.2)
            except OSError:
                self.kept = None

    def stop(self, container: str, grace: float) -> Order:
        """Send the order to stop a container; Docker ends it by force after `grace` seconds."""
        return self._send(stop_order(container, grace))

    def kill(self, container: str) -> Order:
        """Send the order to end a container by force."""
        return self._send(order("/containers/%s/kill" % container))

    def _send(self, data: bytes) -> Order:
        self.keep()
        connection, self.kept = self.kept, None
        if connection is None:
            connection = self._connect(1.0)
        try:
            connection.sendall(data)
        except OSError:  # closed between the look and the order
            connection.close()
            connection = self._connect(1.0)
            connection.sendall(data)
        connection.setblocking(False)
        return Order(connection)

    def _connect(self, timeout: float) -> socket.socket:
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(timeout)
        try:
            connection.connect(self.path or socket_paths()[0])
        except BaseException:
            connection.close()
            raise
        return connection

    def _get(self, what: str) -> bytes:
        paths = socket_paths()
        self.path = next((each for each in paths if os.path.exists(each)), paths[0])
        answer = b""
        connection = self._connect(TIMEOUT_S)
        try:
            # 1.0: the answer comes whole, and its end is the connection's.
            connection.sendall(("GET %s HTTP/1.0\r\nHost: docker\r\n\r\n" % what).encode("ascii"))
            while len(answer) < MAX_ANSWER:
                piece = connection.recv(65536)
                if not piece:
                    break
                answer += piece
        finally:
            connection.close()
        head, _, body = answer.partition(b"\r\n\r\n")
        found = STATUS.match(head)
        if not found or found.group(1) != b"200":
            raise ValueError("not an answer")
        return body
