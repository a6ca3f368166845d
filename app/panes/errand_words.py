"""Errands in words, for the status bar, their cards and the question before quitting. No Qt."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.core import units
from app.core.i18n import inside, tr

if TYPE_CHECKING:
    from app.state.errands import Errand

_TITLE = 44
"""Characters of a title where there is little room."""

# By the values of `ErrandPhase`, which no start has to import.
_UNDONE = {"failed": tr("{title}: failed"), "cancelled": tr("{title}: cancelled")}
_ENDED = {
    "done": tr("Done"),
    "failed": tr("Failed"),
    "cancelled": tr("Cancelled"),
}
_ENDED_AFTER = {
    "done": tr("Done after {duration}"),
    "failed": tr("Failed after {duration}"),
    "cancelled": tr("Cancelled after {duration}"),
}


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
        return tr("%n tasks running", "%n task running", len(running))
    undone = wanting(errands)
    if len(undone) == 1:
        return _UNDONE[undone[0].phase].format(title=short_title(undone[0].title))
    return tr("%n tasks not done", "%n task not done", len(undone)) if undone else ""


def ended_text(errand: Errand) -> str:
    """Say in one line how an errand that is over ended."""
    if errand.ended is None:
        return _ENDED[errand.phase]
    return _ENDED_AFTER[errand.phase].format(duration=units.duration(errand.ended - errand.started))


def quit_title(running: Sequence[Errand]) -> str:
    """Ask whether to quit while errands run, or (without one) a shell or an answer."""
    if not running:
        return tr("Quit while something still runs?")
    if len(running) == 1:
        title = short_title(inside(running[0].title))
        return tr("Quit while {short_title}?").format(short_title=title)
    return tr("Quit while %n tasks run?", "Quit while %n task runs?", len(running))


def quit_text(running: Sequence[Errand], names: Sequence[str]) -> str:
    """Say what quitting stops, and what is lost by it.

    Args:
        running: what would be stopped.
        names: of their nodes, in the same order.
    """
    parts = []
    for errand, name in zip(running, names, strict=True):
        percent = percent_text(errand)
        what = (
            tr("{title} on {name} ({percent}).") if percent else tr("{title} on {name}.")
        ).format(title=errand.title, name=name, percent=percent)
        outcome = errand.if_stopped or tr("It is stopped half-way.")
        parts.append(f"{what} {outcome}")
    return "\n\n".join(parts)
