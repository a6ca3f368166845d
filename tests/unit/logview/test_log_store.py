"""Lines as they are held: whole, in order, and never too many."""

from __future__ import annotations

import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.cancel import Cancel
from app.core.errors import Cancelled
from app.logview import store as store_module
from app.logview.blocks import BLOCK_LINES
from app.logview.levels import Level
from app.logview.store import LogStore
from app.services.containers.api import LogLine
from app.services.containers.log_api import Entry

SECOND = 10**9
LINES = st.builds(
    LogLine,
    st.none() | st.integers(0, 2**62),
    st.booleans(),
    st.text().map(lambda text: text.replace("\n", "")),
    st.booleans(),
)
ENTRIES = st.lists(st.builds(Entry, st.integers(0, 5), LINES), max_size=40)


def entries(first: int, end: int, *, source: int = 0) -> list[Entry]:
    return [
        Entry(source, LogLine(number * SECOND, False, f"line {number}"))
        for number in range(first, end)
    ]


def held(store: LogStore) -> list[str]:
    return [row.line.raw for block in store.blocks() for row in block.rows()]


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(st.booleans(), ENTRIES), max_size=8))
def test_lines_are_held_as_they_came_at_both_ends(pieces: list[tuple[bool, list[Entry]]]) -> None:
    store, wanted = LogStore(), list[Entry]()
    for older, piece in pieces:
        if older:
            store.prepend(piece)
            wanted = [*piece, *wanted]
        else:
            store.append(piece)
            wanted += piece

    now = store.held
    rows = [store.row(number) for number in range(now.first, now.end)]
    assert [Entry(row.source, row.line) for row in rows if row is not None] == wanted
    assert [row for block in store.blocks() for row in block.rows()] == rows
    assert store.row(now.first - 1) is store.row(now.end) is None
    assert sum(store.count_of(source) for source in range(6)) == len(wanted)


def test_lines_take_few_bytes_and_the_oldest_go_when_there_are_more() -> None:
    store = LogStore(max_lines=20_000)
    for begin in range(0, 40_000, 1000):
        assert store.append(entries(begin, begin + 1000))

    now = store.held
    assert now.count <= 20_000
    assert now.count > 20_000 - BLOCK_LINES
    assert now.size < 25 * now.count
    assert now.lacks_oldest
    row = store.row(now.end - 1)
    assert row is not None
    assert row.line.raw == "line 39999"
    assert store.count_of(0) == now.count


def test_bytes_are_bounded_whatever_the_lines_are() -> None:
    store = LogStore(max_bytes=1_000_000)
    for number in range(40):
        noise = "".join(chr(0x4E00 + (number * at * 7919) % 20_000) for at in range(30_000))
        store.append([Entry(0, LogLine(number, False, noise))])

    assert store.held.size < 1_400_000


def test_what_is_read_stays_and_newer_lines_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_module, "AHEAD", 8000)
    store = LogStore(max_lines=20_000)
    store.append(entries(0, 10_000))
    epoch = store.held.epoch
    store.pin(5_000)
    assert store.append(entries(10_000, 12_000))
    assert not store.append(entries(12_000, 14_000))
    assert not store.append(entries(14_000, 30_000))

    now = store.held
    assert now.first <= 5_000 < now.end
    assert now.count <= 20_000
    assert now.epoch != epoch
    assert held(store) == [f"line {n}" for n in range(now.first, now.end)]


def test_older_lines_that_are_too_many_push_out_the_newest_not_what_is_read() -> None:
    store = LogStore(max_lines=20_000)
    store.append(entries(5_000, 25_000))
    store.pin(0)
    store.prepend(entries(0, 5_000))

    now = store.held
    assert held(store) == [f"line {n}" for n in range(now.count)]
    assert 20_000 - BLOCK_LINES < now.count <= 20_000


def test_ends_are_told_without_notes_and_by_source() -> None:
    store = LogStore()
    store.append(entries(0, 10))
    store.note("Connection lost")
    store.append(entries(10, 20, source=1))
    store.prepend([], "The log begins here.")

    assert [entry.line.raw for entry in store.first_entries(2)] == ["line 0", "line 1"]
    assert [entry.line.raw for entry in store.first_entries(1, 1)] == ["line 10"]
    last = store.last_entries(2.0)
    assert [entry.line.raw for entry in last] == ["line 17", "line 18", "line 19"]
    assert (store.held.first, store.held.end) == (-1, 21)
    notes = [row for block in store.blocks() for row in block.rows() if row.is_note]
    assert [note.line.raw for note in notes] == ["The log begins here.", "Connection lost"]
    assert {note.level for note in notes} == {Level.NONE}


def test_line_of_a_time_is_found() -> None:
    store = LogStore()
    store.append(entries(0, 5000))

    for wanted in (-5, 0, 1, 1023, 1024, 1025, 3071, 4999, 5000, 6000):
        assert store.at_time(wanted * SECOND) == min(max(0, wanted), 5000)


def test_waiting_ends_with_a_line_and_with_cancelling() -> None:
    store, cancel, woken = LogStore(), Cancel(), threading.Event()

    def wait() -> None:
        store.wait(0, cancel)
        woken.set()
        with pytest.raises(Cancelled):
            store.wait(store.held.version, cancel)

    waiting = threading.Thread(target=wait)
    waiting.start()
    store.append(entries(0, 1))
    assert woken.wait(20)
    cancel.cancel()
    waiting.join(20)
    assert not waiting.is_alive()


def test_forgetting_everything_begins_anew() -> None:
    store = LogStore()
    store.append(entries(0, 3000))
    epoch = store.held.epoch
    store.clear()

    assert store.held.count == 0
    assert store.held.epoch != epoch
    store.append(entries(0, 1))
    assert held(store) == ["line 0"]
