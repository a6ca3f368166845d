from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.telemetry import procfs
from app.services.telemetry.machine import dgx_os_version, parse_release, types_of_cores
from tests.unit.telemetry.replay import capture

PARSERS: list[Callable[[str], object]] = [
    procfs.parse_meminfo,
    procfs.parse_stat,
    procfs.parse_first_number,
    procfs.parse_pressure,
    procfs.parse_net_dev,
    procfs.parse_diskstats,
    parse_release,
    dgx_os_version,
]
NET_DEV = """\
Inter-|   Receive                                                |  Transmit
 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop
    lo:    3193      29    0    0    0     0          0         0     3193      29 0 0 0 0 0 0
enP7s7:43992532  568395    0    0    0     0          0     25653 576195811  537817 0 0 0 0 0 0
"""  # numbers of captures/ip-s-link_spark_head.txt, with the name touching the number
DISKSTATS = " 259       0 nvme0n1 52049 11982 4581850 33186 7403 34654 1953160 4212 0 6780 0 0\n"


def test_parse_stat_reads_twenty_cores() -> None:
    together, cores = procfs.parse_stat(capture("proc_stat_spark_20cores.txt"))
    assert sorted(cores) == list(range(20))
    assert together is not None
    assert together.total == 8687627 + 2527 + 2945330 + 167665511 + 100529 + 0 + 27629 + 0
    assert together.busy == 8687627 + 2527 + 2945330 + 27629


def test_parse_net_dev_reads_a_name_that_touches_its_number() -> None:
    cards = procfs.parse_net_dev(NET_DEV)
    assert cards["enP7s7"] == procfs.NetCounters(received=43992532, transmitted=576195811)


def test_parse_diskstats_counts_an_nvme_disk_once_though_its_paths_are_listed() -> None:
    told = DISKSTATS.replace(" nvme0n1 ", " nvme0c0n1 ")
    assert procfs.parse_diskstats(told + DISKSTATS) == procfs.parse_diskstats(DISKSTATS)


def test_parse_diskstats_counts_bytes_in_sectors_of_512() -> None:
    disk = procfs.parse_diskstats(DISKSTATS)["nvme0n1"]
    assert (disk.read_bytes, disk.write_bytes, disk.busy_ms) == (4581850 * 512, 1953160 * 512, 6780)


def test_parse_pressure_reads_some_and_full() -> None:
    text = (
        "some avg10=1.25 avg60=0.00 avg300=0.00 total=9\nfull avg10=0.50 avg60=0 avg300=0 total=1"
    )
    assert procfs.parse_pressure(text) == {"some": 1.25, "full": 0.5}


@pytest.mark.parametrize(
    ("name", "version"),
    [
        ("dgx-release_FE_7.4.0.txt", "7.4.0"),
        ("dgx-release_ASUS_GX10_7.6.0.txt", "7.6.0"),
        ("dgx-release_FE_forum_359550.txt", "7.4.0"),
    ],
)
def test_dgx_os_version_is_that_of_the_last_update(name: str, version: str) -> None:
    assert dgx_os_version(capture(name)) == version


def test_parse_release_takes_unquoted_values_with_spaces() -> None:
    found = parse_release("DGX_NAME=DGX Spark\nDGX_OTA_DATE=mer. 16 sept. 2026\n")
    assert found == {"DGX_NAME": "DGX Spark", "DGX_OTA_DATE": "mer. 16 sept. 2026"}


def test_types_of_cores_names_both_clusters() -> None:
    cores = types_of_cores(["0xd87"] * 2 + ["0xd85"] * 2)
    assert cores == ("Cortex-A725", "Cortex-A725", "Cortex-X925", "Cortex-X925")
    assert types_of_cores(["0xd85"] * 4) == ()


@given(st.text() | st.text("cpu0123456789 kB:=\n.MemTotal|", max_size=300))
@pytest.mark.parametrize("parse", PARSERS)
def test_parsers_never_raise(parse: Callable[[str], object], text: str) -> None:
    parse(text)


@given(st.integers(0, 10**400))
def test_parsers_skip_numbers_no_machine_has(number: int) -> None:
    procfs.parse_meminfo(f"MemTotal: {number} kB")
    procfs.parse_stat(f"cpu{number} {number} {number} {number} {number}")
    procfs.parse_first_number(f"{number} x")
