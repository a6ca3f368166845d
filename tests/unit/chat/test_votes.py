from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import UserError
from app.services.chat.votes import Vote, VoteBook, read_vote, standings

SMALL, LARGE = "qwen3-8b · vLLM on spark-01", "gpt-oss-120b · vLLM on spark-02"


def test_votes_are_kept_and_counted_by_model(tmp_path: Path) -> None:
    book = VoteBook(tmp_path / "data" / "votes.jsonl")
    assert book.all() == ()
    votes = (
        Vote(1.0, (SMALL, LARGE), LARGE, blind=True),
        Vote(2.0, (LARGE, SMALL), LARGE),
        Vote(3.0, (SMALL, LARGE)),
    )
    for vote in votes:
        book.add(vote)
    assert VoteBook(tmp_path / "data" / "votes.jsonl").all() == votes
    first, second = standings(book.all())
    assert (first.model, first.won, first.tied, first.lost, first.blind) == (LARGE, 2, 1, 0, 1)
    assert first.share == pytest.approx(5 / 6)
    assert (second.model, second.lost) == (SMALL, 2)


def test_a_model_against_itself_is_counted_once() -> None:
    (one,) = standings((Vote(1.0, (SMALL, SMALL), SMALL),))
    assert (one.won, one.lost) == (1, 0)


def test_a_damaged_line_costs_no_other(tmp_path: Path) -> None:
    path = tmp_path / "votes.jsonl"
    book = VoteBook(path)
    book.add(Vote(1.0, (SMALL, LARGE), SMALL))
    with path.open("ab") as file:
        file.write(b'{"time": 2, "models": ["a\n\xff\xfe\n[]\n')
    book.add(Vote(3.0, (SMALL, LARGE), LARGE))
    assert [vote.time for vote in book.all()] == [1.0, 3.0]


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    path = tmp_path / "votes.jsonl"
    path.mkdir()
    with pytest.raises(UserError, match="not kept"):
        VoteBook(path).add(Vote(1.0, (SMALL, LARGE)))


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_no_line_raises_anything(line: bytes) -> None:
    vote = read_vote(line)
    assert vote is None or len(vote.models) >= 2
