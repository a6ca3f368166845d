"""What Markdown says: blocks of spans. No Qt."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias


class Span(NamedTuple):
    """A piece of text of one look."""

    text: str
    bold: bool = False
    italic: bool = False
    struck: bool = False
    code: bool = False
    link: str = ""
    """`http://`, `https://` or `mailto:`; everything else is no link."""
    citation: int = 0
    """Number of a source, from 1."""
    formula: str = ""
    """LaTeX; `text` is what stands for it until it is drawn."""


Spans: TypeAlias = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Text."""

    spans: Spans


@dataclass(frozen=True, slots=True)
class Heading:
    """A title; `level` 1 to 6."""

    level: int
    spans: Spans


@dataclass(frozen=True, slots=True)
class Code:
    """A piece of a program; a long one is several pieces, one below the other."""

    text: str
    language: str = ""
    is_first: bool = True
    is_last: bool = True


@dataclass(frozen=True, slots=True)
class Formula:
    """Mathematics on a line of its own."""

    source: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across."""


@dataclass(frozen=True, slots=True)
class Quote:
    """What somebody else says."""

    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """One of a list."""

    blocks: tuple[Block, ...]
    marker: str = ""
    """`3.`; empty: a bullet."""
    done: bool | None = None
    """Of a task; None: it is none."""


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    items: tuple[Item, ...]
    tight: bool = True


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells, the first is the head."""

    rows: tuple[tuple[Spans, ...], ...]
    aligned: tuple[str, ...] = field(default=())
    """Per column: `left`, `right`, `center` or empty."""


Block: TypeAlias = Paragraph | Heading | Code | Formula | Rule | Quote | Items | Table
