"""The index becomes what the files are, whatever is missing, broken or stopped meanwhile."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from app.core.cancel import Cancel
from app.core.errors import Cancelled, UserError
from app.services.documents import intake
from app.services.documents.api import (
    Collection,
    EmbedderChoice,
    FileState,
    IndexedFile,
    IndexProgress,
)
from app.services.documents.extracting.limits import cannot_open
from app.services.documents.index import DocumentIndex
from app.services.documents.indexer import Indexer, Synced
from app.services.documents.pause import Pause

if TYPE_CHECKING:
    from app.services.documents.api import Vectors


class Counting:
    """Makes vectors of nothing, and remembers of what."""

    id = "counting"
    dimensions = 4

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.error: UserError | None = None
        self.is_open = False

    def embed(self, texts: Sequence[str], cancel: Cancel) -> Vectors:
        cancel.raise_if_cancelled()
        if self.error is not None:
            raise self.error
        self.texts.extend(texts)
        return np.full((len(texts), 4), 0.5, np.float32)

    def close(self) -> None:
        self.is_open = False


class Folder:
    """A collection of one folder, and its index."""

    def __init__(self, tmp_path: Path) -> None:
        self.path = tmp_path / "notes"
        self.path.mkdir()
        self.index = DocumentIndex(tmp_path / "documents.sqlite")
        self.collection = Collection("c", "C", (str(self.path),), EmbedderChoice("embedded"))
        self.index.save(self.collection)
        self.embedder = Counting()
        self.told: list[IndexProgress] = []

    def write(self, name: str, text: str) -> None:
        (self.path / name).write_text(text)

    def sync(self, *, again: bool = False, cancel: Cancel | None = None) -> Synced:
        indexer = Indexer(self.index, self._open)
        synced = indexer.sync(
            self.collection, cancel or Cancel(), self.told.append, Pause(), again=again
        )
        assert not self.embedder.is_open
        return synced

    def _open(self, _choice: EmbedderChoice, _cancel: Cancel) -> Counting:
        self.embedder.is_open = True
        return self.embedder

    def files(self) -> dict[str, IndexedFile]:
        return {Path(each.path).name: each for each in self.index.files("c")}


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Folder]:
    made = Folder(tmp_path)
    yield made
    made.index.close()


def test_sync_reads_only_what_changed(folder: Folder) -> None:
    folder.write("a.md", "# Fan\n\nClean it.")
    folder.write("b.txt", "Second.")
    assert folder.sync() == Synced(read=2)
    assert sorted(folder.embedder.texts) == ["Fan › Fan\n# Fan\n\nClean it.", "Second."]
    assert folder.told[-1] == replace(folder.told[-1], done=2, total=2, chunks=2)
    folder.embedder.texts.clear()
    assert folder.sync() == Synced()
    folder.write("b.txt", "Second, changed.")
    os.utime(folder.path / "a.md")  # touched, not changed
    assert folder.sync() == Synced(read=2)
    assert folder.embedder.texts == ["Second, changed."]
    assert folder.sync() == Synced()


def test_sync_forgets_files_that_are_gone_but_none_of_a_folder_that_is(folder: Folder) -> None:
    folder.write("a.md", "A")
    folder.write("b.md", "B")
    folder.sync()
    (folder.path / "a.md").unlink()
    assert folder.sync() == Synced(removed=1)
    folder.path.rename(folder.path.with_name("unplugged"))
    assert folder.sync() == Synced(unreachable=(str(folder.path),))
    assert list(folder.files()) == ["b.md"]


def test_sync_keeps_what_is_known_of_a_folder_whose_drive_is_not_mounted(folder: Folder) -> None:
    folder.write("a.md", "Zebras.")
    folder.sync()
    (folder.path / "a.md").rename(folder.path.with_name("a.md"))  # the mount point stays, empty
    assert folder.sync() == Synced(unreachable=(str(folder.path),))
    assert folder.index.words("zebras", ("c",), 10)
    folder.write("b.md", "Another drive?")
    assert folder.sync() == Synced(read=1, removed=1)


def test_sync_keeps_what_is_known_of_a_file_that_is_unplugged_meanwhile(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.write("a.md", "Zebras.")
    folder.sync()
    folder.write("a.md", "Zebras, changed.")

    def unplugged(_path: str, _cancel: Cancel) -> str:
        raise cannot_open(OSError(errno.EIO, "Input/output error"))

    with monkeypatch.context() as patch:
        patch.setattr(intake, "sha256_of", unplugged)
        folder.sync()
    assert folder.files()["a.md"].state is FileState.INDEXED
    assert folder.index.words("zebras", ("c",), 10)
    folder.sync()
    assert folder.index.words("changed", ("c",), 10)


def test_sync_follows_files_that_were_renamed_or_moved(folder: Folder) -> None:
    folder.write("a.md", "Zebras.")
    folder.write("b.md", "Yetis.!")  # as long
    folder.sync()
    shutil.copy(folder.path / "a.md", folder.path / "copy.md")
    folder.sync()
    folder.embedder.texts.clear()
    (folder.path / "deeper").mkdir()
    (folder.path / "a.md").rename(folder.path / "deeper" / "z.md")
    (folder.path / "b.md").unlink()
    folder.write("c.md", "Xeruses")
    assert folder.sync() == Synced(read=2, removed=1)  # c.md, and copy.md, which stood beside
    assert folder.embedder.texts == ["Xeruses"]
    files = folder.files()
    assert sorted(files) == ["c.md", "copy.md", "z.md"]
    assert files["copy.md"].same_as == files["z.md"].path
    (hit,) = folder.index.words("zebras", ("c",), 10)
    assert folder.index.passages([hit.chunk])[hit.chunk].document == files["z.md"].path
    assert folder.sync() == Synced()


def test_sync_reads_the_same_bytes_once_and_another_copy_when_the_first_goes(
    folder: Folder,
) -> None:
    folder.write("a.md", "The same.")
    for name in ("b.md", "c.md"):
        shutil.copy(folder.path / "a.md", folder.path / name)
    folder.sync()
    assert folder.embedder.texts == ["The same."]
    assert {name: Path(each.same_as).name for name, each in folder.files().items()} == {
        "a.md": "",
        "b.md": "a.md",
        "c.md": "a.md",
    }
    folder.write("a.md", "Another.")
    folder.sync()
    assert {name: Path(each.same_as).name for name, each in folder.files().items()} == {
        "a.md": "",
        "b.md": "",
        "c.md": "b.md",
    }
    assert folder.index.stats("c").chunks == 2


def test_sync_tells_why_a_file_is_not_read_and_tries_it_again_when_asked(folder: Folder) -> None:
    folder.write("broken.pdf", "no PDF")
    folder.write("picture.png", "")
    folder.write("good.md", "Good.")
    assert folder.sync() == Synced(read=3)
    files = folder.files()
    assert files["broken.pdf"].state is FileState.FAILED
    assert files["broken.pdf"].error.startswith("It is not a PDF, or damaged.")
    assert files["picture.png"].state is FileState.SKIPPED
    assert files["good.md"].state is FileState.INDEXED
    assert folder.sync() == Synced()
    assert folder.sync(again=True) == Synced(read=1)


def test_sync_without_a_model_finds_words_and_makes_the_vectors_later(folder: Folder) -> None:
    folder.write("a.md", "Zebras.")
    folder.embedder.error = UserError("The endpoint is gone.")
    assert folder.sync() == Synced(read=1, error=folder.embedder.error)
    assert folder.told[-1].done == 1
    assert folder.index.words("zebras", ("c",), 10)
    folder.embedder.error = None
    assert folder.sync() == Synced()
    assert folder.embedder.texts == ["Zebras."]
    assert folder.index.lacking("c", folder.index.answering("c")) == ()


def test_sync_keeps_the_old_model_until_all_vectors_of_the_new_one_are_there(
    folder: Folder,
) -> None:
    folder.write("a.md", "Zebras.")
    folder.sync()
    before = folder.index.answering("c")
    folder.collection = replace(folder.collection, embedder=EmbedderChoice("endpoint", "e", "m"))
    folder.index.save(folder.collection)
    folder.embedder.error = UserError("Not yet.")
    folder.sync()
    assert folder.index.answering("c") == before
    folder.embedder.error = None
    folder.sync()
    assert folder.index.answering("c") == "m at e"
    assert folder.index.store("c", "m at e").count() == 1


def test_sync_goes_on_where_it_was_cancelled(folder: Folder) -> None:
    for number in range(150):
        folder.write(f"{number}.md", f"Note {number}.")
    cancel = Cancel()
    embed = folder.embedder.embed

    def stop(texts: Sequence[str], cancelled: Cancel) -> Vectors:
        if folder.embedder.texts:
            cancel.cancel()
        return embed(texts, cancelled)

    folder.embedder.embed = stop  # type: ignore[method-assign]
    with pytest.raises(Cancelled):
        folder.sync(cancel=cancel)
    done = len(folder.embedder.texts)
    assert 0 < done < 150
    folder.embedder.embed = embed  # type: ignore[method-assign]
    folder.sync()
    assert len(folder.embedder.texts) == 150
    assert folder.index.stats("c").chunks == 150
