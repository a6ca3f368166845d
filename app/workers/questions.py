"""Carries a worker's question to the window and the answer back, without blocking the window."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from app.core.cancel import Cancel
    from app.transport.credentials import Answers, HostKeyQuestion, SecretQuestion


class Pending:
    """A question waiting for its answer. `answer` or `withdraw` may be called from any thread."""

    def __init__(self, question: HostKeyQuestion | SecretQuestion) -> None:
        self.question = question
        self._ready = threading.Event()
        self._answer: Answers | bool | None = None

    @property
    def open(self) -> bool:
        """False once answered or withdrawn: a dialog still on screen should close."""
        return not self._ready.is_set()

    def answer(self, answer: Answers | bool | None) -> None:
        """Give the answer; only the first counts."""
        if not self._ready.is_set():
            self._answer = answer
            self._ready.set()

    def wait(self, cancel: Cancel) -> Answers | bool | None:
        """Wait for the answer in the worker that asked; None when cancelled."""
        with cancel.on_cancel(self._ready.set):
            self._ready.wait()
        return self._answer


@dataclass(frozen=True, slots=True)
class Asked:
    """A worker asks."""

    pending: Pending = field(compare=False)


class QuestionDesk(QObject):
    """The window's `Prompter`: emits each question and waits for the answer in the worker.

    Signals:
        asked: a question for the user; answer it with `Asked.pending.answer(…)`.
        withdrawn: the worker no longer waits (cancelled): close the dialog.
    """

    asked = Signal(Asked)
    withdrawn = Signal(Asked)

    def confirm_host_key(self, question: HostKeyQuestion, cancel: Cancel) -> bool:
        """Ask whether a host key is trusted; called from a worker."""
        return self._ask(question, cancel) is True

    def ask(self, question: SecretQuestion, cancel: Cancel) -> Answers | None:
        """Ask for secrets; called from a worker."""
        answer = self._ask(question, cancel)
        return None if isinstance(answer, bool) else answer

    def _ask(
        self, question: HostKeyQuestion | SecretQuestion, cancel: Cancel
    ) -> Answers | bool | None:
        pending = Pending(question)
        asked = Asked(pending)
        self.asked.emit(asked)
        answer = pending.wait(cancel)
        if cancel.cancelled:
            self.withdrawn.emit(asked)
        return answer
