"""Ask a model for the next message of a conversation, and tell how far it is."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from app.core.cancel import Cancel, Wake
from app.core.errors import Cancelled, TimedOut, UserError
from app.core.i18n import numeral, tr
from app.services.chat.api import (
    Ability,
    AskPhase,
    AskState,
    Figures,
    MessageState,
    Stopped,
    ToolCall,
)
from app.services.chat.context import estimate_body, was_cut
from app.services.chat.messages import Body, Question
from app.services.chat.request import refused_by, request_body
from app.services.chat.stopping import Watched, wait_stopped
from app.services.serving.answers import CUT_OFF, Answer, AnswerReader, Delta
from app.services.serving.completion_errors import AskFailed
from app.services.serving.completions import SILENCE_S, ChatClient, LocalAddress

if TYPE_CHECKING:
    from app.services.chat.energy import EnergyMeter
    from app.services.chat.stopping import ServerLook

__all__ = ["Question", "Reply", "ask_chat"]

Tell = Callable[[Delta | AskState | ToolCall], object]
STILL_S = 10.0
"""Seconds of silence after which the server is asked whether it lives, and how often."""
LOOK_S = 5.0
"""Seconds between two looks at what a server computes."""
BEAT_S = 1.0
END_S = 0.5
"""Seconds that an answer waits at its end for a look at the server."""
CALLS_S = 0.1
"""Seconds between two tellings of a tool call that grows."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What came of a question. `text` of one that continues is only what was added."""

    text: str
    reasoning: str = ""
    calls: tuple[ToolCall, ...] = ()
    state: MessageState = MessageState.WHOLE
    note: str = ""
    """What the reader has to know, in sentences; empty: nothing."""
    figures: Figures = field(default_factory=Figures)
    finish: str = ""
    """As the server said it, or `CUT_OFF`."""
    stopped: Stopped | None = None
    """After a Stop: whether the server stopped to compute."""
    refused: frozenset[str] = frozenset()
    """Names of parameters that the server refused, and that were left out then."""


def ask_chat(
    address: LocalAddress,
    question: Question,
    cancel: Cancel,
    stop: Cancel,
    tell: Tell,
    *,
    server: ServerLook | None = None,
    meter: EnergyMeter | None = None,
    silence_s: float = SILENCE_S,
) -> Reply:
    """Return the model's answer; blocks. Its pieces and how far it is are told as they come.

    `tell` is called from two threads, never at the same time. `stop` gives up the answer: what came
    of it is returned, the connection is closed, and `server` is looked at. What fails before the
    first token is raised; after it, it is in the reply.

    Args:
        address: where the endpoint answers.
        question: what is asked.
        cancel: ends everything.
        stop: the user's Stop.
        tell: hears of deltas, tool calls as far as they came, and phases.
        server: what is asked whether it lives and computes; None: nobody.
        meter: what tells the energy; None: nobody.
        silence_s: seconds without a byte after which the answer is given up.

    Raises:
        Cancelled: by `cancel`.
        AskFailed, TimedOut: nothing came.
    """
    return _Asking(question, cancel, stop, tell, server, meter).run(address, silence_s)


class _Asking:
    """One question."""

    def __init__(
        self,
        question: Question,
        cancel: Cancel,
        stop: Cancel,
        tell: Tell,
        server: ServerLook | None,
        meter: EnergyMeter | None,
    ) -> None:
        self._question = question
        self._cancel = cancel
        self._stop = stop
        self._telling = _Telling(tell)
        self._server = server
        self._meter = meter
        self._beside = _Beside(self._telling, server, meter)
        self._reader = AnswerReader(time.perf_counter())
        self._refused: frozenset[str] = frozenset()
        self._notes: list[str] = []
        self._failure = ""
        self._estimate = 0
        self._calls_told: tuple[ToolCall, ...] = ()
        self._calls_told_at = 0.0

    def run(self, address: LocalAddress, silence_s: float) -> Reply:
        ending = Cancel()
        self._telling.phase(AskPhase.CONNECTING)
        if self._meter is not None:
            self._meter.start()
        with (
            self._cancel.on_cancel(ending.cancel),
            self._stop.on_cancel(ending.cancel),
            ChatClient(address, silence_s=silence_s) as client,
            self._beside.running(ending),
        ):
            state = self._ask(client, ending)
        stopped = self._look_stopped() if state is MessageState.STOPPED else None
        return self._reply(state, stopped)

    def _ask(self, client: ChatClient, ending: Cancel) -> MessageState:
        """Ask and read; return how it ended. Raises what nothing came of."""
        try:
            try:
                return self._read(client, request_body(self._question), ending)
            except AskFailed as error:
                self._learn_refused(error)
            return self._read(client, request_body(self._question, self._refused), ending)
        except Cancelled:
            self._cancel.raise_if_cancelled()
            return MessageState.STOPPED
        except UserError as error:
            if not self._reader.has_begun:
                raise
            self._failure = str(error)
            return MessageState.CUT_OFF if isinstance(error, TimedOut) else MessageState.FAILED

    def _learn_refused(self, error: AskFailed) -> None:
        """Learn which parameters a server refuses; raises its error where it is about others."""
        if self._reader.has_begun or error.status not in (400, 422):
            raise error
        self._refused = refused_by(error.message, self._question)
        if not self._refused:
            raise error
        names = ", ".join(sorted(self._refused))
        self._notes.append(
            tr("The server refused {names}; it was asked without. {message}").format(
                names=names, message=error.message
            )
        )

    def _read(self, client: ChatClient, body: Body, ending: Cancel) -> MessageState:
        self._estimate = estimate_body(body["messages"])
        with client.stream(body, ending, self._on_sent) as chunks:
            self._reader = reader = AnswerReader(chunks.sent_at)
            try:
                for chunk in chunks:
                    self._take(reader.feed(chunk, time.perf_counter()))
                    if reader.is_full:
                        break
            finally:
                self._tell(reader.end(is_done=chunks.is_done))
                self._tell_calls()
        if chunks.unreadable:
            self._notes.append(tr("A part of the answer could not be read and is missing."))
        answer = reader.answer()
        if answer.finish == CUT_OFF and not reader.has_begun:
            raise AskFailed(
                tr("The model's server ended the connection without an answer."),
                tr("Look at its log."),
            )
        return MessageState.WHOLE if answer.is_whole else MessageState.CUT_OFF

    def _on_sent(self) -> None:
        self._telling.phase(AskPhase.QUEUED)

    def _take(self, deltas: tuple[Delta, ...]) -> None:
        """Take what a chunk said."""
        reader = self._reader
        self._beside.heard(has_begun=reader.has_begun)
        read = reader.prompt_read
        if read is not None and not reader.has_begun:
            self._telling.phase(AskPhase.READING, read.done / read.total)
        self._tell(deltas)
        if reader.has_calls and time.monotonic() - self._calls_told_at >= CALLS_S:
            self._tell_calls()

    def _tell_calls(self) -> None:
        """Tell the tool calls of which more came."""
        calls = self._reader.calls()
        more = [call for call in calls if call not in self._calls_told]
        self._calls_told, self._calls_told_at = calls, time.monotonic()
        for call in more:
            self._telling.phase(AskPhase.ANSWERING)
            self._telling.say(call)

    def _tell(self, deltas: tuple[Delta, ...]) -> None:
        for delta in deltas:
            self._telling.phase(AskPhase.THINKING if delta.is_reasoning else AskPhase.ANSWERING)
            self._telling.say(delta)

    def _look_stopped(self) -> Stopped:
        self._telling.phase(AskPhase.STOPPING)
        if self._server is None:
            return Stopped.UNKNOWN
        return wait_stopped(self._server, self._beside.watched, self._cancel)

    def _reply(self, state: MessageState, stopped: Stopped | None) -> Reply:
        answer = self._reader.answer()
        text, reasoning = answer.text, answer.reasoning
        if state is MessageState.WHOLE and reasoning and not text and _thinks_not(self._question):
            # A server's parser that takes the answer of a model that does not think for thinking.
            text, reasoning = reasoning, ""
        notes = [*self._notes, *self._more_notes(answer, state, has_text=bool(text))]
        return Reply(
            text,
            reasoning,
            answer.calls,
            state,
            " ".join(filter(None, notes)),
            self._figures(answer),
            answer.finish,
            stopped,
            self._refused,
        )

    def _more_notes(self, answer: Answer, state: MessageState, *, has_text: bool) -> Iterator[str]:
        if state is not MessageState.STOPPED:
            yield self._failure or answer.note
        if state is MessageState.WHOLE and not has_text and not answer.calls:
            yield (
                tr("It thought, but gave no answer.")
                if answer.reasoning
                else tr("The answer is empty.")
            )
        if self._may_be_cut() and was_cut(self._estimate, answer.prompt_tokens):
            yield (
                tr(
                    "The prompt was cut: the server read {prompt_tokens} tokens of about "
                    "{estimate}. Give it a longer context, or begin a new conversation."
                ).format(
                    prompt_tokens=numeral(answer.prompt_tokens or 0),
                    estimate=numeral(self._estimate),
                )
            )

    def _may_be_cut(self) -> bool:
        """Whether the server cuts what is too long, rather than to refuse it, or might."""
        known = self._question.works(Ability.OVERFLOW)
        return not known if known is not None else self._question.engine in ("", "ollama")

    def _figures(self, answer: Answer) -> Figures:
        timing, others = answer.timing, self._beside.watched.others
        thought = None
        if answer.reasoning and timing.first_token_s is not None:
            until = timing.total_s if timing.answer_s is None else timing.answer_s
            thought = until - timing.first_token_s
        figures = Figures(
            timing,
            answer.prompt_tokens,
            answer.cached_tokens,
            answer.completion_tokens,
            thought,
            others=others,
        )
        if self._meter is None:
            return figures
        energy = self._meter.end(others)
        return replace(figures, joules=energy.joules, joules_note=energy.note)


def _thinks_not(question: Question) -> bool:
    parameters = question.parameters
    return parameters.thinking is False or parameters.reasoning_effort == "none"


class _Telling:
    """Tells of one thing at a time, and of a phase only when it is another one."""

    def __init__(self, tell: Tell) -> None:
        self._tell = tell
        self._lock = threading.Lock()
        self._state: AskState | None = None

    def say(self, told: Delta | ToolCall) -> None:
        with self._lock:
            self._tell(told)

    def phase(self, phase: AskPhase, fraction: float | None = None) -> None:
        """Tell a phase, or how far it is; what was waited for is over."""
        with self._lock:
            now, before = time.monotonic(), self._state
            same = before is not None and before.phase is phase
            since = before.since if before is not None and same else now
            self._put(AskState(phase, since, fraction))

    def waiting(self, detail: str) -> None:
        """Add to the present phase what is known of the server meanwhile."""
        with self._lock:
            if self._state is not None:
                self._put(replace(self._state, detail=detail))

    def _put(self, state: AskState) -> None:
        if state != self._state:
            self._state = state
            self._tell(state)


class _Beside:
    """Looks at the server and the power while an answer is waited for, on a thread of its own."""

    def __init__(
        self, telling: _Telling, server: ServerLook | None, meter: EnergyMeter | None
    ) -> None:
        self.watched = Watched()
        self._telling = telling
        self._server = server
        self._meter = meter
        self._heard_at = time.monotonic()
        self._has_begun = False
        self._look_at = self._heard_at + LOOK_S
        self._asked_at = 0.0
        self._wake = Wake()

    @contextlib.contextmanager
    def running(self, ending: Cancel) -> Iterator[None]:
        """Look until the block ends, or `ending` is cancelled."""
        if self._server is None and self._meter is None:
            yield
            return
        over = Cancel()
        thread = threading.Thread(target=self._run, args=(over,), name="chat-beside", daemon=True)
        with ending.on_cancel(over.cancel):
            thread.start()
            try:
                yield
            finally:
                over.cancel()
                thread.join(END_S)

    def heard(self, *, has_begun: bool) -> None:
        """Learn that something came."""
        self._heard_at = time.monotonic()
        if has_begun and not self._has_begun:
            self._has_begun = True
            self._look_at = self._heard_at
            self._wake.call()

    def _run(self, over: Cancel) -> None:
        with contextlib.suppress(Cancelled):
            while True:
                self._wake.wait(BEAT_S, over)
                if self._meter is not None:
                    self._meter.look()
                if self._server is not None:
                    self._look(self._server, over)

    def _look(self, server: ServerLook, over: Cancel) -> None:
        now = time.monotonic()
        if now >= self._look_at:
            self._look_at = now + LOOK_S
            self.watched.see(server.load(over))
        if now - max(self._heard_at, self._asked_at) >= STILL_S:
            self._asked_at = now
            alive = server.is_alive(over)
            self._telling.waiting(
                tr("still waiting, the server is alive")
                if alive
                else tr("still waiting, the server does not say that it is alive")
            )
