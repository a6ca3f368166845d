"""Errands in words, for the status bar, their cards and the question before quitting. No Qt."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.core import units

if TYPE_CHECKING:
    from app.state.errands import Errand

_TITLE = 44
"""Characters of a title where there is little room."""


def percent_text(errand: Errand) -> str:
    """Return how far it is, rounded down: `63 %`; empty while that cannot be said.

    What goes on is never 100 %.
    """
    fraction = errand.progress.fraction
    if fraction is None or not errand.is_running:
        return ""
    return units.percent(min(99, int(fraction * 100)))


def short_title(title: str) -> str:
    """Cut a title that is long."""
    return title if len(title) <= _TITLE else f"{title[: _TITLE - 1]}…"


def wanting(errands: Sequence[Errand]) -> list[Errand]:
    """Return those that somebody may want to look at: they run, or did not get done."""
    return [each for each in errands if each.is_running or not each.is_done]


def summary(errands: Sequence[Errand]) -> str:
    """Return what the status bar says of all; empty when there is nothing to say."""
    running = [each for each in errands if each.is_running]
    if len(running) == 1:
        (only,) = running
        return f"{short_title(only.title)} {percent_text(only)}".strip()
    if running:
        return f"{len(running)} tasks running"
    undone = wanting(errands)
    if len(undone) == 1:
        return f"{short_title(undone[0].title)}: {undone[0].phase}"
    return f"{len(undone)} tasks not done" if undone else ""


def ended_text(errand: Errand) -> str:
    """Say in one line how an errand that is over ended."""
    took = "" if errand.ended is None else f"after {units.duration(errand.ended - errand.started)}"
    return f"{errand.phase.capitalize()} {took}".strip()


def quit_title(running: Sequence[Errand]) -> str:
    """Ask whether to quit while errands run, or (without one) a shell or an answer."""
    if not running:
        return "Quit while something still runs?"
    if len(running) == 1:
        return f"Quit while {short_title(running[0].title[:1].lower() + running[0].title[1:])}?"
    return f"Quit while {len(running)} tasks run?"


def quit_text(running: Sequence[Errand], names: Sequence[str]) -> str:
    """Say what quitting stops, and what is lost by it.

    Args:
        running: what would be stopped.
        names: of their nodes, in the same order.
    """
    parts = []
    for errand, name in zip(running, names, strict=True):
        percent = percent_text(errand)
        what = f"{errand.title} on {name}{f' ({percent})' if percent else ''}."
        parts.append(f"{what} {errand.if_stopped or 'It is stopped half-way.'}")
    return "\n\n".join(parts)
