"""What stands where a conversation has no messages yet."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.core.i18n import tr
from app.look.components import Button, EmptyState
from app.look.components.waiting import Skeleton

_NOBODY = tr(
    "Deploy a model on one of your machines, connect a machine that serves one, or "
    "add any server with an OpenAI-compatible API."
)
_READY = tr(
    "Ask below. Attach pictures and files, let your documents answer, or paste what "
    "you want explained. What you send goes to the model chosen above, and nowhere "
    "else."
)


class Welcome(QStackedWidget):
    """Teaches what to do first, waits, or says why there is nothing to see.

    Signals:
        deploy_asked: a model is to be deployed.
        endpoint_asked: an endpoint is to be added.
        retry_asked: what failed is to be tried again.
    """

    deploy_asked = Signal()
    endpoint_asked = Signal()
    retry_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.nobody = EmptyState(
            "robot", tr("No model to talk to yet"), _NOBODY, tr("Deploy a model")
        )
        self.add = Button(tr("Add an endpoint…"), "link")
        self.nobody.body.insertWidget(
            self.nobody.body.count() - 1, self.add, 0, Qt.AlignmentFlag.AlignHCenter
        )
        self.ready = EmptyState("chats", tr("What would you like to know?"), _READY)
        self.failed = EmptyState("warning-circle", tr("This conversation cannot be shown"))
        self.again = Button(tr("Try again"), "primary")
        self.failed.body.insertWidget(self.failed.body.count() - 1, self.again)
        self.loading = QWidget()
        column = QVBoxLayout(self.loading)
        column.addWidget(Skeleton(6))
        column.addStretch(1)
        for page in (self.nobody, self.ready, self.failed, self.loading):
            self.addWidget(page)
        assert self.nobody.action is not None
        self.nobody.action.clicked.connect(self.deploy_asked)
        self.add.clicked.connect(self.endpoint_asked)
        self.again.clicked.connect(self.retry_asked)

    def show_failure(self, why: str) -> None:
        """Say why there is nothing to see."""
        self.failed.text.setText(why)
        self.setCurrentWidget(self.failed)
