"""What is read of strangers: references as people paste them, headers of files, quantizations."""

from __future__ import annotations

import contextlib
import json
import struct
from pathlib import Path
from typing import Any

import gguf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.errors import BadInput
from app.services.serving.api import ModelRef, Source
from app.services.serving.facts.api import FactsUnavailable
from app.services.serving.facts.files import RepoFile, are_whole, choose_gguf, choose_safetensors
from app.services.serving.facts.gguf_config import config_of
from app.services.serving.facts.gguf_header import FIRST, GgufHeader, read_gguf_header
from app.services.serving.facts.quantization import (
    FILE_TYPES,
    parameters_of,
    quantization_in,
    quantization_of,
)
from app.services.serving.facts.refs import parse_model, repository_of
from app.services.serving.facts.safetensors_header import header_size, read_safetensors_header
from app.services.serving.fit.api import Attention
from app.services.serving.fit.shape import read_shape
from tests.captures import captured
from tests.hub_fixtures import safetensors

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner),
    max_leaves=5,
)

# References


@pytest.mark.parametrize(
    ("text", "source", "handle"),
    [
        ("Qwen/Qwen3-8B", Source.HUGGING_FACE, "Qwen/Qwen3-8B"),
        ("  'Qwen/Qwen3-8B' ", Source.HUGGING_FACE, "Qwen/Qwen3-8B"),
        ("https://huggingface.co/Qwen/Qwen3-8B", Source.HUGGING_FACE, "Qwen/Qwen3-8B"),
        (
            "https://huggingface.co/nvidia/Qwen3.6-35B-A3B-NVFP4/tree/main?library=vllm#x",
            Source.HUGGING_FACE,
            "nvidia/Qwen3.6-35B-A3B-NVFP4",
        ),
        ("huggingface.co/openai/gpt-oss-20b", Source.HUGGING_FACE, "openai/gpt-oss-20b"),
        ("hf.co/unsloth/Q-GGUF:Q4_K_M", Source.GGUF, "unsloth/Q-GGUF:Q4_K_M"),
        ("unsloth/Qwen3-8B-GGUF", Source.GGUF, "unsloth/Qwen3-8B-GGUF"),
        ("unsloth/Q-GGUF:UD-Q4_K_XL", Source.GGUF, "unsloth/Q-GGUF:UD-Q4_K_XL"),
        (
            "https://huggingface.co/unsloth/g-GGUF/blob/main/Q4_K_M/g-Q4_K_M-00001-of-00002.gguf",
            Source.GGUF,
            "unsloth/g-GGUF:Q4_K_M",
        ),
        ("ollama run hf.co/a/b:Q8_0", Source.GGUF, "a/b:Q8_0"),
        ("ollama pull qwen2.5:32b", Source.OLLAMA, "qwen2.5:32b"),
        ("qwen2.5:32b", Source.OLLAMA, "qwen2.5:32b"),
        ("someone/model:latest", Source.OLLAMA, "someone/model:latest"),
        ("https://ollama.com/library/qwen3", Source.OLLAMA, "qwen3"),
        ("ai/smollm2:360M-Q4_K_M", Source.DOCKER, "ai/smollm2:360M-Q4_K_M"),
        ("docker model pull ai/smollm2", Source.DOCKER, "ai/smollm2"),
        ("lms get qwen/qwen3-8b", Source.LM_STUDIO, "qwen/qwen3-8b"),
        ("ngc://meta/llama-3.1-8b-instruct", Source.NGC, "meta/llama-3.1-8b-instruct"),
        ("/models/a b.gguf", Source.FILE, "/models/a b.gguf"),
        ("~/models/qwen/", Source.FILE, "~/models/qwen"),
    ],
)
def test_parse_model_reads_what_people_paste(text: str, source: Source, handle: str) -> None:
    assert parse_model(text) == ModelRef(source, handle)


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "a b", "../etc", "a//b", "a/b/c", "a/..", "-x/y", "a/b:", "a/b; rm -rf /",
        "$(id)/x", "a/`id`", "https://example.com/a/b", "file:///etc/passwd", "a/b\nc", "x" * 3000,
        "https://huggingface.co/", "https://huggingface.co/Qwen", "https://[", "hf.co/datasets/a/b",
        "/models/../etc/shadow", "a/b--c", "https://huggingface.co/a/b%20c",
    ],
)  # fmt: skip
def test_parse_model_refuses_what_names_none(text: str) -> None:
    with pytest.raises(BadInput):
        parse_model(text)


@given(st.text(max_size=80) | st.from_regex(r"(https?://)?[\w./:%@ -]{0,60}", fullmatch=True))
def test_parse_model_never_fails_otherwise_and_what_it_reads_it_reads_again(text: str) -> None:
    try:
        ref = parse_model(text)
    except BadInput:
        return
    assert ref.handle.isprintable()
    if ref.source in (Source.HUGGING_FACE, Source.GGUF):
        repository, _tag = repository_of(ref)
        assert repository.count("/") == 1
        assert parse_model(ref.handle).handle == ref.handle


@pytest.mark.parametrize("handle", ["a/b/../c", "a/b?c", "a\r\nHost: x/b", "a/b:c d", "/etc"])
def test_repository_of_lets_nothing_else_into_an_address(handle: str) -> None:
    with pytest.raises(BadInput):
        repository_of(ModelRef(Source.GGUF, handle))


# Quantizations


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("gpt-oss-120b-Q4_K_M-00001-of-00002", "Q4_K_M"),
        ("UD-Q4_K_XL/Qwen3.6-35B-A3B-UD-Q4_K_XL", "UD-Q4_K_XL"),
        ("qwen3-8b.iq2_xxs", "IQ2_XXS"),
        ("SmolLM2-135M-Instruct.Q4_1", "Q4_1"),
        ("gpt-oss-20b-mxfp4", "MXFP4"),
        ("model-BF16", "BF16"),
        ("Qwen3-8B", ""),
        ("", ""),
    ],
)
def test_quantization_in_a_name(name: str, wanted: str) -> None:
    assert quantization_in(name) == wanted


@pytest.mark.parametrize(
    ("config", "wanted"),
    [
        ({"quantization_config": {"quant_method": "mxfp4"}}, "MXFP4"),
        ({"quantization_config": {"quant_method": "modelopt", "quant_algo": "NVFP4"}}, "NVFP4"),
        ({"quantization_config": {"quant_method": "fp8"}, "torch_dtype": "bfloat16"}, "FP8"),
        ({"quantization_config": {"quant_method": "awq", "bits": 4}}, "AWQ INT4"),
        (
            {
                "quantization_config": {
                    "quant_method": "compressed-tensors",
                    "config_groups": {"g": {"weights": {"num_bits": 4, "type": "float"}}},
                }
            },
            "NVFP4",
        ),
        ({"text_config": {"dtype": "bfloat16"}}, "BF16"),
        ({"torch_dtype": "float16"}, "FP16"),
        ({}, ""),
    ],
)
def test_quantization_of_a_config(config: dict[str, Any], wanted: str) -> None:
    assert quantization_of(config) == wanted


@settings(max_examples=40)
@given(st.dictionaries(st.text(max_size=5), JSON), JSON, st.text(max_size=9))
def test_quantization_of_anything_is_a_text(
    config: dict[str, Any], told: object, dtype: str
) -> None:
    assert isinstance(quantization_of(config | {"quantization_config": told}, dtype), str)
    assert isinstance(quantization_of(config | {"text_config": told}, dtype), str)


def test_parameters_are_counted_out_of_packed_bytes() -> None:
    assert parameters_of({"BF16": 10, "F32": 2}, "BF16") == 12
    assert parameters_of({"U8": 80, "F8_E4M3": 10, "BF16": 5}, "NVFP4") == 165
    assert parameters_of({"U8": 17, "BF16": 5}, "MXFP4") == 37
    assert parameters_of({"I32": 10, "F16": 5}, "AWQ INT4") == 85
    assert parameters_of({}, "BF16") is None


def test_file_types_are_those_of_llama_cpp() -> None:
    theirs = {int(each): each.name for each in gguf.LlamaFileType if each.name != "GUESSED"}

    assert {
        number: name
        for number, name in FILE_TYPES.items()
        if theirs[number].removeprefix("MOSTLY_").removeprefix("ALL_").removesuffix("_MOE") != name
    } == {}
    assert set(FILE_TYPES) == set(theirs)


# Files


def test_choose_gguf_loads_a_projector_with_it_and_knows_its_quantizations() -> None:
    names = ["m-Q8_0.gguf", "m-Q4_K_M.gguf", "mmproj-BF16.gguf", "mmproj-F16.gguf", "a.md"]
    files = [RepoFile(name, 5) for name in names]

    chosen = choose_gguf(files, "q8_0", "a/b")

    assert [each.name for each in chosen.weights] == ["m-Q8_0.gguf", "mmproj-F16.gguf"]
    assert chosen.quantization == "Q8_0"


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["m", "d/m", "mmproj", "consolidated", "x-Q4_0", ""]),
            st.sampled_from(["", "-00001-of-00002", "-00003-of-00002", "-00000-of-00000"]),
            st.sampled_from([".gguf", ".safetensors", ".bin", ""]),
            st.none() | st.integers(0, 2**60),
        )
    ),
    st.text(max_size=8),
)
def test_choosing_files_never_fails_otherwise(
    told: list[tuple[str, str, str, int | None]], wanted: str
) -> None:
    files = [RepoFile(f"{name}{part}{end}", size) for name, part, end, size in told]

    chosen = choose_safetensors(files)
    assert chosen is None or chosen.weights
    are_whole(each.name for each in files)
    with contextlib.suppress(BadInput):
        assert choose_gguf(files, wanted, "a/b").weights


# Headers of safetensors


def test_safetensors_header_tells_bytes_and_numbers() -> None:
    data = safetensors({"a": ("BF16", (3, 5)), "b": ("BF16", ())})
    size = header_size(data)

    header = read_safetensors_header(data[8 : 8 + size])

    assert (header.bytes, dict(header.counts), header.dtype) == (32, {"BF16": 16}, "BF16")
    assert len(data) == 8 + size + header.bytes


@settings(max_examples=40)
@given(st.binary(max_size=200) | JSON.map(lambda value: json.dumps(value).encode()))
def test_safetensors_header_of_anything_is_read_or_refused(data: bytes) -> None:
    for read in (header_size, read_safetensors_header):
        with contextlib.suppress(FactsUnavailable):
            read(data)


@settings(max_examples=40)
@given(st.dictionaries(st.text(max_size=5), st.dictionaries(
    st.sampled_from(["dtype", "shape", "data_offsets"]), JSON), max_size=4))  # fmt: skip
def test_safetensors_tensors_of_any_kind_are_read_or_refused(told: dict[str, Any]) -> None:
    try:
        header = read_safetensors_header(json.dumps(told).encode())
    except FactsUnavailable:
        return
    assert header.bytes >= 0


# Headers of GGUF


def reading(data: bytes) -> Any:
    asked: list[tuple[int, int]] = []

    def read_at(offset: int, size: int) -> bytes:
        asked.append((offset, size))
        assert size > 0
        return data[offset : offset + size]

    read_at.asked = asked  # type: ignore[attr-defined]
    return read_at


def test_gguf_header_agrees_with_llama_cpps_own_reader(tiny_gguf: Path) -> None:
    theirs = gguf.GGUFReader(tiny_gguf)
    header = read_gguf_header(reading(tiny_gguf.read_bytes()))

    assert header.architecture == "llama"
    assert header.tensors == len(theirs.tensors)
    for key, value in header.values.items():
        assert value == pytest.approx(theirs.fields[key].contents()), key
    assert header.lengths["tokenizer.ggml.tokens"] == len(
        theirs.fields["tokenizer.ggml.tokens"].data
    )


def gguf_bytes(values: dict[str, object], *, words: int = 0, late: bool = False) -> bytes:
    """Return a header as llama.cpp writes it, with a vocabulary of `words` words."""

    def text(value: str) -> bytes:
        raw = value.encode()
        return struct.pack("<Q", len(raw)) + raw

    def entry(key: str, value: object) -> bytes:
        if isinstance(value, str):
            return text(key) + struct.pack("<I", 8) + text(value)
        if isinstance(value, list):
            packed = b"".join(struct.pack("<i", each) for each in value)
            return text(key) + struct.pack("<IIQ", 9, 5, len(value)) + packed
        return text(key) + struct.pack("<II", 4, int(str(value)))

    entries = [entry(key, value) for key, value in values.items()]
    if words:
        listed = struct.pack("<IIQ", 9, 8, words) + b"".join(
            text(f"word{number}") for number in range(words)
        )
        entries.insert(0 if late else len(entries), text("tokenizer.ggml.tokens") + listed)
    return b"GGUF" + struct.pack("<IQQ", 3, 0, len(entries)) + b"".join(entries)


def test_gguf_header_does_not_read_the_vocabulary() -> None:
    values = {"general.architecture": "llama", "llama.block_count": 4}
    values |= {"llama.attention.head_count": 8}
    read_at = reading(gguf_bytes(values, words=150_000))

    header = read_gguf_header(read_at)

    assert header.lengths["tokenizer.ggml.tokens"] == 150_000
    assert read_at.asked == [(0, FIRST)]


def test_gguf_header_is_found_behind_the_vocabulary() -> None:
    values = {"general.architecture": "llama", "llama.block_count": 4}
    values |= {"llama.attention.head_count": 8}
    header = read_gguf_header(reading(gguf_bytes(values, words=50_000, late=True)))

    assert header.number("block_count") == 4
    assert config_of(header)["vocab_size"] == 50_000


@given(st.data())
def test_gguf_header_that_is_cut_or_changed_is_read_or_refused(data: st.DataObject) -> None:
    whole = bytearray(
        gguf_bytes(
            {"general.architecture": "llama", "llama.block_count": 4, "x": "y", "z": [1, 2]},
            words=3,
        )
    )
    for _ in range(data.draw(st.integers(0, 4))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    cut = bytes(whole[: data.draw(st.integers(0, len(whole)))])

    try:
        header = read_gguf_header(reading(cut))
    except FactsUnavailable:
        return
    assert isinstance(config_of(header), dict)


VALUES = st.integers(-(2**40), 2**70) | st.booleans() | st.text(max_size=5) | st.lists(
    st.integers(-5, 300), max_size=70).map(tuple)  # fmt: skip
KEYS = [
    "block_count", "attention.head_count", "attention.head_count_kv", "attention.key_length",
    "attention.sliding_window", "attention.sliding_window_pattern", "ssm.inner_size",
    "ssm.state_size", "ssm.time_step_rank", "feed_forward_length", "full_attention_interval",
    "attention.kv_lora_rank", "rope.dimension_count", "attention.key_length_swa",
]  # fmt: skip


@given(
    st.sampled_from(["llama", "qwen35moe", "gpt-oss", "nemotron_h", "lfm2", "gemma3", "odd"]),
    st.dictionaries(st.sampled_from(KEYS), VALUES),
)
def test_a_config_of_any_header_is_read_by_the_fit_or_refused(
    name: str, told: dict[str, Any]
) -> None:
    values = {"general.architecture": name} | {f"{name}.{key}": v for key, v in told.items()}
    config = config_of(GgufHeader(3, 0, values))

    with contextlib.suppress(BadInput):
        read_shape(config)


def shape_of(name: str, **told: Any) -> dict[Attention, tuple[int, int]]:
    """Return layers and numbers per token by kind, out of a header's values."""
    values = {"general.architecture": name}
    values |= {f"{name}.{key.replace('__', '.')}": value for key, value in told.items()}
    shape = read_shape(config_of(GgufHeader(3, 0, values)))
    assert not shape.is_upper_bound
    return {each.attention: (each.layers, each.per_token) for each in shape.groups}


def test_gguf_says_the_same_of_gpt_oss_as_its_config() -> None:
    assert shape_of(
        "gpt-oss", block_count=36, attention__head_count=64, attention__head_count_kv=8,
        attention__key_length=64, embedding_length=2880, attention__sliding_window=128,
    ) == {Attention.FULL: (18, 1024), Attention.SLIDING: (18, 1024)}  # fmt: skip


def test_gguf_says_the_same_of_qwen_hybrids_as_their_config() -> None:
    shape = shape_of(
        "qwen35moe", block_count=40, attention__head_count=16, attention__head_count_kv=2,
        attention__key_length=256, embedding_length=2048, full_attention_interval=4,
        ssm__conv_kernel=4, ssm__state_size=128, ssm__group_count=16, ssm__time_step_rank=32,
        ssm__inner_size=4096,
    )  # fmt: skip

    assert shape[Attention.FULL] == (10, 1024)
    assert shape[Attention.STATE][0] == 30


def test_gguf_counts_the_parameters_that_the_config_counts() -> None:
    told = json.loads(captured("fit/models.json"))["Qwen/Qwen3.6-35B-A3B-FP8"]["config"]
    inner = told.get("text_config", told)
    values = {
        f"qwen35moe.{key}": inner[word]
        for key, word in {
            "block_count": "num_hidden_layers",
            "context_length": "max_position_embeddings",
            "embedding_length": "hidden_size",
            "attention.head_count": "num_attention_heads",
            "attention.head_count_kv": "num_key_value_heads",
            "attention.key_length": "head_dim",
            "expert_count": "num_experts",
            "expert_used_count": "num_experts_per_tok",
            "expert_feed_forward_length": "moe_intermediate_size",
            "expert_shared_feed_forward_length": "shared_expert_intermediate_size",
            "ssm.conv_kernel": "linear_conv_kernel_dim",
            "ssm.state_size": "linear_key_head_dim",
            "ssm.group_count": "linear_num_key_heads",
            "ssm.time_step_rank": "linear_num_value_heads",
        }.items()
    }
    inner_size = inner["linear_num_value_heads"] * inner["linear_value_head_dim"]
    values |= {"general.architecture": "qwen35moe", "qwen35moe.ssm.inner_size": inner_size}
    words = {"tokenizer.ggml.tokens": inner["vocab_size"]}

    theirs, ours = read_shape(told), read_shape(config_of(GgufHeader(3, 0, values, words)))

    assert ours.parameters == pytest.approx(theirs.parameters, rel=0.001)
    assert ours.active_parameters == pytest.approx(theirs.active_parameters, rel=0.001)
    assert ours.context == theirs.context


def test_gguf_says_which_layers_of_nemotron_keep_nothing() -> None:
    shape = shape_of(
        "nemotron_h", block_count=4, attention__head_count=40, embedding_length=4480,
        attention__head_count_kv=(0, 0, 8, 0), feed_forward_length=(0, 15680, 0, 0),
        attention__key_length=128, ssm__conv_kernel=4, ssm__state_size=128, ssm__group_count=8,
        ssm__time_step_rank=128, ssm__inner_size=10240,
    )  # fmt: skip

    assert shape == {Attention.STATE: (2, 0), Attention.FULL: (1, 2048)}


def test_gguf_says_what_latent_attention_keeps() -> None:
    assert shape_of(
        "deepseek2", block_count=61, attention__head_count=128, attention__head_count_kv=1,
        attention__key_length=576, attention__kv_lora_rank=512, rope__dimension_count=64,
        embedding_length=7168,
    ) == {Attention.LATENT: (61, 576)}  # fmt: skip
