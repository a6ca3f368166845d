"""Searching a log: exactly the lines that fit, and never for ever."""

from __future__ import annotations

import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.cancel import Cancel
from app.core.errors import BadInput, Cancelled, UserError
from app.logview.levels import Level
from app.logview.query import Query, TooCostly
from app.logview.search import Matches, search
from app.logview.store import LogStore
from app.services.containers.api import LogLine
from app.services.containers.log_api import Entry
from tests.waiting import wait_for

EVIL = "a" * 60 + "!"


def entries(*texts: str) -> list[Entry]:
    return [Entry(0, LogLine(None, False, text)) for text in texts]


class Searching:
    """A search that runs while a block is left, as the window has it."""

    def __init__(self, store: LogStore, query: Query) -> None:
        self.matches, self.error = Matches(), None
        self._store, self._cancel = store, Cancel()
        self._thread = threading.Thread(target=self._run, args=(query,))

    def _run(self, query: Query) -> None:
        try:
            for found in search(self._store, query, self._cancel):
                self.matches.add(found)
        except Cancelled:
            pass
        except UserError as error:
            self.error = error

    def __enter__(self) -> Searching:
        self._thread.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self._cancel.cancel()
        self._thread.join(20)
        assert not self._thread.is_alive()

    def texts(self) -> list[str]:
        rows = [self._store.row(number) for number in list(self.matches)]
        return [row.line.raw for row in rows if row is not None]


def test_lines_that_come_at_both_ends_are_searched_too() -> None:
    store = LogStore()
    store.append(entries(*(f"line {n}" for n in range(3000))))
    with Searching(store, Query("7")) as searching:
        wanted = [f"line {n}" for n in range(3000) if "7" in str(n)]
        wait_for(lambda: searching.texts() == wanted)
        store.append(entries("no", "newer 7"))
        store.prepend(entries("older 7", "no"))
        wanted = ["older 7", *wanted, "newer 7"]
        wait_for(lambda: searching.texts() == wanted)
        store.clear()
        store.append(entries("another 7"))
        wait_for(lambda: searching.texts() == ["another 7"])


def test_colours_do_not_hide_words_and_levels_filter() -> None:
    store = LogStore()
    store.append(entries("ERROR a\x1b[31mbc\x1b[0md", "INFO abcd", "  more of it", "WARN abcd"))
    store.note("abcd")
    with Searching(store, Query("ABCD", least=Level.WARNING)) as searching:
        wait_for(lambda: len(searching.matches) == 2)
        assert list(searching.matches) == [0, 3]
    with Searching(store, Query("ABCD", match_case=True)) as searching:
        wait_for(lambda: not searching.matches.behind)
        assert len(searching.matches) == 0


@settings(max_examples=50, deadline=None)
@given(st.text(min_size=1, max_size=4), st.text(max_size=30))
def test_words_are_found_as_python_finds_them(words: str, text: str) -> None:
    finder = Query(words, match_case=True).finder()

    assert finder.fits(text) is (words in text)
    assert all(text[begin:end] == words for begin, end in finder.spans(text))
    assert bool(finder.spans(text)) is (words in text)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=12), st.text(max_size=40))
def test_no_expression_does_more_than_be_refused(words: str, text: str) -> None:
    try:
        finder = Query(words, is_regex=True).finder()
        finder.spans(text)
        finder.fits(text)
    except (BadInput, TooCostly):
        pass


def test_places_are_right_where_a_line_has_emojis() -> None:
    text = "🚀 start 🚀 start"

    assert [text[a:b] for a, b in Query("st.rt", is_regex=True).finder().spans(text)] == [
        "start"
    ] * 2
    assert Query("x*", is_regex=True).finder().spans("axxb") == [(1, 3)]


def test_wrong_expression_is_said_with_its_place() -> None:
    with pytest.raises(BadInput, match=r"\(at character \d+\)"):
        Query("a(b", is_regex=True).finder()
    with pytest.raises(BadInput, match="1000 characters"):
        Query("a" * 2000).finder()


def test_expression_that_takes_for_ever_is_given_up() -> None:
    query = Query("(a+)+$", is_regex=True)
    with pytest.raises(TooCostly):
        query.finder().fits(EVIL)
    assert query.finder().spans(EVIL) in ([], [(60, 61)])
    assert Query("(*LIMIT_MATCH=999999999)(a+)+$", is_regex=True).finder().spans(EVIL) == []
    store = LogStore()
    store.append(entries(*["aaa"] * 5, *[EVIL] * 3))
    with Searching(store, query) as searching:
        wait_for(lambda: searching.matches.costly == 3)
        assert len(searching.matches) == 5
        store.append(entries(*[EVIL] * 50))
        wait_for(lambda: searching.error is not None)
    assert "takes too long" in str(searching.error)


def test_lines_that_were_let_go_are_no_matches() -> None:
    store = LogStore(max_lines=3000)
    with Searching(store, Query("line")) as searching:
        for begin in range(0, 9000, 500):
            store.append(entries(*(f"line {n}" for n in range(begin, begin + 500))))
        now, matches = store.held, searching.matches
        wait_for(lambda: matches.at(now.end) - matches.at(now.first) == now.count)
        matches.keep(now.first, now.end, now.epoch)
        assert list(matches) == list(range(now.first, now.end))
