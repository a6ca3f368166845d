"""What may be chosen in the wizard, and what follows from it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app.core.ids import NodeId
from app.panes.deploy.wizard.choosing import (
    Choice,
    Family,
    Step,
    choose_family,
    choose_node,
    choose_recipe,
    families,
    family_of,
    family_of_facts,
    is_general,
    offers,
    why_not,
)
from app.services.serving.api import LaunchSettings, ModelRef, NodeFacts, Recipe, Source
from app.services.serving.catalogue import engines
from app.services.serving.facts.api import ModelFacts
from app.services.serving.fit.api import Weights
from app.services.serving.recipes.book import RecipeBook

SPARK = NodeId("spark")
GB10 = NodeFacts(
    SPARK, "spark-01", "arm64", "/home/ann", ("NVIDIA GB10",), unified=True, is_gb10=True,
    has_docker=True,
)  # fmt: skip
QWEN = Recipe("qwen-vllm", "Qwen", "vllm", ModelRef(Source.HUGGING_FACE, "Qwen/Qwen3-8B"), "qwen")
QWEN_GGUF = Recipe(
    "qwen-llama", "Qwen", "llama_cpp", ModelRef(Source.GGUF, "unsloth/Qwen3-8B-GGUF:Q4_K_M"), "qwen"
)


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> tuple[Recipe, ...]:
    return RecipeBook(Path(tmp_path_factory.mktemp("recipes"))).load().recipes


def test_families_group_recipes_by_model(shipped: tuple[Recipe, ...]) -> None:
    found = families(shipped)
    assert sum(len(family.recipes) for family in found) == len(shipped)
    oss = next(family for family in found if family.key == "gpt-oss-120b")
    assert {"vllm", "sglang", "tensorrt_llm"} <= set(oss.engines)
    assert "tools" in oss.features


def test_offers_are_the_recipes_engines_then_those_that_take_the_files() -> None:
    found = offers(Family("qwen", "Qwen", (QWEN,)), engines())
    assert found[0].engine.name == "vllm"
    assert found[0].has_recipe
    others = {offer.engine.name: offer for offer in found[1:]}
    assert "sglang" in others
    assert "endpoint" not in others  # it runs nothing
    general = others["sglang"].recipes[0]
    assert is_general(general)
    assert (general.engine, general.model) == ("sglang", QWEN.model)
    assert general.arguments == ()


def test_offers_without_a_recipe_leave_the_flags_of_other_engines_behind() -> None:
    flags = replace(
        QWEN, arguments=("--moe-backend", "marlin"), image="vllm/vllm-openai:v1",
        settings=LaunchSettings(context=4096, kv_dtype="fp8", memory_fraction=0.4),
    )  # fmt: skip
    found = offers(Family("qwen", "Qwen", (flags,)), engines())
    general = next(offer for offer in found if offer.engine.name == "sglang").recipes[0]
    assert general.settings == LaunchSettings(context=4096)
    assert general.image == ""
    assert general.arguments == ()


def test_every_shipped_recipe_of_one_node_can_run_on_a_spark_or_says_why_not(
    shipped: tuple[Recipe, ...],
) -> None:
    refused = {
        recipe.id: why
        for recipe in shipped
        if recipe.nodes == 1 and (why := why_not(recipe, engines()[recipe.engine], GB10))
    }
    programs = ("Ollama", "LM Studio", "Docker Model Runner", "lms", "docker model", "ollama")
    assert all(any(word in why for word in programs) for why in refused.values()), refused


def test_why_not_tells_what_the_engine_says_of_the_node() -> None:
    bare = replace(GB10, has_docker=False)
    assert "Docker" in why_not(QWEN, engines()["vllm"], bare)
    assert why_not(QWEN, engines()["vllm"], GB10) == ""
    assert why_not(QWEN, engines()["vllm"], None) == ""


def test_family_of_facts_offers_engines_that_take_such_files() -> None:
    gguf = ModelFacts(
        ModelRef(Source.GGUF, "unsloth/Qwen3-8B-GGUF:Q4_K_M"),
        config={"model_type": "qwen3"},
        weights=Weights(5_000_000_000, "GGUF files"),
        quantization="Q4_K_M",
        gated=True,
    )
    family = family_of_facts(gguf, engines())
    assert "llama_cpp" in family.engines
    assert "vllm" not in family.engines or Source.GGUF in engines()["vllm"].sources
    first = family.recipes[0]
    assert (first.weights_bytes, first.quantization, first.gated) == (5_000_000_000, "Q4_K_M", True)
    assert len({recipe.id for recipe in family.recipes}) == len(family.recipes)


def test_family_of_puts_its_recipe_first_and_keeps_the_others() -> None:
    family = family_of(QWEN_GGUF, (Family("qwen", "Qwen", (QWEN, QWEN_GGUF)),))
    assert [recipe.id for recipe in family.recipes] == ["qwen-llama", "qwen-vllm"]
    assert family_of(QWEN, ()).recipes == (QWEN,)


def test_choice_shows_only_pages_that_have_what_they_need() -> None:
    choice = Choice(SPARK)
    assert [step for step in Step if choice.can_show(step)] == [Step.MODEL]
    choice = choose_family(choice, Family("qwen", "Qwen", (QWEN,)))
    assert choice.can_show(Step.ENGINE)
    assert not choice.can_show(Step.SETTINGS)
    choice = choose_recipe(choice, QWEN, LaunchSettings())
    assert choice.can_show(Step.PLAN)
    assert not choice.can_show(Step.RUN)


def test_another_model_opens_the_engine_again_and_the_same_one_does_not() -> None:
    family = Family("qwen", "Qwen", (QWEN,))
    chosen = choose_recipe(choose_family(Choice(SPARK), family), QWEN, LaunchSettings(context=4096))
    assert choose_family(chosen, family).recipe == QWEN
    other = choose_family(chosen, Family("other", "Other", ()))
    assert (other.recipe, other.settings) == (None, LaunchSettings())


def test_another_node_keeps_the_settings_but_not_the_port_nor_the_plan() -> None:
    chosen = Choice(SPARK, Step.PLAN, recipe=QWEN, settings=LaunchSettings(context=4096, port=8001))
    moved = choose_node(chosen, NodeId("other"))
    assert (moved.step, moved.settings) == (Step.SETTINGS, LaunchSettings(context=4096))
    assert choose_node(chosen, SPARK) == chosen
