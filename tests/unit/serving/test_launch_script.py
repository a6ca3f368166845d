"""A plan as commands to copy: run by a real shell, with a stand-in of docker that writes down."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
import tarfile
from dataclasses import replace
from pathlib import Path

import pytest

from app.core.errors import BadInput
from app.core.ids import NodeId
from app.services.serving.api import (
    EnvironmentEntry,
    LaunchPlan,
    LaunchRequest,
    LaunchSettings,
    ModelRef,
    NodeFacts,
    PlanFile,
    Recipe,
    Source,
)
from app.services.serving.catalogue import engine
from app.services.serving.script import command_text

DOCKER = """#!/bin/sh
{ printf '%s\\0' "$@"; printf '\\n\\0'; } >>"$CALLS"
if [ "$1" = cp ]; then cat >"$CALLS.tar"; fi
if [ "$1" = login ]; then cat >"$CALLS.login"; fi
"""
needs_shell = pytest.mark.skipif(sys.platform == "win32", reason="for a shell on the node")


def plan_of(name: str, model: ModelRef, home: str, **recipe: object) -> LaunchPlan:
    node = NodeFacts(
        NodeId("n"), "spark", "arm64", home, ("NVIDIA GB10",), True, True, True, {"lms": "1"}
    )
    made = Recipe("r-1", "A model\n; rm -rf /", name, model, **recipe)  # type: ignore[arg-type]
    return engine(name).plan(LaunchRequest(made, LaunchSettings(context=4096), node))


def run(text: str, folder: Path, **environment: str) -> list[list[str]]:
    """Run a script in a shell that knows no docker but the stand-in; return its calls."""
    bin_folder, calls = folder / "bin", folder / "calls"
    bin_folder.mkdir()
    (bin_folder / "docker").write_text(DOCKER)
    (bin_folder / "docker").chmod(0o755)
    values = {"PATH": f"{bin_folder}:{os.environ['PATH']}", "CALLS": str(calls), **environment}
    done = subprocess.run(
        [shutil.which("sh") or "sh"], input=text, env=values, capture_output=True, text=True,
        timeout=30, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    told = calls.read_bytes().decode().split("\n\0")[:-1]
    return [each.split("\0")[:-1] for each in told]


@needs_shell
def test_script_makes_folders_and_runs_the_container(tmp_path: Path) -> None:
    model = ModelRef(Source.HUGGING_FACE, "openai/gpt-oss-20b")
    hostile = EnvironmentEntry("WORDS", "a 'b' \"c\" $HOME `id`\n; rm -rf /")
    plan = plan_of("vllm", model, str(tmp_path / "home"), environment=(hostile,))
    text = command_text(plan)
    pull, started = run(text, tmp_path, HF_TOKEN="hf_secret")
    assert plan.run is not None
    assert pull == ["pull", plan.run.image]
    assert started[:2] == ["run", "-d"]
    assert started[-len(plan.run.command) - 1 :] == [plan.run.image, *plan.run.command]
    given = [started[at + 1] for at, word in enumerate(started) if word == "-e"]
    assert given[:2] == ["MAX_JOBS=4", f"WORDS={hostile.value}"]
    assert [started[at + 1] for at, word in enumerate(started) if word == "-e"][-1] == "HF_TOKEN"
    assert all(Path(folder).is_dir() for folder in plan.folders)
    assert "hf_secret" not in text


@needs_shell
def test_script_puts_files_into_the_container_before_it_starts(tmp_path: Path) -> None:
    model = ModelRef(Source.HUGGING_FACE, "openai/gpt-oss-20b")
    plan = plan_of("triton", model, str(tmp_path / "home"))
    calls = run(command_text(plan), tmp_path)
    assert [call[0] for call in calls] == ["pull", "create", "cp", "start"]
    assert calls[2][1:] == ["-", "r-1-9000:/"]
    packed = io.BytesIO((tmp_path / "calls.tar").read_bytes())
    with tarfile.open(fileobj=packed) as archive:
        files = {
            f"/{member.name}": (archive.extractfile(member) or io.BytesIO()).read().decode()
            for member in archive
        }  # no folders: their rights inside the container stay as they are
    assert files == {file.path: file.text for file in plan.files}


@needs_shell
def test_script_takes_the_key_of_nvidia_by_standard_input(tmp_path: Path) -> None:
    model = ModelRef(Source.NGC, "meta/llama-3.1-8b-instruct")
    plan = plan_of("nim", model, str(tmp_path / "home"))
    calls = run(command_text(plan), tmp_path, NGC_API_KEY="nvapi-secret")
    assert calls[0] == ["login", "nvcr.io", "--username", "$oauthtoken", "--password-stdin"]
    assert (tmp_path / "calls.login").read_text() == "nvapi-secret"
    assert not any("nvapi-secret" in word for call in calls for word in call)


@needs_shell
def test_script_stops_without_a_key_that_must_be_there(tmp_path: Path) -> None:
    model = ModelRef(Source.NGC, "meta/llama-3.1-8b-instruct")
    text = command_text(plan_of("nim", model, str(tmp_path / "home")))
    done = subprocess.run(
        [shutil.which("sh") or "sh"], input=text, env={"PATH": str(tmp_path)},
        capture_output=True, text=True, timeout=30, check=False,
    )  # fmt: skip
    assert done.returncode != 0
    assert "NGC_API_KEY" in done.stderr


def test_script_of_a_program_says_how_it_is_taken_back() -> None:
    plan = plan_of("lm_studio", ModelRef(Source.LM_STUDIO, "qwen/qwen3-8b"), "/home/ann")
    text = command_text(plan)
    assert "lms get qwen/qwen3-8b --yes" in text
    assert "#   lms unload qwen/qwen3-8b" in text
    assert "http://127.0.0.1:1234/v1/models" in text


def test_comments_are_one_line_each() -> None:
    plan = plan_of("lm_studio", ModelRef(Source.LM_STUDIO, "qwen/qwen3-8b"), "/home/ann")
    undo = (("echo", "a\nrm -rf /\r\nb"),)
    text = command_text(replace(plan, undo=undo))
    assert all(line.startswith("#") for line in text.splitlines() if "rm -rf" in line), text


@pytest.mark.parametrize("path", ["../../etc/passwd", "/tmp/../etc/x", "", "/", "/tmp/", "a\0"])
def test_files_that_lead_elsewhere_are_refused(path: str) -> None:
    model = ModelRef(Source.HUGGING_FACE, "a/b")
    with pytest.raises(BadInput, match="whole path"):
        plan_of("vllm", model, "/home/ann", files=(PlanFile(path, "x"),))
