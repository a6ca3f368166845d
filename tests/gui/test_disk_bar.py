"""The bar that shows what fills a disk, without any node."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from app.panes.containers.disk.bar import DiskSummary, widths
from app.panes.containers.disk.words import Fill, parts_of, rows_of
from app.services.containers.disk import DiskReport, DiskUse, FreeSpace, VolumeUse

GB = 10**9


@given(st.lists(st.integers(0, 2**50), max_size=6), st.integers(200, 4000))
def test_parts_fill_the_bar_and_what_is_there_is_seen(sizes: list[int], room: int) -> None:
    found = widths(sizes, room)
    gaps = 2.0 * max(0, sum(size > 0 for size in sizes) - 1)
    assert sum(found) + gaps == pytest.approx(room if any(sizes) else 0)
    for size, width in zip(sizes, found, strict=True):
        assert (width > 0) == (size > 0)
        assert width == 0 or width > 2.5


def test_what_is_not_known_is_said_to_be_so(qtbot: QtBot) -> None:
    nfs = VolumeUse("nfs", "nfs", None, "", anonymous=False)
    unknown = FreeSpace("/data", why="df is not installed there.")
    report = DiskReport(DiskUse(volumes=(nfs,)), unknown)
    parts = {part.fill: part for part in parts_of(report)}
    assert parts[Fill.VOLUMES].size_bytes is None
    assert Fill.OTHERS not in parts
    assert parts[Fill.FREE].tip == "df is not installed there."
    assert [row.size_bytes for row in rows_of(report.use)] == [None]
    summary = DiskSummary()
    qtbot.addWidget(summary)
    summary.show_parts(parts_of(report))
    assert "Volumes n/a" in summary.bar.accessibleDescription()


def test_volume_on_another_disk_leaves_no_room_for_other_files_and_none_is_made_up() -> None:
    use = DiskUse(volumes=(VolumeUse("big", "local", 900 * GB, "", anonymous=False),))
    report = DiskReport(use, FreeSpace("/", 500 * GB, 400 * GB))
    assert Fill.OTHERS not in {part.fill for part in parts_of(report)}
