"""The pre-flight of real nodes: what it finds there, and that its fixes do what they say."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.cli.main import build_parser
from app.core.audit import AuditLog
from app.core.cancel import Cancel
from app.core.errors import BadInput, RemoteError
from app.core.ids import NodeId
from app.services.containers.holder import EngineHolder
from app.services.preflight import docker
from app.services.preflight.api import Check, Fix, Verdict
from app.services.preflight.fixing import PasswordNeeded, apply_fix
from app.services.preflight.machine import judge_nvcc
from app.services.preflight.node_look import NodeLook, look_at
from app.services.preflight.run import preflight
from app.services.preflight.tokens import judge_token
from app.services.serving.reach import NodeReach
from app.services.telemetry.api import Cpu, Memory, Sample
from app.transport.local import LocalSession
from app.transport.slot import SessionSlot
from scripts.lab.docker_engine import DockerEngine
from scripts.lab.node import LabNode
from tests.ssh_fixtures import connector, node_of

if TYPE_CHECKING:
    from app.transport.api import Session

pytestmark = pytest.mark.lab
SAMPLE = Sample(0.0, "lab", "agent", Memory(None, None, None, None), (), Cpu(None, (), None))
TOKEN = "hf_" + "a1B2" * 9
KEY = "nvapi-" + "x_Y-" * 16


def reach_of(session: Session, audit: Path) -> NodeReach:
    slot = SessionSlot()
    slot.put(session)
    return NodeReach(
        node=NodeId("node-lab"),
        name="lab",
        slot=slot,
        holder=EngineHolder(slot, "lab"),
        audit=AuditLog(audit),
        sample=lambda: SAMPLE,
        machine=lambda: None,
    )


@pytest.fixture
def reach(lab: LabNode, tmp_path: Path) -> Iterator[NodeReach]:
    session = connector(lab.known_hosts).open(node_of(lab, lab.identity), Cancel())
    yield reach_of(session, tmp_path / "audit.jsonl")
    session.close()


def outcomes(reach: NodeReach) -> list[tuple[str, str]]:
    lines = [json.loads(line) for line in reach.audit.path.read_text().splitlines()]
    return [(line["what"], line["outcome"]) for line in lines]


def test_preflight_of_a_node_is_told_by_the_command(
    lab: LabNode, capsys: pytest.CaptureFixture[str]
) -> None:
    token = lab.home / ".cache" / "huggingface" / "token"
    token.parent.mkdir(parents=True, exist_ok=True)
    token.write_text(f"{TOKEN}\n")
    token.chmod(0o644)
    there = [lab.url, "--identity", str(lab.identity), "--known-hosts", str(lab.known_hosts)]
    options = build_parser().parse_args(["preflight", *there, "--json"])

    code = options.run(options, Cancel())

    out = capsys.readouterr().out
    told = json.loads(out)
    checks = {each["id"]: each for each in told["checks"]}
    assert list(checks) == [check.value for check in Check]
    assert code == (1 if told["verdict"] == "fail" else 0)
    assert checks["driver"]["found"] == "Ubuntu 24.04.4 LTS · DGX OS 7.4.0 · driver 580.126.09"
    assert checks["memory"]["verdict"] == "ok"
    assert re.search(r"\d [kMGTP]B free on /", checks["disk"]["found"])
    assert checks["clock"]["verdict"] in ("ok", "warn")
    assert checks["clock"]["found"].startswith("It agrees")
    assert checks["hf-token"]["fix"]["commands"][0][:3] == ["sudo", "chmod", "go-rwx"]
    assert TOKEN not in out
    token.unlink()


def test_preflight_looks_at_tokens_without_taking_them(reach: NodeReach, lab: LabNode) -> None:
    hf, ngc = lab.home / ".cache/huggingface/token", lab.home / ".ngc/config"
    for path, text in ((hf, "not a token"), (ngc, f"[CURRENT]\napikey = {KEY}\norg = me\n")):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        path.chmod(0o644)
        os.chown(path, lab.inside.account.uid, lab.inside.account.gid)
    session = reach.session()

    look = look_at(session, Cancel())

    assert look.hf_token.well_formed is False
    assert look.ngc_key.well_formed is True
    assert KEY not in repr(look)
    found = judge_token(Check.NGC_KEY, look, ())
    assert found.verdict is Verdict.WARN
    assert found.fix is not None
    apply_fix(reach, found.fix, Cancel())
    assert ngc.stat().st_mode & 0o077 == 0
    assert judge_token(Check.NGC_KEY, look_at(session, Cancel()), ()).verdict is Verdict.OK
    assert outcomes(reach) == [(found.fix.lines[0], "begun"), (found.fix.lines[0], "done")]
    hf.unlink()
    ngc.unlink()


def test_preflight_extends_the_path_of_commands_over_ssh(reach: NodeReach, lab: LabNode) -> None:
    own = "case $- in *i*) ;; *) return;; esac\nalias ll='ls -l'\n"
    lab.write_bashrc(own)
    look = NodeLook(shell="/bin/bash", has_cuda=True, has_bashrc=True, has_gnu_sed=True)
    fix = judge_nvcc(look, has_gpu=True).fix
    assert fix is not None

    apply_fix(reach, fix, Cancel())

    told = reach.session().exec(("sh", "-c", 'echo "$PATH"')).text
    assert told.strip().endswith(":/usr/local/cuda/bin")
    assert (lab.home / ".bashrc").read_text().endswith(own)
    assert (lab.home / ".bashrc.before-cuda-path").read_text() == own
    assert look_at(reach.session(), Cancel()).has_bashrc
    (lab.home / ".bashrc.before-cuda-path").unlink()


def test_preflight_gives_the_commands_back_where_sudo_asks(reach: NodeReach, lab: LabNode) -> None:
    fix = Fix("Start", "It starts.", (("sudo", "systemctl", "enable", "--now", "docker"),))
    german = "[ \"$LC_ALL\" = C ] || { echo 'sudo: Ein Passwort ist notwendig' >&2; exit 1; }\n"
    lab.program("sudo", f"#!/bin/sh\n{german}echo 'sudo: a password is required' >&2\nexit 1\n")
    with pytest.raises(PasswordNeeded):
        apply_fix(reach, fix, Cancel())
    lab.program("sudo", "#!/bin/sh\necho 'Unit docker.service not found.' >&2\nexit 5\n")
    with pytest.raises(RemoteError, match="service not found"):
        apply_fix(reach, fix, Cancel())
    assert [outcome for _what, outcome in outcomes(reach)][1] == "sudo asks for a password there."
    here = reach_of(LocalSession(), reach.audit.path)
    with pytest.raises(BadInput):
        apply_fix(here, fix, Cancel())
    assert len(outcomes(reach)) == 4


def test_preflight_of_docker_knows_who_may_use_it_and_what_containers_get(
    docker_lab: LabNode, bare_docker: DockerEngine, tmp_path: Path
) -> None:
    session = connector(docker_lab.known_hosts).open(
        node_of(docker_lab, docker_lab.identity), Cancel()
    )
    reach = reach_of(session, tmp_path / "audit.jsonl")
    bare_docker.run("web", "httpd", "-f", "-p", "8080", network="host")
    found = {each.check: each for each in preflight(reach, tuple, Cancel())}
    assert found[Check.DOCKER].found.startswith("It runs, version ")
    assert found[Check.DOCKER_GROUP].verdict is Verdict.OK
    assert "Docker)" in found[Check.DISK].found
    assert found[Check.EXPOSED].verdict is Verdict.WARN
    assert "8080" in found[Check.EXPOSED].found
    seen = docker.look_at_docker(reach, Cancel())
    with_toolkit = docker.judge_gpu_containers(seen, NodeLook(has_toolkit=True), has_gpu=True)
    assert with_toolkit.fix is not None
    assert "stops 1 container;" in with_toolkit.fix.explanation
    assert docker.judge_gpu_containers(seen, NodeLook(), has_gpu=True).verdict is Verdict.FAIL
    reach.holder.close()

    bare_docker.permit(False)
    refused = docker.look_at_docker(reach, Cancel())
    assert docker.judge_docker(refused).verdict is Verdict.OK
    right = docker.judge_right(refused)
    assert right.verdict is Verdict.FAIL
    assert right.fix is None  # the socket belongs to root alone here: no group helps
    assert "root" in right.found
    bare_docker.permit(True)
    session.close()
