"""The saved runs as rows of a table. No Qt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.core import units
from app.core.i18n import tr
from app.core.said import said
from app.core.units import NOT_AVAILABLE
from app.panes.deploy.benchmarks import showing
from app.panes.row_model import Column, TableSpec
from app.services.serving.benchmarks.api import BenchmarkRun
from app.services.serving.benchmarks.export import when

if TYPE_CHECKING:
    from app.panes.deploy.benchmarks.runs import SavedRuns


@dataclass(frozen=True, slots=True)
class RunRow:
    """One run in the list."""

    run: BenchmarkRun
    kind: str
    """`running`, `saved`, `published`."""


def rows_of(saved: SavedRuns) -> list[RunRow]:
    """Return all runs as rows."""
    rows = []
    for run in saved.all():
        kind = "saved"
        if saved.is_live(run):
            kind = "running"
        elif saved.is_reference(run):
            kind = "published"
        rows.append(RunRow(run, kind))
    return rows


def _date(row: RunRow) -> str:
    if row.kind == "running":
        return tr("running")
    if not row.run.at:
        return tr("published") if row.kind == "published" else NOT_AVAILABLE
    return when(row.run)[:10]


def _tip(row: RunRow) -> str:
    source = tr("\nPublished by {source}").format(source=row.run.source) if row.run.source else ""
    return f"{said(row.run.subject.title)}\n{showing.about(row.run)}{source}"


SPEC = TableSpec(
    title=tr("Benchmarks"),
    columns=(
        Column(
            tr("Model"),
            160,
            110,
            lambda row: said(row.run.subject.title),
            lambda row: row.run.subject.title.casefold(),
            why=_tip,
        ),
        Column(
            tr("Alone"),
            98,
            94,
            lambda row: units.token_rate(showing.alone(row.run)),
            lambda row: showing.alone(row.run),
            numeric=True,
            why=lambda _row: tr("Speed of one user alone"),
        ),
        Column(
            tr("When"),
            96,
            90,
            _date,
            lambda row: row.run.at,
            tone=lambda row: {"running": "accent", "published": "text3"}.get(row.kind, "text2"),
        ),
    ),
    identity=lambda row: row.run.id,
    stretch=0,
    sort=2,
    down=True,
    spare=(2,),
)
