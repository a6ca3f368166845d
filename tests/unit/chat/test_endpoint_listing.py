"""Lists of models in every engine's shape: where each model is, and what it takes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.cancel import Cancel
from app.core.errors import BadInput, SourceUnavailable
from app.services.chat.api import ChatEndpoint, ChatModel, ModelAt
from app.services.chat.endpoints import reading
from app.services.chat.endpoints.listing import KeyWanted, Listed, StillLoading, list_models
from app.services.chat.endpoints.naming import model_title
from app.services.chat.endpoints.reaching import Site, door
from tests.captures import captured
from tests.certificates import self_signed
from tests.endpoint_servers import Endpoint, endless, endpoint_server, hang_up, huge

LLAMA = {
    "/v1/models": (200, captured("llm/llamacpp_models.json")),
    "/props": (200, captured("llm/llamacpp_props.json")),
}
OLLAMA_TAGS = {
    "models": [
        {
            "name": "qwen3:32b",
            "size": 20_201_253_549,
            "details": {
                "family": "qwen3",
                "parameter_size": "32.8B",
                "quantization_level": "Q4_K_M",
            },
        },
        {"name": "nomic-embed-text:latest", "details": {"family": "nomic-bert"}},
        {"name": "llava:7b", "capabilities": ["completion", "vision"]},
    ]
}


@pytest.fixture
def server() -> Iterator[Endpoint]:
    with endpoint_server() as endpoint:
        yield endpoint


def listed(server: Endpoint, engine: str = "", base: str = "/v1", key: str = "") -> Listed:
    url = f"http://127.0.0.1:{server.port}{base}"
    return list_models(door(ChatEndpoint("e", "e", url=url), None, key, Cancel()), engine)


def told(value: object) -> tuple[int, bytes]:
    return 200, json.dumps(value).encode()


def models(*names: str, **more: object) -> tuple[int, bytes]:
    return told({"object": "list", "data": [{"id": name, **more} for name in names]})


def places(found: Listed) -> dict[str, ModelAt]:
    return {model.id: model.at for model in found.models}


def test_llama_cpp_is_known_by_its_list_and_tells_context_and_pictures(server: Endpoint) -> None:
    server.answers = dict(LLAMA)

    found = listed(server)

    assert found.engine == "llama_cpp"
    (model,) = found.models
    assert (model.at, model.context, model.takes_images) == (ModelAt.LOADED, 2048, False)
    assert model.detail == "135M · Q4_1 · 96.6 MB"


def test_llama_cpp_that_loads_or_sleeps_says_so(server: Endpoint) -> None:
    server.answers = LLAMA | {"/props": (503, b'{"error":{"message":"Loading model","code":503}}')}
    loading = listed(server)
    server.answers["/props"] = told({"is_sleeping": True})
    sleeping = listed(server)

    assert set(places(loading).values()) == {ModelAt.LOADING}
    assert set(places(sleeping).values()) == {ModelAt.SLEEPING}


def test_a_router_tells_of_each_model_itself(server: Endpoint) -> None:
    server.answers["/v1/models"] = told(
        {
            "data": [
                {"id": name, "owned_by": "llamacpp", "status": {"value": name}}
                for name in ("unloaded", "loaded", "loading", "sleeping")
            ]
        }
    )

    found = places(listed(server))

    assert found == {
        "loaded": ModelAt.LOADED,
        "loading": ModelAt.LOADING,
        "sleeping": ModelAt.SLEEPING,
        "unloaded": ModelAt.ON_DISK,
    }
    assert "/props" not in server.asked


def test_ollama_tells_what_is_loaded_and_what_only_embeds(server: Endpoint) -> None:
    names = ("qwen3:32b", "nomic-embed-text:latest", "llava:7b")
    server.answers = {
        "/v1/models": models(*names, owned_by="library"),
        "/api/tags": told(OLLAMA_TAGS),
        "/api/ps": told({"models": [{"name": "qwen3:32b", "context_length": 4096}]}),
    }

    found = listed(server)

    by_name = {model.id: model for model in found.models}
    assert found.engine == "ollama"
    assert found.models[0].id == "qwen3:32b"  # what is loaded comes first
    assert by_name["qwen3:32b"].at is ModelAt.LOADED
    assert by_name["qwen3:32b"].context == 4096
    assert by_name["qwen3:32b"].detail == "32.8B · Q4_K_M · 20.2 GB"
    assert by_name["nomic-embed-text:latest"].embeds
    assert by_name["llava:7b"].takes_images
    assert by_name["llava:7b"].at is ModelAt.ON_DISK


def test_a_fresh_ollama_has_no_model_which_is_no_error(server: Endpoint) -> None:
    server.answers["/v1/models"] = models()

    assert listed(server, "ollama").models == ()


def test_lm_studio_tells_what_is_loaded_in_both_of_its_ways(server: Endpoint) -> None:
    server.answers = {
        "/v1/models": models("qwen3-8b", "nomic", owned_by="organization_owner"),
        "/api/v1/models": told(
            {
                "models": [
                    {
                        "key": "qwen3-8b",
                        "type": "llm",
                        "quantization": {"name": "Q4_K_M"},
                        "max_context_length": 40_960,
                        "capabilities": {"vision": False},
                        "loaded_instances": [
                            {"id": "qwen3-8b", "config": {"context_length": 8192}}
                        ],
                    },
                    {"key": "nomic", "type": "embedding", "loaded_instances": []},
                ]
            }
        ),
    }
    now = listed(server)
    del server.answers["/api/v1/models"]
    server.answers["/api/v0/models"] = told(
        {
            "data": [
                {
                    "id": "qwen3-8b",
                    "type": "vlm",
                    "state": "loaded",
                    "loaded_context_length": 4096,
                },
                {"id": "nomic", "type": "embeddings", "state": "not-loaded"},
            ]
        }
    )
    before = listed(server)

    for found in (now, before):
        assert places(found) == {"qwen3-8b": ModelAt.LOADED, "nomic": ModelAt.ON_DISK}
        assert {model.id for model in found.models if model.embeds} == {"nomic"}
    assert [(each.context, each.takes_images) for each in (now.models[0], before.models[0])] == [
        (8192, False),
        (4096, True),
    ]


def test_docker_model_runner_is_asked_below_its_own_path(server: Endpoint) -> None:
    runner = {"context_window": 8192, "parameters": "361.82 M", "quantization": "Q4_K_M"}
    server.answers = {
        "/engines/v1/models": models("ai/smollm2", "ai/qwen3", owned_by="docker", dmr=runner),
        "/engines/ps": told([{"model_name": "ai/smollm2"}]),
    }

    found = listed(server, base="/engines/v1")

    assert places(found) == {"ai/smollm2": ModelAt.LOADED, "ai/qwen3": ModelAt.ON_DISK}
    assert found.models[0].title == "smollm2"
    assert found.models[0].detail == "361.82 M · Q4_K_M"


def test_vllm_has_its_model_unless_it_sleeps(server: Endpoint) -> None:
    server.answers["/v1/models"] = (200, captured("vllm/models.json"))
    awake = listed(server)
    server.answers["/is_sleeping"] = told({"is_sleeping": True})
    asleep = listed(server)

    assert awake.engine == "vllm"
    assert awake.models == (ChatModel("smollm2-135m", "smollm2-135m", ModelAt.LOADED, 1024),)
    assert places(asleep) == {"smollm2-135m": ModelAt.SLEEPING}


def test_an_engine_that_is_known_is_not_taken_for_the_one_inside_it(server: Endpoint) -> None:
    server.answers["/v1/models"] = (200, captured("vllm/models.json"))

    found = listed(server, "nim")

    assert found.engine == "nim"
    assert set(places(found).values()) == {ModelAt.LOADED}


def test_of_a_stranger_nothing_is_said_that_it_did_not_tell(server: Endpoint) -> None:
    server.answers["/v1/models"] = models("gpt-9", owned_by="somebody")

    for engine in ("", "endpoint"):
        found = listed(server, engine)
        assert found == Listed((ChatModel("gpt-9", "gpt-9", ModelAt.UNKNOWN),), engine)


def test_a_key_is_asked_for_also_where_the_list_is_open(server: Endpoint) -> None:
    refused = (401, captured("llm/llamacpp_err_401.json"))
    server.answers["/v1/models"] = refused
    with pytest.raises(KeyWanted, match="who have its key"):
        listed(server)
    with pytest.raises(KeyWanted, match="does not take the key"):
        listed(server, key="wrong")
    server.answers = LLAMA | {"/props": refused}
    with pytest.raises(KeyWanted):
        listed(server)


def test_what_is_not_there_or_not_ready_says_why(server: Endpoint) -> None:
    server.answers["/v1/models"] = (503, b'{"error":{"message":"Loading model","code":503}}')
    with pytest.raises(StillLoading, match="Loading model"):
        listed(server)
    server.answers["/v1/models"] = (200, b"<html>hello</html>")
    with pytest.raises(SourceUnavailable, match="no list of models"):
        listed(server)
    with pytest.raises(SourceUnavailable, match="no machine called"):
        list_models(
            door(ChatEndpoint("e", "e", url="http://nowhere.invalid/v1"), None, "", Cancel()), ""
        )


@pytest.mark.parametrize("hostile", [endless, huge, hang_up])
def test_hostile_servers_end_in_an_error_of_ours(server: Endpoint, hostile: object) -> None:
    server.answers["/v1/models"] = hostile  # type: ignore[assignment]

    with pytest.raises(Exception) as caught:  # noqa: PT011 - which one is looked at
        listed(server)

    assert type(caught.value).__name__ in {"OutputTooLarge", "SourceUnavailable"}


def test_what_only_the_engine_tells_may_fail(server: Endpoint) -> None:
    server.answers = {"/v1/models": models("a", owned_by="library"), "/api/tags": hang_up}

    assert places(listed(server)) == {"a": ModelAt.ON_DISK}


def test_an_id_that_is_a_path_is_called_by_its_last_part() -> None:
    assert model_title("/models/Qwen3-8B-Q4_K_M.gguf") == "Qwen3-8B-Q4_K_M"
    assert model_title("C:\\models\\a.gguf") == "a"
    assert model_title("qwen2.5:32b") == "qwen2.5:32b"


def test_an_address_is_one_of_the_web() -> None:
    assert Site.of("https://host.example/llm/v1").port == 443
    assert Site.of("http://[::1]:8000/v1").base_url == "http://[::1]:8000/v1"
    for text in ("", "file:///etc/passwd", "http://", "http://user:secret@host/v1"):
        with pytest.raises(BadInput):
            Site.of(text)


FIELDS = (
    "data",
    "models",
    "id",
    "name",
    "key",
    "status",
    "value",
    "meta",
    "n_ctx",
    "size",
    "type",
    "state",
    "details",
    "family",
    "capabilities",
    "quantization",
    "loaded_instances",
    "config",
    "architecture",
    "input_modalities",
    "default_generation_settings",
    "modalities",
    "vision",
    "dmr",
    "parent",
    "owned_by",
)
"""Names that lists of models have."""
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(FIELDS),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(JSON)
def test_no_answer_breaks_the_reading(value: object) -> None:
    found = reading.read_models(value)
    reading.read_owners(value)
    reading.read_props(value)
    facts = [
        reading.read_ollama_installed(value),
        reading.read_ollama_loaded(value),
        reading.read_runner_loaded(value),
        reading.read_lm_studio(value) or {},
        reading.read_lm_studio_before(value) or {},
    ]
    for model in reading.with_facts(found or (), *facts):
        assert model.id
        assert model.title.isprintable()


def test_tls_is_proved_before_anything_is_sent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate, key = self_signed(tmp_path)
    with endpoint_server({"/v1/models": models("m")}, tls=(certificate, key)) as server:
        endpoint = ChatEndpoint("e", "e", url=f"https://127.0.0.1:{server.port}/v1")
        with pytest.raises(SourceUnavailable, match="cannot prove who it is: self-signed"):
            list_models(door(endpoint, None, "secret", Cancel()), "")
        assert server.asked == []

        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        assert places(list_models(door(endpoint, None, "", Cancel()), "")) == {"m": ModelAt.UNKNOWN}
