"""The ways to a node besides its address, in the order in which they are tried."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.core.errors import BadInput
from app.core.i18n import tr
from app.hosts.nodes import MAX_LABEL, MAX_ROUTES, Hop, Route, check_route
from app.hosts.target import jump_text, parse_address, parse_jump
from app.look.components import Button, FormField, IconButton, Text

JUMP_PLACEHOLDER = tr("user@gate:22, inner")


@dataclass(frozen=True, slots=True)
class RowAsked:
    """What a row's button asks for."""

    row: RouteRow
    what: str
    """`up`, `down` or `remove`."""


def read_hops(text: str, before: Sequence[Hop]) -> tuple[Hop, ...]:
    """Read ProxyJump text; jump hosts that were there `before` keep their key files.

    Raises BadInput.
    """
    keys = {(hop.address, hop.port): hop.identity_file for hop in before}
    return tuple(
        replace(hop, identity_file=keys.get((hop.address, hop.port), ""))
        for hop in parse_jump(text)
    )


class RouteRow(QWidget):
    """One route: where, through which jump hosts, and what to call it.

    Signals:
        asked: the user wants it moved or removed.
        confirmed: Return was pressed in a field.
    """

    asked = Signal(RowAsked)
    confirmed = Signal()

    def __init__(self, route: Route | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._before = route
        self._where = QLineEdit(route.target if route is not None else "")
        self._where.setPlaceholderText(tr("192.168.1.20 or spark.example.ts.net"))
        self._jump = QLineEdit(jump_text(route.via) if route is not None else "")
        self._jump.setPlaceholderText(JUMP_PLACEHOLDER)
        self._label = QLineEdit(route.label if route is not None else "")
        self._label.setPlaceholderText(tr("Tailscale"))
        self._label.setMaxLength(MAX_LABEL)
        self.address = FormField(tr("Address"), self._where)
        self.jump = FormField(tr("Jump hosts"), self._jump)
        self.label = FormField(tr("Label"), self._label)
        self.up = IconButton("caret-up", tr("Try this route earlier"), size=16)
        self.down = IconButton("caret-down", tr("Try this route later"), size=16)
        self.remove = IconButton("trash", tr("Remove this route"), size=16)
        self.up.clicked.connect(self._on_up)
        self.down.clicked.connect(self._on_down)
        self.remove.clicked.connect(self._on_remove)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for field, share in ((self.address, 3), (self.jump, 3), (self.label, 2)):
            row.addWidget(field, share, Qt.AlignmentFlag.AlignTop)
        for editor in (self._where, self._jump, self._label):
            editor.returnPressed.connect(self.confirmed)
        buttons = QHBoxLayout()
        buttons.setSpacing(0)
        for button in (self.up, self.down, self.remove):
            buttons.addWidget(button)
        column = QVBoxLayout()
        column.setContentsMargins(0, 19, 0, 0)  # beside the fields, below their labels
        column.addLayout(buttons)
        column.addStretch(1)
        row.addLayout(column)

    @property
    def typed(self) -> str:
        """The address as it stands there, without its port."""
        typed = self._where.text().strip().lower()
        return typed.rpartition(":")[0] if typed.count(":") == 1 else typed.strip("[]")

    def call(self, number: int) -> None:
        """Name the row's parts by its place, for screen readers."""
        for field, what in (
            (self.address, tr("address")),
            (self.jump, tr("jump hosts")),
            (self.label, tr("label")),
        ):
            field.editor.setAccessibleName(
                tr("Route {number}: {what}").format(number=number, what=what)
            )
        for button, what in (
            (self.up, tr("try earlier")),
            (self.down, tr("try later")),
            (self.remove, tr("remove")),
        ):
            button.setAccessibleName(tr("Route {number}: {what}").format(number=number, what=what))

    def read(self) -> Route | None:
        """Return what was typed; None, said beside the field and focused, when it is wrong."""
        for field in (self.address, self.jump):
            field.set_error("")
        field = self.jump
        try:
            before = self._before.via if self._before is not None else ()
            via = read_hops(self._jump.text(), before)
            field = self.address
            if "@" in self._where.text():
                raise BadInput(
                    tr("A route has no user of its own."), tr("It is the one entered above.")
                )
            parsed = parse_address(f"user@{self._where.text().strip()}")
            route = Route(parsed.address, parsed.port, via, self._label.text())
            return check_route(route, key_file=True)
        except BadInput as error:
            field.set_error(str(error))
            field.editor.setFocus()
            return None

    def _on_up(self) -> None:
        self.asked.emit(RowAsked(self, "up"))

    def _on_down(self) -> None:
        self.asked.emit(RowAsked(self, "down"))

    def _on_remove(self) -> None:
        self.asked.emit(RowAsked(self, "remove"))


class RoutesEditor(QWidget):
    """The list of other routes.

    Signals:
        first_requested: the first of them should be tried before the main address.
        confirmed: Return was pressed in a field.
    """

    first_requested = Signal()
    confirmed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: list[RouteRow] = []
        self._before: QWidget = self
        self._after: tuple[QWidget, ...] = ()
        self._add = Button(tr("Add a route"), "link", "plus")
        self._add.clicked.connect(self.add_empty)
        self._list = QVBoxLayout()
        self._list.setSpacing(10)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(Text(tr("Other ways to reach it"), "strong"))
        about = tr("Tried in this order when the address above does not answer.")
        column.addWidget(Text(about, "meta", "text2", wrap=True))
        column.addLayout(self._list)
        column.addWidget(self._add, 0, Qt.AlignmentFlag.AlignLeft)

    def stand_between(self, before: QWidget, *after: QWidget) -> None:
        """Be reached by Tab from `before`, and lead on to `after`, whatever rows come and go."""
        self._before, self._after = before, after
        self._renumber()

    @property
    def typed(self) -> set[str]:
        """Addresses as they stand in the rows, without ports."""
        return {row.typed for row in self.rows}

    def set_routes(self, routes: Sequence[Route]) -> None:
        """Show these routes instead."""
        for row in list(self.rows):
            self._drop(row)
        for route in routes:
            self.add(route)

    def add(self, route: Route | None = None) -> RouteRow:
        """Append a row."""
        row = RouteRow(route)
        row.asked.connect(self._on_asked)
        row.confirmed.connect(self.confirmed)
        self.rows.append(row)
        self._list.addWidget(row)
        self._renumber()
        return row

    def add_empty(self) -> None:
        """Append an empty row and go there."""
        self.add().address.editor.setFocus()

    def read(self) -> tuple[Route, ...] | None:
        """Return the routes; None when one is wrong, which is said beside its field."""
        routes = []
        for row in self.rows:
            route = row.read()
            if route is None:
                return None
            routes.append(route)
        return tuple(routes)

    def _on_asked(self, asked: RowAsked) -> None:
        place = self.rows.index(asked.row)
        if asked.what == "remove":
            self._drop(asked.row)
            self._focus_near(place)
        elif asked.what == "up" and place == 0:
            self.first_requested.emit()
        else:
            self._move(place, place - 1 if asked.what == "up" else place + 1)
            (asked.row.up if asked.what == "up" else asked.row.down).setFocus()
        self._renumber()

    def _move(self, place: int, to: int) -> None:
        row = self.rows.pop(place)
        self.rows.insert(to, row)
        self._list.removeWidget(row)
        self._list.insertWidget(to, row)

    def _drop(self, row: RouteRow) -> None:
        self.rows.remove(row)
        self._list.removeWidget(row)
        row.hide()
        row.deleteLater()
        self._renumber()

    def _focus_near(self, place: int) -> None:
        if self.rows:
            self.rows[min(place, len(self.rows) - 1)].remove.setFocus()
        else:
            self._add.setFocus()

    def _renumber(self) -> None:
        before = self._before
        for number, row in enumerate(self.rows):
            row.call(number + 2)  # the main address is route 1
            row.up.setToolTip(
                tr("Try this route first") if number == 0 else tr("Try this route earlier")
            )
            row.down.setEnabled(number < len(self.rows) - 1)
            for widget in (
                row.address.editor,
                row.jump.editor,
                row.label.editor,
                row.up,
                row.down,
                row.remove,
            ):
                QWidget.setTabOrder(before, widget)
                before = widget
        for widget in (self._add, *self._after):
            QWidget.setTabOrder(before, widget)
            before = widget
        self._add.setEnabled(len(self.rows) + 1 < MAX_ROUTES)
