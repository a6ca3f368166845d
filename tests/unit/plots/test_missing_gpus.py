from __future__ import annotations

from dataclasses import replace

from app.core.units import GIB
from app.plots.content import charts_for
from app.plots.missing_gpus import with_missing_gpus
from app.services.telemetry.api import Gpu
from app.services.telemetry.metrics import row_of
from tests.spark_samples import GB10, spark_sample


def known_keys(*gpus: Gpu) -> list[str]:
    sample = replace(spark_sample(), gpus=gpus)
    return [key for key, value in row_of(sample).items() if value is not None]


def test_missing_gpus_are_blank_and_as_many_as_were_seen() -> None:
    lost = with_missing_gpus(replace(spark_sample(), gpus=()), known_keys(GB10, GB10))

    assert len(lost.gpus) == 2
    assert {gpu.power_w for gpu in lost.gpus} == {None}
    assert "vram" not in [spec.name for spec in charts_for(lost)]


def test_missing_gpus_with_their_own_memory_keep_its_chart() -> None:
    discrete = replace(GB10, unified_memory=False, memory_used_bytes=GIB)
    lost = with_missing_gpus(replace(spark_sample(), gpus=()), known_keys(discrete))

    assert "vram" in [spec.name for spec in charts_for(lost)]


def test_missing_gpus_are_none_where_none_was_seen() -> None:
    sample = replace(spark_sample(), gpus=())

    assert with_missing_gpus(sample, known_keys()).gpus == ()


def test_missing_gpus_leave_reported_ones_alone() -> None:
    assert with_missing_gpus(spark_sample(), known_keys(GB10, GB10)).gpus == spark_sample().gpus
