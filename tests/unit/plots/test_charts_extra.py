from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from app.plots.content import all_charts, charts_for
from app.plots.extra_charts import extra_charts
from app.plots.remembered import remembered_sample
from app.plots.spec import MAX_LINES, ChartSpec, Style
from app.plots.words import words_of
from app.services.telemetry.api import EngineReading, Network, PowerRail
from app.services.telemetry.metrics import reason_for, row_of
from tests.spark_samples import spark_sample

SPARK = replace(
    spark_sample(),
    networks=(
        Network("enp1s0f0np0", "ethernet", 1e9, 2e9, True),
        Network("roceP2p1s0f0", "rdma", 3e9, 4e9, True),
    ),
    rails=(PowerRail("dc_input", 96.0, 240.0), PowerRail("soc", 61.0)),
    engines=(
        EngineReading("vLLM", 8000, "gpt-oss-120b", 3, 1, 42.0, 900.0, 41.7, 0.31, 0.02),
        EngineReading("llama.cpp", 8081, None, generated_tokens_per_s=8.3),
    ),
)


def by_title(charts: tuple[ChartSpec, ...]) -> dict[str, ChartSpec]:
    return {spec.title(SPARK): spec for spec in charts}


def test_every_single_device_has_a_chart_of_its_own() -> None:
    charts = by_title(extra_charts(row_of(SPARK)))

    traffic = charts["roceP2p1s0f0 traffic"]
    assert [trace.label for trace in traffic.traces(SPARK)] == ["In", "Out"]
    assert traffic.headline(SPARK) == 7e9
    assert charts["TSOC (acpitz)"].headline(SPARK) == 41.7
    assert [t.label for t in charts["Tokens, port 8000"].traces(SPARK)] == ["Generated", "Prompt"]
    assert charts["dc_input power"].headline(SPARK) == 96.0


def test_rails_and_engines_are_usual_where_there_are_any() -> None:
    names = [spec.name for spec in charts_for(SPARK)]
    assert {"rails", "tokens"} <= set(names)
    assert not {"rails", "tokens"} & {spec.name for spec in charts_for(spark_sample())}

    rails = next(spec for spec in charts_for(SPARK) if spec.name == "rails")
    words = words_of(rails, SPARK, row_of(SPARK))
    assert (words.value, words.note) == ("96.0", "dc_input, limit 240.0 W")
    tokens = next(spec for spec in charts_for(SPARK) if spec.name == "tokens")
    assert tokens.headline(SPARK) == 50.0
    assert [t.label for t in tokens.traces(SPARK)] == ["gpt-oss-120b", "llama.cpp :8081"]
    twice = replace(SPARK, engines=(*SPARK.engines, EngineReading("vLLM", 8001, "gpt-oss-120b")))
    labels = [trace.label for trace in tokens.traces(twice)]
    assert labels == ["gpt-oss-120b :8000", "llama.cpp :8081", "gpt-oss-120b :8001"]


def test_tokens_that_are_not_told_say_why_and_not_what_else_is_missing() -> None:
    silent = EngineReading("llama.cpp", 8081, "m", requests_running=1.0)
    reasons = {
        "engines.0.kv_cache_percent": "llama.cpp does not tell",
        "engines.0.generated_tokens_per_s": "not counted yet",
    }
    sample = replace(SPARK, engines=(silent,), reasons=reasons)
    tokens = next(spec for spec in charts_for(sample) if spec.name == "tokens")
    assert words_of(tokens, sample, row_of(sample)).reason == "not counted yet"
    assert reason_for(sample, "engines.8081.kv_cache_percent") == "llama.cpp does not tell"


@settings(deadline=None)
@given(st.lists(st.one_of(st.text(max_size=30), st.sampled_from(sorted(row_of(SPARK))))))
def test_any_keys_make_charts_that_can_be_drawn(keys: list[str]) -> None:
    charts = all_charts(SPARK, keys)

    assert len({spec.name for spec in charts}) == len(charts)
    for spec in charts:
        assert len(spec.traces(SPARK)) <= MAX_LINES or spec.style_for(SPARK) is not Style.LINES
        assert words_of(spec, SPARK, {}).title


def test_a_machine_that_is_away_has_the_charts_of_its_history() -> None:
    row = row_of(SPARK)
    away = remembered_sample("spark", row, "not connected")

    assert {spec.name for spec in charts_for(away)} >= {
        "gpu",
        "power",
        "temperature",
        "memory",
        "cpu",
        "cores",
        "disk",
        "network",
    }
    for spec in charts_for(away):
        words = words_of(spec, away, {})
        assert (words.value, words.reason) == ("n/a", "not connected")
    drawn = {trace.key for spec in charts_for(away) for trace in spec.traces(away)}
    assert "memory.parts.cache" in drawn
    assert "gpus.0.power_w" in drawn
