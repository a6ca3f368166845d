"""An answer while it comes: fed by who asks, taken by who shows it, kept in between."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from app.core.i18n import tr
from app.services.chat.api import AskPhase, AskState, Message, MessageState, Source, ToolCall
from app.services.serving.answers import Delta

LEFT_OFF = tr("The program ended before the answer did; this is what came by then.")


@dataclass(frozen=True, slots=True)
class Pieces:
    """What came since it was looked for last."""

    text: str = ""
    reasoning: str = ""
    state: AskState | None = None
    """The newest, if it is another one."""
    is_annotated: bool = False
    """Whether sources or tool calls came, or text was thinking: look at the whole message."""


class Growing:
    """One answer on its way. Thread-safe; `keep` never writes less than was written."""

    def __init__(self, begun: Message, write: Callable[[Message], object]) -> None:
        """Begin with a message as it is kept; `write` keeps another version of it."""
        self._begun = begun
        self._write = write
        self._lock = threading.Lock()
        self._writing = threading.Lock()
        self._text: list[str] = []
        self._reasoning: list[str] = []
        self._taken = (0, 0)
        self._calls: list[ToolCall] = list(begun.calls)
        self._sources = begun.sources
        self._state: AskState | None = AskState(AskPhase.CONNECTING, time.monotonic())
        self._annotated = False
        self._kept = (0, 0)
        self._is_over = False

    def feed(self, piece: Delta | AskState | ToolCall | tuple[Source, ...]) -> None:
        """Take what came; called by who asks."""
        with self._lock:
            if isinstance(piece, Delta):
                if piece.takes_back:
                    self._reasoning += self._text
                    self._text.clear()
                    self._annotated = True
                (self._reasoning if piece.is_reasoning else self._text).append(piece.text)
            elif isinstance(piece, AskState):
                self._state = piece
            elif isinstance(piece, ToolCall):
                _put_call(self._calls, piece)
                self._annotated = True
            else:
                self._sources = piece
                self._annotated = True

    def take(self) -> Pieces:
        """Return what came since the last time; called by who shows it."""
        with self._lock:
            text, reasoning = self._taken
            pieces = Pieces(
                "".join(self._text[text:]),
                "".join(self._reasoning[reasoning:]),
                self._state,
                self._annotated,
            )
            self._taken = (len(self._text), len(self._reasoning))
            self._state, self._annotated = None, False
            return pieces

    def message(self) -> Message:
        """Return the message as far as it came."""
        with self._lock:
            return self._up_to(len(self._text), len(self._reasoning))

    def taken(self) -> Message:
        """Return the message as far as its pieces were taken: whoever shows it adds the rest."""
        with self._lock:
            return self._up_to(*self._taken)

    def _up_to(self, text: int, reasoning: int) -> Message:
        return replace(
            self._begun,
            text=self._begun.text + "".join(self._text[:text]),
            reasoning=self._begun.reasoning + "".join(self._reasoning[:reasoning]),
            calls=tuple(self._calls),
            sources=self._sources,
            state=MessageState.ANSWERING,
        )

    def keep(self) -> None:
        """Write what came, if anything did since it was written."""
        with self._writing:
            came = (len(self._text), len(self._reasoning))
            if self._is_over or came == self._kept:
                return
            self._write(self.message())
            self._kept = came

    def end(self, message: Message) -> None:
        """Write how it ended; nothing is written after it."""
        with self._writing:
            self._is_over = True
            self._write(message)

    def broken_off(self) -> Message:
        """Return the message as it is kept when nobody waits for its end."""
        return replace(self.message(), state=MessageState.CUT_OFF, note=LEFT_OFF)


def _put_call(calls: list[ToolCall], call: ToolCall) -> None:
    """Add a tool call, in place of what came of it before."""
    for place in reversed(range(len(calls))):
        before = calls[place]
        is_same = call.id == before.id if call.id else call.name == before.name
        if is_same and call.arguments.startswith(before.arguments):
            calls[place] = call
            return
    calls.append(call)
