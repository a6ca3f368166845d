"""For my code: what a program on this computer needs to use a model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QStackedWidget, QVBoxLayout, QWidget

from app.core.i18n import tr
from app.look.components import Button, Segmented, Text
from app.look.fonts import mono_font
from app.panes.deploy.running.tab import ModelTab
from app.services.serving.code_samples import KEY_VARIABLE, CodeSamples, code_samples
from app.state.hub import Notice, Severity

if TYPE_CHECKING:
    from app.look.components import Chosen
    from app.panes.deploy.running.actions import ModelActions
    from app.panes.deploy.running.rows import ModelRow
    from app.services.tunnels.api import TunnelStatus
    from app.state.hub import Hub

_KINDS = (("base_url", tr("Base URL")), ("curl", "curl"), ("python", tr("Python")))
_COPIED = {
    "base_url": tr("The address was copied."),
    "curl": tr("The command was copied."),
    "python": tr("The Python code was copied."),
}
UNKNOWN_MODEL = "MODEL"
"""Stands for a name that the endpoint tells only those who have its key."""
_NO_TUNNEL = tr(
    "No tunnel leads to this model yet. Programs on this computer reach it through "
    "one: it listens on 127.0.0.1 here, and stays open while this program runs."
)


class CodeTab(ModelTab):
    """Address, curl and Python, through the tunnel; without one it offers to open it."""

    def __init__(self, hub: Hub, actions: ModelActions, parent: QWidget) -> None:
        super().__init__(parent)
        self._hub = hub
        self._actions = actions
        self._row: ModelRow | None = None
        self._samples: CodeSamples | None = None
        self._build()
        hub.tunnels.status_changed.connect(self._on_status)

    def show_row(self, row: ModelRow | None) -> None:
        """Show a model."""
        self._row = row
        self._show()

    @property
    def samples(self) -> CodeSamples | None:
        """What is shown; None while there is no tunnel."""
        return self._samples

    def _build(self) -> None:
        self.switch = Segmented(tr("Language"), list(_KINDS))
        self.copy = Button(tr("Copy"), icon_name="copy")
        self.hint = Text("", "meta", "text2", wrap=True)
        self.code = QPlainTextEdit()
        self.code.setReadOnly(True)
        self.code.setFont(mono_font())
        self.code.setTabChangesFocus(True)
        self.code.setAccessibleName(tr("Code"))
        self.lack = Text(_NO_TUNNEL, "body", "text2", wrap=True)
        self.open = Button(tr("Open tunnel"), icon_name="plugs")
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.switch)
        row.addWidget(self.hint, 1)
        row.addWidget(self.copy)
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(row)
        column.addWidget(self.code, 1)
        self._content = content
        self._closed = QWidget()
        offer = QVBoxLayout(self._closed)
        offer.setContentsMargins(0, 8, 0, 0)
        offer.setSpacing(12)
        offer.addWidget(self.lack)
        offer.addWidget(self.open, 0, Qt.AlignmentFlag.AlignLeft)
        offer.addStretch(1)
        self._pages = QStackedWidget()
        self._pages.addWidget(content)
        self._pages.addWidget(self._closed)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._pages)
        self.switch.chosen.connect(self._on_chosen)
        self.copy.clicked.connect(self._on_copy)
        self.open.clicked.connect(self._on_open)

    def _show(self) -> None:
        row, self._samples = self._row, None
        port = self._actions.local_port(row) if row is not None else None
        if row is None or row.model is None or port is None:
            self._pages.setCurrentWidget(self._closed)
            return
        endpoint = row.model.endpoint
        model = endpoint.model_id or next(iter(row.model.also), UNKNOWN_MODEL)
        self._samples = code_samples(port, endpoint.base, model, needs_key=endpoint.needs_key)
        hints = []
        if endpoint.needs_key:
            hints.append(
                tr("The key is taken from the environment variable {variable}.").format(
                    variable=KEY_VARIABLE
                )
            )
        if model == UNKNOWN_MODEL:
            hints.append(tr("Its models are listed to those who have the key: replace MODEL."))
        if not self._hub.nodes.get(row.node).is_local:
            hints.append(
                tr("Through the tunnel to {node_name}, while this program runs.").format(
                    node_name=row.node_name
                )
            )
        self.hint.setText(" ".join(hints))
        self._pages.setCurrentWidget(self._content)
        self._show_code()

    def _show_code(self) -> None:
        code = getattr(self._samples, self.switch.key) if self._samples is not None else ""
        if self.code.toPlainText() != code:
            self.code.setPlainText(code)

    def _on_status(self, _status: TunnelStatus) -> None:
        if self._row is not None:
            self._show()

    def _on_chosen(self, _chosen: Chosen) -> None:
        self._show_code()

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self.code.toPlainText())
        self._hub.tell(Notice(Severity.SUCCESS, _COPIED[self.switch.key]))

    def _on_open(self) -> None:
        if self._row is not None:
            self._actions.open_tunnel(self._row)
