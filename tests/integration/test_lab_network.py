"""The lab's networks: a node of its own, one behind a jump host, a path that is cut and mended."""

from __future__ import annotations

import json
import shlex
import socket
import subprocess
from pathlib import Path

import pytest

from scripts.lab import cli, webserver
from scripts.lab.node import LabNode
from tests.waiting import wait_for

pytestmark = pytest.mark.lab


def ask(node: LabNode, command: str, *options: str) -> str:
    """Run a command on the node with OpenSSH's client."""
    line = ["ssh", *options, *node.ssh_options, node.destination, command]
    done = subprocess.run(line, capture_output=True, text=True, timeout=60, check=True)
    return done.stdout


def greets(node: LabNode, seconds: float = 0.5) -> bool:
    """Whether the node's sshd greets this computer soon."""
    try:
        with socket.create_connection((node.host, node.port), timeout=seconds) as connection:
            return connection.recv(4) == b"SSH-"
    except OSError:
        return False


def test_node_with_a_network_of_its_own_listens_on_port_22(lab_network_node: LabNode) -> None:
    assert lab_network_node.port == 22
    assert lab_network_node.host in ask(lab_network_node, "hostname -I")
    assert "lo" in ask(lab_network_node, "ls /sys/class/net")


def test_node_behind_is_reached_only_through_the_jump_host(
    lab_network_node: LabNode, lab_behind: LabNode
) -> None:
    through = ["ssh", *lab_network_node.ssh_options, "-W", "%h:%p", lab_network_node.destination]

    told = ask(lab_behind, "hostname", "-o", f"ProxyCommand={shlex.join(through)}")

    assert told == "spark-behind\n"
    assert not greets(lab_behind)


def test_page_of_a_node_is_served_on_its_own_loopback(lab_network_node: LabNode) -> None:
    port = lab_network_node.serve_page()

    read = f"urllib.request.urlopen('http://127.0.0.1:{port}').read().decode()"
    page = ask(lab_network_node, f'python3 -c "import urllib.request; print({read})"')

    assert port == webserver.PORT
    assert "DGX Dashboard" in page


@pytest.mark.parametrize("how", ["drop", "remove_route", "unplug"])
def test_path_is_cut_and_mended(lab_network_node: LabNode, how: str) -> None:
    cable = lab_network_node.cable
    assert cable is not None
    wait_for(lambda: greets(lab_network_node))

    getattr(cable, how)()
    assert not greets(lab_network_node)

    cable.mend()
    wait_for(lambda: greets(lab_network_node))


@pytest.mark.usefixtures("lab_network_node")  # skips where there are no network namespaces
def test_cli_starts_two_nodes_and_a_jump_host(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SPARK_LAB_DIR", str(tmp_path))
    try:
        assert cli.main(["all", "--json"]) == 0
        started = json.loads(capsys.readouterr().out)
        assert cli.main([]) == 0  # again: what runs is found, and told in words
        told = capsys.readouterr().out
    finally:
        cli.main(["stop"])
    jump, behind = started["others"]

    assert [started["name"], jump["name"], behind["name"]] == ["default", "jump", "behind"]
    assert started["page_port"]
    assert behind["page_port"] == webserver.PORT
    line = next(line for line in told.splitlines() if "ProxyCommand" in line)
    assert behind["url"] in line
    assert jump["url"] in line
    assert cli.main(["status", "--json"]) == 0
    assert json.loads(capsys.readouterr().out.splitlines()[-1]) == {"up": False}
