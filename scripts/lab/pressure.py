"""Memory of a node that shrinks as something real takes it: a container's control group.

The node's /proc/meminfo says what is available less what the container holds, so that what happens
to the container happens to the machine, and nothing to the computer that runs the lab.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable

from scripts.lab import gb10
from scripts.lab.machine import Machine

PERIOD_S = 0.01


class Pressure:
    """Follows what is taken until the `with` block ends.

    `crossed_at` is when the node's MemAvailable first said less than `limit_bytes` (Unix seconds).
    """

    def __init__(
        self,
        machine: Machine,
        taken: Callable[[], int],
        *,
        available_bytes: int,
        limit_bytes: int,
    ) -> None:
        self._machine = machine
        self._taken = taken
        self._before = available_bytes
        self._limit = limit_bytes
        self._end = threading.Event()
        self._text = machine.scenario.meminfo_text
        self._thread = threading.Thread(target=self._run, name="lab-pressure", daemon=True)
        self.available_bytes = available_bytes
        self.crossed_at: float | None = None

    def __enter__(self) -> Pressure:
        self._show(self._before)
        self._thread.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self._end.set()
        self._thread.join()
        gb10.replace_in_place(self._machine.root / "meminfo", self._text)

    def _run(self) -> None:
        while not self._end.wait(PERIOD_S):
            self._show(max(0, self._before - self._taken()))

    def _show(self, available: int) -> None:
        line = f"MemAvailable: {available // 1024:>11} kB"
        text = re.sub(r"^MemAvailable:.*$", line, self._text, flags=re.MULTILINE)
        gb10.replace_in_place(self._machine.root / "meminfo", text)
        self.available_bytes = available
        if self.crossed_at is None and available < self._limit:
            self.crossed_at = time.time()
