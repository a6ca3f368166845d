"""What the palette finds, and in which order."""

from __future__ import annotations

import time

from hypothesis import given
from hypothesis import strategies as st

from app.shell.palette.entries import Entry, Kind
from app.shell.palette.finding import MOST, Finder
from app.shell.palette.matching import Query, target


def score(typed: str, title: str, said: str = "") -> float:
    """Return how well an entry answers, 0 for not at all."""
    rated = Query(typed).rate([target("another one"), target(title, said)])
    return rated.get(1, 0.0)


def entry(title: str, kind: Kind = Kind.COMMAND, detail: str = "", key: str = "") -> Entry:
    return Entry(key or title, kind, title, lambda: None, detail)


def titles(finder: Finder, typed: str, kind: Kind | None = None) -> list[str]:
    return [each.title for each in finder.find(typed, kind).entries]


def test_score_prefers_beginnings_then_words_then_initials_then_the_middle_then_gaps() -> None:
    places = [
        score("term", "Terminal"),
        score("term", "Open terminal"),
        score("dam", "Deploy a model"),
        score("odel", "Deploy a model"),
        score("spark", "Charts", "spark-01"),
        score("contnr", "Containers"),
    ]
    assert places == sorted(places, reverse=True)
    assert places[-1] > 0
    assert score("xyz", "Terminal") == 0
    assert score("charts", "Charts") > score("chart", "Charts of spark-01")


def test_score_needs_every_word_in_any_order_and_ignores_separators() -> None:
    assert score("oss gpt", "gpt-oss:120b") > 0
    assert score("gpt-oss", "GPT OSS 120b") > 0
    assert score("gpt llama", "gpt-oss:120b") == 0
    assert score("模型", "部署模型") > 0


def test_marks_say_where_the_words_are() -> None:
    assert Query("dep mod").marks("Deploy a model") == (0, 1, 2, 9, 10, 11)
    assert Query("dam").marks("Deploy a model") == (0, 7, 9)
    assert Query("contnr").marks("Containers") == (0, 1, 2, 3, 6, 8)
    assert Query("zzz").marks("Containers") == ()


@given(st.text(max_size=40), st.text(max_size=60), st.text(max_size=30))
def test_score_and_marks_take_whatever_machines_and_people_write(
    typed: str, title: str, said: str
) -> None:
    query = Query(typed)
    assert all(0 <= worth <= 110 for worth in query.rate([target(title, said)]).values())
    assert all(0 <= place < len(title) for place in query.marks(title))


@given(st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=12))
def test_score_finds_every_title_by_itself(title: str) -> None:
    assert score(title, title) > 0


@given(
    st.lists(st.text("abc ", max_size=12), max_size=30),
    st.text("abc ", max_size=8),
    st.text("abc ", max_size=4),
)
def test_finder_finds_the_same_whether_it_was_typed_at_once_or_letter_by_letter(
    names: list[str], typed: str, more: str
) -> None:
    entries = [entry(name, key=f"{place}") for place, name in enumerate(names)]
    finder = Finder(entries)
    for end in range(len(typed + more)):
        finder.find((typed + more)[:end])
    assert finder.find(typed + more) == Finder(entries).find(typed + more)


def test_score_of_a_title_made_to_keep_it_busy_is_there_at_once() -> None:
    began = time.monotonic()
    assert score("a" * 60 + "b", "a " * 2000) == 0
    assert score("ab" * 30, "a " + "ab" * 2000 + " c") >= 0
    assert time.monotonic() - began < 5  # a search that goes back would not end in a lifetime


def test_finder_shows_what_was_used_first_and_prefers_it() -> None:
    finder = Finder(
        [entry("Charts"), entry("Chat"), entry("Quit"), entry("Character", Kind.CONVERSATION)],
        recent=("Quit", "Chat", "gone"),
    )
    found = finder.find("")
    assert [each.title for each in found.entries] == ["Quit", "Chat", "Charts", "Character"]
    assert found.recent == 2
    assert titles(finder, "cha") == ["Chat", "Charts", "Character"]
    assert titles(finder, "charts") == ["Charts"]
    assert finder.find("cha").recent == 0


def test_finder_keeps_to_a_kind_and_to_commands_behind_the_sign() -> None:
    finder = Finder([entry("Charts"), entry("spark-01", Kind.NODE, "Connected")])
    assert finder.kinds == (Kind.COMMAND, Kind.NODE)
    assert titles(finder, "", Kind.NODE) == ["spark-01"]
    assert titles(finder, "conn") == ["spark-01"]
    assert titles(finder, "> ", Kind.NODE) == ["Charts"]
    assert titles(finder, ">spark") == []


def test_finder_lists_so_many_and_counts_all() -> None:
    finder = Finder([entry(f"container {number}") for number in range(MOST * 2)])
    for typed in ("", "cont"):
        found = finder.find(typed)
        assert (len(found.entries), found.count) == (MOST, MOST * 2)
