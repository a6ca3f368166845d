"""One model beside others: who it is, its answers, and what can be done with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from app.core.i18n import tr
from app.core.said import said
from app.look.components import Button, EmptyState, IconButton, Line, Text
from app.panes.chat.conversation.feed import TranscriptFeed
from app.panes.chat.endpoints.picker import ModelChosen, ModelPicker
from app.panes.chat.fresh import FreshConversation
from app.panes.chat.links import open_link
from app.panes.chat.reading import ReadOnlyThread
from app.services.chat.api import MessageState, Role
from app.services.chat.endpoints.naming import model_title
from app.transcript.api import LinkPressed

if TYPE_CHECKING:
    from app.core.ids import NodeId
    from app.services.chat.api import Message
    from app.state.hub import Hub

FOLDER = tr("Side by side")
_LEAST_WIDTH = 280
_WAITING = tr("Its answer comes here, at the same time as the others'.")


class CompareColumn(QWidget):
    """Asks one model what all are asked.

    Signals:
        changed: another model was chosen, or its answer came or ended.
        removed: it is not wanted any more.
        liked: its answer is the best one.
        going_on: the conversation goes on with this one alone.
    """

    changed = Signal()
    removed = Signal()
    liked = Signal()
    going_on = Signal()

    def __init__(self, hub: Hub) -> None:
        super().__init__()
        self._hub = hub
        self.asked = FreshConversation(hub.chat, self, folder=FOLDER)
        self._build()
        self._listen()
        self._show()

    @property
    def alias(self) -> str:
        """What the model is called while nobody shall know which it is; empty: it is known."""
        return self.transcript.alias

    @property
    def node(self) -> NodeId | None:
        """On which node its model runs."""
        partner = self.asked.partner
        return None if partner is None else partner.view.endpoint.node

    @property
    def who(self) -> str:
        """The model, and where it runs: `gpt-oss-120b · vLLM on spark-01`."""
        partner = self.asked.partner
        listed = None if partner is None else partner.listed
        name = model_title(self.asked.model) if listed is None else listed.title
        where = "" if partner is None else f" · {said(partner.view.endpoint.title, limit=60)}"
        return f"{said(name, limit=80)}{where}"

    @property
    def answer(self) -> Message | None:
        """Its last answer, once that has ended well and says something."""
        state = self.asked.state
        path = state.path() if state is not None and not self.asked.is_busy else ()
        last = path[-1] if path else None
        if last is None or last.role is not Role.ASSISTANT or last.state is MessageState.FAILED:
            return None
        return last if last.text.strip() else None

    def set_alias(self, alias: str) -> None:
        """Call the model so, or by its name again."""
        self.transcript.alias = alias
        if self.asked.state is not None:
            self.feed.show_state(self.asked.state)
        self._show()

    def begin_anew(self) -> None:
        """Forget what was asked; the library keeps it."""
        self.transcript.alias = ""
        self.asked.forget()

    def offer(self, *, vote: bool, alone: bool) -> None:
        """Offer to vote for its answer, and to be without this column."""
        self.like.setVisible(vote)
        self.remove.setVisible(alone)

    def mark(self, best: bool) -> None:
        """Say that its answer was the best one."""
        self.best.setVisible(best)

    def _build(self) -> None:
        self.picker = ModelPicker(self._hub)
        self.picker.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.name = Text("", "strong")
        self.best = Text(tr("Best"), "label", "ok")
        self.best.hide()
        self.remove = IconButton("x", tr("Compare without this one"), size=16, side=28)
        self.transcript = ReadOnlyThread(self._hub.supervisor)
        self.feed = TranscriptFeed(self._hub.chat, self.transcript)
        self.empty = EmptyState("columns", "", _WAITING)
        self.pages = QStackedWidget()
        self.pages.addWidget(self.empty)
        self.pages.addWidget(self.transcript)
        self.line = Line(vertical=True)
        """Before it, unless it is the first."""
        self.like = Button(tr("Better"), icon_name="star")
        self.like.setToolTip(tr("Vote for this answer"))
        self.go_on = Button(tr("Go on with this one"), "link")
        self.go_on.setToolTip(tr("Go on with this one alone, as a conversation"))
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.picker, 1)
        head.addWidget(self.name, 1)
        head.addWidget(self.best)
        head.addWidget(self.remove)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self.like)
        foot.addStretch(1)
        foot.addWidget(self.go_on)
        column = QVBoxLayout()
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self.pages, 1)
        column.addLayout(foot)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(9)
        row.addWidget(self.line)
        row.addLayout(column, 1)
        self.setMinimumWidth(_LEAST_WIDTH)

    def _listen(self) -> None:
        self.picker.chosen.connect(self._on_chosen)
        self.remove.clicked.connect(self.removed)
        self.like.clicked.connect(self.liked)
        self.go_on.clicked.connect(self.going_on)
        self.asked.begun.connect(self._on_begun)
        self.asked.changed.connect(self._on_changed)
        self.transcript.link_pressed.connect(self._on_link)

    def _show(self) -> None:
        who = self.alias or self.who or tr("a model to compare")
        self.setAccessibleName(who)
        self.like.setAccessibleName(tr("This one is better: {who}").format(who=who))
        self.go_on.setAccessibleName(tr("Go on with this one: {who}").format(who=who))
        self.remove.setAccessibleName(tr("Compare without {who}").format(who=who))
        self.picker.show_choice(self.asked.endpoint, self.asked.model)
        self.picker.setVisible(not self.alias)
        self.picker.setEnabled(not self.asked.is_busy)
        self.name.setVisible(bool(self.alias))
        self.name.setText(self.alias)
        has_any = self.asked.state is not None and bool(self.asked.state.path())
        self.pages.setCurrentWidget(self.transcript if has_any else self.empty)
        self.empty.title.setText(tr("Choose a model") if not self.asked.model else tr("Ready"))
        self.go_on.setVisible(has_any and not self.alias and not self.asked.is_busy)

    def _on_begun(self) -> None:
        self.feed.show_state(self.asked.state)

    def _on_changed(self) -> None:
        self._show()
        self.changed.emit()

    def _on_chosen(self, chosen: ModelChosen) -> None:
        self.asked.set_model(chosen.endpoint, chosen.model)

    def _on_link(self, pressed: LinkPressed) -> None:
        open_link(self._hub, pressed.url)
