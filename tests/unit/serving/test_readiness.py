"""Readiness: health, the list of models and one token, as engines answer them."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, cast

import pytest

from app.core.cancel import Cancel
from app.core.ids import NodeId
from app.core.log import register_secret
from app.services.containers.reading import details
from app.services.serving.api import (
    DeployProgress,
    Health,
    LaunchPlan,
    LaunchSettings,
    ModelRef,
    NodeFacts,
    Phase,
    Recipe,
    SecretUse,
    Source,
)
from app.services.serving.catalogue import engine
from app.services.serving.launching.eta import Expected
from app.services.serving.launching.failure import LaunchFailed, ended
from app.services.serving.launching.job import LaunchJob, Patience
from app.services.serving.launching.phases import PhaseBoard
from app.services.serving.launching.readiness import (
    NotAnswering,
    Readiness,
    Standing,
    endpoint_key,
    is_same,
    questions,
)
from app.services.serving.launching.watch import ReadyWatch
from app.transport.local import LocalSession

SECRET = "endpoint-key-0815-4711"
Reply = tuple[int, object]


class Server:
    """An engine that answers what a test says, by path."""

    def __init__(self) -> None:
        self.replies: dict[str, Reply] = {}
        self.asked: list[tuple[str, str]] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.asked.append((self.path, self.headers.get("Authorization", "")))
                status, body = outer.replies.get(self.path, (404, {"error": "no"}))
                data = json.dumps(body).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["Content-Length"]))
                self.do_GET()

            def log_message(self, *_arguments: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port: int = self.server.server_address[1]


@pytest.fixture(scope="module")
def served() -> Iterator[Server]:
    server = Server()
    thread = threading.Thread(target=server.server.serve_forever, name="engine", daemon=True)
    thread.start()
    yield server
    server.server.shutdown()
    server.server.server_close()
    thread.join()


@pytest.fixture
def answering(served: Server) -> Server:
    served.replies.clear()
    served.asked.clear()
    return served


def plan_of(port: int, model: str = "tiny", **more: object) -> LaunchPlan:
    recipe = Recipe("tiny", "Tiny", "vllm", ModelRef(Source.HUGGING_FACE, "lab/tiny"))
    plan = LaunchPlan(NodeFacts(NodeId("n"), "n"), recipe, LaunchSettings(), port, model)
    return replace(plan, **more)  # type: ignore[arg-type]


def readiness(server: Server, **more: object) -> Readiness:
    return Readiness(plan_of(server.port, **more), engine("vllm"), "secret-key")  # type: ignore[arg-type]


def test_loading_is_told_from_silence_and_health(answering: Server) -> None:
    session, cancel = LocalSession(), Cancel()
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        silent = Readiness(plan_of(unused.getsockname()[1]), engine("vllm"))
        assert silent.look(session, cancel) is Standing.SILENT
    asking = readiness(answering)
    answering.replies["/health"] = (503, {"error": {"message": "Loading model", "code": 503}})
    assert asking.look(session, cancel) is Standing.LOADING
    answering.replies["/health"] = (200, {})
    assert asking.look(session, cancel) is Standing.HEALTHY


@pytest.mark.parametrize(
    ("models", "wanted", "found"),
    [
        ({"data": [{"id": "tiny", "owned_by": "vllm"}]}, "tiny", True),
        ({"data": [{"id": "qwen:latest", "owned_by": "library"}]}, "qwen", True),
        ({"data": [{"id": "other"}]}, "tiny", False),
        ({"data": []}, "tiny", False),
        ({"models": 3}, "tiny", False),
        ("text", "tiny", False),
    ],
)
def test_a_model_is_found_in_every_engines_list(
    answering: Server, models: object, wanted: str, found: bool
) -> None:
    answering.replies["/v1/models"] = (200, models)
    asking = readiness(answering, model=wanted)
    assert asking.is_listed(LocalSession(), Cancel()) is found
    assert answering.asked == [("/v1/models", "Bearer secret-key")]


def test_a_key_that_is_refused_is_said_and_not_waited_for(answering: Server) -> None:
    answering.replies["/v1/models"] = (401, {"error": {"message": "Unauthorized"}})
    with pytest.raises(NotAnswering, match="wants a key"):
        readiness(answering).is_listed(LocalSession(), Cancel())


def test_one_token_is_asked_for_as_the_model_can(answering: Server) -> None:
    ask: Callable[[], bool] = lambda: readiness(answering).complete(LocalSession(), Cancel())  # noqa: E731
    answering.replies["/v1/chat/completions"] = (503, {})
    assert not ask(), "it loads on"
    answering.replies["/v1/chat/completions"] = (400, {"error": {"message": "no chat template"}})
    answering.replies["/v1/completions"] = (200, {"choices": []})
    assert ask(), "a base model completes"
    answering.replies["/v1/completions"] = (500, {"error": "CUDA error"})
    with pytest.raises(NotAnswering, match="status 400: no chat template"):
        ask()


def test_questions_fit_what_a_model_does() -> None:
    def paths(*features: str) -> list[str]:
        plan = plan_of(1)
        plan = replace(plan, recipe=replace(plan.recipe, features=features))
        return [path for path, _body in questions(plan, "m", "/v1")]

    assert paths("embeddings") == ["/v1/embeddings"]
    assert paths("reranking") == ["/v1/rerank"]
    assert paths("tools") == ["/v1/chat/completions", "/v1/completions"]


def test_an_engine_with_its_own_language_is_asked_for_its_health_only(answering: Server) -> None:
    triton = replace(engine("vllm"), health=Health("/v2/health/ready", "", "/metrics", ""))
    asking = Readiness(plan_of(answering.port), triton)
    assert asking.is_listed(LocalSession(), Cancel())
    assert asking.complete(LocalSession(), Cancel())
    assert answering.asked == []


def test_names_and_keys() -> None:
    assert is_same("qwen:latest", "qwen")
    assert not is_same("qwen:7b", "qwen")
    assert endpoint_key(plan_of(1, secrets=(SecretUse("HF_TOKEN"),))) == ""
    assert endpoint_key(plan_of(1, secrets=(SecretUse("VLLM_API_KEY"),))) == "VLLM_API_KEY"


@pytest.mark.parametrize(
    ("state", "stopped", "words"),
    [
        ({"ExitCode": 137, "OOMKilled": True}, False, "for want of memory"),
        ({"ExitCode": 137}, False, "no proof that memory ran out"),
        ({"ExitCode": 137}, True, "stopped from outside while it loaded"),
        ({"ExitCode": 1}, False, "ended with code 1 while it loaded"),
    ],
)
def test_why_an_engine_ended_is_told_by_what_docker_knows(
    state: dict[str, object], stopped: bool, words: str
) -> None:
    told = details({"Id": "a" * 64, "Name": "/tiny", "State": {"Status": "exited"} | state})
    lines = ("one", "", "two", "three", "RuntimeError: four")
    error = ended("Tiny", Phase.LOADING, told, lines, stopped=stopped)
    assert words in str(error)
    assert error.hint.endswith("It said: two · three · RuntimeError: four")
    assert error.exit_status == state["ExitCode"]


def test_what_an_engine_prints_of_a_secret_is_in_no_error() -> None:
    register_secret(SECRET)
    told = details({"Id": "a" * 64, "Name": "/tiny", "State": {"Status": "exited", "ExitCode": 1}})
    error = ended("Tiny", Phase.LOADING, told, (f"env: KEY={SECRET}",), stopped=False)
    assert SECRET not in f"{error!r} {error} {error.lines}"


class Watched:
    """A launch whose engine answers as a test says."""

    def __init__(self, **patience: float) -> None:
        self.told: list[DeployProgress] = []
        plan = plan_of(1)
        self.board = PhaseBoard(plan, (), Expected(), self.told.append)
        self.standing = Standing.LOADING
        self.lists = False
        self.listed = ("other",)
        self.job = LaunchJob(
            "id", plan, engine("vllm"), cast("Any", None), Cancel(), self.board, cast("Any", None),
            cast("Any", self), Patience(**patience), "ann@laptop", print, lambda: "",
            lambda: "", lambda: False,
        )  # fmt: skip

    def look(self, *_arguments: object) -> Standing:
        return self.standing

    def is_listed(self, *_arguments: object) -> bool:
        return self.lists

    def complete(self, *_arguments: object) -> bool:
        return True


def test_silence_is_given_up_with_the_last_words() -> None:
    watched = Watched(silence_s=0.0)
    watched.board.enter(Phase.LOADING)
    watched.board.hear("Loading weights")
    with pytest.raises(LaunchFailed, match="Nothing was heard of Tiny") as caught:
        ReadyWatch(watched.job).look(cast("Any", None))
    assert caught.value.hint == "It said last: Loading weights"
    assert caught.value.phase is Phase.LOADING


def test_an_engine_that_lists_something_else_is_given_up() -> None:
    watched = Watched(listed_s=0.0)
    watched.standing = Standing.HEALTHY
    with pytest.raises(LaunchFailed, match="does not list tiny") as caught:
        ReadyWatch(watched.job).look(cast("Any", None))
    assert caught.value.hint == "It lists other."
    watched.lists = True
    assert ReadyWatch(watched.job).look(cast("Any", None))
    assert watched.told[-1].phase is Phase.CHECKING
