"""Runs as tables and curves."""

from __future__ import annotations

from collections.abc import Sequence

from app.core import units
from app.core.i18n import numeral, tr
from app.core.said import said
from app.panes.deploy.benchmarks.grid import Cell, Grid, GridRow
from app.panes.deploy.benchmarks.plot import PlotCurve
from app.services.serving.benchmarks.api import BenchmarkRun, Ending, Level
from app.services.serving.benchmarks.export import compare, names, when
from app.services.serving.benchmarks.figures import FIGURES, Figure, figure
from app.services.serving.catalogue import title_of

FIRST_TOKEN = figure("first_token_s")
P95 = figure("first_token_p95_s")
EACH = figure("tokens_per_s")
ALL = figure("total_tokens_per_s")
COMPARED = tuple(
    each for each in FIGURES if each.name not in ("prompt_tokens", "answer_tokens", "seconds")
)
MOST = 6
"""Runs beside each other: as many as there are colours."""


def levels_grid(run: BenchmarkRun) -> Grid:
    """Return every figure of a run, a column each level that was asked for."""
    levels = [run.level(users) for users in run.sweep.levels]
    headings = tuple(_users(users) for users in run.sweep.levels)
    rows = [
        GridRow(
            tr("Answers"),
            tr("Questions that were answered, of those that were asked."),
            tuple(_NOT_YET if level is None else _answers(level) for level in levels),
        )
    ]
    for each in FIGURES:
        cells = tuple(_NOT_YET if level is None else _cell(each, level) for level in levels)
        rows.append(GridRow(each.title, each.meaning, cells))
    return Grid("", headings, tuple(rows))


def compared_grid(runs: Sequence[BenchmarkRun], chosen: Figure) -> Grid:
    """Return one figure of several runs, a column each run, with its ratio to the first."""
    rows = []
    for compared in compare(runs, chosen):
        cells = []
        for number, run in enumerate(runs):
            value, ratio = compared.values[number], compared.ratios[number]
            level = run.level(compared.users)
            if level is None:
                cells.append(_NOT_YET)
                continue
            text = chosen.text(level)
            if number and ratio is not None:
                text = f"{text}  ×{numeral(ratio, 2)}"
            cells.append(Cell(text, chosen.why(level), value is not None))
        rows.append(GridRow(_users(compared.users), "", tuple(cells)))
    headings = tuple(said(each) for each in names(runs))
    return Grid(chosen.title, headings, tuple(rows), wide=True, hues=tuple(range(len(runs))))


def first_token_curves(runs: Sequence[BenchmarkRun]) -> tuple[PlotCurve, ...]:
    """Return the curves of the time to the first token."""
    if len(runs) == 1:
        return (
            PlotCurve("median", _points(runs[0], FIRST_TOKEN)),
            PlotCurve("p95", _points(runs[0], P95), 0, dashed=True),
        )
    return _one_each(runs, FIRST_TOKEN)


def speed_curves(runs: Sequence[BenchmarkRun]) -> tuple[PlotCurve, ...]:
    """Return the curves of speed."""
    if len(runs) == 1:
        return (
            PlotCurve(tr("each user"), _points(runs[0], EACH), 0),
            PlotCurve(tr("all users"), _points(runs[0], ALL), 1),
        )
    return _one_each(runs, ALL)


def about(run: BenchmarkRun) -> str:
    """Return what was measured where and how, in one line."""
    subject, sweep = run.subject, run.sweep
    parts = [title_of(subject.engine), subject.node, when(run)]
    if sweep.prompt_tokens:
        parts.append(
            tr("questions of {prompt_tokens} tokens").format(
                prompt_tokens=numeral(sweep.prompt_tokens)
            )
        )
    if sweep.answer_tokens:
        parts.append(
            tr("answers of {answer_tokens}").format(answer_tokens=numeral(sweep.answer_tokens))
        )
    if run.round_trip_s is not None:
        parts.append(tr("{duration} away").format(duration=units.duration(run.round_trip_s)))
    return " · ".join(said(part) for part in parts)


def warnings(run: BenchmarkRun) -> str:
    """Return what the reader has to know."""
    told = list(run.notes)
    if run.ending is not Ending.DONE and run.why:
        told.insert(0, run.why)
    return " ".join(said(each, limit=400) for each in told)


def alone(run: BenchmarkRun) -> float | None:
    """Return the speed of one user alone."""
    level = run.level(1)
    return None if level is None else level.tokens_per_s


def most(run: BenchmarkRun) -> float | None:
    """Return the most that all users got together."""
    totals = [each.total_tokens_per_s for each in run.levels]
    return max((total for total in totals if total is not None), default=None)


def _one_each(runs: Sequence[BenchmarkRun], chosen: Figure) -> tuple[PlotCurve, ...]:
    return tuple(
        PlotCurve(said(name), _points(run, chosen), number)
        for number, (run, name) in enumerate(zip(runs, names(runs), strict=True))
    )


def _points(run: BenchmarkRun, chosen: Figure) -> tuple[tuple[int, float], ...]:
    values = ((level.users, chosen.of(level)) for level in run.levels)
    return tuple((users, value) for users, value in values if value is not None)


def _cell(chosen: Figure, level: Level) -> Cell:
    return Cell(chosen.text(level), chosen.why(level), chosen.of(level) is not None)


_NOT_YET = Cell("–", tr("this level was not measured"), known=False)


def _answers(level: Level) -> Cell:
    if not level.requests:
        return Cell(units.NOT_AVAILABLE, tr("its source does not tell it"), known=False)
    good = level.requests - level.failures
    return Cell(
        tr("{good} of {requests}").format(good=good, requests=level.requests),
        said(level.failure, limit=300),
    )


def _users(users: int) -> str:
    return tr("1 user") if users == 1 else tr("{users} users").format(users=users)
