"""The form says exactly what it was filled with, or recreating would change what nobody touched."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from app.panes.containers.run.form import RunForm
from app.services.containers.run_line import read_line
from app.services.containers.run_spec import (
    Gpus,
    PublishedPort,
    Restart,
    RestartPolicy,
    RunSpec,
    Variable,
    Volume,
)
from tests.captures import captured

PLAYBOOK = read_line(captured("docker/run_trtllm_multinode_playbook.txt").decode()).spec


@pytest.fixture
def form(qtbot: QtBot) -> RunForm:
    form = RunForm("spark-01")
    qtbot.addWidget(form)
    return form


@pytest.mark.parametrize(
    "spec",
    [
        RunSpec("lab"),
        replace(PLAYBOOK, volumes=()),
        RunSpec(
            "lab",
            ("sh", "-c", "cat <<EOF\na b\nEOF\n", ""),
            ports=(
                PublishedPort(80, host_ip="10.0.0.5", host_port=8080),
                PublishedPort(81, "udp", "", None),
                PublishedPort(82, host_ip="::1", host_port=82),
            ),
            volumes=(Volume("/a", "/b", "ro,z"), Volume("hf", "/c"), Volume("", "/d")),
            environment=(Variable("A", "line\nline\ttab "), Variable("EMPTY", "")),
            gpus=Gpus(count=2, capabilities=("utility",)),
            restart=RestartPolicy(Restart.ON_FAILURE, 3),
            labels=(("a", "b\nc"), ("d", "")),
            entrypoint="",
            network="models",
            shm_bytes=1000,
        ),
    ],
)
def test_the_form_says_what_it_was_filled_with(form: RunForm, spec: RunSpec) -> None:
    form.fill(spec)
    assert form.read() == spec
    assert form.seen == spec


def test_what_is_wrong_is_said_beside_the_field_and_taken_back(form: RunForm) -> None:
    form.fill(RunSpec("Not An Image", name="x"))
    assert form.read() is None
    assert "names no image" in form.image.error
    assert form.name.error
    form.image_editor.setText("lab")
    form.name_editor.setText("")
    form.further_editor.setText("--nonsense 1")
    assert form.read() is None
    assert form.image.error == form.name.error == ""
    assert "--nonsense" in form.further.error
    form.further_editor.setText("--publish 80:80")
    assert form.read() is None
    assert "field of its own" in form.further.error
    form.further_editor.setText("--user 1000")
    assert form.read() == RunSpec("lab", user="1000")


def test_the_keyboard_goes_through_the_rows_as_the_eye_does(form: RunForm) -> None:
    form.ports.fill((PublishedPort(80), PublishedPort(81)))
    first, second = form.ports.rows
    wanted = [form.command_editor, *first.stops, *second.stops, form.ports.add, form.volumes.add]
    at, found = form.command_editor.nextInFocusChain(), [form.command_editor]
    while at is not form.command_editor:
        found += [at] if at in wanted else []
        at = at.nextInFocusChain()
    assert found == wanted
