from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.chat.api import (
    ContextKind,
    ContextPart,
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
from app.services.chat.library import records, words
from app.services.chat.library.api import NoSuchConversation
from app.services.chat.library.library import Library
from app.services.serving.answers import Timing

PNG = b"\x89PNG not really"


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    made = Library(tmp_path / "conversations.sqlite")
    yield made
    made.close()


def begin(library: Library, *texts: str, title: str = "Title") -> tuple[Conversation, list[int]]:
    """Keep a conversation of alternating questions and answers."""
    made = library.create(Conversation(0, title, 0, 0))
    ids: list[int] = []
    for place, text in enumerate(texts):
        role = Role.ASSISTANT if place % 2 else Role.USER
        parent = ids[-1] if ids else None
        ids.append(library.add(made.id, Message(0, parent, role, text)).id)
    return library.conversation(made.id), ids


def texts(library: Library, conversation: int) -> list[str]:
    return [message.text for message in library.messages(conversation)]


def found(library: Library, query: str) -> list[str]:
    return [one.snippet for one in library.search(query)]


def test_library_keeps_everything_of_a_message_across_a_restart(
    library: Library, tmp_path: Path
) -> None:
    made = library.create(
        Conversation(
            0,
            "All of it",
            5.0,
            6.0,
            endpoint="spark:8000/v1",
            model="/models/a path",
            system="Be short.",
            parameters=Parameters(max_tokens=7, temperature=0.5, stop=("a", "b"), thinking=False),
            collections=("manuals",),
            folder="Work",
            tags=("gb10", "日本"),
            draft="half a sent",
        )
    )
    sha256 = library.attach(PNG, "image/png")
    message = Message(
        0,
        None,
        Role.ASSISTANT,
        "text",
        parts=(
            ImagePart(sha256, "image/png", 3, 4, "cat.png"),
            FilePart("a.txt", "its text", "1 kB"),
            ContextPart(ContextKind.LOG, "Log of vllm", "line\nline", 9.5),
        ),
        reasoning="why",
        calls=(ToolCall("1", "look", '{"a": 1}'),),
        sources=(Source(1, "manuals", "/a.pdf", "a.pdf", 3, 5, 9, "Head", "passage", 0.5),),
        state=MessageState.STOPPED,
        note="stopped",
        endpoint="vLLM on spark",
        model="m",
        figures=Figures(
            Timing(first_token_s=0.2, by_server=True, reasons={"token_s": "short"}), joules=3.5
        ),
        created=7.0,
    )
    kept = library.add(made.id, message)
    library.close()
    again = Library(tmp_path / "conversations.sqlite")
    loaded = again.load(made.id)
    assert loaded.messages == (replace(message, id=kept.id),)
    assert loaded.conversation == replace(made, leaf=kept.id, updated=7.0)
    assert again.attachment(sha256) == PNG
    again.close()


def test_library_keeps_pictures_that_come_with_a_message(library: Library) -> None:
    made, _ = begin(library)
    part = ImagePart("?", "image/png", 1, 1, data=PNG)
    sha256 = library.attach(PNG, "image/png")
    library.add(made.id, Message(0, None, Role.USER, "", (replace(part, sha256=sha256),)))
    assert library.attachment(sha256) == PNG
    assert library.attachment("unknown") is None


def test_library_lists_the_newest_first_and_what_is_new_moves_up(library: Library) -> None:
    old, _ = begin(library, "one", title="old")
    begin(library, "two", title="new")
    assert [each.title for each in library.conversations()] == ["new", "old"]
    library.add(old.id, Message(0, None, Role.USER, "again"))
    assert [each.title for each in library.conversations()] == ["old", "new"]


def test_save_keeps_what_the_list_changed_meanwhile(library: Library) -> None:
    stale, (question, _answer) = begin(library, "question", "answer", title="New conversation")
    library.pin(stale.id, True)
    library.move(stale.id, "Work")
    library.tag(stale.id, ("x",))
    library.rename(stale.id, "Mine")
    library.save(replace(stale, title="The model's title", model="m", leaf=question, draft="d"))
    kept = library.conversation(stale.id)
    assert (kept.title, kept.has_own_title) == ("Mine", True)
    assert (kept.pinned, kept.folder, kept.tags) == (True, "Work", ("x",))
    assert (kept.model, kept.leaf, kept.draft) == ("m", question, "d")


def test_save_takes_the_title_of_a_model_while_no_person_gave_one(library: Library) -> None:
    made, _ = begin(library, title="New conversation")
    library.save(replace(made, title="Memory of GB10"))
    assert library.conversation(made.id).title == "Memory of GB10"
    assert not library.conversation(made.id).has_own_title


def test_branch_that_is_deleted_comes_back_whole(library: Library) -> None:
    made, ids = begin(library, "question", "first answer", "follow-up", "second answer")
    other = library.add(made.id, Message(0, ids[0], Role.ASSISTANT, "other answer"))
    library.save(replace(library.conversation(made.id), leaf=ids[3]))
    token = library.delete_branch(ids[1])
    assert texts(library, made.id) == ["question", "other answer"]
    assert library.conversation(made.id).leaf == other.id, "what is left is shown"
    assert not found(library, "follow-up")
    library.undo(token)
    assert texts(library, made.id) == [
        "question", "first answer", "follow-up", "second answer", "other answer",
    ]  # fmt: skip
    assert library.conversation(made.id).leaf == ids[3]
    assert found(library, "follow")


def test_delete_of_the_first_message_leaves_an_empty_conversation(library: Library) -> None:
    made, ids = begin(library, "question", "answer")
    first = library.delete_branch(ids[1])
    second = library.delete_branch(ids[0])
    assert library.messages(made.id) == ()
    assert library.conversation(made.id).leaf is None
    library.undo(second)
    library.undo(first)
    assert texts(library, made.id) == ["question", "answer"]


def test_trash_hides_restores_and_is_emptied_with_its_pictures(library: Library) -> None:
    made, _ = begin(library, "a secret plan")
    other, _ = begin(library, "another plan")
    library.trash(made.id)
    assert [each.id for each in library.conversations()] == [other.id]
    assert [each.id for each in library.conversations(trashed=True)] == [made.id]
    assert len(found(library, "plan")) == 1
    library.restore(made.id)
    assert len(found(library, "plan")) == 2
    library.trash(made.id)
    assert library.empty_trash() == 1
    assert library.messages(made.id) == ()
    with pytest.raises(NoSuchConversation):
        library.conversation(made.id)
    assert found(library, "plan") == ["another \x02plan\x03"]


def test_what_is_deleted_for_good_leaves_no_trace_in_the_file(
    library: Library, tmp_path: Path
) -> None:
    made, _ = begin(library, "the password is swordfish")
    begin(library, "harmless")
    library.trash(made.id)
    library.empty_trash()
    library.close()
    left = b"".join(each.read_bytes() for each in tmp_path.iterdir() if each.is_file())
    assert b"swordfish" not in left


def test_emptied_trash_takes_its_pictures_along_and_gives_its_room_back(
    library: Library, tmp_path: Path
) -> None:
    only, both = random.randbytes(2_000_000), b"shown elsewhere, too"
    made, _ = begin(library)
    other, _ = begin(library, "stays")
    for conversation, data in ((made, only), (made, both), (other, both)):
        part = ImagePart(hashlib.sha256(data).hexdigest(), "image/png", 1, 1, data=data)
        library.add(conversation.id, Message(0, None, Role.USER, "", (part,)))
    file = tmp_path / "conversations.sqlite"
    library.trash(made.id)
    library.empty_trash()
    assert library.attachment(hashlib.sha256(only).hexdigest()) is None
    assert library.attachment(hashlib.sha256(both).hexdigest()) == both
    left = sum(each.stat().st_size for each in tmp_path.iterdir())
    assert left < 1_000_000
    assert only[:64] not in file.read_bytes()


def test_fork_is_a_conversation_of_its_own_up_to_the_message(library: Library) -> None:
    made, ids = begin(library, "question", "answer", "follow-up")
    forked = library.fork(made.id, ids[1])
    assert texts(library, forked.id) == ["question", "answer"]
    assert library.conversation(forked.id) == forked
    assert forked.title == "Title (fork)"
    library.update(forked.id, replace(library.messages(forked.id)[0], text="changed"))
    assert texts(library, made.id)[0] == "question"


@pytest.mark.parametrize(
    ("query", "snippet"),
    [
        ("memory", "Unified \x02memory\x03 of the GB10"),
        ("mem uni", "\x02Uni\x03fied \x02mem\x03ory of the GB10"),
        ('"memory of"', "Unified \x02memory of\x03 the GB10"),
        ("gb10", "Unified memory of the \x02GB10\x03"),
    ],
)
def test_search_finds_words_and_their_beginnings_and_marks_them(
    library: Library, query: str, snippet: str
) -> None:
    begin(library, "Unified memory of the GB10", "no such thing")
    assert found(library, query) == [snippet]


def test_search_understands_accents_and_languages_without_spaces(library: Library) -> None:
    begin(library, "Größe der Zwischenspeicher, naïve Schätzung", "这是一个测试消息")
    assert found(library, "grosse") == []
    assert found(library, "naive schat") == [
        "Größe der Zwischenspeicher, \x02naïve\x03 \x02Schät\x03zung"
    ]
    assert found(library, "测试") == ["这是一个\x02测试\x03消息"]
    assert found(library, "试测") == []


def test_search_follows_a_message_that_changes(library: Library) -> None:
    made, ids = begin(library, "question", "")
    answer = replace(library.messages(made.id)[1], text="half an", state=MessageState.ANSWERING)
    library.update(made.id, answer)
    assert not found(library, "half")
    library.update(made.id, replace(answer, text="half an apple", state=MessageState.WHOLE))
    assert found(library, "apple")
    library.update(made.id, replace(answer, text="a pear", state=MessageState.WHOLE))
    assert not found(library, "apple")
    assert [one.message for one in library.search("pear")] == [ids[1]]


def test_search_finds_files_by_name_and_survives_anything_typed(library: Library) -> None:
    made, _ = begin(library)
    part = FilePart("budget-2026.xlsx", "numbers")
    library.add(made.id, Message(0, None, Role.USER, "look", (part,)))
    assert found(library, "budget") == ["look \x02budget\x03-2026.xlsx"]
    for query in ('"', "*", "a AND (", "NEAR(", "-", "col:x", "''", "\x00", '""" ^'):
        assert library.search(query) == ()


@given(text=st.text(max_size=300), query=st.text(max_size=30))
def test_snippet_never_fails_and_adds_only_marks(text: str, query: str) -> None:
    marked = words.snippet(text, words.marker(words.phrases(query)))
    assert len(marked) < 600
    assert marked.count(words.BEFORE) == marked.count(words.AFTER)


@given(st.text())
def test_query_of_any_text_is_one_that_the_index_understands(query: str) -> None:
    with_index = words.matching(query)
    assert with_index.count('"') % 2 == 0


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["name", "temperature", "stop", "timing", "reasons", "id", "role"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(_JSON, st.sampled_from([Parameters, Figures, ToolCall, Source, Message, Conversation]))
def test_records_of_any_json_are_right_or_refused(data: object, kind: type) -> None:
    try:
        made = records.record(kind, data)
    except records.BadRecord:
        return
    assert isinstance(made, kind)


def test_half_characters_of_a_model_are_kept_as_what_they_are_not(library: Library) -> None:
    begin(library, "a \ud83d half and a \x00 zero")
    assert found(library, "half") == ["a � \x02half\x03 and a zero"]


def test_presets_are_kept_by_name(library: Library) -> None:
    library.save_preset(Preset("short", "Be short.", Parameters(max_tokens=5)))
    library.save_preset(Preset("Long", "Be long."))
    library.save_preset(Preset("short", "Be very short.", Parameters(max_tokens=3)))
    assert library.presets() == (
        Preset("Long", "Be long."),
        Preset("short", "Be very short.", Parameters(max_tokens=3)),
    )
    library.delete_preset("Long")
    assert [each.name for each in library.presets()] == ["short"]


def test_several_changes_are_kept_together_or_not_at_all(library: Library) -> None:
    made, _ = begin(library, "question")

    def fail() -> None:
        with library.transaction():
            library.add(made.id, Message(0, None, Role.USER, "more"))
            library.rename(made.id, "other")
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert texts(library, made.id) == ["question"]
    assert library.conversation(made.id).title == "Title"
