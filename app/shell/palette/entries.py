"""What the palette lists: one thing to do or to open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from app.core.i18n import tr


class Kind(StrEnum):
    """What an entry is about; Tab goes through them in this order."""

    COMMAND = "command"
    NODE = "node"
    CONTAINER = "container"
    MODEL = "model"
    CONVERSATION = "conversation"
    TUNNEL = "tunnel"
    SETTING = "setting"


@dataclass(frozen=True, slots=True)
class KindWords:
    """How a kind is said."""

    one: str
    several: str


WORDS = {
    Kind.COMMAND: KindWords(tr("Command"), tr("Commands")),
    Kind.NODE: KindWords(tr("Node"), tr("Nodes")),
    Kind.CONTAINER: KindWords(tr("Container"), tr("Containers")),
    Kind.MODEL: KindWords(tr("Model"), tr("Models")),
    Kind.CONVERSATION: KindWords(tr("Conversation"), tr("Conversations")),
    Kind.TUNNEL: KindWords(tr("Tunnel"), tr("Tunnels")),
    Kind.SETTING: KindWords(tr("Setting"), tr("Settings")),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing to do or to open."""

    key: str
    """Stable, in every language: `node:4f2a:connect`."""
    kind: Kind
    title: str
    run: Callable[[], object]
    """Called on the GUI thread; asks by itself what has to be asked."""
    detail: str = ""
    """Where it is, or how it is now."""
    icon: str = ""
    keys: str = ""
    """Its shortcut, as this system writes it."""
    words: str = ""
    """Further words that it is found by."""
    rank: int = 0
    """Of those that answer as well, the lower comes first: who types a name wants to open it."""


def said_of(entry: Entry) -> str:
    """Return an entry for those who hear it."""
    return ", ".join(filter(None, (entry.title, entry.detail, entry.keys, WORDS[entry.kind].one)))
