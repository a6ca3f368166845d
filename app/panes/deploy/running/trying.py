"""Try it: one message to a model, its answer as it comes, and how fast it came."""

from __future__ import annotations

import queue
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
)

from app.core import units
from app.core.said import plain, said
from app.look.components import Button, ElidedLabel, Text
from app.look.components.controls import CONTROL_HEIGHT
from app.panes.deploy.running.rows import identity
from app.panes.deploy.running.tab import ModelTab
from app.services.serving.answers import Answer, Delta, Turn
from app.services.serving.running.api import ModelState

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.core.cancel import Cancel
    from app.core.errors import UserError
    from app.panes.deploy.running.rows import ModelRow
    from app.services.serving.reach import NodeReach
    from app.services.serving.running.api import Endpoint
    from app.state.hub import Hub
    from app.workers.job import Ended, Produced
    from app.workers.worker import Worker

FRAME_MS = 50
"""What came is shown so often at most."""
MAX_TOKENS = 512
MAX_SHOWN = 200_000
"""Characters of an answer that are shown."""
_HERE = "The answer appears here as it comes."
_NOT_YET = "It takes messages once it is ready, and while its machine is connected."
HELLO = "In one sentence: what are you good at?"


class TryTab(ModelTab):
    """One question at a time, over a connection of its own. Nothing of it is kept."""

    def __init__(self, hub: Hub, parent: QWidget) -> None:
        super().__init__(parent)
        self._hub = hub
        self._row: ModelRow | None = None
        self._worker: Worker | None = None
        self._came: queue.SimpleQueue[Delta] = queue.SimpleQueue()
        self._has_text = False
        self._frame = QTimer(self, interval=FRAME_MS)
        self._frame.timeout.connect(self._show_pieces)
        self._build()

    def show_row(self, row: ModelRow | None) -> None:
        """Show a model; an answer to another one goes."""
        before, self._row = self._row, row
        if before is None or row is None or identity(before) != identity(row):
            self._stop()
            self.answer.clear()
            self.figures.setText("")
            self.problem.hide()
        self._show()

    @property
    def is_busy(self) -> bool:
        """Whether an answer is on its way."""
        return self._worker is not None

    def _build(self) -> None:
        self.model = QComboBox()
        self.model.setAccessibleName("Model")
        self.model.setMinimumHeight(CONTROL_HEIGHT)
        self.key = QLineEdit()
        self.key.setEchoMode(QLineEdit.EchoMode.Password)
        self.key.setPlaceholderText("Key of the endpoint")
        self.key.setAccessibleName("Key of the endpoint; it is not kept")
        self.key.setMaximumWidth(220)
        self.question = QLineEdit(HELLO)
        self.question.setAccessibleName("Message")
        self.question.setMaxLength(8000)
        self.send = Button("Send", icon_name="arrow-up")
        self.stop = Button("Stop answering", icon_name="stop")
        for field in (self.key, self.question):
            field.setMinimumHeight(CONTROL_HEIGHT)
            field.returnPressed.connect(self._on_send)
        self.answer = QPlainTextEdit()
        self.answer.setReadOnly(True)
        self.answer.setTabChangesFocus(True)
        self.answer.setAccessibleName("Answer")
        self.problem = Text("", "body", "err", wrap=True, selectable=True)
        self.problem.hide()
        self.figures = ElidedLabel("", "label", "text2")
        row = QHBoxLayout()
        row.setSpacing(8)
        for widget in (self.model, self.key, self.question, self.send, self.stop):
            row.addWidget(widget, 1 if widget is self.question else 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(row)
        column.addWidget(self.problem)
        column.addWidget(self.answer, 1)
        column.addWidget(self.figures)
        self.send.clicked.connect(self._on_send)
        self.stop.clicked.connect(self._on_stop)

    def _show(self) -> None:
        model = self._row.model if self._row is not None else None
        names = () if model is None else (model.endpoint.model_id, *model.also)
        names = tuple(dict.fromkeys(name for name in names if name))
        if names != tuple(self.model.itemData(n) for n in range(self.model.count())):
            self.model.clear()
            for name in names:
                self.model.addItem(said(name.rstrip("/").rsplit("/", 1)[-1]), name)
        self.model.setVisible(len(names) > 1)
        self.key.setVisible(model is not None and model.endpoint.needs_key)
        able = model is not None and model.state in (ModelState.READY, ModelState.UNWELL)
        able = able and self._row is not None and not self._row.is_old
        self.send.setVisible(not self.is_busy)
        self.stop.setVisible(self.is_busy)
        self.answer.setPlaceholderText(_HERE if able else _NOT_YET)
        self.send.setEnabled(able)
        self.question.setEnabled(able and not self.is_busy)

    # Asking

    def _on_send(self) -> None:
        row, text = self._row, self.question.text().strip()
        if self.is_busy or not self.send.isEnabled() or row is None or not text:
            return
        assert row.model is not None
        endpoint, key = row.model.endpoint, self.key.text().strip()
        name = str(self.model.currentData() or endpoint.model_id)
        came = self._came = queue.SimpleQueue()

        def ask(reach: NodeReach, cancel: Cancel) -> object:
            return _ask(reach, endpoint, name, key, text, came, cancel)

        self.answer.clear()
        self.problem.hide()
        self._has_text = False
        self.figures.setText("Waiting for the first token…")
        worker = self._worker = self._hub.serving.asking(row.node, ask)
        worker.produced.connect(self._on_produced)
        worker.ended.connect(self._on_ended)
        self._frame.start()
        self._hub.serving.start(worker)
        self._show()

    def _on_stop(self) -> None:
        if self._worker is not None:
            self._worker.stop()

    def _stop(self) -> None:
        """Want no answer any more."""
        self._frame.stop()
        if self._worker is not None:
            self._worker.stop()
            self._worker = None

    def _show_pieces(self) -> None:
        pieces: list[str] = []
        thinks = False
        while not self._came.empty():
            delta = self._came.get()
            thinks = thinks or delta.is_reasoning
            if not delta.is_reasoning:
                pieces.append(delta.text)
        if pieces:
            self._has_text = True
            self._append(plain("".join(pieces)))
            self.figures.setText("Answering…")
        elif thinks and not self._has_text:
            self.figures.setText("Thinking…")

    def _append(self, text: str) -> None:
        room = MAX_SHOWN - self.answer.document().characterCount()
        if room > 0:
            cursor = self.answer.textCursor()
            cursor.movePosition(QTextCursor.MoveOperation.End)
            cursor.insertText(text[:room])
            bar = self.answer.verticalScrollBar()
            bar.setValue(bar.maximum())

    def _on_produced(self, produced: Produced) -> None:
        answer = produced.value
        if self._worker is None or produced.job != self._worker.name:
            return
        if isinstance(answer, Answer):
            self._show_pieces()
            self.figures.setText(figures_text(answer))
            if answer.note:
                self._say(answer.note, "warn")

    def _on_ended(self, ended: Ended) -> None:
        if self._worker is None or ended.job != self._worker.name:
            return
        self._worker = None
        self._frame.stop()
        self._show_pieces()
        if ended.error is not None:
            self.figures.setText("")
            self._fail(ended.error)
        elif ended.cancelled:
            self.figures.setText("Stopped.")
        holder = QApplication.focusWidget()
        self._show()
        if holder is None or self.isAncestorOf(holder):  # who types elsewhere goes on there
            self.question.setFocus(Qt.FocusReason.OtherFocusReason)

    def _fail(self, error: UserError) -> None:
        self._say(f"{error.message} {error.hint}".strip(), "err")

    def _say(self, text: str, tone: str) -> None:
        self.problem.setText(said(text, limit=600))
        self.problem.setAccessibleName(self.problem.text())
        self.problem.set_tone(tone)
        self.problem.show()


def _ask(
    reach: NodeReach,
    endpoint: Endpoint,
    name: str,
    key: str,
    text: str,
    came: queue.SimpleQueue[Delta],
    cancel: Cancel,
) -> Answer:
    """Ask a model; blocks. Its pieces go into `came`."""
    from app.services.serving.completions import NO_KEY, ask, local_address
    from app.services.serving.running.probing import first_model

    if not name:  # it lists its models only to those who have its key
        name = first_model(reach.session(), endpoint.port, endpoint.base, key, cancel)
    with local_address(reach, endpoint, cancel, key=key or NO_KEY) as address:
        return ask(address, name, (Turn("user", text),), cancel, came.put, max_tokens=MAX_TOKENS)


def figures_text(answer: Answer) -> str:
    """Say how fast an answer came: `First token after 210 ms · 41.7 tokens/s · 128 tokens`."""
    timing = answer.timing
    parts = [f"First token after {units.duration(timing.first_token_s)}"]
    if timing.tokens_per_s is not None:
        by = " by its own count" if timing.by_server else ""
        parts.append(f"{timing.tokens_per_s:.1f} tokens/s{by}")
    else:
        parts.append(f"tokens/s n/a: {timing.reasons.get('tokens_per_s', 'not told')}")
    if answer.completion_tokens is not None:
        parts.append(f"{answer.completion_tokens} tokens")
    parts.append(f"{units.duration(timing.total_s)} in all")
    return " · ".join(parts)
