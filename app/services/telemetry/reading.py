"""Observations → `Sample`s: rates, memory map and reasons. Shared by every source."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import replace

from app.core.i18n import tr
from app.services.telemetry import procfs
from app.services.telemetry.api import (
    Cpu,
    Disk,
    Machine,
    Memory,
    Network,
    Owner,
    PowerRail,
    Reading,
    Sample,
    Temperature,
)
from app.services.telemetry.gpus import GpuFacts, read_gpus
from app.services.telemetry.memory import KIB, memory_map
from app.services.telemetry.observation import NOT_TOLD, Observation
from app.services.telemetry.processes import ProcessReader
from app.services.telemetry.rates import FIRST, RESET, STOOD_STILL, Rates
from app.services.telemetry.raw import SpaceReport
from app.services.telemetry.sensors import read_rails, read_temperatures

WORD_BYTES = 4
"""InfiniBand counts port data in words."""
ONLY_PORT = "/1"
"""After a device's name where it has one port, as on GB10: no tool of RDMA writes that."""
MEGABIT_BYTES = 1e6 / 8
NO_SPEED = tr("the interface does not tell its speed")
NO_RAILS = tr("no power sensor of the box there: on a DGX Spark, spark_hwmon would be one")
NO_PROCHOT = tr("only spark_hwmon tells whether the board slows the processor down")
NO_CLOCKS = tr("the system does not tell the clocks of its cores")
NO_LINK = tr("the interface has no link")
HOLDERS_UNKNOWN = tr(
    "the GPU memory of processes is not known: an engine's may be inside Unaccounted"
)


class Assembler:
    """Turns the observations of one machine into readings; remembers counters in between."""

    def __init__(
        self,
        node: str,
        source: str,
        machine: Machine,
        *,
        core_types: tuple[str, ...] = (),
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._node = node
        self._source = source
        self._machine = machine
        self._machine_told = False
        self._core_types = core_types
        self._clock = clock
        self._rates = Rates()
        self._processes = ProcessReader()
        self._cores: dict[int | None, procfs.CpuTimes] = {}

    def baseline(self, seen: Observation) -> None:
        """Take the counters of the first look, so that the next one already has rates."""
        self.reading(seen)
        self._machine_told = False

    def reading(self, seen: Observation) -> Reading:
        """Return the sample, and the machine when it is new or changed."""
        reasons: dict[str, str] = {}
        total = seen.meminfo.get("MemTotal")
        facts = read_gpus(seen.gpus, None if total is None else total * KIB)
        reasons.update(facts.reasons)
        if facts.problem:
            reasons["gpus"] = facts.problem
        temperatures, rails = _sensors(seen, reasons)
        why = seen.why_slow("processes")
        processes = self._processes.read(seen.fresh.processes, facts.gpus, why)
        reasons.update(processes.reasons)
        sample = Sample(
            time=self._clock(),
            node=self._node,
            source=self._source,
            memory=self._memory(seen, facts, processes.owners, reasons),
            gpus=facts.gpus,
            cpu=self._cpu(seen, reasons),
            temperatures=temperatures,
            disks=self._disks(seen, reasons),
            networks=(*self._networks(seen, reasons), *self._rdma(seen, reasons)),
            pressure=seen.fresh.pressure,
            processes=processes.processes,
            rails=rails,
            prochot=seen.fresh.prochot,
            reasons=reasons,
            machine_time=seen.wall,
            monotonic_s=seen.at,
        )
        return Reading(sample, self._changed_machine(facts, seen.fresh.restart_required))

    def _memory(
        self,
        seen: Observation,
        facts: GpuFacts,
        owners: Mapping[int, Owner],
        reasons: dict[str, str],
    ) -> Memory:
        unified = [gpu for gpu in facts.gpus if gpu.unified_memory]
        known = not self._holders_unknown(facts)
        memory, why = memory_map(
            seen.meminfo,
            [process for gpu in unified for process in gpu.processes],
            unified=bool(unified),
            owners=owners,
            holders_known=known,
        )
        if "meminfo" in seen.errors:
            why = dict.fromkeys(why, seen.errors["meminfo"])
        if seen.parts:
            why.pop("memory.parts", None)
            memory = replace(memory, parts=seen.parts)
        elif not known and memory.parts:
            before = [why["memory.parts"]] if "memory.parts" in why else []
            why["memory.parts"] = "; ".join([*before, HOLDERS_UNKNOWN])
        reasons.update(why)
        swapped_in, swapped_out = (
            self._slow_rate(
                f"swap.{way}",
                seen.fresh.swapped.get(way),
                seen.fresh.at,
                f"memory.swap_{way}_bytes_per_s",
                reasons,
            )
            for way in ("in", "out")
        )
        return replace(memory, swap_in_bytes_per_s=swapped_in, swap_out_bytes_per_s=swapped_out)

    def _holders_unknown(self, facts: GpuFacts) -> bool:
        """Whether a process may hold memory of the one pool that nobody tells of."""
        if not facts.gpus:
            return self._machine.is_gb10
        return any(
            gpu.unified_memory
            and (
                f"gpus.{index}.processes" in facts.reasons
                or any(item.memory_bytes is None and not item.graphics for item in gpu.processes)
            )
            for index, gpu in enumerate(facts.gpus)
        )

    def _cpu(self, seen: Observation, reasons: dict[str, str]) -> Cpu:
        percent, why = self._busy(None, seen.cpu)
        if percent is None:
            missing = seen.errors.get("stat", tr("not in /proc/stat"))
            reasons["cpu.percent"] = missing if seen.cpu is None else why
        per_core: list[float | None] = []
        for number in range(max(seen.cores, default=-1) + 1):
            busy, why = self._busy(number, seen.cores.get(number))
            if busy is None:
                reasons[f"cpu.per_core_percent.{number}"] = why
            per_core.append(busy)
        load = seen.fresh.load_1m
        if load is None:
            reasons["cpu.load_1m"] = seen.why_slow("loadavg")
        clocks = tuple(_megahertz(khz) for khz in seen.fresh.clocks)
        if not clocks:
            reasons["cpu.clock_mhz"] = seen.why_slow("clocks", NO_CLOCKS)
        return Cpu(percent, tuple(per_core), load, self._core_types, clocks)

    def _busy(self, core: int | None, times: procfs.CpuTimes | None) -> tuple[float | None, str]:
        if times is None:
            self._cores.pop(core, None)
            return None, tr("the core is off line")
        before = self._cores.get(core)
        self._cores[core] = times
        if before is None:
            return None, FIRST
        elapsed = times.total - before.total
        if elapsed <= 0:
            return None, STOOD_STILL if elapsed == 0 else RESET
        return min(max(100.0 * (times.busy - before.busy) / elapsed, 0.0), 100.0), ""

    def _rate(
        self, key: str, value: float | None, now: float, field: str, reasons: dict[str, str]
    ) -> float | None:
        rate, why = self._rates.per_second(key, value, now)
        if rate is None:
            reasons[field] = why
        return rate

    def _disks(self, seen: Observation, reasons: dict[str, str]) -> tuple[Disk, ...]:
        space = {item.device: item for item in seen.fresh.space}
        found: list[Disk] = []
        for name, disk in seen.disks.items():
            where = f"disks.{len(found)}"
            read, written, busy = (
                self._rate(f"{name}.{field}", value, seen.at, f"{where}.{field}", reasons)
                for field, value in (
                    ("read_bytes_per_s", disk.read_bytes),
                    ("write_bytes_per_s", disk.write_bytes),
                    ("busy_percent", None if disk.busy_ms is None else disk.busy_ms / 10),
                )
            )
            busy = None if busy is None else min(busy, 100.0)
            found.append(_with_space(Disk(name, read, written, busy), space.pop(name, None)))
        for item in space.values():
            for field in ("read_bytes_per_s", "write_bytes_per_s", "busy_percent"):
                reasons[f"disks.{len(found)}.{field}"] = tr("{mount} is on no single disk").format(
                    mount=item.mount
                )
            found.append(_with_space(Disk(item.mount, None, None, None), item))
        if not found:
            reasons["disks"] = seen.errors.get("diskstats", tr("no disk there"))
        return tuple(found)

    def _networks(self, seen: Observation, reasons: dict[str, str]) -> tuple[Network, ...]:
        known = seen.fresh.interfaces
        found: list[Network] = []
        for name, bytes_ in seen.networks.items():
            where = f"networks.{len(found)}"
            facts = known.get(name)
            received = self._rate(
                f"{name}.in", bytes_.received, seen.at, f"{where}.receive_bytes_per_s", reasons
            )
            sent = self._rate(
                f"{name}.out", bytes_.transmitted, seen.at, f"{where}.transmit_bytes_per_s", reasons
            )
            up = None if facts is None else facts.carrier == "1"
            speed = None if facts is None or not up else _megabits(facts.speed)
            reasons.update(_why_no_link(where, up, speed, seen.why_slow("interfaces")))
            kind = "ethernet" if facts is None else facts.kind
            found.append(Network(name, kind, received, sent, up, speed))
        if not found:
            reasons["networks"] = seen.errors.get("netdev", tr("no network interface there"))
        return tuple(found)

    def _rdma(self, seen: Observation, reasons: dict[str, str]) -> tuple[Network, ...]:
        """RoCE traffic passes the interface counters by: the ports have their own."""
        found = []
        slow = seen.fresh
        start = len(seen.networks)
        for index, port in enumerate(slow.rdma, start):
            where, called = f"networks.{index}", port.name.removesuffix(ONLY_PORT)
            rates = []
            for field, text in (("receive", port.received), ("transmit", port.sent)):
                words = int(text) if text and text.isdecimal() and len(text) < 20 else None
                octets = None if words is None else words * WORD_BYTES
                name = f"{where}.{field}_bytes_per_s"
                rates.append(
                    self._slow_rate(f"{port.name}.{field}", octets, slow.at, name, reasons)
                )
            up = None if port.state is None else "ACTIVE" in port.state
            speed = _gigabits(port.rate) if up else None
            reasons.update(_why_no_link(where, up, speed, NOT_TOLD))
            found.append(Network(called, "rdma", rates[0], rates[1], up, speed))
        return tuple(found)

    def _slow_rate(
        self, key: str, value: float | None, now: float, field: str, reasons: dict[str, str]
    ) -> float | None:
        """Return a rate that changes only when the slow groups are read again."""
        rate = self._rates.latest(key, value, now)
        if rate[0] is None:
            reasons[field] = rate[1]
        return rate[0]

    def _changed_machine(self, facts: GpuFacts, restart: bool | None) -> Machine | None:
        """Return the machine when it has not been told or differs from what was told."""
        before = self._machine
        self._machine = replace(
            before,
            driver_version=facts.driver_version or before.driver_version,
            is_gb10=facts.has_gb10 or before.is_gb10,
            restart_required=before.restart_required if restart is None else restart,
        )
        if self._machine_told and self._machine == before:
            return None
        self._machine_told = True
        return self._machine


def _sensors(
    seen: Observation, reasons: dict[str, str]
) -> tuple[tuple[Temperature, ...], tuple[PowerRail, ...]]:
    """Return temperatures and rails; add why these and other slow values are missing."""
    slow = seen.fresh
    temperatures, why = read_temperatures(slow.sensors)
    reasons.update(why)
    rails, why = read_rails(slow.rails)
    reasons.update(why)
    if not temperatures:
        reasons["temperatures"] = seen.why_slow("sensors", tr("no temperature sensor there"))
    if not rails:
        reasons["rails"] = seen.why_slow("rails", NO_RAILS)
    if slow.prochot is None:
        reasons["prochot"] = seen.why_slow("prochot", NO_PROCHOT)
    if slow.pressure is None:
        reasons["pressure"] = seen.why_slow("pressure_memory")
    return temperatures, rails


def _why_no_link(where: str, up: bool | None, speed: float | None, unknown: str) -> dict[str, str]:
    """Return why link and speed of a network are missing; `unknown` when nothing is told."""
    if up is None:
        return {f"{where}.up": unknown, f"{where}.speed_bytes_per_s": unknown}
    if speed is None:
        return {f"{where}.speed_bytes_per_s": NO_SPEED if up else NO_LINK}
    return {}


def _with_space(disk: Disk, space: SpaceReport | None) -> Disk:
    if space is None:
        return disk
    return Disk(
        disk.name,
        disk.read_bytes_per_s,
        disk.write_bytes_per_s,
        disk.busy_percent,
        space.mount,
        space.total,
        space.free,
    )


def _megahertz(khz: int | None) -> float | None:
    """Return a clock; cpufreq gives 0 for a core that it cannot ask."""
    return khz / 1000 if khz is not None and 0 < khz < 20_000_000 else None


def _megabits(text: str | None) -> float | None:
    """Return the speed of /sys/class/net/NAME/speed; -1 and 4294967295 mean unknown."""
    if not text or not text.isdecimal() or not 0 < int(text[:20]) < 10_000_000:
        return None
    return int(text) * MEGABIT_BYTES


def _gigabits(text: str | None) -> float | None:
    """Return the speed of an RDMA port: `200 Gb/sec (4X HDR)`."""
    first = (text or "").split(" ")[0]
    try:
        gigabits = float(first[:8])
    except ValueError:
        return None
    return gigabits * 1000 * MEGABIT_BYTES if 0 < gigabits < 100_000 else None
