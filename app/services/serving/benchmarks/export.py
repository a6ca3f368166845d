"""Benchmarks side by side, and as files for others: CSV, JSON, Markdown."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import msgspec

from app.core.units import date_and_clock, iso_time
from app.services.serving.benchmarks.api import BenchmarkRun, Level
from app.services.serving.benchmarks.figures import FIGURES, Figure

MARKDOWN_FIGURES = (
    "first_token_s", "first_token_p95_s", "tokens_per_s", "total_tokens_per_s", "power_w",
    "joules_per_token",
)  # fmt: skip


class Format(StrEnum):
    """How runs are written to a file; the value is its ending."""

    CSV = "csv"
    JSON = "json"
    MARKDOWN = "md"


@dataclass(frozen=True, slots=True)
class Compared:
    """One figure at one level, of several runs."""

    users: int
    values: tuple[float | None, ...]
    """One each run."""
    ratios: tuple[float | None, ...]
    """To the first run; the first is 1. None where either is unknown."""


def compare(runs: Sequence[BenchmarkRun], figure: Figure) -> tuple[Compared, ...]:
    """Return a figure of every run at every level that any of them has."""
    levels = sorted({level.users for run in runs for level in run.levels})
    rows = []
    for users in levels:
        found = [run.level(users) for run in runs]
        values = tuple(None if level is None else figure.of(level) for level in found)
        first = values[0] if values else None
        ratios = tuple(value / first if first and value is not None else None for value in values)
        rows.append(Compared(users, values, ratios))
    return tuple(rows)


def names(runs: Sequence[BenchmarkRun]) -> tuple[str, ...]:
    """Return what each run is called beside the others: no two the same."""
    titles = [run.subject.title for run in runs]
    if len(set(titles)) < len(titles):
        titles = [f"{run.subject.title} on {run.subject.node}" for run in runs]
    if len(set(titles)) < len(titles):
        titles = [f"{title}, {when(run)}" for title, run in zip(titles, runs, strict=True)]
    return tuple(titles)


def when(run: BenchmarkRun) -> str:
    """Return when it was measured; a source may not tell."""
    return date_and_clock(run.at) if run.at else "date not told"


def export(runs: Sequence[BenchmarkRun], how: Format) -> bytes:
    """Return runs as the content of a file."""
    if how is Format.CSV:
        return _csv(runs).encode()
    if how is Format.MARKDOWN:
        return _markdown(runs).encode()
    return msgspec.json.format(msgspec.json.encode(list(runs)), indent=1) + b"\n"


def _csv(runs: Sequence[BenchmarkRun]) -> str:
    """One line each level, plain numbers in the units of the heading."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(
        ["run", "time", "model", "engine", "node", "source", "users", "requests", "failures"]
        + [f"{each.name} ({each.unit})" if each.unit else each.name for each in FIGURES]
    )
    for run in runs:
        subject = run.subject
        about = [run.id, iso_time(run.at) if run.at else "", subject.model, subject.engine]
        about += [subject.node, run.source]
        for level in run.levels:
            values = [each.of(level) for each in FIGURES]
            cells = ["" if value is None else f"{value:.6g}" for value in values]
            counts = [str(level.users), str(level.requests), str(level.failures)]
            writer.writerow([*map(_unarmed, about), *counts, *cells])
    return out.getvalue()


def _unarmed(text: str) -> str:
    """Return text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def _markdown(runs: Sequence[BenchmarkRun]) -> str:
    """One table each run, with what the reader has to know."""
    chosen = [each for each in FIGURES if each.name in MARKDOWN_FIGURES]
    parts = []
    for run, name in zip(runs, names(runs), strict=True):
        parts += [f"## {_cell(name)}", "", *_about(run), ""]
        parts.append("| users | " + " | ".join(each.title for each in chosen) + " |")
        parts.append("|--:" * (len(chosen) + 1) + "|")
        parts += [_row(level, chosen) for level in run.levels]
        parts.append("")
    meanings = [f"- **{each.title}**: {each.meaning}" for each in chosen]
    return "\n".join(["# Benchmarks", "", *parts, "## What the figures mean", "", *meanings, ""])


def _about(run: BenchmarkRun) -> list[str]:
    subject, sweep = run.subject, run.sweep
    what = f"{_cell(subject.model)} by {_cell(subject.engine)} on {_cell(subject.node)}"
    lines = [f"{what}, {when(run)}."]
    if sweep.prompt_tokens:
        lines.append(
            f"Questions of {sweep.prompt_tokens:,} tokens, answers of {sweep.answer_tokens:,}."
        )
    if run.source:
        lines.append(f"Source: {run.source} {run.source_url}".rstrip())
    return [*lines, *(_cell(note) for note in (run.why, *run.notes) if note)]


def _row(level: Level, figures: Sequence[Figure]) -> str:
    cells = [str(level.users), *(each.text(level) for each in figures)]
    return "| " + " | ".join(cells) + " |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;")
