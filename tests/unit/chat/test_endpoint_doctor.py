"""The Endpoint Doctor, with a real llama.cpp and with servers that misbehave."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.cancel import Cancel
from app.core.errors import Cancelled
from app.hosts.secrets import SecretStore
from app.services.chat.api import Ability, Card, ChatEndpoint
from app.services.chat.endpoints.examining import examine
from app.services.chat.endpoints.keys import KIND
from app.services.chat.endpoints.patient import AnswerOnTheWay, whole_answer
from app.services.serving.asking import Reply
from scripts.lab.llama import ALIAS, llama_server
from tests.endpoint_servers import Handler, endpoint_server
from tests.server_fixtures import need_llama

FIELDS = (
    "choices",
    "delta",
    "message",
    "content",
    "reasoning",
    "reasoning_content",
    "tool_calls",
    "usage",
    "prompt_tokens",
    "completion_tokens",
    "error",
    "timings",
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=6),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(FIELDS), inner, max_size=4)
    ),
    max_leaves=10,
)
Answer = Callable[[dict[str, Any]], tuple[int, object]]


def looked_at(
    port: int,
    engine: str = "",
    context: int | None = 256,
    cancel: Cancel | None = None,
    key: str = "",
) -> Card:
    endpoint = ChatEndpoint("e", "e", url=f"http://127.0.0.1:{port}/v1", engine=engine)
    secrets = SecretStore()
    if key:
        secrets.remember("e", KIND, key)
    card = Card("e", ALIAS, engine, context)
    for each in examine(endpoint, card, lambda _endpoint: None, secrets, cancel or Cancel()):
        card = each
    return card


def test_a_real_llama_cpp_is_seen_as_it_is(llama_port: int) -> None:
    card = looked_at(llama_port, "llama_cpp")

    works = {ability: card.works(ability) for ability in Ability}
    assert works == {
        Ability.MODELS: True,
        Ability.AUTH: True,
        Ability.STREAMING: True,
        Ability.USAGE: True,
        Ability.REASONING: False,
        Ability.TOOLS: False,
        Ability.VISION: False,
        Ability.OVERFLOW: True,
        Ability.CANCEL: card.works(Ability.CANCEL),  # its answers may be over too soon to tell
        Ability.CONTINUE: True,
        Ability.EMBEDDINGS: False,
        Ability.PROMPT_PROGRESS: True,
    }
    assert card.works(Ability.CANCEL) is not False
    assert "not supported" in card.findings[Ability.VISION].detail
    assert "no place for tools" in card.findings[Ability.TOOLS].detail
    assert card.refused == frozenset()
    assert not card.ignored & {"top_k", "min_p", "repeat_penalty", "seed"}


# Servers that do as a test says


def chunk(**delta: object) -> dict[str, object]:
    return {"choices": [{"delta": delta}]}


def whole(prompt_tokens: int = 10, **message: object) -> dict[str, object]:
    usage = {"prompt_tokens": prompt_tokens, "completion_tokens": 1}
    return {"choices": [{"message": {"content": "words", **message}}], "usage": usage}


USAGE = {"choices": [], "usage": {"prompt_tokens": 10, "completion_tokens": 2}}
ANSWER = [chunk(content="It "), chunk(content="rains."), USAGE]


@pytest.fixture
def serve() -> Iterator[Callable[[Answer], int]]:
    """Serve answers to chat completions; a list is a stream."""
    servers = []

    def start(answer: Answer) -> int:
        def write(handler: Handler) -> None:
            size = int(handler.headers["Content-Length"])
            status, told = answer(json.loads(handler.rfile.read(size)))
            body = json.dumps(told).encode()
            if isinstance(told, list):
                events = (b"data: " + json.dumps(each).encode() + b"\n\n" for each in told)
                body = b"".join(events) + b"data: [DONE]\n\n"
            handler.send_response(status)
            handler.send_header("Content-Length", str(len(body)))
            handler.end_headers()
            handler.wfile.write(body)

        models = json.dumps({"data": [{"id": "other"}]}).encode()
        server = endpoint_server({"/v1/chat/completions": write, "/v1/models": (200, models)})
        servers.append(server)
        return server.__enter__().port

    yield start
    for server in servers:
        server.__exit__(None, None, None)


def test_thinking_is_found_in_either_field_and_inside_the_answer(
    serve: Callable[[Answer], int],
) -> None:
    def answering(*chunks: object) -> Answer:
        return lambda asked: (200, [*chunks, USAGE]) if asked.get("stream") else (200, whole())

    field = looked_at(serve(answering(chunk(reasoning="Hm"), chunk(content="Rain"))))
    older = looked_at(serve(answering(chunk(reasoning_content="Hm"), chunk(content="Rain"))))
    inside = looked_at(serve(answering(chunk(content="<think>Hm"), chunk(content="</think>Rain"))))

    assert [card.reasoning_field for card in (field, older, inside)] == [
        "reasoning",
        "reasoning_content",
        "",
    ]
    assert all(card.works(Ability.REASONING) for card in (field, older, inside))
    assert field.works(Ability.MODELS) is False  # its list names another one


def test_tools_pictures_and_overflow_are_judged_by_what_came_to_the_model(
    serve: Callable[[Answer], int],
) -> None:
    calls = [{"function": {"name": "get_weather", "arguments": '{"city": "Paris"}'}}]

    def sees(asked: dict[str, Any]) -> tuple[int, object]:
        content = asked["messages"][0]["content"]
        if asked.get("stream"):
            return 200, ANSWER
        if "tools" in asked:
            return 200, whole(60, tool_calls=calls)
        return 200, whole(70 if isinstance(content, list) else min(len(content.split()), 100))

    able, blind = (
        looked_at(serve(sees)),
        looked_at(serve(lambda asked: (200, ANSWER if asked.get("stream") else whole()))),
    )

    assert able.works(Ability.TOOLS) is True
    assert able.works(Ability.VISION) is True
    assert "60 tokens" in able.findings[Ability.VISION].detail
    assert able.works(Ability.OVERFLOW) is False
    assert "without a word" in able.findings[Ability.OVERFLOW].detail
    assert blind.works(Ability.TOOLS) is False
    assert blind.works(Ability.VISION) is False


def test_parameters_that_are_refused_or_not_even_read_are_found(
    serve: Callable[[Answer], int],
) -> None:
    def picky(asked: dict[str, Any]) -> tuple[int, object]:
        if asked.get("stream"):
            return 200, ANSWER
        if "min_p" in asked:
            return 400, {"detail": [{"msg": "Extra inputs are not permitted: min_p"}]}
        if "x" in (asked.get("temperature"), asked.get("top_p")):
            return 422, {"detail": "a number"}
        return 200, whole()

    card = looked_at(serve(picky))

    assert card.refused == {"min_p"}
    assert {"top_k", "seed", "repeat_penalty"} <= card.ignored
    assert not card.ignored & {"temperature", "top_p", "min_p"}


def test_what_answers_nothing_is_asked_no_further(serve: Callable[[Answer], int]) -> None:
    asked = []

    def broken(body: dict[str, Any]) -> tuple[int, object]:
        asked.append(body)
        return 500, {"error": {"message": "CUDA error: out of memory"}}

    card = looked_at(serve(broken))

    assert card.works(Ability.STREAMING) is False
    assert "CUDA error" in card.findings[Ability.STREAMING].detail
    assert card.works(Ability.TOOLS) is None
    assert len(asked) <= 3


def test_an_answer_that_happens_to_be_empty_is_asked_for_again(
    serve: Callable[[Answer], int],
) -> None:
    streams = [[USAGE], ANSWER]

    def taciturn(asked: dict[str, Any]) -> tuple[int, object]:
        return 200, (streams.pop(0) if streams else ANSWER) if asked.get("stream") else whole()

    card = looked_at(serve(taciturn))

    assert card.works(Ability.STREAMING) is True
    assert card.works(Ability.TOOLS) is not None


def test_an_old_server_that_refuses_stream_options_is_asked_without(
    serve: Callable[[Answer], int],
) -> None:
    def old(asked: dict[str, Any]) -> tuple[int, object]:
        if "stream_options" in asked:
            return 400, {"error": {"message": "Unrecognized request argument: stream_options"}}
        return 200, ANSWER[:2] if asked.get("stream") else whole()

    card = looked_at(serve(old))

    assert card.works(Ability.STREAMING) is True
    assert card.works(Ability.USAGE) is False


def test_a_cancel_ends_it(llama_port: int) -> None:
    cancel = Cancel()
    cancel.cancel()

    with pytest.raises(Cancelled):
        looked_at(llama_port, "llama_cpp", cancel=cancel)


def test_a_server_that_stops_when_it_is_given_up_is_known_for_it(tmp_path: Path) -> None:
    need_llama()
    with llama_server(tmp_path, endless=8192) as port:
        card = looked_at(port, "llama_cpp", None)

    assert card.works(Ability.CANCEL) is True
    assert card.works(Ability.OVERFLOW) is None  # how much fits was not told


@given(JSON)
def test_no_answer_breaks_the_doctor(told: object) -> None:
    answer = whole_answer(Reply(200, told))
    assert answer.is_answer or answer.why

    reading = AnswerOnTheWay()
    reading.feed(b"data: " + json.dumps(told).encode() + b"\n\n")
    reading.end()
    assert reading.answered().status == 200
