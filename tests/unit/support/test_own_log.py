"""The own log is followed across its being set aside; no line is lost or told twice."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path

import pytest

from app.core.cancel import Cancel
from app.core.errors import UserError
from app.services.containers.log_api import Entry
from app.services.support import own_log
from tests.waiting import wait_for


class Sink:
    def __init__(self) -> None:
        self.lines: list[str] = []
        self.times: list[int | None] = []

    def take(self, entries: Sequence[Entry]) -> bool:
        self.lines += [each.line.text for each in entries]
        self.times += [each.line.time_ns for each in entries]
        return True

    def interrupted(self, why: str) -> None:
        raise AssertionError(why)

    def resumed(self) -> None:
        raise AssertionError


def test_own_log_is_followed_across_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own_log, "POLL_S", 0.01)
    path = tmp_path / "program.log"
    Path(f"{path}.1").write_text("2026-11-21 10:00:00,250 INFO    MainThread app: first\n")
    path.write_text("second\nhalf of ")
    sink, cancel = Sink(), Cancel()
    thread = threading.Thread(target=own_log.follow, args=(path, sink, cancel), daemon=True)
    thread.start()
    try:
        wait_for(lambda: len(sink.lines) == 2)
        with path.open("a") as file:
            file.write("the third\n")
        wait_for(lambda: len(sink.lines) == 3)
        path.replace(f"{path}.1")
        path.write_text("fourth\n")
        wait_for(lambda: len(sink.lines) == 4)
    finally:
        cancel.cancel()
        thread.join()
    assert sink.lines == ["INFO    MainThread app: first", "second", "half of the third", "fourth"]
    assert sink.times[0] is not None
    assert sink.times[0] % 10**9 == 250_000_000


def test_own_log_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    path = tmp_path / "program.log"
    Path(f"{path}.1").write_bytes(b"x\n")
    path.write_bytes(b"x\n")

    class Broken(Sink):
        def take(self, entries: Sequence[Entry]) -> bool:
            raise PermissionError(13, "Permission denied")

    with pytest.raises(UserError, match=r"The log cannot be read: Permission denied\."):
        own_log.follow(path, Broken(), Cancel())


def test_tail_ends_before_what_was_written_later(tmp_path: Path) -> None:
    path = tmp_path / "program.log"
    path.write_text("2026-11-21 10:00:00,000 one\nof it\n2036-11-21 10:00:00,000 later\n")
    now = own_log.line_of("2026-11-21 10:00:00,000 one").time_ns
    assert now is not None
    assert own_log.tail(path, 10, until=now / 1e9) == ["2026-11-21 10:00:00,000 one", "of it"]
    assert len(own_log.tail(path, 2)) == 2
    assert own_log.tail(tmp_path / "none.log", 5) == []
