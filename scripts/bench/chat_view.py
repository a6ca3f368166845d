"""A transcript that fills at 1,000 tokens a second, that opens and scrolls with 5,000 messages.

The real widget in a real event loop, offscreen. Tokens come from a worker, one signal each, as they
do from a server. A stall is how much later than asked a timer of the window fires.
"""

from __future__ import annotations

import itertools
import os
import re
import time
from collections import deque
from collections.abc import Iterator
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication

from app.core.cancel import Cancel
from app.look.theme import ThemeMode, theme
from app.transcript.api import Act, Entry, Who
from app.transcript.view import ThreadView
from app.workers.job import Produced
from app.workers.supervisor import Supervisor
from app.workers.worker import streaming
from scripts.bench.figures import Figure, Target

MESSAGES = 5_000
RATE = 1_000
"""Tokens per second."""
SECONDS = 8.0
FRAMES = 400
SIZE = (1100, 900)
_TICK_MS = 2
_ACTS = (Act.COPY, Act.EDIT, Act.REGENERATE, Act.FORK, Act.DELETE)
_ROOT = Path(__file__).parents[2]


def measure() -> tuple[list[Figure], list[Target]]:
    """Return what was measured, and what of it has to be reached."""
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    theme().start(app, ThemeMode.DARK)
    supervisor = Supervisor()
    text = _markdown()
    opening, frames = _long_conversation(supervisor, text)
    stream = _Stream(supervisor, text)
    stream.run()
    supervisor.stop_all()
    stalls = Figure("stall while it streams", tuple(stream.stalls), "ms")
    shown = Figure("text shown after", tuple(stream.shown), "ms")
    opened = Figure(f"opening {MESSAGES:,} messages", opening, "ms")
    scrolled = Figure("a frame while it scrolls", frames, "ms")
    paints = Figure("paints a second", (stream.paints / SECONDS,), "", 1)
    return [stalls, shown, paints, opened, scrolled], [
        Target("stall p99", stalls.percentile(0.99), 33.0, "ms", 1),
        Target("text shown p99", shown.percentile(0.99), 50.0, "ms", 1),
        Target("paints a second", paints.median, 31.0, "", 1),
        Target("open", max(opening), 300.0, "ms", 0),
        Target("frame p95", scrolled.percentile(0.95), 1000 / 60, "ms", 1),
        Target("longest frame", max(frames), 50.0, "ms", 1),
    ]


def _long_conversation(
    supervisor: Supervisor, text: str
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Return how long opening took, the first time and again, and each frame of scrolling."""
    entries = tuple(_entries(text, MESSAGES))
    opening = []
    for _ in range(3):
        begun = time.perf_counter()
        view = ThreadView(supervisor)
        view.resize(*SIZE)
        view.show()
        view.set_entries(entries)
        view.viewport().repaint()
        opening.append((time.perf_counter() - begun) * 1000)
    _run(1.0)  # what colours the code is there by then
    frames = []
    for step in _steps():
        begun = time.perf_counter()
        view.scroll_by(step)
        view.viewport().repaint()
        frames.append((time.perf_counter() - begun) * 1000)
        _run(0)
    view.deleteLater()
    return tuple(opening), tuple(frames)


def _steps() -> Iterator[int]:
    """Yield notches of a wheel upwards, then a flick downwards, then jumps of a page."""
    yield from itertools.repeat(-66, FRAMES // 2)
    yield from itertools.repeat(200, FRAMES // 4)
    yield from itertools.repeat(-800, FRAMES // 4)


class _Watched(ThreadView):
    """Notes when what is painted."""

    def __init__(self, supervisor: Supervisor) -> None:
        super().__init__(supervisor)
        self.paints = 0
        self.came: deque[tuple[float, int]] = deque()
        """When tokens arrived that are not seen yet, and how long the text is with them."""
        self.shown: list[float] = []

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw, and note that."""
        super().paintEvent(event)
        self.paints += 1
        now, length = time.perf_counter(), len(self._thread.entries[-1].text)
        while self.came and self.came[0][1] <= length:
            self.shown.append((now - self.came.popleft()[0]) * 1000)


class _Stream(QObject):
    """An answer that comes at a rate."""

    def __init__(self, supervisor: Supervisor, text: str) -> None:
        super().__init__()
        self.stalls: list[float] = []
        self._supervisor = supervisor
        pieces = re.findall(r"\s*\S{1,6}", text)
        self._tokens = list(itertools.islice(itertools.cycle(pieces), int(RATE * SECONDS)))
        self._view = _Watched(supervisor)
        self._view.resize(*SIZE)
        self._length = 0
        self._due = 0.0
        self._clock = QTimer(self, interval=_TICK_MS)
        self._clock.setTimerType(Qt.TimerType.PreciseTimer)
        self._clock.timeout.connect(self._on_clock)
        self._loop = QEventLoop()

    @property
    def paints(self) -> int:
        """How often it was painted."""
        return self._view.paints

    @property
    def shown(self) -> list[float]:
        """How long after its arrival each token was seen."""
        return self._view.shown

    def run(self) -> None:
        """Stream all of it into a view."""
        entries = tuple(_entries(_markdown(), 20))
        last = Entry(10_000, Who.ASSISTANT, "model", "", is_coming=True)
        self._view.set_entries((*entries, last))
        self._view.show()
        _run(0.5)
        self._view.paints = 0
        worker = self._supervisor.worker("bench-stream", streaming(self._paced))
        worker.produced.connect(self._on_token)
        worker.ended.connect(self._loop.quit)
        self._due = time.perf_counter() + _TICK_MS / 1000
        self._clock.start()
        self._supervisor.start(worker)
        self._loop.exec()
        self._clock.stop()
        self._view.deleteLater()

    def _paced(self, cancel: Cancel) -> Iterator[object]:
        begun = time.perf_counter()
        for number, token in enumerate(self._tokens):
            cancel.wait(max(0.0, begun + number / RATE - time.perf_counter()))
            yield (time.perf_counter(), token)

    def _on_token(self, produced: Produced) -> None:
        assert isinstance(produced.value, tuple)
        at, token = produced.value
        self._view.append(10_000, token)
        self._length += len(token)
        self._view.came.append((at, self._length))

    def _on_clock(self) -> None:
        now = time.perf_counter()
        self.stalls.append(max(0.0, now - self._due) * 1000)
        self._due = now + _TICK_MS / 1000


def _entries(text: str, count: int) -> Iterator[Entry]:
    blocks = text.split("\n\n")
    for number in range(count):
        if number % 2:
            begin = number * 7 % len(blocks)
            words = "\n\n".join([*blocks[begin : begin + 4], _CODE])
            yield Entry(
                number, Who.ASSISTANT, "model", words, "14:02", figures="41.7 tokens/s", acts=_ACTS
            )
        else:
            words = "What does this mean, and what follows from it for a machine with 128 GB?"
            yield Entry(number, Who.USER, "You", words, "14:01", acts=_ACTS)


def _markdown() -> str:
    """Return this program's own words, with code and tables among them."""
    texts = [
        each.read_text(encoding="utf-8")
        for each in (_ROOT / "README.md", _ROOT / "CONTRIBUTING.md")
    ]
    code = (_ROOT / "app" / "core" / "units.py").read_text(encoding="utf-8")
    return "\n\n".join([*texts, f"```python\n{code}```", _TABLE])


_CODE = """```python
def bandwidth(bytes_read: int, seconds: float) -> float:
    \"\"\"Return bytes per second.\"\"\"
    return bytes_read / seconds  # never 0
```"""
_TABLE = """| model | tokens/s | memory |
|---|--:|:-:|
| gpt-oss-120b | 41.7 | 71.2 GiB |
| qwen3-embedding-4b | 6.1 | 6.1 GiB |"""


def _run(seconds: float) -> None:
    """Let the window work for a while."""
    end = time.perf_counter() + seconds
    while True:
        QApplication.processEvents()
        if time.perf_counter() >= end:
            return
        time.sleep(0.002)
