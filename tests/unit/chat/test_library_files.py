from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.cancel import Cancel
from app.core.errors import Cancelled, UserError
from app.services.chat.api import (
    Conversation,
    Figures,
    FilePart,
    ImagePart,
    Message,
    MessageState,
    Parameters,
    Preset,
    Role,
    Source,
    ToolCall,
)
from app.services.chat.library import exporting
from app.services.chat.library.api import NotImportable
from app.services.chat.library.library import Library

PNG = b"\x89PNG not really"


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    made = Library(tmp_path / "conversations.sqlite")
    yield made
    made.close()


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Library]:
    made = Library(tmp_path / "elsewhere.sqlite")
    yield made
    made.close()


def rich(library: Library) -> Conversation:
    """Keep a conversation with two branches and everything that a message can have."""
    made = library.create(
        Conversation(0, "Cats / dogs", 1.0, 2.0, "e", "m", "Be short.", Parameters(seed=3))
    )
    picture = ImagePart(library.attach(PNG, "image/png"), "image/png", 3, 4, "cat.png")
    question = library.add(
        made.id,
        Message(
            0, None, Role.USER, "Which *one*?", (picture, FilePart("a.txt", "text")), created=3
        ),
    )
    first = Message(
        0,
        question.id,
        Role.ASSISTANT,
        "The first [1].",
        reasoning="I think.",
        calls=(ToolCall("1", "look", "{}"),),
        sources=(Source(1, "docs", "/cats.pdf", "cats.pdf", 7, 0, 4, text="cats"),),
        model="m",
        figures=Figures(joules=4.0),
        created=4.0,
    )
    library.add(made.id, first)
    library.add(made.id, replace(first, text="The second.", sources=(), state=MessageState.STOPPED))
    return library.conversation(made.id)


def test_export_and_import_lose_nothing(
    library: Library, elsewhere: Library, tmp_path: Path
) -> None:
    made = rich(library)
    library.save_preset(Preset("short", "Be short."))
    library.export_json(tmp_path / "out.json", [made.id])
    done = elsewhere.import_file(tmp_path / "out.json")
    assert (len(done.conversations), done.messages, done.incomplete) == (1, 3, 0)
    (number,) = done.conversations
    assert elsewhere.load(number) == library.load(made.id)
    assert elsewhere.presets() == library.presets()
    (picture, _file) = elsewhere.messages(number)[0].parts
    assert isinstance(picture, ImagePart)
    assert elsewhere.attachment(picture.sha256) == PNG
    assert elsewhere.search("second")


def test_import_of_what_is_here_changes_nothing(library: Library, tmp_path: Path) -> None:
    made = rich(library)
    library.export_json(tmp_path / "out.json", [made.id])
    done = library.import_file(tmp_path / "out.json")
    assert (done.conversations, done.known) == ((), 1)
    assert len(library.conversations()) == 1


def test_import_of_another_state_keeps_both(library: Library, tmp_path: Path) -> None:
    made = rich(library)
    library.export_json(tmp_path / "out.json", [made.id])
    library.trash(made.id)
    assert len(library.import_file(tmp_path / "out.json").conversations) == 1
    assert len(library.conversations()) == 1
    assert len(library.conversations(trashed=True)) == 1


def test_markdown_is_the_branch_that_is_shown(library: Library, tmp_path: Path) -> None:
    made = rich(library)
    library.export_markdown(tmp_path / "out.md", made.id)
    written = (tmp_path / "out.md").read_text()
    assert written.startswith("# Cats / dogs\n\n> Be short.\n\n## You · 1970-01-01")
    assert "*Picture: cat.png, 3 × 4*" in written
    assert "The second." in written
    assert "The first" not in written
    assert "<summary>Thinking</summary>\n\nI think." in written


def test_export_that_cannot_be_written_leaves_the_old_file(
    library: Library, tmp_path: Path
) -> None:
    made = rich(library)
    target = tmp_path / "out.json"
    target.write_text("old")
    with pytest.raises(UserError, match="cannot be written"):
        library.export_json(tmp_path / "missing" / "out.json", [made.id])
    stopped = Cancel()
    stopped.cancel()
    with pytest.raises(Cancelled):
        library.export_json(target, [made.id], stopped)
    assert target.read_text() == "old"
    assert sorted(each.name for each in tmp_path.glob("*out*")) == ["out.json"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no json",
        "[]",
        '{"format": "other"}',
        f'{{"format": "{exporting.FORMAT}"}}',
        "[" * 99_999,
    ],
)
def test_import_of_a_foreign_file_says_so(library: Library, tmp_path: Path, text: str) -> None:
    (tmp_path / "in.json").write_text(text)
    with pytest.raises(NotImportable):
        library.import_file(tmp_path / "in.json")
    with pytest.raises(NotImportable, match="cannot be read"):
        library.import_file(tmp_path / "missing.json")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_import_waits_for_no_pipe(library: Library, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.json")
    with pytest.raises(NotImportable, match="holds no conversations"):
        library.import_file(tmp_path / "pipe.json")


def test_import_of_a_newer_file_says_so(library: Library, tmp_path: Path) -> None:
    (tmp_path / "in.json").write_text(f'{{"format": "{exporting.FORMAT}", "version": 99}}')
    with pytest.raises(NotImportable, match="newer version"):
        library.import_file(tmp_path / "in.json")


def test_import_that_is_cancelled_goes_on_from_there(
    library: Library, elsewhere: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = [rich(library).id for _ in range(3)]
    library.export_json(tmp_path / "out.json", ids)
    stopped = Cancel()
    monkeypatch.setattr(stopped, "wait", lambda _seconds: stopped.cancel())  # after the first
    with pytest.raises(Cancelled):
        elsewhere.import_file(tmp_path / "out.json", stopped)
    assert len(elsewhere.conversations()) == 1
    done = elsewhere.import_file(tmp_path / "out.json")
    assert (len(done.conversations), done.known) == (2, 1)


def test_import_says_what_is_missing(library: Library, elsewhere: Library, tmp_path: Path) -> None:
    made = rich(library)
    library.export_json(tmp_path / "out.json", [made.id])
    data = json.loads((tmp_path / "out.json").read_text())
    (one,) = data["conversations"]
    one["pictures"] = {"x": {"media_type": "image/png", "data": "§"}}
    one["messages"][1]["parent"] = 999
    one["messages"][2]["state"] = "answering"
    (tmp_path / "out.json").write_text(json.dumps(data))
    done = elsewhere.import_file(tmp_path / "out.json")
    assert done.incomplete == 2
    messages = elsewhere.messages(done.conversations[0])
    assert messages[1].parent is None
    assert messages[2].state is MessageState.CUT_OFF


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["id", "title", "created", "updated", "messages", "pictures", "parts", "part",
                 "role", "text", "parent", "uid", "media_type", "data", "leaf", "figures"]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=25,
)  # fmt: skip
_BASE = {"id": 1, "title": "t", "created": 1, "updated": 2}
_MESSAGE = {"id": 1, "parent": None, "role": "user", "text": "t"}


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """A library that many files are imported into."""
    library = Library(tmp_path_factory.mktemp("crowded") / "conversations.sqlite")
    yield library
    library.close()


@settings(max_examples=60)
@given(st.lists(st.tuples(_JSON, st.lists(_JSON, max_size=3)), max_size=3), _JSON)
def test_import_takes_any_json_without_failing(
    crowded: Library, found: list[tuple[object, list[object]]], presets: object
) -> None:
    conversations = []
    for more, messages in found:
        extra = more if isinstance(more, dict) else {}
        filled = [_MESSAGE | each if isinstance(each, dict) else each for each in messages]
        conversations.append({"messages": filled, **extra, **_BASE})
    head = {"format": exporting.FORMAT, "version": 1, "presets": presets}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "in.json"
        path.write_text(json.dumps({**head, "conversations": conversations}))
        done = crowded.import_file(path)
    for number in done.conversations:
        crowded.messages(number)
