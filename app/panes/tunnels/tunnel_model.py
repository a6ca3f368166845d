"""The tunnels of one node as rows: single ones, and apps with their ports below them."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.core.i18n import tr
from app.panes.tunnel_words import phase_words
from app.panes.tunnels import words
from app.panes.tunnels.cells import Cell, Role, cell_data, title_data
from app.panes.tunnels.rates import Rate, Rates
from app.panes.tunnels.verbs import IN_ROW, Verb
from app.services.tunnels.api import TunnelId, TunnelPhase, TunnelSpec, TunnelStatus
from app.services.tunnels.book import stable_port
from app.transport.tunnel.api import ForwardKind

if TYPE_CHECKING:
    from collections.abc import Callable

Index = QModelIndex | QPersistentModelIndex
GROUP_MARK = "app:"


class Column(IntEnum):
    """What the columns are."""

    NAME = 0
    STATE = 1
    TRAFFIC = 2
    CONNECTIONS = 3
    CHECK = 4
    ACTIONS = 5


TITLES = (
    tr("Tunnel"),
    tr("State"),
    tr("Traffic"),
    tr("Connections"),
    tr("Last check"),
    tr("Actions"),
)


@dataclass(frozen=True, slots=True)
class Row:
    """One tunnel, or an app of several."""

    key: str
    name: str
    specs: tuple[TunnelSpec, ...]
    children: tuple[Row, ...] = ()


class TunnelModel(QAbstractItemModel):
    """Rows of one node. `refresh` brings the cells up to date, cheaply where nothing changed."""

    def __init__(
        self, status: Callable[[TunnelId], TunnelStatus], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._status = status
        self._node_name = ""
        self._rates = Rates()
        self._rows: tuple[Row, ...] = ()
        self._cells: dict[str, tuple[Cell, ...]] = {}
        self._sort: tuple[int, Qt.SortOrder] = (-1, Qt.SortOrder.AscendingOrder)
        self._specs: tuple[TunnelSpec, ...] = ()

    def show_tunnels(self, node_name: str, specs: Sequence[TunnelSpec]) -> None:
        """Show the tunnels of a node."""
        self.beginResetModel()
        self._node_name = node_name
        self._specs = tuple(specs)
        self._rows = self._sorted(rows_of(self._specs))
        self._cells = self._make_cells()
        self.endResetModel()

    def note_traffic(self, at: float) -> None:
        """Remember the totals of this moment (on the monotonic clock), for the rates."""
        for spec in self._specs:
            self._rates.note(spec.id, self._status(spec.id).traffic, at)

    def measure_anew(self, at: float) -> None:
        """Forget the totals of before: nobody looked for a while."""
        self._rates.forget()
        self.note_traffic(at)

    def rate(self) -> Rate | None:
        """Return the rate of all tunnels together."""
        return self._rate_of(self._specs)

    def refresh(self) -> None:
        """Bring every row up to date and tell which cells changed."""
        before, self._cells = self._cells, self._make_cells()
        for row in self._all_rows():
            changed = [
                column
                for column, cell in enumerate(self._cells[row.key])
                if cell != before[row.key][column]
            ]
            if changed:
                index = self.index_of(row.key)
                self.dataChanged.emit(
                    index.siblingAtColumn(changed[0]), index.siblingAtColumn(changed[-1])
                )

    def row(self, key: str) -> Row | None:
        """Return the row called `key`, None when it is gone."""
        return next((row for row in self._all_rows() if row.key == key), None)

    def index_of(self, key: str) -> QModelIndex:
        """Return where a row is; an invalid index when it is gone."""
        for number, row in enumerate(self._rows):
            if row.key == key:
                return self.index(number, 0)
            for place, child in enumerate(row.children):
                if child.key == key:
                    return self.index(place, 0, self.index(number, 0))
        return QModelIndex()

    # Qt's own

    def index(
        self,
        row: int,
        column: int,
        parent: Index = QModelIndex(),  # noqa: B008 - Qt's own default
    ) -> QModelIndex:
        """Return an index; its id is the row of the app above it plus one, 0 at the top."""
        if not self.hasIndex(row, column, parent):
            return QModelIndex()
        return self.createIndex(row, column, parent.row() + 1 if parent.isValid() else 0)

    def parent(self, index: Index = QModelIndex()) -> QModelIndex:  # type: ignore[override]  # noqa: B008
        """Return the app above a tunnel."""
        above = index.internalId() if index.isValid() else 0
        return self.createIndex(above - 1, 0, 0) if above else QModelIndex()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Number of rows at the top, or of an app's ports."""
        if not parent.isValid():
            return len(self._rows)
        if parent.column() or parent.internalId():
            return 0
        return len(self._rows[parent.row()].children)

    def columnCount(self, _parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Number of columns."""
        return len(Column)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Title of a column."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        return title_data(TITLES[section], role, shown=section != Column.ACTIONS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Answer one role of one cell."""
        row = self._row_at(index)
        if row is None:
            return None
        if role == Role.KEY:
            return row.key
        if role == Role.TITLE:
            return row.name
        if role == Role.VERBS:
            return self._verbs(row)
        if role == Role.STORY:
            return self._story(row)
        if role == Role.TONE:
            return self._cells[row.key][Column.STATE].below_tone
        cell = self._cells[row.key][index.column()]
        return cell_data(cell, role, TITLES[index.column()])

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Order the rows once; they do not wander while their values change."""
        self._sort = (column, order)
        self.show_tunnels(self._node_name, self._specs)

    # Rows

    def _row_at(self, index: Index) -> Row | None:
        if not index.isValid():
            return None
        above = index.internalId()
        rows = self._rows[above - 1].children if above else self._rows
        return rows[index.row()] if index.row() < len(rows) else None

    def _all_rows(self) -> Iterable[Row]:
        for row in self._rows:
            yield row
            yield from row.children

    def _sorted(self, rows: Sequence[Row]) -> tuple[Row, ...]:
        column, order = self._sort
        if column < 0:
            return tuple(rows)
        down = order == Qt.SortOrder.DescendingOrder
        return tuple(sorted(rows, key=lambda row: self._sort_key(row, column), reverse=down))

    def _sort_key(self, row: Row, column: int) -> tuple[object, ...]:
        statuses = [self._status(spec.id) for spec in row.specs]
        traffic = words.total_traffic(status.traffic for status in statuses)
        name = row.name.casefold()
        if column == Column.STATE:
            return (*sorted(list(TunnelPhase).index(status.phase) for status in statuses), name)
        if column == Column.TRAFFIC:
            return (traffic.bytes_down + traffic.bytes_up, name)
        if column == Column.CONNECTIONS:
            return (traffic.connections_open, traffic.connections_total, name)
        if column == Column.CHECK:
            return (max(status.check.at if status.check else 0.0 for status in statuses), name)
        return (name,)

    # Cells

    def _make_cells(self) -> dict[str, tuple[Cell, ...]]:
        now = time.time()
        return {row.key: self._cells_of(row, now) for row in self._all_rows()}

    def _cells_of(self, row: Row, now: float) -> tuple[Cell, ...]:
        statuses = [self._status(spec.id) for spec in row.specs]
        traffic = words.total_traffic(status.traffic for status in statuses)
        quiet = all(s.phase in (TunnelPhase.CLOSED, TunnelPhase.FAILED) for s in statuses)
        connections, beside = words.connection_words(traffic)
        rate = "" if quiet else words.rate_words(self._rate_of(row.specs))
        return (
            self._name_cell(row, statuses),
            self._state_cell(row, statuses, now),
            Cell(rate, words.total_words(traffic), why=words.traffic_story(traffic)),
            Cell(
                "" if quiet else connections,
                beside,
                below_tone="warn" if traffic.connections_waiting else "text2",
            ),
            _check_cell(statuses),
            Cell(buttons=tuple(v for v in self._verbs(row) if v in IN_ROW)),
        )

    def _name_cell(self, row: Row, statuses: Sequence[TunnelStatus]) -> Cell:
        if row.children:
            ports = ", ".join(str(spec.remote_port) for spec in row.specs)
            return Cell(
                row.name,
                tr("one app, ports {ports}").format(ports=ports),
                strong=True,
                icon="squares-four",
            )
        spec = row.specs[0]
        icon = "share-network" if spec.kind is ForwardKind.SOCKS else "plugs"
        where = words.way(spec, statuses[0], self._node_name)
        return Cell(row.name, where, strong=True, icon=icon, why=where)

    def _state_cell(self, row: Row, statuses: Sequence[TunnelStatus], now: float) -> Cell:
        if row.children:
            text, tone = words.group_phase([s.phase for s in statuses], self._node_name)
            since = ""
        else:
            text, tone = phase_words(statuses[0].phase, self._node_name)
            since = words.for_how_long(statuses[0], now)
        is_closed = all(each.phase is TunnelPhase.CLOSED for each in statuses)
        story = self._story(row)
        below = story.partition("\n")[0]
        below_tone = tone if tone in ("err", "warn") else "text2"
        failed = next(filter(None, map(words.failed_connection, statuses)), "")
        if failed and tone != "err":
            below, below_tone = failed, "err"
        elif not below and is_closed and all(spec.start_with_node for spec in row.specs):
            below = tr("opens with the node")
        return Cell(since, below, "text2", below_tone, pill=text, pill_tone=tone, why=story)

    def _story(self, row: Row) -> str:
        """What the user has to know about a row, one sentence a line."""
        said: list[str] = []
        for status in (self._status(spec.id) for spec in row.specs):
            trouble = f"{status.message} {status.hint}".strip()
            failed = words.failed_connection(status)
            said += [
                trouble,
                tr("The last connection failed: {failed}.").format(failed=failed) if failed else "",
            ]
            said += [words.failed_check(status.check), status.note]
        return "\n".join(dict.fromkeys(filter(None, said)))

    def _verbs(self, row: Row) -> tuple[Verb, ...]:
        phases = [self._status(spec.id).phase for spec in row.specs]
        page = any(spec.scheme and spec.kind is ForwardKind.TCP for spec in row.specs)
        failed = TunnelPhase.FAILED in phases
        used = any(phase is not TunnelPhase.CLOSED for phase in phases)
        offered = {
            Verb.RETRY: failed,
            Verb.BROWSE: page and not failed,
            # What answers at the address of a failed tunnel is probably another program.
            Verb.COPY: not row.children and not failed and self._has_port(row.specs[0]),
            Verb.CHECK: TunnelPhase.OPEN in phases,
            Verb.EDIT: not row.children,
            Verb.REMOVE: True,
            Verb.CLOSE: used,
            Verb.OPEN: not used,
        }
        return tuple(verb for verb, on in offered.items() if on)

    def _has_port(self, spec: TunnelSpec) -> bool:
        """Whether it is known on which local port a tunnel is or will be."""
        return bool(self._status(spec.id).local_port or stable_port(spec))

    def _rate_of(self, specs: Iterable[TunnelSpec]) -> Rate | None:
        rates = [rate for spec in specs if (rate := self._rates.rate(spec.id)) is not None]
        if not rates:
            return None
        return Rate(sum(rate.up for rate in rates), sum(rate.down for rate in rates))


def rows_of(specs: Sequence[TunnelSpec]) -> tuple[Row, ...]:
    """Put the tunnels of one app together, each at the place of its first port."""
    members: dict[str, list[TunnelSpec]] = {}
    for spec in specs:
        members.setdefault(spec.group or str(spec.id), []).append(spec)
    return tuple(_row(name, tuple(group)) for name, group in members.items())


def _row(name: str, specs: tuple[TunnelSpec, ...]) -> Row:
    children = tuple(Row(str(spec.id), spec.name, (spec,)) for spec in specs)
    if len(specs) == 1:
        return children[0]
    return Row(f"{GROUP_MARK}{name}", name, specs, children)


def _check_cell(statuses: Sequence[TunnelStatus]) -> Cell:
    checks = [status.check for status in statuses if status.check is not None]
    failed = next((check for check in checks if not check.ok), None)
    found, when, tone = words.check_words(failed or (checks[0] if checks else None))
    return Cell(found, when, tone, why=found if checks else tr("Check tries the service once."))
