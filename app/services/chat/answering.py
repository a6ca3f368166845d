"""Have a model answer a message of a conversation, and keep what comes. Blocks: for workers."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Protocol

from app.core.cancel import Cancel
from app.core.errors import Cancelled, UserError
from app.core.i18n import tr
from app.core.said import said
from app.services.chat.api import (
    AskPhase,
    AskState,
    Card,
    ChatEndpoint,
    Message,
    MessageState,
    Parameters,
    Role,
    Source,
    Stopped,
)
from app.services.chat.context import estimate_tokens
from app.services.chat.reckoning import tokens_of_message

if TYPE_CHECKING:
    from app.core.ids import NodeId
    from app.services.chat.asking import Question, Reply
    from app.services.chat.growing import Growing
    from app.services.documents.api import Retrieval
    from app.services.serving.completions import LocalAddress
    from app.services.telemetry.api import Sample

USUAL_CONTEXT = 8192
"""Tokens that are reckoned with where a model does not tell its limit."""
MOST_FOR_SOURCES = 4000
"""Tokens of documents that go with a question; more dilutes it."""
SHARE_FOR_SOURCES = 0.4
SHARE_FOR_ANSWER = 0.25
"""Of a model's context, where nobody said how long an answer may be."""
SOURCES_MARKS = 450
"""Tokens of what stands around passages: their rules, titles and numbers."""
LEAST_FOR_SOURCES = 100
"""Tokens: less is not worth a search."""
_SURE = 1.2
"""How much longer a conversation may be than it is estimated."""
_QUESTIONS_BEFORE, _LONGEST_BEFORE = 3, 300
"""Earlier questions that are looked for with the newest, and characters of each."""
NO_PARAMETERS = Parameters()
STILL_COMPUTES = tr(
    "The server still computed 3 s after Stop: it does not notice that nobody listens."
)
STOPPED_TOO = tr("Stopped here; the server stopped computing, too.")
STOP_UNKNOWN = tr("Stopped here; the server does not tell whether it stopped computing, too.")
STOPPED_EARLY = tr("Stopped before the answer began.")
NOTHING_FOUND = tr("Nothing in the chosen documents fits the question: answered without them.")
NO_ROOM = tr(
    "The conversation fills the model's context: there was no room for passages of "
    "your documents. Begin a new conversation, or give the model a larger context."
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """One answer that is wanted."""

    path: tuple[Message, ...]
    """What stands before it; the last one is what is answered. Of an answer that goes on, that
    answer."""
    endpoint: ChatEndpoint
    model: str
    system: str = ""
    parameters: Parameters = NO_PARAMETERS
    collections: tuple[str, ...] = ()
    card: Card | None = None
    context: int | None = None
    """Tokens that the model can keep in mind; None: it does not tell."""
    continues: bool = False


class Means(Protocol):
    """What an answer is made with. All of it blocks."""

    def address(
        self, endpoint: ChatEndpoint, cancel: Cancel
    ) -> AbstractContextManager[LocalAddress]:
        """Return where an endpoint answers. Raises UserError, Cancelled."""
        ...

    def attachment(self, sha256: str) -> bytes:
        """Return the bytes of a picture. Raises UserError."""
        ...

    def retrieve(
        self,
        question: str,
        collections: tuple[str, ...],
        cancel: Cancel,
        *,
        token_budget: int,
        before: str = "",
    ) -> Retrieval:
        """Return what own documents say to a question, and those `before` it.

        Raises UserError, Cancelled.
        """
        ...

    def latest_sample(self, node: NodeId) -> Sample | None:
        """Return the newest sample of a node."""
        ...


def answer(wanted: Wanted, means: Means, growing: Growing, cancel: Cancel, stop: Cancel) -> Message:
    """Ask, and return the whole message, which is given to the library by then.

    What goes wrong is said by the message. `stop` is the user's Stop; Cancelled: the program ends,
    and what came by then is kept.
    """
    try:
        message = _finished(wanted, means, growing, cancel, stop)
    except Cancelled:
        if cancel.cancelled:
            growing.end(growing.broken_off())
            raise
        message = replace(growing.message(), state=MessageState.STOPPED, note=STOPPED_EARLY)
    except UserError as error:
        message = replace(growing.message(), state=MessageState.FAILED, note=str(error))
    growing.end(message)
    return message


def _finished(
    wanted: Wanted, means: Means, growing: Growing, cancel: Cancel, stop: Cancel
) -> Message:
    from app.services.chat.asking import ask_chat
    from app.services.chat.energy import EnergyMeter
    from app.services.chat.stopping import ServerLook

    begun = growing.message()
    waiting = Cancel()  # before there is an answer, Stop is as good as an end
    with cancel.on_cancel(waiting.cancel), stop.on_cancel(waiting.cancel):
        sources, block, notes = _sources(wanted, means, growing, waiting)
        with means.address(wanted.endpoint, waiting) as address:
            question = _question(wanted, means, block)
            server = ServerLook(address, wanted.endpoint.engine)
            node = wanted.endpoint.node
            meter = None if node is None else EnergyMeter(partial(means.latest_sample, node))
            reply = ask_chat(
                address, question, cancel, stop, growing.feed, server=server, meter=meter
            )
    return _message(begun, reply, sources, notes)


def _sources(
    wanted: Wanted, means: Means, growing: Growing, cancel: Cancel
) -> tuple[tuple[Source, ...], str, tuple[str, ...]]:
    """Return passages of own documents, how the model is given them, and what to say of that."""
    import time

    from app.services.documents import citations

    if wanted.continues:  # from the same passages
        sources = growing.message().sources
        return sources, citations.block(sources), ()
    asked = [each.text for each in wanted.path if each.role is Role.USER]
    if not wanted.collections or not asked or not asked[-1].strip():
        return (), "", ()
    budget = _budget(wanted)
    if budget < LEAST_FOR_SOURCES:
        return (), "", (NO_ROOM,)
    searching = AskState(
        AskPhase.CONNECTING, time.monotonic(), detail=tr("searching your documents")
    )
    growing.feed(searching)
    before = "\n".join(each[:_LONGEST_BEFORE] for each in asked[:-1][-_QUESTIONS_BEFORE:])
    found = means.retrieve(
        asked[-1], wanted.collections, cancel, token_budget=budget, before=before
    )
    sources = citations.sources_of(found)
    if not sources:
        return (), "", (*found.notes, NOTHING_FOUND)
    growing.feed(sources)
    return sources, citations.block(sources), found.notes


def _budget(wanted: Wanted) -> int:
    """Return how many tokens passages may have, so that conversation and answer have room, too."""
    context = wanted.context or USUAL_CONTEXT
    said_so_far = estimate_tokens(wanted.system) + sum(map(tokens_of_message, wanted.path))
    for_answer = wanted.parameters.max_tokens or int(context * SHARE_FOR_ANSWER)
    left = context - int(said_so_far * _SURE) - min(for_answer, context // 2) - SOURCES_MARKS
    return min(MOST_FOR_SOURCES, int(context * SHARE_FOR_SOURCES), left)


def _question(wanted: Wanted, means: Means, sources: str) -> Question:
    from app.services.chat.asking import Question

    return Question(
        model=wanted.model,
        messages=wanted.path,
        system=wanted.system,
        parameters=wanted.parameters,
        card=wanted.card,
        engine=wanted.endpoint.engine,
        continues=wanted.continues,
        read_attachment=means.attachment,
        sources_text=sources,
    )


def _message(
    begun: Message, reply: Reply, sources: tuple[Source, ...], notes: tuple[str, ...]
) -> Message:
    text = reply.text
    if sources:
        from app.services.documents import citations

        text = citations.checked(text, sources)
    of_stop = "" if reply.stopped is None else _OF_STOP[reply.stopped]
    words = (reply.note, of_stop, *notes)
    return replace(
        begun,
        text=begun.text + text,
        reasoning=begun.reasoning + reply.reasoning,
        calls=(*begun.calls, *reply.calls),
        sources=sources,
        state=reply.state,
        note=" ".join(said(each, limit=400) for each in dict.fromkeys(words) if each),
        figures=reply.figures,
    )


_OF_STOP = {
    Stopped.YES: STOPPED_TOO,
    Stopped.NO: STILL_COMPUTES,
    Stopped.UNKNOWN: STOP_UNKNOWN,
}
