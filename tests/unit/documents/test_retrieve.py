"""Retrieve: words and meaning fused, neighbours merged, a budget kept, and what failed said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from app.core.cancel import Cancel
from app.core.errors import UserError
from app.services.chat.context import estimate_tokens
from app.services.documents.api import (
    Chunk,
    Collection,
    EmbedderChoice,
    Extracted,
    FileState,
    IndexedFile,
    Retrieval,
    StoreChoice,
)
from app.services.documents.embedders.naming import embedder_id
from app.services.documents.index import DocumentIndex
from app.services.documents.retrieve import FLOORS, retrieve

if TYPE_CHECKING:
    from app.services.documents.api import Vectors

TOPICS = ("fox", "router", "bread", "choir")
CHOICE = EmbedderChoice("endpoint", "box:8000/v1", "topics")


class Topics:
    """An embedding model that knows four topics."""

    id = embedder_id(CHOICE)
    dimensions = len(TOPICS)

    def embed(self, texts: Sequence[str], cancel: Cancel) -> Vectors:
        cancel.raise_if_cancelled()
        rows = [[0.01 + text.lower().count(topic) for topic in TOPICS] for text in texts]
        vectors = np.array(rows, np.float32)
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)

    def close(self) -> None:
        pass


@pytest.fixture
def index(tmp_path: Path) -> Iterator[DocumentIndex]:
    index = DocumentIndex(tmp_path / "documents.sqlite")
    index.save(Collection("c", "Office", ("/x",), CHOICE))
    yield index
    index.close()


def put(
    index: DocumentIndex, path: str, texts: Sequence[str], *, vectors: bool = True, gap: int = 1
) -> None:
    text = (" " * gap).join(texts)
    chunks = []
    at = 0
    for each in texts:
        chunks.append(Chunk(at, at + len(each), each))
        at += len(each) + gap
    file = IndexedFile(path, FileState.INDEXED, 1, 1.0, path)
    made = Topics().embed(texts, Cancel()) if vectors else None
    index.put("c", file, Extracted(text, ()), chunks, made, Topics.id)


def ask(index: DocumentIndex, question: str, **more: object) -> Retrieval:
    options = {"token_budget": 1000} | more
    return retrieve(index, lambda _id: Topics(), question, ["c"], Cancel(), **options)  # type: ignore[arg-type]


def test_what_words_and_meaning_agree_on_is_first(index: DocumentIndex) -> None:
    put(index, "/words.md", ["a zebra and nothing else"])
    put(index, "/both.md", ["the zebra meets a fox"])
    put(index, "/meaning.md", ["fox fox fox"])
    found = ask(index, "zebra fox").passages
    assert found[0].document == "/both.md"
    by_document = {passage.document: passage for passage in found}
    assert by_document["/both.md"].by_words
    assert by_document["/meaning.md"].similarity == pytest.approx(1.0, abs=0.01)
    assert [p.score for p in found] == sorted((p.score for p in found), reverse=True)


def test_a_follow_up_finds_what_was_asked_before(index: DocumentIndex) -> None:
    for number in range(12):
        put(index, f"/other-{number}.md", [f"a choir sings song {number}"])
    put(index, "/noise.md", ["the router makes a noise of 31 dB"])
    follow_up = "And how loud is it?"
    assert "/noise.md" not in [each.document for each in ask(index, follow_up).passages]
    found = ask(index, follow_up, before="Which noise does the router make?").passages
    assert "/noise.md" in [each.document for each in found[:3]]


def test_what_is_like_nothing_in_the_documents_finds_nothing(
    index: DocumentIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(index, "/fox.md", ["fox fox fox"])
    monkeypatch.setitem(FLOORS, Topics.id, 0.2)
    assert ask(index, "bread").passages == ()
    assert len(ask(index, "a fox").passages) == 1


def test_neighbours_become_one_passage_that_stands_where_it_says(index: DocumentIndex) -> None:
    put(index, "/a.md", ["the fox one", "the fox two", "the fox three"])
    put(index, "/b.md", ["bread", "the fox far away"], gap=40)
    put(index, "/c.md", ["bread " * 9])
    joined, apart = ask(index, "fox", limit=2).passages
    assert joined.text == "the fox one the fox two the fox three"
    assert index.text_of("c", "/a.md")[joined.start : joined.end] == joined.text
    assert apart.text == "the fox far away"


def test_what_is_found_stays_within_the_budget(index: DocumentIndex) -> None:
    for number in range(12):
        put(index, f"/{number}.md", [f"fox {number} " + "word " * 40])
    for budget in (1, 10, 60, 200):
        found = ask(index, "fox", token_budget=budget).passages
        assert 1 <= len(found) <= 8
        assert sum(estimate_tokens(passage.text) for passage in found) <= budget
        for passage in found:
            assert index.text_of("c", passage.document)[passage.start : passage.end] == passage.text
    assert ask(index, "fox", token_budget=0).passages == ()
    assert ask(index, "  ").passages == ()


def test_the_same_text_in_two_files_is_told_once(index: DocumentIndex) -> None:
    put(index, "/a.md", ["a fox in the wood"])
    put(index, "/copy.md", ["a fox in the wood"])
    assert len(ask(index, "fox").passages) == 1


def test_without_the_embedding_model_words_find_and_it_is_said(index: DocumentIndex) -> None:
    put(index, "/a.md", ["a fox in the wood"])

    def gone(_id: str) -> Topics:
        raise UserError("The embedding server is not connected.")

    found = retrieve(index, gone, "Where is the fox?", ["c"], Cancel(), token_budget=100)
    assert [passage.text for passage in found.passages] == ["a fox in the wood"]
    assert found.passages[0].similarity is None
    assert found.notes == ("Found by words only: The embedding server is not connected.",)
    assert found.searched_chunks == 1


def test_documents_that_have_no_vectors_yet_are_found_by_words(index: DocumentIndex) -> None:
    put(index, "/a.md", ["a fox in the wood"], vectors=False)
    found = ask(index, "fox")
    assert len(found.passages) == 1
    assert found.notes == ("Found by words only: the documents have no vectors yet.",)


def test_a_model_that_became_another_one_is_not_asked(index: DocumentIndex) -> None:
    put(index, "/a.md", ["a fox in the wood"])

    class Longer(Topics):
        def embed(self, texts: Sequence[str], cancel: Cancel) -> Vectors:
            return np.ones((len(texts), 9), np.float32)

    found = retrieve(index, lambda _id: Longer(), "fox", ["c"], Cancel(), token_budget=100)
    assert len(found.passages) == 1
    assert "is another model by now" in found.notes[0]


def test_a_milvus_that_is_gone_is_replaced_by_this_computer_and_said(index: DocumentIndex) -> None:
    put(index, "/a.md", ["fox fox"])
    (collection,) = index.collections()
    index.save(replace(collection, store=StoreChoice("milvus", "spark")))
    found = ask(index, "fox")
    assert found.passages[0].similarity is not None
    assert found.notes == (
        "Searched on this computer: The Milvus of this collection cannot be reached from here.",
    )


def test_a_reranker_has_the_last_word_unless_it_fails(index: DocumentIndex) -> None:
    put(index, "/a.md", ["fox fox fox"])
    put(index, "/b.md", ["the fox and the router"])

    def by_length(_question: str, texts: Sequence[str], _cancel: Cancel) -> list[float]:
        return [float(len(text)) for text in texts]

    def broken(_question: str, _texts: Sequence[str], _cancel: Cancel) -> list[float]:
        raise UserError("It is gone.")

    assert ask(index, "fox").passages[0].document == "/a.md"
    assert ask(index, "fox", rerank=by_length).passages[0].document == "/b.md"
    found = ask(index, "fox", rerank=broken)
    assert found.passages[0].document == "/a.md"
    assert found.notes == ("The passages could not be reranked: It is gone.",)


def test_common_words_are_left_out_before_they_cost_time(index: DocumentIndex) -> None:
    from app.services.documents import searching

    for number in range(20):
        put(index, f"/{number}.md", ["the common text", "the common fox" if number == 7 else "the"])
    before, searching.MATCHES = searching.MATCHES, 10
    try:
        (hit,) = index.words("the common fox", ["c"], 40)
    finally:
        searching.MATCHES = before
    assert "fox" in index.passages([hit.chunk])[hit.chunk].text
