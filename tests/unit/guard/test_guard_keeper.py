"""GuardKeeper with sessions that replay what a guard said."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest

from app.core.audit import AuditLog
from app.core.cancel import Cancel
from app.core.errors import BadInput, SessionLost, SourceUnavailable
from app.services.guard import keeper as keeper_module
from app.services.guard.api import GuardPhase, GuardPolicy, GuardStatus
from app.services.guard.keeper import END, GuardKeeper, look, options
from app.services.telemetry.admission import BURST
from app.transport.api import Session
from app.transport.slot import SessionSlot
from tests.unit.telemetry.replay import ReplaySession
from tests.waiting import wait_for

HELLO = b'{"spark_guard":1,"locked":true,"available":60397977600}'
STATUS = b'{"kind":"status","available":60397977600,"fall":0,"target":"container vllm"}'
ACTION = (
    b'{"kind":"action","n":1,"w":5.5,"what":"container vllm (docker stop)",'
    b'"available":8000000000,"fall":1e9,"delay":0.0003}'
)
OUTCOME = b'{"kind":"outcome","n":1,"outcome":"ended after 1.0 s","ended":true}'


class Running:
    """A keeper on a thread, with one session in its slot."""

    def __init__(self, session: ReplaySession | None, audit_file: Path) -> None:
        self.slot = SessionSlot()
        if session is not None:
            self.slot.put(cast(Session, session))
        self.keeper = GuardKeeper(
            self.slot, GuardPolicy(), audit=AuditLog(audit_file), name_of=lambda: "spark-1"
        )
        self.told: list[GuardStatus] = []
        self.cancel = Cancel()
        self._thread = threading.Thread(
            target=self.keeper.run,
            args=(self.cancel, self.told.append),
            name="keeper",
            daemon=True,
        )
        self._thread.start()

    def wait_told(self, message: str) -> GuardStatus:
        wait_for(lambda: self.told and message in self.told[-1].message)
        return self.told[-1]

    def end(self) -> None:
        self.cancel.cancel()
        self._thread.join(10)
        assert not self._thread.is_alive()


@pytest.fixture
def audit_file(tmp_path: Path) -> Path:
    return tmp_path / "audit.jsonl"


def test_an_action_is_told_at_once_and_again_when_it_is_over(audit_file: Path) -> None:
    session = ReplaySession([b"Welcome!", HELLO, STATUS, ACTION, b"noise", OUTCOME, STATUS])
    running = Running(session, audit_file)
    last = running.wait_told("The guard ended")
    running.end()
    told = [(each.phase, each.last_action and each.last_action.outcome) for each in running.told]
    assert told[:5] == [
        (GuardPhase.ARMED, None),
        (GuardPhase.ARMED, None),  # with its target
        (GuardPhase.ACTING, ""),
        (GuardPhase.ARMED, "ended after 1.0 s"),
        (GuardPhase.LOST, "ended after 1.0 s"),
    ]
    assert last.phase is GuardPhase.LOST
    assert running.told[-1].phase is GuardPhase.OFF
    lines = [json.loads(line) for line in audit_file.read_text().splitlines()]
    assert [line["outcome"] for line in lines] == ["begun", "done", "begun", "ended after 1.0 s"]
    assert lines[0]["what"].startswith("Arm the memory guard (below 8.0 GiB")


def test_a_guard_without_a_session_is_lost_and_says_why(audit_file: Path) -> None:
    running = Running(None, audit_file)
    status = running.wait_told("not connected")
    assert status.phase is GuardPhase.LOST
    running.slot.put(cast(Session, ReplaySession([HELLO, STATUS, SessionLost("It is gone.")])))
    wait_for(lambda: any(each.target == "container vllm" for each in running.told))
    running.wait_told("Not guarded: It is gone.")
    running.end()


def test_a_guard_that_is_not_recorded_is_not_armed(tmp_path: Path) -> None:
    session = ReplaySession([HELLO, STATUS])
    running = Running(session, tmp_path)  # a folder: nothing can be written there
    running.wait_told("audit log cannot be written")
    running.end()
    assert session.commands == []


@pytest.mark.parametrize(
    ("first", "words"),
    [
        (b'{"spark_guard":1,"problem":"no MemAvailable"}', "cannot read the machine's memory"),
        (b'{"spark_guard":2}', "speaks version 2, not 1"),
        (b'{"spark_guard":"x"}', "first line is garbage"),
    ],
)
def test_a_guard_that_cannot_guard_says_why(audit_file: Path, first: bytes, words: str) -> None:
    running = Running(ReplaySession([first]), audit_file)
    assert running.wait_told(words).phase is GuardPhase.LOST
    running.end()


def test_a_silent_guard_counts_as_lost_until_it_speaks(
    audit_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    speak = threading.Event()

    def lines() -> Iterator[bytes]:
        yield HELLO
        yield STATUS
        speak.wait(30)
        yield STATUS
        running.cancel.wait(30)

    running = Running(ReplaySession(lines()), audit_file)
    wait_for(lambda: running.keeper.status.target == "container vllm")
    running.keeper.check()
    assert running.keeper.status.phase is GuardPhase.ARMED
    monkeypatch.setattr(keeper_module, "SILENT_S", -1.0)
    running.keeper.check()
    assert running.keeper.status.phase is GuardPhase.LOST
    assert "No word from it" in running.keeper.status.message
    speak.set()
    wait_for(lambda: running.keeper.status.phase is GuardPhase.ARMED)
    running.end()


def test_a_guard_is_told_to_end_when_it_is_disarmed(audit_file: Path) -> None:
    def lines() -> Iterator[bytes]:
        yield HELLO
        yield STATUS
        running.cancel.wait(30)

    session = ReplaySession(lines())
    running = Running(session, audit_file)
    wait_for(lambda: running.keeper.status.phase is GuardPhase.ARMED)
    running.end()
    assert session.started.written == [END]
    assert session.started.closed
    assert running.keeper.status.phase is GuardPhase.OFF


def test_looking_needs_one_line_and_ends_the_guard() -> None:
    session = ReplaySession([HELLO, b"noise", STATUS])
    view = look(cast(Session, session), GuardPolicy(), Cancel())
    assert (view.target, view.available_bytes) == ("container vllm", 60397977600)
    assert session.started.written == [END]
    asked = json.loads(session.commands[0][-1])
    assert asked["dry_run"] is True
    with pytest.raises(SourceUnavailable, match="The guard ended"):
        look(cast(Session, ReplaySession([HELLO])), GuardPolicy(), Cancel())


def test_a_guard_without_a_limit_is_refused() -> None:
    with pytest.raises(BadInput):
        options(GuardPolicy(limit_bytes=0))


@pytest.mark.parametrize("name", ["--now", "-x.service", "a b", "../x.service", "a;b", "a\n", "é"])
def test_what_is_no_name_becomes_no_argument_of_a_command(name: str) -> None:
    with pytest.raises(BadInput):
        options(GuardPolicy(stop_first=name))
    assert options(GuardPolicy(stop_first="vllm@1.service"))["stop_first"] == "vllm@1.service"


def test_a_node_that_invents_actions_does_not_fill_the_audit_log(audit_file: Path) -> None:
    def lines() -> Iterator[bytes]:
        yield HELLO
        for number in range(5000):
            yield ACTION.replace(b'"n":1', b'"n":%d' % number)
            for _ in range(3):
                yield OUTCOME.replace(b'"n":1', b'"n":%d' % number)
            yield STATUS.replace(b"container vllm", b"container %d" % number)

    running = Running(ReplaySession(lines()), audit_file)
    running.wait_told("The guard ended")
    running.end()

    entries = [json.loads(line) for line in audit_file.read_text().splitlines()]
    assert len(entries) < 2 * BURST + 20
    assert len(running.told) < 4 * BURST


def test_words_of_a_node_are_short_and_of_one_line_in_the_audit_log(audit_file: Path) -> None:
    evil = ACTION.replace(b"container vllm", b"\\u202e\\u001b[2J\\n" + b"x" * 100_000)
    running = Running(ReplaySession([HELLO, evil]), audit_file)
    running.wait_told("The guard ended")
    running.end()

    what = json.loads(audit_file.read_text().splitlines()[-1])["what"]
    assert what.isprintable()
    assert len(what) < 1000
