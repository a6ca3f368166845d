"""Ask a model a question: an OpenAI client over a forwarded port, there for as long as needed."""

from __future__ import annotations

import contextlib
import functools
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from app.core.log import register_secret
from app.services.serving.answers import Answer, AnswerReader, Delta, Turn
from app.services.serving.asking import decode
from app.services.serving.events import MAX_LINE, EventReader

if TYPE_CHECKING:
    import httpx2
    import openai

    from app.core.cancel import Cancel
    from app.services.serving.reach import NodeReach
    from app.services.serving.running.api import Endpoint

__all__ = ["Answer", "ChatClient", "Delta", "LocalAddress", "Turn", "local_address"]

NO_KEY = "not-needed"
"""What the client is given where the server wants no key: it must have one."""
CONNECT_S = 5.0
SILENCE_S = 300.0
"""Seconds without a byte after which an answer is given up; thinking may be silent for minutes."""
MAX_REFUSAL = 64 * 1024
"""Bytes that are read of what a server says instead of an answer."""
OnDelta = Callable[[Delta], object]
NO_EXTRA: Mapping[str, object] = {}


@dataclass(frozen=True, slots=True)
class LocalAddress:
    """Where a model answers as seen from this computer."""

    base_url: str
    """`http://127.0.0.1:40123/v1`."""
    key: str = field(default=NO_KEY, repr=False)
    trouble: Callable[[], str] = field(default=lambda: "", repr=False, compare=False)
    """Returns why the last connection failed on its way, where that is known."""


@contextlib.contextmanager
def local_address(
    reach: NodeReach, endpoint: Endpoint, cancel: Cancel, *, key: str = NO_KEY
) -> Iterator[LocalAddress]:
    """Yield an address of this computer that leads to a model, until the block ends.

    It follows the node's session when that is lost and found. Raises SessionLost, Cancelled.
    """
    cancel.raise_if_cancelled()
    if key != NO_KEY:
        register_secret(key)  # a server may repeat it in what it answers
    if reach.session().is_local:
        yield LocalAddress(_url(endpoint.port, endpoint.base), key)
        return
    from app.transport.tunnel.api import Endpoint as Target
    from app.transport.tunnel.api import ForwardKind
    from app.transport.tunnel.forward import Forward

    forward = Forward(reach.slot, ForwardKind.TCP, Target(endpoint.port))
    port = forward.open(0)
    try:
        yield LocalAddress(_url(port, endpoint.base), key, lambda: forward.traffic().last_error)
    finally:
        forward.close()


def prepare() -> None:
    """Load what asking needs: the first time that takes a second, which no answer should wait."""
    import openai  # noqa: F401 - its import is what takes long


class ChatClient:
    """Asks questions over connections that are kept open, one each thread that asks.

    A cancel ends every question of it, and it for good.
    """

    def __init__(self, address: LocalAddress, *, silence_s: float = SILENCE_S) -> None:
        self._address = address
        self._silence_s = silence_s
        self._sockets = _Sockets()
        self._made: openai.OpenAI | None = None

    def __enter__(self) -> ChatClient:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection."""
        if self._made is not None:
            self._made.close()

    def ask(
        self,
        model: str,
        turns: Sequence[Turn],
        cancel: Cancel,
        on_delta: OnDelta,
        *,
        max_tokens: int | None = None,
        extra: Mapping[str, object] = NO_EXTRA,
    ) -> Answer:
        """Return an answer, each piece handed to `on_delta` as it comes; blocks.

        `extra` are fields that a server may know. Raises AskFailed with what to do, TimedOut,
        Cancelled: the server is told by the connection's end.
        """
        body: dict[str, object] = {
            "model": model,
            "messages": [{"role": turn.role, "content": turn.text} for turn in turns],
            "stream": True,
            "stream_options": {"include_usage": True},
            **extra,
        }
        if max_tokens is not None:
            body["max_tokens"] = max_tokens
        with self.stream(body, cancel) as chunks:
            reader = AnswerReader(chunks.sent_at)
            for chunk in chunks:
                for delta in reader.feed(chunk, time.perf_counter()):
                    on_delta(delta)
                if reader.is_full:
                    break
            for delta in reader.end(is_done=chunks.is_done):
                on_delta(delta)
        return reader.answer()

    @contextlib.contextmanager
    def stream(
        self, body: dict[str, object], cancel: Cancel, on_sent: Callable[[], object] = lambda: None
    ) -> Iterator[Chunks]:
        """Ask, and yield the chunks of the answer; `on_sent` hears that the question is out.

        A server that refuses to tell its usage is asked once more without. Raises AskFailed,
        TimedOut, Cancelled, also out of the reading.
        """
        model = str(body.get("model", ""))
        with cancel.on_cancel(self._sockets.shut):
            response, sent_at = self._open(body, model, cancel, on_sent)
            with contextlib.closing(response):
                yield Chunks(response, sent_at, self._address, model, cancel)

    def _open(
        self, body: dict[str, object], model: str, cancel: Cancel, on_sent: Callable[[], object]
    ) -> tuple[httpx2.Response, float]:
        import httpx2
        import openai

        from app.services.serving.completion_errors import broken_off, refuses_usage, translated

        cancel.raise_if_cancelled()
        client = self._client()
        self._sockets.expect(on_sent)
        sent_at = time.perf_counter()
        try:
            # The answer as it is: no server's own idea of a field may break the reading.
            stream: openai.Stream[object] = client.post(
                "/chat/completions",
                cast_to=object,
                body=body,
                stream=True,
                stream_cls=openai.Stream[object],
            )
        except httpx2.HTTPError as error:  # a refusal that broke off is not the package's to tell
            cancel.raise_if_cancelled()
            raise broken_off(error, self._address.trouble()) from error
        except openai.OpenAIError as error:
            cancel.raise_if_cancelled()
            if "stream_options" not in body or not refuses_usage(error):
                raise translated(error, self._address, model) from error
        else:
            return stream.response, sent_at
        plain = {key: value for key, value in body.items() if key != "stream_options"}
        return self._open(plain, model, cancel, on_sent)

    def _client(self) -> openai.OpenAI:
        if self._made is None:
            import openai

            timeout = openai.Timeout(self._silence_s, connect=min(CONNECT_S, self._silence_s))
            http = openai.DefaultHttpxClient(
                trust_env=False,  # no proxy has a part in what stays on this computer
                event_hooks={"request": [self._sockets.attend], "response": [_shorten_refusal]},
                follow_redirects=False,
                verify=_trust(self._address.base_url),
                timeout=timeout,
            )
            self._made = openai.OpenAI(
                base_url=self._address.base_url,
                api_key=self._address.key,
                max_retries=0,  # the server would compute twice
                timeout=timeout,
                http_client=http,
            )
        return self._made


def _shorten_refusal(response: httpx2.Response) -> None:
    """Have no more than `MAX_REFUSAL` bytes read of what is no answer: the client reads it all."""
    if response.status_code != HTTPStatus.OK:
        response.stream = _first_bytes(response.stream)


def _first_bytes(stream: Any) -> Any:  # noqa: ANN401 - of the client's own library
    import httpx2

    class First(httpx2.SyncByteStream):
        """The begin of a body."""

        def __iter__(self) -> Iterator[bytes]:
            left = MAX_REFUSAL
            for data in stream:
                yield data[:left]
                left -= len(data)
                if left <= 0:
                    return

        def close(self) -> None:
            stream.close()

    return First()


class _Sockets:
    """The sockets of a client, so that a read that waits can be ended from another thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._sockets: list[socket.socket] = []
        self._is_shut = False
        self._asking = threading.local()

    def expect(self, on_sent: Callable[[], object]) -> None:
        """Have `on_sent` hear when this thread's next request is out."""
        self._asking.on_sent = on_sent

    def attend(self, request: Any) -> None:  # noqa: ANN401 - of the client's own library
        """Learn of the sockets that a request opens."""
        request.extensions["trace"] = functools.partial(self._on_event, self._asking.on_sent)

    def shut(self) -> None:
        """End every connection, those to come as well."""
        with self._lock:
            self._is_shut = True
            for sock in self._sockets:
                _end(sock)

    def _on_event(self, on_sent: Callable[[], object], name: str, info: Mapping[str, Any]) -> None:
        if name == "http11.send_request_body.complete":
            on_sent()
        if name != "connection.connect_tcp.complete" or info.get("return_value") is None:
            return
        sock = info["return_value"].get_extra_info("socket")
        _notice_loss(sock)
        with self._lock:
            self._sockets = [each for each in self._sockets if each.fileno() >= 0] + [sock]
            if self._is_shut:
                _end(sock)


def _notice_loss(sock: socket.socket) -> None:
    """Have a server that went without a word noticed: one that thinks may be silent longer."""
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in (("TCP_KEEPIDLE", 20), ("TCP_KEEPINTVL", 5), ("TCP_KEEPCNT", 4)):
        with contextlib.suppress(AttributeError, OSError):  # not every system has them
            sock.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)


def _end(sock: socket.socket) -> None:
    with contextlib.suppress(OSError):  # closed already
        sock.shutdown(socket.SHUT_RDWR)


class Chunks:
    """The chunks of one answer. A connection that breaks after the first ends them."""

    def __init__(
        self,
        response: httpx2.Response,
        sent_at: float,
        address: LocalAddress,
        model: str,
        cancel: Cancel,
    ) -> None:
        self.sent_at = sent_at
        """`time.perf_counter()` just before the question was sent."""
        self.unreadable = 0
        """How many pieces were no JSON and are missing."""
        self.is_done = False
        """Whether the server said that it is over."""
        self._response = response
        self._address = address
        self._model = model
        self._cancel = cancel

    def __iter__(self) -> Iterator[object]:
        """Yield them; raises AskFailed (a chunk may be an error), TimedOut, Cancelled."""
        from app.services.serving.completion_errors import failed_inside, unreadable

        begun = False
        for chunk in self._read():
            self._cancel.raise_if_cancelled()
            if (error := failed_inside(chunk, self._model)) is not None:
                raise error
            begun = True
            yield chunk
        self._cancel.raise_if_cancelled()  # its end looks like that of a connection that broke
        if self.unreadable and not begun:
            raise unreadable()

    def _read(self) -> Iterator[object]:
        import httpx2

        from app.services.serving.completion_errors import broken_off, silent, web_page

        events, begun = EventReader(), False
        try:
            kind = self._response.headers.get("content-type", "")
            if "json" in kind:  # it does not stream
                yield from self._whole()
                return
            if "html" in kind:
                raise web_page(self._address.trouble(), self._response.status_code)
            for data in self._response.iter_bytes():
                for chunk in events.feed(data):
                    begun = True
                    yield chunk
                if events.is_done:
                    break
        except httpx2.TimeoutException as error:
            self._cancel.raise_if_cancelled()
            raise silent() from error
        except httpx2.RequestError as error:
            self._cancel.raise_if_cancelled()
            if not begun:
                raise broken_off(error, self._address.trouble()) from error
        yield from events.end()
        self.unreadable, self.is_done = events.unreadable, events.is_done

    def _whole(self) -> Iterator[object]:
        """Yield the one answer of a server that does not stream."""
        body = bytearray()
        for data in self._response.iter_bytes():
            body += data
            if len(body) > MAX_LINE:
                break
        told = decode(bytes(body))
        self.is_done, self.unreadable = told is not None, int(told is None)
        if told is not None:
            yield told


def _trust(url: str) -> ssl.SSLContext:
    """Return whom to trust: the system and SSL_CERT_FILE; without TLS nobody, which is sooner."""
    if not url.startswith("https:"):
        return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    import httpx2

    return httpx2.create_ssl_context()


def _url(port: int, base: str) -> str:
    return f"http://127.0.0.1:{port}{base}"
