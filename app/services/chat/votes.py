"""Which answer a person liked better: kept as lines of JSON, counted by model."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from app.core.errors import UserError
from app.core.files import append_line, exclusively
from app.core.i18n import tr

MOST_BYTES = 16 * 1024**2
"""Of the file that are read: its end."""


@dataclass(frozen=True, slots=True)
class Vote:
    """One prompt's answers, compared by a person."""

    time: float
    models: tuple[str, ...]
    """Titles of the models and where they run: `gpt-oss-120b · vLLM on spark-01`."""
    winner: str = ""
    """One of them; empty: none was better."""
    blind: bool = False
    """Whether the person did not know which was which."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How often the answers of one model were liked better."""

    model: str
    won: int
    tied: int
    lost: int
    blind: int
    """How many of all these were blind."""

    @property
    def share(self) -> float:
        """How much of its comparisons it won; a tie counts half."""
        return (self.won + self.tied / 2) / (self.won + self.tied + self.lost)


class VoteBook:
    """The file of votes. Blocks; safe with several programs."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def add(self, vote: Vote) -> None:
        """Keep a vote; UserError says why it cannot be."""
        line = json.dumps(asdict(vote), ensure_ascii=False) + "\n"
        try:
            with exclusively(self._path):
                append_line(self._path, line.encode("utf-8", "backslashreplace"))
        except OSError as error:
            raise UserError(
                tr("The vote was not kept: {why}.").format(why=error.strerror or error)
            ) from error

    def all(self) -> tuple[Vote, ...]:
        """Return the votes, the oldest first; lines that cannot be read are left out."""
        try:
            with open(self._path, "rb") as file:
                file.seek(0, os.SEEK_END)
                file.seek(max(file.tell() - MOST_BYTES, 0))
                lines = file.read(MOST_BYTES).splitlines()
        except FileNotFoundError:
            return ()
        except OSError as error:
            raise UserError(
                tr("The votes cannot be read: {why}.").format(why=error.strerror or error)
            ) from error
        return tuple(vote for vote in map(read_vote, lines) if vote is not None)


def read_vote(line: bytes) -> Vote | None:
    """Read one line; None where it is none of ours."""
    try:
        told = json.loads(line)
        models, winner = told["models"], told.get("winner", "")
        time = float(told["time"])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, OverflowError):
        return None
    is_list = isinstance(models, list) and all(isinstance(each, str) for each in models)
    if not is_list or len(models) < 2 or winner not in ("", *models):
        return None
    return Vote(time, tuple(models), winner, told.get("blind") is True)


def standings(votes: Iterable[Vote]) -> tuple[Standing, ...]:
    """Count votes by model, the one that won the largest share first."""
    counts: dict[str, list[int]] = {}
    for vote in votes:
        for model in _each_once(vote.models):
            count = counts.setdefault(model, [0, 0, 0, 0])
            place = 1 if not vote.winner else 0 if vote.winner == model else 2
            count[place] += 1
            count[3] += vote.blind
    found = (Standing(model, *count) for model, count in counts.items())
    return tuple(sorted(found, key=_order))


def _each_once(models: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(models))


def _order(standing: Standing) -> tuple[float, int, str]:
    return -standing.share, -standing.won, standing.model
