"""Who took whose place: what is known of recreated containers from a list of them alone.

The new one carries labels (`Succession`), so that it does not matter which program made it, when,
and whether it came to an end.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from app.services.containers.api import Container, State, Succession


class Stage(StrEnum):
    """How far a recreation is."""

    UNFINISHED = "unfinished"  # broken off: it can be finished or undone
    KEPT = "kept"  # done; the former one is still there
    PASSED = "passed"  # so it is, but the new one has another name since, as after another one


@dataclass(frozen=True, slots=True)
class Replacement:
    """A container, the one that takes its place, and how far that is."""

    new: Container
    before: Container
    succession: Succession
    stage: Stage

    @property
    def name(self) -> str:
        """What it is about."""
        return self.succession.name


def replacements(containers: Iterable[Container]) -> tuple[Replacement, ...]:
    """Return the recreations that are not finished, or whose former container is kept."""
    return tuple(_replacements(tuple(containers)))


def _replacements(containers: tuple[Container, ...]) -> Iterator[Replacement]:
    by_id = {each.id: each for each in containers}
    for new in containers:
        if new.succession is None:
            continue
        before = by_id.get(new.succession.before)
        if before is not None and before.name in (
            new.succession.name,
            new.succession.kept_name,
        ):
            yield Replacement(new, before, new.succession, _stage(new, before))


def _stage(new: Container, before: Container) -> Stage:
    succession = new.succession
    assert succession is not None
    is_kept = before.name == succession.kept_name
    if is_kept and new.name not in (succession.name, succession.new_name):
        return Stage.PASSED
    done = is_kept and new.name == succession.name
    return Stage.KEPT if done and new.state is not State.CREATED else Stage.UNFINISHED
