"""The columns of a table: what a title in a longer language gets of the room."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import QHeaderView, QTreeView
from pytestqt.qtbot import QtBot

from app.look.components.columns import (
    TITLE_PADDING,
    Arranged,
    ColumnWidth,
    TableColumns,
    titled,
)

TITLES = ["Prozess", "GPU-Speicher ↓", "Container oder Dienst", "Befehl"]
COLUMNS = [ColumnWidth(168, 60), ColumnWidth(60, 40), ColumnWidth(80, 40), ColumnWidth(300, 60)]


def header_of(qtbot: QtBot, room: int) -> QHeaderView:
    view = QTreeView()
    qtbot.addWidget(view)
    model = QStandardItemModel(0, len(TITLES), view)
    model.setHorizontalHeaderLabels(TITLES)
    view.setModel(model)
    columns = TableColumns(view, COLUMNS, len(TITLES) - 1)
    view.resize(room, 300)
    view.show()
    qtbot.waitExposed(view)
    columns.fit()
    return view.header()


def test_a_title_is_shown_whole_where_there_is_room(qtbot: QtBot) -> None:
    header = header_of(qtbot, 900)
    for column in range(header.count()):
        needed = header.fontMetrics().horizontalAdvance(TITLES[column]) + TITLE_PADDING
        assert header.sectionSize(column) >= needed, TITLES[column]


def test_titles_give_way_before_the_table_is_wider_than_its_room(qtbot: QtBot) -> None:
    header = header_of(qtbot, 260)
    assert header.length() <= 260


def test_titles_share_what_the_columns_leave() -> None:
    columns = (ColumnWidth(100, 50), ColumnWidth(100, 50))
    assert titled(columns, (90, 30), 400) == [ColumnWidth(100, 90), ColumnWidth(100, 50)]
    assert titled(columns, (90, 30), 120) == [ColumnWidth(100, 70), ColumnWidth(100, 50)]
    assert titled(columns, (90, 130), 80) == list(columns)


def test_a_column_gets_what_its_content_wants_until_the_user_drags_one(qtbot: QtBot) -> None:
    view = header_of(qtbot, 900).parent()
    assert isinstance(view, QTreeView)
    (columns,) = view.findChildren(TableColumns)
    told: list[Arranged] = []
    columns.arranged.connect(told.append)
    columns.want(0, ColumnWidth(230, 60))
    assert view.columnWidth(0) == 230
    view.sortByColumn(1, Qt.SortOrder.AscendingOrder)
    assert told[-1].widths == ()  # nothing to hold on to
    view.header().resizeSection(0, 180)
    columns.want(0, ColumnWidth(250, 60))
    assert view.columnWidth(0) == 180
    assert told[-1].widths[0] == 180
