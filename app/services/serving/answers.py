"""What a model answers: its text piece by piece, and how fast it came. No network here.

The figures are those of NVIDIA AIPerf's reference: see `Timing`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.core.i18n import numeral, tr
from app.services.containers.reading import as_dict
from app.services.serving.thinking import Piece, ThinkSplitter
from app.services.serving.tool_calls import CallReader, ToolCall

NO_REASONS: Mapping[str, str] = {}
LEAST_TOKENS = 8
"""Answers shorter than this have no speed: it would be chance."""
CUT_OFF = "cut off"
"""`Answer.finish` where the stream ended without a reason."""
TOO_LONG = "too long"
"""`Answer.finish` where no more of it was taken."""
MOST = 16_000_000
"""Characters of an answer; a server that goes on after them has no end."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One message of a conversation."""

    role: str
    """`system`, `user`, `assistant`."""
    text: str


@dataclass(frozen=True, slots=True)
class Delta:
    """A piece of an answer as it comes."""

    text: str
    is_reasoning: bool = False
    takes_back: bool = False
    """Whether all text before it was thinking, too: the server told only where that ends."""


@dataclass(frozen=True, slots=True)
class PromptRead:
    """How much of the prompt a server has read; llama.cpp tells it where it is asked to."""

    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Timing:
    """How fast one answer came. What cannot be said is None, `reasons` says why by field."""

    first_token_s: float | None = None
    """From just before sending to the first piece of reasoning, answer or tool call (TTFT)."""
    answer_s: float | None = None
    """To the first piece of the answer itself; only where the model reasoned before."""
    total_s: float = 0.0
    """To the last piece."""
    tokens_per_s: float | None = None
    """After the first token: (completion tokens - those of the first piece) / (last - first)."""
    by_server: bool = False
    """Whether the server measured `tokens_per_s`, which is preferred."""
    token_s: float | None = None
    """Mean time between two tokens (ITL)."""
    prompt_tokens_per_s: float | None = None
    """(prompt tokens - cached ones) / TTFT: about, it includes waiting in the queue."""
    prompt_by_server: bool = False
    """Whether the server measured the reading of the prompt alone."""
    reasons: Mapping[str, str] = field(default_factory=lambda: NO_REASONS)


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer, or what came of it."""

    text: str
    reasoning: str = ""
    finish: str = ""
    """`stop`, `length`, `tool_calls`, `abort`, or `CUT_OFF`."""
    prompt_tokens: int | None = None
    cached_tokens: int | None = None
    """Of the prompt, which the server had read before; None where it does not say."""
    completion_tokens: int | None = None
    """Reasoning included."""
    timing: Timing = Timing()
    note: str = ""
    """What the reader has to know: it was cut off, thinking used all its tokens."""
    calls: tuple[ToolCall, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether the model came to an end of its own."""
        return self.finish not in (CUT_OFF, TOO_LONG, "length", "abort")


class AnswerReader:
    """Makes an answer of the chunks of a stream. Whatever a server sends, it does not fail."""

    def __init__(self, sent_at: float) -> None:
        """Begin; `sent_at` is the clock just before the request was sent."""
        self._sent = sent_at
        self._text: list[str] = []
        self._reasoning: list[str] = []
        self._finish = ""
        self._first: float | None = None
        self._first_text: float | None = None
        self._last: float | None = None
        self._first_tokens = 1
        self._size = 0
        self._usage: Mapping[str, object] = {}
        self._timings: Mapping[str, object] = {}
        self._splitter = ThinkSplitter()
        self._calls = CallReader()
        self.prompt_read: PromptRead | None = None

    @property
    def has_begun(self) -> bool:
        """Whether a piece of reasoning, answer or tool call came."""
        return self._first is not None

    @property
    def is_full(self) -> bool:
        """Whether no more of the answer is taken: close the connection."""
        return self._size + self._calls.size > MOST

    def feed(self, chunk: object, now: float) -> tuple[Delta, ...]:
        """Take one chunk that came at `now`; return what it says."""
        data = as_dict(chunk)
        usage = as_dict(data.get("usage"))
        self._usage = usage or self._usage
        self._timings = as_dict(data.get("timings")) or self._timings
        self._read_progress(as_dict(data.get("prompt_progress")))
        choices = data.get("choices")
        if not isinstance(choices, list) or not choices:  # the chunk with the usage
            return ()
        choice = as_dict(choices[0])
        finish = choice.get("finish_reason")
        self._finish = finish if isinstance(finish, str) else self._finish
        # A server that does not stream sends the whole message.
        return self._take(as_dict(choice.get("delta")) or as_dict(choice.get("message")), now)

    @property
    def has_calls(self) -> bool:
        """Whether the model asks for a tool."""
        return self._calls.has_any

    def calls(self) -> tuple[ToolCall, ...]:
        """Return the tool calls as far as they came."""
        return self._calls.calls()

    def end(self, *, is_done: bool = False) -> tuple[Delta, ...]:
        """Return what was held back because it might have become a tag; the stream is over.

        `is_done`: the server said so, also where it gave no reason.
        """
        if not self._finish and (is_done or self.is_full):
            self._finish = "stop" if is_done else TOO_LONG
        return self._keep(self._splitter.end(), self._last or self._sent)

    def answer(self) -> Answer:
        """Return what came by now."""
        text, reasoning = "".join(self._text), "".join(self._reasoning)
        finish = self._finish or CUT_OFF
        cached = as_dict(self._usage.get("prompt_tokens_details")).get("cached_tokens")
        return Answer(
            text,
            reasoning,
            finish,
            prompt_tokens=self._prompt_tokens(),
            cached_tokens=_count(cached, self._timings.get("cache_n")),
            completion_tokens=self._completion_tokens(),
            timing=self._timing(),
            note=_note(text, reasoning, finish, self._completion_tokens()),
            calls=self.calls(),
        )

    def _take(self, delta: Mapping[str, object], now: float) -> tuple[Delta, ...]:
        """Take the delta of a choice."""
        reasoning, content = _reasoning_of(delta), delta.get("content")
        has_calls = self._calls.feed(delta.get("tool_calls"))
        if reasoning or (isinstance(content, str) and content) or has_calls:
            self._count(now)
        pieces: tuple[Piece, ...] = ()
        if reasoning:
            self._splitter.reasoning_came()
            pieces = (Piece(reasoning, is_reasoning=True),)
        if isinstance(content, str) and content:
            pieces += self._splitter.feed(content)
        return self._keep(pieces, now)

    def _keep(self, pieces: tuple[Piece, ...], now: float) -> tuple[Delta, ...]:
        for piece in pieces:
            self._size += len(piece.text)
            if piece.takes_back:
                self._reasoning += self._text
                self._text.clear()
                self._first_text = None
            (self._reasoning if piece.is_reasoning else self._text).append(piece.text)
            if not piece.is_reasoning and self._first_text is None:
                self._first_text = now
        return tuple(Delta(each.text, each.is_reasoning, each.takes_back) for each in pieces)

    def _count(self, now: float) -> None:
        if self._first is None:
            self._first = now
            self._first_tokens = _count(self._usage.get("completion_tokens")) or 1
        self._last = now

    def _read_progress(self, told: Mapping[str, object]) -> None:
        total, done = _count(told.get("total")), _count(told.get("processed"))
        if total and done is not None:
            self.prompt_read = PromptRead(min(done, total), total)

    def _prompt_tokens(self) -> int | None:
        told = _count(self._usage.get("prompt_tokens"))
        if told is not None:
            return told
        read, cached = _count(self._timings.get("prompt_n")), _count(self._timings.get("cache_n"))
        return None if read is None else read + (cached or 0)

    def _completion_tokens(self) -> int | None:
        return _count(self._usage.get("completion_tokens"), self._timings.get("predicted_n"))

    def _timing(self) -> Timing:
        if self._first is None or self._last is None:
            why = tr("no token came")
            return Timing(reasons=dict.fromkeys(_MEASURED, why))
        first = self._first - self._sent
        speed, by_server, token_s, why = self._speed(self._last - self._first)
        prompt, prompt_by_server, why_prompt = self._prompt_speed(first)
        reasons = {}
        if speed is None:
            reasons["tokens_per_s"] = why
        if token_s is None:
            reasons["token_s"] = why
        if prompt is None:
            reasons["prompt_tokens_per_s"] = why_prompt
        thought = self._reasoning and self._first_text is not None
        return Timing(
            first_token_s=first,
            answer_s=(self._first_text or 0.0) - self._sent if thought else None,
            total_s=self._last - self._sent,
            tokens_per_s=speed,
            by_server=by_server,
            token_s=token_s,
            prompt_tokens_per_s=prompt,
            prompt_by_server=prompt_by_server,
            reasons=reasons,
        )

    def _speed(self, decoding_s: float) -> tuple[float | None, bool, float | None, str]:
        """Return tokens/s, whether the server said so, s per token, and why not."""
        tokens = self._completion_tokens()
        if tokens is None:
            return None, False, None, tr("the server does not tell how many tokens it wrote")
        if tokens < LEAST_TOKENS:
            return (
                None,
                False,
                None,
                tr("fewer than {least} tokens came").format(least=LEAST_TOKENS),
            )
        token_s = decoding_s / (tokens - 1) if decoding_s > 0 else None
        told = _number(self._timings.get("predicted_per_second"))
        if told:
            return told, True, 1 / told, ""
        if token_s is None or tokens <= self._first_tokens:
            return None, False, None, tr("the answer came in one piece")
        return (tokens - self._first_tokens) / decoding_s, False, token_s, ""

    def _prompt_speed(self, first_s: float) -> tuple[float | None, bool, str]:
        told, read = self._timings.get("prompt_per_second"), self._timings.get("prompt_n")
        if _number(told) and (_count(read) or 0) >= LEAST_TOKENS:
            return _number(told), True, ""
        tokens = self._prompt_tokens()
        if tokens is None:
            return None, False, tr("the server does not tell how many tokens the prompt has")
        cached = as_dict(self._usage.get("prompt_tokens_details")).get("cached_tokens")
        new = tokens - (_count(cached, self._timings.get("cache_n")) or 0)
        if new < LEAST_TOKENS or first_s <= 0:
            return None, False, tr("nearly all of the prompt was read before (prefix cache)")
        return new / first_s, False, ""


_MEASURED = ("first_token_s", "tokens_per_s", "token_s", "prompt_tokens_per_s")


_ENDS = {
    "length": tr("The answer reached its limit of tokens."),
    "abort": tr("The server gave the answer up."),
    TOO_LONG: tr("The answer had no end: it was given up after {most} characters.").format(
        most=numeral(MOST)
    ),
    "content_filter": tr("The server held the rest back: its filter of contents."),
}


def _reasoning_of(delta: Mapping[str, object]) -> str:
    # Some proxies send both, with the same text.
    for name in ("reasoning", "reasoning_content"):
        value = delta.get(name)
        if isinstance(value, str) and value:
            return value
    return ""


def _note(text: str, reasoning: str, finish: str, tokens: int | None) -> str:
    if finish == CUT_OFF:
        return tr("The connection ended before the answer did: it was cut off.")
    if finish == "length" and not text and reasoning:
        used = tr("all {tokens} tokens").format(tokens=tokens) if tokens else tr("all the tokens")
        return tr("Thinking used {used}: allow longer answers.").format(used=used)
    return _ENDS.get(finish, "")


def _count(*values: object) -> int | None:
    """Return the first that is a count."""
    for value in values:
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**53:
            return value
    return None


def _number(value: object) -> float | None:
    """Return a positive number that is one."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    return float(value) if 0 < value < 1e12 else None
