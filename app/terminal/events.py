"""What a terminal's widgets tell: one frozen dataclass per signal."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Typed:
    """Bytes for the program."""

    data: bytes


@dataclass(frozen=True, slots=True)
class PasteAsked:
    """Text that a shell would run at once."""

    text: str


@dataclass(frozen=True, slots=True)
class FontChosen:
    """The size of the font, in pixels."""

    size: int


@dataclass(frozen=True, slots=True)
class LinkOpened:
    """An address that begins with http:// or https://."""

    address: str
