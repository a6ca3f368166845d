"""What the Endpoint Doctor asks a model, and what came of one question."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.core.i18n import tr
from app.core.log import redact
from app.core.said import said
from app.services.containers.reading import as_dict, as_whole
from app.services.serving.asking import Reply, decode
from app.services.serving.completion_errors import words_of
from app.services.serving.events import EventReader

if TYPE_CHECKING:
    from app.services.chat.endpoints.reaching import Door

QUESTION = "What is the weather like in Paris today? Answer in one sentence."
FIRST_S = 300.0
"""Seconds of silence that the first answer may have: a model may have to be loaded for it."""
ANSWER_S = 60.0
MAX_ERROR = 64 * 1024
_PIECE = 16 * 1024
_FULL = 200_000
"""Characters after which an answer is left: no probe needs as many."""

Body = dict[str, object]


@dataclass(frozen=True, slots=True)
class Answered:
    """What came of one question, streamed or not."""

    status: int
    words: str = ""
    """What it says where it refuses, or gave up on the way."""
    text: str = ""
    reasoning: str = ""
    reasoning_field: str = ""
    pieces: int = 0
    """How many parts of an answer came."""
    is_done: bool = False
    """Whether its end was told."""
    calls: tuple[Mapping[str, object], ...] = ()
    prompt_tokens: int | None = None
    has_usage: bool = False
    has_timings: bool = False
    has_progress: bool = False

    @property
    def is_refused(self) -> bool:
        """Whether the server understood it and said no; a busy one only says not now."""
        return self.status >= 400 and self.status not in (408, 429, 502, 503, 504)

    @property
    def is_answer(self) -> bool:
        """Whether an answer came."""
        return self.status == 200 and not self.words

    @property
    def why(self) -> str:
        """Why there is none: a sentence."""
        words = f": {self.words.rstrip('.')}" if self.words else ""
        return tr("The server answers with status {status}{words}.").format(
            status=self.status, words=words
        )


@dataclass(frozen=True, slots=True)
class Patient:
    """One model of an endpoint, and how it is asked."""

    door: Door
    model: str
    engine: str

    def ask(self, more: Mapping[str, object], *, key: str | None = None) -> Answered:
        """Ask without a stream; `more` is what differs from the plain question."""
        body = self._body(more)
        return whole_answer(self.door.post("/chat/completions", body, patience_s=ANSWER_S, key=key))

    def stream(
        self,
        more: Mapping[str, object],
        *,
        patience_s: float = ANSWER_S,
        meanwhile: Callable[[], object] | None = None,
    ) -> Answered:
        """Ask with a stream; with `meanwhile`, call that at the first piece and leave it then."""
        wanted = self._body({"stream": True} | dict(more))
        reading = AnswerOnTheWay()
        path = "/chat/completions"
        with self.door.stream(path, wanted, patience_s=patience_s) as response:
            if response.status != 200:
                return refusal(response.status, response.read(MAX_ERROR))
            while data := response.read1(_PIECE):
                reading.feed(data)
                if reading.pieces and meanwhile is not None and not reading.is_over:
                    meanwhile()
                    return reading.answered()
                if reading.is_over:
                    break
            else:
                reading.end()
        return reading.answered()

    def _body(self, more: Mapping[str, object]) -> Body:
        return {"model": self.model, "messages": messages(QUESTION), "max_tokens": 8, **more}


class AnswerOnTheWay:
    """Makes an answer of the bytes of a stream. Whatever comes, it does not fail."""

    def __init__(self) -> None:
        self._events = EventReader()
        self._seen = Answered(200)
        self._text: list[str] = []
        self._reasoning: list[str] = []
        self._size = 0
        self.pieces = 0
        """How many parts of text came."""

    @property
    def is_over(self) -> bool:
        """Whether nothing more is wanted of it."""
        return self._events.is_done or self._size > _FULL

    def feed(self, data: bytes) -> None:
        """Take some bytes."""
        for chunk in self._events.feed(data):
            self._take(as_dict(chunk))

    def end(self) -> None:
        """Take what an end without an empty line leaves."""
        for chunk in self._events.end():
            self._take(as_dict(chunk))

    def answered(self) -> Answered:
        """Return what came by now."""
        return replace(
            self._seen,
            text="".join(self._text),
            reasoning="".join(self._reasoning),
            pieces=self.pieces,
            is_done=self._events.is_done,
        )

    def _take(self, chunk: Mapping[str, object]) -> None:
        if error := words_of({"error": chunk.get("error")}):
            self._seen = replace(self._seen, words=_said(error))
        usage = as_dict(chunk.get("usage"))
        self._seen = replace(
            self._seen,
            has_usage=self._seen.has_usage or "completion_tokens" in usage,
            has_timings=self._seen.has_timings or "timings" in chunk,
            has_progress=self._seen.has_progress or "prompt_progress" in chunk,
            prompt_tokens=as_whole(usage.get("prompt_tokens")) or self._seen.prompt_tokens,
        )
        delta = as_dict(_first(chunk.get("choices")).get("delta"))
        reasoning, name = _reasoning(delta)
        text = delta.get("content")
        text = text if isinstance(text, str) else ""
        if reasoning or text:
            self.pieces += 1
            self._size += len(reasoning) + len(text)
            self._text.append(text)
            self._reasoning.append(reasoning)
            if name:
                self._seen = replace(self._seen, reasoning_field=name)


def whole_answer(reply: Reply) -> Answered:
    """Read an answer that was not streamed."""
    told = as_dict(reply.told)
    if reply.status != 200 or "error" in told:
        return Answered(reply.status, _said(words_of(reply.told)))
    message = as_dict(_first(told.get("choices")).get("message"))
    text, (reasoning, name) = message.get("content"), _reasoning(message)
    usage = as_dict(told.get("usage"))
    calls = message.get("tool_calls")
    return Answered(
        reply.status,
        text=text if isinstance(text, str) else "",
        reasoning=reasoning,
        reasoning_field=name,
        calls=tuple(as_dict(each) for each in calls) if isinstance(calls, list) else (),
        prompt_tokens=as_whole(usage.get("prompt_tokens")),
        has_usage="completion_tokens" in usage,
        has_timings="timings" in told,
    )


def refusal(status: int, body: bytes) -> Answered:
    """Read what stands in place of a stream."""
    told = decode(body)
    words = words_of(told) if told is not None else body[:400].decode("utf-8", "replace")
    return Answered(status, _said(words))


def messages(*texts: str) -> list[dict[str, object]]:
    """Return messages: of the user, of the model, in turns."""
    roles = ("user", "assistant")
    return [{"role": roles[n % 2], "content": text} for n, text in enumerate(texts)]


def red_square(side: int = 64) -> bytes:
    """Return a picture: PNG, all of it red."""
    line = b"\0" + b"\xff\0\0" * side
    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(line * side)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )


def _reasoning(message: Mapping[str, object]) -> tuple[str, str]:
    for name in ("reasoning", "reasoning_content"):
        text = message.get(name)
        if isinstance(text, str) and text:
            return text, name
    return "", ""


def _first(value: object) -> Mapping[str, object]:
    return as_dict(value[0]) if isinstance(value, list) and value else {}


def _said(words: str) -> str:
    return said(redact(words), limit=300)
