"""What can be done with a row: one name, icon and key each, wherever it is offered."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Verb(StrEnum):
    """One thing that can be done with a tunnel or a service."""

    BROWSE = "browse"
    COPY = "copy"
    CHECK = "check"
    RETRY = "retry"
    EDIT = "edit"
    REMOVE = "remove"
    OPEN = "open"
    CLOSE = "close"


@dataclass(frozen=True, slots=True)
class VerbLook:
    """How a verb is offered."""

    label: str
    icon: str
    key: str
    """For menus and tooltips."""
    why: str
    """What it does, for tooltips."""


LOOKS = {
    Verb.BROWSE: VerbLook("Open in browser", "arrow-square-out", "Enter", "Open its page"),
    Verb.COPY: VerbLook("Copy address", "copy", "Ctrl+C", "Copy its local address"),
    Verb.CHECK: VerbLook("Check", "gauge", "", "Try whether the service answers"),
    Verb.RETRY: VerbLook("Try again", "arrow-clockwise", "", "Try to open the tunnel again"),
    Verb.EDIT: VerbLook("Edit", "pencil-simple", "F2", "Change this tunnel"),
    Verb.REMOVE: VerbLook("Remove", "trash", "Delete", "Remove this tunnel"),
    Verb.OPEN: VerbLook("Open tunnel", "play", "Space", "Listen on the local port"),
    Verb.CLOSE: VerbLook("Close tunnel", "stop", "Space", "Stop listening on the local port"),
}


IN_ROW = (Verb.RETRY, Verb.BROWSE, Verb.COPY, Verb.OPEN, Verb.CLOSE)
"""Those that every row offers by itself, as an icon or a switch."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The user asked for something to be done with the row called `key`."""

    key: str
    verb: Verb
