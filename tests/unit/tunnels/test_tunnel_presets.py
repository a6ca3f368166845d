from __future__ import annotations

import pytest

from app.core.errors import BadInput
from app.services.tunnels.book import check_spec, companions_of, spec_of_preset
from app.services.tunnels.presets import PRESETS, by_port, find, guess
from tests.unit.tunnels.tunnel_specs import SPARK


def test_keys_are_unique_and_can_be_typed() -> None:
    keys = [preset.key for preset in PRESETS]

    assert len(keys) == len(set(keys))
    assert all(key == key.lower() and " " not in key and not key.isdigit() for key in keys)


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.key)
def test_every_preset_makes_a_tunnel_that_can_be_saved(preset: object) -> None:
    for each in PRESETS:
        for spec in (spec_of_preset(SPARK, each), *companions_of(SPARK, each)):
            if each.key != "ssh":
                assert check_spec(spec).remote_port == spec.remote_port


@pytest.mark.parametrize(
    ("port", "name"),
    [
        (11000, "DGX Dashboard"),
        (11434, "Ollama"),
        (8000, "vLLM, NIM or another"),
        (30000, "SGLang, llama.cpp or another"),
        (3000, "Multi-agent chatbot, Grafana or another"),
    ],
)
def test_a_port_is_named_and_its_ambiguity_said(port: int, name: str) -> None:
    preset = guess(port)

    assert preset is not None
    assert preset.name == name


def test_an_unknown_port_is_not_named() -> None:
    assert guess(54321) is None
    assert by_port(54321) == ()


@pytest.mark.parametrize(
    ("port", "program", "container", "key"),
    [
        (8000, "", "nim-llama", "nim"),
        (8000, "VLLM::EngineCore", "", "vllm"),
        (3000, "grafana", "", "grafana"),
        (8080, "llama-server", "", "llama-cpp"),
        (8080, "docker-proxy", "open-webui", "webui"),
        (8080, "cadvisor", "", "cadvisor"),
        (30000, "", "my-sglang", "sglang"),
    ],
)
def test_a_program_or_container_decides_among_several(
    port: int, program: str, container: str, key: str
) -> None:
    preset = guess(port, program, container)

    assert preset is not None
    assert preset.key == key


def test_what_is_ambiguous_insists_on_nothing() -> None:
    preset = guess(3000)

    assert preset is not None
    assert not preset.same_port
    assert preset.companions == ()


@pytest.mark.parametrize("name", ["dashboard", "DGX Dashboard", " Dashboard "])
def test_a_service_is_found_by_key_or_name(name: str) -> None:
    assert find(name).port == 11000


def test_an_unknown_name_says_what_is_near() -> None:
    with pytest.raises(BadInput) as raised:
        find("olama")

    assert "ollama" in raised.value.hint


def test_an_app_of_several_ports_has_them_in_one_group_on_the_same_numbers() -> None:
    preset = find("chatbot")

    (backend,) = companions_of(SPARK, preset)

    assert (backend.remote_port, backend.same_port, backend.group) == (8000, True, preset.group)
