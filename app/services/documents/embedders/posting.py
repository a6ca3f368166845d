"""Poster: JSON to a model's server and back, where an OpenAI client would be too much."""

from __future__ import annotations

import contextlib
import http.client
import socket
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import msgspec

from app.core.errors import RemoteError, TimedOut
from app.core.i18n import tr
from app.core.log import redact
from app.core.said import said
from app.services.serving.asking import decode
from app.services.serving.completion_errors import AskFailed, words_of

if TYPE_CHECKING:
    from app.core.cancel import Cancel
    from app.services.serving.completions import LocalAddress

CONNECT_S = 5.0
SILENCE_S = 120.0
"""Seconds without a byte after which an answer is given up: a box may load the model first."""
MAX_ANSWER = 128 * 1024 * 1024


class Poster:
    """One connection to a server, kept open between questions. Not thread-safe."""

    def __init__(self, address: LocalAddress, *, silence_s: float = SILENCE_S) -> None:
        self._address = address
        self._silence_s = silence_s
        self._connection: http.client.HTTPConnection | None = None

    def post(self, path: str, body: object, model: str, cancel: Cancel) -> object:
        """Return what is answered to JSON; AskFailed where that is an error, TimedOut, Cancelled.

        `model` is named where the server does not know it.
        """
        cancel.raise_if_cancelled()
        with cancel.on_cancel(self._end):
            status, answer = self._exchange(path, msgspec.json.encode(body), cancel)
        cancel.raise_if_cancelled()  # an answer that was cut off may look whole
        told = decode(answer)
        if status == 200 and told is not None:
            return told
        words = words_of(told) or ("" if told else answer[:400].decode("utf-8", "replace"))
        raise _failed(status, said(redact(words), limit=300), said(model))

    def close(self) -> None:
        """Close the connection."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    def _exchange(self, path: str, body: bytes, cancel: Cancel) -> tuple[int, bytes]:
        was_open = self._connection is not None
        try:
            return self._ask(path, body, cancel)
        except TimeoutError as error:
            self.close()
            cancel.raise_if_cancelled()
            raise TimedOut(
                tr("The server is silent for too long."), tr("Look at its log.")
            ) from error
        except (OSError, http.client.HTTPException, ValueError) as error:
            self.close()
            cancel.raise_if_cancelled()
            if was_open:  # it may have closed what was idle
                return self._exchange(path, body, cancel)
            raise self._unreached(error) from error

    def _ask(self, path: str, body: bytes, cancel: Cancel) -> tuple[int, bytes]:
        url = urlsplit(self._address.base_url)
        if self._connection is None or self._connection.sock is None:  # it was closed over there
            is_secure = url.scheme == "https"
            kind = http.client.HTTPSConnection if is_secure else http.client.HTTPConnection
            self._connection = kind(url.hostname or "", url.port, timeout=CONNECT_S)
            self._connection.connect()
            self._connection.sock.settimeout(self._silence_s)
            cancel.raise_if_cancelled()
        headers = {
            "Content-Type": "application/json",
            "Authorization": f"Bearer {self._address.key}",
        }
        self._connection.request("POST", f"{url.path}{path}", body, headers)
        response = self._connection.getresponse()
        answer = response.read(MAX_ANSWER + 1)
        if len(answer) > MAX_ANSWER:
            self.close()
            raise AskFailed(tr("The server's answer is far too long."))
        return response.status, answer

    def _end(self) -> None:
        """End a read that waits, from another thread."""
        connection = self._connection
        sock: Any = connection.sock if connection is not None else None
        if sock is not None:
            with contextlib.suppress(OSError):  # closed already
                sock.shutdown(socket.SHUT_RDWR)

    def _unreached(self, error: Exception) -> RemoteError:
        why = (
            self._address.trouble() or getattr(error, "strerror", None) or tr("it does not answer")
        )
        return AskFailed(
            tr("The embedding server cannot be reached: {why}.").format(why=said(redact(str(why)))),
            tr("Look whether it still runs."),
        )


def _failed(status: int, words: str, model: str) -> AskFailed:
    if status in (401, 403):
        return AskFailed(
            tr("The server wants another key."), tr("Change the endpoint's key."), status=status
        )
    if status == 404:
        return AskFailed(
            tr("The server does not know “{model}”, or makes no vectors: {words}").format(
                model=model, words=words
            ),
            tr("Choose a model of its list that is made for embeddings."),
            status=status,
        )
    if status == 501:
        return AskFailed(
            tr("The server makes no vectors: {words}").format(words=words),
            tr("llama.cpp does when it is started with --embeddings."),
            status=status,
        )
    return AskFailed(
        tr("The server made no vectors ({status}): {words}").format(status=status, words=words),
        status=status,
    )
