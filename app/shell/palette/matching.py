"""How well an entry answers what was typed. Plain Python: asked for thousands of entries per key.

Each word that was typed has to be found. Best is the beginning of the title, then the beginning of
a word, the initials of several (`adm`: "Add a model"), the middle of one, what else is said of the
entry, and last letters with gaps (`contnr`). No regular expressions: titles come from machines, and
one that is made for it could keep a backtracking search busy for hours.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_SEPARATORS = str.maketrans(dict.fromkeys("-_./:·,;@()[]{}<>|…'\"“”\n\t\r", " "))
_MOST_GAP = 8
"""Letters left out between two that were typed, at most."""
_FIRST, _WORD, _INITIALS, _MIDDLE, _SAID, _WITHIN, _GAPS = 100, 80, 60, 55, 40, 25, 12
_WHOLE = 8
"""More for a word that was typed to its end."""
_LEAST_GAPS = 3
"""Letters that have to be typed before gaps are allowed: two are found nearly everywhere."""


@dataclass(frozen=True, slots=True)
class Target:
    """An entry as it is searched."""

    title: str
    """Lower case, words apart by blanks, one more in front."""
    said: str
    """What else it is found by, in the same form."""
    letters: int
    """A bit for each letter of the title: what lacks one need not be looked at further."""
    heads: int
    """A bit for each letter that begins a word of it."""


@functools.lru_cache(maxsize=20_000)
def target(title: str, said: str = "") -> Target:
    """Return the form in which an entry is searched."""
    folded = _folded(title)
    heads = _letters("".join(word[0] for word in folded.split()))
    return Target(folded, _folded(said), _letters(folded), heads)


class Query:
    """What was typed, ready to be compared."""

    def __init__(self, text: str) -> None:
        self.words = tuple(dict.fromkeys(_folded(text).split()))
        self._asked = [(word, " " + word, _letters(word), _letters(word[0])) for word in self.words]

    def narrows(self, wider: Query) -> bool:
        """Tell whether all that answers this answers `wider`, too: somebody typed on."""
        count = len(wider.words)
        if not 0 < count <= len(self.words) or self.words[: count - 1] != wider.words[:-1]:
            return False
        last, longer = wider.words[-1], self.words[count - 1]
        return longer == last or (len(last) >= _LEAST_GAPS and longer.startswith(last))

    def rate(
        self, targets: Sequence[Target], places: Iterable[int] | None = None
    ) -> dict[int, float]:
        """Return the worth of every target that answers, by place; 100 and a little is best.

        One loop per word, for it runs over thousands of entries while somebody types.

        Args:
            targets: what is searched.
            places: those of them that may answer; None: all.
        """
        worth: dict[int, float] = dict.fromkeys(
            range(len(targets)) if places is None else places, 0
        )
        for word, begun, letters, head in self._asked:
            is_letter = len(word) == 1 and word.isascii()  # the middle of a word has each of them
            found: dict[int, float] = {}
            for place, before in worth.items():
                sought = targets[place]
                title = sought.title
                at = title.find(begun)
                if at >= 0:
                    end = at + len(begun)
                    whole = end == len(title) or title[end] == " "
                    found[place] = before + (_WORD if at else _FIRST) + whole * _WHOLE
                elif is_letter:
                    continue
                elif word in title:
                    found[place] = before + _MIDDLE
                elif word in sought.said:
                    found[place] = before + (_SAID if begun in sought.said else _WITHIN)
                elif (
                    head & sought.heads
                    and not letters & ~sought.letters
                    and (points := _scattered(word, title))
                ):
                    found[place] = before + points
            worth = found
        many = len(self._asked)
        return {place: points / many for place, points in worth.items()} if many > 1 else worth

    def marks(self, title: str) -> tuple[int, ...]:
        """Return the places of a title that were typed, to be shown; none where it is too odd."""
        folded = _folded(title)
        if len(folded) != len(title) + 1:
            return ()  # a letter that is two in lower case
        found: set[int] = set()
        for word in self.words:
            at = folded.find(" " + word)
            at = at + 1 if at >= 0 else folded.find(word)
            places = range(at, at + len(word)) if at >= 0 else _places(word, folded)
            found.update(place - 1 for place in places)
        return tuple(sorted(found))


def _folded(text: str) -> str:
    return " " + text.lower().translate(_SEPARATORS)


def _letters(text: str) -> int:
    bits = 0
    for letter in set(text):
        bits |= 1 << (ord(letter) & 63)
    return bits


def _scattered(word: str, title: str) -> int:
    if len(word) < 2:
        return 0
    if _initials(word, title):
        return _INITIALS
    return _GAPS if len(word) >= _LEAST_GAPS and _gapped(word, title) else 0


def _places(word: str, title: str) -> tuple[int, ...]:
    if len(word) < 2:
        return ()
    return _initials(word, title) or (_gapped(word, title) if len(word) >= _LEAST_GAPS else ())


def _initials(word: str, title: str) -> tuple[int, ...]:
    """Return where each letter is the next one or begins a later word."""
    at = title.find(" " + word[0]) + 1
    if not at:
        return ()
    places = [at]
    for letter in word[1:]:
        if title.startswith(letter, at + 1):
            at += 1
        else:
            at = title.find(" " + letter, at) + 1
            if not at:
                return ()
        places.append(at)
    return tuple(places)


def _gapped(word: str, title: str) -> tuple[int, ...]:
    """Return where the letters follow each other with little between, from a word's beginning."""
    begin = title.find(" " + word[0]) + 1
    while begin:
        places = [begin]
        for letter in word[1:]:
            at = title.find(letter, places[-1] + 1, places[-1] + 2 + _MOST_GAP)
            if at < 0:
                break
            places.append(at)
        else:
            return tuple(places)
        begin = title.find(" " + word[0], begin) + 1
    return ()
