"""Which files of folders are found, and when a folder has changed."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.core.cancel import Cancel
from app.core.errors import Cancelled
from app.services.documents.kinds import FileKind
from app.services.documents.walking import FoundFile, walk
from app.services.documents.watching import Pace, Stirred, watch
from tests.waiting import wait_for

posix = pytest.mark.skipif(sys.platform == "win32", reason="makes links and pipes")


def found(*paths: Path) -> dict[str, FoundFile]:
    """Return what is found, by the part of its path that a test made."""
    files = list(walk([str(path) for path in paths], Cancel()))
    names = [os.path.basename(file.path) for file in files]
    assert len(names) == len(set(names))
    return dict(zip(names, files, strict=True))


def test_walk_finds_files_of_all_folders_below_and_tells_what_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "deep" / "deeper").mkdir(parents=True)
    (tmp_path / "deep" / "deeper" / "manual.PDF").write_bytes(b"x" * 7)
    (tmp_path / "Makefile").touch()
    (tmp_path / "picture.png").touch()
    for hidden in (".git", "node_modules"):
        (tmp_path / hidden).mkdir()
        (tmp_path / hidden / "hidden.md").touch()
    files = found(tmp_path)
    assert list(files) == ["Makefile", "picture.png", "manual.PDF"]
    assert (files["manual.PDF"].kind, files["manual.PDF"].size) == (FileKind.PDF, 7)
    assert "Only PDF, DOCX" in files["picture.png"].why_not


@posix
def test_walk_ends_in_folders_that_link_to_each_other(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "one" / "note.md").touch()
    (tmp_path / "one" / "back").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "one" / "self.md").symlink_to("self.md")
    (tmp_path / "nowhere.md").symlink_to(tmp_path / "gone.md")
    assert [*found(tmp_path, tmp_path / "one", tmp_path / "one" / "note.md")] == [
        "note.md",
        "self.md",
    ]


@posix
def test_walk_tells_what_it_cannot_reach_and_opens_no_pipe(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.md")
    with (tmp_path / "sparse.txt").open("wb") as file:
        file.truncate(300_000_000)
    files = found(tmp_path, tmp_path / "unplugged")
    assert files["unplugged"].is_missing
    assert "a pipe" in files["pipe.md"].why_not
    assert files["sparse.txt"].why_not == "It has 300 MB; up to 200 MB are read. Split it."


@posix
def test_walk_takes_names_that_are_no_text(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"caf\xe9.md")).touch()
    (only,) = found(tmp_path).values()
    assert only.path.endswith("caf?.md")
    assert only.why_not == "Its name is not valid text. Rename it."


def test_walk_is_cancelled(tmp_path: Path) -> None:
    cancel = Cancel()
    cancel.cancel()
    with pytest.raises(Cancelled):
        list(walk([str(tmp_path)], cancel))


class Watching:
    """Watches on a thread, and counts what it is told."""

    def __init__(self, *paths: Path) -> None:
        self.told: list[Stirred] = []
        self._cancel = Cancel()
        self._paths = [str(path) for path in paths]
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        pace = Pace(quiet=0.1, longest=0.3, rescan=60, unwatched=0.4)
        try:
            for stirred in watch(self._paths, self._cancel, pace):
                self.told.append(stirred)
        except Cancelled:
            pass

    def stop(self) -> None:
        self._cancel.cancel()
        self._thread.join()


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Watching]:
    (tmp_path / "notes").mkdir()
    (tmp_path / "single.md").write_text("before")
    watching = Watching(tmp_path / "notes", tmp_path / "single.md")
    yield watching
    watching.stop()


def test_watch_tells_of_new_changed_and_replaced_files(watched: Watching, tmp_path: Path) -> None:
    def tells(change: str) -> None:
        before = len(watched.told)
        wait_for(lambda: touch() or len(watched.told) > before)
        assert change

    def touch() -> None:
        (tmp_path / "notes" / "new.md").write_text("x")

    tells("the first one may come before the folder is watched")
    (tmp_path / "notes" / "below").mkdir()
    count = len(watched.told)
    (tmp_path / "notes" / "below" / "deep.md").write_text("x")
    wait_for(lambda: len(watched.told) > count)
    count = len(watched.told)
    (tmp_path / "fresh").write_text("after")
    os.replace(tmp_path / "fresh", tmp_path / "single.md")
    wait_for(lambda: len(watched.told) > count)


def test_watch_finds_a_folder_that_comes_later(tmp_path: Path) -> None:
    watching = Watching(tmp_path / "later")
    try:
        wait_for(lambda: watching.told)  # it is looked for now and then
        (tmp_path / "later").mkdir()
        count = len(watching.told)
        wait_for(lambda: len(watching.told) > count)
    finally:
        watching.stop()
