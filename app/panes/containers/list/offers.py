"""What can be done with the containers that are chosen: one name, icon and key each. No Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.services.containers.api import Container, State, Verb


@dataclass(frozen=True, slots=True)
class VerbAsked:
    """Something is to be done with what is chosen."""

    verb: Verb


@dataclass(frozen=True, slots=True)
class VerbLook:
    """How a verb is offered."""

    label: str
    icon: str
    doing: str
    """While it is being done: `stopping…`."""
    key: str = ""
    tone: str = "text2"
    asks: bool = False
    """Whether a question or a form comes first."""

    def label_for(self, count: int) -> str:
        """Return the entry of a menu: `Stop 3 containers…`."""
        many = f" {count} containers" if count > 1 else ""
        return f"{self.label}{many}{'…' if self.asks else ''}"


LOOKS = {
    Verb.START: VerbLook("Start", "play", "starting…", "Space"),
    Verb.STOP: VerbLook("Stop", "stop", "stopping…", "Space", asks=True),
    Verb.RESTART: VerbLook("Restart", "arrow-clockwise", "restarting…", asks=True),
    Verb.PAUSE: VerbLook("Pause", "pause", "pausing…"),
    Verb.UNPAUSE: VerbLook("Resume", "play", "resuming…"),
    Verb.KILL: VerbLook("Kill", "x-circle", "killing…", tone="err", asks=True),
    Verb.RENAME: VerbLook("Rename", "pencil-simple", "renaming…", "F2", asks=True),
    Verb.REMOVE: VerbLook("Remove", "trash", "removing…", "Delete", tone="err", asks=True),
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
        names = [*names[: limit - 1], f"{len(names) - limit + 1} more"]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
