"""What engines make of recipes: shipped ones can be launched, an injection stays one word."""

from __future__ import annotations

import json
import shlex
from dataclasses import replace
from pathlib import Path

import pytest

from app.core.errors import BadInput
from app.core.ids import NodeId
from app.services.containers.run_line import line_of
from app.services.containers.run_shell import split
from app.services.serving.api import (
    EnvironmentEntry,
    LaunchPlan,
    LaunchRequest,
    LaunchSettings,
    NodeFacts,
    Recipe,
)
from app.services.serving.catalogue import engine
from app.services.serving.recipes.book import RecipeBook
from app.services.serving.recipes.checking import check_recipe
from app.services.serving.recipes.schema import read_recipe

SPARK = NodeFacts(
    NodeId("spark"),
    "spark-01",
    architecture="arm64",
    home="/home/ann",
    gpus=("NVIDIA GB10",),
    unified=True,
    is_gb10=True,
    has_docker=True,
    programs={"ollama": "0.15.0", "lms": "1.0", "docker-model": "1.0"},
)
LAPTOP = NodeFacts(
    NodeId("laptop"), "laptop", architecture="amd64", home="/home/ann", has_docker=True
)
EVIL = """$(touch /tmp/x); `id` && rm -rf ~ | sh > /dev/null 'a' "b" \\ #"""
QUOTED = json.dumps(EVIL)
"""The same as YAML has it."""
RECIPES = RecipeBook(Path("/nonexistent")).load().recipes


def plan_of(recipe: Recipe, node: NodeFacts = SPARK) -> LaunchPlan:
    return engine(recipe.engine).plan(LaunchRequest(recipe, LaunchSettings(), node))


def test_every_shipped_recipe_can_be_planned_for_a_spark() -> None:
    for recipe in RECIPES:
        check_recipe(recipe)
        if recipe.nodes > 1:
            with pytest.raises(BadInput, match=f"takes {recipe.nodes} machines together"):
                plan_of(recipe)
            continue
        plan = plan_of(recipe)
        assert plan.run is not None or plan.steps, recipe.id
        ports = plan.run.ports if plan.run is not None else ()
        assert all(port.host_ip == "127.0.0.1" for port in ports), recipe.id


def test_small_recipes_can_be_planned_for_a_computer_without_a_gpu() -> None:
    small = [each for each in RECIPES if each.engine == "llama_cpp" and "smollm2" in each.family]

    assert small
    for recipe in small:
        run = plan_of(recipe, LAPTOP).run
        assert run is not None
        assert run.gpus is None
        assert run.image.endswith(":server")


def evil(**changes: object) -> Recipe:
    text = "title: a\nengine: vllm\nmodel:\n  huggingface: Qwen/Qwen3-8B\n"
    return replace(read_recipe(text, "a"), **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "recipe",
    [
        evil(arguments=("--chat-template", EVIL)),
        evil(command=("vllm", "serve", EVIL)),
        evil(environment=(EnvironmentEntry("A", EVIL),)),
        evil(title=EVIL, summary=EVIL, notes=(EVIL,)),
        evil(settings=LaunchSettings(arguments=("--chat-template", EVIL))),
    ],
    ids=["arguments", "command", "environment", "words", "settings"],
)
def test_injection_in_a_recipe_stays_one_argument(recipe: Recipe) -> None:
    """The words of the line that is shown are those of the plan, for a shell and for ours."""
    run = plan_of(recipe).run
    assert run is not None

    for words in (
        shlex.split(line_of(run, secrets=True).replace("\\\n", "")),
        [word.text for word in split(line_of(run, secrets=True)).words],
    ):
        assert tuple(words[-len(run.command) :]) == run.command
    held = [*run.command, *(f"{each.name}={each.value}" for each in run.environment)]
    assert all(text == EVIL or text == f"A={EVIL}" for text in held if "touch" in text)


@pytest.mark.parametrize(
    "text",
    [
        f"model:\n  huggingface: {QUOTED}",
        "model:\n  huggingface: --download-dir",
        f"model:\n  huggingface: a/b\nimage: {QUOTED}",
        f"model:\n  huggingface: a/b\nsecrets: [{QUOTED}]",
        f"model:\n  huggingface: a/b\nfamily: {QUOTED}",
        f"model:\n  huggingface: a/b\nsettings: {{served_name: {QUOTED}}}",
        f"model:\n  huggingface: a/b\nsettings: {{container_name: {QUOTED}}}",
        f"model:\n  huggingface: a/b\nfiles: {{{QUOTED}: x}}",
        f"model:\n  huggingface: a/b\nenvironment: {{{QUOTED}: x}}",
    ],
)
def test_injection_in_a_name_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="takes"):
        read_recipe(f"title: a\nengine: vllm\n{text}\n")
