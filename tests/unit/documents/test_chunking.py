"""Chunks are pieces of the text, none too long, each with its page and heading."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from app.services.chat.context import estimate_tokens
from app.services.documents.api import Extracted, Section
from app.services.documents.chunking import chunks_of
from app.services.documents.extracting.marked import read_markdown

WORDS = "The fan of the box is cleaned with a soft brush. "


def test_chunks_end_where_headings_and_pages_do() -> None:
    found = chunks_of(read_markdown(f"# One\n\n{WORDS * 9}\n\n# Two\n\n{WORDS * 9}"))
    assert [(chunk.heading, chunk.text[:5]) for chunk in found] == [
        ("One", "# One"),
        ("Two", "# Two"),
    ]
    pages = (Section(0, 490, page=1), Section(490, 980, page=2))
    assert [chunk.page for chunk in chunks_of(Extracted(WORDS * 20, pages))] == [1, 2]


def test_small_parts_go_together_but_not_across_pages() -> None:
    found = chunks_of(read_markdown("# One\n\na\n\n# Two\n\nb\n\n# Three\n\nc\n"))
    assert [chunk.heading for chunk in found] == ["Three"]
    pages = (Section(0, 4, page=1), Section(4, 8, page=2))
    assert len(chunks_of(Extracted("one\ntwo\n", pages))) == 2


def test_a_long_part_is_cut_into_chunks_that_overlap() -> None:
    text = "\n\n".join(f"Paragraph {number}. {WORDS * 3}" for number in range(60))
    found = chunks_of(Extracted(text, (Section(0, len(text)),)), tokens=200, overlap=40)
    assert all(estimate_tokens(chunk.text) <= 200 for chunk in found)
    for before, after in itertools.pairwise(found):
        assert before.start < after.start < before.end


def test_text_without_spaces_is_cut_too() -> None:
    text = "x" * 1_000_000
    found = chunks_of(Extracted(text, (Section(0, len(text)),)))
    assert max(estimate_tokens(chunk.text) for chunk in found) <= 500
    assert found[-1].end == len(text)


@given(st.text(alphabet="ab .\n\t#é漢`", max_size=600), st.integers(8, 40))
def test_chunks_are_pieces_of_the_text_and_leave_no_word_out(text: str, tokens: int) -> None:
    found = chunks_of(Extracted(text, (Section(0, len(text)),)), tokens=tokens, overlap=3)
    covered = set()
    for chunk in found:
        assert chunk.text == text[chunk.start : chunk.end]
        assert estimate_tokens(chunk.text) <= tokens
        covered.update(range(chunk.start, chunk.end))
    assert not [at for at, letter in enumerate(text) if not letter.isspace() and at not in covered]
