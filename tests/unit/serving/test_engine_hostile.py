"""Hostile texts in recipes and settings stay one argument each, or are refused."""

from __future__ import annotations

import contextlib
import shlex
from collections.abc import Iterator
from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.core.errors import BadInput
from app.core.ids import NodeId
from app.services.serving.api import (
    EngineSpec,
    EnvironmentEntry,
    LaunchPlan,
    LaunchRequest,
    LaunchSettings,
    ModelRef,
    NodeFacts,
    Origin,
    PlanFile,
    Recipe,
    Runtime,
)
from app.services.serving.catalogue import engines
from app.services.serving.script import command_text

CANARY = "EVIL"
HOSTILE = st.one_of(
    st.sampled_from(
        [
            f"; rm -rf {CANARY}", f"$({CANARY})", f"`{CANARY}`", f"a\n{CANARY}", f"a' {CANARY} 'b",
            f'a" {CANARY} "b', f"-{CANARY}", f"--{CANARY} --privileged", f"{CANARY}\0", "", " ",
            f"&& {CANARY}", f"| {CANARY}", f"{CANARY} # x", "../" + CANARY, f"ü{CANARY}…", "\ud800",
            f"a\r\n# {CANARY}", f"\\{CANARY}", f"$HOME/{CANARY}", f"x={CANARY}", "\u202eEVIL",
        ]
    ),
    st.text(max_size=30),
)  # fmt: skip
NODE = NodeFacts(
    NodeId("n"), "spark", "arm64", "/home/ann", ("NVIDIA GB10",), True, True, True,
    programs={"lms": "1", "docker-model": "1"}, uid=1000,
)  # fmt: skip
HANDLES = {
    "huggingface": "a/b", "gguf": "a/b:Q4", "file": "/d/m", "ollama": "a:b", "ngc": "a/b",
    "docker": "ai/a", "lmstudio": "a/b",
}  # fmt: skip


def specs() -> list[EngineSpec]:
    return [each for each in engines().values() if Runtime.ENDPOINT not in each.runtimes]


@st.composite
def requests(draw: st.DrawFn) -> LaunchRequest:
    """A launch with hostile text in some of its fields, and plain text in the others."""
    spec = draw(st.sampled_from(specs()))
    source = spec.sources[0]

    def text(plain: str) -> str:
        return draw(HOSTILE) if draw(st.integers(0, 19)) == 0 else plain

    arguments = tuple(draw(st.lists(HOSTILE, max_size=2)))
    contained = Runtime.CONTAINER in spec.runtimes
    takes = spec.name not in ("nim", "ollama")
    recipe = Recipe(
        id=text("recipe"),
        title=draw(HOSTILE),
        engine=spec.name,
        model=ModelRef(source, text(HANDLES[source.value])),
        summary=draw(HOSTILE),
        image=text(""),
        image_digest=text(""),
        command=tuple(draw(st.lists(HOSTILE, min_size=1, max_size=3)))
        if draw(st.integers(0, 7)) == 0
        else None,
        arguments=arguments if takes and draw(st.booleans()) else (),
        environment=(EnvironmentEntry(text("NAME"), draw(HOSTILE)),) if contained else (),
        files=(PlanFile(text("/tmp/file"), draw(HOSTILE)),) if draw(st.booleans()) else (),
        secrets=(text("MY_TOKEN"),),
        notes=(draw(HOSTILE),),
        origin=Origin(draw(HOSTILE), draw(HOSTILE)),
    )
    chosen = LaunchSettings(
        context=4096,
        kv_dtype=text(""),
        served_name=text(""),
        image=text(""),
        container_name=text(""),
        arguments=tuple(draw(st.lists(HOSTILE, max_size=2))) if takes else (),
        environment=(EnvironmentEntry(text("OTHER"), draw(HOSTILE)),) if contained else (),
    )
    return LaunchRequest(recipe, chosen, NODE)


def words_of(plan: LaunchPlan) -> Iterator[str]:
    if plan.run is not None:
        yield from plan.run.command
    for step in plan.steps:
        yield from step.argv


def plan_of(request: LaunchRequest) -> LaunchPlan | None:
    with contextlib.suppress(BadInput):
        return engines()[request.recipe.engine].plan(request)
    return None


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(requests())
def test_plans_hold_each_text_as_one_argument(request: LaunchRequest) -> None:
    plan = plan_of(request)
    if plan is None:
        return
    recipe, chosen = request.recipe, request.settings
    plain = plan_of(
        replace(
            request,
            recipe=replace(recipe, arguments=(), environment=(), files=()),
            settings=replace(chosen, arguments=(), environment=()),
        )
    )
    assert plain is not None
    words, without = list(words_of(plan)), list(words_of(plain))
    arguments = () if recipe.command is not None else (*recipe.arguments, *chosen.arguments)
    assert len(words) <= len(without) + len(arguments) + 1  # and the `--` before some
    for argument in arguments:
        assert argument in words
    if plan.run is not None:
        values = {each.value for each in plan.run.environment}
        assert chosen.environment[0].value in values
        assert not any("\0" in word for word in words)
        assert not plan.run.privileged
        assert [each.host_ip for each in plan.run.ports] == ["127.0.0.1"]


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(requests())
def test_script_says_the_same_arguments_to_a_shell(request: LaunchRequest) -> None:
    plan = plan_of(request)
    if plan is None:
        return
    words = shlex.split(command_text(plan), comments=True)
    for expected in commands_of(plan):
        assert any(words[at : at + len(expected)] == expected for at in range(len(words))), expected


def commands_of(plan: LaunchPlan) -> Iterator[list[str]]:
    """Return runs of words that the script must hold exactly as they are."""
    if plan.folders:
        yield ["mkdir", "-p", *plan.folders]
    if plan.run is not None:
        yield ["docker", "pull", plan.run.image]
        yield [plan.run.image, *plan.run.command]
    for step in plan.steps:
        yield list(step.argv)
    for file in plan.files:
        yield ["printf", "%s", file.text]


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60), st.text(max_size=60))
def test_two_names_never_become_one(one: str, other: str) -> None:
    from app.services.containers.api import NAME
    from app.services.serving.planning import slug

    assert NAME.fullmatch(f"{slug(one)}-8000")
    if one != other:
        assert slug(one) != slug(other)
