"""The columns of a table: how its width is shared among them, and what the user changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QHeaderView, QTreeView

HEADER_HEIGHT = 32
TITLE_PADDING = 24
"""Left and right of a title, as the tables' style sheets have it, and a pixel for each."""
_ARROWS = ("↓", "↑")
"""What the title of the sorted column ends with."""


@dataclass(frozen=True, slots=True)
class ColumnWidth:
    """What a column wants, and the least that its content can be read in, in pixels."""

    wanted: int
    least: int


def shared(columns: Sequence[ColumnWidth], stretch: int, room: int) -> list[int]:
    """Share `room`: column `stretch` gets what the others leave.

    It gives way first, to its least width; then all others do, each in proportion.
    """
    others = [column for number, column in enumerate(columns) if number != stretch]
    missing = sum(each.wanted for each in others) + columns[stretch].least - room
    slack = sum(each.wanted - each.least for each in others)
    share = min(1.0, max(0.0, missing / slack)) if slack else 0.0
    widths = [each.wanted - ceil((each.wanted - each.least) * share) for each in columns]
    widths[stretch] = 0
    widths[stretch] = max(room - sum(widths), columns[stretch].least)
    return widths


def hidden(columns: Sequence[ColumnWidth], spare: Sequence[int], room: int) -> set[int]:
    """Return which of the `spare` columns have no room at all, the first ones first."""
    least = sum(column.least for column in columns)
    gone: set[int] = set()
    for number in spare:
        if least <= room:
            break
        gone.add(number)
        least -= columns[number].least
    return gone


def titled(columns: Sequence[ColumnWidth], titles: Sequence[int], room: int) -> list[ColumnWidth]:
    """Let no column be narrower than its title, as far as there is `room` for that."""
    least = [max(each.least, title) for each, title in zip(columns, titles, strict=True)]
    spare = room - sum(each.least for each in columns)
    longer = sum(least) - sum(each.least for each in columns)
    share = min(1.0, max(0.0, spare / longer)) if longer else 0.0
    widths = []
    for each, whole in zip(columns, least, strict=True):
        floor = each.least + int((whole - each.least) * share)
        widths.append(ColumnWidth(max(each.wanted, floor), floor))
    return widths


@dataclass(frozen=True, slots=True)
class Arranged:
    """The user changed columns or order: widths of all columns, sort column (-1: none)."""

    widths: tuple[int, ...]
    """Empty where the user changed none: contents of another day may want others."""
    sort: int
    down: bool


class TableColumns(QObject):
    """Header of one table: widths that fit the room, and a third click that ends sorting.

    Signals:
        arranged: columns or order were changed.
    """

    arranged = Signal(Arranged)

    def __init__(
        self,
        view: QTreeView,
        columns: Sequence[ColumnWidth],
        stretch: int,
        spare: Sequence[int] = (),
    ) -> None:
        """Arrange the header of `view`.

        Args:
            view: its model is set.
            columns: their widths before the user changes them.
            stretch: the column that takes what is left.
            spare: those that a very narrow window does without, the first ones first.
        """
        super().__init__(view)
        self._spare = tuple(spare)
        self._view = view
        self._columns = list(columns)
        self._stretch = stretch
        self._fitting = False
        self._is_arranged = False
        """Whether the user chose widths."""
        header = view.header()
        header.setTextElideMode(Qt.TextElideMode.ElideRight)
        header.setFixedHeight(HEADER_HEIGHT)
        header.setSectionsMovable(False)
        header.setStretchLastSection(False)
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setSectionResizeMode(len(columns) - 1, QHeaderView.ResizeMode.Fixed)
        view.setSortingEnabled(True)
        header.setSortIndicatorClearable(True)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        header.sectionResized.connect(self._on_resized)
        header.sortIndicatorChanged.connect(self._on_sort)

    def restore(self, widths: Sequence[int], sort: int, *, down: bool) -> None:
        """Use widths and order of an earlier time, where they still fit."""
        if len(widths) == len(self._columns):
            self._is_arranged = True
            self._columns = [
                replace(column, wanted=max(width, column.least))
                for column, width in zip(self._columns, widths, strict=True)
            ]
        if 0 <= sort < len(self._columns):
            order = Qt.SortOrder.DescendingOrder if down else Qt.SortOrder.AscendingOrder
            self._view.sortByColumn(sort, order)
        self.fit()

    def want(self, column: int, width: ColumnWidth) -> None:
        """Give a column what its content wants, unless the user chose widths."""
        if not self._is_arranged and self._columns[column] != width:
            self._columns[column] = width
            self.fit()

    def fit(self) -> None:
        """Share the present room."""
        self._fitting = True
        room = self._view.viewport().width()
        gone = hidden(self._columns, self._spare, room)
        nothing = ColumnWidth(0, 0)
        shown = [nothing if n in gone else each for n, each in enumerate(self._columns)]
        titles = [0 if n in gone else each for n, each in enumerate(self._measured())]
        shown = titled(shown, titles, room)
        for column, width in enumerate(shared(shown, self._stretch, room)):
            self._view.setColumnHidden(column, column in gone)
            if column not in gone:
                self._view.header().resizeSection(column, width)
        self._fitting = False

    def _measured(self) -> list[int]:
        """Return the width of each title with the arrow of the sorted one.

        Qt's own hint has 28 pixels more, for a picture of an arrow that our tables do not have.
        """
        header, across = self._view.header(), Qt.Orientation.Horizontal
        widths = []
        for column in range(len(self._columns)):
            title = str(header.model().headerData(column, across) or "")
            words = title if title.endswith(_ARROWS) or not title else f"{title} {_ARROWS[0]}"
            widths.append(header.fontMetrics().horizontalAdvance(words) + TITLE_PADDING)
        return widths

    def _on_resized(self, column: int, _before: int, width: int) -> None:
        if not self._fitting:
            self._is_arranged = True
            before = self._columns[column]
            self._columns[column] = replace(before, wanted=max(width, before.least))
            self.fit()
            self._tell()

    def _on_sort(self, _column: int, _order: Qt.SortOrder) -> None:
        self._tell()

    def _tell(self) -> None:
        header = self._view.header()
        down = header.sortIndicatorOrder() == Qt.SortOrder.DescendingOrder
        widths = tuple(column.wanted for column in self._columns) if self._is_arranged else ()
        self.arranged.emit(Arranged(widths, header.sortIndicatorSection(), down))
