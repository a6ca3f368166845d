"""What listens on a node, as rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from app.core.i18n import tr
from app.hosts.nodes import DEFAULT_PORT
from app.panes.tunnels import words
from app.panes.tunnels.cells import Cell, Role, cell_data, title_data
from app.panes.tunnels.verbs import Verb
from app.services.tunnels.api import CheckResult, Exposure, Listener

Index = QModelIndex | QPersistentModelIndex


class Column(IntEnum):
    """What the columns are."""

    PORT = 0
    SERVICE = 1
    OWNER = 2
    REACH = 3
    ACTIONS = 4


TITLES = (tr("Port"), tr("Service, by its port"), tr("Owner"), tr("Reached from"), tr("Actions"))


@dataclass(frozen=True, slots=True)
class Reached:
    """The open tunnel to a service."""

    address: str
    check: CheckResult | None = None


class ServiceModel(QAbstractTableModel):
    """The listening ports of one node; known services first."""

    def __init__(self) -> None:
        super().__init__()
        self._node = ""
        self._listeners: tuple[Listener, ...] = ()
        self._tunnels: Mapping[int, Reached] = {}
        self._local = False
        self._cells: tuple[tuple[Cell, ...], ...] = ()
        self._sort: tuple[int, Qt.SortOrder] = (-1, Qt.SortOrder.AscendingOrder)

    def show_listeners(
        self,
        node: str,
        listeners: Sequence[Listener],
        tunnels: Mapping[int, Reached],
        *,
        local: bool = False,
    ) -> None:
        """Show what listens on a node.

        Args:
            node: its name.
            listeners: what was found.
            tunnels: the open tunnel that leads to a port, by port.
            local: whether it is this computer, where no tunnel is needed.
        """
        wanted = (node, tuple(listeners), dict(tunnels), local)
        if wanted == (self._node, self._listeners, self._tunnels, self._local):
            return
        self.beginResetModel()
        self._node, _listeners, self._tunnels, self._local = wanted
        self._listeners = self._sorted(listeners)
        self._cells = tuple(self._cells_of(each) for each in self._listeners)
        self.endResetModel()

    def listener(self, key: str) -> Listener | None:
        """Return the listener of a row, None when it is gone."""
        return next((each for each in self._listeners if str(each.port) == key), None)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Number of listening ports."""
        return 0 if parent.isValid() else len(self._listeners)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Number of columns."""
        return 0 if parent.isValid() else len(Column)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Title of a column."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        return title_data(TITLES[section], role, shown=section != Column.ACTIONS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Answer one role of one cell."""
        if not index.isValid() or index.row() >= len(self._listeners):
            return None
        listener = self._listeners[index.row()]
        if role == Role.KEY:
            return str(listener.port)
        if role == Role.TITLE:
            return tr("{service}, port {port}").format(
                service=words.service_name(listener), port=listener.port
            )
        if role == Role.VERBS:
            return self._verbs(listener)
        if role == Role.STORY:
            return words.exposure_story(listener, self._check(listener))
        cell = self._cells[index.row()][index.column()]
        return cell_data(cell, role, TITLES[index.column()])

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Order the rows."""
        self._sort = (column, order)
        listeners, self._listeners = self._listeners, ()
        self.show_listeners(self._node, listeners, self._tunnels, local=self._local)

    def _sorted(self, listeners: Sequence[Listener]) -> tuple[Listener, ...]:
        column, order = self._sort
        down = order == Qt.SortOrder.DescendingOrder and column >= 0
        return tuple(
            sorted(listeners, key=lambda each: (_sort_key(each, column), each.port), reverse=down)
        )

    def _cells_of(self, listener: Listener) -> tuple[Cell, ...]:
        owner, beside = words.owner_words(listener)
        reach, tone = words.exposure_words(listener, local=self._local)
        tunnel = self._tunnels.get(listener.port)
        about = (
            tr("tunnel at {address}").format(address=tunnel.address)
            if tunnel
            else words.service_about(listener)
        )
        name = words.service_name(listener)
        return (
            Cell(str(listener.port), strong=True),
            Cell(name, about, below_tone="ok" if tunnel else "text2", why=name),
            Cell(owner, beside, "text2" if owner == "n/a" else "text", why=_owner_story(listener)),
            Cell(
                reach,
                ", ".join(listener.addresses),
                tone,
                icon="warning" if tone == "warn" else "",
                why=words.exposure_story(listener, self._check(listener)),
            ),
            self._action_cell(listener),
        )

    def _check(self, listener: Listener) -> CheckResult | None:
        tunnel = self._tunnels.get(listener.port)
        return tunnel.check if tunnel is not None else None

    def _action_cell(self, listener: Listener) -> Cell:
        verbs = self._verbs(listener)
        if verbs[0] is Verb.OPEN:
            return Cell(buttons=(Verb.OPEN,), button_text=tr("Open tunnel"))
        if verbs[0] is Verb.BROWSE:
            guessed = listener.preset is None
            text = tr("Try in browser") if guessed else tr("Open in browser")
            return Cell(buttons=(Verb.BROWSE,), button_text=text)
        return Cell(buttons=(Verb.COPY,), button_text=tr("Copy address"))

    def _verbs(self, listener: Listener) -> tuple[Verb, ...]:
        if not self._local and listener.port not in self._tunnels:
            return (Verb.OPEN,)
        page = listener.preset is None or bool(listener.preset.scheme)
        return (Verb.BROWSE, Verb.COPY) if page else (Verb.COPY,)


def _sort_key(listener: Listener, column: int) -> tuple[object, ...]:
    if column == Column.PORT:
        return ()
    if column == Column.SERVICE:
        return (words.service_name(listener).casefold(),)
    if column == Column.OWNER:
        return (words.owner_words(listener)[0].casefold(),)
    if column == Column.REACH:
        return (list(Exposure).index(listener.exposure),)
    return (listener.preset is None or listener.port == DEFAULT_PORT,)


def _owner_story(listener: Listener) -> str:
    if listener.program or listener.container:
        return ""
    return tr("The port belongs to another account; the system does not say to which program.")
