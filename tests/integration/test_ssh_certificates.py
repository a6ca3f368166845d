"""Host certificates as ssh-keygen makes them, shown by a real sshd, judged as OpenSSH's client."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.core.cancel import Cancel
from app.core.errors import HostKeyChanged, HostKeyUnknown
from app.hosts.nodes import Hop
from app.transport.status import Step, StepState, StepStatus
from scripts.lab.node import LabNode
from tests.ssh_fixtures import ScriptedPrompter, connector, node_of

KINDS = {"ed25519": "ssh-ed25519", "ecdsa": "ecdsa-sha2-nistp256", "rsa": "ssh-rsa"}


def keygen(*arguments: str | Path) -> None:
    subprocess.run(["ssh-keygen", "-q", *map(str, arguments)], check=True, capture_output=True)


class Authority:
    """A certificate authority in a folder."""

    def __init__(self, folder: Path, kind: str = "ed25519", name: str = "ca") -> None:
        self.key = folder / name
        keygen("-t", kind, "-N", "", "-f", self.key)

    def sign(self, lab: LabNode, kind: str, *options: str) -> Path:
        """Certify one of the node's host keys; return the certificate's file."""
        public = self.key.parent / f"{kind}-{self.key.name}.pub"
        public.write_bytes((lab.directory / f"host_{kind}.pub").read_bytes())
        keygen("-s", self.key, "-I", "lab", *(options or ("-h", "-n", "127.0.0.1")), public)
        return public.with_name(f"{public.stem}-cert.pub")

    def line(self, hosts: str, marker: str = "@cert-authority") -> str:
        """Return a line of known_hosts that trusts (or revokes) this CA."""
        return (
            f"{marker} {hosts} {' '.join(self.key.with_suffix('.pub').read_text().split()[:2])}\n"
        )


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


@pytest.fixture
def known(tmp_path: Path) -> Path:
    return tmp_path / "known_hosts"


def show(lab: LabNode, certificate: Path, *, key: str = "") -> None:
    """Let the node's sshd show a certificate; with `key` only that host key."""
    lab.sshd_options = f"HostCertificate {certificate}"
    if key:
        lab.sshd_options += f"\nHostKeyAlgorithms {key}-cert-v01@openssh.com,{key}"
    lab.restart_server()


def openssh_trusts(lab: LabNode, known: Path) -> bool:
    """Ask OpenSSH's own client about the same server and the same file."""
    options = [
        "-F", "none", "-i", str(lab.identity), "-o", "BatchMode=yes", "-o", "IdentityAgent=none",
        "-o", f"UserKnownHostsFile={known}", "-o", "GlobalKnownHostsFile=none",
        "-o", "StrictHostKeyChecking=yes",
    ]  # fmt: skip
    command = ["ssh", *options, lab.destination, "true"]
    return subprocess.run(command, capture_output=True, timeout=60).returncode == 0


def connect(lab: LabNode, known: Path, **more: str) -> tuple[str, str]:
    """Connect without a prompter; return the identity and the detail of the verifying step."""
    steps: list[tuple[StepStatus, ...]] = []
    session = connector(known).open(node_of(lab, lab.identity, **more), Cancel(), steps.append)
    with_identity = session.host_key
    session.close()
    verify = next(each for each in steps[-1] if each.step is Step.VERIFY)
    assert verify.state is StepState.DONE
    return with_identity, verify.detail


@pytest.mark.parametrize("ca_kind", ["ed25519", "ecdsa", "rsa"])
@pytest.mark.parametrize("kind", KINDS)
def test_certified_host_is_trusted_without_a_question(
    lab: LabNode, tmp_path: Path, known: Path, kind: str, ca_kind: str
) -> None:
    authority = Authority(tmp_path, ca_kind)
    name = "rsa-sha2-512" if kind == "rsa" else KINDS[kind]
    show(lab, authority.sign(lab, kind), key=name)
    known.write_text(authority.line(f"[127.0.0.1]:{lab.port}"))

    identity, detail = connect(lab, known)

    assert identity == lab.host_key_fingerprint(kind)  # the plain key is the node's identity
    assert "certified by SHA256:" in detail
    assert openssh_trusts(lab, known)


@pytest.mark.parametrize("hosts", ["127.0.0.1", "127.0.0.*", "*", "*,!10.0.0.1"])
def test_line_without_a_port_counts_for_every_port(
    lab: LabNode, authority: Authority, known: Path, hosts: str
) -> None:
    show(lab, authority.sign(lab, "ed25519"))
    known.write_text(authority.line(hosts))

    assert "certified" in connect(lab, known)[1]
    assert openssh_trusts(lab, known)


def test_certificate_may_name_several_hosts(
    lab: LabNode, authority: Authority, known: Path
) -> None:
    show(lab, authority.sign(lab, "ed25519", "-h", "-n", "other,127.0.0.1"))
    known.write_text(authority.line("*"))

    assert "certified" in connect(lab, known)[1]
    assert openssh_trusts(lab, known)


USELESS = {
    "expired": (("-h", "-n", "127.0.0.1", "-V", "20200101:20200201"), "expired on 2020-02-01"),
    "not yet": (("-h", "-n", "127.0.0.1", "-V", "20990101:20990201"), "not valid before 2099-01"),
    "other host": (("-h", "-n", "other.local"), r"is for other\.local, not for 127\.0\.0\.1"),
    "pattern": (("-h", "-n", "127.0.0.*"), r"is for 127\.0\.0\.\*, not for 127\.0\.0\.1"),
    "critical": (("-h", "-n", "127.0.0.1", "-O", "critical:x@y=z"), "asks for x@y"),
}


@pytest.mark.parametrize(("options", "reason"), USELESS.values(), ids=USELESS)
def test_useless_certificate_counts_as_its_plain_key(
    lab: LabNode,
    authority: Authority,
    known: Path,
    options: tuple[str, ...],
    reason: str,
) -> None:
    show(lab, authority.sign(lab, "ed25519", *options))
    known.write_text(authority.line("*"))
    prompter = ScriptedPrompter(accept_key=False)
    how = connector(known, prompter)

    with pytest.raises(HostKeyUnknown, match=reason):
        how.open(node_of(lab, lab.identity), Cancel())
    assert not openssh_trusts(lab, known)
    assert prompter.keys[0].note

    known.write_text(known.read_text() + lab.known_hosts.read_text())
    assert reason.replace("\\", "") in connect(lab, known)[1]
    assert openssh_trusts(lab, known)


def test_certificate_of_another_ca_is_not_believed(
    lab: LabNode, authority: Authority, known: Path, tmp_path: Path
) -> None:
    stranger = Authority(tmp_path, name="stranger")
    show(lab, stranger.sign(lab, "ed25519"))
    known.write_text(authority.line("*"))

    with pytest.raises(HostKeyUnknown, match="its CA is not trusted for this host"):
        connect(lab, known)

    assert not openssh_trusts(lab, known)


def test_ca_of_other_hosts_is_not_asked(lab: LabNode, authority: Authority, known: Path) -> None:
    show(lab, authority.sign(lab, "ed25519"))
    known.write_text(authority.line("*.local"))

    with pytest.raises(HostKeyUnknown) as caught:
        connect(lab, known)

    assert "certificate" not in caught.value.message


def test_revoked_ca_is_refused(lab: LabNode, authority: Authority, known: Path) -> None:
    show(lab, authority.sign(lab, "ed25519"))
    known.write_text(authority.line("*") + authority.line("*", "@revoked"))

    with pytest.raises(HostKeyChanged, match="revoked"):
        connect(lab, known)

    assert not openssh_trusts(lab, known)


def test_revoked_key_is_refused_though_certified(
    lab: LabNode, authority: Authority, known: Path
) -> None:
    show(lab, authority.sign(lab, "ed25519"))
    public = " ".join((lab.directory / "host_ed25519.pub").read_text().split()[:2])
    known.write_text(f"{authority.line('*')}@revoked * {public}\n")

    with pytest.raises(HostKeyChanged, match="revoked"):
        connect(lab, known)

    assert not openssh_trusts(lab, known)


def test_server_without_certificate_is_asked_about_as_ever(
    lab: LabNode, authority: Authority, known: Path
) -> None:
    known.write_text(authority.line("*"))
    prompter = ScriptedPrompter()

    connector(known, prompter).open(node_of(lab, lab.identity), Cancel()).close()

    assert [question.note for question in prompter.keys] == [""]


def test_certified_new_key_of_a_known_node_is_trusted(
    lab: LabNode, authority: Authority, known: Path
) -> None:
    """The CA vouches for the name: that is what keys are certified for."""
    show(lab, authority.sign(lab, "ed25519"))
    known.write_text(authority.line("*"))

    assert connect(lab, known, host_key="SHA256:older")[0] == lab.host_key_fingerprint()


def test_jump_host_may_be_certified(
    lab: LabNode, authority: Authority, known: Path, gate: LabNode
) -> None:
    show(gate, authority.sign(gate, "ed25519"))
    known.write_text(authority.line(f"[127.0.0.1]:{gate.port}") + lab.known_hosts.read_text())
    hop = Hop(gate.host, gate.port, gate.user, str(gate.identity))
    node = replace(node_of(lab, lab.identity), via=(hop,))

    session = connector(known).open(node, Cancel())

    assert session.alive
    session.close()


@pytest.fixture
def gate(lab_node: LabNode) -> Iterator[LabNode]:
    """A jump host of the test's own."""
    return lab_node
