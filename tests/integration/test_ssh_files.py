"""The OpenSSH configuration of the saved nodes, read by OpenSSH itself."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from app.core.errors import BadInput, SettingsUnwritable
from app.core.ids import NodeId
from app.hosts.nodes import THIS_COMPUTER, Hop, Node, Route
from app.services.launch.ssh_files import SshFiles, alias_of
from scripts.lab.node import LabNode
from tests.ssh_fixtures import node_of


def spark(**more: object) -> Node:
    values = {"id": NodeId("node-5ca1ab1e"), "name": "spark-01", "address": "spark-01.local"}
    return Node(**{**values, "user": "nvidia", **more})  # type: ignore[arg-type]


def as_ssh_reads_it(config: Path, alias: str) -> dict[str, str]:
    done = subprocess.run(
        ["ssh", "-G", "-F", str(config), alias], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return dict(line.split(" ", 1) for line in done.stdout.splitlines() if " " in line)


@pytest.fixture
def files(tmp_path: Path) -> SshFiles:
    data = tmp_path / "a folder with 100%"
    data.mkdir()
    return SshFiles(data / "known_hosts", home=tmp_path)


def test_ssh_files_hold_key_port_and_known_hosts(files: SshFiles, tmp_path: Path) -> None:
    key = tmp_path / "my key"
    files.write([THIS_COMPUTER, spark(port=2222, identity_file=str(key))])

    read = as_ssh_reads_it(files.aliases, "scc-spark-01")

    assert (read["hostname"], read["port"], read["user"]) == ("spark-01.local", "2222", "nvidia")
    assert read["identityfile"] == str(key)
    own = files.aliases.with_name("known_hosts")
    assert read["userknownhostsfile"].startswith(f"{own} ")


@pytest.mark.parametrize("carelessness", ["no", "accept-new"])
def test_ssh_files_never_let_ssh_trust_a_key_unasked(
    files: SshFiles, tmp_path: Path, carelessness: str
) -> None:
    users = tmp_path / ".ssh" / "config"
    users.parent.mkdir()
    users.write_text(f"Host *\n  StrictHostKeyChecking {carelessness}\n  UpdateHostKeys yes\n")
    files.write([spark(via=(Hop("gate.example"),))])

    terminal = Path(files.ssh_command(spark())[2])
    for alias in ("scc-spark-01", "scc-spark-01_hop1"):
        read = as_ssh_reads_it(terminal, alias)
        assert (read["stricthostkeychecking"], read["updatehostkeys"]) == ("ask", "false")


def test_ssh_files_hold_the_route_in_use_and_each_hop(files: SshFiles) -> None:
    jump = Route("10.0.0.7", 22, (Hop("gate.example", 2200, "guest"), Hop("inner", 22)))
    node = spark(other_routes=(jump,))

    files.write([node], {node.id: jump})

    read = as_ssh_reads_it(files.aliases, "scc-spark-01")
    assert (read["hostname"], read["proxyjump"]) == ("10.0.0.7", "scc-spark-01_hop2")
    inner = as_ssh_reads_it(files.aliases, "scc-spark-01_hop2")
    assert (inner["hostname"], inner["user"]) == ("inner", "nvidia")
    assert inner["proxyjump"] == "scc-spark-01_hop1"
    gate = as_ssh_reads_it(files.aliases, "scc-spark-01_hop1")
    assert (gate["hostname"], gate["port"], gate["user"]) == ("gate.example", "2200", "guest")


def test_ssh_files_keep_the_users_own_settings_in_a_terminal(files: SshFiles) -> None:
    files.write([spark()])
    files.users.parent.mkdir()
    files.users.write_text("Host *\n  ServerAliveInterval 7\n  User somebody\n")
    command = files.ssh_command(spark())

    read = as_ssh_reads_it(Path(command[2]), command[3])

    assert (read["user"], read["serveraliveinterval"]) == ("nvidia", "7")  # ours comes first


def test_node_that_cannot_be_written_costs_no_other_its_alias(files: SshFiles) -> None:
    odd = spark(id=NodeId("node-0dd0"), name="odd", identity_file='/home/o/my "best" key')

    files.write([odd, spark()])

    assert as_ssh_reads_it(files.aliases, "scc-spark-01")["hostname"] == "spark-01.local"
    with pytest.raises(BadInput, match="quote"):
        files.ssh_command(odd)


def test_include_adds_one_line_and_leaves_the_rest(files: SshFiles) -> None:
    files.write([spark()])
    files.users.parent.mkdir()
    files.users.write_bytes(b"Host other\r\n  User me\n# no newline at the end")
    files.users.chmod(0o644)
    before = files.users.read_bytes()
    assert not files.included

    files.include()
    files.include()

    after = files.users.read_bytes()
    assert after.endswith(before)
    assert after.count(b"Include") == 1
    assert files.users.stat().st_mode & 0o777 == 0o644
    assert files.included
    assert as_ssh_reads_it(files.users, "scc-spark-01")["hostname"] == "spark-01.local"


def test_include_that_cannot_be_written_says_the_line(files: SshFiles) -> None:
    files.users.parent.write_text("a file where the folder should be")

    with pytest.raises(SettingsUnwritable) as caught:
        files.include()

    assert str(files.aliases) in caught.value.hint


def test_alias_tells_similar_names_apart() -> None:
    assert alias_of(spark()) == "scc-spark-01"
    assert alias_of(spark(name="spark 01")) == "scc-spark-01-ab1e"
    assert alias_of(spark(name="scherz ö;rm -rf")) == "scc-scherz-rm--rf-ab1e"


@pytest.mark.lab
def test_ssh_logs_in_with_the_command_of_a_terminal(lab: LabNode, tmp_path: Path) -> None:
    known_hosts = tmp_path / "known_hosts"
    known_hosts.write_bytes(lab.known_hosts.read_bytes())
    files = SshFiles(known_hosts, home=tmp_path)
    node = node_of(lab, lab.identity)
    files.write([node])

    done = subprocess.run(
        [*files.ssh_command(node), "-o", "BatchMode=yes", "echo", "in"],
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip

    assert (done.stdout, done.returncode) == ("in\n", 0), done.stderr
