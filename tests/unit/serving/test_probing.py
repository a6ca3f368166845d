"""What ports answer: genuine lists of models, other engines' shapes, and hostile servers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.cancel import Cancel
from app.services.serving.asking import decode
from app.services.serving.running import probing
from app.services.serving.running.probing import Answering, Probe, Question, Served, probe
from app.services.telemetry.fetch import Ports
from app.transport.local import LocalSession
from tests.captures import captured
from tests.endpoint_servers import Endpoint, endless, endpoint_server, hang_up, huge

LLAMA_MODELS, LLAMA_PROPS = (captured(f"llm/llamacpp_{name}.json") for name in ("models", "props"))
VLLM_MODELS = captured("vllm/models.json")
KEY_MISSING = b'{"error":{"message":"Invalid API Key","type":"authentication_error","code":401}}'
LOADING = b'{"error":{"message":"Loading model","type":"unavailable_error","code":503}}'


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    with endpoint_server() as server:
        yield server


@pytest.fixture
def ports() -> Iterator[Ports]:
    session = LocalSession()
    yield session
    session.close()


def ask(ports: Ports, endpoint: Endpoint, engine: str = "", **more: Any) -> Probe:
    return probe(ports, Question(endpoint.port, engine, bool(engine), **more), Cancel())


def listed(*models: dict[str, object]) -> tuple[int, bytes]:
    return 200, json.dumps({"object": "list", "data": list(models)}).encode()


def test_llama_cpp_tells_its_model_and_what_one_request_may_have(
    ports: Ports, endpoint: Endpoint
) -> None:
    endpoint.answers = {
        "/v1/models": (200, LLAMA_MODELS),
        "/props": (200, LLAMA_PROPS),
        "/health": (200, b'{"status":"ok"}'),
    }

    found = ask(ports, endpoint)

    assert (found.answering, found.engine) == (Answering.READY, "llama_cpp")
    assert found.models == (Served("smollm2-135m-instruct", 2048),)


def test_vllm_tells_its_context_and_whether_it_computes(ports: Ports, endpoint: Endpoint) -> None:
    endpoint.answers = {"/v1/models": (200, VLLM_MODELS), "/health": (200, b"")}
    well = ask(ports, endpoint, "vllm", health="/health")
    endpoint.answers["/health"] = (503, b"")
    dead = ask(ports, endpoint, "vllm", health="/health")

    assert (well.answering, well.engine) == (Answering.READY, "vllm")
    assert well.models == (Served("smollm2-135m", 1024),)
    assert dead.answering is Answering.UNWELL
    assert "does not compute" in dead.trouble


def test_adapters_are_known_by_their_parent(ports: Ports, endpoint: Endpoint) -> None:
    base = {"id": "base", "owned_by": "vllm", "max_model_len": 4096}
    endpoint.answers["/v1/models"] = listed(base, {"id": "lora", "parent": "base"})

    assert ask(ports, endpoint).models == (Served("base", 4096), Served("lora", None, "base"))


def test_ollama_tells_what_is_loaded_and_what_is_installed(
    ports: Ports, endpoint: Endpoint
) -> None:
    endpoint.answers["/v1/models"] = listed(
        {"id": "qwen2.5:32b", "owned_by": "library"}, {"id": "llama3.2:3b", "owned_by": "library"}
    )
    told = {"name": "qwen2.5:32b", "size_vram": 21 * 2**30, "context_length": 4096}
    endpoint.answers["/api/ps"] = (200, json.dumps({"models": [told]}).encode())

    found = ask(ports, endpoint)

    assert found.engine == "ollama"
    assert found.lists_installed
    assert found.models == (
        Served("qwen2.5:32b", 4096, gpu_bytes=21 * 2**30),
        Served("llama3.2:3b", loaded=False),
    )


def test_model_runner_is_asked_where_it_has_its_api(ports: Ports, endpoint: Endpoint) -> None:
    endpoint.answers["/engines/v1/models"] = listed(
        {"id": "ai/smollm2", "owned_by": "docker", "dmr": {"context_window": 8192}}
    )
    endpoint.answers["/engines/ps"] = (200, b'[{"model_name": "ai/smollm2"}]')

    found = ask(ports, endpoint, "docker_model_runner")

    assert found.base == "/engines/v1"
    assert [(each.id, each.loaded) for each in found.models] == [("ai/smollm2", True)]


def test_lm_studio_tells_what_is_loaded(ports: Ports, endpoint: Endpoint) -> None:
    owner = {"owned_by": "organization_owner"}
    endpoint.answers["/v1/models"] = listed({"id": "qwen3-8b", **owner}, {"id": "phi", **owner})
    instance = {"id": "qwen3-8b", "config": {"context_length": 16384}}
    endpoint.answers["/api/v1/models"] = (
        200,
        json.dumps({"models": [{"key": "qwen3-8b", "loaded_instances": [instance]}]}).encode(),
    )

    found = ask(ports, endpoint)

    assert found.models == (Served("qwen3-8b", 16384), Served("phi", loaded=False))


def test_triton_is_asked_in_its_own_words(ports: Ports, endpoint: Endpoint) -> None:
    endpoint.answers = {
        "/v2": (200, b'{"name": "triton"}'),
        "/v2/health/ready": (200, b""),
        "/v2/repository/index": (200, b'[{"name": "resnet", "state": "READY"}]'),
    }

    found = ask(ports, endpoint, "triton")

    assert (found.answering, found.models) == (Answering.READY, (Served("resnet"),))


def test_a_key_that_is_missing_is_no_fault(ports: Ports, endpoint: Endpoint) -> None:
    endpoint.answers["/v1/models"] = (401, KEY_MISSING)

    found = ask(ports, endpoint)
    assert (found.answering, found.needs_key) == (Answering.LOCKED, True)


def test_llama_cpp_lists_its_models_also_to_those_without_its_key(
    ports: Ports, endpoint: Endpoint
) -> None:
    endpoint.answers = {"/v1/models": (200, LLAMA_MODELS), "/props": (401, KEY_MISSING)}

    found = ask(ports, endpoint)
    assert (found.answering, found.needs_key) == (Answering.READY, True)
    assert found.models[0].context == 2048


def test_a_model_that_loads_is_loading(ports: Ports, endpoint: Endpoint) -> None:
    endpoint.answers["/v1/models"] = (503, LOADING)
    by_list = ask(ports, endpoint)
    endpoint.answers = {"/v1/models": (200, LLAMA_MODELS), "/health": (503, LOADING)}
    by_health = ask(ports, endpoint)

    assert by_list.answering is by_health.answering is Answering.LOADING


def test_strangers_are_asked_once_and_left_alone(ports: Ports, endpoint: Endpoint) -> None:
    endpoint.answers["/v1/models"] = (200, b"<!doctype html><title>Grafana</title>")

    assert ask(ports, endpoint).answering is Answering.STRANGER
    assert endpoint.asked == ["/v1/models"]


@pytest.mark.parametrize("answer", [endless, huge], ids=["endless", "100 MB"])
def test_an_answer_without_end_is_given_up(ports: Ports, endpoint: Endpoint, answer: Any) -> None:
    endpoint.answers["/v1/models"] = answer

    assert ask(ports, endpoint).answering is Answering.STRANGER
    found = ask(ports, endpoint, "vllm")
    assert (found.answering, found.trouble) == (Answering.UNWELL, "It answers without end.")


def test_a_server_that_hangs_up_is_silent(ports: Ports, endpoint: Endpoint) -> None:
    endpoint.answers["/v1/models"] = hang_up

    assert ask(ports, endpoint, "vllm").answering is Answering.SILENT


def test_nested_and_wrong_answers_are_no_lists(ports: Ports, endpoint: Endpoint) -> None:
    for body in (b"[" * 100_000, b'{"data": {}}', b'{"data": 1}', b"null", b"\xff", b""):
        endpoint.answers["/v1/models"] = (200, body)
        assert ask(ports, endpoint).answering is Answering.STRANGER


def test_names_that_cannot_be_shown_are_left_out() -> None:
    told = {"data": [{"id": "a\x1b[31m"}, {"id": ""}, {"id": 5}, {"id": "x" * 600}, {"id": "ok"}]}

    assert probing.read_models(told) == (Served("ok"),)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner)
        | st.dictionaries(
            st.sampled_from(
                ["data", "models", "id", "name", "meta", "dmr", "status", "value", "error",
                 "message", "owned_by", "state", "loaded_instances", "config", "context_length"]
            ),
            inner,
        )
    ),
    max_leaves=20,
)  # fmt: skip


@given(_JSON)
def test_readers_take_whatever_an_engine_says(told: object) -> None:
    for read in (
        probing.read_models,
        probing.read_error,
        probing.read_props,
        probing.read_ollama_loaded,
        probing.read_runner_loaded,
        probing.read_lm_studio,
        probing.read_lm_studio_before,
        probing.read_triton_models,
    ):
        read(cast(Any, told))


@given(st.binary())
def test_decode_takes_whatever_comes(body: bytes) -> None:
    decode(body)
