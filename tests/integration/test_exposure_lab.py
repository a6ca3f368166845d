"""What strangers reach of real containers, and how an account comes to use Docker."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.core.audit import AuditLog
from app.core.cancel import Cancel
from app.core.errors import BadInput, RemoteError
from app.services.containers.access import Joining, join, joining
from app.services.containers.exposure import Danger, audit
from app.services.containers.strangers import Asks, ask
from app.transport.local import LocalSession
from scripts.lab.docker_engine import DockerEngine
from scripts.lab.llama import llama_server
from scripts.lab.node import LabNode
from scripts.lab.sshd import free_port
from tests.own_commands import reach, run
from tests.waiting import wait_for

if TYPE_CHECKING:
    from app.services.containers.engine import Engine

pytestmark = pytest.mark.lab
OPEN = """echo '{"result":{"collections":[{"name":"docs"}]},"status":"ok"}' > collections"""
LOCKED = "echo '/:me:secret' > /httpd.conf"
HTTPD = """
busybox mkdir /w; cd /w; echo hello > index.html; echo > /httpd.conf
{setup}; exec busybox httpd -f -p {port} -h /w -c /httpd.conf
"""


def test_each_port_that_the_network_reaches_is_asked_what_a_stranger_gets(
    engine: Engine,
    bare_docker: DockerEngine,
    docker_lab: LabNode,
    capsys: pytest.CaptureFixture[str],
) -> None:
    ports = {"open": 6333, "page": 8080, "locked": 8888, "raw": 6379}
    bare_docker.run("here", "busybox", "httpd", "-f", "-p", "127.0.0.1:8001", network="host")
    bare_docker.run("raw", "nc", "-ll", "-p", "6379", "-e", "cat", network="host")
    bare_docker.run("open", "sh", "-c", HTTPD.format(setup=OPEN, port=6333), network="host")
    bare_docker.run("page", "sh", "-c", HTTPD.format(setup=":", port=8080), network="host")
    bare_docker.run(
        "locked",
        "sh",
        "-c",
        HTTPD.format(setup=LOCKED, port=80),
        network="bridge",
        options=("-p", "8888:80", "-p", "127.0.0.1:8889:80"),
    )
    dangers = {Danger.OPEN: 1, Danger.MAYBE: 2, Danger.ASKS: 1}
    wait_for(lambda: {d: audit(engine, Cancel()).count(d) for d in Danger} == dangers)

    found = {each.reachable.container: each for each in audit(engine, Cancel()).findings}

    assert {name: each.danger for name, each in found.items()} == {
        "open": Danger.OPEN,
        "page": Danger.MAYBE,
        "raw": Danger.MAYBE,
        "locked": Danger.ASKS,
    }
    assert {name: each.reachable.port for name, each in found.items()} == {
        name: ports[name] for name in found
    }
    assert found["open"].answer.service == "Qdrant"
    assert "docs" in found["open"].answer.words
    assert found["raw"].answer.asks is Asks.UNKNOWN
    assert "127.0.0.1" in found["open"].fix
    assert {name for name, each in found.items() if each.reachable.uses_host_network} == {
        *("open", "page", "raw")
    }
    # The command says the same, and by its status that something is open.
    assert run("audit", *reach(docker_lab), "--json") == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["looked_at"], told["findings"][0]["container"]) == (5, "open")
    engine.api.remove_container("open", force=True)
    assert run("audit", *reach(docker_lab)) == 0
    assert "Refuses without a key or login (401)." in capsys.readouterr().out


def test_llama_server_is_asked_what_it_does_not_give_away(llama_port: int, tmp_path: Path) -> None:
    session = LocalSession()
    opened = ask(session, llama_port, Cancel())
    with llama_server(tmp_path, api_key="secret") as port:
        locked = ask(session, port, Cancel())
    assert (opened.asks, opened.service) == (Asks.NOBODY, "llama.cpp")
    assert "tiny-random" in opened.words
    assert locked.asks is Asks.KEY
    assert ask(session, free_port(), Cancel()).words == "Nothing answers there now."


def test_account_joins_the_group_where_sudo_asks_for_no_password(
    engine: Engine, bare_docker: DockerEngine, docker_lab: LabNode, tmp_path: Path
) -> None:
    log = AuditLog(tmp_path / "audit.jsonl")
    session = engine.session
    os.chown(bare_docker.socket, 0, 4)
    wanted = joining(session)
    assert wanted == Joining("spark", "adm")
    told = "case $LC_ALL in C) echo 'a password is required';; *) echo 'Passwort fehlt';; esac"
    docker_lab.program("sudo", f"#!/bin/sh\n{told} >&2\nexit 1\n")
    with pytest.raises(RemoteError, match="sudo asks for a password") as refused:
        join(session, "lab", wanted, log)
    assert refused.value.hint.endswith("sudo usermod -aG adm spark")
    docker_lab.program("sudo", '#!/bin/sh\nexec echo "$@"\n')
    join(session, "lab", wanted, log)
    outcomes = [json.loads(line)["outcome"] for line in log.path.read_text().splitlines()]
    assert outcomes == ["begun", "sudo asks for a password there.", "begun", "done"]
    bare_docker.permit(False)
    with pytest.raises(RemoteError, match="no group that an account can join"):
        joining(session)


def test_disk_is_told_and_given_back_by_commands(
    engine: Engine,
    bare_docker: DockerEngine,
    docker_lab: LabNode,
    capsys: pytest.CaptureFixture[str],
) -> None:
    there = reach(docker_lab)
    bare_docker.run(
        "old", "sh", "-c", "head -c 4000 /dev/zero > /v/x; echo > /big", options=("-v/v",)
    )
    wait_for(lambda: not bare_docker.running())

    assert run("volumes", *there, "--json") == 0
    (volume,) = json.loads(capsys.readouterr().out)
    assert (volume["size_bytes"], volume["anonymous"]) == (4000, True)
    assert volume["used_by"][0]["name"] == "old"
    assert run("disk", *there) == 0
    assert "free of" in capsys.readouterr().out
    assert run("prune", *there, "--volumes", "--dry-run") == 0
    assert "2 in all, about 4.0 kB" in capsys.readouterr().out
    with pytest.raises(BadInput, match="--yes"):
        run("prune", *there, "--volumes")
    assert run("prune", *there, "--volumes", "--yes") == 0
    assert capsys.readouterr().out.endswith("2 removed, 4.0 kB freed\n")
    assert engine.containers() == ()
    assert run("prune", *there, "--volumes", "--yes") == 0
    assert "nothing to remove" in capsys.readouterr().err
