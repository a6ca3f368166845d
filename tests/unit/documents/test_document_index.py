"""DocumentIndex: what is put in is found, and nothing that goes wrong with the file hides."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import BadInput
from app.core.spacing import spaced, unspaced
from app.services.documents import database
from app.services.documents.api import (
    Chunk,
    Collection,
    DocumentsUnavailable,
    EmbedderChoice,
    Extracted,
    FileState,
    IndexedFile,
)
from app.services.documents.embedders.naming import choice_of, embedder_id
from app.services.documents.index import DocumentIndex

if TYPE_CHECKING:
    from app.services.documents.api import Vectors

OFFICE = Collection("c1", "Office", ("/office",), EmbedderChoice("endpoint", "box:8000/v1", "one"))
ONE = embedder_id(OFFICE.embedder)
TWO = embedder_id(EmbedderChoice("endpoint", "box:8000/v1", "two"))


@pytest.fixture
def index(tmp_path: Path) -> Iterator[DocumentIndex]:
    index = DocumentIndex(tmp_path / "documents.sqlite")
    index.save(OFFICE)
    yield index
    index.close()


def unit(*values: float) -> Vectors:
    vector = np.array([values], np.float32)
    return np.asarray(vector / np.linalg.norm(vector), np.float32)


def put(
    index: DocumentIndex,
    path: str,
    texts: Sequence[str],
    vectors: Vectors | None = None,
    *,
    embedder: str = ONE,
    sha256: str = "",
    collection: str = "c1",
) -> None:
    """Put a file whose chunks are lines."""
    chunks = []
    at = 0
    for text in texts:
        chunks.append(Chunk(at, at + len(text), text, heading="Part"))
        at += len(text) + 1
    file = IndexedFile(path, FileState.INDEXED, 10, 1.0, sha256 or path, chunks=len(texts))
    extracted = Extracted("\n".join(texts), (), title="Title of it")
    index.put(collection, file, extracted, chunks, vectors, embedder)


def found(index: DocumentIndex, query: str, collections: Sequence[str] = ("c1",)) -> list[str]:
    hits = index.words(query, collections, 10)
    return [passage.text for passage in index.passages([hit.chunk for hit in hits]).values()]


def test_words_find_chunks_with_where_they_stand(index: DocumentIndex) -> None:
    put(index, "/office/a.md", ["The fox lives in the wood.", "Routers have addresses."])
    (hit,) = index.words("Where does a router live? address!", ["c1"], 1)
    (passage,) = index.passages([hit.chunk]).values()
    assert (passage.document, passage.title, passage.heading) == (
        "/office/a.md",
        "Title of it",
        "Part",
    )
    assert index.text_of("c1", passage.document)[passage.start : passage.end] == passage.text
    assert passage.text == "Routers have addresses."


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("Die Größe der Straße beträgt drei Meter.", "Welche Größe hat sie?"),
        ("Der Lu\u0308fter wird heiß.", "Wie HEISS? Wie heiß wird er?"),
        ("Müller wohnt dort.", "Wo wohnt Mu\u0308ller?"),
        ("显卡的噪音有四十五分贝。", "显卡的噪音有多大？"),
        ("ファンの騒音は45デシベルです。", "騒音はどのくらいですか"),
        ("그래픽카드의 소음은 45dB입니다.", "소음이 얼마나 큰가요?"),
    ],
)
def test_words_of_other_languages_are_found(index: DocumentIndex, text: str, question: str) -> None:
    put(index, "/office/other.md", ["Something else, 别的东西, ほかのもの, 다른 것"])
    put(index, "/office/a.md", [text])
    assert found(index, question)[0] == text
    assert [chunk.text for chunk in index.chunks_of("c1", "/office/a.md")] == [text]


@given(st.text(st.sampled_from(" a字かﾝ힣\n")))
def test_what_is_spaced_comes_back_as_it_was(text: str) -> None:
    assert unspaced(spaced(text)) == text


def test_words_look_only_into_the_collections_that_are_asked(index: DocumentIndex) -> None:
    put(index, "/office/a.md", ["apples here"])
    put(index, "/home/b.md", ["apples there"], collection="c2")
    assert found(index, "apples") == ["apples here"]
    assert sorted(found(index, "apples", ["c1", "c2"])) == ["apples here", "apples there"]
    assert found(index, "apples", []) == []
    assert found(index, "place1 c1", ["c2"]) == []


@pytest.mark.parametrize("query", ['"', "NEAR( AND *", "", "?!", "text:x", "{a b} : c", "\0", "’–"])
def test_words_take_any_question(index: DocumentIndex, query: str) -> None:
    put(index, "/office/a.md", ["apples"])
    assert found(index, query) == []


def test_vectors_are_searched_exactly_and_follow_the_index(index: DocumentIndex) -> None:
    vectors = np.concatenate([unit(1, 0, 0), unit(0, 1, 0)])
    put(index, "/office/a.md", ["a", "b"], vectors)
    store = index.store("c1", ONE)
    assert [hit.score for hit in store.search(unit(1, 0.1, 0), 2)] == pytest.approx(
        [0.995, 0.0995], abs=1e-3
    )
    put(index, "/office/b.md", ["c"], unit(0, 0, 1))
    put(index, "/office/a.md", ["d"], unit(1, 1, 0))  # in place of a and b
    assert index.store("c1", ONE).count() == 2
    index.remove("c1", "/office/a.md")
    (hit,) = index.store("c1", ONE).search(unit(1, 1, 1), 5)
    assert [each.text for each in index.passages([hit.chunk]).values()] == ["c"]


def test_another_model_answers_only_when_it_is_told_to(index: DocumentIndex) -> None:
    put(index, "/office/a.md", ["a"], unit(1, 0))
    index.save(
        Collection(
            OFFICE.id, OFFICE.name, OFFICE.paths, EmbedderChoice("endpoint", "box:8000/v1", "two")
        )
    )
    assert index.stats("c1").is_stale
    assert index.answering("c1") == ONE
    assert index.lacking("c1", TWO) == ("/office/a.md",)
    index.put_vectors("c1", "/office/a.md", unit(1, 2, 3), TWO)
    assert (index.answering("c1"), index.lacking("c1", TWO)) == (ONE, ())
    index.switch("c1", TWO)
    assert index.answering("c1") == TWO
    assert not index.stats("c1").is_stale
    assert index.store("c1", ONE).count() == 0
    assert index.store("c1", TWO).count() == 1


def test_vectors_of_another_length_are_refused(index: DocumentIndex) -> None:
    put(index, "/office/a.md", ["a"], unit(1, 0))
    with pytest.raises(BadInput, match="another model"):
        put(index, "/office/b.md", ["b"], unit(1, 0, 0))
    assert [file.path for file in index.files("c1")] == ["/office/a.md"]
    index.delete("c1")
    put(index, "/office/b.md", ["b"], unit(1, 0, 0))  # nothing is left to mix with


def test_a_file_stands_for_those_with_the_same_bytes(index: DocumentIndex) -> None:
    put(index, "/office/a.md", ["a text"], sha256="same")
    twin = IndexedFile("/office/b.md", FileState.INDEXED, 1, 1.0, "same", same_as="/office/a.md")
    index.put("c1", twin, None)
    assert [each.file.path for each in index.same_bytes("same")] == ["/office/a.md"]
    assert index.text_of("c1", "/office/b.md") == "a text"
    assert index.remove("c1", "/office/a.md") == ("/office/b.md",)
    (left,) = index.files("c1")
    assert (left.state, left.same_as) == (FileState.WAITING, "")


def test_what_is_deleted_is_gone_from_words_vectors_and_disk(
    index: DocumentIndex, tmp_path: Path
) -> None:
    file = tmp_path / "documents.sqlite"
    texts = [f"secretly {number} " + "word " * 400 for number in range(300)]
    put(index, "/office/a.md", texts, np.repeat(unit(1, 0), 300, 0))
    put(index, "/home/b.md", ["another"], unit(0, 1), collection="c2")
    index.delete("c1")
    assert index.collections() == ()
    assert b"secretly" not in file.read_bytes()
    assert file.stat().st_size < 300_000
    assert found(index, "secretly", ["c1", "c2"]) == []
    assert found(index, "another", ["c1", "c2"]) == ["another"]
    assert (index.files("c1"), index.stats("c1").chunks) == ((), 0)
    assert index.store("c2", ONE).count() == 1


def test_paths_and_texts_may_hold_anything(index: DocumentIndex) -> None:
    path = os.fsdecode(b"/office/\xff\xfe.txt")
    put(index, path, ["half a pair \ud83d and a zero \0 byte"], sha256="bytes")
    (file,) = index.files("c1")
    assert file.path == path
    (passage,) = index.passages([1]).values()
    assert passage.document == path
    assert len(passage.text) == passage.end - passage.start


def test_what_failed_is_counted_and_says_why(index: DocumentIndex) -> None:
    index.put(
        "c1", IndexedFile("/office/x.pdf", FileState.FAILED, 5, 1.0, error="No password."), None
    )
    assert index.files("c1")[0].error == "No password."
    assert (index.stats("c1").files, index.stats("c1").failed) == (1, 1)
    with pytest.raises(DocumentsUnavailable, match="no longer in the index"):
        index.text_of("c1", "/office/y.pdf")


def test_a_damaged_index_is_begun_anew_and_keeps_the_collections(tmp_path: Path) -> None:
    path = tmp_path / "documents.sqlite"
    version = database.VERSION.to_bytes(4, "big")
    path.write_bytes(b"SQLite format 3\0" + b"\xff" * 44 + version + b"\xff" * 8192)
    index = DocumentIndex(path)
    index.save(OFFICE)
    with pytest.raises(DocumentsUnavailable, match="a new one was begun"):
        index.files("c1")
    assert index.collections() == (OFFICE,)
    assert "is kept in" in index.notice
    put(index, "/office/a.md", ["apples"], unit(1, 0))
    assert found(index, "apples") == ["apples"]
    assert len(list(tmp_path.glob("documents-damaged-*.sqlite"))) == 1
    index.close()


def test_a_damage_found_while_searching_is_told_too(tmp_path: Path) -> None:
    index = DocumentIndex(tmp_path / "documents.sqlite")
    put(index, "/office/a.md", ["apples"], unit(1, 0))
    with sqlite3.connect(tmp_path / "documents.sqlite") as db:
        db.execute("UPDATE vectors SET data=x'0000'")
    db.close()
    with pytest.raises(DocumentsUnavailable, match="damaged"):
        index.store("c1", ONE)
    assert index.files("c1") == ()
    index.close()


def test_an_index_of_a_newer_version_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "documents.sqlite"
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE future(x)")
        db.execute("PRAGMA user_version=99")
    db.close()
    before = path.read_bytes()
    index = DocumentIndex(path)
    put(index, "/office/a.md", ["apples"])
    assert found(index, "apples") == ["apples"]
    index.close()
    assert path.read_bytes() == before


def test_a_lock_of_another_program_is_told(
    index: DocumentIndex, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BUSY_S", 0.05)
    put(index, "/office/a.md", ["apples"])
    index.close()
    other = sqlite3.connect(tmp_path / "documents.sqlite", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    locked = DocumentIndex(tmp_path / "documents.sqlite")
    with pytest.raises(DocumentsUnavailable, match="locked by another program"):
        put(locked, "/office/b.md", ["pears"])
    assert found(locked, "apples") == ["apples"]  # reading goes on
    other.close()
    locked.close()


def test_a_damaged_list_of_collections_is_kept_aside_and_told(tmp_path: Path) -> None:
    (tmp_path / "documents-collections.json").write_text('[{"id": 7')
    index = DocumentIndex(tmp_path / "documents.sqlite")
    assert index.collections() == ()
    assert "was damaged" in index.notice
    assert (tmp_path / "documents-collections.json.damaged").read_text() == '[{"id": 7'
    index.close()


def test_many_threads_read_while_one_writes(index: DocumentIndex) -> None:
    failures: list[BaseException] = []
    done = threading.Event()

    def read() -> None:
        try:
            while not done.is_set():
                found(index, "apples")
                store = index.store("c1", ONE)
                assert len(store.search(unit(1, 0), 50)) <= store.count()
        except BaseException as error:  # noqa: BLE001 - told by the test
            failures.append(error)

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for number in range(30):
        put(index, f"/office/{number % 7}.md", ["apples"] * 3, np.repeat(unit(1, number), 3, 0))
    done.set()
    for reader in readers:
        reader.join()
    assert failures == []
    assert index.store("c1", ONE).count() == 21


@pytest.mark.parametrize(
    "choice",
    [
        EmbedderChoice("embedded"),
        EmbedderChoice("endpoint", "spark-01:8000/v1", "BAAI/bge at home"),
    ],
)
def test_an_embedders_id_leads_back_to_its_choice(choice: EmbedderChoice) -> None:
    assert choice_of(embedder_id(choice)) == choice
