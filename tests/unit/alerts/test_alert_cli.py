"""`alerts` on the command line, without a window."""

from __future__ import annotations

import json
import time
from dataclasses import replace

import pytest

from app.cli.main import main
from app.core.ids import LOCAL_NODE
from app.core.paths import user_paths
from app.core.settings import SettingsStore
from app.core.units import GIB
from app.hosts.secrets import SecretStore
from app.services.alerts.api import Comparison, Rule, Target
from app.services.alerts.defaults import DEFAULT_RULES
from app.services.alerts.engine import AlertEngine
from app.services.alerts.file import AlertFile
from app.services.alerts.settings import AlertSettings
from app.services.history.store import HistoryStore
from app.services.telemetry.metrics import row_of
from tests.spark_samples import spark_sample
from tests.webhook import webhook

BUSY = Rule("cpu", "CPU is busy", "cpu.percent", Comparison.ABOVE, level=90.0)


def leave(*, acknowledged: bool = False) -> None:
    """Leave what a window that was closed knew."""
    engine = AlertEngine((BUSY,))
    (change,) = engine.observe(LOCAL_NODE, 1_790_000_000.0, {"cpu.percent": 97.0})
    if acknowledged:
        engine.acknowledge(change.alert.id, 1_790_000_001.0)
    AlertFile(user_paths().alerts).save(engine.state)


def test_nothing_known_is_nothing_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["alerts"]) == 0

    told = capsys.readouterr()
    assert told.out == "Nothing is wrong.\n"
    assert "No window runs" in told.err


def test_alert_of_the_last_run_is_listed_and_sets_the_exit_code(
    capsys: pytest.CaptureFixture[str],
) -> None:
    leave()

    assert main(["alerts"]) == 8
    line = capsys.readouterr().out
    assert "warning   CPU is busy: 97 %  (firing since 2026-09-2" in line
    assert main(["alerts", "--json"]) == 8
    document = json.loads(capsys.readouterr().out)

    assert document["source"] == "file"
    (alert,) = document["alerts"]
    assert (alert["value"], alert["value_text"], alert["phase"]) == (97.0, "97 %", "firing")


def test_acknowledged_alert_is_listed_and_wants_no_attention(
    capsys: pytest.CaptureFixture[str],
) -> None:
    leave(acknowledged=True)

    assert main(["alerts"]) == 0
    assert "acknowledged" in capsys.readouterr().out


def test_rules_are_listed_with_their_levels(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["alerts", "rules"]) == 0
    text = capsys.readouterr().out
    assert main(["alerts", "rules", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)

    assert "memory.available_bytes below 10.0 GiB for 5 s" in text
    assert "detector power-wedge" in text
    assert [row["id"] for row in rows] == [rule.id for rule in DEFAULT_RULES]


def test_replay_says_what_would_have_fired(capsys: pytest.CaptureFixture[str]) -> None:
    now = time.time()
    store = HistoryStore(user_paths().history)
    store.start()
    for second in range(120):
        sample = spark_sample(at=float(second))
        available = 9.0 if 40 <= second < 80 else 60.0
        memory = replace(sample.memory, available_bytes=int(available * GIB))
        row = row_of(replace(sample, memory=memory))
        store.add("local", now - 600 + second, row)
    assert store.flush()
    store.close()

    assert main(["alerts", "replay", "local", "--range", "1h"]) == 0
    told = capsys.readouterr()
    lines = [line.split("  ")[1:] for line in told.out.splitlines()]
    critical = [line for line in lines if "critical" in line[1]]

    assert [line[0].strip() for line in critical] == ["fired", "over"]
    assert "Available memory below 10 GiB: 9.0 GiB" in critical[0][2]
    assert "are left out" in told.err
    assert main(["alerts", "replay", "local", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)[-1]["phase"] == "resolved"


def test_replay_of_a_length_that_is_none_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["alerts", "replay", "local", "--range", "soon"]) == 2
    assert "no length of time" in capsys.readouterr().err


def test_unknown_target_is_refused_with_those_there_are(
    capsys: pytest.CaptureFixture[str],
) -> None:
    store = SettingsStore(user_paths().settings)
    section = AlertSettings().with_targets((Target("t1", "Team", "ntfys"),))
    store.save(AlertSettings.SECTION, section)

    assert main(["alerts", "test", "nobody"]) == 2
    assert "There are: “Team”." in capsys.readouterr().err
    assert main(["alerts", "test", "Team"]) == 2
    assert "Enter it again" in capsys.readouterr().err


@pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")
def test_target_gets_a_test_message(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    store = SettingsStore(user_paths().settings)
    section = AlertSettings().with_targets((Target("t1", "Team", "json"),))
    store.save(AlertSettings.SECTION, section)
    with webhook() as hook:
        url = hook.url("ann:5ecret", "hook")
        monkeypatch.setattr(SecretStore, "recall", lambda *_arguments: url)
        assert main(["alerts", "test", "Team"]) == 0
        hook.answers = [500]
        assert main(["alerts", "test", "Team"]) == 1

    told = capsys.readouterr()
    assert told.out == "The message to “Team” was taken.\n"
    assert "5ecret" not in told.err
    assert hook.bodies[0]["message"] == "Alerts of your machines will arrive here."
