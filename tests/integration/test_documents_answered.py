"""Thirty documents, read, embedded and asked: the passages that are cited are the right ones.

Once with the model of this computer, once with that of a real llama.cpp server.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from app.core.cancel import Cancel
from app.services.documents.api import (
    Collection,
    DocumentsUnavailable,
    Embedder,
    EmbedderChoice,
    FileState,
)
from app.services.documents.citations import block, checked, sources_of
from app.services.documents.embedders.embedded import EmbeddedEmbedder
from app.services.documents.embedders.endpoint import EndpointEmbedder
from app.services.documents.embedders.naming import embedder_id
from app.services.documents.index import DocumentIndex
from app.services.documents.indexer import Indexer
from app.services.documents.pause import Pause
from app.services.documents.retrieve import retrieve
from app.services.serving.completions import LocalAddress
from scripts.lab.embedding_model import embedding_server
from tests.document_samples import DOCUMENTS, QUESTIONS, Question, write_documents
from tests.server_fixtures import need_llama

FOLLOW_UPS = (
    ("What does error E47 of the heat pump mean?", "And what do I do against it?", "heat-pump.pdf"),
    (
        "May I use vinegar against limescale in the coffee maker?",
        "How often should it be done?",
        "espresso.pdf",
    ),
    ("How long does the rye dough have to rest?", "And how hot is the oven?", "recipe-bread.docx"),
    ("How quickly can a deleted folder be restored?", "Who does that?", "backup.md"),
    ("Who orders the banner for the fair?", "and until when?", "meeting-april.docx"),
)
"""What was asked before, a question that says nothing alone, and the document that is meant."""
Open = Callable[[], Embedder]
SERVED = EmbedderChoice("endpoint", "lab:8080/v1", "all-MiniLM-L6-v2")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("office")
    write_documents(folder)
    return folder


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Open]:
    need_llama()
    with embedding_server(tmp_path_factory.mktemp("embeddings")) as port:
        address = LocalAddress(f"http://127.0.0.1:{port}/v1")
        opened: list[Embedder] = []

        def open_one() -> Embedder:
            opened.append(EndpointEmbedder(address, embedder_id(SERVED), SERVED.model))
            return opened[-1]

        yield open_one
        for each in opened:
            each.close()


def indexed(folder: Path, path: Path, choice: EmbedderChoice, opened: Open) -> DocumentIndex:
    index = DocumentIndex(path)
    collection = Collection("office", "Office", (str(folder),), choice)
    index.save(collection)
    indexer = Indexer(index, lambda _choice, _cancel: opened())
    synced = indexer.sync(collection, Cancel(), lambda _progress: None, Pause())
    assert synced.error is None
    return index


def answers(text: str, question: Question) -> bool:
    """Whether a text holds the answer, however its lines were broken."""
    return question.answer in " ".join(text.split())


def cited_rightly(index: DocumentIndex, embedder: Embedder) -> list[str]:
    """Ask all questions; return those whose first source is not the one that answers."""
    wrong = []
    for question in QUESTIONS:
        found = retrieve(
            index, lambda _id: embedder, question.text, ["office"], Cancel(), token_budget=1500
        )
        sources = sources_of(found)
        first = sources[0]
        told = block(sources)
        assert found.notes == ()
        assert checked("So it is [1][99].", sources) == "So it is [1]."
        assert index.text_of("office", first.document)[first.start : first.end] == first.text
        assert first.text in told
        if Path(first.document).name != question.document or not answers(first.text, question):
            wrong.append(question.text)
    return wrong


def test_twenty_questions_are_answered_by_the_right_passages(folder: Path, tmp_path: Path) -> None:
    index = indexed(folder, tmp_path / "index.sqlite", EmbedderChoice("embedded"), EmbeddedEmbedder)
    files = index.files("office")
    assert len(files) == len(DOCUMENTS) == 30
    assert {file.state for file in files} == {FileState.INDEXED}
    embedder = EmbeddedEmbedder()
    assert cited_rightly(index, embedder) == []
    found = retrieve(
        index,
        lambda _id: embedder,
        "What does error E47 of the heat pump mean?",
        ["office"],
        Cancel(),
        token_budget=1500,
    )
    assert found.passages[0].page == 3
    for before, question, document in FOLLOW_UPS:
        found = retrieve(
            index,
            lambda _id: embedder,
            question,
            ["office"],
            Cancel(),
            token_budget=1500,
            before=before,
        )
        assert document in [Path(each.document).name for each in found.passages[:3]], question
    thanks = retrieve(
        index, lambda _id: embedder, "thanks!", ["office"], Cancel(), token_budget=1500
    )
    assert thanks.passages == ()
    index.close()


def test_a_model_that_cannot_be_loaded_is_told_and_what_to_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(_name: str) -> object:
        raise ImportError("DLL load failed")

    monkeypatch.setattr(importlib, "import_module", broken)
    with pytest.raises(DocumentsUnavailable, match=r"cannot be started: DLL load failed\. Install"):
        EmbeddedEmbedder()


def test_a_server_with_the_same_model_finds_the_same(
    folder: Path, tmp_path: Path, served: Open
) -> None:
    index = indexed(folder, tmp_path / "index.sqlite", SERVED, served)
    asked = served()
    assert cited_rightly(index, asked) == []
    texts = [question.text for question in QUESTIONS]
    here, there = EmbeddedEmbedder().embed(texts, Cancel()), asked.embed(texts, Cancel())
    assert np.min(np.sum(here * there, axis=1)) > 0.999
    index.close()


def test_a_text_beyond_the_servers_batch_still_gets_a_vector(served: Open) -> None:
    long = " ".join(f"{number} foxes live in the wood beside the river" for number in range(90))
    vectors = served().embed([long, "a fox in the wood", "the price of printer toner"], Cancel())
    nearness = vectors[0] @ vectors[1:].T
    assert nearness[0] > nearness[1] + 0.2
