"""A launch's fit: what is known of a recipe, put together."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app.core.errors import BadInput
from app.services.serving.api import LaunchSettings, ModelRef, Recipe, Source
from app.services.serving.catalogue import engine
from app.services.serving.facts.api import ModelFacts
from app.services.serving.fit.api import GIB, Fit, Room, Verdict, Weights
from app.services.serving.fit.launch_fit import fit_of, gpus_of, gpus_planned, room_on
from app.services.serving.measured import MeasuredBook, SpeedSeen
from tests.fit_cases import LLAMA70, QWEN38, TABLE_ROOM, config_of

REF = ModelRef(Source.HUGGING_FACE, QWEN38)
RECIPE = Recipe("qwen", "Qwen", "vllm", REF, quantization="BF16", config=config_of(QWEN38))
TWO = Room(2 * 70 * GIB, 2 * 80 * GIB, 2 * GIB, 2 * 71 * GIB, gpus=2, bandwidth=3352e9)


@pytest.fixture
def book(tmp_path: Path) -> MeasuredBook:
    return MeasuredBook(tmp_path / "measured.json")


def fit(book: MeasuredBook, recipe: Recipe = RECIPE, **more: object) -> Fit | None:
    settings = more.pop("settings", LaunchSettings())
    facts, room = more.pop("facts", None), more.pop("room", TABLE_ROOM)
    spec = engine(recipe.engine)
    return fit_of(recipe, settings, spec, facts, room, book, "key")  # type: ignore[arg-type]


def test_what_was_found_out_comes_before_what_the_recipe_says(book: MeasuredBook) -> None:
    recipe = replace(RECIPE, weights_bytes=99 * GIB)
    facts = ModelFacts(REF, weights=Weights(52 * GIB, "safetensors files"), config={})

    by_recipe, by_facts = fit(book, recipe), fit(book, recipe, facts=facts)
    assert by_recipe is not None
    assert by_facts is not None
    assert by_recipe.weights_bytes == 99 * GIB
    assert by_facts.weights_bytes == 52 * GIB
    assert by_facts.kv_bytes == by_recipe.kv_bytes  # the recipe's shape, as the facts have none


def test_weights_are_counted_where_nobody_says_them(book: MeasuredBook) -> None:
    found = fit(book)

    assert found is not None
    assert found.is_estimate
    assert "parameters × 16 bits" in found.method


def test_nothing_is_judged_of_which_nothing_is_known(book: MeasuredBook) -> None:
    assert fit(book, replace(RECIPE, config={})) is None
    bare = {key: 4 for key in ("num_hidden_layers", "num_attention_heads", "hidden_size")}
    assert fit(book, replace(RECIPE, config=bare)) is None
    with pytest.raises(BadInput):
        fit(book, replace(RECIPE, config={"model_type": "llama"}, weights_bytes=1))


def test_a_context_that_nobody_says_is_assumed_and_said(book: MeasuredBook) -> None:
    config = {
        key: value for key, value in config_of(LLAMA70).items() if key != "max_position_embeddings"
    }
    recipe = replace(RECIPE, config=config)

    silent = fit(book, recipe)
    chosen = fit(book, recipe, settings=LaunchSettings(context=4096))
    assert silent is not None
    assert chosen is not None
    assert "A context of 8,192 tokens is assumed." in silent.notes
    assert not any("assumed" in note for note in chosen.notes)


def test_settings_of_the_person_come_before_the_recipes(book: MeasuredBook) -> None:
    recipe = replace(RECIPE, settings=LaunchSettings(context=32_768, users=4, kv_dtype="fp8"))
    found = fit(book, recipe, settings=LaunchSettings(users=2))

    assert found is not None
    demand = found.demand
    assert (demand.context, demand.users, demand.kv_dtype) == (32_768, 2, "fp8")


def test_what_the_machine_has_shown_is_looked_up_by_engine_and_model(book: MeasuredBook) -> None:
    book.add(SpeedSeen("key", "vllm", QWEN38, "BF16", 4.4, at=1.0))
    found = fit(book)
    other = fit(book, replace(RECIPE, model=ModelRef(Source.HUGGING_FACE, "else/where")))

    assert found is not None
    assert found.speed is not None
    assert found.speed.is_measured
    assert other is not None
    assert other.speed is not None
    assert not other.speed.is_measured


def test_vllm_uses_one_gpu_unless_it_is_told_and_llama_cpp_all(book: MeasuredBook) -> None:
    alone = fit(book, room=TWO)
    together = fit(book, replace(RECIPE, arguments=("-tp", "2")), room=TWO)
    gguf = replace(RECIPE, engine="llama_cpp", model=ModelRef(Source.GGUF, "a/b:Q8_0"))
    spread = fit(book, gguf, room=TWO)

    assert alone is not None
    assert together is not None
    assert spread is not None
    assert (alone.room.gpus, together.room.gpus, spread.room.gpus) == (1, 2, 2)
    assert alone.verdict is Verdict.NO
    assert together.verdict is Verdict.FITS


@pytest.mark.parametrize(
    ("arguments", "gpus"),
    [
        ((), 1),
        (("--tensor-parallel-size", "4"), 4),
        (("--tensor_parallel_size=2",), 2),
        (("--tp", "2"), 2),
        (("--tp_size", "8"), 8),
        (("--tp", "many"), 1),
        (("--tp",), 1),
        (("--tp", "100000"), 1),
        (("-pp", "2", "-tp", "2"), 4),
        (("--pipeline-parallel-size=2",), 2),
        (("-dp", "4"), 1),
    ],
)
def test_gpus_are_read_from_arguments(arguments: tuple[str, ...], gpus: int) -> None:
    assert gpus_of(arguments) == gpus


def test_a_plan_uses_all_gpus_unless_its_arguments_say_how_many() -> None:
    vllm, settings = engine("vllm"), LaunchSettings()
    assert gpus_planned(RECIPE, settings, vllm, 4) == 4
    assert [gpus_planned(RECIPE, settings, vllm, count) for count in (0, 1, 2, 3, 6, 8)] == [
        1, 1, 2, 2, 4, 8,
    ]  # fmt: skip
    assert gpus_planned(RECIPE, settings, engine("llama_cpp"), 3) == 3
    assert gpus_planned(replace(RECIPE, arguments=("-tp=2",)), settings, vllm, 4) == 2
    assert gpus_planned(replace(RECIPE, command=("vllm", "serve")), settings, vllm, 4) == 1
    assert gpus_planned(replace(RECIPE, arguments=("-tp=2",)), settings, engine("ollama"), 4) == 4


def test_a_part_of_the_gpus_has_a_part_of_the_room() -> None:
    assert room_on(TWO, 2) is TWO
    assert room_on(TWO, 9) is TWO
    half = room_on(TWO, 1)
    assert (half.bytes, half.total_bytes, half.gpus) == (70 * GIB, 80 * GIB, 1)
