"""Collections are indexed in the background, follow their folders, and can be held and deleted."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import numpy as np
import pytest
from PySide6.QtCore import QObject, Signal
from pytestqt.qtbot import QtBot

from app.core.cancel import Cancel
from app.core.errors import UserError
from app.core.paths import user_paths
from app.services.documents.api import Collection, EmbedderChoice, FileState
from app.services.documents.desk import AddressOf, DocumentDesk
from app.state.chat import ChatState
from app.state.chat_endpoints import EndpointsChanged
from app.state.documents import DocumentsState
from app.state.hub import Hub, Notice
from app.workers.supervisor import Supervisor

HERE = EmbedderChoice("embedded")
THERE = EmbedderChoice("endpoint", "box", "bge-m3")


class FakeEndpoints(QObject):
    changed = Signal(EndpointsChanged)

    def watch(self) -> None:
        pass

    def view(self, _endpoint: str) -> object:
        return SimpleNamespace(error=None, models=())


class Letters:
    """Counts letters: enough of a meaning to tell texts apart."""

    id = "letters"
    dimensions = 26

    def embed(self, texts: Sequence[str], cancel: Cancel) -> np.ndarray:
        rows = np.array(
            [[1 + text.lower().count(chr(97 + at)) for at in range(26)] for text in texts],
            np.float32,
        )
        return cast(np.ndarray, rows / np.linalg.norm(rows, axis=1, keepdims=True))

    def close(self) -> None:
        pass


class World:
    """A state over real files, with a small embedding model that can be gone."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        self.supervisor = Supervisor()
        hub = cast(Hub, SimpleNamespace(supervisor=self.supervisor, sessions=None))
        self.chat = ChatState(
            hub,
            supervisor=self.supervisor,
            settings=cast("object", None),  # type: ignore[arg-type]
            secrets=cast("object", None),  # type: ignore[arg-type]
            paths=user_paths(),
        )
        self.endpoints = FakeEndpoints()
        self.chat.__dict__["endpoints"] = self.endpoints
        self.gone: UserError | None = None
        self.asked: list[EmbedderChoice] = []
        monkeypatch.setattr(DocumentDesk, "open_embedder", self._open)
        self.folder = tmp_path / "notes"
        self.folder.mkdir()
        self.told: list[Notice] = []
        self.documents = self.begin()

    def begin(self) -> DocumentsState:
        documents = DocumentsState(self.chat)
        documents.told.connect(self.told.append)
        documents.load()
        return documents

    def _open(self, choice: EmbedderChoice, _cancel: Cancel) -> Letters:
        self.asked.append(choice)
        if self.gone is not None:
            raise self.gone
        return Letters()

    def collection(self, embedder: EmbedderChoice = HERE) -> Collection:
        return Collection("notes", "Notes", (str(self.folder),), embedder)


@pytest.fixture
def documents_world(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[World]:
    world = World(monkeypatch, tmp_path)
    qtbot.waitUntil(lambda: world.documents.collections() == ())
    yield world
    assert not world.supervisor.stop_all()


@pytest.fixture
def until(qtbot: QtBot) -> Callable[[Callable[[], object]], None]:
    def wait(condition: Callable[[], object]) -> None:
        qtbot.waitUntil(lambda: bool(condition()))

    return wait


Until = Callable[[Callable[[], object]], None]


def test_documents_state_indexes_a_new_collection_and_what_changes_in_it(
    documents_world: World, until: Until
) -> None:
    documents, folder = documents_world.documents, documents_world.folder
    (folder / "zebra.md").write_text("# Zebras\n\nZebras have stripes.")
    documents.save(documents_world.collection())
    until(lambda: documents.indexing("notes") is None and documents.stats("notes").chunks == 1)
    (folder / "quiz.txt").write_text("The quick quiz asks who quacks.")
    until(lambda: documents.stats("notes").chunks == 2)
    found = documents.retrieve("who quacks?", ("notes",), Cancel(), token_budget=1000)
    assert found.passages[0].document == str(folder / "quiz.txt")
    (folder / "quiz.txt").unlink()
    until(lambda: documents.stats("notes").files == 1)
    assert not documents_world.told


def test_documents_state_keeps_words_while_the_model_is_gone_and_goes_on_when_it_is_back(
    documents_world: World, until: Until
) -> None:
    world, documents = documents_world, documents_world.documents
    world.gone = UserError("The endpoint is gone.", "Start it.")
    (world.folder / "a.md").write_text("Zebras have stripes.")
    documents.save(world.collection(THERE))
    until(lambda: documents.stats("notes").note)
    assert "The endpoint is gone. Start it." in documents.stats("notes").note
    assert [notice.title for notice in world.told] == ["“Notes” is not indexed completely."]
    assert documents.retrieve("stripes", ("notes",), Cancel(), token_budget=1000).passages
    world.gone = None
    world.endpoints.changed.emit(EndpointsChanged("box"))
    until(lambda: documents.indexing("notes") is None and documents.stats("notes").embedder)
    assert documents.stats("notes").note == ""


def test_documents_state_follows_what_the_command_line_adds_and_removes(
    documents_world: World, until: Until
) -> None:
    world, documents = documents_world, documents_world.documents
    (world.folder / "zebra.md").write_text("Zebras have stripes.")
    desk = DocumentDesk(user_paths().documents, cast(AddressOf, None))
    desk.index.save(world.collection())
    documents.load(again=True)
    until(lambda: documents.indexing("notes") is None and documents.stats("notes").chunks == 1)
    desk.index.delete("notes")
    documents.index("notes")  # what the window knows is old by now
    until(lambda: documents.indexing("notes") is None)
    assert desk.index.files("notes") == ()
    documents.load(again=True)
    until(lambda: documents.collections() == ())
    desk.close()


def test_documents_state_answers_with_the_old_model_until_the_new_one_is_done(
    documents_world: World, until: Until
) -> None:
    world, documents = documents_world, documents_world.documents
    (world.folder / "a.md").write_text("Zebras have stripes.")
    documents.save(world.collection())
    until(lambda: documents.stats("notes").embedder)
    before = documents.stats("notes").embedder
    world.gone = UserError("Not yet.")
    documents.save(world.collection(THERE))
    until(lambda: documents.stats("notes").note)
    assert documents.stats("notes").is_stale
    assert documents.stats("notes").embedder == before
    world.gone = None
    documents.index("notes")
    until(lambda: not documents.stats("notes").is_stale)
    assert documents.stats("notes").embedder == "bge-m3 at box"


def test_documents_state_holds_and_goes_on(documents_world: World, until: Until) -> None:
    world, documents = documents_world, documents_world.documents
    for number in range(200):
        (world.folder / f"{number}.md").write_text(f"Note {number}.")
    documents.save(world.collection())
    until(lambda: documents.indexing("notes"))
    documents.pause("notes", paused=True)
    progress = documents.indexing("notes")
    assert progress is not None
    assert progress.is_paused
    documents.pause("notes", paused=False)
    until(lambda: documents.indexing("notes") is None and documents.stats("notes").chunks == 200)


def test_documents_state_deletes_a_collection_that_is_being_indexed(
    documents_world: World, until: Until
) -> None:
    world, documents = documents_world, documents_world.documents
    for number in range(200):
        (world.folder / f"{number}.md").write_text(f"Note {number}.")
    documents.save(world.collection())
    until(lambda: documents.indexing("notes"))
    documents.delete("notes")
    until(lambda: documents.collections() == () and documents.indexing("notes") is None)
    assert documents.files("notes") == ()
    assert (world.folder / "0.md").exists()


def test_documents_state_looks_through_folders_at_its_start(
    documents_world: World, until: Until
) -> None:
    world = documents_world
    world.documents.save(world.collection())
    until(lambda: world.documents.collections() and world.documents.indexing("notes") is None)
    world.documents._unwatch("notes")
    (world.folder / "meanwhile.md").write_text("Written while the program was not running.")
    again = world.begin()
    until(lambda: again.stats("notes").chunks == 1)
    assert [file.state for file in again.files("notes")] == [FileState.INDEXED]
