"""`--jump` of the command line, as its users run it: a process of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.lab.node import LabNode

ROOT = Path(__file__).parents[2]


@pytest.fixture
def reach(lab: LabNode, lab_node: LabNode, tmp_path: Path) -> tuple[list[str], dict[str, str]]:
    """Options after the NODE, and an environment whose default key the jump host lets in."""
    known = tmp_path / "known_hosts"
    known.write_text(lab.known_hosts.read_text() + lab_node.known_hosts.read_text())
    keys = tmp_path / ".ssh"
    keys.mkdir()
    shutil.copy(lab_node.identity, keys / "id_ed25519")
    options = [lab.url, "--identity", str(lab.identity), "--known-hosts", str(known)]
    environment = {**os.environ, "HOME": str(tmp_path)}
    environment.pop("SSH_AUTH_SOCK", None)
    return options, environment


def run(*argv: str, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "app", *argv],
        capture_output=True,
        text=True,
        timeout=60,
        cwd=ROOT,
        env=env,
        stdin=subprocess.DEVNULL,
    )


def test_exec_goes_through_the_jump_host(
    reach: tuple[list[str], dict[str, str]], lab_node: LabNode
) -> None:
    options, env = reach
    jump = f"{lab_node.user}@{lab_node.host}:{lab_node.port}"

    done = run("exec", *options, "--jump", jump, "--", "sh", "-c", "echo $SSH_CONNECTION", env=env)

    assert done.returncode == 0, done.stderr
    assert f"Accepted publickey for {lab_node.user}" in lab_node.server_log()
    assert done.stdout.startswith("127.0.0.1 ")


def test_jump_host_that_is_not_trusted_is_named(
    reach: tuple[list[str], dict[str, str]], lab_node: LabNode
) -> None:
    options, env = reach
    lab_node.change_host_key()

    done = run(
        "exec", *options, "--jump", f"spark@127.0.0.1:{lab_node.port}", "--", "true", env=env
    )

    assert done.returncode == 4
    assert "Jump host 127.0.0.1: The host key of 127.0.0.1 has changed" in done.stderr


@pytest.mark.parametrize(
    ("jump", "words"),
    [
        ("gate:70000", "is not an address"),
        ("a b", "is not an address"),
        ("gate,gate", "leads back to itself"),
        ("ann:secret@gate", "must not contain a password"),
        ("a,b,c,d,e,f", "6 jump hosts are too many"),
    ],
)
def test_bad_jump_hosts_are_wrong_usage(jump: str, words: str) -> None:
    done = run("exec", "ssh://ann@127.0.0.1", "--jump", jump, "--", "true", env=dict(os.environ))

    assert done.returncode == 2
    assert words in done.stderr
    assert done.stderr.count("\n") == 1
