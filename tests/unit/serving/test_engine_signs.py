"""What lines of engines' logs say of a start: captures, and lines that others published."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.services.serving.api import EngineSpec, Phase
from app.services.serving.catalogue import engine, engines
from tests.captures import captured

LINES = captured("serving/engine_log_lines.txt").decode().splitlines()
GROUPS = {"percent", "done", "total", "done_size", "total_size", "left"}


def line(beginning: str) -> str:
    return next(each for each in LINES if beginning in each and not each.startswith("#"))


def sign_of(spec: EngineSpec, text: str) -> tuple[Phase, dict[str, str]] | None:
    """Return the first sign that finds something, as whoever follows a log takes it."""
    for sign in spec.signs:
        if match := sign.pattern.search(text):
            found = {name: value for name, value in match.groupdict().items() if value}
            return sign.phase, found
    return None


@pytest.mark.parametrize("name", ["vllm", "nim", "triton", "sglang"])
def test_loading_of_safetensors_is_counted(name: str) -> None:
    assert sign_of(engine(name), line("safetensors checkpoint shards:  56%")) == (
        Phase.LOADING,
        {"percent": "56", "done": "5", "total": "9", "left": "00:11"},
    )
    assert sign_of(engine(name), line("fastsafetensors")) == (
        Phase.LOADING,
        {"percent": "40", "done": "2", "total": "5", "left": "00:01"},
    )


def test_vllm_compiles_captures_and_is_up() -> None:
    vllm = engine("vllm")
    assert sign_of(vllm, line("Time spent downloading")) == (Phase.LOADING, {})
    for each in ("Model loading took", "torch.compile", "Dynamo bytecode"):
        assert sign_of(vllm, line(each)) == (Phase.COMPILING, {})
    assert sign_of(vllm, line("mixed prefill-decode")) == (
        Phase.COMPILING,
        {"percent": "100", "done": "67", "total": "67"},
    )
    assert sign_of(vllm, line("(decode, FULL)")) == (
        Phase.COMPILING,
        {"percent": "100", "done": "51", "total": "51"},
    )
    ready = captured("logs/vllm_ready_lines_playbook.txt").decode().splitlines()
    assert sign_of(vllm, ready[0]) == (Phase.CHECKING, {})


def test_sglang_loads_and_captures() -> None:
    sglang = engine("sglang")
    assert sign_of(sglang, line("Load weight begin")) is None  # it downloads after that
    assert sign_of(sglang, line("Load weight end")) == (Phase.COMPILING, {})
    assert sign_of(sglang, line("Capture cuda graph begin")) == (Phase.COMPILING, {})
    assert sign_of(sglang, line("Capturing batches")) == (
        Phase.COMPILING,
        {"percent": "100", "done": "23", "total": "23", "left": "00:00"},
    )


def test_tensorrt_llm_counts_weights() -> None:
    assert sign_of(engine("tensorrt_llm"), line("Loading weights:")) == (
        Phase.LOADING,
        {"percent": "100", "done": "1190", "total": "1190", "left": "00:00"},
    )


def test_llama_cpp_loads_and_listens() -> None:
    llama = engine("llama_cpp")
    log = captured("logs/llama-server_startup_log_playbook.txt").decode().splitlines()
    assert sign_of(llama, line("loading model 'D:")) == (Phase.LOADING, {})
    assert [sign_of(llama, each) for each in log if "listening on http" in each] == [
        (Phase.CHECKING, {})
    ]


def test_llama_cpp_of_today_loads_and_listens() -> None:
    llama = engine("llama_cpp")
    log = captured("serving/llamacpp_start_11549.txt").decode().splitlines()
    told = [found for each in log if (found := sign_of(llama, each))]
    assert told == [(Phase.LOADING, {}), (Phase.CHECKING, {})]


def test_ollama_pulls() -> None:
    ollama = engine("ollama")
    pulled = captured("serving/ollama_pull_output_playbook.txt").decode().splitlines()
    assert sign_of(ollama, pulled[0]) == (Phase.DOWNLOADING, {})
    assert sign_of(ollama, pulled[1]) == (Phase.DOWNLOADING, {"percent": "100"})
    assert sign_of(ollama, pulled[-1]) == (Phase.LOADING, {})
    assert sign_of(ollama, line("runner started")) == (Phase.CHECKING, {})


@settings(deadline=None)
@given(st.text(max_size=300))
def test_signs_take_any_line(text: str) -> None:
    for spec in engines().values():
        found = sign_of(spec, text)
        assert found is None or set(found[1]) <= GROUPS


def test_patterns_are_bounded() -> None:
    for spec in engines().values():
        for sign in spec.signs:
            plain = re.sub(r"\\.", "a", sign.pattern.pattern)
            assert not re.search(r"[*+]", plain), (spec.name, plain)
            assert set(sign.pattern.groupindex) <= GROUPS, (spec.name, plain)
