"""What can be done with a row: one name, icon and key each, wherever it is offered."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.core.i18n import tr


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
    Verb.BROWSE: VerbLook(tr("Open in browser"), "arrow-square-out", "Enter", tr("Open its page")),
    Verb.COPY: VerbLook(tr("Copy address"), "copy", "Ctrl+C", tr("Copy its local address")),
    Verb.CHECK: VerbLook(tr("Check"), "gauge", "", tr("Try whether the service answers")),
    Verb.RETRY: VerbLook(
        tr("Try again"), "arrow-clockwise", "", tr("Try to open the tunnel again")
    ),
    Verb.EDIT: VerbLook(tr("Edit"), "pencil-simple", "F2", tr("Change this tunnel")),
    Verb.REMOVE: VerbLook(tr("Remove"), "trash", "Delete", tr("Remove this tunnel")),
    Verb.OPEN: VerbLook(tr("Open tunnel"), "play", "Space", tr("Listen on the local port")),
    Verb.CLOSE: VerbLook(
        tr("Close tunnel"), "stop", "Space", tr("Stop listening on the local port")
    ),
}


IN_ROW = (Verb.RETRY, Verb.BROWSE, Verb.COPY, Verb.OPEN, Verb.CLOSE)
"""Those that every row offers by itself, as an icon or a switch."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The user asked for something to be done with the row called `key`."""

    key: str
    verb: Verb
