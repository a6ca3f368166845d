"""A collection whose vectors are searched in a real Milvus on the node, through its session."""

from __future__ import annotations

import functools
import os
from pathlib import Path

import numpy as np
import pytest

from app.core.cancel import Cancel
from app.core.errors import SessionLost
from app.services.documents.api import (
    Chunk,
    Collection,
    EmbedderChoice,
    Extracted,
    FileState,
    IndexedFile,
    StoreChoice,
)
from app.services.documents.embedders.naming import embedder_id
from app.services.documents.index import DocumentIndex
from app.services.documents.stores.milvus_store import MilvusStore, open_milvus
from app.transport.slot import SessionSlot
from scripts.lab import milvus
from scripts.lab.node import LabNode
from tests.lab_fixtures import REQUIRE
from tests.ssh_fixtures import connector, node_of

pytestmark = [pytest.mark.lab, pytest.mark.timeout(240)]

CHOICE = EmbedderChoice("endpoint", "box:8000/v1", "random")
FILES, CHUNKS, WIDTH = 30, 50, 384


def vectors_of(seed: int) -> np.ndarray:
    vectors = np.random.default_rng(seed).standard_normal((CHUNKS, WIDTH)).astype(np.float32)
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True))


def put(index: DocumentIndex, number: int, *, seed: int | None = None) -> None:
    chunks = [Chunk(at, at + 1, "x") for at in range(CHUNKS)]
    file = IndexedFile(f"/x/{number}.md", FileState.INDEXED, 1, 1.0)
    made = vectors_of(number if seed is None else seed)
    index.put("c", file, Extracted("x" * CHUNKS, ()), chunks, made, embedder_id(CHOICE))


@pytest.fixture
def slot(lab_network_node: LabNode) -> SessionSlot:
    if why := milvus.why_not():
        if os.environ.get(REQUIRE) == "1" and milvus.can_run():
            pytest.fail(why)
        pytest.skip(why)
    milvus.start(lab_network_node)
    slot = SessionSlot()
    node = lab_network_node
    slot.put(connector(node.known_hosts).open(node_of(node, node.identity), Cancel()))
    return slot


def test_milvus_holds_what_the_index_has_and_finds_the_same(
    slot: SessionSlot, tmp_path: Path
) -> None:
    name = embedder_id(CHOICE)
    opened = functools.partial(open_milvus, lambda _node: slot)
    index = DocumentIndex(tmp_path / "documents.sqlite", open_store=opened)
    where = StoreChoice("milvus", "node-lab", milvus.PORT)
    index.save(Collection("c", "Many", ("/x",), CHOICE, where))
    for number in range(FILES):
        put(index, number)
    store = index.store("c", name)
    assert isinstance(store, MilvusStore)
    assert store.count() == FILES * CHUNKS

    put(index, 3, seed=99)  # changed
    index.remove("c", "/x/7.md")
    index.close()
    index = DocumentIndex(tmp_path / "documents.sqlite", open_store=opened)  # a later start
    store = index.store("c", name)
    assert store.count() == (FILES - 1) * CHUNKS
    own = index.own_store("c", name)
    for seed in (3, 7, 12, 99, 1000):
        question = vectors_of(seed)[:1]
        here, there = own.search(question, 10), store.search(question, 10)
        assert [hit.chunk for hit in there] == [hit.chunk for hit in here]
        assert [hit.score for hit in there] == pytest.approx([h.score for h in here], abs=1e-4)

    store.clear()  # somebody emptied it
    index.close()
    index = DocumentIndex(tmp_path / "documents.sqlite", open_store=opened)
    assert index.store("c", name).count() == (FILES - 1) * CHUNKS
    index.save(Collection("c", "Many", ("/x",), CHOICE))  # no longer there
    left = open_milvus(lambda _node: slot, where, f"c\n{name}")
    assert left.count() == 0
    left.close()
    index.delete("c")
    index.close()

    session = slot.session
    assert session is not None
    session.close()
    slot.clear(session)
    index = DocumentIndex(tmp_path / "documents.sqlite", open_store=opened)
    index.save(Collection("c", "Many", ("/x",), CHOICE, where))
    put(index, 1)
    with pytest.raises(SessionLost):
        index.store("c", name)
    assert index.own_store("c", name).count() == CHUNKS  # nothing is lost with it
    index.close()
