"""Read NVIDIA GPUs for the agent through long-running nvidia-smi, where NVML cannot be loaded.

Must run on Python 3.6.
"""

# Python 3.6 knows neither list[int] nor X | None.
# ruff: noqa: RUF005, UP006, UP031, UP035, UP045
import os
import subprocess
import threading
import time
from typing import Any, Dict, List, Optional, Tuple

Json = Dict[str, Any]
SMI_GPU = (
    "uuid,name,driver_version,pci.device_id,utilization.gpu,memory.total,memory.used,"
    "temperature.gpu,power.draw,power.limit,clocks.sm,pstate"
)
SMI_OPTIONAL = (
    "uuid,addressing_mode,clocks_event_reasons.active",
    "uuid,clocks_throttle_reasons.active",
)
"""A field that a driver does not know fails the whole query: the next one is tried."""
SMI_PROCESSES = "gpu_uuid,pid,process_name,used_memory"
FRAME_S = 0.4
"""Rows closer together than this belong to one round of the loop."""
START_S = 5.0
"""How long the end waits for a child that is just being started, so that it ends, too."""


class SmiQuery:
    """One long-running nvidia-smi; keeps the rows of its last round. Restarted when it ends."""

    def __init__(self, queries: Tuple[str, ...]) -> None:
        self.queries = queries
        self.lock = threading.Lock()
        self.pending: List[str] = []  # the round that is being printed
        self.last = 0.0
        self.rows: List[str] = []
        self.at = 0.0
        self.child: Optional[subprocess.Popen[bytes]] = None
        self.starting = threading.Lock()
        self.closed = False

    def start(self) -> None:
        """Begin on a thread of its own."""
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        environment = dict(os.environ, LC_ALL="C")
        query = 0
        while True:
            command = ["nvidia-smi", self.queries[query], "--format=csv,noheader,nounits"]
            try:
                with self.starting:
                    if self.closed:
                        return
                    self.child = subprocess.Popen(
                        command + ["-l", "1"],
                        stdin=subprocess.DEVNULL,
                        stdout=subprocess.PIPE,
                        stderr=subprocess.STDOUT,
                        env=environment,
                    )
            except OSError as error:
                self._keep("nvidia-smi: %s" % error.strerror)
                time.sleep(5)
                continue
            for line in iter(lambda: self.child.stdout.readline(4096), b""):  # type: ignore[union-attr]
                self._keep(line.decode("utf-8", "replace").strip())
            self.child.wait()
            with self.lock:
                self._publish()
            if any("not a valid field" in row for row in self.rows):
                query = min(query + 1, len(self.queries) - 1)
            time.sleep(1)

    def _keep(self, row: str) -> None:
        now = time.monotonic()
        with self.lock:
            if now - self.last > FRAME_S:
                self._publish()
            if row and len(self.pending) < 256:
                self.pending.append(row)
            self.last = now
            if len(self.pending) == len(self.rows):  # as many as there were: the round is whole
                self._publish()

    def _publish(self) -> None:
        if self.pending:
            self.rows, self.at = self.pending, self.last
            self.pending = []

    def read(self) -> Json:
        """Return the rows of the last whole round and their age, -1 before the first."""
        now = time.monotonic()
        with self.lock:
            if now - self.last > FRAME_S:
                self._publish()
            return {"rows": self.rows, "age": round(now - self.at, 3) if self.at else -1}

    def close(self) -> None:
        """End the child."""
        self.closed = True
        is_started = self.starting.acquire(timeout=START_S)
        if self.child is not None and self.child.poll() is None:
            self.child.kill()
        if is_started:
            self.starting.release()


class SmiReader:
    """All GPUs through nvidia-smi; `because` says why not through NVML."""

    def __init__(self, because: str) -> None:
        self.because = because
        optional = tuple("--query-gpu=" + fields for fields in SMI_OPTIONAL)
        self.parts = {
            "gpu": SmiQuery(("--query-gpu=" + SMI_GPU,)),
            "optional": SmiQuery(optional),
            "apps": SmiQuery(("--query-compute-apps=" + SMI_PROCESSES,)),
        }
        self.started = False

    def read(self) -> Json:
        """Return the last rows of each query and their age; the first time, start them."""
        if not self.started:
            self.started = True
            for query in self.parts.values():
                query.start()
        found: Json = {"via": "nvidia-smi", "because": self.because}
        for part, query in self.parts.items():
            found[part] = query.read()
        return found

    def close(self) -> None:
        """End the children."""
        for query in self.parts.values():
            query.close()
