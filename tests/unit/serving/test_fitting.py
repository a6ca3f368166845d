"""An engine that takes memory at once is told what its model needs, and no more."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest

from app.core.cancel import Cancel
from app.core.ids import NodeId
from app.services.serving.api import (
    LaunchRequest,
    LaunchSettings,
    ModelRef,
    NodeFacts,
    Recipe,
    Source,
)
from app.services.serving.catalogue import engine
from app.services.serving.fit.api import GIB, Room, Verdict
from app.services.serving.fit.launch_fit import fit_of
from app.services.serving.fitting import fitted_request
from app.services.serving.measured import MeasuredBook
from app.services.serving.reach import NodeReach
from tests.unit.serving.kernels import TOTAL, Kernel, Slot

SPARK = NodeFacts(
    NodeId("spark"), "spark", "arm64", "/home/ann", ("NVIDIA GB10",), True, True, True
)
LLAMA_70B = {"model_type": "llama", "num_hidden_layers": 80, "num_key_value_heads": 8,
             "head_dim": 128, "max_position_embeddings": 131072}  # fmt: skip


def recipe_of(name: str = "vllm", **more: Any) -> Recipe:
    source = Source.GGUF if name == "llama_cpp" else Source.HUGGING_FACE
    made = {"weights_bytes": int(39.8 * GIB), "config": LLAMA_70B, "quantization": "NVFP4"}
    return Recipe("r", "Llama 3.3 70B", name, ModelRef(source, "nvidia/x"), **(made | more))


def fitted(
    recipe: Recipe, folder: Path, *, available: int = 110 * GIB, **settings: Any
) -> LaunchSettings:
    reach = NodeReach(
        NodeId("spark"), "spark", cast("Any", Slot(Kernel(iter([available])))), cast("Any", None),
        cast("Any", None), lambda: None, lambda: None,
    )  # fmt: skip
    request = LaunchRequest(recipe, LaunchSettings(**settings), SPARK)
    book = MeasuredBook(folder / "measured")
    spec = engine(recipe.engine)
    return fitted_request(request, spec, reach, None, book, Cancel()).settings


def test_share_and_cache_are_what_the_model_needs(tmp_path: Path) -> None:
    found = fitted(recipe_of(), tmp_path, context=32768)
    assert found.kv_bytes is not None
    assert 10 * GIB < found.kv_bytes < 11 * GIB  # 10.0 by the worked table, and a little
    assert found.memory_fraction is not None
    assert 57 * GIB < found.memory_fraction * TOTAL < 60 * GIB  # weights, cache, vLLM's 7


@pytest.mark.parametrize("name", ["sglang", "nim"])
def test_engine_that_cannot_be_told_its_cache_is_judged_by_its_share(
    name: str, tmp_path: Path
) -> None:
    spec, recipe = engine(name), recipe_of(name)
    found = fitted(recipe, tmp_path, context=32768)
    assert found.kv_bytes is None
    assert found.memory_fraction is not None
    room = Room(100 * GIB, TOTAL, 20 * GIB, 104 * GIB, unified=True)
    fit = fit_of(recipe, found, spec, None, room, MeasuredBook(tmp_path / "measured"), "")
    assert fit is not None
    assert fit.verdict is Verdict.FITS
    assert fit.takes_bytes == int(found.memory_fraction * TOTAL), "all of its share"
    chosen = fitted(recipe, tmp_path, context=32768, memory_fraction=0.75)
    assert (chosen.memory_fraction, chosen.kv_bytes) == (0.75, None)


@pytest.mark.parametrize(
    ("words", "share"),
    [(("--gpu-memory-utilization", "0.85", "--max-model-len=4096"), 0.85), ((), 0.92)],
)
def test_whole_command_is_judged_by_what_it_says_itself(
    words: tuple[str, ...], share: float, tmp_path: Path
) -> None:
    recipe = recipe_of(command=("vllm", "serve", "nvidia/x", *words))
    chosen = fitted(recipe, tmp_path, context=32768, memory_fraction=0.3)
    plan = engine("vllm").plan(LaunchRequest(recipe, chosen, SPARK))
    assert plan.settings.memory_fraction == share
    assert plan.settings.kv_bytes is None
    assert plan.settings.context == (4096 if words else None)


def test_what_was_chosen_stays(tmp_path: Path) -> None:
    found = fitted(recipe_of(), tmp_path, context=32768, memory_fraction=0.7, kv_bytes=GIB)
    assert (found.memory_fraction, found.kv_bytes) == (0.7, GIB)
    recipe = recipe_of(settings=LaunchSettings(memory_fraction=0.6, context=8192))
    assert fitted(recipe, tmp_path).memory_fraction == 0.6


@pytest.mark.parametrize(
    "recipe",
    [
        recipe_of(weights_bytes=None, quantization=""),
        recipe_of(config={}),
        recipe_of("llama_cpp"),
    ],
    ids=["size not known", "shape not known", "takes what it needs"],
)
def test_launch_is_left_alone_where_there_is_nothing_to_fit(recipe: Recipe, tmp_path: Path) -> None:
    assert fitted(recipe, tmp_path, context=8192) == LaunchSettings(context=8192)


def test_model_that_is_too_large_gets_no_more_than_there_is(tmp_path: Path) -> None:
    recipe = recipe_of(weights_bytes=200 * GIB)
    found = fitted(recipe, tmp_path, context=8192)
    assert found.memory_fraction is not None
    assert found.memory_fraction * TOTAL < 100 * GIB
    chosen = fitted(recipe, tmp_path, context=8192, memory_fraction=0.9)
    assert (chosen.memory_fraction, chosen.kv_bytes) == (0.9, None)


def test_less_room_gives_no_larger_share(tmp_path: Path) -> None:
    tight = fitted(recipe_of(), tmp_path, available=80 * GIB, context=8192)
    roomy = fitted(recipe_of(), tmp_path, available=115 * GIB, context=8192)
    assert tight.memory_fraction == roomy.memory_fraction
    assert replace(tight, memory_fraction=None) == replace(roomy, memory_fraction=None)
