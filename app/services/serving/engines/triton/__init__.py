"""Triton Inference Server with its vLLM backend and its OpenAI-compatible front end."""

from __future__ import annotations

import json
import re

from app.core.errors import BadInput
from app.core.i18n import tr
from app.services.containers.run_spec import Ulimit, Volume
from app.services.serving import planning, signs
from app.services.serving.api import (
    EngineSpec,
    Health,
    Images,
    LaunchPlan,
    LaunchRequest,
    Option,
    PlanFile,
    Runtime,
    Source,
)
from app.services.serving.fit.api import GIB, Overhead
from app.services.serving.fit.gpus import sharing
from app.services.serving.launch_settings import Share, settle

PORT = 9000
REPOSITORY = "/opt/model-repository"
IMAGE = "nvcr.io/nvidia/tritonserver:26.07-vllm-python-py3"
"""Holds vLLM 0.24."""
_FRONT_END = "/opt/tritonserver/python/openai/openai_frontend/main.py"
_FIXED = ("--model-repository", "--tokenizer", "--backend")
_BACKEND = """\
backend: "vllm"
instance_group [
  {
    count: 1
    kind: KIND_MODEL
  }
]
"""


def plan(request: LaunchRequest) -> LaunchPlan:
    """Return how Triton runs a model: a repository of one model, put into the container."""
    request = settle(ENGINE, request, Share())
    recipe, node, settings = request.recipe, request.node, request.settings
    others = planning.arguments_of(ENGINE, request, _FIXED)
    name = settings.served_name or planning.slug(recipe.model.short)
    if not re.fullmatch(r"[A-Za-z0-9][\w.-]{0,99}", name, re.ASCII):
        raise BadInput(
            tr("Triton calls a model by its folder: the name cannot have slashes and colons."),
            tr("Use letters, digits, dots and dashes."),
        )
    volumes: tuple[Volume, ...] = (planning.hugging_face_cache(node),)
    folders, model = (volumes[0].source,), recipe.model.handle
    if recipe.model.source is Source.FILE:
        volume, model = planning.mounted_model(recipe.model)
        volumes += (volume,)
    wanted = planning.Container(
        command=(
            "python3",
            _FRONT_END,
            "--model-repository",
            REPOSITORY,
            "--tokenizer",
            model,
            "--host",
            planning.ALL_ADDRESSES,
            "--openai-port",
            str(settings.port),
            *others,
        ),
        model_id=name,
        volumes=volumes,
        folders=folders,
        files=(
            PlanFile(f"{REPOSITORY}/{name}/config.pbtxt", _BACKEND),
            PlanFile(f"{REPOSITORY}/{name}/1/model.json", _model(request, model)),
        ),
        environment=planning.few_compilers(node),
        secrets=planning.hugging_face_token(request),
        ipc="host",
        ulimits=(Ulimit("memlock", -1, -1), Ulimit("stack", 67108864, 67108864)),
    )
    return planning.contained(ENGINE, request, wanted)


def _model(request: LaunchRequest, model: str) -> str:
    """Return what Triton hands to vLLM."""
    settings, node = request.settings, request.node
    values: dict[str, object] = {"model": model}
    if settings.memory_fraction is not None:
        values["gpu_memory_utilization"] = settings.memory_fraction
    if len(node.gpus) > 1:
        values["tensor_parallel_size"] = sharing(len(node.gpus))
    if settings.kv_dtype == "fp8":
        values["kv_cache_dtype"] = "fp8"
    for key, number in (
        ("kv_cache_memory_bytes", settings.kv_bytes),
        ("max_model_len", settings.context),
        ("max_num_seqs", settings.users),
        ("max_num_batched_tokens", settings.batch_tokens),
    ):
        if number is not None:
            values[key] = number
    return json.dumps(values, indent=2) + "\n"


ENGINE = EngineSpec(
    name="triton",
    title=tr("Triton"),
    summary=tr("NVIDIA's server for many kinds of models; here vLLM behind it."),
    runtimes=(Runtime.CONTAINER,),
    sources=(Source.HUGGING_FACE, Source.FILE),
    port=PORT,
    plan=plan,
    overhead=Overhead(
        fixed_bytes=8 * GIB,
        transient_bytes=30 * 10**9,
        preallocates=True,
        source="vLLM's 6 to 8 GiB and Triton itself (memory-fit §4.1)",
    ),
    health=Health(ready="/health/ready"),
    images=Images(gb10=IMAGE, arm64=IMAGE, amd64=IMAGE),
    kv_dtypes=("bf16", "fp8"),
    minimum=tr("26.07: the first with vLLM 0.24."),
    options=(
        Option(
            "max_model_len",
            tr("Tokens that one request may have, in model.json."),
            "TOKENS",
            "context",
        ),
        Option("max_num_seqs", tr("Requests at the same time, in model.json."), "NUMBER", "users"),
        Option("kv_cache_dtype", tr("Type of the KV cache, in model.json."), "TYPE", "kv_dtype"),
        Option(
            "gpu_memory_utilization",
            tr("Part of the memory, in model.json."),
            "PART",
            "memory_fraction",
        ),
        Option(
            "kv_cache_memory_bytes", tr("Size of the KV cache, in model.json."), "BYTES", "kv_bytes"
        ),
        Option(
            "max_num_batched_tokens",
            tr("Tokens that one step computes, in model.json."),
            "TOKENS",
            "batch_tokens",
        ),
        Option("--openai-port", tr("Where it listens."), "PORT", "port"),
        Option(
            "--host", tr("Where it listens inside its container."), "ADDRESS", "open_to_network"
        ),
        Option(
            "--lora-separator", tr("What stands between the model's and an adapter's name."), "TEXT"
        ),
        Option("--tool-call-parser", tr("Reads the model's tool calls: llama3, mistral."), "NAME"),
        Option("--enable-kserve-frontends", tr("Listen for KServe's protocol, too, inside only.")),
        Option("--tritonserver-log-verbose-level", tr("A longer log: 1 and more."), "NUMBER"),
        Option("--uvicorn-log-level", tr("debug, info, warning, error."), "LEVEL"),
    ),
    signs=(
        signs.DOWNLOADED,
        signs.SHARDS,
        signs.TORCH_COMPILE,
        signs.UVICORN,
    ),
    owned_by=("Triton Inference Server",),
    images_like=("tritonserver",),
    programs_like=("tritonserver",),
    start_s=(90.0, 600.0),
    proved=tr("Its command follows NVIDIA's documentation; it was not run."),
    order=60,
)
