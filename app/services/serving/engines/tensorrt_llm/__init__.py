"""TensorRT-LLM: NVIDIA's own engine, through trtllm-serve."""

from __future__ import annotations

import re

from app.core.i18n import tr
from app.services.containers.run_spec import Ulimit, Volume
from app.services.serving import planning, signs
from app.services.serving.api import (
    EngineSpec,
    EnvironmentEntry,
    Health,
    Images,
    LaunchPlan,
    LaunchRequest,
    Phase,
    PlanFile,
    Runtime,
    Sign,
    Source,
)
from app.services.serving.arguments import has_flag
from app.services.serving.engines.tensorrt_llm.options import OPTIONS
from app.services.serving.fit.api import GIB, Overhead
from app.services.serving.fit.gpus import sharing
from app.services.serving.launch_settings import Share, settle

PORT = 8355
CONFIG = "/tmp/extra-llm-api-config.yml"  # noqa: S108 - inside the container
USERS = 64
"""As in NVIDIA's playbook; its own 2048 takes memory that a Spark does not have."""
SHARE = Share(unified=0.5)
"""Of what is free after the weights: 0.8 of that is nearly all that a Spark has."""
PINNED_FRACTION = 0.9
"""Of what is free after the weights. Where the KV cache's size is told, it is only a bound."""
IMAGE = "nvcr.io/nvidia/tensorrt-llm/release:1.3.0rc13"
_FIXED = ("--extra-llm-api-options", "--config", "--kv-cache-free-gpu-memory-fraction")
_PARALLEL = ("--tp-size", "--pp-size", "--ep-size")
_PTXAS = EnvironmentEntry("TRITON_PTXAS_PATH", "/usr/local/cuda/bin/ptxas")
"""Triton's own ptxas does not know GB10."""


def plan(request: LaunchRequest) -> LaunchPlan:
    """Return how TensorRT-LLM runs a model in a container, with its settings in a file there."""
    request = settle(ENGINE, request, SHARE)
    recipe, node, settings = request.recipe, request.node, request.settings
    volumes: tuple[Volume, ...] = (planning.hugging_face_cache(node),)
    folders, model, name = (volumes[0].source,), recipe.model.handle, recipe.model.handle
    if recipe.model.source is Source.FILE:
        volume, model = planning.mounted_model(recipe.model)
        volumes, name = (*volumes, volume), recipe.model.short
    wanted = planning.Container(
        command=("trtllm-serve", model, *_arguments(request)),
        model_id=settings.served_name or name,
        volumes=volumes,
        folders=folders,
        files=(PlanFile(CONFIG, _config(request)),),
        environment=(_PTXAS,) if node.is_gb10 else (),
        secrets=planning.hugging_face_token(request),
        ipc="host",
        ulimits=(Ulimit("memlock", -1, -1), Ulimit("stack", 67108864, 67108864)),
    )
    return planning.contained(ENGINE, request, wanted)


def _arguments(request: LaunchRequest) -> tuple[str, ...]:
    settings, node = request.settings, request.node
    others = planning.arguments_of(ENGINE, request, _FIXED)
    words = ["--host", planning.ALL_ADDRESSES, "--port", str(settings.port)]
    words += ["--max_batch_size", str(settings.users or USERS)]
    if settings.served_name:
        words += ["--served_model_name", settings.served_name]
    if len(node.gpus) > 1 and not has_flag(others, *_PARALLEL):
        words += ["--tp_size", str(sharing(len(node.gpus)))]
    if settings.batch_tokens is not None:
        words += ["--max_num_tokens", str(settings.batch_tokens)]
    if settings.context is not None:
        words += ["--max_seq_len", str(settings.context)]
    return (*words, *others, "--extra_llm_api_options", CONFIG)


def _config(request: LaunchRequest) -> str:
    """Return its settings as YAML: names and numbers only, no text of anybody's."""
    settings = request.settings
    fraction = settings.memory_fraction
    if settings.kv_bytes is not None or fraction is None:
        fraction = PINNED_FRACTION
    lines = [
        "print_iter_log: false",
        "kv_cache_config:",
        f'  dtype: "{"fp8" if settings.kv_dtype == "fp8" else "auto"}"',
        f"  free_gpu_memory_fraction: {planning.fraction_text(fraction)}",
    ]
    if settings.kv_bytes is not None:
        lines.append(f"  max_gpu_total_bytes: {settings.kv_bytes}")
    lines += [
        "cuda_graph_config:",
        "  enable_padding: true",
        "disable_overlap_scheduler: true",
    ]
    return "\n".join(lines) + "\n"


ENGINE = EngineSpec(
    name="tensorrt_llm",
    title="TensorRT-LLM",
    summary=tr("NVIDIA's own kernels; fewer models, long starts."),
    runtimes=(Runtime.CONTAINER,),
    sources=(Source.HUGGING_FACE, Source.FILE),
    port=PORT,
    plan=plan,
    overhead=Overhead(
        fixed_bytes=10 * GIB,
        preallocates=True,
        source="10 GiB are kept for its runtime (spark §2.3, sparkrun)",
    ),
    # Its /metrics are JSON, which no reader of Prometheus understands; older builds have no other.
    health=Health(metrics="/prometheus/metrics"),
    images=Images(gb10=IMAGE, arm64=IMAGE, amd64=IMAGE),
    kv_dtypes=("bf16", "fp8"),
    minimum=tr("1.3.0rc13, as in NVIDIA's playbook."),
    options=OPTIONS,
    signs=(
        Sign(Phase.DOWNLOADING, re.compile(r"Fetching \d{1,6} files: {1,8}(?P<percent>\d{1,3})%")),
        Sign(Phase.LOADING, re.compile(r"[Pp]refetching [^ ]{0,300}(?:safetensors|files)")),
        Sign(
            Phase.LOADING,
            re.compile(
                r"Loading (?:safetensors )?weights[\w ]{0,20}: {1,8}(?P<percent>\d{1,3})%\|"
                r"[^|]{0,400}\| (?P<done>\d{1,7})/(?P<total>\d{1,7})"
                r"(?: \[[\d:]{1,9}<(?P<left>[\d:]{1,9}))?"
            ),
        ),
        Sign(Phase.COMPILING, re.compile(r"[Aa]utotun|CUDA graph|Memory used after loading")),
        signs.UVICORN,
    ),
    owned_by=("tensorrt_llm",),
    images_like=("tensorrt-llm",),
    programs_like=("trtllm-serve",),
    start_s=(120.0, 900.0),
    proved=tr("Its command is compared with NVIDIA's playbook; it was not run."),
    order=45,
)
