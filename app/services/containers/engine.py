"""Engine: the container engine of one session, with the Docker SDK over the session's sockets.

    engine = Engine.open(session)
    engine.client().containers.list()      # the SDK, whole
    engine.containers()                    # what the panes show

All calls block and belong in a worker; any number of threads share an engine. What the SDK, its
HTTP libraries and the sockets raise is told in our own errors: `EngineUnavailable` (with why),
`NotThere`, `RemoteError` in the engine's words, `TimedOut`, `SessionLost`.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import re
import socket
import threading
import time
import urllib.parse
import weakref
from collections.abc import Iterable, Iterator, Mapping

import docker  # type: ignore[import-untyped]
import docker.errors  # type: ignore[import-untyped]
import requests
import urllib3

from app.core.cancel import Cancel
from app.core.errors import (
    Cancelled,
    ChannelRefused,
    CommandCenterError,
    RemoteError,
    SessionLost,
    TimedOut,
)
from app.core.i18n import tr
from app.core.said import plain_inside, said
from app.services.containers import reading
from app.services.containers.adapter import SocketAdapter
from app.services.containers.api import (
    Container,
    ContainerDetails,
    EngineUnavailable,
    NotThere,
    Trouble,
)
from app.services.containers.locate import locate
from app.services.containers.sockets import Endpoint, connect
from app.services.containers.streaming import EngineStream, date_of
from app.transport.api import Session

CLOSED = tr("The connection to Docker was closed.")
ANSWER_LIMIT = 60.0
"""Seconds for an answer; stopping a container takes its own time on top."""
PATIENCE_S = 120.0
"""Seconds that an engine has to come back: it ends its containers before it starts again."""
_FIRST_WAIT_S = 0.5
_LAST_WAIT_S = 5.0
_NOWHERE = "http://localhost:1"
"""What the SDK is told at first: it makes no connection before it has ours."""
_OURS = "http+docker://"
"""The SDK finds the socket under a response by this name."""
_WHOLE_ID = re.compile(r"\b[0-9a-f]{64}\b")


class Engine:
    """A container engine. Thread-safe; it ends with the session, or by `close`."""

    def __init__(self, session: Session, endpoint: Endpoint) -> None:
        self.session = session
        self.endpoint = endpoint
        self.version = ""
        """Of the engine: `28.3.3`."""
        self.api_version = ""
        self._lock = threading.Lock()
        self._sockets: weakref.WeakSet[socket.socket] = weakref.WeakSet()
        self._closed = False
        self._adapter = SocketAdapter(self.connect)
        self._own = threading.local()

    @classmethod
    def open(
        cls, session: Session, cancel: Cancel | None = None, *, patience_s: float = 0.0
    ) -> Engine:
        """Find the session's engine and ask its version; EngineUnavailable says why there is none.

        Not being in the group `docker`, a daemon that is down, a socket that is missing and
        forwarding that is forbidden are told apart. `patience_s`: a machine that just started has
        its SSH server before its engine; what does not pass by waiting is not waited for.
        """
        cancel = cancel or Cancel()
        before: EngineUnavailable | None = None
        for wait in (*_waits(patience_s), None):
            try:
                return cls._greeted(session, locate(session, cancel))
            except EngineUnavailable as error:
                if wait is None or _stays(before, error):
                    raise
                before = error
            if cancel.wait(wait):
                raise Cancelled
        raise AssertionError("the last try returns or raises")

    def wait_until_back(self, error: EngineUnavailable, cancel: Cancel) -> None:
        """Return when an engine that was lost by `error` answers again.

        Raises why it does not when it takes too long or waiting would not help, and SessionLost.
        """
        for _why in self.until_back(error, cancel):
            pass

    def until_back(self, error: EngineUnavailable, cancel: Cancel) -> Iterator[EngineUnavailable]:
        """Yield why an engine does not answer whenever that is no longer what was said before.

        Ends and raises as `wait_until_back`.
        """
        for wait in _waits(PATIENCE_S):
            if cancel.wait(wait):
                raise Cancelled
            try:
                self.greet()
            except EngineUnavailable as now:
                if _stays(error, now):
                    raise
                if str(now) != str(error):
                    yield now
                error = now
            except RemoteError:
                continue
            else:
                return
        raise error

    @classmethod
    def _greeted(cls, session: Session, endpoint: Endpoint) -> Engine:
        engine = cls(session, endpoint)
        try:
            engine.greet()
        except BaseException:
            engine.close()
            raise
        return engine

    def greet(self) -> None:
        """Ask the engine its version."""
        with self.errors():
            told = self._api("1.41").version(api_version=False)
        version = told.get("ApiVersion") if isinstance(told, dict) else None
        if not isinstance(version, str) or not re.fullmatch(r"1\.\d{1,4}", version):
            raise EngineUnavailable(
                tr("What answers on {path} is no container engine.").format(
                    path=self.endpoint.path
                ),
                trouble=Trouble.NOT_RUNNING,
            )
        self.version = said(str(told.get("Version") or ""))
        self.api_version = version

    @property
    def api(self) -> docker.APIClient:
        """The SDK's client of this thread: a `requests.Session` must not be shared."""
        api = getattr(self._own, "api", None)
        if api is None:
            api = self._own.api = self._api(self.api_version)
        return api

    def client(self) -> docker.DockerClient:
        """Return the SDK's client of this thread with its objects (`containers`, `images`, …)."""
        client = docker.DockerClient(base_url=_NOWHERE, version=self.api_version)
        client.api = self.api
        return client

    # What panes and commands ask most

    def containers(self) -> tuple[Container, ...]:
        """Return all containers, running or not."""
        with self.errors():
            return reading.containers(self.api.containers(all=True))

    def details(self, container: str) -> ContainerDetails:
        """Look at one container, by name or id."""
        with self.errors():
            return reading.details(self.api.inspect_container(container))

    def inspect(self, container: str) -> Mapping[str, object]:
        """Return everything the engine knows of a container, texts fit to be shown."""
        with self.errors():
            told = plain_inside(self.api.inspect_container(container))
        return told if isinstance(told, dict) else {}

    def architecture(self) -> str:
        """Return the machine's, as images are made for: `arm64`."""
        with self.errors():
            told = self.api.version()
        return said(str(told.get("Arch") or "")) if isinstance(told, dict) else ""

    def clock(self) -> float:
        """Return the engine's time, Unix seconds rounded down: what events and logs are told by."""
        with self.errors():
            answer = self.api.get(f"{self.api.base_url}/_ping", timeout=ANSWER_LIMIT)
        return date_of(answer.headers) or time.time()

    # Streams

    def url(self, path: str, parameters: Mapping[str, str]) -> str:
        """Return what is asked for, as it stands in a request."""
        query = urllib.parse.urlencode(parameters, errors="surrogateescape")
        return f"/v{self.api_version}{path}?{query}"

    @contextlib.contextmanager
    def stream(
        self,
        path: str,
        parameters: Mapping[str, str],
        cancel: Cancel,
        *,
        method: str = "GET",
        headers: Mapping[str, str] | None = None,
        body: Iterable[bytes] | None = None,
        patience_s: float = ANSWER_LIMIT,
    ) -> Iterator[EngineStream]:
        """Ask for an endless answer on a connection of its own, closed after the `with` block.

        Cancelling ends it at once, whatever it waits for. `patience_s`: until it begins to answer.
        """
        url = self.url(path, parameters)
        with self.errors(cancel), contextlib.ExitStack() as stack:
            sock = self.connect()
            sock.settimeout(patience_s)
            stream = EngineStream(sock, cancel)
            stack.callback(stream.close)
            stack.enter_context(cancel.on_cancel(stream.interrupt))
            status = stream.ask(url, method=method, headers=headers, body=body)
            if status != 200:
                raise refusal(status, stream.refusal())
            yield stream

    @contextlib.contextmanager
    def errors(self, cancel: Cancel | None = None) -> Iterator[None]:
        """Tell what the SDK, its libraries and sockets raise in our own errors."""
        try:
            yield
        except CommandCenterError:
            raise
        except _FOREIGN as error:
            if cancel is not None and cancel.cancelled:
                raise Cancelled from error
            raise self._told(error) from error

    def close(self) -> None:
        """End what runs over it, from any thread. The session stays open."""
        with self._lock:
            self._closed = True
            left = list(self._sockets)
        for each in left:
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
        self._adapter.close()

    # How it is done

    def _api(self, version: str) -> docker.APIClient:
        """Return a client of the SDK that goes nowhere but through our adapter."""
        api = docker.APIClient(base_url=_NOWHERE, version=version, timeout=ANSWER_LIMIT)
        api.trust_env = False  # a proxy or a .netrc of this computer is no business of the node
        api.adapters.clear()
        api.mount(_OURS, self._adapter)
        api.base_url = f"{_OURS}localhost"
        return api

    def connect(self) -> socket.socket:
        """Return a new socket to the engine; raise exactly why there is none."""
        if self._closed:
            raise SessionLost(CLOSED)
        try:
            opened = connect(self.session, self.endpoint)
        except ChannelRefused:
            locate(self.session)  # says why: it answered before
            raise EngineUnavailable(
                tr("{title} did not answer for a moment.").format(title=self.endpoint.title),
                tr("Try again."),
                trouble=Trouble.INTERRUPTED,
            ) from None
        if not self._keep(opened):
            opened.close()
            raise SessionLost(CLOSED)
        return opened

    def _keep(self, opened: socket.socket) -> bool:
        """Remember a socket for `close`; False when that came first."""
        with self._lock:
            if not self._closed:
                self._sockets.add(opened)
            return not self._closed

    def _told(self, error: Exception) -> CommandCenterError:
        if self._closed:
            return SessionLost(CLOSED)
        if isinstance(error, docker.errors.APIError):
            status = error.response.status_code if error.response is not None else 500
            return failure(status, said(str(error.explanation or ""), limit=1000))
        if isinstance(error, requests.Timeout | urllib3.exceptions.TimeoutError | TimeoutError):
            return TimedOut(tr("{title} did not answer in time.").format(title=self.endpoint.title))
        if isinstance(error, docker.errors.DockerException | requests.exceptions.JSONDecodeError):
            return RemoteError(f"{self.endpoint.title}: {said(str(error))}")
        return self._broken()

    def _broken(self) -> CommandCenterError:
        """Say why a connection broke: the session's end, the engine's, or only its own."""
        try:
            connect(self.session, self.endpoint).close()
        except SessionLost as error:
            return error
        except RemoteError:
            pass
        return EngineUnavailable(
            tr("{title} ended the connection.").format(title=self.endpoint.title),
            tr("It may be starting again; try once more."),
            trouble=Trouble.INTERRUPTED,
        )


_FOREIGN = (
    docker.errors.DockerException,
    requests.RequestException,
    urllib3.exceptions.HTTPError,
    http.client.HTTPException,
    OSError,
    ValueError,
)


def _waits(patience_s: float) -> Iterator[float]:
    """Yield how long to wait before each further try, `patience_s` in all."""
    waited, wait = 0.0, _FIRST_WAIT_S
    while waited < patience_s:
        yield wait
        waited, wait = waited + wait, min(_LAST_WAIT_S, wait * 2)


def _stays(before: EngineUnavailable | None, now: EngineUnavailable) -> bool:
    """Whether waiting would not help: the account may not use the engine, and that stays so.

    Once is not enough: an engine that starts makes its socket before it gives it to the group.
    """
    lasting = now.trouble in (Trouble.NO_PERMISSION, Trouble.LOGIN_AGAIN)
    return lasting and before is not None and before.trouble is now.trouble


def refusal(status: int, body: bytes) -> RemoteError:
    """Read an answer that is none: `{"message": …}`."""
    try:
        told = json.loads(body)
        message = told.get("message", "") if isinstance(told, dict) else ""
    except (ValueError, RecursionError):
        message = body[:1000].decode("utf-8", "replace")
    return failure(status, said(str(message), limit=1000))


def failure(status: int, message: str) -> RemoteError:
    """Return the error for a status of HTTP, in the engine's words."""
    message = _WHOLE_ID.sub(lambda found: found[0][:12], message)
    words = (
        message[:1].upper() + message[1:]
        if message
        else tr("Docker answered with {status}").format(status=status)
    )
    words = words if words.endswith((".", "!", "?")) else f"{words}."
    return NotThere(words) if status == 404 else RemoteError(words)
