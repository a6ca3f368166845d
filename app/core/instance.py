"""How a second start of this program speaks to one that runs: raise the window, list tunnels.

Each running process has an endpoint in a folder that only this user may enter: a UNIX socket, or a
named pipe on Windows. One request is one JSON object `{"command": …, "arguments": {…}}`, one reply
is one JSON object. No secret travels here, and a request can only ask for what the window offers.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.core.files import make_private
from app.core.i18n import tr

if TYPE_CHECKING:
    from multiprocessing.connection import Connection, Listener

log = logging.getLogger(__name__)

WINDOW = "window"
"""Role of the process that shows the window; there is one at most."""
MAX_MESSAGE = 1024 * 1024
READ_TIMEOUT = 5.0
"""Seconds a caller may take to say what it wants."""
REPLY_TIMEOUT = 30.0
MAX_CALLERS = 8
MAX_TYPED = 8_000
"""Characters that may be handed over to be typed."""
_NAME = re.compile(r"(?P<role>[a-z]+)-(?P<pid>\d+)\.(sock|pipe)")
_WINDOWS: bool = os.name == "nt"
_SOCKET_PATH_LIMIT = 100
"""Bytes; a UNIX socket's path may have 107 on Linux, 103 on macOS."""

Handler = Callable[[str, dict[str, Any]], dict[str, Any]]
"""`handle(command, arguments)` returns the reply; called on a thread of the endpoint."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What one running process answered."""

    role: str
    pid: int
    body: dict[str, Any]


class InstanceServer:
    """This process's endpoint. `start` and `stop` may be called once, from any thread."""

    def __init__(self, folder: Path, role: str, handle: Handler) -> None:
        self._folder = folder
        self._handle = handle
        self._path = folder / f"{role}-{os.getpid()}.{'pipe' if _WINDOWS else 'sock'}"
        self._listener: Listener | None = None
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._callers = threading.BoundedSemaphore(MAX_CALLERS)

    def start(self) -> None:
        """Listen. Raises OSError when the folder cannot be used."""
        from multiprocessing.connection import Listener

        with self._lock:
            if not self._stopping.is_set():
                self._listen(Listener)

    def stop(self) -> None:
        """Stop listening; a request that is being handled gets its reply."""
        with self._lock:
            stopped = self._stopping.is_set()
            self._stopping.set()
        if self._listener is None or stopped:
            return
        with contextlib.suppress(OSError, EOFError), _connected(self._path):
            pass  # wakes the thread that accepts
        with contextlib.suppress(OSError):
            self._listener.close()
        with contextlib.suppress(OSError):
            self._path.unlink()

    def _listen(self, listener: type[Listener]) -> None:
        make_private(self._folder)
        with contextlib.suppress(FileNotFoundError):
            self._path.unlink()
        with _address(self._path) as address:
            self._listener = listener(address, family=_family(), backlog=16)
        if _WINDOWS:
            self._path.touch(mode=0o600)  # a pipe is in no folder: this says that there is one
        threading.Thread(target=self._serve, name="instance", daemon=True).start()

    def _serve(self) -> None:
        assert self._listener is not None
        while True:
            try:
                caller = self._listener.accept()
            except (OSError, EOFError) as error:
                log.debug("a caller left at once: %s", error)
                if self._stopping.wait(0.05):
                    return
                continue
            if self._stopping.is_set():
                caller.close()
                return
            if not self._callers.acquire(blocking=False):
                caller.close()
                continue
            threading.Thread(
                target=self._answer, args=(caller,), name="instance-call", daemon=True
            ).start()

    def _answer(self, caller: Connection[Any, Any]) -> None:
        try:
            with caller:
                if caller.poll(READ_TIMEOUT):
                    reply = self._reply(caller.recv_bytes(MAX_MESSAGE))
                    caller.send_bytes(json.dumps(reply).encode())
        except (OSError, EOFError) as error:
            log.debug("a caller went away: %s", error)
        finally:
            self._callers.release()

    def _reply(self, request: bytes) -> dict[str, Any]:
        try:
            asked = json.loads(request)
            command, arguments = asked["command"], asked.get("arguments", {})
            if not isinstance(command, str) or not isinstance(arguments, dict):
                raise TypeError(command)
        except (ValueError, KeyError, TypeError, RecursionError):
            return {"error": tr("The request was not understood.")}
        try:
            return self._handle(command, arguments)
        except Exception:
            log.exception("request %s failed", command)
            return {"error": tr("Something went wrong there; its log has the details.")}


def ask_all(
    folder: Path,
    command: str,
    arguments: dict[str, Any] | None = None,
    *,
    role: str = "",
    timeout: float = REPLY_TIMEOUT,
) -> list[Reply]:
    """Ask every running process, or those of one role; who is gone or silent is left out."""
    request = json.dumps({"command": command, "arguments": arguments or {}}).encode()
    replies = []
    for found_role, pid, path in _endpoints(folder):
        if (role and role != found_role) or pid == os.getpid():
            continue
        body = _ask(path, request, timeout)
        if body is not None:
            replies.append(Reply(found_role, pid, body))
    return replies


def has_endpoint(folder: Path, role: str) -> bool:
    """Tell whether a process of a role has begun to listen, whether or not it answers."""
    return any(found == role for found, _pid, _path in _endpoints(folder))


def _ask(path: Path, request: bytes, timeout: float) -> dict[str, Any] | None:
    try:
        with _connected(path) as peer:
            peer.send_bytes(request)
            if not peer.poll(timeout):
                return None
            body = json.loads(peer.recv_bytes(16 * MAX_MESSAGE))
    except (ConnectionRefusedError, FileNotFoundError):
        if not _runs(path):  # one that runs is about to listen, or (macOS) has too many callers
            with contextlib.suppress(OSError):
                path.unlink()  # left by a process that was killed
        return None
    except (OSError, EOFError, ValueError, RecursionError) as error:
        log.debug("%s did not answer: %s", path.name, error)
        return None
    return body if isinstance(body, dict) else None


def _runs(path: Path) -> bool:
    """Tell whether the process of an endpoint runs; on Windows a pipe says so by being there."""
    match = _NAME.fullmatch(path.name)
    if _WINDOWS or match is None:
        return False
    try:
        os.kill(int(match["pid"]), 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        pass
    return True


def _endpoints(folder: Path) -> Iterator[tuple[str, int, Path]]:
    try:
        names = sorted(os.listdir(folder))
    except OSError:
        return
    for name in names:
        match = _NAME.fullmatch(name)
        if match:
            yield match["role"], int(match["pid"]), folder / name


@contextlib.contextmanager
def _connected(path: Path) -> Iterator[Connection[Any, Any]]:
    from multiprocessing.connection import Client

    with _address(path) as address:
        peer = Client(address, family=_family())
    with peer:
        yield peer


@contextlib.contextmanager
def _address(path: Path) -> Iterator[str]:
    """Yield what to bind or connect to: a long path through the descriptor of its folder."""
    if _WINDOWS:
        yield rf"\\.\pipe\spark-command-center-{path.stem}"
        return
    if len(os.fsencode(path)) <= _SOCKET_PATH_LIMIT or not os.path.isdir("/proc/self/fd"):
        yield str(path)
        return
    handle = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{handle}/{path.name}"
    finally:
        os.close(handle)


def _family() -> str:
    return "AF_PIPE" if _WINDOWS else "AF_UNIX"
