"""Rows of a table stay what they are while others come and go."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from app.panes.row_model import Column, RowModel, RowOrder, TableSpec

SPEC = TableSpec(
    title="Letters",
    columns=(Column("Letter", 100, 80, lambda row: row, lambda row: row),),
    identity=lambda row: row,
    stretch=0,
)
LETTERS = st.lists(st.sampled_from("abcdefgh"), unique=True)


@settings(max_examples=40, deadline=None)
@given(looks=st.lists(LETTERS, min_size=2, max_size=4))
def test_rows_are_those_of_the_last_look(qapp: object, looks: list[list[str]]) -> None:
    model = RowModel(SPEC)
    order = RowOrder(model)
    order.sort(0)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    for look in looks:
        model.show_rows(look)
        assert sorted(model.rows) == sorted(look)
        shown = [order.index(number, 0).data() for number in range(order.rowCount())]
        assert shown == sorted(look)
    tester.deleteLater()


def test_many_neighbours_go_in_one_step(qtbot: QtBot) -> None:
    model = RowModel(SPEC)
    model.show_rows([f"{number:03}" for number in range(100)])
    steps = []
    model.rowsRemoved.connect(lambda _parent, first, last: steps.append((first, last)))
    model.show_rows(["000", "050"])
    assert steps == [(51, 99), (1, 49)]
    assert model.rows == ("000", "050")
