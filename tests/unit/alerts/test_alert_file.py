"""Alerts outlive the program, whatever became of their file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.ids import NodeId
from app.core.settings import SettingsStore
from app.services.alerts.api import Comparison, Rule, Severity, Target
from app.services.alerts.defaults import DEFAULT_RULES
from app.services.alerts.engine import AlertEngine, EngineState
from app.services.alerts.file import AlertFile
from app.services.alerts.settings import AlertSettings

NODE = NodeId("node-1")
BUSY = Rule("cpu", "CPU is busy", "cpu.percent", Comparison.ABOVE, level=90.0)
TIME = 1_790_000_000.0


def state() -> EngineState:
    """Return one alert that fires, one that is snoozed, and one that is over."""
    engine = AlertEngine((BUSY, Rule("load", "Load", "cpu.load_1m", Comparison.ABOVE)))
    engine.observe(NODE, TIME, {"cpu.percent": 95.0, "cpu.load_1m": 4.0})
    engine.observe(NODE, TIME + 1, {"cpu.percent": 10.0})
    engine.observe(NODE, TIME + 2, {"cpu.percent": 99.0})
    engine.snooze(f"load|{NODE}|cpu.load_1m", TIME + 3, 600.0)
    return engine.state


@pytest.fixture
def file(tmp_path: Path) -> AlertFile:
    return AlertFile(tmp_path / "data" / "alerts.json")


def test_what_is_saved_is_loaded(file: AlertFile) -> None:
    file.save(state())

    loaded = file.load()

    assert loaded.state == state()
    assert loaded.problem == ""


def test_no_file_is_no_problem(file: AlertFile) -> None:
    assert file.load().state == EngineState()
    assert file.load().problem == ""


@pytest.mark.parametrize("data", [b"{", b"[]", b'"x"', b"\xff\xfe", b"[" * 100_000])
def test_damaged_file_is_set_aside_and_told(file: AlertFile, data: bytes) -> None:
    file.path.parent.mkdir()
    file.path.write_bytes(data)

    loaded = file.load()

    assert loaded.state == EngineState()
    assert str(file.path) in loaded.problem
    assert file.path.with_name("alerts.json.damaged").read_bytes() == data
    assert not file.path.exists()


def test_looking_at_a_damaged_file_leaves_it(file: AlertFile) -> None:
    file.path.parent.mkdir()
    file.path.write_bytes(b"{")

    assert file.read() == EngineState()
    assert file.path.read_bytes() == b"{"


def test_bad_alert_costs_only_itself(file: AlertFile) -> None:
    file.save(state())
    document = json.loads(file.path.read_bytes())
    document["active"][0]["phase"] = "burning"
    file.path.write_text(json.dumps(document))

    loaded = file.load()

    assert loaded.state.active == state().active[1:]
    assert loaded.state.past == state().past
    assert "copy is kept" in loaded.problem
    assert file.path.with_name("alerts.json.dropped").exists()


def test_file_of_a_newer_version_is_copied_before_it_is_written_over(file: AlertFile) -> None:
    file.save(state())
    document = json.loads(file.path.read_bytes()) | {"version": 7, "weather": "fine"}
    file.path.write_text(json.dumps(document))

    loaded = file.load()

    assert loaded.state == state()
    copy = file.path.with_name("alerts.json.version-7")
    assert json.loads(copy.read_bytes())["weather"] == "fine"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["version", "active", "past", "remembered", "rule", "id", "fired"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(JSON)
@settings(max_examples=100, deadline=None)
def test_no_json_stops_the_start(tmp_path_factory: pytest.TempPathFactory, value: object) -> None:
    path = tmp_path_factory.mktemp("alerts") / "alerts.json"
    path.write_text(json.dumps(value))

    loaded = AlertFile(path).load()

    AlertEngine((BUSY,), loaded.state).observe(NODE, TIME, {"cpu.percent": 95.0})


def test_untouched_defaults_are_not_in_the_settings(tmp_path: Path) -> None:
    changed = Rule(**{**_fields(DEFAULT_RULES[0]), "level": 1.0})
    own = Rule("own", "Mine", "cpu.percent", Comparison.ABOVE, level=5.0)

    edited = AlertSettings().with_rule(own).with_rule(changed).without_rule("gpu-hot")
    edited = edited.with_targets((Target("t1", "Team", "ntfys"),)).telling_from(Severity.INFO)
    store = SettingsStore(tmp_path / "settings.json")
    store.save(AlertSettings.SECTION, edited)
    loaded = SettingsStore(tmp_path / "settings.json").load(AlertSettings.SECTION, AlertSettings)

    assert loaded == edited
    rules = {rule.id: rule for rule in loaded.all_rules()}
    assert rules[changed.id] == changed
    assert rules["own"] == own
    assert "gpu-hot" not in rules
    assert len(rules) == len(DEFAULT_RULES)
    assert loaded.with_rule(DEFAULT_RULES[0]).rules == (own,)
    assert loaded.with_defaults().all_rules() == (*DEFAULT_RULES, own)


def _fields(rule: Rule) -> dict[str, object]:
    return {name: getattr(rule, name) for name in Rule.__dataclass_fields__}
