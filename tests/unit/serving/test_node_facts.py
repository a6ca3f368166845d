"""What decides how engines run on a node: asked with one command, read whatever it answers."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.audit import AuditLog
from app.core.cancel import Cancel
from app.core.errors import SessionLost
from app.core.ids import NodeId
from app.services.containers.api import EngineUnavailable, Trouble
from app.services.containers.holder import EngineHolder
from app.services.serving import node as node_module
from app.services.serving.node import node_facts
from app.services.serving.reach import NodeReach
from app.services.telemetry.api import Machine
from app.transport.api import Completed, Session
from app.transport.local import LocalSession
from app.transport.slot import SessionSlot
from app.transport.ssh.session import SshSession
from scripts.lab.node import LabNode

SPARK = """machine\taarch64
home\t/home/nvidia
uid\t1000
gpu\tNVIDIA GB10
address\t127.0.0.1
address\t192.168.1.20
address\t169.254.7.1
address\t192.168.1.20
program\tollama
path\t/usr/local/bin/ollama
version\tollama version is 0.15.2
program\tlms
path\t/home/nvidia/.lmstudio/bin/lms
version\t
program\tllama-server
path\t/home/nvidia/llama.cpp/build/bin/llama-server
version\tversion: 11434 (a1b2c3d) built with cc 13.3.0 for aarch64-linux-gnu
"""


class NoDocker(EngineHolder):
    """A node without an engine."""

    def engine(self, cancel: Cancel, *, patience_s: float = 0.0) -> object:  # type: ignore[override]
        raise EngineUnavailable("There is no Docker.", trouble=Trouble.NOT_INSTALLED)


class Saying:
    """A session on which every command prints the same."""

    is_local = False
    alive = True
    host_key = "SHA256:x"

    def __init__(self, text: str) -> None:
        self.text = text
        self.asked = 0

    def exec(self, argv: list[str], **_more: object) -> Completed:
        self.asked += 1
        return Completed(tuple(argv), 0, self.text.encode("utf-8", "replace"), b"")


def reach_of(session: object | None, folder: Path, machine: Machine | None = None) -> NodeReach:
    slot = SessionSlot()
    if session is not None:
        slot.put(cast(Session, session))
    holder = NoDocker(slot, "spark")
    audit = AuditLog(folder / "audit.jsonl")
    return NodeReach(NodeId("node"), "spark", slot, holder, audit, lambda: None, lambda: machine)


def test_spark_is_read_with_one_command(tmp_path: Path) -> None:
    session = Saying(SPARK)
    facts = node_facts(reach_of(session, tmp_path), Cancel())
    assert session.asked == 1
    assert (facts.architecture, facts.home, facts.uid) == ("arm64", "/home/nvidia", 1000)
    assert facts.gpus == ("NVIDIA GB10",)
    assert facts.is_gb10
    assert facts.unified
    assert not facts.has_docker
    assert facts.addresses == ("192.168.1.20", "169.254.7.1")
    assert facts.programs == {"ollama": "0.15.2", "lms": "", "llama-server": "11434"}
    assert facts.program_paths["lms"] == "/home/nvidia/.lmstudio/bin/lms"


def test_machine_that_is_known_decides(tmp_path: Path) -> None:
    reach = reach_of(Saying(SPARK), tmp_path, Machine(is_gb10=False))
    assert not node_facts(reach, Cancel()).is_gb10


def test_silent_node_is_not_guessed_at(tmp_path: Path) -> None:
    facts = node_facts(reach_of(Saying(""), tmp_path), Cancel())
    assert (facts.architecture, facts.home, facts.uid, facts.gpus) == ("", "", None, ())
    assert facts.programs == {}


def test_node_that_is_away_is_said(tmp_path: Path) -> None:
    with pytest.raises(SessionLost):
        node_facts(reach_of(None, tmp_path), Cancel())


@pytest.fixture
def local() -> Iterator[LocalSession]:
    session = LocalSession()
    yield session
    session.close()


@pytest.mark.skipif(sys.platform != "linux", reason="asks a POSIX shell")
def test_real_shell_answers(
    local: LocalSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / ".lmstudio" / "bin" / "lms"
    program.parent.mkdir(parents=True)
    program.write_text('#!/bin/sh\n[ "$1" = version ] && echo "lms - LM Studio CLI - v0.3.12"\n')
    program.chmod(0o755)
    monkeypatch.setenv("HOME", str(tmp_path))
    facts = node_facts(reach_of(local, tmp_path), Cancel())
    assert facts.architecture in ("amd64", "arm64")
    assert facts.home == str(tmp_path)
    assert facts.uid == os.getuid()
    assert facts.programs["lms"] == "0.3.12"
    assert facts.program_paths["lms"] == str(program)
    assert all(each.count(".") == 3 for each in facts.addresses)


def test_node_is_asked_over_a_real_sshd(lab: LabNode, session: SshSession, tmp_path: Path) -> None:
    facts = node_facts(reach_of(session, tmp_path), Cancel())
    assert facts.architecture in ("amd64", "arm64")
    assert facts.home == f"/home/{lab.user}"
    assert facts.gpus == ("NVIDIA GB10",)
    assert facts.uid is not None


@settings(deadline=None)
@given(st.text(max_size=400), st.sampled_from(("", "program\t", "uid\t", "home\t", "gpu\t")))
def test_answer_may_be_anything(text: str, key: str) -> None:
    reach = reach_of(Saying(key + text), Path(os.devnull).parent)
    facts = node_facts(reach, Cancel())
    assert facts.home == "" or facts.home.startswith("/")
    assert len(facts.gpus) <= 64
    assert all(each.isprintable() for each in (*facts.gpus, *facts.programs, facts.home))
    assert replace(facts, name="x").name == "x"
    assert node_module.LIMIT_S <= 30
