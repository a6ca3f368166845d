"""The palette: a field and a list over the window. Whatever is chosen is done, and it is gone."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, Qt, QTimer
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QColor,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QApplication, QWidget

from app.core.errors import UserError
from app.core.i18n import tr
from app.panes.list_rows import ListRows, Role, RowWords
from app.shell.palette.conversations import Conversations
from app.shell.palette.entries import Entry, Kind, said_of
from app.shell.palette.field import Stepped
from app.shell.palette.finding import COMMANDS_ONLY, Finder, Found
from app.shell.palette.matching import Query
from app.shell.palette.panel import FIELD_MIDDLE, Panel
from app.shell.palette.recent import Recent
from app.shell.palette.sources import entries_of
from app.transport.status import Phase

if TYPE_CHECKING:
    from app.look.components import Chosen
    from app.shell.commands import Command
    from app.state.hub import Hub

WIDTH = 720
_EDGE = 24
_TOP = 6
_SETTLE_MS = 150
"""Milliseconds in which changes of what there is are taken together."""
_SAY_MS = 250
"""A screen reader hears of a row once the keys rest."""


class Palette(QWidget):
    """Covers the window while it is open. It knows no pane, and never waits for a machine."""

    def __init__(
        self,
        hub: Hub,
        commands: Callable[[], tuple[Command, ...]],
        window: QWidget,
        anchor: QWidget,
    ) -> None:
        """Make it, hidden; `anchor` is the field of the top bar, whose place it takes."""
        super().__init__(window)
        self._hub = hub
        self._anchor = anchor
        self._commands = commands
        self._recent = Recent(hub)
        self._finder = Finder()
        self._kind: Kind | None = None
        self._before: QWidget | None = None
        self._conversations = Conversations(hub, self)
        words: RowWords[Entry] = RowWords(_key, _title, said_of, _detail)
        self.rows: ListRows[Entry] = ListRows(words)
        self.rows.setParent(self)
        self.panel = Panel(self.rows, self)
        self._settle = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._settle.timeout.connect(self._gather)
        self._say = QTimer(self, singleShot=True, interval=_SAY_MS)
        self._say.timeout.connect(self._announce)
        self.setAccessibleName(tr("Command palette"))
        self.hide()
        window.installEventFilter(self)
        self._listen()

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Everything there is, listed or not."""
        return self._finder.entries

    @property
    def current(self) -> Entry | None:
        """The entry that Enter would choose."""
        row: object = self.panel.list.currentIndex().data(Role.ROW)
        return row if isinstance(row, Entry) else None

    def toggle(self) -> None:
        """Open it with nothing typed, or close it."""
        if self.isVisible():
            self.leave()
        else:
            self.open_over(QApplication.focusWidget())

    def open_over(self, before: QWidget | None) -> None:
        """Open it with nothing typed; once it is left, `before` has the keyboard again."""
        self._before = before
        self._kind = None
        self.panel.field.clear()
        self._follow()
        self._place()
        self.show()
        self.raise_()
        self._gather()
        self.panel.field.setFocus(Qt.FocusReason.PopupFocusReason)

    def _follow(self) -> None:
        """Have workers read what there is on the nodes that are connected, and conversations."""
        self._conversations.begin()
        for node in self._hub.nodes.all():
            if self._hub.sessions.status(node.id).phase is Phase.CONNECTED:
                self._hub.containers.watch(node.id)
                self._hub.serving.watch(node.id)

    def leave(self) -> None:
        """Close it and give the keyboard back."""
        self.hide()
        self._settle.stop()
        self._say.stop()
        self._conversations.stop()
        before, self._before = self._before, None
        if before is None or not shiboken6.isValid(before) or not before.isVisible():
            self.window().setFocus()
            return
        before.setFocus(Qt.FocusReason.PopupFocusReason)
        if before.window() is not self.window():
            before.activateWindow()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Cover the window whatever its size."""
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return False

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Leave by a click beside the panel."""
        event.accept()
        if not self.panel.geometry().contains(event.position().toPoint()):
            self.leave()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Dim the window."""
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), QColor(0, 0, 0, 96))

    # What happens

    def _listen(self) -> None:
        hub, panel = self._hub, self.panel
        for changed in (
            hub.nodes.changed,
            hub.containers.changed,
            hub.serving.models_changed,
            hub.tunnels.changed,
            hub.tunnels.status_changed,
            hub.sessions.status_changed,
            hub.preferences.added,
        ):
            changed.connect(self._on_world_changed)
        hub.pane_requested.connect(self._on_pane_requested)
        self._conversations.changed.connect(self._on_conversations)
        panel.field.textChanged.connect(self._on_text)
        panel.field.stepped.connect(self._on_stepped)
        panel.field.kind_stepped.connect(self._on_kind_stepped)
        panel.field.accepted.connect(self._on_accepted)
        panel.field.left.connect(self.leave)
        panel.kind_chosen.connect(self._on_kind_chosen)
        panel.list.clicked.connect(self._on_clicked)

    def _on_world_changed(self, _changed: object) -> None:
        if self.isVisible() and not self._settle.isActive():
            self._settle.start()

    def _on_conversations(self) -> None:
        if self.isVisible():
            self._gather()

    def _on_pane_requested(self, _requested: object) -> None:
        if self.isVisible():  # by a key of the window, or from outside
            self.leave()

    def _on_text(self, _text: str) -> None:
        if self.isVisible():
            self._show()
            self._conversations.search(self._typed)

    def _on_stepped(self, stepped: Stepped) -> None:
        count = self.rows.rowCount()
        if count:
            row = self.panel.list.currentIndex().row() + stepped.rows
            # One step goes around, a page stops at the end.
            row = row % count if abs(stepped.rows) == 1 else max(0, min(row, count - 1))
            self._go_to(row)

    def _on_kind_stepped(self, stepped: Stepped) -> None:
        kinds: tuple[Kind | None, ...] = (None, *self._finder.kinds)
        place = kinds.index(self._kind) if self._kind in kinds else 0
        self._choose_kind(kinds[(place + stepped.rows) % len(kinds)])

    def _on_kind_chosen(self, chosen: Chosen) -> None:
        self._choose_kind(Kind(chosen.key) if chosen.key else None)

    def _choose_kind(self, kind: Kind | None) -> None:
        self._kind = kind
        text = self.panel.field.text()
        if text.startswith(COMMANDS_ONLY):
            self.panel.field.setText(text[len(COMMANDS_ONLY) :].lstrip())
        self._show()

    def _on_clicked(self, index: QModelIndex) -> None:
        self.panel.list.setCurrentIndex(index)
        self._on_accepted()

    def _on_accepted(self) -> None:
        entry = self.current
        if entry is None:
            return
        before = self._before
        if before is None or not shiboken6.isValid(before) or before.window() is not self.window():
            self._before = None  # what is chosen shows in this window
        self.leave()
        self._recent.add(entry.key)
        try:
            entry.run()
        except UserError as error:
            self._hub.tell_error(error)

    # What is shown

    @property
    def _typed(self) -> str:
        return self.panel.field.text().strip().removeprefix(COMMANDS_ONLY)

    def _gather(self) -> None:
        """Take what there is now; whoever walks through the list stays where they are."""
        entries = [*entries_of(self._hub, self._commands), *self._conversations.entries()]
        self._finder = Finder(entries, self._recent.keys)
        self._show(stay=True)

    def _show(self, *, stay: bool = False) -> None:
        """Show what answers; `stay` with the row that is current, if it is still there."""
        key = self.current.key if stay and self.current is not None else ""
        text = self.panel.field.text()
        found = self._with_messages(self._finder.find(text, self._kind))
        commands = text.lstrip().startswith(COMMANDS_ONLY)
        kind = Kind.COMMAND if commands else self._kind
        self.panel.show_kinds(self._finder.kinds, kind)
        self.panel.show_found(found, Query(self._typed), reading=self._is_reading(kind))
        self.rows.show_rows(found.entries)
        keys = [entry.key for entry in found.entries]
        self._go_to(keys.index(key) if key in keys else 0)
        self._place()

    def _with_messages(self, found: Found) -> Found:
        """Return what was found, with conversations in which the words were said, at the end."""
        if self._kind not in (None, Kind.CONVERSATION):
            return found
        listed = {entry.key for entry in found.entries}
        more = [each for each in self._conversations.found() if each.key not in listed]
        return Found((*found.entries, *more), found.count + len(more), found.recent)

    def _is_reading(self, kind: Kind | None) -> bool:
        return kind in (None, Kind.CONVERSATION) and self._conversations.is_reading

    def _go_to(self, row: int) -> None:
        index = self.rows.index(row)
        self.panel.list.setCurrentIndex(index)
        self.panel.list.scrollTo(index)
        self._say.start()

    def _announce(self) -> None:
        """Have screen readers say the row: the keyboard stays in the field."""
        if self.current is not None:
            words = said_of(self.current)
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.panel.field, words))

    def _place(self) -> None:
        window = self.parentWidget()
        assert window is not None
        self.setGeometry(window.rect())
        width = min(WIDTH, window.width() - 2 * _EDGE)
        self.panel.setFixedWidth(width)
        self.panel.adjustSize()
        middle = self._anchor.mapTo(window, self._anchor.rect().center())
        left = min(max(middle.x() - width // 2, _EDGE), window.width() - width - _EDGE)
        self.panel.move(QPoint(left, max(middle.y() - FIELD_MIDDLE, _TOP)))


def _key(entry: Entry) -> str:
    return entry.key


def _title(entry: Entry) -> str:
    return entry.title


def _detail(entry: Entry) -> str:
    return entry.detail
