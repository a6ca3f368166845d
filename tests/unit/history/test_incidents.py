from __future__ import annotations

import itertools
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.services.history.api import Description, Incident, LastSeen
from app.services.history.incidents import RestartWatch, ended_in_order, with_journal
from app.transport.local import LocalSession
from tests.unit.history.conftest import NOON, Open

# Synthetic: as `journalctl --output=short-iso` writes it on Ubuntu 24.04, shortened.
IN_ORDER = """\
2026-11-21T12:00:01+0000 spark systemd[1]: Stopping docker.service - Docker Application Container...
2026-11-21T12:00:09+0000 spark systemd[1]: Reached target reboot.target - System Reboot.
2026-11-21T12:00:09+0000 spark systemd[1]: Shutting down.
"""
BROKEN_OFF = """\
2026-11-21T12:00:01+0000 spark kernel: NVRM: Xid (PCI:000f:01:00): 119, Timeout waiting for RPC
2026-11-21T12:00:02+0000 spark app[7]: HF_TOKEN=hf_abcdefghijklmnopqrstuvwxyz started
"""


def restarted(silent_s: float = 200.0) -> Incident:
    watch = RestartWatch("spark")
    assert watch.boot("one", NOON) is None
    watch.sample(NOON + 50)
    incident = watch.boot("two", NOON + 50 + silent_s)
    assert incident is not None
    return incident


def test_machine_that_comes_back_with_another_boot_id_had_an_incident() -> None:
    incident = restarted()
    assert (incident.time_lost, incident.time_back) == (NOON + 50, NOON + 250)
    assert (incident.boot_before, incident.boot_after) == ("one", "two")
    assert incident.summary == "It was silent for 3 min 20 s and came back restarted."


def test_machine_that_was_only_out_of_reach_had_none() -> None:
    watch = RestartWatch("spark")
    watch.boot("one", NOON)
    watch.sample(NOON + 50)
    assert watch.boot("one", NOON + 5000) is None
    assert watch.boot(None, NOON + 5001) is None, "its id cannot be read"
    assert watch.boot("one", NOON + 5002) is None


def test_machine_that_was_never_seen_before_had_none() -> None:
    watch = RestartWatch("spark")
    assert watch.boot("one", NOON) is None
    assert watch.boot("two", NOON + 9) is None, "no sample in between: nothing is known of it"


def unwatched(seconds: float, *, vanished: bool = False) -> Incident | None:
    """Start a machine anew so long after a program before this one last saw it."""
    last_seen = LastSeen(Description("spark", "one"), NOON, vanished)
    uptime = 3600.0
    return RestartWatch("spark").boot("two", NOON + seconds + uptime, uptime, last_seen)


def test_restart_soon_after_the_program_ended_is_an_incident() -> None:
    incident = unwatched(500)
    assert incident is not None
    assert (incident.time_lost, incident.boot_before) == (NOON, "one")
    assert "Nobody watched it for 1 h 8 min" in incident.summary
    assert unwatched(700) is None, "nothing is known of the minutes before"


def test_machine_that_vanished_before_the_program_ended_had_an_incident() -> None:
    incident = unwatched(86400, vanished=True)
    assert incident is not None
    assert "silent for 1 d 1 h" in incident.summary


def test_machine_that_was_not_restarted_meanwhile_had_none() -> None:
    last_seen = LastSeen(Description("spark", "one"), NOON, vanished=True)
    watch = RestartWatch("spark")
    assert watch.boot("one", NOON + 50, 9e5, last_seen) is None
    watch.sample(NOON + 60)
    assert watch.boot("two", NOON + 90, 10.0, last_seen) is not None, "as always from here on"


@settings(deadline=None)
@given(st.lists(st.one_of(st.none(), st.sampled_from("abc"), st.floats(0, 1e6))))
def test_each_change_of_boot_id_is_one_incident(steps: list[object]) -> None:
    watch, found, time = RestartWatch("spark"), [], NOON
    for step in steps:
        time += 1
        if isinstance(step, float):
            watch.sample(time)
        else:
            incident = watch.boot(step if isinstance(step, str) else None, time)
            found += [incident] if incident else []
    ids = [step for step in steps if isinstance(step, str)]
    changes = sum(a != b for a, b in itertools.pairwise(ids))
    assert len(found) <= changes
    assert all(i.boot_before != i.boot_after and i.time_lost <= i.time_back for i in found)


@pytest.fixture
def journalctl(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put a `journalctl` first on PATH that prints what the test writes into the file returned."""
    if os.name == "nt":
        pytest.skip("a shell script stands in for journalctl")
    said = tmp_path / "said"
    program = tmp_path / "bin" / "journalctl"
    program.parent.mkdir()
    program.write_text(
        f'#!/bin/sh\n[ "$1" = --boot=-1 ] || exit 9\n'
        f"[ -e {said} ] && exec cat {said}\n"
        f'echo "No journal files were opened due to insufficient permissions." >&2\nexit 1\n'
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")
    return said


def test_journal_that_breaks_off_is_told_from_a_shutdown(journalctl: Path) -> None:
    session = LocalSession()
    journalctl.write_text(BROKEN_OFF)
    incident = with_journal(restarted(), session)
    assert "breaks off without a shutdown" in incident.summary
    assert "Xid" in incident.journal_tail
    assert "hf_abcdefgh" not in f"{incident.journal_tail} {incident.summary}", "secrets are masked"
    journalctl.write_text(IN_ORDER)
    assert "shut down in order" in with_journal(restarted(), session).summary


def test_journal_that_cannot_be_read_is_said_why(journalctl: Path) -> None:
    incident = with_journal(restarted(), LocalSession())
    assert incident.journal_tail == ""
    assert "insufficient permissions" in incident.summary
    assert "usermod -aG systemd-journal" in incident.summary
    journalctl.write_text("-- No entries --\n")
    assert "empty or hidden" in with_journal(restarted(), LocalSession()).summary


@settings(deadline=None)
@given(st.text())
def test_journal_of_any_text_is_judged(text: str) -> None:
    assert ended_in_order(text) in (True, False)


def test_incidents_are_kept_with_their_journal(open_store: Open) -> None:
    store = open_store()
    older, newer = restarted(), restarted(900.0)
    newer = Incident("spark", NOON + 9000, NOON + 9900, "two", "three", "Later.", BROKEN_OFF)
    for incident in (older, newer, older):
        store.add_incident(incident)
    assert store.flush()
    assert store.incidents("spark") == (newer, older)
    assert store.incidents("other") == ()
