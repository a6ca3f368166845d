"""Which charts are shown, and in which order. No Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from app.panes.charts.settings import ChartSettings
from app.plots.content import CHARTS
from app.plots.spec import ChartSpec

_USUAL = frozenset(spec.name for spec in CHARTS)


def is_shown(settings: ChartSettings, name: str) -> bool:
    """Whether a chart is shown: the usual ones unless hidden, others when they were added."""
    return name not in settings.hidden if name in _USUAL else name in settings.added


def arranged(settings: ChartSettings, charts: Sequence[ChartSpec]) -> tuple[ChartSpec, ...]:
    """Return all charts in the user's order, the pinned ones first.

    A chart that was never moved follows the one that it follows by default.
    """
    by_name = {spec.name: spec for spec in charts}
    order = [name for name in settings.order if name in by_name]
    before = ""
    for name in by_name:
        if name not in order:
            order.insert(order.index(before) + 1 if before else 0, name)
        before = name
    order.sort(key=lambda name: name not in settings.pinned)
    return tuple(by_name[name] for name in order)


def chosen(settings: ChartSettings, charts: Sequence[ChartSpec]) -> tuple[ChartSpec, ...]:
    """Return the charts to show, in the user's order."""
    return tuple(spec for spec in arranged(settings, charts) if is_shown(settings, spec.name))


def with_shown(settings: ChartSettings, name: str, *, shown: bool) -> ChartSettings:
    """Show or hide one chart."""
    if name in _USUAL:
        return replace(settings, hidden=_with(settings.hidden, name, present=not shown))
    return replace(settings, added=_with(settings.added, name, present=shown))


def with_pin(settings: ChartSettings, name: str, *, pinned: bool) -> ChartSettings:
    """Pin one chart to the top, or let it go."""
    return replace(settings, pinned=_with(settings.pinned, name, present=pinned))


def with_order(settings: ChartSettings, names: Sequence[str]) -> ChartSettings:
    """Keep an order; charts of other machines keep their places behind it."""
    kept = tuple(name for name in settings.order if name not in names)
    return replace(settings, order=(*names, *kept))


def without_choice(settings: ChartSettings) -> ChartSettings:
    """Forget what was chosen."""
    return replace(settings, hidden=(), added=(), pinned=(), order=())


def _with(names: tuple[str, ...], name: str, *, present: bool) -> tuple[str, ...]:
    others = tuple(each for each in names if each != name)
    return (*others, name) if present else others
