"""Questions of a session that is being opened, asked in our window, one after another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject

from app.core.i18n import tr
from app.state.hub import Notice, Severity

if TYPE_CHECKING:
    from app.shell.question_dialogs import QuestionDialog
    from app.shell.window import MainWindow
    from app.state.hub import Hub
    from app.workers.questions import Asked, Pending, QuestionDesk


class QuestionDialogs(QObject):
    """Shows one dialog per question, in order; closes those nobody waits for any more.

    While the window is hidden (in the tray), a notice says that a node waits, and the dialog opens
    when the window does: a program that reconnects at night must not steal the keyboard.
    """

    def __init__(self, desk: QuestionDesk, hub: Hub, window: MainWindow) -> None:
        super().__init__(window)
        self._hub = hub
        self._window = window
        self._waiting: list[Pending] = []
        self._dialog: QuestionDialog | None = None
        desk.asked.connect(self._on_asked)
        desk.withdrawn.connect(self._on_withdrawn)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Open what waited while the window was hidden."""
        if watched is self._window and event.type() == QEvent.Type.Show:
            self._open_next()
        return super().eventFilter(watched, event)

    def _on_asked(self, asked: Asked) -> None:
        self._waiting.append(asked.pending)
        if not self._window.isVisible():
            name = asked.pending.question.node.name
            self._hub.tell(
                Notice(
                    Severity.WARNING,
                    tr("{name} waits for you").format(name=name),
                    tr("Open the window to answer."),
                )
            )
        self._open_next()

    def _on_withdrawn(self, asked: Asked) -> None:
        if asked.pending in self._waiting:
            self._waiting.remove(asked.pending)
        if self._dialog is not None and self._dialog.pending is asked.pending:
            self._dialog.done(0)

    def _open_next(self) -> None:
        if self._dialog is not None or not self._window.isVisible():
            return
        while self._waiting:
            pending = self._waiting.pop(0)
            if pending.open:
                from app.shell.question_dialogs import dialog_for  # not needed to start

                self._dialog = dialog_for(pending, self._window)
                self._dialog.finished.connect(self._on_finished)
                self._dialog.open()
                return

    def _on_finished(self, _result: int) -> None:
        self._dialog = None
        self._open_next()
