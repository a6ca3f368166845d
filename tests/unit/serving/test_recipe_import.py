"""Recipes made of what people paste, and recipes made fit for others."""

from __future__ import annotations

import contextlib
import json
import threading
from dataclasses import replace
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.cancel import Cancel
from app.core.errors import BadInput
from app.services.serving.api import EnvironmentEntry, LaunchSettings, ModelRef, PlanFile, Source
from app.services.serving.recipes.checking import check_recipe
from app.services.serving.recipes.fetching import fetch_recipe, model_of_link
from app.services.serving.recipes.importing import read_import
from app.services.serving.recipes.schema import read_recipe, write_recipe
from app.services.serving.recipes.sharing import shared

# engines.md §3.1: the recipe of the agent playbooks
AGENT_READY = r"""
docker run -it --gpus all -p 8000:8000 -e HF_TOKEN="$HF_TOKEN" -v ~/.cache/huggingface:/root/.cache/huggingface vllm/vllm-openai:latest \
  nvidia/Qwen3.6-35B-A3B-NVFP4 --host 0.0.0.0 --port 8000 --tensor-parallel-size 1 --trust-remote-code --kv-cache-dtype fp8 \
  --attention-backend flashinfer --moe-backend marlin --gpu-memory-utilization 0.4 --max-model-len 262144 --max-num-seqs 4 \
  --max-num-batched-tokens 8192 --enable-chunked-prefill --async-scheduling --enable-prefix-caching \
  --speculative-config '{"method":"mtp","num_speculative_tokens":3,"moe_backend":"triton"}' --load-format fastsafetensors \
  --reasoning-parser qwen3 --tool-call-parser qwen3_xml --enable-auto-tool-choice
"""  # noqa: E501

VLLM_RECIPE: dict[str, Any] = {
    "hf_id": "Qwen/Qwen3.6-35B-A3B",
    "meta": {
        "title": "Qwen3.6-35B-A3B",
        "date_updated": "2026-09-02",
        "tasks": ["multimodal", "text"],
        "hardware": {"dgx_spark_gb10": "verified", "h200": "verified"},
    },
    "model": {
        "model_id": "Qwen/Qwen3.6-35B-A3B",
        "min_vllm_version": "0.17.0",
        "parameter_count": "35B",
        "active_parameters": "3B",
        "base_args": ["--trust-remote-code"],
    },
    "features": {
        "tool_calling": {"args": ["--enable-auto-tool-choice", "--tool-call-parser", "qwen3_xml"]},
        "spec_decoding": {"modes": {"mtp": {"args": ["--speculative-config", "{}"]}}},
    },
    "opt_in_features": ["spec_decoding"],
    "variants": {
        "default": {"precision": "bf16", "vram_minimum_gb": 84},
        "huge": {"precision": "bf16", "vram_minimum_gb": 298},
        "hopper": {"precision": "fp8", "supported_hardware": ["h100"]},
        "nvfp4": {
            "model_id": "nvidia/Qwen3.6-35B-A3B-NVFP4",
            "precision": "nvfp4",
            "min_vllm_version": "0.28.0",
            "docker_image": "vllm/vllm-openai:v0.28.0",
            "extra_args": ["--gpu-memory-utilization", "0.9"],
            "hardware_overrides": {
                "dgx_spark_gb10": {
                    "extra_args": [
                        "--kv-cache-dtype", "fp8", "--gpu-memory-utilization", "0.5",
                        "--max-model-len", 262144, "--load-format", "fastsafetensors",
                    ],
                    "extra_env": {"VLLM_USE_DEEP_GEMM": "0"},
                },
                "rtx_pro_6000": {"extra_args": ["--block-size", "128"]},
            },
        },
    },
}  # fmt: skip
"""In the form of recipes.vllm.ai, cut to what is read."""

SPARKRUN = r"""
model: nvidia/NVIDIA-Nemotron-3-Nano-30B-A3B-NVFP4
runtime: vllm
min_nodes: 2
container: scitrera/dgx-spark-vllm:0.16.0-t5
metadata: {description: cluster or solo, model_dtype: nvfp4}
defaults: {port: 8000, host: 0.0.0.0, gpu_memory_utilization: 0.8, max_model_len: 200000, parser: qwen3_coder}
env: {VLLM_ALLOW_LONG_MAX_MODEL_LEN: "1", HF_TOKEN: "${HF_TOKEN}"}
command: |
  vllm serve \
      {model} \
      --max-model-len {max_model_len} --gpu-memory-utilization {gpu_memory_utilization} \
      --host {host} --port {port} --tool-call-parser {parser}
"""  # noqa: E501


def test_import_of_a_playbooks_line_is_the_recipe_that_is_shipped() -> None:
    (recipe,) = read_import(AGENT_READY, day="2026-11-21").recipes

    assert recipe.engine == "vllm"
    assert recipe.model == ModelRef(Source.HUGGING_FACE, "nvidia/Qwen3.6-35B-A3B-NVFP4")
    assert recipe.image == "vllm/vllm-openai:latest"
    assert recipe.settings == LaunchSettings(
        context=262144, users=4, kv_dtype="fp8", memory_fraction=0.4, batch_tokens=8192, port=8000
    )
    assert "--host" not in recipe.arguments
    assert '{"method":"mtp","num_speculative_tokens":3,"moe_backend":"triton"}' in recipe.arguments
    assert recipe.features == ("tools", "reasoning")
    assert recipe.drafts
    assert recipe.quantization == "NVFP4"
    assert recipe.secrets == ()  # the token is handed over where one is kept
    assert recipe.origin.date == "2026-11-21"


def test_import_takes_secrets_out_and_says_what_it_leaves_out() -> None:
    line = (
        "docker run --privileged -d --restart always -p 0.0.0.0:9000:8000 -v /data:/data "
        "-e HF_TOKEN=hf_abcdefghijklmnopqrstuvwxyzABCDEFGH -e NGC_API_KEY=abc -e A=1 "
        "--name web nvcr.io/nvidia/vllm:26.05.post1-py3 vllm serve openai/gpt-oss-20b"
    )

    imported = read_import(line)

    (recipe,) = imported.recipes
    assert "hf_abc" not in write_recipe(recipe)
    assert recipe.secrets == ("NGC_API_KEY",)
    assert recipe.environment == (EnvironmentEntry("A", "1"),)
    assert recipe.settings.port == 9000
    told = " ".join(imported.notes)
    assert "The value of HF_TOKEN was taken out" in told
    assert "/data at /data was left out" in told
    assert "--privileged was left out" in told
    assert "127.0.0.1" in told


def test_import_takes_secrets_out_of_arguments() -> None:
    line = "vllm serve a/b --api-key hunter22 --api_key=hunter22 --seed 1 --x=hf_" + "a1" * 17

    (recipe,) = (imported := read_import(line)).recipes

    assert recipe.arguments == ("--seed", "1")
    assert "--api-key was taken out with its value" in imported.notes[0]
    with pytest.raises(BadInput, match="holds a secret"):
        read_import("docker run vllm/vllm-openai bash -c 'true && vllm serve a/b --api-key x'")


@pytest.mark.parametrize(
    "more",
    ["environment: {HF_TOKEN: abc}", "arguments: [--api-key, abc]", "command: [a, --hf-token=b]"],
)
def test_check_refuses_a_secret_in_a_recipe(more: str) -> None:
    recipe = read_recipe(f"title: a\nengine: vllm\nmodel: {{huggingface: a/b}}\n{more}\n")

    with pytest.raises(BadInput, match="recipes are files"):
        check_recipe(recipe)


@pytest.mark.parametrize(
    ("text", "engine", "source", "handle"),
    [
        ("ollama run qwen2.5:32b", "ollama", Source.OLLAMA, "qwen2.5:32b"),
        ("$ vllm serve Qwen/Qwen3-8B --port 8001", "vllm", Source.HUGGING_FACE, "Qwen/Qwen3-8B"),
        (
            "docker run vllm-node bash -c -i 'vllm serve Qwen/Qwen3-8B'",
            "vllm", Source.HUGGING_FACE, "Qwen/Qwen3-8B",
        ),
        (
            "./bin/llama-server -hf unsloth/Qwen3.6-35B-A3B-MTP-GGUF:UD-Q4_K_XL --port 30000",
            "llama_cpp", Source.GGUF, "unsloth/Qwen3.6-35B-A3B-MTP-GGUF:UD-Q4_K_XL",
        ),
        ("llama-server -m /data/a.gguf", "llama_cpp", Source.FILE, "/data/a.gguf"),
    ],
)  # fmt: skip
def test_import_knows_engines_by_their_commands(
    text: str, engine: str, source: Source, handle: str
) -> None:
    (recipe,) = read_import(text).recipes

    assert (recipe.engine, recipe.model) == (engine, ModelRef(source, handle))


def test_import_of_a_shell_script_keeps_it_whole() -> None:
    script = "pip install a && vllm serve /model"
    text = f"docker run --entrypoint bash vllm/vllm-openai:v0.20.0 -c '{script}'"

    imported = read_import(text)

    assert imported.recipes[0].command == ("bash", "-c", script)
    assert imported.recipes[0].arguments == ()
    assert "as a whole" in imported.notes[0]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "There is nothing to read yet."),
        ("docker run nginx", "nginx is the image of no engine that is known here."),
        ("vllm serve", "It does not say which model vLLM is to run."),
        ("docker run vllm/vllm-openai --model $MODEL", "It does not say which model"),
        ("[1, 2]", "That is nothing that recipes can be made of."),
        ("x" * 2_000_000, "It is larger than 1024 KiB."),
        ('{"a":' * 100_000, "It holds too much"),
    ],
)
def test_import_says_why_it_makes_nothing_of_a_text(text: str, message: str) -> None:
    with pytest.raises(BadInput, match=message):
        read_import(text)


def test_import_of_vllms_recipe_makes_one_of_each_variant_for_a_spark() -> None:
    imported = read_import(json.dumps(VLLM_RECIPE))

    first, second = imported.recipes
    assert (first.quantization, first.image) == ("BF16", "vllm/vllm-openai:latest")
    assert second.model.handle == "nvidia/Qwen3.6-35B-A3B-NVFP4"
    assert second.image == "vllm/vllm-openai:v0.28.0"
    assert second.settings == LaunchSettings(context=262144, kv_dtype="fp8", memory_fraction=0.5)
    assert second.arguments == (
        "--trust-remote-code", "--load-format", "fastsafetensors",
        "--enable-auto-tool-choice", "--tool-call-parser", "qwen3_xml",
    )  # fmt: skip
    assert second.environment == (EnvironmentEntry("VLLM_USE_DEEP_GEMM", "0"),)
    assert (second.parameters, second.active_parameters) == (35e9, 3e9)
    assert second.features == ("tools", "vision")
    assert second.origin.verified
    assert second.origin.date == "2026-09-02"
    assert second.notes == ("It needs vLLM 0.28.0 or newer.",)
    assert "Variant huge was left out: it takes 298 GB" in imported.notes[0]
    assert "Variant hopper was left out: it is for other hardware." in imported.notes[1]


def test_import_of_vllms_finished_command_says_for_which_hardware_it_was_written() -> None:
    told = {
        "hardware": "h200",
        "deploy_type": "single_node",
        "docker_image": "vllm/vllm-openai:latest",
        "env": {},
        "argv": ["vllm", "serve", "Qwen/Qwen3-32B", "--reasoning-parser", "qwen3"],
    }

    imported = read_import(json.dumps(told))

    assert imported.recipes[0].arguments == ("--reasoning-parser", "qwen3")
    assert imported.notes == ("It was written for h200, not for a DGX Spark.",)


def test_import_of_a_recipe_that_does_not_run_on_a_spark_is_refused() -> None:
    meta = {**VLLM_RECIPE["meta"], "hardware": {"dgx_spark_gb10": "unsupported"}}

    with pytest.raises(BadInput, match="does not run on a DGX Spark yet"):
        read_import(json.dumps({**VLLM_RECIPE, "meta": meta}))


def test_import_of_sparkruns_recipe_fills_its_command() -> None:
    (recipe,) = read_import(SPARKRUN).recipes

    assert recipe.settings == LaunchSettings(context=200000, memory_fraction=0.8, port=8000)
    assert recipe.arguments == ("--tool-call-parser", "qwen3_coder")
    assert recipe.image == "scitrera/dgx-spark-vllm:0.16.0-t5"
    assert recipe.environment == (EnvironmentEntry("VLLM_ALLOW_LONG_MAX_MODEL_LEN", "1"),)
    assert (recipe.nodes, recipe.summary) == (2, "cluster or solo")


@given(st.text(max_size=200))
def test_import_raises_nothing_but_its_own_error(text: str) -> None:
    begins = ("", "docker run ", "docker run vllm/vllm-openai ", "vllm serve ", "{", "ollama run ")
    for begin in begins:
        with contextlib.suppress(BadInput):
            read_import(begin + text)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=6,
)


@given(st.data())
def test_import_survives_any_value_in_vllms_recipe(data: st.DataObject) -> None:
    told = json.loads(json.dumps(VLLM_RECIPE))
    place: Any = told
    for _ in range(data.draw(st.integers(0, 3))):
        inner = [key for key, value in place.items() if isinstance(value, dict)]
        if inner:
            place = place[data.draw(st.sampled_from(inner))]
    place[data.draw(st.sampled_from(sorted(place)))] = data.draw(_JSON)
    with contextlib.suppress(BadInput):
        read_import(json.dumps(told))


EVIL = "$(touch /tmp/x); `id` && rm -rf / | sh\n'\""


def test_import_keeps_an_injection_in_one_argument() -> None:
    told = json.loads(json.dumps(VLLM_RECIPE))
    told["model"]["base_args"] = ["--chat-template", EVIL]
    told["variants"] = {"default": {"precision": "bf16"}}

    (recipe,) = read_import(json.dumps(told)).recipes

    assert recipe.arguments[:2] == ("--chat-template", EVIL)
    assert read_recipe(write_recipe(recipe)).arguments[1] == EVIL


def test_shared_holds_nothing_of_ones_own() -> None:
    recipe = replace(
        read_recipe("title: On spark-2\nengine: llama_cpp\nmodel: {file: /home/ann/m/a.gguf}\n"),
        arguments=("--api-key", "s3cr3t-of-mine", "--slot-save-path", "/home/ann/slots"),
        environment=(EnvironmentEntry("HF_TOKEN", "hf_abcdefghijklmnopqrstuvwxyzABCDEFGH"),),
        files=(PlanFile("/etc/a.yml", "token: hf_abcdefghijklmnopqrstuvwxyzABCDEFGH\n"),),
        settings=LaunchSettings(container_name="anns-model", context=8192),
        copied_from="a@0123456789ab",
    )

    told = shared(recipe, ["spark-2", "spark-1"])

    for own in ("ann", "s3cr3t", "hf_abc", "0123456789ab"):
        assert own not in told.text
    back = read_recipe(told.text)
    assert back.secrets == ("HF_TOKEN",)
    assert back.settings == LaunchSettings(context=8192)
    assert back.model.handle == "~/m/a.gguf"
    assert any("spark-2" in note for note in told.notes)
    assert not any("spark-1" in note for note in told.notes)


@pytest.mark.parametrize(
    ("text", "model"),
    [
        ("https://recipes.vllm.ai/Qwen/Qwen3-8B?hardware=dgx_spark_gb10", "Qwen/Qwen3-8B"),
        (" https://recipes.vllm.ai/Qwen/Qwen3-8B.json ", "Qwen/Qwen3-8B"),
        ("https://recipes.vllm.ai/../etc", ""),
        ("https://recipes.vllm.ai.evil/Qwen/Qwen3-8B", ""),
        ("vllm serve Qwen/Qwen3-8B", ""),
    ],
)
def test_link_to_a_page_names_its_model(text: str, model: str) -> None:
    assert model_of_link(text) == model


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_arguments: object) -> None: ...


def test_fetch_brings_a_page_or_says_that_there_is_none(tmp_path: Path) -> None:
    (tmp_path / "Qwen").mkdir()
    (tmp_path / "Qwen" / "Qwen3.6-35B-A3B.json").write_text(json.dumps(VLLM_RECIPE), "utf-8")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(tmp_path)))
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    site = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        text = fetch_recipe("Qwen/Qwen3.6-35B-A3B", Cancel(), site=site)
        with pytest.raises(BadInput, match="has no recipe of Qwen/Nothing"):
            fetch_recipe("Qwen/Nothing", Cancel(), site=site)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()

    assert len(read_import(text).recipes) == 2
