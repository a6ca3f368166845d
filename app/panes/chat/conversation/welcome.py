"""What stands where a conversation has no messages yet."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.look.components import Button, EmptyState
from app.look.components.waiting import Skeleton

_NOBODY = (
    "Deploy a model on one of your machines, connect a machine that serves one, or add any "
    "OpenAI-compatible address to the list of models above."
)
_READY = (
    "Ask below. Attach pictures and files, let your documents answer, or paste what you want "
    "explained. Nothing leaves your machines unless the model does."
)


class Welcome(QStackedWidget):
    """Teaches what to do first, waits, or says why there is nothing to see.

    Signals:
        deploy_asked: a model is to be deployed.
        retry_asked: what failed is to be tried again.
    """

    deploy_asked = Signal()
    retry_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.nobody = EmptyState("robot", "No model to talk to yet", _NOBODY, "Deploy a model")
        self.ready = EmptyState("chats", "What would you like to know?", _READY)
        self.failed = EmptyState("warning-circle", "This conversation cannot be shown")
        self.again = Button("Try again", "primary")
        self.failed.body.insertWidget(self.failed.body.count() - 1, self.again)
        self.loading = QWidget()
        column = QVBoxLayout(self.loading)
        column.addWidget(Skeleton(6))
        column.addStretch(1)
        for page in (self.nobody, self.ready, self.failed, self.loading):
            self.addWidget(page)
        assert self.nobody.action is not None
        self.nobody.action.clicked.connect(self.deploy_asked)
        self.again.clicked.connect(self.retry_asked)

    def show_failure(self, why: str) -> None:
        """Say why there is nothing to see."""
        self.failed.text.setText(why)
        self.setCurrentWidget(self.failed)
