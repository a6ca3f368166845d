"""A machine that invents numbers, faults or restarts without end fills neither memory nor disk."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from app.core.cancel import Cancel
from app.services.history import database, pruning
from app.services.history.api import Event, EventKind, HistoryLimits, Incident
from app.services.history.incidents import MAX_TAIL, MOST, RestartWatch, with_journal
from app.services.history.openfile import OpenFile
from app.services.history.orders import Row
from app.services.history.ration import AT_ONCE, MAX_DETAILS, MAX_TITLE, REFILL_S, TOO_MANY, Ration
from app.services.telemetry.admission import BURST, FORGOTTEN_S, MAX_NUMBERS, Names, Pace
from app.transport.api import Completed
from tests.unit.history.conftest import NOON


def xid(at: float) -> Event:
    return Event("spark", at, EventKind.KERNEL, "GPU error (Xid 79)")


def test_names_that_are_ever_new_find_no_room() -> None:
    names = Names()
    steady = {f"cpu.{n}": 1.0 for n in range(300)}
    kept: set[str] = set()
    for second in range(5000):
        row = names.admit({**steady, f"engine.{second}": 1.0}, float(second))
        assert row.keys() >= steady.keys()
        kept |= row.keys()

    assert len(kept) == MAX_NUMBERS


def test_names_that_are_not_used_any_more_make_room() -> None:
    names = Names()
    names.admit({f"old.{n}": 1.0 for n in range(MAX_NUMBERS)}, 0.0)

    assert "new" not in names.admit({"new": 1.0}, FORGOTTEN_S)
    assert "new" in names.admit({"new": 1.0}, FORGOTTEN_S + 1)


def test_samples_come_as_often_as_asked_for_with_room_for_those_that_were_held_up() -> None:
    now = [0.0]
    pace = Pace(0.1, lambda: now[0])
    taken = sum(pace.lets_in() for _ in range(10_000))
    assert taken == BURST

    taken = 0
    for _ in range(10_000):
        now[0] += 0.001
        taken += pace.lets_in()
    assert taken == pytest.approx(200, abs=2)


def test_a_flood_of_faults_leaves_a_trickle_and_says_so() -> None:
    ration = Ration()
    shared = ration.share([xid(NOON) for _ in range(5000)])
    assert len(shared) == AT_ONCE
    assert TOO_MANY in shared[-1].details
    assert TOO_MANY not in shared[-2].details
    assert ration.share([Event("spark", NOON, EventKind.LOST, "Connection lost")])

    later = [event for n in range(3600) for event in ration.share([xid(NOON + n)])]
    assert len(later) == pytest.approx(3600 / REFILL_S, abs=2)


def test_words_of_an_event_have_an_end() -> None:
    long = Event("spark", NOON, EventKind.GUARD, "x" * 10**6, "y" * 10**6)
    (shared,) = Ration().share([long])
    assert (len(shared.title), len(shared.details)) == (MAX_TITLE, MAX_DETAILS)


def test_a_machine_that_restarts_for_ever_has_a_few_incidents_an_hour() -> None:
    watch = RestartWatch("spark")
    found = 0
    for second in range(7200):
        watch.sample(NOON + second)
        found += watch.boot(f"boot {second}", NOON + second) is not None

    assert found == 2 * MOST


class Journal:
    """A session whose machine has one journal."""

    def __init__(self, text: bytes) -> None:
        self._text = text

    def exec(self, _argv: object, **_options: object) -> Completed:
        return Completed(("journalctl",), 0, self._text, b"")


def test_the_end_of_a_journal_is_plain_text_without_secrets_and_not_long() -> None:
    text = "\x1b[2J\u202ex\n" * 200_000 + "vllm serve --api-key sk-1234567890abcdefghij\n"
    incident = Incident("spark", NOON, NOON + 60, "a", "b", "It was silent.")

    told = with_journal(incident, Journal(text.encode()), Cancel())  # type: ignore[arg-type]

    assert len(told.journal_tail) <= MAX_TAIL
    for kept in (told.journal_tail, told.summary):
        assert "sk-1234567890" not in kept
        assert "\x1b" not in kept
        assert "\u202e" not in kept


def test_lists_of_metrics_that_no_row_has_are_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pruning, "_LAYOUTS", 10)
    path = tmp_path / "h.sqlite"
    file = OpenFile(database.open_for_writing(path), HistoryLimits())
    other = OpenFile(database.open_for_writing(path), HistoryLimits())
    rows = [Row.of("spark", NOON + n, {"a": 1.0, f"extra.{n}": 2.0}) for n in range(100)]
    file.write(list(rows), NOON)
    other.write([Row.of("other", NOON, {"a": 1.0, "extra.99": 2.0})], NOON)

    for _ in file.chores(NOON + 3600):
        pass
    file.write([Row.of("spark", NOON + 3600, {"a": 3.0, "extra.5": 4.0})], NOON + 3600)
    other.write([Row.of("other", NOON + 3600, {"a": 5.0, "extra.99": 6.0})], NOON + 3600)

    with sqlite3.connect(path) as reader:
        assert reader.execute("SELECT count(*) FROM layouts").fetchone()[0] <= 12
        metrics = reader.execute(
            "SELECT key, l.metrics FROM recent JOIN machines m ON m.id = machine"
            " JOIN layouts l ON l.id = layout ORDER BY key"
        ).fetchall()
    reader.close()
    file.connection.close()
    other.connection.close()
    assert metrics == [("other", '["a", "extra.99"]'), ("spark", '["a", "extra.5"]')]


def test_events_and_incidents_of_one_machine_have_an_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pruning, "_EVENTS", 20)
    monkeypatch.setattr(pruning, "_INCIDENTS", 5)
    file = OpenFile(database.open_for_writing(tmp_path / "h.sqlite"), HistoryLimits())
    file.write([xid(NOON + n) for n in range(50)], NOON)
    file.write([Incident("spark", NOON + n, NOON + n, "a", "b", "") for n in range(50)], NOON)

    for _ in file.chores(NOON + 60):
        pass

    execute = file.connection.execute
    assert execute("SELECT count(*), min(time_ms) FROM events").fetchone() == (
        20,
        (NOON + 30) * 1000,
    )
    assert execute("SELECT count(*), min(lost_ms) FROM incidents").fetchone() == (
        5,
        (NOON + 45) * 1000,
    )
    file.connection.close()
