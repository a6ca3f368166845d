"""The estimated speed against what others measured on GB10."""

from __future__ import annotations

import json
import math
import statistics
from typing import Any

import pytest

from app.services.serving.fit.api import Demand, Speed
from app.services.serving.fit.gpus import bandwidth_of
from app.services.serving.fit.shape import ModelShape, read_shape
from app.services.serving.fit.speed import estimate_speed
from app.services.serving.fit.weights import Weights
from tests.captures import DATA
from tests.fit_cases import GPT_OSS, QWEN36, QWEN38, models, shape_of

GB10 = 273e9
MEASURED: list[dict[str, Any]] = json.loads((DATA / "fit/measured_gb10.json").read_text("utf-8"))


def estimate(active_gb: float, *, experts: bool) -> Speed:
    """Return the estimate for a model whose tokens read that much."""
    share = 0.1 if experts else 1.0
    shape = ModelShape((), parameters=1e9, active_parameters=1e9 * share)
    speed = estimate_speed(shape, Weights(int(active_gb * 1e9 / share), ""), GB10)
    assert speed is not None
    return speed


@pytest.mark.parametrize("point", MEASURED, ids=lambda point: point["model"])
def test_every_measurement_lies_within_the_interval(point: dict[str, Any]) -> None:
    speed = estimate(point["active_gb"], experts=point["kind"] == "experts")

    assert speed.low <= point["tokens_per_s"] <= speed.high


@pytest.mark.parametrize(("kind", "usual"), [("dense", 0.07), ("experts", 0.33)])
def test_the_error_is_what_the_decision_record_says(kind: str, usual: float) -> None:
    errors = [
        math.log(
            estimate(point["active_gb"], experts=kind == "experts").likely / point["tokens_per_s"]
        )
        for point in MEASURED
        if point["kind"] == kind
    ]

    assert math.sqrt(statistics.fmean(error**2 for error in errors)) <= usual
    assert abs(statistics.fmean(errors)) <= 0.06  # neither hopeful nor gloomy


@pytest.mark.parametrize(
    ("handle", "gib", "table"), [(GPT_OSS, 60.8, 50), (QWEN36, 34.5, 45), (QWEN38, 52.0, 3.5)]
)
def test_models_of_the_worked_table_are_near_its_estimates(
    handle: str, gib: float, table: float
) -> None:
    speed = estimate_speed(shape_of(handle), Weights(int(gib * 2**30), ""), GB10)

    assert speed is not None
    assert speed.likely == pytest.approx(table, rel=0.15)
    assert speed.low < table < speed.high


@pytest.mark.parametrize(
    ("tokens", "measured"), [(1252, 73.3), (10_304, 64.1), (42_264, 45.3), (129_624, 26.0)]
)
def test_a_full_context_slows_as_measured(tokens: int, measured: float) -> None:
    """Qwen3-Coder-30B-A3B NVFP4 with an fp8 cache: heitor-mocelin, coding models."""
    shape = read_shape(
        {
            "model_type": "qwen3_moe",
            "num_hidden_layers": 48,
            "num_attention_heads": 32,
            "num_key_value_heads": 4,
            "head_dim": 128,
        },
        parameters=30.5e9,
        active_parameters=3.3e9,
    )
    weights = Weights(int(30.5e9 * 4.5 / 8), "")
    speed = estimate_speed(shape, weights, GB10, Demand(tokens, kv_dtype="fp8"))

    assert speed is not None
    assert speed.at_full == pytest.approx(measured, rel=0.12)


@pytest.mark.parametrize(
    ("total_gb", "share", "measured"),
    [(200, 32 / 355, 11.91), (22.5, 3 / 35, 25.61)],  # captures/bench: GLM-4.7, Qwen3.6 on two
)
def test_two_sparks_are_as_slow_as_measured(total_gb: float, share: float, measured: float) -> None:
    shape = ModelShape((), parameters=1e11, active_parameters=1e11 * share)
    speed = estimate_speed(shape, Weights(int(total_gb * 1e9), ""), GB10, gpus=2, machines=2)

    assert speed is not None
    assert speed.low < measured < speed.high
    assert speed.likely == pytest.approx(measured, rel=0.2)


def test_drafts_raise_what_may_be_had_and_promise_nothing() -> None:
    shape, weights = shape_of(QWEN36), Weights(models()[QWEN36]["weights_bytes"], "")
    plain = estimate_speed(shape, weights, GB10)
    drafted = estimate_speed(shape, weights, GB10, drafts=True)

    assert plain is not None
    assert drafted is not None
    assert drafted.low == plain.low
    assert drafted.likely > plain.likely
    assert drafted.high > plain.high


def test_nothing_is_said_of_a_speed_that_cannot_be_known() -> None:
    weights = Weights(10**10, "")

    assert estimate_speed(shape_of(GPT_OSS), weights, None) is None
    experts = {
        "model_type": "gpt_oss",
        "num_hidden_layers": 4,
        "num_key_value_heads": 8,
        "head_dim": 64,
        "num_local_experts": 128,
    }
    assert estimate_speed(read_shape(experts, parameters=1e10), weights, GB10) is None


@pytest.mark.parametrize(
    ("name", "gb_per_s"),
    [
        ("NVIDIA GB10", 273),
        ("NVIDIA H200", 4800),
        ("NVIDIA H100 80GB HBM3", 3352),
        ("NVIDIA H100 PCIe", 2039),
        ("NVIDIA L4", 300),
        ("NVIDIA L40S", 864),
        ("Tesla T4", 320),
        ("NVIDIA GeForce RTX 4090", 1008),
        ("NVIDIA GeForce RTX 4090 Laptop GPU", 576),
        ("NVIDIA GeForce RTX 5070 Ti", 896),
        ("NVIDIA RTX PRO 6000 Blackwell Workstation Edition", 1792),
        ("NVIDIA RTX 6000 Ada Generation", 960),
        ("NVIDIA A100-SXM4-40GB", 1555),
        ("NVIDIA A100-SXM4-80GB", 2039),
        ("NVIDIA A10G", 600),
        ("NVIDIA GeForce RTX 3070 Ti", 608),
        ("NVIDIA GeForce RTX 3080 Laptop GPU", None),
        ("NVIDIA GeForce RTX 2080 Super", None),
        ("NVIDIA A1000", None),
        ("NVIDIA T400 4GB", None),
        ("Some GPU", None),
        ("", None),
    ],
)
def test_gpus_are_known_by_their_whole_name(name: str, gb_per_s: float | None) -> None:
    assert bandwidth_of(name) == (None if gb_per_s is None else gb_per_s * 1e9)
