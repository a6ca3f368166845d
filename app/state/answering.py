"""Answering: one answer on its way, from the question's sending to its end."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from app.core.cancel import Cancel
from app.core.errors import UserError
from app.core.i18n import tr
from app.services.chat.answering import Wanted, answer
from app.services.chat.api import ChatEndpoint, Message, MessageState
from app.services.chat.growing import Growing, Pieces

if TYPE_CHECKING:
    from app.core.ids import NodeId
    from app.services.documents.api import Retrieval
    from app.services.serving.completions import LocalAddress
    from app.services.telemetry.api import Sample
    from app.state.chat import ChatState
    from app.workers.job import Ended, Produced
    from app.workers.worker import Worker

FRAME_MS = 16
"""What came is handed on so often at most; a transcript paints at its own pace."""
KEEP_MS = 500
"""What came is written so often: a killed program loses no more."""


@dataclass(frozen=True, slots=True)
class AnswerEnded:
    """An answer is over; the message says how."""

    message: Message


class Answering(QObject):
    """Has one question at a time answered, and keeps what comes in the library.

    Signals:
        came: more of the answer, or of what it waits for.
        ended: it is over.
    """

    came = Signal(Pieces)
    ended = Signal(AnswerEnded)

    def __init__(self, chat: ChatState, conversation: int, parent: QObject) -> None:
        super().__init__(parent)
        self._chat = chat
        self._conversation = conversation
        self._growing: Growing | None = None
        self._worker: Worker | None = None
        self._stop = Cancel()
        self._result: Message | None = None
        self._frame = QTimer(self, interval=FRAME_MS)
        self._frame.timeout.connect(self._hand_on)
        self._clock = QTimer(self, interval=KEEP_MS)
        self._clock.timeout.connect(self._on_tick)

    @property
    def is_busy(self) -> bool:
        """Whether an answer is on its way."""
        return self._growing is not None

    def message(self) -> Message | None:
        """Return the answer as far as `came` told; None while none is on its way."""
        return None if self._growing is None else self._growing.taken()

    def begin(self, wanted: Wanted, begun: Message) -> None:
        """Ask; `begun` is the answer as the library has it by now."""
        conversation, library = self._conversation, self._chat.library

        def write(message: Message) -> None:
            library.write(
                lambda kept, _cancel: kept.update(conversation, message),
                key=f"message {message.id}",
            )

        growing, stop, means = Growing(begun, write), Cancel(), Means(self._chat)

        def work(cancel: Cancel) -> object:
            return answer(wanted, means, growing, cancel, stop)

        self._growing, self._stop, self._result = growing, stop, None
        self._worker = worker = self._chat.work(work)
        worker.produced.connect(self._on_produced)
        worker.ended.connect(self._on_ended)
        self._frame.start()
        self._clock.start()
        self._chat.start(worker)

    def stop(self) -> None:
        """Give the answer up; what came of it stays."""
        self._stop.cancel()

    def _hand_on(self) -> None:
        if self._growing is None:
            return
        pieces = self._growing.take()
        if pieces != _NOTHING:
            self.came.emit(pieces)

    def _on_tick(self) -> None:
        if self._growing is not None:
            self._growing.keep()

    def _on_produced(self, produced: Produced) -> None:
        if self._worker is not None and produced.job == self._worker.name:
            assert isinstance(produced.value, Message)
            self._result = produced.value

    def _on_ended(self, ended: Ended) -> None:
        if self._worker is None or ended.job != self._worker.name or self._growing is None:
            return
        growing, result = self._growing, self._result
        self._worker = self._growing = self._result = None
        self._frame.stop()
        self._clock.stop()
        if result is None:  # a bug of ours, or the program ends
            result = growing.broken_off()
            if ended.error is not None:
                result = replace(result, state=MessageState.FAILED, note=str(ended.error))
            growing.end(result)
        self.ended.emit(AnswerEnded(result))


_NOTHING = Pieces()
_LOST = tr("A picture of this conversation is lost.")


class Means:
    """What answers are made with, taken from the states. For workers."""

    def __init__(self, chat: ChatState) -> None:
        # Taken here, on the window's thread: a state that is asked for first is made there.
        self._endpoints = chat.endpoints
        self._library = chat.library
        self._documents = chat.documents
        self._telemetry = chat.hub.telemetry

    def address(
        self, endpoint: ChatEndpoint, cancel: Cancel
    ) -> AbstractContextManager[LocalAddress]:
        """Return where an endpoint answers."""
        return self._endpoints.address(endpoint, cancel)

    def attachment(self, sha256: str) -> bytes:
        """Return the bytes of a picture."""
        data = self._library.library.attachment(sha256)
        if data is None:
            raise UserError(_LOST, tr("Delete the message that shows it, or go on from before it."))
        return data

    def retrieve(
        self,
        question: str,
        collections: tuple[str, ...],
        cancel: Cancel,
        *,
        token_budget: int,
        before: str = "",
    ) -> Retrieval:
        """Return what own documents say."""
        return self._documents.retrieve(
            question, collections, cancel, token_budget=token_budget, before=before
        )

    def latest_sample(self, node: NodeId) -> Sample | None:
        """Return the newest sample of a node."""
        return self._telemetry.latest(node)
