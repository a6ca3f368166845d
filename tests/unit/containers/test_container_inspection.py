"""What is read of one container: everything, and without its secrets."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.log import MASK
from app.services.containers.api import Port
from app.services.containers.inspection import (
    MAX_ENTRIES,
    MAX_TEXT,
    Attachment,
    bounded,
    inspection_of,
)
from app.services.containers.masking import is_secret, masked, masked_words
from app.services.containers.top import processes_in

DATA = Path(__file__).parents[2] / "data" / "docker"
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
KEYS = (
    *("Id", "Name", "Created", "State", "Config", "HostConfig", "NetworkSettings", "Networks"),
    *("Ports", "Env", "Labels", "Args", "Path", "Image", "DeviceRequests", "Mounts"),
    *("Processes", "Capabilities", "ExposedPorts", "HostPort"),
)
ANSWERS = st.dictionaries(
    st.sampled_from(KEYS),
    ANYTHING | st.dictionaries(st.sampled_from(KEYS), ANYTHING),
)


@pytest.mark.parametrize(
    ("name", "value", "secret"),
    [
        ("HF_TOKEN", "abc", True),
        ("NGC_API_KEY", "abc", True),
        ("POSTGRES_PASSWORD", "abc", True),
        ("AWS_SECRET_ACCESS_KEY_ID", "abc", True),
        ("db.password", "abc", True),
        ("TOKENIZERS_PARALLELISM", "false", False),
        ("VLLM_MAX_NUM_BATCHED_TOKENS", "8192", False),
        ("KEYBOARD", "us", False),
        ("PWD", "/root", False),
        ("HF_TOKEN", "", False),
        ("DATABASE_URL", "postgres://me:hush@db/x", True),
        ("EXTRA", "hf_abcdefghijklmnopqrst", True),
        ("HF_HOME", "/models", False),
    ],
)
def test_secret_is_known_by_name_or_looks(name: str, value: str, secret: bool) -> None:
    assert is_secret(name, value) is secret


def test_masked_tree_says_no_secret() -> None:
    tree = {
        "Config": {
            "Env": ["HF_TOKEN=one", "PATH=/bin", "EMPTY_KEY="],
            "Cmd": ["serve", "--api-key", "two", "--max-tokens", "9", "--token=three"],
            "Labels": {"com.example.secret": "four", "team": "ml"},
        },
        "Deep": [{"Password": "five"}, 6, None],
    }
    shown = masked(tree)
    assert not {"one", "two", "three", "four", "five"} & set(json.dumps(shown).split('"'))
    assert isinstance(shown, dict)
    assert shown["Config"]["Env"] == [f"HF_TOKEN={MASK}", "PATH=/bin", "EMPTY_KEY="]
    assert shown["Config"]["Cmd"][:5] == ["serve", "--api-key", MASK, "--max-tokens", "9"]
    assert shown["Config"]["Labels"]["team"] == "ml"
    assert masked_words(("--api-key", "--verbose")) == ("--api-key", "--verbose")


def test_inspection_reads_what_an_engine_tells() -> None:
    told = inspection_of(json.loads((DATA / "inspect_serving.json").read_text()))
    assert told.details.name == "serving"
    assert told.command == ("sleep", "600")
    assert told.masked_command == told.command
    assert told.resources.memory_bytes == 900 * 1024**2
    assert told.resources.cores == 1.5
    assert told.resources.shared_memory_bytes == 64 * 1024**2
    assert not told.resources.privileged
    assert told.attachments == (Attachment("none"),)
    assert dict((each.name, each.is_secret) for each in told.variables)["HF_TOKEN"]
    assert dict(told.labels)["com.example.team"] == "ml"
    assert Port(8000, "tcp") in told.ports
    assert "hf_" not in repr(told)


@settings(max_examples=40)
@given(ANSWERS | ANYTHING)
def test_no_answer_breaks_reading(answer: Any) -> None:
    inspection = inspection_of(answer)
    assert inspection.masked_tree is not None or inspection.tree is None
    processes_in(answer)
    processes_in({"Processes": [answer, [answer] * 7]})


def test_processes_are_read_as_ps_tells_them() -> None:
    told = processes_in(json.loads((DATA / "top_serving.json").read_text()))
    (process,) = told
    assert process.pid > 1
    assert (process.user, process.command) == ("root", "sleep 600")
    assert process.memory_bytes
    assert process.memory_bytes > 100_000
    assert process.cpu_percent is not None


def test_what_nobody_could_read_is_cut_and_says_so() -> None:
    deep: object = "end"
    for _ in range(500):
        deep = [deep]
    labels: dict[str, object] = {f"label{n}": "x" for n in range(MAX_ENTRIES + 7)}
    answer = {
        "Config": {"Env": [f"BIG={'x' * 10_000_000}"], "Labels": labels},
        "Args": ["y" * 10_000_000],
        "Deep": deep,
    }
    inspection = inspection_of(answer)
    assert len(inspection.variables[0].value) < MAX_TEXT + 100
    assert inspection.variables[0].value.endswith(" characters more)")
    assert len(inspection.command[0]) < MAX_TEXT + 100
    assert ("…", "7 more") in inspection.labels
    assert len(json.dumps(inspection.masked_tree)) < 4 * MAX_TEXT


@given(ANYTHING)
def test_what_is_short_is_not_cut(value: object) -> None:
    assert json.dumps(bounded(value)) == json.dumps(value)
