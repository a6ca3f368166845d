"""What can be done with the containers that are chosen: one name, icon and key each. No Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.core.i18n import numeral, tr
from app.core.listed import all_of
from app.services.containers.api import Container, State, Verb


@dataclass(frozen=True, slots=True)
class VerbAsked:
    """Something is to be done with what is chosen."""

    verb: Verb


@dataclass(frozen=True, slots=True)
class VerbLook:
    """How a verb is offered."""

    label: str
    many: str
    """With `{count}` for the number of those that it is done with."""
    icon: str
    doing: str
    """While it is being done: `stopping…`."""
    key: str = ""
    tone: str = "text2"
    asks: bool = False
    """Whether a question or a form comes first."""

    def label_for(self, count: int) -> str:
        """Return the entry of a menu: `Stop 3 containers…`."""
        words = self.many.format(count=numeral(count)) if count > 1 else self.label
        return f"{words}…" if self.asks else words


LOOKS = {
    Verb.START: VerbLook(
        tr("Start"), tr("Start {count} containers"), "play", tr("starting…"), tr("Space")
    ),
    Verb.STOP: VerbLook(
        tr("Stop"), tr("Stop {count} containers"), "stop", tr("stopping…"), tr("Space"), asks=True
    ),
    Verb.RESTART: VerbLook(
        tr("Restart"),
        tr("Restart {count} containers"),
        "arrow-clockwise",
        tr("restarting…"),
        asks=True,
    ),
    Verb.PAUSE: VerbLook(tr("Pause"), tr("Pause {count} containers"), "pause", tr("pausing…")),
    Verb.UNPAUSE: VerbLook(tr("Resume"), tr("Resume {count} containers"), "play", tr("resuming…")),
    Verb.KILL: VerbLook(
        tr("Kill"), tr("Kill {count} containers"), "x-circle", tr("killing…"), tone="err", asks=True
    ),
    Verb.RENAME: VerbLook(
        tr("Rename"),
        tr("Rename {count} containers"),
        "pencil-simple",
        tr("renaming…"),
        "F2",
        asks=True,
    ),
    Verb.REMOVE: VerbLook(
        tr("Remove"),
        tr("Remove {count} containers"),
        "trash",
        tr("removing…"),
        "Delete",
        tone="err",
        asks=True,
    ),
}
BUTTONS = (Verb.START, Verb.STOP, Verb.RESTART, Verb.PAUSE, Verb.REMOVE)
"""Those that have a button; what cannot be done now is greyed out."""


def takes(container: Container, verb: Verb) -> bool:
    """Whether a verb makes sense for a container as it is now."""
    state = container.state
    match verb:
        case Verb.START:
            return state in (State.CREATED, State.EXITED)
        case Verb.STOP | Verb.KILL:
            return state in (State.RUNNING, State.PAUSED, State.RESTARTING)
        case Verb.RESTART:
            return state in (State.RUNNING, State.RESTARTING, State.EXITED, State.CREATED)
        case Verb.PAUSE:
            return state is State.RUNNING
        case Verb.UNPAUSE:
            return state is State.PAUSED
        case _:
            return state is not State.REMOVING


def those_for(verb: Verb, chosen: Sequence[Container], busy: frozenset[str]) -> list[Container]:
    """Return those of the chosen containers that a verb would be done to."""
    found = [each for each in chosen if each.id not in busy and takes(each, verb)]
    return found if verb is not Verb.RENAME or len(chosen) == 1 else []


def names_of(containers: Sequence[Container], limit: int = 8) -> str:
    """Return their names, for a question: `a, b and c`."""
    names = [each.name for each in containers]
    if len(names) > limit:
        names = [*names[: limit - 1], tr("{names} more").format(names=len(names) - limit + 1)]
    return all_of(names)
