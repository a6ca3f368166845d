"""The few lines of shell that start engines: run by a real shell, with stand-ins of the engines."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from app.core.ids import NodeId
from app.services.serving.api import (
    EnvironmentEntry,
    LaunchPlan,
    LaunchRequest,
    LaunchSettings,
    ModelRef,
    NodeFacts,
    Recipe,
    Source,
)
from app.services.serving.catalogue import engine
from tests.waiting import wait_for

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="for a shell on the node")
SERVER = """#!/bin/sh
printf '%s|' "$LLAMA_ARG_THREADS" "$@"
exec sleep 60
"""
OLLAMA = """#!/bin/sh
echo "$*" >>"$CALLS"
case "$1" in
  serve) exec sleep 60 ;;
  list) [ -e "$CALLS.up" ] || { touch "$CALLS.up"; exit 1; } ;;
  pull) [ "$2" != missing:latest ] ;;
esac
"""


def llama_plan(folder: Path) -> LaunchPlan:
    program = folder / "llama server"
    program.write_text(SERVER)
    program.chmod(0o755)
    node = NodeFacts(
        NodeId("n"), "cpu", "amd64", str(folder), programs={"llama-server": "1"},
        program_paths={"llama-server": str(program)},
    )  # fmt: skip
    hostile = EnvironmentEntry("LLAMA_ARG_THREADS", "2; touch evil $(id)")
    recipe = Recipe("r", "R", "llama_cpp", ModelRef(Source.FILE, "/data/it's $HOME.gguf"),
                    environment=(hostile,))  # fmt: skip
    return engine("llama_cpp").plan(LaunchRequest(recipe, LaunchSettings(), node))


def test_llama_server_runs_on_keeps_its_log_and_is_stopped(tmp_path: Path) -> None:
    plan = llama_plan(tmp_path)
    for folder in plan.folders:
        Path(folder).mkdir(parents=True)
    [step] = plan.steps
    subprocess.run(step.argv, check=True, timeout=20, cwd=tmp_path)
    log = Path(plan.log)
    pid = int(Path(f"{log}.pid").read_text())
    try:
        wait_for(lambda: log.exists() and "--metrics|" in log.read_text())
        told = log.read_text().split("|")
        assert told[0] == "2; touch evil $(id)"
        assert told[1:3] == ["--model", "/data/it's $HOME.gguf"]
        assert not (tmp_path / "evil").exists()
        [undo] = plan.undo
        subprocess.run(undo, check=True, timeout=20)
        wait_for(lambda: not _runs(pid))
        assert not Path(f"{log}.pid").exists()
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def _runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes() != b""  # one that ended has none
    except OSError:
        return False


@pytest.fixture
def ollama(tmp_path: Path) -> Path:
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "ollama").write_text(OLLAMA)
    (folder / "ollama").chmod(0o755)
    return tmp_path / "calls"


def serve(calls: Path, handle: str) -> subprocess.Popen[bytes]:
    node = NodeFacts(NodeId("n"), "cpu", "amd64", "/root", has_docker=True)
    recipe = Recipe("r", "R", "ollama", ModelRef(Source.OLLAMA, handle))
    run = engine("ollama").plan(LaunchRequest(recipe, LaunchSettings(), node)).run
    assert run is not None
    assert run.entrypoint == "/bin/sh"
    environment = {"PATH": f"{calls.parent / 'bin'}:{os.environ['PATH']}", "CALLS": str(calls)}
    return subprocess.Popen([shutil.which("sh") or "sh", *run.command], env=environment)


def test_ollama_is_served_before_its_model_is_pulled_and_loaded(ollama: Path) -> None:
    process = serve(ollama, "gemma3:4b")
    try:
        wait_for(lambda: ollama.exists() and "run gemma3:4b" in ollama.read_text())
        told = ollama.read_text().splitlines()
        assert sorted(told[:2]) == ["list", "serve"]
        assert told[2:] == ["list", "pull gemma3:4b", "run gemma3:4b "]
        assert process.poll() is None
        process.terminate()
        process.wait(10)
    finally:
        process.kill()
        process.wait(10)


def test_ollama_ends_when_its_model_cannot_be_pulled(ollama: Path) -> None:
    process = serve(ollama, "missing:latest")
    try:
        assert process.wait(15) == 1
    finally:
        process.kill()
        process.wait(10)
