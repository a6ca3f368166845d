"""Understand what `resources/agent/loop.sh` prints: sections of files, and rows with a tag."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from app.core.errors import SourceUnavailable
from app.core.i18n import tr
from app.core.said import plain
from app.services.telemetry import procfs, smi
from app.services.telemetry.api import Machine
from app.services.telemetry.machine import read_machine, types_of_cores
from app.services.telemetry.observation import (
    Observation,
    Slowly,
    observe_files,
    observe_pressure,
    observe_swapped,
)
from app.services.telemetry.raw import (
    GpuReport,
    Hello,
    InterfaceReport,
    ProcessReport,
    ProcessTable,
    SensorReport,
    SmiRows,
)

MAX_SECTION_LINES = 20_000
"""More lines than any machine has; what is beyond is dropped."""
MAX_LINE = 4096
"""Bytes of one line that are read."""
MAX_ROWS = 256
MAX_PIDS = 32
"""Processes whose owner is asked for at most."""
NO_PYTHON = "only processes with GPU memory are listed: there is no python3 there"
NO_NAMES = "names of containers are not asked for: there is no python3 there"
FRAME_S = 0.4
"""Seconds without a row after which a round is whole."""
RESTART_S = 2.0
"""Seconds before an nvidia-smi that ended is started again."""
_TAGGED = re.compile(r"^([GOAX])(-| )(.*)$")
_KEYS = {"G": 1, "O": 1, "A": 2}
"""How many leading cells tell two rows of one round apart."""


@dataclass(slots=True)
class _Rows:
    """The rows of one nvidia-smi: those of the last whole round, and of the one being printed."""

    rows: dict[str, str] = field(default_factory=dict)
    at: float | None = None
    pending: dict[str, str] = field(default_factory=dict)
    last: float = 0.0
    ended: bool = False

    def keep(self, key: str, row: str, now: float) -> None:
        """Take a row; a key that is there already begins the next round."""
        if key in self.pending or len(self.pending) >= MAX_ROWS:
            self.publish()
        self.pending[key] = row
        self.last = now
        if len(self.pending) == len(self.rows):  # as many as there were: the round is whole
            self.publish()

    def publish(self) -> None:
        """Show the round that was being printed."""
        if self.pending:
            self.rows, self.at, self.pending = self.pending, self.last, {}

    def settle(self, now: float) -> None:
        """Show a round to which nothing was added for a while."""
        if now - self.last > FRAME_S:
            self.publish()

    def report(self, now: float) -> SmiRows:
        """Return the rows of the last whole round, or of the first as far as it is, and their age.

        Who wants no half round waits for `SmiTags.answered`.
        """
        self.settle(now)
        rows, at = (self.pending, self.last) if self.at is None else (self.rows, self.at)
        return SmiRows(list(rows.values()), now - at if rows else -1.0)


class SmiTags:
    """The rows of the long-running nvidia-smi, and what to ask of the loop because of them."""

    def __init__(self) -> None:
        self._by_tag = {tag: _Rows() for tag in _KEYS}
        self._problem = ""
        self._asked_at = 0.0
        self._old_tried = False

    def take(self, line: str, now: float) -> bool:
        """Keep a row with a tag; False when the line is something else."""
        match = _TAGGED.match(line)
        if match is None:
            return False
        tag, mark, row = match.groups()
        if tag == "X":
            self._problem = row
        elif mark == "-":
            self._by_tag[tag].ended = True
            self._by_tag[tag].publish()
        else:
            self._by_tag[tag].keep(", ".join(row.split(", ")[: _KEYS[tag]]), row, now)
        return True

    def wish(self, now: float) -> bytes:
        """Return the next line for the loop: only a look, or a new start of nvidia-smi."""
        look = " ".join(["look", *map(str, self.pids())]).encode() + b"\n"
        if self._problem or now - self._asked_at < RESTART_S:
            return look
        optional = self._by_tag["O"]
        unknown = optional.ended and any(
            "not a valid field" in row for row in optional.rows.values()
        )
        if not (self._by_tag["G"].ended or self._by_tag["A"].ended) and (
            self._old_tried or not unknown
        ):
            return look
        self._asked_at = now
        for rows in self._by_tag.values():
            rows.ended = False
        if unknown and not self._old_tried:
            self._old_tried = True
            return b"old\n"
        return b"gpu\n"

    def pids(self) -> list[int]:
        """Return the processes with GPU memory, by this round and the one before."""
        apps = self._by_tag["A"]
        found, _ = smi.parse_process_rows([*apps.rows.values(), *apps.pending.values()])
        return sorted({process.pid for process in found})[:MAX_PIDS]

    @property
    def answered(self) -> bool:
        """Whether nvidia-smi has said something, or never will."""
        return bool(self._problem) or all(
            rows.at is not None or rows.ended
            for tag, rows in self._by_tag.items()
            if tag != "A"  # prints nothing while no process has GPU memory
        )

    def report(self, now: float) -> GpuReport:
        """Return what is known about the GPUs."""
        if self._problem:
            return GpuReport(via="none", because=self._problem)
        found = {tag: rows.report(now) for tag, rows in self._by_tag.items()}
        return GpuReport(via="nvidia-smi", gpu=found["G"], optional=found["O"], apps=found["A"])


class LoopReader:
    """Reads the sections up to each `@end`; rows with a tag may come between any two lines."""

    def __init__(self, lines: Iterator[bytes], tags: SmiTags) -> None:
        self._lines = lines
        self._tags = tags
        self._page_bytes = 0
        self._marks_restart = False

    def machine(self) -> tuple[Machine, tuple[str, ...]]:
        """Return the machine and its core types, from the sections before the first look."""
        sections = self._sections("hello")
        facts = dict(line.partition("=")[::2] for line in sections.get("hello", []))
        cpuinfo = [line.partition(":") for line in sections.get("cpuinfo", [])]
        values = [(name.strip(), value.strip()) for name, _, value in cpuinfo]
        parts = [value for name, value in values if name == "CPU part"]
        page = facts.get("page", "")
        self._page_bytes = int(page) if re.fullmatch(r"\d{4,7}", page) else 0
        self._marks_restart = bool(facts.get("debian"))
        hello = Hello(
            spark_agent=1,
            hostname=facts.get("hostname") or None,
            kernel=facts.get("kernel") or None,
            arch=facts.get("arch") or None,
            machine_id=facts.get("machine_id") or None,
            boot_id=facts.get("boot_id") or None,
            product=facts.get("product") or None,
            os_release="\n".join(sections.get("os_release", [])),
            dgx_release="\n".join(sections.get("dgx_release", [])),
            cpu_name=next((value for name, value in values if name == "model name"), None),
            cpu_parts=parts,
            nvidia_version="\n".join(sections.get("nvidia_version", [])),
        )
        return read_machine(hello), types_of_cores(parts)

    def look(self) -> Observation:
        """Return the next look."""
        sections = self._sections()
        texts = {name: "\n".join(lines) for name, lines in sections.items()}
        now = time.monotonic()
        at = procfs.parse_first_number(texts.get("uptime", ""))
        seen = observe_files(now if at is None else at, None, texts)
        disks = {name.strip() for name in sections.get("disks", [])}
        cards = _interfaces(sections.get("interfaces", []))
        return replace(
            seen,
            disks={name: disk for name, disk in seen.disks.items() if name in disks},
            networks={name: card for name, card in seen.networks.items() if name in cards},
            gpus=self._tags.report(now),
            slowly=Slowly(
                at=seen.at,
                load_1m=procfs.parse_first_number(texts.get("loadavg", "")),
                pressure=observe_pressure(
                    texts.get("pressure_memory", ""),
                    texts.get("pressure_cpu", ""),
                    texts.get("pressure_io", ""),
                ),
                swapped=observe_swapped(texts.get("vmstat", ""), self._page_bytes),
                sensors=_sensors(sections.get("temperatures", [])),
                restart_required="restart" in sections if self._marks_restart else None,
                interfaces=cards,
                processes=_processes(texts),
            ),
        )

    def _sections(self, first: str = "") -> dict[str, list[str]]:
        sections: dict[str, list[str]] = {first: []} if first else {}
        current: list[str] = sections.get(first, [])
        kept = 0
        for raw in self._lines:
            line = plain(raw[:MAX_LINE].decode("utf-8", "replace").rstrip("\r"))
            if self._tags.take(line, time.monotonic()):
                continue
            if line == "@end":
                return sections
            kept += 1
            if kept > MAX_SECTION_LINES:
                continue
            if line.startswith("@"):
                current = sections.setdefault(line[1:41], [])
            else:
                current.append(line)
        raise SourceUnavailable(tr("The shell loop ended."))


def _processes(texts: Mapping[str, str]) -> ProcessTable:
    """Return who the processes are whose cgroup was asked for; nvidia-smi tells their names."""
    rows = [
        ProcessReport(pid=int(number), name="", cgroup=text)
        for name, text in texts.items()
        if re.fullmatch(r"\d{1,10}", number := name.removeprefix("cgroup ")) and number != name
    ]
    return ProcessTable(rows, why_partial=NO_PYTHON, why_unnamed=NO_NAMES)


def _interfaces(lines: Iterable[str]) -> dict[str, InterfaceReport]:
    found = {}
    for line in lines:
        cells = line.split("|")
        if len(cells) == 4:
            found[cells[0]] = InterfaceReport(kind=cells[3], carrier=cells[1], speed=cells[2])
    return found


def _sensors(lines: Iterable[str]) -> list[SensorReport]:
    found = []
    for line in lines:
        cells = line.split("|")
        if len(cells) != 5:
            continue
        value = int(cells[3]) if re.match(r"^-?\d{1,9}$", cells[3]) else None
        why = None if value is not None else tr("the sensor gave no number")
        found.append(
            SensorReport(
                id=cells[0], chip=cells[1] or None, label=cells[2] or None, value=value, error=why
            )
        )
    return found
