"""Engines as they tell themselves: old and new names, restarts, parts that repeat."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.services.telemetry.api import EngineReading
from app.services.telemetry.engine_metrics import ENGINES, WANTED, EngineMetrics, engine_of
from app.services.telemetry.exposition import parse_exposition
from app.services.telemetry.sources.engines import read_models
from tests.captures import captured

IDLE = captured("vllm/metrics_idle_before.prom")
LOADED = captured("vllm/metrics_under_load.prom")
AFTER = captured("vllm/metrics_after.prom")
LLAMA = captured("llm/llamacpp_metrics.prom")


def read(counters: EngineMetrics, page: bytes, at: float) -> tuple[EngineReading, dict[str, str]]:
    metrics = parse_exposition(page, WANTED)
    engine = engine_of(metrics)
    assert engine is not None
    return counters.reading(metrics, engine, at)


def test_vllm_under_load_of_a_real_capture() -> None:
    counters = EngineMetrics(8000)
    first, why = read(counters, IDLE, 10.0)
    assert (first.engine, first.model, first.requests_running) == ("vLLM", "smollm2-135m", 0)
    assert why["generated_tokens_per_s"] == "needs a second reading"
    told, why = read(counters, LOADED, 20.0)
    assert (told.requests_running, told.requests_waiting) == (4, 2)
    assert told.kv_cache_percent == pytest.approx(1.1019, abs=1e-3)
    assert told.prompt_tokens_per_s == 22.4
    assert told.generated_tokens_per_s == 7.8
    assert told.first_token_s == pytest.approx(6.12279748916626 / 6)
    assert told.token_s == pytest.approx(9.789371789001507 / 72)
    assert why == {}
    after, _ = read(counters, AFTER, 30.0)
    assert after.requests_running == 0


def test_old_names_of_vllm_read_the_same() -> None:
    page = (
        LOADED.replace(b"vllm:kv_cache_usage_perc", b"vllm:gpu_cache_usage_perc")
        .replace(b"vllm:inter_token_latency_seconds", b"vllm:gone")
        .replace(
            b"vllm:request_time_per_output_token_seconds", b"vllm:time_per_output_token_seconds"
        )
    )
    counters = EngineMetrics(8000)
    read(
        counters,
        IDLE.replace(b"vllm:request_time_per", b"vllm:time_per").replace(b"vllm:inter", b"vllm:x"),
        1.0,
    )
    told, _ = read(counters, page, 2.0)
    assert told.kv_cache_percent == pytest.approx(1.1019, abs=1e-3)
    assert told.token_s == pytest.approx(0.1530429317143184 / 2)


def test_an_engine_that_restarted_gives_no_rate_and_no_spike() -> None:
    counters = EngineMetrics(8000)
    read(counters, AFTER, 1.0)
    again = LOADED.replace(b"process_start_time_seconds 1.79", b"process_start_time_seconds 1.80")
    told, why = read(counters, again, 2.0)
    assert told.generated_tokens_per_s is None
    assert why["generated_tokens_per_s"] == "needs a second reading"
    assert told.requests_running == 4


def test_counters_that_went_back_are_a_reset_where_no_start_is_told() -> None:
    counters = EngineMetrics(8080)
    read(counters, LLAMA, 1.0)
    told, why = read(counters, LLAMA.replace(b"total 46", b"total 3"), 2.0)
    assert told.generated_tokens_per_s is None
    assert "reset" in why["generated_tokens_per_s"]
    assert told.token_s is None


def test_llama_cpp_of_a_real_capture() -> None:
    counters = EngineMetrics(8080)
    told, why = read(counters, LLAMA, 1.0)
    assert (told.engine, told.model, told.requests_running) == ("llama.cpp", None, 0)
    assert why["first_token_s"] == "llama.cpp does not tell"
    more = LLAMA.replace(b"predicted_total 46", b"predicted_total 66").replace(
        b"predicted_seconds_total 1.68327", b"predicted_seconds_total 2.08327"
    )
    told, _ = read(counters, more, 3.0)
    assert told.generated_tokens_per_s == 10
    assert told.token_s == pytest.approx(0.02)
    assert told.prompt_tokens_per_s == 0


def test_no_token_since_is_not_zero_seconds() -> None:
    counters = EngineMetrics(8080)
    read(counters, LLAMA, 1.0)
    told, why = read(counters, LLAMA, 2.0)
    assert told.token_s is None
    assert why["token_s"] == "no token since the reading before"


SYNTHETIC = {
    "SGLang": b"""\
sglang:num_running_reqs{model_name="m",pp_rank="0",tp_rank="0",priority=""} 14
sglang:num_running_reqs{model_name="m",pp_rank="0",tp_rank="0",priority="0"} 14
sglang:num_running_reqs{model_name="m",pp_rank="0",tp_rank="1",priority=""} 14
sglang:num_queue_reqs{model_name="m"} 3
sglang:token_usage{model_name="m"} 0.74
sglang:prompt_tokens_total{model_name="m"} 4882260
sglang:generation_tokens_total{model_name="m"} 139795
""",
    "TensorRT-LLM": b"""\
trtllm_num_requests_running{model_name="m",engine_type="trtllm"} 14
trtllm_num_requests_waiting{model_name="m",engine_type="trtllm"} 3
trtllm_kv_cache_utilization{model_name="m",engine_type="trtllm"} 0.74
""",
    "Triton": b"""\
nv_trt_llm_request_metrics{model="m",request_type="scheduled",version="1"} 14
nv_trt_llm_request_metrics{model="m",request_type="max",version="1"} 512
nv_trt_llm_request_metrics{model="m",request_type="waiting",version="1"} 3
nv_trt_llm_kv_cache_block_metrics{model="m",kv_cache_block_type="fraction",version="1"} 0.74
""",
    "NIM": b"""\
num_requests_running{model_name="m"} 14
num_requests_waiting{model_name="m"} 3
gpu_cache_usage_perc{model_name="m"} 0.74
prompt_tokens_total{model_name="m"} 10
""",
}
"""Names and labels as their documentation and public dashboards have them; the values are ours."""


@pytest.mark.parametrize("engine", SYNTHETIC)
def test_engines_without_a_capture_are_read_by_their_documented_names(engine: str) -> None:
    told, _ = read(EngineMetrics(8000), SYNTHETIC[engine], 1.0)
    assert (told.engine, told.model) == (engine, "m")
    assert (told.requests_running, told.requests_waiting) == (14, 3)
    assert told.kv_cache_percent == pytest.approx(74)


def test_engines_of_one_server_add_up() -> None:
    page = b'vllm:num_requests_running{engine="0"} 2\nvllm:num_requests_running{engine="1"} 3\n'
    page += b'vllm:kv_cache_usage_perc{engine="0"} 0.2\nvllm:kv_cache_usage_perc{engine="1"} 0.4\n'
    told, _ = read(EngineMetrics(8000), page, 1.0)
    assert told.requests_running == 5
    assert told.kv_cache_percent == pytest.approx(30)


def test_no_engine_is_taken_for_another() -> None:
    """A name that two engines share would make the first of the list win."""
    names = [name for engine in ENGINES for name in set(engine.names())]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("name", "model"),
    [
        ("llm/llamacpp_models.json", "smollm2-135m-instruct"),
        ("vllm/models.json", "smollm2-135m"),
    ],
)
def test_the_model_is_named_by_a_real_list_of_models(name: str, model: str) -> None:
    assert read_models(captured(name)) == model


@settings(deadline=None)
@given(st.binary(max_size=100))
def test_no_list_of_models_raises_anything(body: bytes) -> None:
    read_models(body)
