"""Thread: the messages below each other, where each one is, and which part is in sight.

Of messages that were never seen heights are guesses. What is at the upper edge is held by an
anchor, so that nothing moves under the reader when heights above it become known.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from app.transcript.api import Entry
from app.transcript.entry_box import EntryBox, guessed
from app.transcript.entry_stacks import Slot
from app.transcript.heights import Heights
from app.transcript.stack import Setup

TOP = 20
"""Pixels above the first message and below the last one."""
_ROUNDS = 12
"""Times that heights are looked at until nothing changes; two suffice as a rule."""
_MOST_BOXES = 300
_FIRST = Slot()


@dataclass(frozen=True, slots=True)
class _Anchor:
    """What is at the upper edge."""

    number: int = 0
    slot: Slot = _FIRST
    offset: int = 0


class Thread:
    """Messages by number and by key. Follows the end until somebody goes elsewhere."""

    def __init__(self, setup: Setup) -> None:
        self.entries: list[Entry] = []
        self.follows = True
        """It stays at the end, whatever comes."""
        self.room = 0
        """How many pixels are in sight."""
        self._setup = setup
        self._numbers: dict[int, int] = {}
        self._boxes: dict[int, EntryBox] = {}
        """By key: messages that were seen."""
        self._opened: set[int] = set()
        """Keys of those whose reasoning is shown."""
        self._heights = Heights()
        self._anchor = _Anchor()
        self._coming: dict[int, tuple[list[str], list[str]]] = {}
        """By key: text and reasoning that are not shown yet."""

    # Messages

    def number(self, key: int | None) -> int | None:
        """Return which message has a key; None: there is none."""
        return None if key is None else self._numbers.get(key)

    def set_entries(self, entries: tuple[Entry, ...]) -> None:
        """Hold other messages; the one at the upper edge stays there where it is still held."""
        self.take_what_came()
        first = self.entries[self._anchor.number].key if self.entries else None
        self.entries = list(entries)
        self._numbers = {entry.key: number for number, entry in enumerate(entries)}
        self._boxes = {key: box for key, box in self._boxes.items() if key in self._numbers}
        for key, box in self._boxes.items():
            number = self._numbers[key]
            box.update(self.entries[number])
            box.set_last(is_last=number == len(entries) - 1)
        self._heights = Heights(map(self._guess, self.entries))
        if (number_of_first := self.number(first)) is None:
            self._anchor, self.follows = _Anchor(), True
        else:
            self._anchor = replace(self._anchor, number=number_of_first)

    def update(self, entry: Entry) -> None:
        """Hold a message otherwise; it is known by its key."""
        self.take_what_came()
        if (number := self.number(entry.key)) is not None:
            self._put(number, entry)

    def append(self, key: int, text: str, reasoning: str) -> bool:
        """Keep what came of a message for the next frame; return whether it is held."""
        if key not in self._numbers:
            return False
        texts, thoughts = self._coming.setdefault(key, ([], []))
        texts.append(text)
        thoughts.append(reasoning)
        return True

    def take_what_came(self) -> None:
        """Add to the messages what was kept for them."""
        coming, self._coming = self._coming, {}
        for key, (texts, thoughts) in coming.items():
            number = self._numbers[key]
            old = self.entries[number]
            text, reasoning = old.text + "".join(texts), old.reasoning + "".join(thoughts)
            self._put(number, replace(old, text=text, reasoning=reasoning))

    def fold(self, key: int) -> None:
        """Open or close the reasoning of a message; what is above it stays."""
        self.hold()
        number = self._numbers[key]
        box = self.box(number)
        box.toggle()
        self._opened ^= {key}
        self._heights[number] = box.height

    def _put(self, number: int, entry: Entry) -> None:
        self.entries[number] = entry
        if (box := self._boxes.get(entry.key)) is not None:
            box.update(entry)
        self._heights[number] = self._guess(entry)

    def _guess(self, entry: Entry) -> int:
        if (box := self._boxes.get(entry.key)) is not None:
            return box.height
        return guessed(entry, self._setup.width, self._setup.style.letter)

    # Messages that are seen

    def box(self, number: int) -> EntryBox:
        """Return a message that is laid out where it is seen."""
        entry = self.entries[number]
        if (box := self._boxes.get(entry.key)) is None:
            is_last = number == len(self.entries) - 1
            is_open = entry.key in self._opened
            box = EntryBox(entry, self._setup, is_open=is_open, is_last=is_last)
            self._boxes[entry.key] = box
            self._heights[number] = box.height
        return box

    def lay_out(self, setup: Setup) -> None:
        """Lay everything out anew: colours or width are others."""
        self.take_what_came()
        self._setup = setup
        self._boxes.clear()
        self._heights = Heights(map(self._guess, self.entries))
        self._anchor = replace(self._anchor, offset=0)

    @property
    def is_behind(self) -> bool:
        """Whether there is a very long message that is not looked at to its end yet."""
        return any(box.is_behind for box in self._boxes.values())

    def go_on(self) -> None:
        """Look at some more of a very long message."""
        box = next((box for box in self._boxes.values() if box.is_behind), None)
        if box is not None:
            box.go_on()
            self._heights[self._numbers[box.entry.key]] = box.height

    def _let_go(self) -> None:
        """Forget messages that were seen long ago."""
        if len(self._boxes) <= _MOST_BOXES:
            return
        first, _offset = self.at(0)
        near = {entry.key for entry in self.entries[max(0, first - 50) : first + 100]}
        self._boxes = {
            key: box for key, box in self._boxes.items() if key in near or box.entry.is_coming
        }

    # Places

    @property
    def whole(self) -> int:
        """How high everything is, as far as it is known."""
        return self._heights.total + 2 * TOP

    @property
    def top(self) -> int:
        """Which height is at the upper edge."""
        if self.follows or not self.entries:
            return self._inside(self.whole)
        anchor = self._anchor
        above = self._heights.before(anchor.number) + self.box(anchor.number).top_of(anchor.slot)
        return self._inside(TOP + above + anchor.offset)

    def at(self, y: int) -> tuple[int, int]:
        """Return which message is `y` below the upper edge, and where in it."""
        return self._heights.at(self.top + y - TOP)

    def place_of(self, number: int) -> int:
        """Return how far below the upper edge a message begins."""
        return self._heights.before(number) + TOP - self.top

    def height_of(self, number: int) -> int:
        """Return how high a message is, as far as it is known."""
        return self._heights[number]

    def arrange(self) -> None:
        """Lay out what is in sight."""
        if self.entries:
            for _round in range(_ROUNDS):
                if not self._measure(self.top):
                    break
            self._let_go()

    def scroll_by(self, pixels: int) -> None:
        """Move down, or up when negative; at the end it follows."""
        if not self.entries:
            return
        self.hold()
        top = 0
        for _round in range(_ROUNDS):
            top = self._inside(self.top + pixels)
            if not self._measure(top):
                break
        self._hold_at(top)
        self.follows = self._is_at_end(top) and pixels >= 0
        self._let_go()

    def go_to(self, top: int) -> None:
        """Put a height at the upper edge; at the end it follows."""
        if self.entries:
            self.follows = self._is_at_end(top)
            self._hold_at(top)
            self.arrange()

    def show(self, number: int, slot: Slot | None) -> None:
        """Put a message, or a piece of it, near the upper edge."""
        self.follows = False
        self._anchor = _Anchor(number, slot or _FIRST, -TOP)
        self.arrange()
        if slot is not None:
            self.scroll_by(-self.room // 3)
        self.follows = self._is_at_end(self.top)

    def hold(self) -> None:
        """Stay at what is at the upper edge now."""
        self._hold_at(self.top)
        self.follows = False

    def _hold_at(self, top: int) -> None:
        number, offset = self._heights.at(top - TOP)
        slot, rest = self.box(number).slot_at(offset)
        self._anchor = _Anchor(number, slot, rest)

    def _inside(self, top: int) -> int:
        return max(0, min(top, self.whole - self.room))

    def _is_at_end(self, top: int) -> bool:
        return top >= self.whole - self.room

    def _measure(self, top: int) -> bool:
        """Lay out what is in sight from a height on; return whether that changed any height."""
        begin, end = top - TOP, top - TOP + self.room
        number, offset = self._heights.at(begin)
        y, changed = begin - offset, False
        while number < len(self.entries) and y < end:
            before, box = self._heights[number], self.box(number)
            box.measure(begin - y, end - y)
            self._heights[number] = box.height
            changed = changed or box.height != before
            y, number = y + box.height, number + 1
        return changed
