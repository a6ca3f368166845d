"""A program in a container, on a terminal of its own (`app.transport.shell.Shell`).

An exec is created, then started on a connection that becomes the terminal's; it has a size only
once it runs. The engine lets a program run on when its terminal is gone, so closing ends it.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import socket
import threading

from app.core.cancel import Cancel
from app.core.errors import CommandCenterError, RemoteError, SessionLost
from app.core.i18n import tr
from app.services.containers.adapter import HOST
from app.services.containers.api import EngineUnavailable, Trouble
from app.services.containers.engine import ANSWER_LIMIT, Engine, refusal
from app.services.containers.exec_wish import ExecWish
from app.services.containers.streaming import MAX_REFUSAL
from app.transport.shell import TERM, WindowSize

_READ = 256 * 1024
_HANG_UP = "kill -HUP $1; sleep 1; kill -KILL $1"
"""Some shells survive the signal: they wait for the end of file that a real terminal brings."""
_HANG_UP_S = 3.0
_DETACH_KEYS = ",".join(["ctrl-^"] * 4)
"""Left alone, the engine holds Ctrl+P back until the next key; hardly a program knows Ctrl+^."""
_TRIES = 10
_WAIT_S = 0.01
"""The engine refuses a size until the program runs: asked again after 10, 20 … 100 ms."""


def open_shell(engine: Engine, container: str, size: WindowSize, wish: ExecWish) -> ContainerShell:
    """Start a program on a terminal in a container; raises why the engine does not."""
    with engine.errors():
        told = engine.api.exec_create(
            container,
            list(wish.argv),
            stdin=True,
            tty=True,
            user=wish.user,
            workdir=wish.folder or None,
            environment=_environment(engine, container),
            detach_keys=_DETACH_KEYS,
        )
        name = str(told["Id"])
        sock, answer = _start(engine, name)
    shell = ContainerShell(engine, name, sock, answer)
    shell.resize(size)
    return shell


class ContainerShell:
    """An exec that runs. It ends with its session, too."""

    def __init__(
        self, engine: Engine, name: str, sock: socket.socket, answer: http.client.HTTPResponse
    ) -> None:
        self._engine = engine
        self._name = name
        self._sock = sock
        self._answer = answer
        """Its buffer may hold what the program printed first."""
        self._status: int | None = None
        self._closed = Cancel()
        self._reading = threading.Lock()

    def read(self) -> bytes:
        """Wait for output; see `Shell.read`."""
        with self._reading:
            data = b""
            if not self._closed.cancelled:
                with contextlib.suppress(OSError):
                    data = self._answer.fp.read1(_READ)
            if data:
                return data
            self._release()
        if self._closed.cancelled:
            self._hang_up()
            return b""
        try:
            self._status = self._ask_status()
        except SessionLost as error:  # nobody is left who could hang up
            words = tr("{message} What ran in the shell may go on in the container.").format(
                message=error.message
            )
            raise error.saying(words) from error
        return b""

    def write(self, data: bytes) -> None:
        """Type bytes, however long the program takes to read them."""
        with contextlib.suppress(OSError):  # `read` says that it ended
            self._sock.sendall(data)

    def resize(self, size: WindowSize) -> None:
        """Tell the size, once the program runs."""
        for wait in range(1, _TRIES + 1):
            try:
                with self._engine.errors():
                    self._engine.api.exec_resize(self._name, size.rows, size.columns)
                return
            except RemoteError:  # it does not run yet, or no more
                if self._closed.wait(wait * _WAIT_S):
                    return
            except SessionLost:  # `read` says so
                return

    @property
    def exit_status(self) -> int | None:
        """How it ended; see `Shell.exit_status`."""
        return self._status

    def interrupt(self) -> None:
        """Wake who reads; see `Shell.interrupt`. It is who reads that hangs up."""
        self._closed.cancel()
        with contextlib.suppress(OSError):
            self._sock.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Hang up."""
        self.interrupt()
        if self._reading.acquire(blocking=False):  # else whoever reads is woken and does it
            try:
                self._release()
            finally:
                self._reading.release()

    def _hang_up(self) -> None:
        """Tell the program that its terminal is gone, as far as it can be told."""
        engine = self._engine
        with contextlib.suppress(CommandCenterError), engine.errors():
            told = engine.api.exec_inspect(self._name)
            if told.get("Running"):
                pid = _inner_pid(engine, int(told.get("Pid") or 0))
                end = ["/bin/sh", "-c", _HANG_UP, "sh", str(pid)]
                made = engine.api.exec_create(str(told["ContainerID"]), end, user="0")
                engine.api.exec_start(made["Id"], detach=True)

    def _release(self) -> None:
        self._answer.close()
        self._sock.close()

    def _ask_status(self) -> int | None:
        """Ask how the program ended; SessionLost or EngineUnavailable when it did not."""
        for wait in range(1, _TRIES + 1):
            with self._engine.errors():
                told = self._engine.api.exec_inspect(self._name)
            if not told.get("Running"):
                status = told.get("ExitCode")
                return status if isinstance(status, int) else None
            if self._closed.wait(wait * _WAIT_S):
                return None
        raise EngineUnavailable(
            tr("{title} ended the connection.").format(title=self._engine.endpoint.title),
            tr("Start the shell again."),
            trouble=Trouble.INTERRUPTED,
        )


def _start(engine: Engine, name: str) -> tuple[socket.socket, http.client.HTTPResponse]:
    """Start an exec; return the connection that is its terminal's from now on."""
    body = json.dumps({"Detach": False, "Tty": True}).encode()
    head = [
        f"POST /v{engine.api_version}/exec/{name}/start HTTP/1.1",
        f"Host: {HOST}",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
        "Connection: Upgrade",
        "Upgrade: tcp",
    ]
    sock = engine.connect()
    try:
        sock.settimeout(ANSWER_LIMIT)
        sock.sendall("\r\n".join([*head, "", ""]).encode("ascii") + body)
        answer = http.client.HTTPResponse(sock, method="POST")
        answer.begin()
        if answer.status not in (101, 200):
            raise refusal(answer.status, answer.read(MAX_REFUSAL))
        sock.settimeout(None)
    except BaseException:
        sock.close()
        raise
    return sock, answer


def _inner_pid(engine: Engine, pid: int) -> int:
    """Return a process's number in its container, by its number on the node."""
    status = engine.session.exec(["cat", f"/proc/{pid}/status"], timeout=_HANG_UP_S).check().text
    for line in status.splitlines():
        name, _colon, numbers = line.partition(":")
        if name == "NSpid":
            return int(numbers.split()[-1])
    raise RemoteError(
        tr("The number of process {pid} in its container is not known.").format(pid=pid)
    )


def _environment(engine: Engine, container: str) -> dict[str, str]:
    """Return what programs have to know of the terminal, and UTF-8 where nothing else is set."""
    told = engine.api.inspect_container(container)
    own = (told.get("Config") or {}).get("Env") or ()
    made = {"TERM": TERM, "COLORTERM": "truecolor"}
    if not any(str(each).startswith(("LANG=", "LC_ALL=", "LC_CTYPE=")) for each in own):
        made["LANG"] = "C.UTF-8"
    return made
