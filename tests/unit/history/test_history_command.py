from __future__ import annotations

import csv
import io
import json
import time
from collections.abc import Iterator

import pytest

from app.cli.history import chosen, span_of
from app.cli.main import main
from app.core.errors import BadInput, UserError
from app.core.paths import user_paths
from app.services.history.api import Event, EventKind
from app.services.history.export import write_csv, write_parquet
from app.services.history.store import HistoryStore

NOW = 1_790_000_000.0
KNOWN = ("cpu.percent", "gpus.0.power_w", "gpus.1.power_w", "memory.available_bytes")


@pytest.fixture
def recorded() -> Iterator[HistoryStore]:
    """Ten minutes of this computer, with a pause in the middle, in the profile's own history."""
    store = HistoryStore(user_paths().history)
    store.start()
    begin = time.time() // 60 * 60 - 600
    for second in [*range(200), *range(400, 600)]:
        row = {
            "cpu.percent": second / 10,
            "memory.available_bytes": 2.0**35,
            "gpus.0.power_w": None,
        }
        store.add("local", begin + second, row)
    store.add_event(Event("local", begin + 300, EventKind.NOTE, "Stopped", "for a test"))
    assert store.flush()
    yield store
    store.close()


def test_history_command_lists_what_is_known(
    recorded: HistoryStore, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["history", "local", "--list"]) == 0
    out = capsys.readouterr().out
    assert "memory.available_bytes  Available memory" in out
    assert main(["history", "local", "--list", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert {"metric": "cpu.percent", "title": "CPU", "unit": "%"} in listed["metrics"]


def test_history_command_sums_up_for_people(
    recorded: HistoryStore, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["history", "local", "cpu.percent", "Available memory", "--range", "24h"]) == 0
    out = capsys.readouterr().out
    (line,) = [line for line in out.splitlines() if line.startswith("cpu.percent ")]
    assert line.split() == ["cpu.percent", "0", "%", "30", "%", "60", "%"]
    assert "32.0 GiB" in out


def test_history_command_prints_csv_without_gaps(
    recorded: HistoryStore, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["history", "local", "*", "--range", "15m", "--points", "100000", "--csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert len(rows) == 400
    assert rows[3]["cpu.percent.mean [%]"] == "0.3"
    assert rows[3]["memory.available_bytes.high [bytes]"] == "34359738368"
    assert rows[3]["time"].endswith("Z")
    assert not any(name.startswith("gpus") for name in rows[0]), "never known"


def test_history_command_prints_json_with_events(
    recorded: HistoryStore, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["history", "local", "cpu.percent", "--range", "15m", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert len(found["metrics"]["cpu.percent"]["rows"]) == 400
    assert found["events"][0]["title"] == "Stopped"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["cpu.pecent"], "Near it: cpu.percent."),
        (["zzz"], "--list shows all."),
        ([], "Name a metric"),
        (["gpus.0.power_w"], "Nothing is known of gpus.0.power_w"),
        (["cpu.percent", "--range", "soon"], "no length of time"),
    ],
)
def test_history_command_says_what_is_wrong(
    recorded: HistoryStore, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    assert main(["history", "local", *arguments]) in (1, 2)
    assert said in capsys.readouterr().err


def test_history_command_without_a_history_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["history", "local", "cpu.percent"]) == 1
    assert "no history on this computer yet" in capsys.readouterr().err


def test_times_are_read_as_people_write_them() -> None:
    assert span_of("24h", None, None, NOW) == (NOW - 86400, NOW)
    assert span_of(None, None, None, NOW) == (NOW - 3600, NOW)
    moment = "2026-09-21T10:00:00Z"
    begin, end = span_of("2d", moment, None, NOW)
    assert end - begin == 2 * 86400
    assert span_of("15min", None, moment, NOW) == (begin - 900, begin)
    assert span_of(None, moment, None, begin + 5) == (begin, begin + 5)
    assert span_of(None, moment, "2026-09-21T12:30:00+02:00", NOW) == (begin, begin + 1800)


@pytest.mark.parametrize(
    "texts",
    [
        ("0h", None, None),
        ("9999999d", None, None),
        (None, "yesterday", None),
        ("", "0001-01-01", ""),
    ],
)
def test_times_that_cannot_be_read_are_told(
    texts: tuple[str | None, str | None, str | None],
) -> None:
    with pytest.raises(BadInput):
        span_of(*texts, 0.0)


def test_metrics_are_found_by_key_title_and_pattern() -> None:
    assert chosen(["CPU", "gpus.*.power_w"], KNOWN) == KNOWN[:3]
    assert chosen(["available memory"], KNOWN) == KNOWN[3:]
    with pytest.raises(BadInput, match=r"Near it: gpus\.0\.power_w, gpus\.1\.power_w"):
        chosen(["power_w"], KNOWN)


def test_an_empty_stretch_is_a_header_of_csv(recorded: HistoryStore) -> None:
    out = io.StringIO()
    assert write_csv(recorded.read("nobody", ("cpu.percent",), 0, 1, 10), out) == 0
    assert out.getvalue() == "time\n"


def test_parquet_without_pyarrow_says_what_to_install(
    recorded: HistoryStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    stretch = recorded.read("local", ("cpu.percent",), 0, 1, 10)
    with pytest.raises(UserError, match="pip install pyarrow"):
        write_parquet(stretch, user_paths().data / "x.parquet")
