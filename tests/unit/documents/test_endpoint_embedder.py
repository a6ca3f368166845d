"""EndpointEmbedder and EndpointReranker: whatever shape a server's answer has."""

from __future__ import annotations

import base64
import contextlib
import json
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.core.cancel import Cancel
from app.core.errors import Cancelled
from app.services.documents.api import (
    Chunk,
    Collection,
    EmbedderChoice,
    Extracted,
    FileState,
    IndexedFile,
)
from app.services.documents.desk import DocumentDesk
from app.services.documents.embedders import endpoint, reranking
from app.services.documents.embedders.endpoint import EndpointEmbedder
from app.services.documents.embedders.reranking import EndpointReranker
from app.services.serving.completion_errors import AskFailed
from app.services.serving.completions import LocalAddress
from tests.endpoint_servers import Handler, endpoint_server

Answer = Callable[[dict[str, Any]], tuple[int, object]]


class Asked(list[dict[str, Any]]):
    """The bodies that a server was sent."""


@contextlib.contextmanager
def server(answer: Answer, path: str = "/v1/embeddings") -> Iterator[tuple[LocalAddress, Asked]]:
    asked = Asked()

    def serve(handler: Handler) -> None:
        body = json.loads(handler.rfile.read(int(handler.headers["Content-Length"])))
        asked.append(body | {"key": handler.headers["Authorization"]})
        status, told = answer(body)
        data = told if isinstance(told, bytes) else json.dumps(told).encode()
        handler.send_response(status)
        handler.send_header("Content-Length", str(len(data)))
        handler.send_header("Connection", "close")
        handler.end_headers()
        handler.wfile.write(data)

    with endpoint_server({path: serve}) as running:
        yield LocalAddress(f"http://127.0.0.1:{running.port}/v1", "key-1"), asked


def vector_of(text: str) -> list[float]:
    return [float(len(text)), 1.0, 2.0]


def as_floats(body: dict[str, Any]) -> tuple[int, object]:
    data = [{"index": at, "embedding": vector_of(t)} for at, t in enumerate(body["input"])]
    return 200, {"data": data[::-1]}


def as_base64(body: dict[str, Any]) -> tuple[int, object]:
    if body["encoding_format"] != "base64":
        return as_floats(body)
    packed = [base64.b64encode(np.array(vector_of(t), "<f4").tobytes()) for t in body["input"]]
    return 200, {"data": [{"embedding": each.decode()} for each in packed]}


@pytest.mark.parametrize("answer", [as_floats, as_base64])
def test_vectors_come_in_the_order_of_the_texts_and_of_length_one(answer: Answer) -> None:
    texts = ["x" * size for size in (50, 3, 700, 1, *range(4, 70))]
    with server(answer) as (address, asked):
        embedder = EndpointEmbedder(address, "id", "model")
        vectors = embedder.embed(texts, Cancel())
        embedder.close()
    expected = np.array([vector_of(text) for text in texts])
    expected /= np.linalg.norm(expected, axis=1, keepdims=True)
    np.testing.assert_allclose(vectors, expected, atol=1e-6)
    assert embedder.dimensions == 3
    assert [len(body["input"]) for body in asked] == [32, 32, 6]
    assert {(body["model"], body["key"]) for body in asked} == {("model", "Bearer key-1")}


def test_a_server_without_base64_is_asked_for_floats() -> None:
    def answer(body: dict[str, Any]) -> tuple[int, object]:
        if body["encoding_format"] == "base64":
            return 400, {"error": {"message": "encoding_format must be float"}}
        return as_floats(body)

    with server(answer) as (address, asked):
        embedder = EndpointEmbedder(address, "id", "model")
        embedder.embed(["a"], Cancel())
        embedder.embed(["b"], Cancel())
    assert [body["encoding_format"] for body in asked] == ["base64", "float", "float"]


@pytest.mark.parametrize("status", [400, 413, 500])
def test_what_is_too_large_is_halved_until_it_fits(status: int) -> None:
    def answer(body: dict[str, Any]) -> tuple[int, object]:
        if sum(map(len, body["input"])) > 300:
            return status, {"error": {"message": "input is too large to process"}}
        return as_floats(body)

    with server(answer) as (address, asked):
        vectors = EndpointEmbedder(address, "id", "m").embed(
            ["a" * 100] * 8 + ["b" * 900], Cancel()
        )
    assert vectors.shape == (9, 3)
    assert max(sum(map(len, body["input"])) for body in asked[-1:]) <= 300
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-6)


@pytest.mark.parametrize(
    ("status", "told", "words"),
    [
        (401, {"error": {"message": "bad key"}}, "another key"),
        (404, {"detail": "no model"}, "does not know “model”"),
        (501, {"error": {"message": "Start it with `--embeddings`"}}, "makes no vectors"),
        (503, {"error": {"message": "Loading model"}}, "Loading model"),
        (200, b"<html>", "<html>"),
        (200, {"data": []}, "cannot be read"),
        (200, {"data": [{"embedding": [0.0, 0.0]}]}, "cannot be read"),
        (200, {"data": [{"embedding": "%%%"}]}, "cannot be read"),
    ],
)
def test_what_a_server_refuses_is_said(status: int, told: object, words: str) -> None:
    with server(lambda _body: (status, told)) as (address, _asked):
        embedder = EndpointEmbedder(address, "id", "model")
        with pytest.raises(AskFailed, match=words):
            embedder.embed(["a"], Cancel())


def test_a_model_that_became_another_one_is_refused() -> None:
    sizes = iter((3, 4))

    def answer(body: dict[str, Any]) -> tuple[int, object]:
        return 200, {"data": [{"embedding": [1.0] * next(sizes)}]}

    with server(answer) as (address, _asked):
        embedder = EndpointEmbedder(address, "id", "model")
        embedder.embed(["a"], Cancel())
        with pytest.raises(AskFailed, match="of 3 before"):
            embedder.embed(["a"], Cancel())


def test_a_server_that_is_gone_is_told_with_the_reason_of_its_tunnel() -> None:
    with server(as_floats) as (address, _asked):
        gone = LocalAddress(address.base_url, trouble=lambda: "the node is not connected")
    with pytest.raises(AskFailed, match="the node is not connected"):
        EndpointEmbedder(gone, "id", "model").embed(["a"], Cancel())


def test_a_cancel_ends_a_question_that_waits() -> None:
    cancel, release = Cancel(), threading.Event()

    def answer(_body: dict[str, Any]) -> tuple[int, object]:
        cancel.cancel()
        release.wait(20)
        return 200, {}

    with server(answer) as (address, _asked):
        with pytest.raises(Cancelled):
            EndpointEmbedder(address, "id", "model").embed(["a"], cancel)
        release.set()


def test_a_reranker_scores_each_text() -> None:
    told = {"results": [{"index": 1, "relevance_score": 2}, {"index": 0, "relevance_score": -1.5}]}
    with server(lambda _body: (200, told), "/v1/rerank") as (address, asked):
        reranker = EndpointReranker(address, "reranker")
        assert reranker("question", ["a", "b"], Cancel()) == [-1.5, 2.0]
        with pytest.raises(AskFailed, match="cannot be read"):
            reranker("question", ["a", "b", "c"], Cancel())
        reranker.close()
    assert (asked[0]["query"], asked[0]["documents"]) == ("question", ["a", "b"])


def test_a_collections_reranker_orders_what_is_found(tmp_path: Path) -> None:
    def by_length(body: dict[str, Any]) -> tuple[int, object]:
        scores = [
            {"index": at, "relevance_score": len(each)} for at, each in enumerate(body["documents"])
        ]
        return 200, {"results": scores}

    with server(by_length, "/v1/rerank") as (address, asked):
        desk = DocumentDesk(
            tmp_path / "index.sqlite", lambda _id, _cancel: contextlib.nullcontext(address)
        )
        served = EmbedderChoice("endpoint", "box:8000/v1", "reranker")
        desk.index.save(Collection("c", "C", ("/x",), EmbedderChoice("embedded"), reranker=served))
        for path, text in (("/a.md", "fox fox"), ("/b.md", "a fox in a text that is longer")):
            file = IndexedFile(path, FileState.INDEXED, 1, 1.0)
            desk.index.put("c", file, Extracted(text, ()), [Chunk(0, len(text), text)])
        found = desk.retrieve("fox", ("c",), Cancel(), token_budget=100)
        desk.close()
    assert [passage.document for passage in found.passages] == ["/b.md", "/a.md"]
    assert asked[0]["model"] == "reranker"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["data", "index", "embedding", "results", "relevance_score"]), inner
        )
    ),
    max_leaves=8,
)


@given(JSON, st.integers(0, 3))
@example({"results": [{"index": 0, "relevance_score": 10**400}]}, 1)
def test_no_answer_breaks_the_reading(told: object, count: int) -> None:
    vectors = endpoint._read(told, count)
    assert vectors is None or vectors.shape[0] == count
    scores = reranking._read(told, count)
    assert scores is None or len(scores) == count
