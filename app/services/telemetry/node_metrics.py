"""What a node exporter calls its metrics → an `Observation`; the same names come out of Prometheus.

From there on everything is as with the agent: rates, the memory map, reasons.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from app.core.i18n import tr
from app.services.telemetry.api import Machine, Pressure, Reading
from app.services.telemetry.exposition import Labels, Metrics
from app.services.telemetry.observation import Observation, Slowly
from app.services.telemetry.procfs import MAX_CORES, CpuTimes, DiskCounters, NetCounters
from app.services.telemetry.rates import Rates
from app.services.telemetry.raw import (
    GpuReport,
    InterfaceReport,
    RailReport,
    RdmaReport,
    SensorReport,
    SpaceReport,
)
from app.services.telemetry.reading import WORD_BYTES, Assembler

PREFIXES = (
    "node_boot_time_seconds", "node_cpu_scaling_frequency_hertz", "node_cpu_seconds_total",
    "node_disk_io_time_seconds_total", "node_disk_read_bytes_total",
    "node_disk_written_bytes_total", "node_dmi_info", "node_filesystem_avail_bytes",
    "node_filesystem_size_bytes", "node_hwmon_", "node_infiniband_", "node_load1", "node_memory_",
    "node_network_carrier", "node_network_receive_bytes_total", "node_network_speed_bytes",
    "node_network_transmit_bytes_total", "node_os_info", "node_pressure_",
    "node_thermal_zone_temp", "node_time_seconds", "node_uname_info",
)  # fmt: skip
NO_GPU = tr("a node exporter does not read GPUs")
NO_PROCESSES = tr("a node exporter does not tell of processes")
TICKS = 100
"""Of a second, as the kernel counts processor time."""
MAX_DEVICES = 256
_WHOLE_DISK = re.compile(r"(?:[hsv]d[a-z]+|xvd[a-z]+|nvme\d+n\d+|mmcblk\d+)")
VIRTUAL = (
    "bond", "br-", "cali", "cni", "docker", "dummy", "flannel", "ifb", "lxc", "lxdbr", "podman",
    "tailscale", "tap", "tun", "veth", "virbr", "vnet", "wg", "zt",
)  # fmt: skip
"""How interfaces begin whose traffic goes through another one, where it is counted."""
_ACTIVE = 4
"""The state of an RDMA port that carries traffic."""


class NodeMetrics:
    """Turns the metrics of one machine into readings; remembers counters in between."""

    def __init__(self, node: str, source: str) -> None:
        self._node = node
        self._source = source
        self._rates = Rates()
        self._assembler: Assembler | None = None

    def reading(self, metrics: Metrics, at: float) -> Reading | None:
        """Return what the metrics say, None when they are not a node exporter's.

        `at` is seconds by a clock of its own: that of the scrape.
        """
        if metrics.value("node_memory_MemTotal_bytes") is None and not metrics.series(
            "node_cpu_seconds_total"
        ):
            return None
        if self._assembler is None:
            self._assembler = Assembler(self._node, self._source, machine_of(metrics))
        return self._assembler.reading(self._observe(metrics, at))

    def _observe(self, metrics: Metrics, at: float) -> Observation:
        cores = _cores(metrics)
        together = CpuTimes(
            sum(core.busy for core in cores.values()), sum(core.total for core in cores.values())
        )
        return Observation(
            at=at,
            wall=metrics.value("node_time_seconds"),
            meminfo=_meminfo(metrics),
            cpu=together if cores else None,
            cores=cores,
            disks=_disks(metrics),
            networks=_networks(metrics),
            gpus=GpuReport(via="none", because=NO_GPU),
            slowly=self._slowly(metrics, at),
        )

    def _slowly(self, metrics: Metrics, at: float) -> Slowly:
        return Slowly(
            at=at,
            load_1m=metrics.value("node_load1"),
            pressure=self._pressure(metrics, at),
            clocks=_clocks(metrics),
            rails=tuple(_rails(metrics)),
            sensors=tuple(_sensors(metrics)),
            interfaces=_interfaces(metrics),
            rdma=tuple(_rdma(metrics)),
            space=tuple(_space(metrics)),
            errors={"processes": NO_PROCESSES},
        )

    def _pressure(self, metrics: Metrics, at: float) -> Pressure | None:
        """Return the share of time since the reading before, as the kernel's own 10 s mean."""
        shares = []
        for what in ("memory_waiting", "memory_stalled", "cpu_waiting", "io_waiting"):
            waited = metrics.value(f"node_pressure_{what}_seconds_total")
            share, _ = self._rates.per_second(what, waited, at)
            shares.append(None if share is None else min(share * 100, 100.0))
        return None if all(share is None for share in shares) else Pressure(*shares)


def machine_of(metrics: Metrics) -> Machine:
    """Return what the metrics say of the machine itself."""
    uname, system = _labels(metrics, "node_uname_info"), _labels(metrics, "node_os_info")
    product = _labels(metrics, "node_dmi_info").get("product_name") or None
    booted, now = metrics.value("node_boot_time_seconds"), metrics.value("node_time_seconds")
    return Machine(
        hostname=uname.get("nodename"),
        product=product,
        os_name=system.get("pretty_name"),
        kernel=uname.get("release"),
        architecture=uname.get("machine"),
        uptime_s=None if booted is None or now is None or now < booted else now - booted,
        is_gb10=product is not None and "DGX_Spark" in product,
    )


def _labels(metrics: Metrics, name: str) -> Labels:
    found = metrics.series(name)
    return found[0][0] if found else {}


def _meminfo(metrics: Metrics) -> dict[str, int]:
    """Return /proc/meminfo as the kernel prints it: kB, or counts."""
    found = {}
    for name in metrics.names():
        value = metrics.value(name)
        if not name.startswith("node_memory_") or value is None or value < 0:
            continue
        key = name.removeprefix("node_memory_")
        in_bytes = key.endswith("_bytes")
        found[key.removesuffix("_bytes")] = int(value / 1024 if in_bytes else value)
    return found


def _cores(metrics: Metrics) -> dict[int, CpuTimes]:
    times: dict[int, dict[str, float]] = {}
    for labels, value in metrics.series("node_cpu_seconds_total"):
        number = labels.get("cpu", "")
        if re.fullmatch("[0-9]{1,4}", number) and int(number) < MAX_CORES and value >= 0:
            times.setdefault(int(number), {})[labels.get("mode", "")] = value
    found = {}
    for core, modes in sorted(times.items()):
        ticks = {mode: int(seconds * TICKS) for mode, seconds in modes.items()}
        total = sum(ticks.values())
        found[core] = CpuTimes(total - ticks.get("idle", 0) - ticks.get("iowait", 0), total)
    return found


def _disks(metrics: Metrics) -> dict[str, DiskCounters]:
    read, written, busy = (
        _by_device(metrics, f"node_disk_{name}_total", _is_whole_disk)
        for name in ("read_bytes", "written_bytes", "io_time_seconds")
    )
    return {
        name: DiskCounters(
            int(value), int(written[name]), int(busy[name] * 1000) if name in busy else None
        )
        for name, value in read.items()
        if name in written
    }


def _networks(metrics: Metrics) -> dict[str, NetCounters]:
    received, sent = (
        _by_device(metrics, f"node_network_{name}_bytes_total", lambda name: name != "lo")
        for name in ("receive", "transmit")
    )
    return {
        name: NetCounters(int(value), int(sent[name]))
        for name, value in received.items()
        if name in sent
    }


def _by_device(metrics: Metrics, name: str, wanted: Callable[[str], bool]) -> dict[str, float]:
    found: dict[str, float] = {}
    for labels, value in metrics.series(name):
        device = labels.get("device", "")
        if device and wanted(device) and value >= 0 and len(found) < MAX_DEVICES:
            found[device] = value
    return found


def _is_whole_disk(name: str) -> bool:
    return _WHOLE_DISK.fullmatch(name) is not None


def _interfaces(metrics: Metrics) -> dict[str, InterfaceReport]:
    carriers = _by_device(metrics, "node_network_carrier", bool)
    speeds = _by_device(metrics, "node_network_speed_bytes", bool)
    return {
        name: InterfaceReport(
            kind=_kind(name),
            carrier="1" if carrier else "0",
            speed=str(int(speeds[name] * 8 / 1e6)) if name in speeds else None,
        )
        for name, carrier in carriers.items()
    }


def _kind(name: str) -> str:
    if name.startswith("wl"):
        return "wifi"
    return "virtual" if name.startswith(VIRTUAL) else "ethernet"


def _rdma(metrics: Metrics) -> Iterator[RdmaReport]:
    for labels, received in metrics.series("node_infiniband_port_data_received_bytes_total")[:64]:
        port = {"device": labels.get("device", ""), "port": labels.get("port", "1")}
        sent = metrics.value("node_infiniband_port_data_transmitted_bytes_total", **port)
        state = metrics.value("node_infiniband_state_id", **port)
        rate = metrics.value("node_infiniband_rate_bytes_per_second", **port)
        yield RdmaReport(
            name=port["device"] if port["port"] == "1" else "/".join(port.values()),
            state=None if state is None else "ACTIVE" if state == _ACTIVE else "DOWN",
            rate=None if rate is None else f"{rate * 8 / 1e9:.1f} Gb/sec",  # as the kernel has it
            received=_words(received),
            sent=_words(sent),
        )


def _words(octets: float | None) -> str | None:
    """Return a counter as the kernel's file has it, in words."""
    return None if octets is None or octets < 0 else str(int(octets) // WORD_BYTES)


def _space(metrics: Metrics) -> Iterator[SpaceReport]:
    """The file system that the system lives on, and what programs may take of it, as the agent."""
    for labels, size in metrics.series("node_filesystem_size_bytes", mountpoint="/"):
        device = labels.get("device", "")
        free = metrics.value("node_filesystem_avail_bytes", mountpoint="/", device=device)
        if not device.startswith("/dev/") or free is None or not 0 <= free <= size:
            continue
        disk = re.match(r"(nvme\d+n\d+|mmcblk\d+|[a-z]+)", device.removeprefix("/dev/"))
        yield SpaceReport("/", disk[1] if disk else None, int(size), int(free))


def _sensors(metrics: Metrics) -> Iterator[SensorReport]:
    zones = metrics.series("node_thermal_zone_temp")
    for labels, celsius in zones[:MAX_DEVICES]:
        zone = labels.get("zone", "")
        yield SensorReport(f"thermal_zone{zone}", labels.get("type"), None, _milli(celsius))
    for labels, celsius in metrics.series("node_hwmon_temp_celsius")[:MAX_DEVICES]:
        chip, sensor = labels.get("chip", ""), labels.get("sensor", "")
        if zones and chip.startswith("thermal_thermal_zone"):
            continue  # the same zones again
        place = {"chip": chip, "sensor": sensor}
        yield SensorReport(
            id=f"{chip}/{sensor}",
            chip=_named(metrics, "node_hwmon_chip_names", "chip_name", chip=chip) or chip,
            label=_named(metrics, "node_hwmon_sensor_label", "label", **place),
            value=_milli(celsius),
            critical=_milli(metrics.value("node_hwmon_temp_crit_celsius", **place)),
            maximum=_milli(metrics.value("node_hwmon_temp_max_celsius", **place)),
        )


def _clocks(metrics: Metrics) -> tuple[int | None, ...]:
    """Return the clock of each core in kHz, as the kernel's files have it."""
    found: dict[int, int] = {}
    for labels, hertz in metrics.series("node_cpu_scaling_frequency_hertz"):
        number = labels.get("cpu", "")
        if re.fullmatch("[0-9]{1,4}", number) and int(number) < MAX_CORES and 0 < hertz < 1e11:
            found[int(number)] = int(hertz / 1000)
    return tuple(found.get(core) for core in range(max(found, default=-1) + 1))


def _rails(metrics: Metrics) -> Iterator[RailReport]:
    for name in ("node_hwmon_power_watt", "node_hwmon_power_average_watt"):
        for labels, watts in metrics.series(name)[:MAX_DEVICES]:
            chip, sensor = labels.get("chip", ""), labels.get("sensor", "")
            place = {"chip": chip, "sensor": sensor}
            yield RailReport(
                id=f"{chip}/{sensor}",
                chip=_named(metrics, "node_hwmon_chip_names", "chip_name", chip=chip) or chip,
                label=_named(metrics, "node_hwmon_sensor_label", "label", **place),
                value=_millionths(watts),
                cap=_millionths(metrics.value("node_hwmon_power_cap_watt", **place)),
            )


def _millionths(watts: float | None) -> int | None:
    return None if watts is None or abs(watts) > 1e6 else int(watts * 1e6)


def _named(metrics: Metrics, name: str, label: str, **wanted: str) -> str | None:
    found = metrics.series(name, **wanted)
    return found[0][0].get(label) if found else None


def _milli(celsius: float | None) -> int | None:
    return None if celsius is None or abs(celsius) > 1e6 else int(celsius * 1000)
