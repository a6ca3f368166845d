"""`containers`, `container` and `logs` with a real Docker Engine over a real sshd."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from app.core.errors import BadInput, RemoteError
from app.core.paths import user_paths
from app.services.containers.api import EngineUnavailable, NotThere
from scripts.lab.docker_engine import DockerEngine
from scripts.lab.node import LabNode
from tests.own_commands import reach, run
from tests.waiting import wait_for

pytestmark = pytest.mark.lab
ROOT = Path(__file__).parents[2]


def test_containers_are_listed_for_people_and_programs(
    docker_lab: LabNode, docker: DockerEngine, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("containers", *reach(docker_lab)) == 0
    assert capsys.readouterr() == ("", "There is no container.\n")
    web = docker.run("web", "sleep", "100")

    assert run("containers", *reach(docker_lab)) == 0
    heading, row = capsys.readouterr().out.splitlines()
    assert heading.split() == ["NAME", "STATE", "IMAGE", "PORTS", "STATUS", "PROJECT"]
    assert row.split()[:3] == ["web", "running", "lab"]
    assert run("containers", "--json", *reach(docker_lab)) == 0
    (found,) = json.loads(capsys.readouterr().out)
    assert (found["id"], found["state"], found["health"]) == (web, "running", None)
    assert found["created"].endswith("Z")


def test_container_is_changed_and_what_destroys_is_confirmed(
    docker_lab: LabNode, docker: DockerEngine
) -> None:
    docker.run("web", "sleep", "100")
    there = reach(docker_lab)

    run("container", "pause", *there, "web")
    run("container", "unpause", *there, "web")
    run("container", "rename", *there, "web", "shop")
    with pytest.raises(BadInput, match="--yes"):
        run("container", "kill", *there, "shop")
    run("container", "kill", *there, "shop", "--yes")
    wait_for(lambda: not docker.running())
    run("container", "start", *there, "shop")
    assert docker.running() == {"shop"}
    with pytest.raises(BadInput, match="--yes"):
        run("container", "rm", *there, "shop")
    with pytest.raises(RemoteError, match="running container"):
        run("container", "rm", *there, "shop", "--yes")
    run("container", "rm", *there, "shop", "--yes", "--force", "--volumes")
    with pytest.raises(NotThere) as caught:
        run("container", "stop", *there, "shop")
    assert caught.value.exit_code == 6
    assert '"Kill container shop with KILL", "outcome": "done"' in user_paths().audit.read_text()


def test_logs_are_printed_where_they_were_printed(
    docker_lab: LabNode, docker: DockerEngine, capsys: pytest.CaptureFixture[str]
) -> None:
    docker.run("web", "sh", "-c", r"printf '\033[31mone\033[0m\n'; sleep 0.1; echo two; echo e >&2")
    wait_for(lambda: not docker.running())
    there = reach(docker_lab)

    assert run("logs", *there, "web") == 0
    assert capsys.readouterr() == ("one\ntwo\n", "e\n")
    assert run("logs", *there, "web", "--timestamps", "--since", "10m", "-f") == 0
    assert capsys.readouterr().out.splitlines()[0].endswith("Z  one")
    with pytest.raises(BadInput, match="--since soon"):
        run("logs", *there, "web", "--since", "soon")


def test_account_that_may_not_is_told_with_status_6(
    docker_lab: LabNode, docker: DockerEngine
) -> None:
    docker.permit(False)
    with pytest.raises(EngineUnavailable, match="may not use Docker") as caught:
        run("containers", *reach(docker_lab))
    assert caught.value.exit_code == 6


def test_control_c_ends_a_followed_log_at_once(docker_lab: LabNode, docker: DockerEngine) -> None:
    docker.run("web", "sh", "-c", "echo here; sleep 100")
    argv = [sys.executable, "-m", "app", "logs", "-f", *reach(docker_lab), "web"]
    with subprocess.Popen(
        argv, cwd=ROOT, env=os.environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as following:
        assert following.stdout is not None
        assert following.stdout.readline() == "here\n"
        following.send_signal(signal.SIGINT)
        assert following.wait(20) == 130
        assert following.stderr is not None
        assert following.stderr.read() == ""
