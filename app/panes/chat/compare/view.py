"""Side by side: one prompt to several models, their answers beside each other, and a vote."""

from __future__ import annotations

import random
import string
import time
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from app.core.i18n import tr
from app.look.components import Button, Chosen, Segmented, Text, scrolled
from app.look.components.tab_order import follow
from app.panes.asking import OneQuestion, Refused
from app.panes.chat.api import ChatView, View, ViewAsked
from app.panes.chat.compare.column import CompareColumn
from app.panes.chat.compare.results import VotesDialog
from app.panes.chat.compare.words import pictures_refused, shared_words, why_not
from app.panes.chat.conversation.composer import Composer, DraftChanged, Typed
from app.panes.chat.draft import KeptDraft
from app.services.chat.api import ModelAt
from app.services.chat.votes import Vote, VoteBook

if TYPE_CHECKING:
    from app.core.cancel import Cancel
    from app.panes.chat.documents.picker import CollectionsChosen
    from app.state.chat_endpoints import CardChanged, EndpointsChanged
    from app.state.hub import Hub

MOST = 4
"""Models beside each other: more cannot be read."""
_BLIND = tr("Names and figures are hidden, and who is A is left to chance, until you voted.")


class CompareView(ChatView):
    """Asks several models the same."""

    def __init__(self, hub: Hub, parent: QWidget) -> None:
        super().__init__(parent)
        self._hub = hub
        self._votes = VoteBook(hub.chat.paths.votes)
        self._keeping = OneQuestion(self)
        self._keeping.refused.connect(self._on_refused)
        self._draft = KeptDraft(hub.chat, "compare_draft")
        self._sent: Typed | None = None
        """What was sent and is not kept yet."""
        self._is_voted = True
        """Whether nothing is to be voted on: no answer yet, or a vote was given."""
        self.columns: list[CompareColumn] = []
        self._build()
        for _one in range(2):
            self.add_column()
        self.composer.set_text(self._draft.text)
        self._listen()
        self._show()

    def show_about(self, about: object) -> None:
        """Begin with a text."""
        if isinstance(about, str):
            self.composer.set_text(about)
        self.composer.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def showEvent(self, event: QShowEvent) -> None:
        """Choose models where none is chosen."""
        super().showEvent(event)
        self._choose_models()

    def add_column(self) -> CompareColumn:
        """Compare one more."""
        column = CompareColumn(self._hub)
        column.changed.connect(self._show)
        column.asked.kept.connect(self._on_kept)
        column.removed.connect(self._on_removed)
        column.liked.connect(self._on_liked)
        column.going_on.connect(self._on_going_on)
        self.columns.append(column)
        self._splitter.addWidget(column)
        follow(self.fresh, *self.columns, self.vote, self.composer)
        return column

    # Building

    def _build(self) -> None:
        self.mode = Segmented(tr("Names"), [("open", tr("Names shown")), ("blind", tr("Blind"))])
        self.mode.choose("open")
        self.add = Button(tr("Add a model"), icon_name="plus")
        self.results = Button(tr("Votes…"), icon_name="list-bullets")
        self.fresh = Button(tr("New prompt"), icon_name="note-pencil")
        self.words = Text("", "label", "text2", wrap=True)
        bar = QHBoxLayout()
        bar.setSpacing(8)
        bar.addWidget(self.mode)
        bar.addWidget(self.words, 1)
        for button in (self.add, self.results, self.fresh):
            bar.addWidget(button)
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.setHandleWidth(9)
        area = scrolled(self._splitter)  # sideways, where the window is narrow
        area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.vote = _VoteBar()
        self.composer = Composer(self._hub)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 16)
        column.setSpacing(10)
        column.addLayout(bar)
        column.addWidget(area, 1)
        column.addWidget(self.vote)
        column.addWidget(self.composer)

    def _listen(self) -> None:
        self.mode.chosen.connect(self._on_mode)
        self.add.clicked.connect(self._on_add)
        self.results.clicked.connect(self._on_results)
        self.fresh.clicked.connect(self._on_fresh)
        self.vote.tied.connect(self._on_tied)
        self.composer.sent.connect(self._on_sent)
        self.composer.draft_changed.connect(self._on_draft)
        self.composer.stop_asked.connect(self._on_stop)
        self.composer.collections.chosen.connect(self._on_collections)
        self.composer.collections.manage_asked.connect(self._on_documents)
        self._hub.chat.endpoints.changed.connect(self._on_endpoints)
        self._hub.chat.endpoints.card_changed.connect(self._on_endpoints)

    # Showing

    @property
    def is_blind(self) -> bool:
        """Whether names are hidden until a vote."""
        return self.mode.key == "blind"

    @property
    def _is_hidden(self) -> bool:
        """Whether nobody shall know now who is who."""
        return any(column.alias for column in self.columns)

    @property
    def _is_busy(self) -> bool:
        return any(column.asked.is_busy for column in self.columns)

    @property
    def _can_vote(self) -> bool:
        answered = all(column.answer is not None for column in self.columns)
        return answered and not self._is_voted

    def _show(self) -> None:
        begun = any(column.asked.state is not None for column in self.columns)
        for column in self.columns:
            column.line.setVisible(column is not self.columns[0])
            column.offer(vote=self._can_vote, alone=len(self.columns) > 2 and not begun)
        self.vote.setVisible(self._can_vote)
        self.vote.show_count(len(self.columns))
        self.add.setEnabled(len(self.columns) < MOST and not begun)
        self.fresh.setEnabled(begun and not self._is_busy)
        self.mode.setEnabled(not begun)
        hides = self._is_hidden or (self.is_blind and not begun)
        self.words.setText(_BLIND if hides else shared_words(self.columns, self._hub.nodes.name_of))
        self.composer.set_answering(self._is_busy)
        self.composer.set_blocked(self._blocked())
        self.composer.set_picture_refusal(pictures_refused(self.columns))

    def _blocked(self) -> str:
        if why := why_not(self.columns):
            return why
        if self._can_vote and self._is_hidden:
            return tr("Vote first: which answer is better?")
        return ""

    def _choose_models(self) -> None:
        """Give each column that has none a model that answers, each another one."""
        taken = {(column.asked.endpoint, column.asked.model) for column in self.columns}
        ready = [
            (view.endpoint.id, model.id)
            for view in self._hub.chat.endpoints.all()
            for model in view.models or ()
            if model.at is ModelAt.LOADED and not model.embeds
        ]
        left = [choice for choice in ready if choice not in taken]
        for column in self.columns:
            if not column.asked.model and left:
                column.asked.set_model(*left.pop(0))

    # Asking

    def _on_sent(self, typed: Typed) -> None:
        if self._is_busy:
            return
        if self.is_blind and all(column.asked.state is None for column in self.columns):
            self._hide_names()
        self._is_voted = False
        for column in self.columns:
            column.mark(best=False)
            column.asked.send(typed.text, typed.parts)
        self._sent = typed

    def _on_kept(self) -> None:
        """Let go of what was sent: it is in the library."""
        sent, self._sent = self._sent, None
        if sent is not None and self.composer.text.strip() == sent.text:
            self.composer.clear()

    def _hide_names(self) -> None:
        """Deal the models out by chance and call them A, B, C."""
        choices = [(column.asked.endpoint, column.asked.model) for column in self.columns]
        random.SystemRandom().shuffle(choices)
        for column, choice, letter in zip(
            self.columns, choices, string.ascii_uppercase, strict=False
        ):
            column.asked.set_model(*choice)
            column.set_alias(tr("Model {letter}").format(letter=letter))

    def _on_draft(self, draft: DraftChanged) -> None:
        self._draft.keep(draft.text)

    def _on_collections(self, chosen: CollectionsChosen) -> None:
        for column in self.columns:
            column.asked.set_collections(chosen.collections)

    def _on_documents(self) -> None:
        self.view_asked.emit(ViewAsked(View.DOCUMENTS))

    def _on_stop(self) -> None:
        for column in self.columns:
            column.asked.stop()

    def _on_fresh(self) -> None:
        self._is_voted = True
        for column in self.columns:
            column.mark(best=False)
            column.begin_anew()
        self._show()
        self.composer.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    # Voting

    def _on_liked(self) -> None:
        column = self.sender()
        if isinstance(column, CompareColumn):
            self._keep(column)

    def _on_tied(self) -> None:
        self._keep(None)

    def _keep(self, best: CompareColumn | None) -> None:
        if not self._can_vote:
            return
        self._is_voted = True
        titles = tuple(column.who for column in self.columns)
        vote = Vote(time.time(), titles, "" if best is None else best.who, blind=self._is_hidden)
        for column in self.columns:
            column.set_alias("")
            column.mark(best=column is best)

        def keep(_cancel: Cancel) -> object:
            self._votes.add(vote)
            return None

        self._keeping.begin(self._hub.chat.work(keep), self._hub.chat.start)
        self._show()

    def _on_refused(self, refused: Refused) -> None:
        self._hub.tell_error(refused.error, refused.details)

    def _on_results(self) -> None:
        VotesDialog(self._hub, self._votes, self.window()).open()

    # What else a person does

    def _on_mode(self, _chosen: Chosen) -> None:
        self._show()

    def _on_add(self) -> None:
        self.add_column()
        self._choose_models()
        self._show()

    def _on_removed(self) -> None:
        column = self.sender()
        if isinstance(column, CompareColumn) and len(self.columns) > 2:
            self.columns.remove(column)
            column.hide()
            column.deleteLater()
            self._show()

    def _on_going_on(self) -> None:
        column = self.sender()
        if isinstance(column, CompareColumn) and column.asked.state is not None:
            self.view_asked.emit(ViewAsked(View.CONVERSATION, column.asked.state.id))

    def _on_endpoints(self, _changed: EndpointsChanged | CardChanged) -> None:
        if self.isVisible():
            self._choose_models()
        self._show()


class _VoteBar(QWidget):
    """Asks which answer is better.

    Signals:
        tied: none is.
    """

    tied = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = Text("", "body", "text2")
        self.tie = Button("")
        self.tie.clicked.connect(self.tied)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.words)
        row.addStretch(1)
        row.addWidget(self.tie)

    def show_count(self, count: int) -> None:
        """Ask about so many answers."""
        is_pair = count == 2
        self.words.setText(
            tr("Which answer is better?") if is_pair else tr("Which answer is the best?")
        )
        self.tie.setText(tr("Neither is better") if is_pair else tr("None is the best"))
