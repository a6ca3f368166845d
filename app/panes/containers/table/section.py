"""A section that is one table: search, order, choice, copy, and what can be done with rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QVBoxLayout, QWidget

from app.core.errors import RemoteError
from app.core.i18n import tr
from app.look.components import Button, Card, IconButton, Text
from app.look.components.controls import CONTROL_HEIGHT
from app.look.icons import icon
from app.panes.containers.list.trouble import Lack, Remedy, RemedyAsked
from app.panes.containers.table.node_section import NodeSection
from app.panes.row_model import Row, RowModel, RowOrder, TableSpec
from app.panes.row_view import RowView
from app.state.hub import Hub, Notice, Severity

if TYPE_CHECKING:
    from app.core.cancel import Cancel

T = TypeVar("T")
_WHYS = 3
"""Reasons that a message has room for."""


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that can be done with the rows that are chosen, in the menu of the table."""

    text: str
    icon: str
    run: Callable[[], object]
    tone: str = "text2"


class TableSection(NodeSection):
    """Rows of one kind. A section says what they are by `spec` and makes them by `rows_of`."""

    spec: TableSpec
    nothing: Lack
    """What is said where the node has none."""

    def __init__(self, hub: Hub, parent: QWidget) -> None:
        self.title = self.spec.title
        super().__init__(hub, parent)
        self.model = RowModel(self.spec, self)
        self.order = RowOrder(self.model, self)
        self.view = RowView(self.order)
        self._fill_toolbar()
        card = Card()
        card.body.setContentsMargins(8, 6, 8, 8)
        card.body.addWidget(self.view)
        self.body = QVBoxLayout(self.content)
        self.body.setContentsMargins(0, 0, 0, 20)
        self.body.setSpacing(14)
        self.body.addWidget(card, 1)
        self.view.chosen.connect(self._on_chosen)
        self.view.copy_asked.connect(self._on_copy)
        self.view.remove_asked.connect(self._on_remove_asked)
        self.view.menu_asked.connect(self._on_menu)
        escape = QShortcut(QKeySequence("Esc"), self)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self._on_escape)

    # For the sections

    def rows_of(self, answer: object) -> Sequence[Row]:
        """Return the rows of an answer."""
        raise NotImplementedError

    def about(self) -> str:
        """Return a line about what is shown."""
        raise NotImplementedError

    def offers(self) -> Sequence[Offer]:
        """Return what can be done with the rows that are chosen."""
        return ()

    def show_chosen(self) -> None:
        """Fit buttons and details to the rows that are chosen."""

    def remove_chosen(self) -> None:
        """Ask whether the rows that are chosen shall go."""

    def nothing_here(self) -> Lack:
        """Return what is said where the node has none."""
        return self.nothing

    def copied(self, row: Row) -> str:
        """Return what is copied of a row."""
        return self.spec.identity(row)

    # What panes do with sections

    def search(self) -> None:
        """Put the keyboard into the filter."""
        self.filter.setFocus()
        self.filter.selectAll()

    def take(self, answer: object) -> None:
        """Show the rows of an answer."""
        self.model.show_rows(() if answer is None else self.rows_of(answer))

    def lack_of_content(self) -> Lack | None:
        """Return why there are no rows."""
        if not self.model.rows:
            return self.nothing_here()
        if not self.order.rowCount():
            text = tr("Nothing is found for “{filter}”.").format(filter=self.filter.text())
            return Lack(tr("No match"), text, (Remedy.SHOW_ALL,))
        return None

    def show_more(self) -> None:
        """Say how many rows there are, and what can be done with those that are chosen."""
        self.words.setText(self.about() if self.is_known else "")
        self.show_chosen()

    def on_remedy(self, asked: RemedyAsked) -> None:
        """Take the filter away where that is what hides the rows."""
        if asked.remedy is Remedy.SHOW_ALL:
            self.filter.clear()
        else:
            super().on_remedy(asked)

    @property
    def chosen(self) -> tuple[Row, ...]:
        """The rows that are chosen."""
        return self.view.selected

    def add_button(
        self, text: str, icon_name: str, slot: Callable[[], object], look: str = "secondary"
    ) -> Button:
        """Add a button at the right of the toolbar."""
        button = Button(text, look, icon_name)
        button.clicked.connect(slot)
        self._bar.addWidget(button)
        return button

    # Inside

    def _fill_toolbar(self) -> None:
        self.filter = QLineEdit()
        self.filter.setPlaceholderText(tr("Search"))
        self.filter.setAccessibleName(self.spec.search)
        self.filter.setClearButtonEnabled(True)
        self.filter.setMinimumWidth(140)
        self.filter.setMaximumWidth(260)
        self.filter.setFixedHeight(CONTROL_HEIGHT + 2)
        self.words = Text("", "body", "text2")
        self.again = IconButton("arrow-clockwise", tr("Ask again (F5)"))
        self._bar = QHBoxLayout(self.toolbar)
        self._bar.setContentsMargins(0, 0, 0, 0)
        self._bar.setSpacing(8)
        self._bar.addWidget(self.filter, 1)
        self._bar.addWidget(self.words)
        self._bar.addStretch(1)
        self._bar.addWidget(self.again)
        self.filter.textChanged.connect(self._on_filter)
        self.again.clicked.connect(self.refresh)

    def _on_filter(self, text: str) -> None:
        self.order.filter_by(text)
        self.show_state()

    def _on_chosen(self) -> None:
        self.show_chosen()

    def _on_remove_asked(self) -> None:
        self.remove_chosen()

    def _on_escape(self) -> None:
        if self.filter.text():
            self.filter.clear()
        else:
            self.view.clearSelection()

    def _on_copy(self) -> None:
        rows = self.chosen
        QGuiApplication.clipboard().setText("\n".join(map(self.copied, rows)))
        words = (
            tr("It was copied.")
            if len(rows) == 1
            else tr("{rows} lines were copied.").format(rows=len(rows))
        )
        self.hub.tell(Notice(Severity.SUCCESS, words))

    def _on_menu(self, place: QPoint) -> None:
        menu = QMenu(self)
        for offer in (*self.offers(), Offer(tr("Copy"), "copy", self._on_copy)):
            action = QAction(icon(offer.icon, offer.tone, 16), offer.text, menu)
            action.triggered.connect(offer.run)
            menu.addAction(action)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(place)


def remove_each(things: Sequence[T], remove: Callable[[T], object], cancel: Cancel) -> None:
    """Remove one after the other; what is refused keeps nothing else from going.

    Raises the refusal of a single thing as it is, several in one RemoteError.
    """
    refusals: list[RemoteError] = []
    for thing in things:
        cancel.raise_if_cancelled()
        try:
            remove(thing)
        except RemoteError as error:
            refusals.append(error)
    if len(things) == 1 and refusals:
        raise refusals[0]
    if refusals:
        whys = " ".join(dict.fromkeys(each.message for each in refusals[:_WHYS]))
        raise RemoteError(
            tr("{refusals} of {things} were not removed.").format(
                refusals=len(refusals), things=len(things)
            ),
            whys,
        )
