"""The containers of one node as a tree: compose projects, and what belongs to none."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import TypeAlias

from PySide6.QtCore import (
    QAbstractItemModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
)
from PySide6.QtGui import QColor

from app.look.components import DotState, plain_tip
from app.look.fonts import ui_font
from app.look.icons import colour
from app.panes.containers.list.rows import (
    LOOKS,
    Cell,
    Column,
    Live,
    Member,
    cells_of,
    group_cells,
    matches,
    state_words,
)
from app.services.containers.api import Container, Health, State

Index: TypeAlias = QModelIndex | QPersistentModelIndex


class Role(IntEnum):
    """What the model answers beside Qt's own roles."""

    SORT = Qt.ItemDataRole.UserRole + 1
    KEY = Qt.ItemDataRole.UserRole + 2
    CONTAINERS = Qt.ItemDataRole.UserRole + 3
    """Those of a row: one, or all of a compose project."""
    DOT = Qt.ItemDataRole.UserRole + 4
    """Value of a `DotState`."""
    IS_GROUP = Qt.ItemDataRole.UserRole + 5
    NAME = Qt.ItemDataRole.UserRole + 6
    """What equal rows are sorted by."""


@dataclass(eq=False)
class _Entry:
    """A row: a container, or a compose project with its containers below."""

    key: str
    container: Container | None = None
    children: list[_Entry] = field(default_factory=list)
    above: _Entry | None = None
    row: int = 0
    serial: int = 0
    """Of a compose project: the id of the indexes below it."""
    live: Live = field(default_factory=Live)
    cells: tuple[Cell, ...] = ()

    @property
    def containers(self) -> tuple[Container, ...]:
        found = (each.container for each in self.children or (self,))
        return tuple(each for each in found if each is not None)


class ContainerModel(QAbstractItemModel):
    """Rows stay where they are while their container is there: selection and place are kept."""

    def __init__(
        self, live: Callable[[Container], Live], clock: Callable[[], float], parent: QObject
    ) -> None:
        """Show containers with what `live` knows of each; `clock` tells Unix seconds."""
        super().__init__(parent)
        self._live = live
        self._clock = clock
        self._top: list[_Entry] = []
        self._groups: dict[int, _Entry] = {}
        self._serial = 0
        self._muted = False

    def show_containers(self, containers: Iterable[Container], *, muted: bool = False) -> None:
        """Show these; `muted` when they are those of an earlier time."""
        new = {each.id: each for each in containers}
        self._muted = muted
        self._take_away(new)
        for entry in self._leaves():
            entry.container = new.pop(entry.key)
        self._add(new.values())
        self.refresh()

    def refresh(self) -> None:
        """Bring every cell up to date and tell which changed."""
        now = self._clock()
        for entry in self._top:
            for child in entry.children:
                self._bring_up(child, now)
            self._bring_up(entry, now)

    def container(self, index: Index) -> Container | None:
        """Return the container of a row; None for a compose project."""
        return self._entry(index).container if index.isValid() else None

    def index_of(self, key: str) -> QModelIndex:
        """Return where a container is, by its id; an invalid index when it is gone."""
        found = next((entry for entry in self._leaves() if entry.key == key), None)
        return self._index(found) if found is not None else QModelIndex()

    # Qt's own

    def index(
        self,
        row: int,
        column: int,
        parent: Index = QModelIndex(),  # noqa: B008 - Qt's own default
    ) -> QModelIndex:
        """Return an index; its id is the serial of the project above it, 0 at the top."""
        above = self._entry(parent) if parent.isValid() else None
        siblings = self._top if above is None else above.children
        if not 0 <= row < len(siblings) or not 0 <= column < len(Column):
            return QModelIndex()
        return self.createIndex(row, column, 0 if above is None else above.serial)

    def parent(self, index: Index = QModelIndex()) -> QModelIndex:  # type: ignore[override]  # noqa: B008
        """Return the compose project above a container."""
        above = self._groups.get(index.internalId()) if index.isValid() else None
        return QModelIndex() if above is None else self.createIndex(above.row, 0, 0)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Number of rows at the top, or of a project's containers."""
        if not parent.isValid():
            return len(self._top)
        return 0 if parent.column() else len(self._entry(parent).children)

    def columnCount(self, _parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Number of columns."""
        return len(Column)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Return a column's title and what it counts."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        look = LOOKS[Column(section)]
        if role == Qt.ItemDataRole.DisplayRole:
            return look.title
        if role == Qt.ItemDataRole.ToolTipRole:
            return look.why
        return _alignment(section) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Answer one role of one cell."""
        if not index.isValid():
            return None
        entry = self._entry(index)
        cell = entry.cells[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return cell.text
        if role == Role.SORT:
            return cell.key
        answer = _ANSWERS.get(role)
        if answer is not None:
            return answer(entry, index.column())
        if role == Qt.ItemDataRole.ForegroundRole:
            return QColor(colour("text3" if self._muted else cell.tone))
        return None

    # Entries

    def _entry(self, index: Index) -> _Entry:
        above = self._groups.get(index.internalId())
        return (self._top if above is None else above.children)[index.row()]

    def _index(self, entry: _Entry, column: int = 0) -> QModelIndex:
        return self.createIndex(entry.row, column, entry.above.serial if entry.above else 0)

    def _leaves(self) -> Iterator[_Entry]:
        for entry in self._top:
            if entry.container is not None:
                yield entry
            yield from entry.children

    def _bring_up(self, entry: _Entry, now: float) -> None:
        before = entry.cells
        if entry.container is not None:
            entry.live = self._live(entry.container)
            entry.cells = cells_of(entry.container, entry.live, now)
        else:
            members = [
                Member(each.container, each.live, each.cells)
                for each in entry.children
                if each.container is not None
            ]
            entry.cells = group_cells(entry.key, members)
        if before and before != entry.cells:
            self.dataChanged.emit(self._index(entry), self._index(entry, len(Column) - 1))

    # Rows that come and go

    def _take_away(self, kept: Mapping[str, Container]) -> None:
        for entry in reversed(self._top):
            for child in reversed(entry.children):
                if child.key not in kept and len(entry.children) > 1:
                    self._remove(child, entry.children)
            gone = not any(each.id in kept for each in entry.containers)
            if gone:
                self._remove(entry, self._top)
                self._groups.pop(entry.serial, None)

    def _remove(self, entry: _Entry, siblings: list[_Entry]) -> None:
        parent = self._index(entry.above) if entry.above is not None else QModelIndex()
        self.beginRemoveRows(parent, entry.row, entry.row)
        siblings.remove(entry)
        _number(siblings)
        self.endRemoveRows()

    def _add(self, containers: Iterable[Container]) -> None:
        groups = {entry.key: entry for entry in self._groups.values()}
        top: list[_Entry] = []
        more: dict[str, list[_Entry]] = {}
        for each in containers:
            entry = _Entry(each.id, each)
            if each.compose_project:
                more.setdefault(each.compose_project, []).append(entry)
            else:
                top.append(entry)
        for name, entries in more.items():
            if name in groups:
                self._insert(entries, groups[name])
            else:
                top.append(self._make_group(name, entries))
        self._insert(top, None)

    def _make_group(self, name: str, children: list[_Entry]) -> _Entry:
        self._serial += 1
        group = _Entry(name, children=children, serial=self._serial)
        for child in children:
            child.above = group
        _number(children)
        self._groups[group.serial] = group
        return group

    def _insert(self, entries: Sequence[_Entry], above: _Entry | None) -> None:
        if not entries:
            return
        siblings = self._top if above is None else above.children
        parent = QModelIndex() if above is None else self._index(above)
        now = self._clock()
        for entry in entries:
            entry.above = above
            for each in (*entry.children, entry):
                self._bring_up(each, now)
        self.beginInsertRows(parent, len(siblings), len(siblings) + len(entries) - 1)
        siblings += entries
        _number(siblings)
        self.endInsertRows()


class ContainerOrder(QSortFilterProxyModel):
    """Sorted and filtered; what is unknown comes last, whichever way it is sorted."""

    def __init__(self, model: ContainerModel, parent: QObject) -> None:
        super().__init__(parent)
        self._wanted = ""
        self._running: bool | None = None
        self.setRecursiveFilteringEnabled(True)
        self.setDynamicSortFilter(True)
        self.setSortRole(Role.SORT)
        self.setSourceModel(model)

    def filter_by(self, wanted: str, running: bool | None) -> None:
        """Show only those in which every word is found, and that run or do not, if that counts."""
        if (wanted, running) != (self._wanted, self._running):
            self._wanted, self._running = wanted, running
            self.invalidate()

    @property
    def is_filtered(self) -> bool:
        """Whether some may be left out."""
        return bool(self._wanted.strip()) or self._running is not None

    def containers(self) -> tuple[Container, ...]:
        """Return those that are shown, folded or not, in their order."""
        found: list[Container] = []
        for row in range(self.rowCount()):
            index = self.index(row, 0)
            below = [self.index(place, 0, index) for place in range(self.rowCount(index))]
            for each in below or [index]:
                found += each.data(Role.CONTAINERS)
        return tuple(found)

    def filterAcceptsRow(self, row: int, parent: Index) -> bool:  # noqa: N802 - Qt's name
        """Whether a container is shown; a project is when one of its containers is."""
        model = self.sourceModel()
        assert isinstance(model, ContainerModel)
        container = model.container(model.index(row, 0, parent))
        if container is None:
            return False
        return self._running in (None, container.state.runs) and matches(container, self._wanted)

    def lessThan(self, left: Index, right: Index) -> bool:  # noqa: N802 - Qt's name
        """Compare two cells; equal ones by name."""
        one, other = left.data(Role.SORT), right.data(Role.SORT)
        down = self.sortOrder() is Qt.SortOrder.DescendingOrder
        if one != other and None in (one, other):
            return (one is None) is down and (other is None) is not down
        if one != other:
            return bool(one < other)
        first, second = (str(each.data(Role.NAME)) for each in (left, right))
        return first > second if down else first < second

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Return a column's title, with an arrow where it is sorted by."""
        title = super().headerData(section, orientation, role)
        if role != Qt.ItemDataRole.DisplayRole or section != self.sortColumn():
            return title
        return f"{title} {'↓' if self.sortOrder() is Qt.SortOrder.DescendingOrder else '↑'}"


def dot_of(container: Container, *, busy: bool) -> DotState:
    """Return the mark before a container's name."""
    starting = container.state is State.RUNNING and container.health is Health.STARTING
    if busy or starting or container.state in (State.RESTARTING, State.PAUSED):
        return DotState.BUSY
    if state_words(container)[1] == "err":
        return DotState.ERROR
    return DotState.ON if container.state is State.RUNNING else DotState.OFF


def _number(entries: Sequence[_Entry]) -> None:
    for row, entry in enumerate(entries):
        entry.row = row


def _alignment(column: int) -> Qt.AlignmentFlag:
    right = LOOKS[Column(column)].numeric
    side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter


def _dot(entry: _Entry, _column: int) -> str:
    if entry.container is not None:
        return dot_of(entry.container, busy=bool(entry.live.doing))
    dots = {dot_of(each, busy=False) for each in entry.containers}
    if dots & {DotState.ERROR, DotState.WARNING}:
        return DotState.WARNING
    return next(each for each in (DotState.BUSY, DotState.ON, DotState.OFF) if each in dots)


def _tip(entry: _Entry, column: int) -> str:
    return plain_tip(entry.cells[column].why)


def _spoken(entry: _Entry, column: int) -> str:
    cell, title = entry.cells[column], LOOKS[Column(column)].title
    more = f", {cell.why}" if cell.why and cell.why != cell.text else ""
    return f"{title}: {cell.text or 'none'}{more}"


def _font(entry: _Entry, column: int) -> object:
    if column == Column.NAME:
        return ui_font(13, 600)
    return ui_font(12, 500 if entry.container is None else 400, tabular=True)


_ANSWERS: dict[int, Callable[[_Entry, int], object]] = {
    Qt.ItemDataRole.ToolTipRole: _tip,
    Qt.ItemDataRole.AccessibleTextRole: _spoken,
    Qt.ItemDataRole.FontRole: _font,
    Qt.ItemDataRole.TextAlignmentRole: lambda _entry, column: _alignment(column),
    Role.KEY: lambda entry, _column: entry.key,
    Role.CONTAINERS: lambda entry, _column: entry.containers,
    Role.DOT: _dot,
    Role.NAME: lambda entry, _column: entry.cells[Column.NAME].key,
    Role.IS_GROUP: lambda entry, _column: entry.container is None,
}
