from __future__ import annotations

import contextlib
import errno
import itertools
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from app.services.chat.api import Conversation, Message, MessageState, Role
from app.services.chat.library import branches, file, index
from app.services.chat.library.api import LibraryUnavailable
from app.services.chat.library.library import Library

CONVERSATIONS = 40


def filled(path: Path) -> Library:
    library = Library(path)
    with library.transaction():
        for number in range(CONVERSATIONS):
            made = library.create(Conversation(0, f"Title {number}", 0, 0))
            before = None
            for place in range(20):
                role = Role.ASSISTANT if place % 2 else Role.USER
                text = f"word{number} " + "text " * 100
                before = library.add(made.id, Message(0, before, role, text)).id
    return library


def garbage(path: Path) -> None:
    path.write_bytes(b"these are not the pages you are looking for\n" * 500)


def truncated(path: Path) -> None:
    with path.open("r+b") as opened:
        opened.truncate(path.stat().st_size // 2)


def without_a_table(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("DROP TABLE presets")
    connection.close()


@pytest.mark.parametrize("harm", [garbage, truncated, without_a_table])
def test_library_that_is_damaged_is_set_aside_and_a_new_one_can_be_used(
    tmp_path: Path, harm: Callable[[Path], None]
) -> None:
    path = tmp_path / "conversations.sqlite"
    filled(path).close()
    harm(path)
    left = path.read_bytes()
    told: list[file.Told] = []
    library = Library(path, on_told=told.append)

    def use() -> None:
        library.create(Conversation(0, "New", 0, 0))
        for conversation in library.conversations():
            library.messages(conversation.id)

    with contextlib.suppress(LibraryUnavailable):  # where the damage is found later only
        use()
    made = library.create(Conversation(0, "New", 0, 0))
    assert made.id in {each.id for each in library.conversations()}
    library.close()
    (aside,) = tmp_path.glob("conversations-damaged-*.sqlite")
    assert aside.read_bytes() == left or harm is truncated  # which was written to, once opened
    assert aside.name in told[0].hint


def test_pages_that_cannot_be_read_cost_their_messages_only(tmp_path: Path) -> None:
    path = tmp_path / "conversations.sqlite"
    filled(path).close()
    page = 8192
    with path.open("r+b") as opened:
        pages = path.stat().st_size // page
        opened.seek(pages // 2 * page)
        opened.write(b"\xff" * page * 4)
    library = Library(path)

    def read_all() -> list[list[Message]]:
        return [list(library.messages(each.id)) for each in library.conversations()]

    try:
        trees = read_all()
    except LibraryUnavailable:
        trees = read_all()
    assert len(trees) == CONVERSATIONS
    assert sum(map(len, trees)) > CONVERSATIONS * 20 * 0.8
    assert library.search("word0"), "what was saved is found"
    ids = {message.id for tree in trees for message in tree}
    assert all(m.parent in ids or m.parent is None for tree in trees for m in tree)
    library.close()


def test_index_that_is_damaged_is_made_anew(tmp_path: Path) -> None:
    path = tmp_path / "conversations.sqlite"
    filled(path).close()
    connection = sqlite3.connect(path)
    connection.execute("UPDATE words_data SET block=zeroblob(40) WHERE id>1000")
    connection.commit()
    connection.close()
    library = Library(path)
    assert len(library.search("word3", 1000)) == 11 * 20, "3 and 30 to 39"
    assert len(library.search("word33")) == 20
    library.close()
    assert not list(tmp_path.glob("*damaged*"))


def test_index_that_is_missing_is_made_as_a_whole_when_the_file_is_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "conversations.sqlite"
    filled(path).close()
    connection = sqlite3.connect(path)
    connection.execute("DROP TABLE words")
    connection.close()
    library = Library(path)
    count = itertools.count()
    add = index.add

    def breaks_off(connection: sqlite3.Connection, message: Message) -> None:
        add(connection, message)
        if next(count) == 100:
            raise OSError(errno.EIO, "the disk was pulled out")

    monkeypatch.setattr(index, "add", breaks_off)
    with pytest.raises(LibraryUnavailable, match="pulled out"):
        library.search("word33")
    assert len(library.search("word33")) == 20
    library.close()


def test_what_no_file_can_hold_is_refused_and_not_tried_for_ever(tmp_path: Path) -> None:
    library = Library(tmp_path / "conversations.sqlite")
    with pytest.raises(sqlite3.IntegrityError):
        library.create(Conversation(0, "Title", float("nan"), 0))
    assert library.conversations() == ()
    library.close()


def test_library_of_a_newer_version_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "conversations.sqlite"
    filled(path).close()
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA user_version={file.VERSION + 1}")
    connection.close()
    before = path.read_bytes()
    told: list[file.Told] = []
    library = Library(path, on_told=told.append)
    library.create(Conversation(0, "New", 0, 0))
    assert [each.title for each in library.conversations()] == ["New"]
    library.close()
    assert path.read_bytes() == before
    assert "newer version" in told[0].message
    assert (tmp_path / "conversations-v1.sqlite").is_file()


def test_library_that_another_program_locks_says_so_and_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file, "_BUSY_S", 0.05)
    library = Library(tmp_path / "conversations.sqlite")
    made = library.create(Conversation(0, "Title", 0, 0))
    other = sqlite3.connect(tmp_path / "conversations.sqlite", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(LibraryUnavailable, match="locked by another program"):
        library.rename(made.id, "Other")
    assert library.conversation(made.id).title == "Title"
    other.execute("ROLLBACK")
    other.close()
    library.rename(made.id, "Other")
    assert library.conversation(made.id).title == "Other"
    library.close()


def test_disk_that_is_full_is_said_and_what_is_there_is_still_read(tmp_path: Path) -> None:
    library = Library(tmp_path / "conversations.sqlite")
    made = library.create(Conversation(0, "Title", 0, 0))
    with library._held.reading() as connection:
        connection.execute("PRAGMA max_page_count=1").fetchall()
    with pytest.raises(LibraryUnavailable, match="disk is full"):
        library.add(made.id, Message(0, None, Role.USER, "text " * 10_000))
    assert library.messages(made.id) == ()
    with library._held.reading() as connection:
        connection.execute("PRAGMA max_page_count=1000000").fetchall()
    library.add(made.id, Message(0, None, Role.USER, "text " * 10_000))
    assert len(library.messages(made.id)) == 1
    library.close()


def test_place_where_no_file_can_be_is_said(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file, not a folder")
    library = Library(tmp_path / "taken" / "conversations.sqlite")
    with pytest.raises(LibraryUnavailable):
        library.conversations()
    library.close()


_STREAMING = """
import sys
from dataclasses import replace
from pathlib import Path
from app.services.chat.api import Conversation, Message, MessageState, Role
from app.services.chat.library.library import Library
library = Library(Path(sys.argv[1]))
made = library.create(Conversation(0, "Title", 0, 0))
question = library.add(made.id, Message(0, None, Role.USER, "question"))
answer = library.add(
    made.id, Message(0, question.id, Role.ASSISTANT, "", state=MessageState.ANSWERING)
)
words = 0
while True:
    words += 1
    library.update(made.id, replace(answer, text="token " * words))
    print(words, flush=True)
"""


def test_program_that_is_killed_while_a_model_answers_loses_nothing_that_was_written(
    tmp_path: Path,
) -> None:
    path = tmp_path / "conversations.sqlite"
    process = subprocess.Popen(
        [sys.executable, "-c", _STREAMING, str(path)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[3],
    )
    assert process.stdout is not None
    with process:
        for line in process.stdout:
            if int(line) == 25:
                process.kill()
                break
        last = int(([25, *map(int, process.stdout.read().split())])[-1])
    library = Library(path)
    (made,) = library.conversations()
    question, answer = library.messages(made.id)
    assert question.text == "question"
    assert answer.text.count("token") >= last
    assert answer.state is MessageState.CUT_OFF
    assert answer.note == branches.INTERRUPTED
    assert [found.message for found in library.search("token")] == [answer.id]
    library.close()
