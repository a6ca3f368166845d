"""What the history costs to write and to read, beside one row per value as is usual.

Time is simulated: each second of 32 machines is one commit, made as fast as the computer can, with
everything the writer does besides (blocks, coarser rows, pruning); CPU is that of this process per
simulated second. Reading is timed to the last pixel of twelve charts, painted offscreen.

The peer keeps each value in a row of its own, `(series, time, value)` with a table for each coarser
tier, in the same SQLite; its reads end with the arrays.
"""

from __future__ import annotations

import argparse
import os
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication

from app.look.theme import ThemeMode, theme
from app.plots.content import charts_for
from app.plots.picture import ChartPicture
from app.plots.rows import Window
from app.plots.spec import ChartSpec, Style, Trace
from app.plots.stored import StretchRows
from app.plots.view import View
from app.services.history import blocks, database
from app.services.history.api import HistoryLimits, Stretch
from app.services.history.openfile import OpenFile
from app.services.history.orders import Row
from app.services.history.reader import Reader
from app.services.telemetry.metrics import row_of
from scripts.bench.charts import synthetic_sample
from scripts.bench.figures import Figure, Target, print_machine, print_table, verdict

MACHINES = 32
SERIES = 60
DRAWN = 12
SECONDS = 1200
"""Simulated seconds of all machines: a block of each is closed."""
DAY = 86_400
DAYS = 30
PEER_SECONDS = 90
CHART = QSize(480, 220)
"""Logical pixels of one chart, painted for a screen with twice as many: three in a row."""
RATIO = 2.0
READS = 25
START = 1_789_171_200.0
"""Midnight of a day."""
SPANS = {"24 h": DAY, "7 d": 7 * DAY, "30 d": 30 * DAY}
LIMITS_MS = {"24 h": 150.0, "7 d": 150.0, "30 d": 250.0}
METRICS = tuple(f"synthetic.{number}" for number in range(SERIES))

Values = npt.NDArray[np.float32]


def main(arguments: list[str]) -> int:
    """Measure, print, and return 1 when a target is missed."""
    parser = argparse.ArgumentParser(prog="dev.py bench history", description=__doc__)
    parser.add_argument("--seconds", type=int, default=SECONDS, help="simulated, of 32 machines")
    seconds = parser.parse_args(arguments).seconds
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    theme().start(app, ThemeMode.DARK)
    print_machine(f"{MACHINES} machines × {SERIES} series at 1 Hz; {DRAWN} series read and drawn")
    with tempfile.TemporaryDirectory(prefix="bench-history-") as folder:
        fleet = Written()
        write_fleet(Path(folder, "fleet.sqlite"), seconds, fleet)
        one = Path(folder, "one.sqlite")
        bytes_a_day = write_a_day(one)
        fill_days(one)
        reads = {span: read_often(one, length) for span, length in SPANS.items()}
        peer = Peer(Path(folder, "peer.sqlite"))
        peer.write()
        peer_reads = {span: peer.read_often(span) for span in SPANS}
    return report(fleet, bytes_a_day, reads, peer, peer_reads)


def synthetic(rows: int, seed: int) -> Values:
    """Return made-up series: constants, shares, temperatures, sizes, rates; not a capture."""
    random = np.random.default_rng(seed)
    time_axis = np.arange(rows)
    kinds = (
        lambda: np.full(rows, 1.28e11),
        lambda: random.random(rows) * 100,
        lambda: np.round(45 + 8 * np.sin(time_axis / 300) + random.normal(0, 0.3, rows), 1),
        lambda: 3e10 + np.cumsum(random.normal(0, 3e6, rows)),
        lambda: random.exponential(1e5, rows) * (random.random(rows) > 0.5),
        lambda: np.zeros(rows),
    )
    return np.array([kinds[number % len(kinds)]() for number in range(SERIES)], np.float32)


class Written:
    """Figures of writing."""

    def __init__(self) -> None:
        self.commits: list[float] = []
        self.chores: list[float] = []
        self.cpu_s = 0.0
        self.seconds = 0

    @property
    def cpu_percent(self) -> float:
        """Of one core."""
        return 100 * self.cpu_s / self.seconds


def write_fleet(path: Path, seconds: int, into: Written) -> None:
    """Write rows of all machines, a commit for each second, chores each minute."""
    file = OpenFile(database.open_for_writing(path), HistoryLimits())
    into.seconds = seconds
    for minute in range(0, seconds, 60):
        values = [synthetic(60, seed).T.tolist() for seed in range(MACHINES)]
        begun = time.process_time()
        for second in range(60):
            now = START + minute + second
            rows = [
                Row.of(f"machine-{number}", now, dict(zip(METRICS, each[second], strict=True)))
                for number, each in enumerate(values)
            ]
            into.commits.append(timed_ms(lambda rows=rows, now=now: file.write(rows, now)))
        chores = file.chores(START + minute + 60)
        while (step := step_ms(chores)) is not None:
            into.chores.append(step)
        into.cpu_s += time.process_time() - begun
    file.connection.close()


def timed_ms(work: object) -> float:
    """Return the milliseconds that some work takes."""
    begun = time.perf_counter()
    work()  # type: ignore[operator]
    return 1000 * (time.perf_counter() - begun)


def step_ms(chores: Iterator[None]) -> float | None:
    """Do one step of the chores; None when they are done."""
    begun = time.perf_counter()
    try:
        next(chores)
    except StopIteration:
        return None
    return 1000 * (time.perf_counter() - begun)


def write_a_day(path: Path) -> int:
    """Write a day of one machine and return what the file has grown to, coarser tiers and all."""
    file = OpenFile(database.open_for_writing(path), HistoryLimits())
    for begin in range(0, DAY, 900):
        now = START + begin
        values = synthetic(900, begin).T.tolist()
        file.write(
            [
                Row.of("one", now + second, dict(zip(METRICS, row, strict=True)))
                for second, row in enumerate(values)
            ],
            now,
        )
        for _ in file.chores(now + 900):
            pass
    file.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    file.connection.close()
    return path.stat().st_size


def fill_days(path: Path) -> None:
    """Add the days before, a row a minute: the coarser tiers are all that is kept of them."""
    file = OpenFile(database.open_for_writing(path), HistoryLimits())
    for day in range(1, DAYS):
        times = 1000 * (int(START) - day * DAY + 60 * np.arange(DAY // 60))
        new = blocks.Block(times, METRICS, synthetic(len(times), day)[None])
        with file.transaction():
            file.sealer.fill(file.layouts.machine("one"), new, START)
    file.connection.close()


def read_often(path: Path, length: float) -> tuple[list[float], list[float]]:
    """Return milliseconds of reading, and of reading and painting."""
    reading, drawn = [], []
    pictures = [ChartPicture(spec) for spec in chart_specs()]
    for _ in range(READS):
        begun = time.perf_counter()
        end = START + DAY
        with Reader(path) as reader:
            width = round(CHART.width() * RATIO)
            stretch = reader.stretch("one", METRICS[:DRAWN], end - length, end, width)
        reading.append(1000 * (time.perf_counter() - begun))
        paint(pictures, stretch)
        drawn.append(1000 * (time.perf_counter() - begun))
    return reading, drawn


def chart_specs() -> list[ChartSpec]:
    """Return a chart of lines for each series that is drawn."""
    sample = synthetic_sample(0)
    lines = next(spec for spec in charts_for(sample) if spec.style is Style.LINES)

    def chart_of(key: str) -> ChartSpec:
        return replace(lines, traces=lambda _sample: (Trace(key, key),))

    return [chart_of(key) for key in METRICS[:DRAWN]]


def paint(pictures: list[ChartPicture], stretch: Stretch) -> None:
    """Paint each chart."""
    sample = synthetic_sample(0)
    rows = StretchRows(stretch)
    for picture in pictures:
        picture.take(View(rows, Window(stretch.start, stretch.end), sample, row_of(sample)))
        picture.image(CHART, RATIO)


class Peer:
    """One row per value."""

    TABLES = """
    PRAGMA page_size=8192; PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;
    CREATE TABLE raw(series INTEGER, ts_ms INTEGER, value REAL, PRIMARY KEY(series, ts_ms))
        WITHOUT ROWID;
    CREATE TABLE r60(series INTEGER, ts INTEGER, n INTEGER, mn REAL, mx REAL, sm REAL,
        PRIMARY KEY(series, ts)) WITHOUT ROWID;
    CREATE TABLE r900(series INTEGER, ts INTEGER, n INTEGER, mn REAL, mx REAL, sm REAL,
        PRIMARY KEY(series, ts)) WITHOUT ROWID;
    """

    def __init__(self, path: Path) -> None:
        self.commits: list[float] = []
        self.cpu_s = 0.0
        self.bytes_a_day = 0.0
        self._path = path
        self._connection = sqlite3.connect(path, isolation_level=None)
        self._connection.executescript(self.TABLES)

    def write(self) -> None:
        """Write rows of all machines, then the coarser rows of what is read."""
        execute = self._connection.execute
        values = [synthetic(PEER_SECONDS, seed) for seed in range(MACHINES)]
        begun = time.process_time()
        for second in range(PEER_SECONDS):
            at = time.perf_counter()
            execute("BEGIN")
            self._connection.executemany(
                "INSERT INTO raw VALUES(?, ?, ?)",
                [
                    (SERIES * number + series, 1000 * (int(START) + second), value)
                    for number, each in enumerate(values)
                    for series, value in enumerate(each[:, second].tolist())
                ],
            )
            execute("COMMIT")
            self.commits.append(1000 * (time.perf_counter() - at))
        self.cpu_s = time.process_time() - begun
        execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self.bytes_a_day = self._path.stat().st_size * DAY / PEER_SECONDS / MACHINES
        for step in (60, 900):
            times = range(int(START) + DAY - DAYS * DAY, int(START) + DAY, step)
            execute("BEGIN")
            for series in range(DRAWN):
                row = synthetic(len(times), series)[series].tolist()
                self._connection.executemany(
                    f"INSERT INTO r{step} VALUES(?, ?, ?, ?, ?, ?)",
                    [(series, at, step, v, v, v) for at, v in zip(times, row, strict=True)],
                )
            execute("COMMIT")

    def read_often(self, span: str) -> list[float]:
        """Return milliseconds of reading the same series and rows."""
        step = 900 if span == "30 d" else 60
        end = START + DAY
        found = []
        for _ in range(READS):
            begun = time.perf_counter()
            for series in range(DRAWN):
                rows = self._connection.execute(
                    f"SELECT ts, n, mn, mx, sm FROM r{step} WHERE series=? AND ts>=? AND ts<?",
                    (series, end - SPANS[span], end),
                ).fetchall()
                np.array(rows, np.float64)
            found.append(1000 * (time.perf_counter() - begun))
        return found


def report(
    fleet: Written,
    bytes_a_day: int,
    reads: dict[str, tuple[list[float], list[float]]],
    peer: Peer,
    peer_reads: dict[str, list[float]],
) -> int:
    """Print the figures and the verdict."""
    commit = Figure("commit of a second", tuple(fleet.commits), "ms")
    figures = [
        commit,
        Figure("  peer", tuple(peer.commits), "ms"),
        Figure("a step of the chores", tuple(fleet.chores), "ms"),
    ]
    drawn = {}
    for span, (reading, to_drawn) in reads.items():
        drawn[span] = Figure(f"{span} of {DRAWN} series to drawn", tuple(to_drawn), "ms")
        figures += [Figure(f"{span} read", tuple(reading), "ms")]
        figures += [Figure("  peer", tuple(peer_reads[span]), "ms"), drawn[span]]
    print_table(figures)
    megabytes = bytes_a_day / 1e6
    print(
        f"peer: {100 * peer.cpu_s / PEER_SECONDS:.1f} % of a core, "
        f"{peer.bytes_a_day / 1e6:.0f} MB a day per machine; ours has a day of coarser rows in "
        f"its {megabytes:.1f} MB. Slowest commit {max(fleet.commits):.0f} ms\n"
    )
    return verdict(
        "history",
        (
            Target("writer", fleet.cpu_percent, 10.0, "% of a core", 1),
            Target("commit p99", commit.percentile(0.99), 50.0, "ms", 1),
            Target("a day of one machine", megabytes, 60.0, "MB", 1),
            *(
                Target(f"{span} drawn", drawn[span].percentile(0.95), LIMITS_MS[span], "ms", 0)
                for span in SPANS
            ),
        ),
    )
