"""Models are looked up when somebody wants them, a few at a time, and known the next time."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.core.settings import SettingsStore
from app.hosts.secrets import SecretStore
from app.services.serving.api import ModelRef, Source
from app.services.serving.facts.api import ModelNotFound
from app.state.model_facts import AT_ONCE, FactsChanged, ModelFactsState
from app.workers.supervisor import Supervisor
from scripts.lab.hub import Hub, Repo
from tests.hub_fixtures import safetensors

CONFIG = json.dumps({"model_type": "llama", "torch_dtype": "bfloat16", "hidden_size": 64}).encode()
TINY = safetensors({"a": ("BF16", (8, 4))})
States = Callable[[], ModelFactsState]


def ref(name: str) -> ModelRef:
    return ModelRef(Source.HUGGING_FACE, f"lab/{name}")


@pytest.fixture
def make_facts(
    qtbot: QtBot, tmp_path: Path, model_hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> Iterator[States]:
    monkeypatch.setenv("HF_ENDPOINT", model_hub.address)
    supervisor = Supervisor()
    secrets = SecretStore(SettingsStore(tmp_path / "settings.json"))

    def make() -> ModelFactsState:
        return ModelFactsState(
            supervisor=supervisor, secrets=lambda: secrets, path=tmp_path / "facts.json"
        )

    yield make
    assert supervisor.stop_all() == ()


def test_models_that_are_wanted_are_looked_up_once_and_kept(
    make_facts: States, model_hub: Hub, qtbot: QtBot
) -> None:
    names = [f"tiny-{number}" for number in range(AT_ONCE + 2)]
    files = {"config.json": CONFIG, "model.safetensors": TINY}
    model_hub.add(*(Repo(f"lab/{name}", files) for name in names))
    first = make_facts()
    told: list[FactsChanged] = []
    first.changed.connect(told.append)
    first.want([ref(name) for name in names])
    first.want([ref(names[0])])
    assert first.is_asked(ref(names[0]))
    assert first.pending == len(names)
    qtbot.waitUntil(lambda: first.pending == 0)
    found = first.get(ref(names[-1]))
    assert found is not None
    assert found.weights is not None
    assert {each.ref for each in told} == {ref(name) for name in names}

    asked = len(model_hub.seen)
    second = make_facts()
    second.read()
    qtbot.waitUntil(lambda: second.get(ref(names[0])) is not None)
    second.want([ref(name) for name in names])
    assert second.pending == 0
    assert len(model_hub.seen) == asked


def test_model_that_is_not_there_is_asked_again_only_when_that_is_wanted(
    make_facts: States, model_hub: Hub, qtbot: QtBot
) -> None:
    facts = make_facts()
    facts.want([ref("later"), ModelRef(Source.OLLAMA, "qwen2.5:32b")])
    qtbot.waitUntil(lambda: facts.error(ref("later")) is not None)
    assert isinstance(facts.error(ref("later")), ModelNotFound)
    files = {"config.json": CONFIG, "model.safetensors": TINY}
    model_hub.add(Repo("lab/later", files))
    facts.want([ref("later")])
    assert facts.pending == 0
    facts.want([ref("later")], again=True)
    qtbot.waitUntil(lambda: facts.get(ref("later")) is not None)
    assert facts.error(ref("later")) is None
