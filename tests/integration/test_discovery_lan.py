"""`discover` on a network of its own, among machines that announce themselves by real Avahi."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.core.paths import user_paths
from app.core.settings import SettingsStore
from app.hosts.discovery.network import ONLY_VARIABLE
from app.hosts.nodes import Node, NodeBook, new_node_id
from scripts.lab import packages
from scripts.lab.announcer import Lan
from tests.integration.hostile_announcer import NAMES
from tests.lab_fixtures import REQUIRE
from tests.waiting import wait_for

pytestmark = pytest.mark.lab
ROOT = Path(__file__).parents[2]
HOSTILE = Path(__file__).with_name("hostile_announcer.py")


def give_up(reason: str) -> None:
    if os.environ.get(REQUIRE) == "1":
        pytest.fail(f"{REQUIRE}=1, but {reason}")
    pytest.skip(reason)


@pytest.fixture
def lan(monkeypatch: pytest.MonkeyPatch) -> Iterator[Lan]:
    """A network of the test's own."""
    monkeypatch.delenv(ONLY_VARIABLE)  # nothing on it is a stranger's
    if (reason := packages.why_not()) is not None:
        give_up(reason)
    network = Lan()
    try:
        network.__enter__()
    except RuntimeError as error:
        give_up(f"this test needs network namespaces with bridges: {error}")
    yield network
    network.__exit__(None, None, None)


class Discovering:
    """`discover --json` on the network, and what it printed so far."""

    def __init__(self, lan: Lan, *options: str) -> None:
        self.events: list[dict[str, Any]] = []
        self._process = subprocess.Popen(
            [*lan.enter, sys.executable, "-m", "app", "discover", "--json", "--seconds", "90",
             *options],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT,
        )  # fmt: skip
        self._threads = [
            threading.Thread(target=each, daemon=True) for each in (self._read, self._read_errors)
        ]
        self.errors: list[str] = []

    def __enter__(self) -> Discovering:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        with self._process:  # closes its pipes
            self._process.terminate()
            for thread in self._threads:
                thread.join(30)

    def interrupt(self) -> None:
        """Press Ctrl-C, and read what it says then."""
        self._process.send_signal(signal.SIGINT)
        self._process.wait(60)

    def now(self) -> dict[str, dict[str, Any]]:
        """The machines that are there, by name."""
        there: dict[str, dict[str, Any]] = {}
        for event in list(self.events):
            if event["event"] == "gone":
                there.pop(event["key"], None)
            else:
                there[event["key"]] = event
        return {each["name"]: each for each in there.values()}

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self.events.append(json.loads(line))

    def _read_errors(self) -> None:
        assert self._process.stderr is not None
        for line in self._process.stderr:
            self.errors.append(line)


def test_spark_appears_and_says_goodbye(lan: Lan) -> None:
    with lan.machine("spark-1a2b", "10.77.0.11") as spark, Discovering(lan) as discovering:
        spark.announce()
        wait_for(lambda: "spark-1a2b" in discovering.now())
        found = discovering.now()["spark-1a2b"]
        spark.leave()
        wait_for(lambda: discovering.now() == {})

    assert found["host"] == "spark-1a2b.local"
    assert found["addresses"] == ["10.77.0.11"]
    assert found["interfaces"] == ["lan0"]
    assert found["likeness"] == "likely-spark"
    assert discovering.errors == []


def test_address_that_changes_replaces_the_old_one(lan: Lan) -> None:
    with lan.machine("spark-1a2b", "10.77.0.11") as spark, Discovering(lan) as discovering:
        spark.announce()
        wait_for(lambda: "spark-1a2b" in discovering.now())
        for change in (["del", "10.77.0.11/24"], ["add", "10.77.0.12/24"]):
            subprocess.run([*spark.enter, "ip", "addr", *change, "dev", "eth0"], check=True)

        wait_for(  # it may leave for a moment
            lambda: discovering.now().get("spark-1a2b", {}).get("addresses") == ["10.77.0.12"],
        )


def test_conflict_of_names_is_recognised(lan: Lan) -> None:
    with (
        lan.machine("spark", "10.77.0.11") as first,
        lan.machine("spark", "10.77.0.12") as second,
        Discovering(lan) as discovering,
    ):
        first.announce()
        second.announce()  # Avahi itself chooses another name for it
        wait_for(lambda: {"spark", "spark-2"} <= set(discovering.now()))
        there = discovering.now()

    assert there["spark"]["renamed_from"] is None
    assert there["spark-2"]["renamed_from"] == "spark"
    assert there["spark-2"]["addresses"] == ["10.77.0.12"]


def test_one_box_under_two_names_is_merged_by_its_host_key(lan: Lan) -> None:
    with lan.machine("spark", "10.77.0.11", "10.77.0.21") as spark:
        fingerprint = spark.serve_ssh()
        spark.announce(names={"spark7.local": "10.77.0.21"})
        with Discovering(lan) as discovering:
            wait_for(
                lambda: discovering.now().get("spark", {}).get("also_known_as") == ["spark7.local"],
            )
            there = discovering.now()

    assert set(there) == {"spark"}
    assert there["spark"]["host_key"] == fingerprint
    assert there["spark"]["addresses"] == ["10.77.0.11", "10.77.0.21"]


def test_two_boxes_with_keys_of_their_own_stay_two(lan: Lan) -> None:
    with lan.machine("spark-1a2b", "10.77.0.11") as one, lan.machine("nas", "10.77.0.12") as other:
        keys = {"spark-1a2b": one.serve_ssh(2222), "nas": other.serve_ssh(2222)}
        one.announce(2222)
        other.announce(2222)
        with Discovering(lan) as discovering:
            wait_for(lambda: {n: e["host_key"] for n, e in discovering.now().items()} == keys)

    assert [event["name"] for event in discovering.events if event["event"] == "gone"] == []


def test_workstation_without_an_announced_server_is_offered(lan: Lan) -> None:
    with (
        lan.machine("tower", "10.77.0.11", workstation=True) as tower,
        Discovering(lan) as discovering,
    ):
        tower.announce(ssh=False)
        wait_for(lambda: "tower" in discovering.now())

    assert discovering.now()["tower"]["port"] == 22


def test_saved_node_is_found_again_by_its_host_key(lan: Lan) -> None:
    with lan.machine("spark-1a2b", "10.77.0.11") as spark:
        fingerprint = spark.serve_ssh()
        book = NodeBook(SettingsStore(user_paths().settings))
        book.save(Node(new_node_id(), "Desk", "10.9.9.9", user="ann", host_key=fingerprint))
        spark.announce()
        with Discovering(lan) as discovering:
            wait_for(lambda: discovering.now().get("spark-1a2b", {}).get("saved_as") == "Desk")


def test_ten_thousand_announcements_hide_no_spark(lan: Lan) -> None:
    with (
        lan.machine("spark-1a2b", "10.77.0.11") as spark,
        lan.machine("evil", "10.77.0.66") as evil,
        Discovering(lan) as discovering,
    ):
        flood = [*evil.enter, sys.executable, str(HOSTILE), "10.77.0.66", "flood", "10000"]
        subprocess.run(flood, check=True, timeout=90, cwd=ROOT)
        spark.announce()
        wait_for(lambda: "spark-1a2b" in discovering.now())
        discovering.interrupt()

    assert len(discovering.now()) == 256
    (last,) = [line for line in discovering.errors if "more not shown" in line]
    assert int(last.split()[2]) > 1000  # a busy kernel may drop packets, nothing else does


def test_hostile_names_and_packets_neither_show_nor_stop_it(lan: Lan) -> None:
    with (
        lan.machine("spark-1a2b", "10.77.0.11") as spark,
        lan.machine("evil", "10.77.0.66") as evil,
        Discovering(lan) as discovering,
    ):
        spark.announce()
        wait_for(lambda: "spark-1a2b" in discovering.now())
        send = [*evil.enter, sys.executable, str(HOSTILE), "10.77.0.66"]
        subprocess.run([*send, "names"], check=True, timeout=60, cwd=ROOT)
        wait_for(lambda: len(discovering.now()) > 1)
        subprocess.run([*send, "malformed", "2000"], check=True, timeout=60, cwd=ROOT)
        spark.leave()
        wait_for(lambda: "spark-1a2b" not in discovering.now())

    shown = [(e["name"], e["host"], *e["also_known_as"]) for e in discovering.events]
    assert all(text.isprintable() for texts in shown for text in texts)
    assert not {"loop", "group", "port", "elsewhere.example"} & {t for ts in shown for t in ts}
    addresses = {address for event in discovering.events for address in event["addresses"]}
    assert not addresses & {"127.0.0.1", "224.0.0.251"}
    assert NAMES["bidi"] not in str(discovering.events)


def test_network_without_multicast_is_told(lan: Lan) -> None:
    subprocess.run([*lan.enter, "ip", "addr", "flush", "dev", "lan0"], check=True)
    done = subprocess.run(
        [*lan.enter, sys.executable, "-m", "app", "discover", "--seconds", "1"],
        capture_output=True, text=True, timeout=60, cwd=ROOT,
    )  # fmt: skip

    assert (done.returncode, done.stdout) == (1, "")
    assert "no network" in done.stderr
    assert "Tailscale" in done.stderr


def test_firewall_that_forbids_multicast_is_told(lan: Lan) -> None:
    drop = ["iptables", "-A", "OUTPUT", "-d", "224.0.0.0/4", "-j", "DROP"]
    subprocess.run([*lan.enter, *drop], check=True)
    done = subprocess.run(
        [*lan.enter, sys.executable, "-m", "app", "discover", "--seconds", "1"],
        capture_output=True, text=True, timeout=60, cwd=ROOT,
    )  # fmt: skip

    assert done.returncode == 1
    assert "does not let the program search" in done.stderr
