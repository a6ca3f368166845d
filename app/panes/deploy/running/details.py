"""The details of the model that is chosen: facts, code, and its log."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.core.i18n import tr
from app.look.components import (
    Button,
    Card,
    Chosen,
    ElidedLabel,
    IconButton,
    Pill,
    Segmented,
    plain_tip,
)
from app.panes.deploy.running.facts import FactsTab
from app.panes.deploy.running.rows import ModelRow, state_text, state_tone, state_why
from app.panes.deploy.running.tab import ModelTab
from app.panes.deploy.running.words import Act, below_text, offers

if TYPE_CHECKING:
    from app.panes.deploy.running.actions import ModelActions
    from app.state.hub import Hub

TABS = (("facts", tr("Facts")), (Act.CODE, tr("For my code")), (Act.LOG, tr("Log")))
_LEAST_HEIGHT = 240


class ModelDetails(Card):
    """Below the list; hidden while nothing is chosen.

    Signals:
        closed: its button to close it was used.
        tab_chosen: the user chose another tab.
        benchmark_asked: the model is to be benchmarked.
    """

    closed = Signal()
    tab_chosen = Signal(Chosen)
    benchmark_asked = Signal()

    def __init__(self, hub: Hub, actions: ModelActions, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setAccessibleName(tr("Details of the model"))
        self._hub = hub
        self._actions = actions
        self._row: ModelRow | None = None
        self._tabs: dict[str, ModelTab] = {}
        self._build()
        self.setMinimumHeight(_LEAST_HEIGHT)
        self.hide()

    @property
    def row(self) -> ModelRow | None:
        """The model that is shown."""
        return self._row

    @property
    def tab(self) -> ModelTab | None:
        """The tab that is shown."""
        return self._tabs.get(self.switch.key)

    def show_row(self, row: ModelRow | None) -> None:
        """Show a model, or none; again whenever it changed."""
        if row is not None and row.model is None:
            row = None
        if row == self._row:
            return
        self._row = row
        if row is None:
            for tab in self._tabs.values():
                tab.show_row(None)
            self.hide()
            return
        self._show_header(row)
        for tab in self._tabs.values():
            tab.show_row(row)
        self.show_tab(self.switch.key)
        self.show()

    def show_tab(self, name: str) -> ModelTab:
        """Show a tab, made when it is first shown."""
        self.switch.choose(name)
        if name not in self._tabs:
            self._tabs[name] = tab = self._make(name)
            self._pages.addWidget(tab)
            tab.show_row(self._row)
        self._pages.setCurrentWidget(self._tabs[name])
        return self._tabs[name]

    def enter(self) -> None:
        """Put the keyboard into the details."""
        segments = self.switch.findChildren(QPushButton)
        next(each for each in segments if each.isChecked()).setFocus()

    def _build(self) -> None:
        self.title = ElidedLabel("", "card")
        self.title.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self.pill = Pill()
        self.below = ElidedLabel("", "meta", "text2")
        self.trouble = ElidedLabel("", "body", "warn")
        self.switch = Segmented(tr("Details"), [(str(name), title) for name, title in TABS])
        self.chat = Button(tr("Chat"), icon_name="chat-circle-dots")
        self.tunnel = Button(tr("Open tunnel"), icon_name="plugs")
        self.benchmark = Button(tr("Benchmark"), icon_name="gauge")
        self.restart = Button(tr("Restart…"), icon_name="arrow-clockwise")
        self.stop = Button(tr("Stop…"), "danger", "stop")
        self.close_button = IconButton("x", tr("Close the details"), size=16, side=28)
        self._pages = QStackedWidget()
        self.body.setContentsMargins(16, 12, 14, 14)
        self.body.setSpacing(10)
        self.body.addLayout(self._header_row())
        self.body.addWidget(self.trouble)
        self.body.addLayout(self._tab_row())
        self.body.addWidget(self._pages, 1)
        self.switch.chosen.connect(self._on_chosen)
        self.close_button.clicked.connect(self.closed)
        self.chat.clicked.connect(self._on_chat)
        self.tunnel.clicked.connect(self._on_tunnel)
        self.benchmark.clicked.connect(self.benchmark_asked)
        self.restart.clicked.connect(self._on_restart)
        self.stop.clicked.connect(self._on_stop)

    def _header_row(self) -> QHBoxLayout:
        first = QHBoxLayout()
        first.setSpacing(10)
        first.addWidget(self.title)
        first.addWidget(self.pill, 0, Qt.AlignmentFlag.AlignVCenter)
        first.addStretch(1)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addLayout(first)
        words.addWidget(self.below)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addLayout(words, 1)
        actions = (self.chat, self.tunnel, self.benchmark, self.restart, self.stop)
        for button in (*actions, self.close_button):
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        return row

    def _tab_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addWidget(self.switch)
        row.addStretch(1)
        return row

    def _make(self, name: str) -> ModelTab:
        makers: dict[str, Callable[[], ModelTab]] = {
            Act.CODE: self._make_code,
            Act.LOG: self._make_log,
        }
        return makers[name]() if name in makers else FactsTab(self)

    def _make_code(self) -> ModelTab:
        from app.panes.deploy.running.code import CodeTab

        return CodeTab(self._hub, self._actions, self)

    def _make_log(self) -> ModelTab:
        from app.panes.deploy.running.log import LogTab

        return LogTab(self._hub, self)

    def _show_header(self, row: ModelRow) -> None:
        self.title.setText(row.title)
        self.pill.show_state(state_text(row), state_tone(row))
        self.below.setText(below_text(row))
        self.trouble.setText(state_why(row))
        self.trouble.setVisible(bool(state_why(row)))
        buttons = {
            Act.CHAT: self.chat,
            Act.TUNNEL: self.tunnel,
            Act.BENCHMARK: self.benchmark,
            Act.RESTART: self.restart,
            Act.STOP: self.stop,
            Act.REMOVE: self.stop,
        }
        for offer in offers(row, is_local=self._hub.nodes.get(row.node).is_local):
            button = buttons.get(offer.act)
            if button is not None:
                button.setText(offer.text)
                button.set_icon_name(offer.icon, "err" if offer.is_danger else "text2")
                button.setEnabled(not offer.why_not)
                button.setToolTip(plain_tip(offer.why_not))
                button.setAccessibleDescription(offer.why_not)

    def _on_chosen(self, chosen: Chosen) -> None:
        self.show_tab(chosen.key)
        self.tab_chosen.emit(chosen)

    def _on_chat(self) -> None:
        if self._row is not None:
            self._actions.chat(self._row)

    def _on_tunnel(self) -> None:
        if self._row is not None:
            self._actions.open_tunnel(self._row)
            self.show_tab(Act.CODE)

    def _on_restart(self) -> None:
        if self._row is not None:
            self._actions.restart(self._row)

    def _on_stop(self) -> None:
        row = self._row
        if row is not None and row.model is not None:
            stopped = not row.model.runs
            (self._actions.remove if stopped else self._actions.stop)(row)
