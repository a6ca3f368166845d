"""EntryStacks: where the parts of a message are, above each other."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QPointF

from app.transcript.laid import Laid
from app.transcript.stack import Setup, Stack, TextStack

SPACE = 10
"""Below a message."""
BUBBLE_PAD = 14
BUBBLE_TOP = 9
_BUBBLE_SHARE = 0.85
HEAD, REASONING, TEXT, FOOT = range(4)


class Slot(NamedTuple):
    """One piece of a message."""

    stack: int = 0
    piece: int = 0


class EntryStacks:
    """The head, the reasoning, the text and the foot of a message, as far as they are laid out."""

    _reasoning: TextStack
    _text: TextStack
    """Both are made by who fills them."""

    def __init__(self, setup: Setup, *, is_bubble: bool) -> None:
        """`is_bubble`: the text has a ground of its own, at the right."""
        self._setup = setup
        self._is_bubble = is_bubble
        self._inner = setup.width
        """How wide the text may be."""
        if is_bubble:
            self._inner = round(setup.width * _BUBBLE_SHARE) - 2 * BUBBLE_PAD
        self._head, self._foot = Stack(setup), Stack(setup)

    @property
    def height(self) -> int:
        """How high it is, as far as it is known."""
        return self._tops()[-1]

    def _stacks(self) -> tuple[Stack, Stack, Stack, Stack]:
        return self._head, self._reasoning, self._text, self._foot

    def _tops(self) -> tuple[int, int, int, int, int]:
        """Return where the stacks begin, and where the message ends."""
        reasoning = self._head.height
        text = reasoning + self._reasoning.height
        pad = self._pad()
        end = text + pad + self._text.height
        foot = end + (4 if pad else 0)
        return 0, reasoning, text + pad, foot, foot + self._foot.height + SPACE

    def _pad(self) -> int:
        is_bubble = self._is_bubble and self._text.pieces
        return BUBBLE_TOP if is_bubble else 0

    def _shift(self, stack: int) -> float:
        """Return how far to the right a stack is."""
        if stack != TEXT or not self._is_bubble:
            return 0.0
        return self._setup.width - BUBBLE_PAD - self._text_width()

    def _text_width(self) -> float:
        """Return how wide the text of a bubble is."""
        only = self._text.pieces[0].laid if len(self._text.pieces) == 1 else None
        return self._inner if only is None else max(24.0, min(self._inner, only.width))

    def measure(self, begin: int, end: int) -> None:
        """Lay out what is between two heights."""
        for number, stack in enumerate(self._stacks()):
            top = self._tops()[number]
            stack.measure(begin - top, end - top)

    def slot_at(self, y: int) -> tuple[Slot, int]:
        """Return the piece at a height, and where in it."""
        tops, stacks = self._tops(), self._stacks()
        for number in reversed(range(len(stacks))):
            if stacks[number].pieces and (y >= tops[number] or number == 0):
                piece, offset = stacks[number].heights.at(y - tops[number])
                return Slot(number, piece), offset
        return Slot(), y

    def top_of(self, slot: Slot) -> int:
        """Return where a piece begins."""
        stack = self._stacks()[slot.stack]
        return self._tops()[slot.stack] + stack.heights.before(min(slot.piece, len(stack.pieces)))

    def _under(self, point: QPointF) -> tuple[Slot, Laid, QPointF] | None:
        slot, _offset = self.slot_at(round(point.y()))
        stack = self._stacks()[slot.stack]
        if not stack.pieces:
            return None
        origin = QPointF(self._shift(slot.stack), self.top_of(slot))
        return slot, stack.lay(slot.piece), point - origin
