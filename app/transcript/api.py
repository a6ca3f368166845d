"""What a transcript shows: entries, and what a person does with them."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Who(StrEnum):
    """How an entry looks."""

    USER = "user"
    ASSISTANT = "assistant"
    SYSTEM = "system"
    TOOL = "tool"


class Act(StrEnum):
    """What can be done with an entry."""

    COPY = "copy"
    COPY_ALL = "copy_all"
    EDIT = "edit"
    REGENERATE = "regenerate"
    CONTINUE = "continue"
    FORK = "fork"
    DELETE = "delete"
    RETRY = "retry"
    PREVIOUS = "previous"
    NEXT = "next"
    SOURCES = "sources"


@dataclass(frozen=True, slots=True)
class Chip:
    """A small thing beside the text: a file, a container's log, a source. Pressed: `pressed`."""

    key: str
    text: str
    icon: str = "file"
    tip: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of a message."""

    key: str
    data: bytes = field(repr=False)
    """PNG, JPEG or WebP."""
    text: str = ""
    """What screen readers say."""


@dataclass(frozen=True, slots=True)
class Call:
    """A tool call as it is shown."""

    name: str
    arguments: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One message as it is shown. Texts come from models and files: nothing in them is obeyed."""

    key: int
    who: Who
    title: str
    """`You`, the model's title."""
    text: str = field(repr=False)
    """Markdown."""
    time: str = ""
    """`14:02`."""
    reasoning: str = field(default="", repr=False)
    reasoning_title: str = ""
    """`Thought for 12 s`."""
    pictures: tuple[Picture, ...] = ()
    chips: tuple[Chip, ...] = ()
    calls: tuple[Call, ...] = ()
    citations: int = 0
    """How many numbered sources it has: `[1]` to `[n]` in the text become links."""
    status: str = ""
    """What it waits for while it comes: `Reading prompt, 41 %`; empty: it does not."""
    fraction: float | None = None
    """Of what `status` says."""
    note: str = ""
    note_tone: str = "warn"
    figures: str = ""
    """`41.7 tokens/s · first token after 210 ms · 312 tokens · 96 J`."""
    figures_tip: str = ""
    branch: int = 0
    """From 1, of `branches`."""
    branches: int = 0
    acts: tuple[Act, ...] = ()
    is_coming: bool = False


@dataclass(frozen=True, slots=True)
class ActAsked:
    """A person wants something done with an entry."""

    key: int
    act: Act


@dataclass(frozen=True, slots=True)
class ChipPressed:
    """A chip or a picture of an entry was pressed."""

    entry: int
    key: str


@dataclass(frozen=True, slots=True)
class CitationPressed:
    """The number of a source in an entry's text was pressed."""

    entry: int
    number: int


@dataclass(frozen=True, slots=True)
class LinkPressed:
    """A link of an entry's text was pressed; `url` begins with http://, https:// or mailto:."""

    url: str
