"""Understand the text of the kernel's files. Lines that make no sense are skipped, never raised."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

SECTOR_BYTES = 512
"""The unit of /proc/diskstats, whatever the disk's own sector is."""
MAX_CORES = 4096
MAX_DEVICES = 512
"""Interfaces or disks: whoever may add some there must not fill the memory here."""
_DIGITS = r"\d{1,19}"
_MEMINFO = re.compile(rf"^([A-Za-z0-9_()]{{1,40}}):[ \t]+({_DIGITS})(?: kB)?[ \t]*\r?$", re.M)
_CPU = re.compile(rf"^cpu(\d{{0,4}})[ \t]+((?:{_DIGITS}[ \t]*){{4,10}})\r?$", re.M)
_NET = re.compile(rf"^[ \t]*([^\s:]{{1,32}}):[ \t]*((?:{_DIGITS}[ \t]*){{10,20}})\r?$", re.M)
_DISK = re.compile(
    rf"^[ \t]*\d{{1,5}}[ \t]+\d{{1,7}}[ \t]+(\S{{1,64}})[ \t]+((?:{_DIGITS}[ \t]*){{10,20}})\r?$",
    re.M,
)
_PATH_OF_NVME = re.compile(r"nvme\d+c\d+n\d+")
"""One way to a disk that is listed by its own name as well: nobody can open it, all is counted."""
_SWAPPED = re.compile(rf"^pswp(in|out) ({_DIGITS})\r?$", re.M)
_PRESSURE = re.compile(r"^(some|full) avg10=(\d{1,3}(?:\.\d{1,4})?)\b", re.M)


@dataclass(frozen=True, slots=True)
class CpuTimes:
    """Clock ticks of one core since boot."""

    busy: int
    total: int


@dataclass(frozen=True, slots=True)
class DiskCounters:
    """What one disk has done since boot."""

    read_bytes: int
    write_bytes: int
    busy_ms: int | None


@dataclass(frozen=True, slots=True)
class NetCounters:
    """Bytes through one interface since it appeared."""

    received: int
    transmitted: int


def parse_meminfo(text: str) -> dict[str, int]:
    """Return the numbers as printed: kB, or a count for `HugePages_*`."""
    return {key: int(value) for key, value in _MEMINFO.findall(text)}


def parse_stat(text: str) -> tuple[CpuTimes | None, dict[int, CpuTimes]]:
    """Return the times of all cores together and by core number."""
    together: CpuTimes | None = None
    cores: dict[int, CpuTimes] = {}
    for number, values in _CPU.findall(text):
        ticks = [int(value) for value in values.split()[:8]]  # guest time is inside user time
        waiting = sum(ticks[3:5])  # idle and iowait
        times = CpuTimes(busy=sum(ticks) - waiting, total=sum(ticks))
        if not number:
            together = times
        elif int(number) < MAX_CORES:
            cores[int(number)] = times
    return together, cores


def parse_first_number(text: str) -> float | None:
    """Return the first number of /proc/loadavg (1 minute) or /proc/uptime (seconds)."""
    match = re.match(r"\s*(\d{1,12}(?:\.\d{1,6})?)\s", text + " ")
    return float(match.group(1)) if match else None


def parse_pressure(text: str) -> Mapping[str, float]:
    """Return `some` and `full`: percent of the last 10 s."""
    return {kind: float(value) for kind, value in _PRESSURE.findall(text)}


def parse_swapped(text: str) -> Mapping[str, int]:
    """Return `in` and `out`: pages that /proc/vmstat says went from and to the swap since boot."""
    return {way: int(pages) for way, pages in _SWAPPED.findall(text)}


def parse_net_dev(text: str) -> dict[str, NetCounters]:
    """Return the byte counters of each interface in /proc/net/dev."""
    found = {}
    for name, values in _NET.findall(text)[:MAX_DEVICES]:
        numbers = [int(value) for value in values.split()]
        found[name] = NetCounters(received=numbers[0], transmitted=numbers[8])
    return found


def parse_diskstats(text: str) -> dict[str, DiskCounters]:
    """Return the counters of each line of /proc/diskstats."""
    found = {}
    for name, values in _DISK.findall(text)[:MAX_DEVICES]:
        if _PATH_OF_NVME.fullmatch(name):
            continue
        numbers = [int(value) for value in values.split()]
        found[name] = DiskCounters(
            read_bytes=numbers[2] * SECTOR_BYTES,
            write_bytes=numbers[6] * SECTOR_BYTES,
            busy_ms=numbers[9],
        )
    return found
