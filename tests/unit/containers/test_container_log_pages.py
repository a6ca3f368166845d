"""Older lines page by page, and logs merged, from an engine that does as Docker does."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from app.core.cancel import Cancel
from app.core.errors import Cancelled, RemoteError, SessionLost
from app.services.containers import log_download, log_feed, log_pages
from app.services.containers.api import LogLine, NotThere
from app.services.containers.log_api import Entry
from app.services.containers.log_download import Unframed
from app.services.containers.log_feed import LogSource, follow_logs
from app.services.containers.log_pages import KnownStart, older_page
from app.services.containers.logs import LogWish
from tests.waiting import wait_for

NS = 10**9
LOGS: dict[str, list[LogLine]] = {}
"""What the fake engine keeps of each container."""


def line(time_ns: int, text: str, *, stderr: bool = False) -> LogLine:
    return LogLine(time_ns, stderr, text)


class FakeReader:
    """Reads from `LOGS`: the last lines first, of these what is not after `until`."""

    def __init__(
        self, container: str, wish: LogWish | None = None, told: Sequence[LogLine] = ()
    ) -> None:
        self._container, self._wish = container, wish or LogWish()
        self._at = 0

    def read(self, _engine: object, _cancel: Cancel) -> Iterator[list[LogLine]]:
        lines = LOGS[self._container]
        if self._wish.tail is not None:
            self._at = max(0, len(lines) - self._wish.tail)
        found = lines[self._at :]
        self._at = len(lines)
        if self._wish.until is not None:
            until = int(self._wish.until * NS)
            late = next((at for at, each in enumerate(found) if (each.time_ns or 0) > until), None)
            found = found[:late]
        for begin in range(0, len(found), 7):
            yield found[begin : begin + 7]

    def follow(
        self, _engine: object, cancel: Cancel, *_on: object, endless: bool
    ) -> Iterator[list[LogLine]]:
        assert endless
        if self._container == "gone":
            raise NotThere("No such container: gone")
        while True:
            lines = LOGS[self._container]
            if found := lines[self._at :]:
                self._at = len(lines)
                yield found
            if cancel.wait(0.005):
                raise Cancelled


@pytest.fixture(autouse=True)
def fake_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    LOGS.clear()
    monkeypatch.setattr(log_pages, "LogReader", FakeReader)
    monkeypatch.setattr(log_feed, "LogReader", FakeReader)


@settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(st.tuples(st.integers(0, 2), st.integers(-3, 10), st.booleans()), max_size=150),
    st.integers(1, 20),
    st.integers(0, 60),
)
@example(told=[(1, 0, False), (0, 1, False), (0, -1, False), (0, 0, False)], page=1, miscounted=1)
@example(told=[(0, 0, False)] * 6, page=1, miscounted=5)
@example(
    told=[(0, 0, False), (1, 0, False), (1, -1, False), (0, 1, False), (1, 10, False)],
    page=1,
    miscounted=0,
)
def test_pages_and_what_is_known_are_the_whole_log(
    told: list[tuple[int, int, bool]], page: int, miscounted: int
) -> None:
    names, moment = ("a", "b", "c"), 100 * NS
    LOGS.update({name: [] for name in names})
    for number, (log, tenths, stderr) in enumerate(told):
        moment += max(0, tenths) * NS // 10
        skewed = moment + min(0, tenths) * NS // 10  # stamped before what stands above it
        LOGS[names[log]].append(line(skewed, f"{number}", stderr=stderr))
    held: list[Entry] = []
    before = moment + 2 * NS
    for _ in range(len(told) + 2):
        known = [
            KnownStart(
                name,
                max(0, sum(entry.source == number for entry in held) - miscounted),
                tuple(entry.line for entry in held if entry.source == number)[:20],
            )
            for number, name in enumerate(names)
        ]
        found = older_page(None, known, before, Cancel(), page)  # type: ignore[arg-type]
        held = [*found.entries, *held]
        before = min((entry.line.time_ns or 0 for entry in held), default=before)
        if found.begins:
            break

    assert found.begins
    for number, name in enumerate(names):
        assert [entry.line for entry in held if entry.source == number] == LOGS[name]


def test_burst_after_what_is_known_is_not_taken_for_older_lines() -> None:
    LOGS["a"] = [line(NS + n, f"{n}") for n in range(5000)]
    known = KnownStart("a", 30, tuple(LOGS["a"][10:30]))
    found = older_page(None, [known], NS + 10, Cancel(), 20)  # type: ignore[arg-type]

    assert [entry.line for entry in found.entries] == LOGS["a"][:10]
    assert found.begins


class Sink:
    """Takes lines until it has enough."""

    def __init__(self, enough: int = 10**9) -> None:
        self.entries: list[Entry] = []
        self.told: list[str] = []
        self._enough = enough

    def take(self, entries: Sequence[Entry]) -> bool:
        self.entries += entries
        return len(self.entries) < self._enough

    def interrupted(self, why: str) -> None:
        self.told.append(why)

    def resumed(self) -> None:
        self.told.append("back")


class Holder:
    """Has a session at the second try."""

    def __init__(self, lost: int = 0) -> None:
        self._lost = lost

    def engine(self, _cancel: Cancel, **_patience: float) -> object:
        if self._lost:
            self._lost -= 1
            raise SessionLost("lab is not connected.")
        return None

    def wait_for_session(self, _cancel: Cancel) -> None:
        pass


class Following:
    """Follows on a thread while a block is left."""

    def __init__(self, sources: list[LogSource], sink: Sink, holder: Any = None) -> None:
        self.cancel, self.error = Cancel(), None
        arguments = (holder or Holder(), sources, sink, self.cancel)
        self.thread = threading.Thread(target=self._run, args=arguments)

    def _run(self, *arguments: Any) -> None:
        try:
            follow_logs(*arguments)
        except (Cancelled, RemoteError) as error:
            self.error = error

    def __enter__(self) -> Following:
        self.thread.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self.cancel.cancel()
        self.thread.join(20)
        assert not self.thread.is_alive()
        assert not [each for each in threading.enumerate() if each.name == "container-log"]


def test_logs_are_merged_by_time_from_where_all_are_known() -> None:
    LOGS["a"] = [line(n * NS, f"a{n}") for n in range(0, 100, 2)]
    LOGS["b"] = [line(n * NS, f"b{n}") for n in range(1, 100, 2)]
    wish, sink = LogWish(tail=20), Sink()
    sources = [LogSource("a", LogWish(tail=1000)), LogSource("b", wish)]
    with Following(sources, sink):
        wait_for(lambda: len(sink.entries) == 39)
        LOGS["b"].append(line(101 * NS, "b101"))
        LOGS["a"].append(line(100 * NS, "a100"))
        wait_for(lambda: len(sink.entries) == 41)

    assert [entry.line.time_ns for entry in sink.entries] == [n * NS for n in range(61, 102)]
    assert [entry.source for entry in sink.entries[:4]] == [1, 0, 1, 0]


def test_log_of_a_lost_session_goes_on_and_the_break_is_told_once() -> None:
    LOGS["a"], LOGS["b"] = [line(1, "a")], [line(2, "b")]
    for sources in ([LogSource("a")], [LogSource("a"), LogSource("b")]):
        sink = Sink()
        with Following(sources, sink, Holder(lost=1)):
            wait_for(lambda sink=sink, sources=sources: len(sink.entries) == len(sources))
        assert sink.told in (["lab is not connected.", "back"], [])


def test_sink_that_has_enough_ends_all_and_a_missing_log_is_said() -> None:
    LOGS["a"] = [line(n, f"{n}") for n in range(100)]
    LOGS["b"], LOGS["gone"] = [], []
    for sources in ([LogSource("a")], [LogSource("a"), LogSource("b")]):
        following = Following(sources, Sink(enough=1))
        with following:
            following.thread.join(20)
            assert following.error is None
    following = Following([LogSource("gone"), LogSource("gone")], Sink())
    with following:
        following.thread.join(20)
        assert isinstance(following.error, NotThere)


@given(
    st.lists(st.tuples(st.sampled_from([1, 2]), st.binary(max_size=40)), max_size=20),
    st.integers(1, 30),
)
def test_saved_log_is_what_was_printed_however_it_comes(
    frames: list[tuple[int, bytes]], size: int
) -> None:
    data = b"".join(
        bytes([kind, 0, 0, 0]) + len(text).to_bytes(4, "big") + text for kind, text in frames
    )
    unframe = Unframed()
    taken = b"".join(unframe.take(data[at : at + size]) for at in range(0, len(data), size))

    assert taken == b"".join(text for _kind, text in frames)
    assert unframe.is_whole
    if data:
        half = Unframed()
        half.take(data[:-1])
        assert not half.is_whole


def test_file_that_cannot_be_written_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def pieces(*_arguments: object, **_more: object) -> Iterator[bytes]:
        yield b"half"
        raise SessionLost("The session was lost.")

    monkeypatch.setattr(log_download, "_pieces", pieces)
    path = tmp_path / "web.log"
    path.write_bytes(b"before")
    with pytest.raises(SessionLost):
        log_download.save_log(None, "web", path, Cancel(), print)  # type: ignore[arg-type]
    assert [each.name for each in tmp_path.iterdir() if each.is_file()] == ["web.log"]
    assert path.read_bytes() == b"before"
    with pytest.raises(log_download.UserError, match="could not be saved"):
        log_download.save_log(
            None,
            "web",
            tmp_path / "no" / "web.log",
            Cancel(),
            print,  # type: ignore[arg-type]
        )
