"""A machine as a node exporter tells it."""

from __future__ import annotations

import re

import pytest

from app.core import i18n
from app.core.errors import SourceUnavailable
from app.services.telemetry.api import PowerRail, Reading
from app.services.telemetry.exposition import parse_exposition
from app.services.telemetry.metrics import physical_networks
from app.services.telemetry.node_metrics import PREFIXES, NodeMetrics
from app.services.telemetry.prometheus_rows import QUERIES
from app.services.telemetry.sources.node_exporter import understand
from tests.captures import captured

PAGE = captured("prometheus/node_exporter_metrics.txt")


def read(machine: NodeMetrics, page: bytes, at: float) -> Reading:
    return understand(page, machine, at)


def grown(page: bytes, name: str, by: float) -> bytes:
    """Return the page with every series of a counter grown."""
    pattern = re.compile(rf"^({re.escape(name)}(?:{{.*}})?) (\S+)$", re.M)
    return pattern.sub(lambda m: f"{m[1]} {float(m[2]) + by}", page.decode()).encode()


def test_the_memory_map_of_a_real_page_sums_to_its_total() -> None:
    reading = read(NodeMetrics("node", "node-exporter"), PAGE, 1.0)
    memory = reading.sample.memory
    assert memory.total_bytes == 25276514304
    assert memory.available_bytes == 21911171072
    assert sum(part.bytes for part in memory.parts) == memory.total_bytes


def test_free_space_is_what_programs_may_take() -> None:
    """The file system of this capture keeps 160 GB for root: no model can have them."""
    disk = next(each for each in read(NodeMetrics("n", "x"), PAGE, 1.0).sample.disks if each.mount)
    assert (disk.total_bytes, disk.free_bytes) == (270553174016, 76107309056)


def test_the_machine_is_told_once() -> None:
    machine = NodeMetrics("node", "node-exporter")
    told = read(machine, PAGE, 1.0).machine
    assert told is not None
    assert told.hostname
    assert told.kernel
    assert told.uptime_s
    assert read(machine, PAGE, 2.0).machine is None


def test_counters_become_rates() -> None:
    machine = NodeMetrics("node", "node-exporter")
    first = read(machine, PAGE, 10.0).sample
    assert first.disks[0].read_bytes_per_s is None
    page = grown(PAGE, "node_disk_read_bytes_total", 5000.0)
    page = grown(page, "node_network_receive_bytes_total", 1000.0)
    page = grown(page, "node_pressure_memory_waiting_seconds_total", 2.5)
    second = read(machine, page, 15.0).sample
    assert second.disks[0].read_bytes_per_s == 1000
    assert second.disks[0].write_bytes_per_s == 0
    assert next(n for n in second.networks if n.name == "eth0").receive_bytes_per_s == 200
    assert second.pressure is not None
    assert second.pressure.memory_some == 50.0


def test_a_counter_that_began_anew_gives_no_rate() -> None:
    machine = NodeMetrics("node", "node-exporter")
    read(machine, grown(PAGE, "node_disk_read_bytes_total", 5000.0), 10.0)
    sample = read(machine, PAGE, 15.0).sample
    assert sample.disks[0].read_bytes_per_s is None
    assert "reset" in sample.reasons["disks.0.read_bytes_per_s"]


def test_processor_time_becomes_a_share() -> None:
    machine = NodeMetrics("node", "node-exporter")
    read(machine, PAGE, 10.0)
    busy = re.sub(
        rb'^(node_cpu_seconds_total{cpu="0",mode="user"}) (\S+)$',
        lambda m: m[1] + b" " + str(float(m[2]) + 3).encode(),
        PAGE,
        flags=re.M,
    )
    idle = re.sub(
        rb'^(node_cpu_seconds_total{cpu="[01]",mode="idle"}) (\S+)$',
        lambda m: m[1] + b" " + str(float(m[2]) + 1).encode(),
        busy,
        flags=re.M,
    )
    cpu = read(machine, idle, 15.0).sample.cpu
    assert cpu.per_core_percent == pytest.approx((75.0, 0.0), abs=0.5)
    assert cpu.percent == pytest.approx(60.0, abs=0.5)


def test_only_whole_disks_count() -> None:
    page = PAGE + b"".join(
        b'node_disk_%s_total{device="%s"} 1\n' % (what, device)
        for what in (b"read_bytes", b"written_bytes")
        for device in (b"dm-0", b"nvme0n1", b"nvme0n1p2", b"loop3")
    )
    sample = read(NodeMetrics("node", "node-exporter"), page, 1.0).sample
    assert {disk.name for disk in sample.disks} == {"vda", "nvme0n1"}


SPARK = b"""\
node_memory_MemTotal_bytes 1.3059e+11
node_dmi_info{product_name="NVIDIA_DGX_Spark"} 1
node_thermal_zone_temp{type="acpitz",zone="0"} 41.2
node_hwmon_temp_celsius{chip="thermal_thermal_zone0",sensor="temp1"} 41.2
node_hwmon_temp_celsius{chip="nvme_nvme0",sensor="temp1"} 38.85
node_hwmon_temp_crit_celsius{chip="nvme_nvme0",sensor="temp1"} 86.85
node_hwmon_temp_max_celsius{chip="nvme_nvme0",sensor="temp2"} 65261.85
node_hwmon_temp_celsius{chip="nvme_nvme0",sensor="temp2"} 40.85
node_hwmon_sensor_label{chip="nvme_nvme0",label="Composite",sensor="temp1"} 1
node_hwmon_chip_names{chip="nvme_nvme0",chip_name="nvme"} 1
node_infiniband_port_data_received_bytes_total{device="rocep1s0f0",port="1"} 4000
node_infiniband_port_data_transmitted_bytes_total{device="rocep1s0f0",port="1"} 8000
node_infiniband_state_id{device="rocep1s0f0",port="1"} 4
node_infiniband_rate_bytes_per_second{device="rocep1s0f0",port="1"} 2.5e+10
node_cpu_scaling_frequency_hertz{cpu="0"} 2.808e+09
node_cpu_scaling_frequency_hertz{cpu="2"} 3.9e+09
node_hwmon_power_watt{chip="platform_spbm",sensor="power1"} 37.5
node_hwmon_power_cap_watt{chip="platform_spbm",sensor="power1"} 231
node_hwmon_sensor_label{chip="platform_spbm",label="dc_input",sensor="power1"} 1
"""
"""Synthetic: the names are a node exporter's, the values those of sensors in captures."""


def test_sensors_of_a_spark_are_named_and_junk_limits_hidden() -> None:
    sample = read(NodeMetrics("spark", "node-exporter"), SPARK, 1.0).sample
    found = {item.name: item for item in sample.temperatures}
    assert len(found) == 3  # the zone's hwmon chip is the zone again
    assert found["NVMe Composite"].celsius == 38.85
    assert found["NVMe Composite"].critical_c == 86.85
    assert all(item.critical_c is None or item.critical_c < 150 for item in found.values())


def test_clocks_and_rails_of_a_spark_are_told() -> None:
    sample = read(NodeMetrics("spark", "node-exporter"), SPARK, 1.0).sample
    assert sample.cpu.clock_mhz == (2808, None, 3900)
    assert sample.rails == (PowerRail("dc_input", 37.5, 231),)


def test_traffic_counts_once_though_a_tunnel_or_a_bond_carries_it() -> None:
    names = (
        "enP7s7",
        "wlP9s9",
        "tailscale0",
        "wg0",
        "bond0",
        "docker0",
        "veth1",
        "podman1",
        "br-1",
    )
    page = "".join(
        f'node_network_{way}_bytes_total{{device="{name}"}} 1\nnode_network_carrier'
        f'{{device="{name}"}} 1\n'
        for name in names
        for way in ("receive", "transmit")
    )
    sample = read(NodeMetrics("n", "x"), SPARK + page.encode(), 1.0).sample
    counted = {sample.networks[index].name for index in physical_networks(sample)}
    assert counted == {"enP7s7", "wlP9s9", "rocep1s0f0"}
    asked = QUERIES["networks.receive_bytes_per_s"].split('device!~"', 1)[1].split('"')[0]
    assert [name for name in names if not re.fullmatch(asked, name)] == ["enP7s7", "wlP9s9"]


def test_rdma_ports_are_networks_of_their_own() -> None:
    machine = NodeMetrics("spark", "node-exporter")
    read(machine, SPARK, 10.0)
    more = SPARK.replace(b"} 4000", b"} 5000").replace(b"} 8000", b"} 10000")
    (port,) = read(machine, more, 15.0).sample.networks
    assert (port.name, port.kind, port.up) == ("rocep1s0f0", "rdma", True)
    assert (port.receive_bytes_per_s, port.transmit_bytes_per_s) == (200, 400)
    assert port.speed_bytes_per_s == 2.5e10


def test_rdma_speed_is_read_where_numbers_are_written_otherwise() -> None:
    i18n.speak(i18n.Manner("de", ",", "."), None)
    try:
        (port,) = read(NodeMetrics("spark", "node-exporter"), SPARK, 10.0).sample.networks
    finally:
        i18n.speak(i18n.Manner(), None)
    assert port.speed_bytes_per_s == 2.5e10


def test_another_exporters_page_is_refused() -> None:
    with pytest.raises(SourceUnavailable, match="no metrics of a machine"):
        read(NodeMetrics("x", "y"), captured("llm/llamacpp_metrics.prom"), 1.0)


def test_a_page_costs_little() -> None:
    """Only lines that are used reach the parser."""
    assert len(list(parse_exposition(PAGE, PREFIXES).names())) < 100
