from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core import sqlite_file
from app.core.errors import HistoryUnavailable
from app.services.history import database
from app.services.history.api import EVERY_MACHINE, Event, EventKind
from app.services.history.orders import Inbox, Row
from app.services.history.reader import Reader
from app.services.history.store import HistoryStore
from tests.unit.history.conftest import NOON, Clock, Open, Told
from tests.waiting import wait_for


def add(store: HistoryStore, first: int, count: int) -> None:
    for second in range(first, first + count):
        store.add("spark", NOON + second, {"ramp": float(second), "other": 1.5})


def ramp(store: HistoryStore) -> list[float]:
    series = store.read("spark", ("ramp",), NOON - 86400, NOON + 86400, 10**6).series
    return [value for value in series["ramp"].mean.tolist() if value == value] if series else []


def blocks_and_rows(open_store: Open, clock: Clock) -> Path:
    """Write rows of two slots, the first of them made into blocks, and close."""
    store = open_store()
    add(store, 0, 900)
    store.flush()
    store.close()
    clock.now += 900
    store = open_store()
    wait_for(lambda: store.status.size_bytes is not None)
    add(store, 900, 100)
    store.close()
    return store.path


def garbage(path: Path) -> None:
    path.write_bytes(b"these are not the pages you are looking for\n" * 500)


def truncated(path: Path) -> None:
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size // 2)


def cut_in_a_page(path: Path) -> None:
    with path.open("r+b") as file:
        file.truncate(sqlite_file.PAGE * 3 + 1000)


def without_a_table(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("DROP TABLE recent")
    connection.close()


@pytest.mark.parametrize("harm", [garbage, truncated, cut_in_a_page, without_a_table])
def test_history_that_is_damaged_is_set_aside_and_a_new_one_begun(
    open_store: Open, clock: Clock, told: Told, harm: object
) -> None:
    path = blocks_and_rows(open_store, clock)
    harm(path)  # type: ignore[operator]
    left = path.read_bytes()
    store = open_store()
    add(store, 1000, 10)
    assert store.flush()
    assert ramp(store) == list(range(1000, 1010))
    (aside,) = path.parent.glob("history-damaged-*.sqlite")
    assert aside.read_bytes() == left
    assert "damaged" in store.status.problem
    assert aside.name in store.status.hint


def test_history_whose_blocks_are_damaged_is_set_aside_when_that_is_found(
    open_store: Open, clock: Clock
) -> None:
    path = blocks_and_rows(open_store, clock)
    connection = sqlite3.connect(path)
    connection.execute("UPDATE blocks SET data = zeroblob(500)")
    connection.commit()
    connection.close()
    with Reader(path) as reader:
        shown = reader.stretch("spark", ("ramp",), NOON, NOON + 9999, 9999).series["ramp"].mean
    assert shown.tolist() == list(range(900, 1000)), "what is not damaged is shown"
    store = open_store()
    wait_for(lambda: "damaged" in store.status.problem)
    assert list(path.parent.glob("history-damaged-*.sqlite"))
    add(store, 2000, 5)
    assert store.flush()
    assert ramp(store) == list(range(2000, 2005))


def test_history_from_the_future_is_left_as_it_is(open_store: Open, clock: Clock) -> None:
    path = blocks_and_rows(open_store, clock)
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA user_version={database.VERSION + 1}")
    connection.execute("CREATE TABLE of_the_future(x)")
    connection.close()
    before = path.read_bytes()
    store = open_store()
    add(store, 0, 5)
    assert store.flush()
    assert ramp(store) == [0, 1, 2, 3, 4]
    store.close()
    assert path.read_bytes() == before
    assert "newer version" in store.status.problem
    assert "history-v1.sqlite" in store.status.hint
    assert open_store().read("spark", ("ramp",), NOON, NOON + 9, 9).series, "and found again"


def test_history_that_another_program_locks_waits_without_making_anybody_wait(
    open_store: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "_BUSY_S", 0.05)
    store = open_store()
    add(store, 0, 5)
    assert store.flush()
    other = sqlite3.connect(store.path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    add(store, 5, 5)
    assert not store.flush(0.3)
    wait_for(lambda: "locked" in store.status.problem)
    assert store.status.waiting_rows == 5
    assert ramp(store) == list(range(5)), "what is there is still read"
    other.execute("ROLLBACK")
    other.close()
    assert store.flush()
    assert ramp(store) == list(range(10))
    wait_for(lambda: store.status.problem == "")


def test_history_that_is_a_folder_says_so(open_store: Open, tmp_path: Path) -> None:
    store = open_store(path=tmp_path)
    assert store.status.problem
    add(store, 0, 1)
    assert store.status.waiting_rows == 1


def test_rows_that_find_no_room_in_memory_are_counted() -> None:
    inbox = Inbox(room=3)
    inbox.put([Row.of("spark", NOON + n, {"a": 1.0}) for n in range(5)])
    inbox.put([Row.of("spark", NOON + 9, {"a": 1.0})])
    assert len(inbox) == 3
    assert inbox.refused == 3


def test_a_clock_set_back_an_hour_costs_no_row_and_is_told(
    open_store: Open, clock: Clock, told: Told
) -> None:
    store = open_store()
    clock.now += 3600
    add(store, 3600, 1800)
    assert store.flush()
    clock.now -= 3600
    for second in range(1800):  # the same hour again, on the same milliseconds
        store.add("spark", NOON + 3600 + second, {"ramp": float(5000 + second)})
    assert store.flush()
    values = sorted(ramp(store))
    assert values == sorted([*range(3600, 5400), *range(5000, 6800)])
    (event,) = [e for e in store.events("spark", 0, NOON * 2) if "back" in e.title]
    assert (event.key, event.kind) == (EVERY_MACHINE, EventKind.CLOCK)
    assert event.title == "Clock set back by 1 h"
    assert event in told.events
    clock.now += 86400
    store.close()
    store = open_store()
    wait_for(lambda: store.status.size_bytes is not None)
    assert sorted(ramp(store)) == values, "neither when they become blocks"


def test_a_clock_set_forward_is_told_and_removes_nothing(open_store: Open, clock: Clock) -> None:
    store = open_store()
    add(store, 0, 10)
    assert store.flush()
    clock.now += 40 * 86400
    add(store, 40 * 86400, 10)
    assert store.flush()
    (event,) = store.events("spark", 0, NOON * 2)
    assert event.title == "Clock set forward by 40 d"
    assert ramp(store)[:10] == list(range(10))


def test_a_second_process_only_reads(open_store: Open) -> None:
    store = open_store()
    add(store, 0, 5)
    store.flush()
    with Reader(store.path) as reader:
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            reader._connection.execute("DELETE FROM recent")
        add(store, 5, 5)
        assert store.flush(), "a reader does not hold the writer up"
        assert len(reader.stretch("spark", ("ramp",), NOON, NOON + 99, 99).series["ramp"].mean) == 5


def test_a_reader_of_garbage_says_that_it_is_damaged(tmp_path: Path) -> None:
    garbage(tmp_path / "history.sqlite")
    with pytest.raises(HistoryUnavailable, match="damaged"):
        Reader(tmp_path / "history.sqlite")


def test_a_row_that_cannot_be_stored_costs_no_other(
    open_store: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = open_store()
    store.add("spark", 1e300, {"ramp": 1.0})  # no such time fits into the file
    store.flush()
    add(store, 0, 5)
    assert store.flush()
    assert ramp(store) == [0, 1, 2, 3, 4]
    assert store.status.lost_rows == 1


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(1, 255)), min_size=1))
def test_history_with_any_bytes_changed_is_read_or_said_to_be_damaged(
    one_file: bytes, tmp_path_factory: pytest.TempPathFactory, changes: list[tuple[float, int]]
) -> None:
    data = bytearray(one_file)
    for place, bits in changes:
        data[int(place * len(data))] ^= bits
    path = tmp_path_factory.mktemp("changed") / "history.sqlite"
    path.write_bytes(data)
    try:
        with Reader(path) as reader:
            for key in ("spark", *reader.keys()):
                reader.stretch(key, ("ramp", "other"), 0, NOON * 2, 10**6)
                reader.stretch(key, reader.metrics(key), NOON, NOON + 900, 5)
                reader.events(key, 0, NOON * 2)
                reader.incidents(key)
                reader.span(key)
    except HistoryUnavailable:
        pass
    store = HistoryStore(path, clock=lambda: NOON + 1800)
    store.start()
    try:
        add(store, 2000, 3)
        assert store.flush(), "it goes on, in this file or in a new one"
    finally:
        store.close()


@pytest.fixture(scope="module")
def one_file(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Return a small history with rows of both kinds and an event, as bytes."""
    path = tmp_path_factory.mktemp("whole") / "history.sqlite"
    for now, first, count in ((NOON, 0, 60), (NOON + 900, 900, 20)):
        store = HistoryStore(path, clock=lambda now=now: now)  # type: ignore[misc]
        store.start()
        wait_for(lambda store=store: store.status.size_bytes is not None)  # type: ignore[misc]
        add(store, first, count)
        store.add_event(Event("spark", NOON, EventKind.NOTE, "x"))
        store.close()
    return path.read_bytes()
