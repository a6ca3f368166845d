"""Plans against the commands that NVIDIA's playbooks give for DGX Spark (commit 0db7c14).

Beside each is what the plan adds on purpose: the cache is mounted, the port is on 127.0.0.1, the
share of the memory is said, where it listens, and how many compilers run at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from app.core.ids import NodeId
from app.services.containers.run_line import read_line
from app.services.containers.run_spec import LOOPBACK, RunSpec, Ulimit
from app.services.serving.api import (
    EnvironmentEntry,
    LaunchPlan,
    LaunchRequest,
    LaunchSettings,
    ModelRef,
    NodeFacts,
    Recipe,
    SecretUse,
    Source,
)
from app.services.serving.arguments import flag_of, normal, settings_in
from app.services.serving.catalogue import engine

SPARK = NodeFacts(
    NodeId("spark"), "spark", "arm64", "/home/nvidia", ("NVIDIA GB10",), True, True, True, uid=1000
)
HF_CACHE = ("/home/nvidia/.cache/huggingface", "/root/.cache/huggingface")
VLLM_CACHE = ("/home/nvidia/.cache/vllm", "/root/.cache/vllm")

FEW_COMPILERS = ("MAX_JOBS", "4")
"""On GB10 kernels that are all compiled at once take all memory (FlashInfer #3634)."""

VLLM_PLAIN = (
    "docker run -d --gpus all -p 8000:8000 --name vllm-server "
    "nvcr.io/nvidia/vllm:26.05.post1-py3 vllm serve openai/gpt-oss-20b"
)
VLLM_AGENT = """
docker run -it --gpus all -p 8000:8000 -e HF_TOKEN="$HF_TOKEN" -v ~/.cache/huggingface:/root/.cache/huggingface vllm/vllm-openai:latest \\
  nvidia/Qwen3.6-35B-A3B-NVFP4 --host 0.0.0.0 --port 8000 --tensor-parallel-size 1 --trust-remote-code --kv-cache-dtype fp8 \\
  --attention-backend flashinfer --moe-backend marlin --gpu-memory-utilization 0.4 --max-model-len 262144 --max-num-seqs 4 \\
  --max-num-batched-tokens 8192 --enable-chunked-prefill --async-scheduling --enable-prefix-caching \\
  --speculative-config '{"method":"mtp","num_speculative_tokens":3,"moe_backend":"triton"}' --load-format fastsafetensors \\
  --reasoning-parser qwen3 --tool-call-parser qwen3_xml --enable-auto-tool-choice
"""  # noqa: E501 - as it stands there
NIM = """
docker run -it --rm --name=nim-llm-demo --gpus all --shm-size=16GB -e NGC_API_KEY=$NGC_API_KEY \\
  -v ~/.cache/nim:/opt/nim/.cache -v ~/.local/share/nim/workspace:/opt/nim/workspace -p 8000:8000 nvcr.io/nim/meta/llama-3.1-8b-instruct-dgx-spark:latest
"""  # noqa: E501
SGLANG_IMAGE = "docker run --gpus all -it --rm -p 30000:30000 lmsysorg/sglang:latest-cu130 bash"
SGLANG = (
    "python3 -m sglang.launch_server --model-path deepseek-ai/DeepSeek-V2-Lite --host 0.0.0.0 "
    "--port 30000 --trust-remote-code --tp 1 --attention-backend flashinfer "
    "--mem-fraction-static 0.75"
)
LLAMA = (
    "llama-server -hf unsloth/Qwen3.6-35B-A3B-MTP-GGUF:UD-Q4_K_XL --host 0.0.0.0 --port 30000 "
    "--spec-type draft-mtp --spec-draft-n-max 3 --metrics"
)
TRTLLM = (
    "trtllm-serve nvidia/Llama-3.1-8B-Instruct-FP4 --max_batch_size 64 --trust_remote_code "
    "--port 8355 --extra_llm_api_options /tmp/extra-llm-api-config.yml"
)
LMS_LOAD = "lms load qwen/qwen3-8b --identifier qwen/qwen3-8b --gpu max --context-length 8192 --yes"
VLLM_NEMOTRON = (
    "--quantization fp4 --kv-cache-dtype fp8 --moe-backend marlin --mamba_ssm_cache_dtype float32 "
    "--gpu-memory-utilization 0.90 --max-num-seqs 4 --max-model-len 1000000 "
    "--reasoning-parser super_v3 --tool-call-parser qwen3_coder"
)
TRTLLM_NEMOTRON = (
    "trtllm-serve nemotron-super-nvfp4 --port 8123 --max_batch_size 8 --max_num_tokens 8192 "
    "--reasoning_parser nano-v3 --tool_parser qwen3_coder --max_seq_len 1048576"
)


@dataclass(frozen=True)
class Words:
    """Words of a command, whatever their order."""

    plain: tuple[str, ...]
    options: frozenset[tuple[str, str]]

    @classmethod
    def of(cls, words: Sequence[str]) -> Words:
        plain, options, at = [], set(), 0
        while at < len(words):
            flag = flag_of(words[at])
            value = words[at + 1] if at + 1 < len(words) else ""
            if not flag:
                plain.append(words[at])
            elif value and not flag_of(value):
                options.add((flag, value))
                at += 1
            else:
                options.add((flag, ""))
            at += 1
        return cls(tuple(plain), frozenset(options))

    def and_also(self, *added: tuple[str, str]) -> Words:
        return Words(self.plain, self.options | {(normal(flag), value) for flag, value in added})


def recipe_of(
    name: str, source: Source, handle: str, words: Sequence[str], **more: object
) -> Recipe:
    """Return the recipe that somebody would write who knows the command."""
    settings, arguments = settings_in(engine(name), words)
    made = {"id": f"golden-{name}", "title": handle, "settings": settings, "arguments": arguments}
    return Recipe(engine=name, model=ModelRef(source, handle), **(made | more))  # type: ignore[arg-type]


def plan_of(recipe: Recipe, **settings: object) -> LaunchPlan:
    request = LaunchRequest(recipe, LaunchSettings(**settings), SPARK)  # type: ignore[arg-type]
    return engine(recipe.engine).plan(request)


def run_of(plan: LaunchPlan) -> RunSpec:
    assert plan.run is not None
    [port] = plan.run.ports
    assert (port.host_ip, port.host_port) == (LOOPBACK, plan.port)
    return plan.run


def binds(run: RunSpec) -> set[tuple[str, str]]:
    return {(each.source, each.target) for each in run.volumes}


def pasted(line: str) -> RunSpec:
    spec = read_line(line).spec
    home = {each.source for each in spec.volumes}
    assert all(each.startswith("~") for each in home)
    return spec


def at_home(spec: RunSpec) -> set[tuple[str, str]]:
    return {(each.source.replace("~", SPARK.home), each.target) for each in spec.volumes}


def test_vllm_plain_is_as_in_the_playbook() -> None:
    theirs = pasted(VLLM_PLAIN)
    plan = plan_of(
        recipe_of("vllm", Source.HUGGING_FACE, "openai/gpt-oss-20b", (), image=theirs.image)
    )
    run = run_of(plan)
    assert (run.image, run.gpus, run.entrypoint) == (theirs.image, theirs.gpus, None)
    assert Words.of(run.command) == Words.of(theirs.command).and_also(
        ("--host", "0.0.0.0"),
        ("--port", "8000"),
        ("--gpu-memory-utilization", "0.8"),
    )
    assert [each.number for each in run.ports] == [each.number for each in theirs.ports]
    assert run.ipc == "host"
    assert binds(run) == {HF_CACHE, VLLM_CACHE}


def test_vllm_agent_ready_is_as_in_the_playbook() -> None:
    theirs = pasted(VLLM_AGENT)
    recipe = recipe_of(
        "vllm", Source.HUGGING_FACE, theirs.command[0], theirs.command[1:], image=theirs.image
    )
    assert recipe.settings == LaunchSettings(
        context=262144, users=4, kv_dtype="fp8", memory_fraction=0.4, batch_tokens=8192, port=8000
    )
    plan = plan_of(recipe)
    run = run_of(plan)
    assert (run.image, run.gpus) == (theirs.image, theirs.gpus)
    assert Words.of(run.command) == Words.of(theirs.command)
    assert binds(run) == at_home(theirs) | {VLLM_CACHE}
    assert plan.secrets == (SecretUse("HF_TOKEN"),)
    assert [(each.name, each.value) for each in run.environment] == [FEW_COMPILERS]  # no token


def test_vllm_nemotron_super_has_its_environment_and_flags() -> None:
    words = VLLM_NEMOTRON.split()
    environment = (
        EnvironmentEntry("VLLM_NVFP4_GEMM_BACKEND", "marlin"),
        EnvironmentEntry("VLLM_ALLOW_LONG_MAX_MODEL_LEN", "1"),
    )
    recipe = recipe_of(
        "vllm", Source.HUGGING_FACE, "nvidia/NVIDIA-Nemotron-3-Super-120B-A12B-NVFP4", words,
        image="vllm/vllm-openai:cu130-nightly", environment=environment,
    )  # fmt: skip
    run = run_of(plan_of(recipe))
    theirs = Words.of((recipe.model.handle, *words)).and_also(
        ("--host", "0.0.0.0"),
        ("--port", "8000"),
        ("--gpu-memory-utilization", "0.9"),
    )
    written = theirs.options - {("--gpu-memory-utilization", "0.90")}
    assert Words.of(run.command).options == written
    assert [(each.name, each.value) for each in run.environment] == [
        FEW_COMPILERS,
        *((each.name, each.value) for each in environment),
    ]


def test_nim_is_as_in_the_playbook() -> None:
    theirs = pasted(NIM)
    recipe = recipe_of("nim", Source.NGC, "meta/llama-3.1-8b-instruct", ())
    plan = plan_of(recipe)
    run = run_of(plan)
    assert (run.image, run.gpus, run.shm_bytes) == (theirs.image, theirs.gpus, theirs.shm_bytes)
    assert run.command == ()
    assert binds(run) == at_home(theirs)
    assert set(plan.folders) == {source for source, _ in at_home(theirs)}
    assert plan.secrets == (SecretUse("NGC_API_KEY", required=True),)
    assert run.user == "1000"  # so that it may write into the folders, without chmod a+w


def test_sglang_is_as_in_the_playbook() -> None:
    theirs = SGLANG.split()
    recipe = recipe_of("sglang", Source.HUGGING_FACE, "deepseek-ai/DeepSeek-V2-Lite", theirs[5:])
    run = run_of(plan_of(recipe))
    image = pasted(SGLANG_IMAGE)
    assert (run.image, run.gpus) == (image.image, image.gpus)
    assert Words.of(run.command) == Words.of(theirs).and_also(("--enable-metrics", ""))
    assert binds(run) == {HF_CACHE}


def test_llama_cpp_is_as_in_the_playbook() -> None:
    theirs = LLAMA.split()
    handle = "unsloth/Qwen3.6-35B-A3B-MTP-GGUF:UD-Q4_K_XL"
    words = [word for word in theirs[3:] if word != "--metrics"]
    recipe = recipe_of("llama_cpp", Source.GGUF, handle, words)
    plan = plan_of(recipe)
    run = run_of(plan)
    assert Words.of(run.command) == Words.of(theirs[1:]).and_also(("--alias", handle))
    assert plan.model_id == handle
    assert HF_CACHE in binds(run)


def test_tensorrt_llm_is_as_in_the_playbook() -> None:
    theirs = TRTLLM.split()
    recipe = recipe_of(
        "tensorrt_llm", Source.HUGGING_FACE, theirs[1], theirs[2:-2],
        settings=LaunchSettings(users=64, memory_fraction=0.9, port=8355),
    )  # fmt: skip
    plan = plan_of(recipe)
    run = run_of(plan)
    assert Words.of(run.command) == Words.of(theirs).and_also(("--host", "0.0.0.0"))
    assert run.image == "nvcr.io/nvidia/tensorrt-llm/release:1.3.0rc13"
    assert run.ipc == "host"
    assert run.ulimits == (Ulimit("memlock", -1, -1), Ulimit("stack", 67108864, 67108864))
    assert binds(run) == {HF_CACHE}
    [file] = plan.files
    assert file.path == "/tmp/extra-llm-api-config.yml"
    assert file.text.split() == [
        "print_iter_log:", "false", "kv_cache_config:", "dtype:", '"auto"',
        "free_gpu_memory_fraction:", "0.9", "cuda_graph_config:", "enable_padding:", "true",
        "disable_overlap_scheduler:", "true",
    ]  # fmt: skip


def test_tensorrt_llm_nemotron_is_as_in_the_playbook() -> None:
    theirs = TRTLLM_NEMOTRON.split()
    recipe = recipe_of("tensorrt_llm", Source.FILE, "/data/nemotron-super-nvfp4", theirs[2:])
    plan = plan_of(recipe)
    run = run_of(plan)
    words = Words.of(run.command).options - {("--host", "0.0.0.0")}
    config = ("--extra-llm-api-options", "/tmp/extra-llm-api-config.yml")
    assert words == Words.of(theirs).options | {config}
    assert plan.model_id == "nemotron-super-nvfp4"
    assert plan.port == 8123


def test_ollama_service_pulls_and_loads() -> None:
    recipe = recipe_of("ollama", Source.OLLAMA, "qwen2.5:32b", ())
    node = NodeFacts(NodeId("n"), "spark", "arm64", "/home/nvidia", ("NVIDIA GB10",), True, True,
                     True, programs={"ollama": "0.15.1"})  # fmt: skip
    plan = engine("ollama").plan(LaunchRequest(recipe, LaunchSettings(), node))
    assert [step.argv for step in plan.steps] == [
        ("ollama", "pull", "qwen2.5:32b"),
        ("ollama", "run", "qwen2.5:32b", ""),
    ]
    assert plan.undo == (("ollama", "stop", "qwen2.5:32b"),)
    assert plan.run is None


def test_ollama_tuning_of_txt2kg_is_its_environment() -> None:
    recipe = recipe_of(
        "ollama", Source.OLLAMA, "qwen2.5:32b", (),
        settings=LaunchSettings(kv_dtype="q8_0"),
        environment=(
            EnvironmentEntry("OLLAMA_KEEP_ALIVE", "30m"),
            EnvironmentEntry("OLLAMA_LLM_LIBRARY", "cuda_v13"),
        ),
    )  # fmt: skip
    run = run_of(plan_of(recipe))
    assert {
        ("OLLAMA_FLASH_ATTENTION", "1"),
        ("OLLAMA_KEEP_ALIVE", "30m"),
        ("OLLAMA_KV_CACHE_TYPE", "q8_0"),
        ("OLLAMA_LLM_LIBRARY", "cuda_v13"),
    } <= {(each.name, each.value) for each in run.environment}


@pytest.mark.parametrize(
    ("name", "source", "handle", "programs", "commands"),
    [
        ("lm_studio", Source.LM_STUDIO, "qwen/qwen3-8b", "lms", [
            "lms get qwen/qwen3-8b --yes",
            "lms server start --bind 127.0.0.1 --port 1234",
            LMS_LOAD,
        ]),
        ("docker_model_runner", Source.DOCKER, "ai/smollm2:360M-Q4_K_M", "docker-model", [
            "docker model pull ai/smollm2:360M-Q4_K_M",
            "docker model configure --context-size 8192 ai/smollm2:360M-Q4_K_M",
            "docker model run --detach ai/smollm2:360M-Q4_K_M",
        ]),
    ],
)  # fmt: skip
def test_programs_are_asked_as_their_documentation_says(
    name: str, source: Source, handle: str, programs: str, commands: list[str]
) -> None:
    node = NodeFacts(NodeId("n"), "spark", "arm64", "/home/n", ("NVIDIA GB10",), True, True,
                     programs={programs: "1.0"})  # fmt: skip
    recipe = recipe_of(name, source, handle, ())
    plan = engine(name).plan(LaunchRequest(recipe, LaunchSettings(context=8192), node))
    assert [" ".join(step.argv) for step in plan.steps] == commands
