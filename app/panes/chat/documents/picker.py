"""Which collections of documents a conversation asks: a button with a menu of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from app.core.i18n import tr
from app.core.said import said
from app.look.components import Button, plain_tip
from app.panes.chat.documents.words import stats_text
from app.state.documents import CollectionsChanged

if TYPE_CHECKING:
    from app.state.hub import Hub

_NONE = tr("Documents")
_TIP = tr("Answer with passages of your own documents, each with its source")


@dataclass(frozen=True, slots=True)
class CollectionsChosen:
    """A person chose which collections are asked."""

    collections: tuple[str, ...]


class CollectionPicker(QWidget):
    """The collections that are asked.

    Signals:
        chosen: others are to be asked.
        manage_asked: the documents themselves are wanted.
    """

    chosen = Signal(CollectionsChosen)
    manage_asked = Signal()

    def __init__(self, hub: Hub, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hub = hub
        self._chosen: tuple[str, ...] = ()
        self.button = Button(_NONE, icon_name="books")
        self.menu = QMenu(self.button)
        self.menu.aboutToShow.connect(self._fill)
        self.menu.triggered.connect(self._on_triggered)
        self.button.setMenu(self.menu)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.button)
        hub.chat.documents.changed.connect(self._on_changed)
        self._show()

    @property
    def choice(self) -> tuple[str, ...]:
        """Ids of the collections that are asked."""
        return self._chosen

    def show_choice(self, collections: tuple[str, ...]) -> None:
        """Show what a conversation asks."""
        self._chosen = collections
        if collections:
            self._hub.chat.documents.load()
        self._show()

    def _fill(self) -> None:
        documents = self._hub.chat.documents
        documents.load()
        self.menu.clear()
        known = documents.collections()
        for collection in known or ():
            text = f"{_escaped(collection.name)}\t{stats_text(documents.stats(collection.id))}"
            action = self.menu.addAction(text)
            action.setCheckable(True)
            action.setChecked(collection.id in self._chosen)
            action.setData(collection.id)
        if not known:
            words = (
                tr("The collections are being read…") if known is None else tr("No documents yet")
            )
            self.menu.addAction(words).setEnabled(False)
        self.menu.addSeparator()
        self.menu.addAction(tr("Manage documents…"), self.manage_asked.emit)

    def _on_triggered(self, action: QAction) -> None:
        key = action.data()
        if not isinstance(key, str):
            return
        rest = tuple(each for each in self._chosen if each != key)
        self._chosen = (*rest, key) if action.isChecked() else rest
        self._show()
        self.chosen.emit(CollectionsChosen(self._chosen))

    def _on_changed(self, _changed: CollectionsChanged) -> None:
        self._show()

    def _show(self) -> None:
        known = self._hub.chat.documents.collections() or ()
        names = [said(each.name, limit=40) for each in known if each.id in self._chosen]
        if not self._chosen:
            text = _NONE
        elif len(self._chosen) == 1:
            text = names[0] if names else tr("1 collection")
        else:
            text = tr("%n collections", "%n collection", len(self._chosen))
        self.button.setText(text)
        self.button.setAccessibleName(
            tr("Documents to ask: {names}").format(names=", ".join(names) or tr("none"))
        )
        self.button.setToolTip(plain_tip(", ".join(names) or _TIP))


def _escaped(name: str) -> str:
    """Return a name for a menu, where `&` underlines and a tab begins the next column."""
    return said(name, limit=60).replace("&", "&&")
