"""A model is asked over a real connection: what it says, what goes wrong, and how it is ended."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any, cast

import pytest

from app.core.cancel import Cancel
from app.core.errors import Cancelled, TimedOut, UserError
from app.core.ids import NodeId
from app.services.serving import answers
from app.services.serving.answers import CUT_OFF, TOO_LONG, Answer, Delta, Turn
from app.services.serving.completion_errors import AskFailed, words_of
from app.services.serving.completions import ChatClient, LocalAddress, OnDelta, local_address
from app.services.serving.running.api import Endpoint
from tests.captures import captured
from tests.chat_replay import ChatReplay, chat_replay, delta, event
from tests.endpoint_servers import Handler, endpoint_server

HELLO = (Turn("user", "hello"),)
JSON = "application/json"


@pytest.fixture
def server() -> Iterator[ChatReplay]:
    with chat_replay() as replay:
        yield replay


def ask(
    address: LocalAddress, cancel: Cancel, on_delta: OnDelta, *turns: Turn, **how: Any
) -> Answer:
    with ChatClient(address) as client:
        return client.ask("tiny-random", turns or HELLO, cancel, on_delta, **how)


def asked(address: LocalAddress, **how: int) -> tuple[str, list[Delta]]:
    deltas: list[Delta] = []
    answer = ask(address, Cancel(), deltas.append, **how)
    return answer.text, deltas


def refused(server: ChatReplay) -> AskFailed:
    with pytest.raises(AskFailed) as caught:
        asked(server.address)
    return caught.value


def test_ask_hands_over_each_piece_as_it_comes(server: ChatReplay) -> None:
    server.answer(captured("vllm/chat_stream.sse"))
    text, deltas = asked(server.address, max_tokens=64)
    assert text == "".join(each.text for each in deltas)
    assert len(deltas) > 20
    (body,) = server.asked
    assert body["stream"] is True
    assert body["stream_options"] == {"include_usage": True}
    assert body["max_tokens"] == 64
    assert body["messages"] == [{"role": "user", "content": "hello"}]
    assert "temperature" not in body
    assert server.keys == ["Bearer not-needed"]


def test_ask_joins_a_character_that_was_cut_in_two(server: ChatReplay) -> None:
    stream = event(delta(content="für 🙂")).replace(b"\\u00fc", "ü".encode())
    raw = stream.replace(b"\\ud83d\\ude42", "🙂".encode()) + event(delta("stop"))
    cut = raw.index("🙂".encode()) + 2
    server.answer(b": ping\n\n", raw[:cut], raw[cut:], b"data: [DONE]\n\n")
    assert asked(server.address)[0] == "für 🙂"


def test_ask_tries_again_without_the_usage_where_a_server_refuses_it(server: ChatReplay) -> None:
    server.answer(
        b'{"detail": "stream_options: extra fields not permitted"}', status=422, kind=JSON
    )
    server.answer(event(delta(content="yes")), event(delta("stop")))
    assert asked(server.address)[0] == "yes"
    assert "stream_options" not in server.asked[1]


@pytest.mark.parametrize(
    ("status", "body", "words"),
    [
        (401, "llm/llamacpp_err_401.json", "wants another key"),
        (404, "vllm/err_404_model.json", "Valid aliases: smollm2-135m"),
        (400, "llm/llamacpp_err_badjson.json", "refused the question (400)"),
    ],
)
def test_ask_says_what_a_server_refuses(
    server: ChatReplay, status: int, body: str, words: str
) -> None:
    server.answer(captured(body), status=status, kind=JSON)
    error = refused(server)
    assert words in error.message
    assert error.status == status
    assert len(server.asked) == 1, "a question that failed is not asked again"


@pytest.mark.parametrize(
    ("status", "body", "words"),
    [
        (503, b'{"error":{"message":"Loading model","code":503}}', "not ready: Loading model"),
        (429, b'{"message":"queue full"}', "too much to do: queue full"),
        (500, b"EngineCore died", "failed (500): EngineCore died"),
        (400, b'{"object":"error","message":"input of 9000 exceeds max model len 4096"}',
         "does not fit into the model's context"),
        (502, b"", "failed (502)"),
    ],
)  # fmt: skip
def test_ask_reads_every_form_of_error(
    server: ChatReplay, status: int, body: bytes, words: str
) -> None:
    server.answer(body, status=status, kind=JSON)
    assert words in refused(server).message


def test_key_that_a_server_repeats_is_in_no_error(server: ChatReplay) -> None:
    key = "lab-endpoint-key-4711"
    reach = cast("Any", SimpleNamespace(session=lambda: SimpleNamespace(is_local=True)))
    endpoint = Endpoint(NodeId("n"), 8000, "m", "vllm")
    with local_address(reach, endpoint, Cancel(), key=key):
        server.answer(f'{{"message":"{key} may not do that"}}'.encode(), status=400, kind=JSON)
        error = refused(server)
    assert "may not do that" in error.message
    assert key not in error.message


def test_ask_finds_an_error_inside_an_answer(server: ChatReplay) -> None:
    """SGLang and llama.cpp send it with status 200."""
    server.answer(event(delta(content="so")), event({"error": {"message": "no KV cache left"}}))
    error = refused(server)
    assert error.message == "The model's server gave up: no KV cache left"
    assert error.status is None


def test_ask_keeps_what_came_before_the_connection_broke(server: ChatReplay) -> None:
    server.answer(event(delta(content="half")), whole=False)
    answer = ask(server.address, Cancel(), lambda _delta: None)
    assert (answer.text, answer.finish) == ("half", CUT_OFF)


def test_ask_says_that_a_page_is_no_answer(server: ChatReplay) -> None:
    server.answer(b"<!doctype html><p>Bad gateway", status=502, kind="text/html")
    assert refused(server).message == "What answers there is a web page, not a model."
    server.replies.clear()
    server.answer(b"<!doctype html><p>Log in", kind="text/html")
    assert refused(server).message == "What answers there is a web page, not a model."
    server.replies.clear()
    server.answer(b"data: <html>\n\n")
    assert "cannot be read" in refused(server).message


@pytest.mark.parametrize("status", [400, 500])
def test_refusal_that_breaks_off_is_an_error_of_ours(server: ChatReplay, status: int) -> None:
    server.answer(b'{"error": {"mess', status=status, kind=JSON, whole=False)
    assert refused(server).message == "The model's server ended the connection without an answer."


def test_refusal_that_stays_silent_is_given_up(server: ChatReplay) -> None:
    over = threading.Event()
    server.answer(b'{"error"', over.wait, status=500, kind=JSON)
    with ChatClient(server.address, silence_s=0.2) as client, pytest.raises(TimedOut):
        client.ask("m", HELLO, Cancel(), lambda _delta: None)
    over.set()


def test_refusal_without_an_end_is_not_read_to_it(server: ChatReplay) -> None:
    was_read = threading.Event()
    server.answer(*(b"x" * 1_000_000,) * 40, was_read.set, status=500, kind="text/plain")
    assert refused(server).message.startswith("The model's server failed (500): xxx")
    assert not was_read.is_set()


def test_answer_without_an_end_is_given_up(
    server: ChatReplay, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answers, "MOST", 1000)
    call = {"index": 0, "function": {"name": "look", "arguments": "x" * 400}}
    over = threading.Event()
    for piece in (delta(content="x" * 400), delta(reasoning="x" * 400), delta(tool_calls=[call])):
        server.replies.clear()
        server.answer(*(event(piece),) * 3, over.wait)
        answer = ask(server.address, Cancel(), lambda _delta: None)
        assert (answer.finish, answer.is_whole) == (TOO_LONG, False)
        assert "had no end" in answer.note
    over.set()


def test_key_and_question_follow_no_redirect() -> None:
    def moved(handler: Handler) -> None:
        handler.send_response(307)
        handler.send_header("Location", f"http://127.0.0.1:{other.port}/v1/chat/completions")
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    with (
        endpoint_server() as other,
        endpoint_server({"/v1/chat/completions": moved}) as here,
    ):
        address = LocalAddress(f"http://127.0.0.1:{here.port}/v1", "key-of-here")
        with pytest.raises(
            AskFailed, match=f"sends elsewhere, to “http://127.0.0.1:{other.port}/v1"
        ):
            asked(address)
    assert not other.asked


def test_ask_says_that_nobody_is_there() -> None:
    address = LocalAddress("http://127.0.0.1:1/v1", trouble=lambda: "nothing answers there")
    with pytest.raises(AskFailed, match="cannot be reached: nothing answers there"):
        asked(address)


def test_ask_says_why_it_was_not_connected() -> None:
    with pytest.raises(AskFailed, match="cannot be reached: Connection refused"):
        asked(LocalAddress("http://127.0.0.1:1/v1"))


def test_ask_gives_up_a_server_that_is_silent(server: ChatReplay) -> None:
    over = threading.Event()
    server.answer(over.wait)
    with ChatClient(server.address, silence_s=0.2) as client, pytest.raises(TimedOut):
        client.ask("m", HELLO, Cancel(), lambda _delta: None)
    over.set()


def test_server_that_went_without_a_word_is_noticed(server: ChatReplay) -> None:
    watched: list[int] = []

    def look(_delta: Delta) -> None:
        (sock,) = client._sockets._sockets
        watched.append(sock.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE))

    server.answer(event(delta(content="a")), event(delta("stop")))
    with ChatClient(server.address) as client:
        client.ask("m", HELLO, Cancel(), look)
    assert watched == [1]


@pytest.mark.parametrize("begun", [True, False])
def test_cancel_ends_an_answer_at_once_whatever_the_server_does(
    server: ChatReplay, begun: bool
) -> None:
    over, cancel, came = threading.Event(), Cancel(), threading.Event()
    server.answer(*((event(delta(content="a")),) if begun else ()), came.set, over.wait)
    threading.Thread(target=lambda: came.wait() and cancel.cancel(), name="cancels").start()
    started = time.monotonic()
    with pytest.raises(Cancelled):
        ask(server.address, cancel, lambda _delta: None)
    assert time.monotonic() - started < 10, "it waited for the server"
    over.set()


def test_no_proxy_gets_what_stays_on_this_computer(
    server: ChatReplay, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:1")
    server.answer(event(delta(content="here")), event(delta("stop")))
    assert asked(server.address)[0] == "here"


def test_key_is_not_shown() -> None:
    assert "s3cret" not in repr(LocalAddress("http://127.0.0.1:1/v1", "s3cret"))


@pytest.mark.parametrize("body", [None, 5, [], {}, {"error": []}, {"detail": [[]]}, {"error": 1}])
def test_words_of_an_odd_body_are_none(body: object) -> None:
    assert words_of(body) == ""


def test_real_llama_cpp_answers_and_counts(llama_port: int) -> None:
    address = LocalAddress(f"http://127.0.0.1:{llama_port}/v1")
    pieces: list[Delta] = []
    answer = ask(address, Cancel(), pieces.append, max_tokens=24)
    assert answer.completion_tokens
    assert answer.completion_tokens <= 24
    assert answer.prompt_tokens
    assert pieces
    assert answer.timing.first_token_s
    with pytest.raises(UserError, match="does not fit into the model's context"):
        ask(address, Cancel(), pieces.append, Turn("user", "x" * 5000))
