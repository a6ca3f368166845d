"""vLLM: safetensors models, many requests at once."""

from __future__ import annotations

import re

from app.core.i18n import tr
from app.core.said import said
from app.services.containers.run_spec import Volume
from app.services.serving import planning, signs
from app.services.serving.api import (
    EngineSpec,
    EnvironmentEntry,
    Health,
    Images,
    LaunchPlan,
    LaunchRequest,
    Phase,
    Runtime,
    Sign,
    Source,
)
from app.services.serving.arguments import has_flag
from app.services.serving.engines.vllm.options import OPTIONS
from app.services.serving.fit.api import GIB, Overhead
from app.services.serving.fit.gpus import sharing
from app.services.serving.launch_settings import Share, settle

PORT = 8000
_OWN_ENTRYPOINT = "vllm/vllm-openai", "public.ecr.aws/q9t5s3a7/vllm-"
"""Images whose entrypoint is `vllm serve` already."""
_WITH_SHELL = "nvcr.io/nvidia/vllm"
"""NVIDIA's entrypoint prepares the environment, then runs the command."""
_FIXED = ("--model", "--download-dir", "--config", "--uds")
_LEAST = (0, 24)
_FOR_GPUS = ("NVFP4", "MXFP4", "FP4", "FP8")
_TOO_OLD = tr(
    "This image's vLLM is older than 0.24: on GB10 some models fail with it. Take a "
    "newer image unless this one is known to work."
)
_LEAST_NGC = (26, 7)
"""NVIDIA's release with vLLM 0.24; 26.05.post1, as in the playbook of July 2026, has 0.21."""
_TAG = re.compile(r":v?(\d{1,4})\.(\d{1,4})")


def plan(request: LaunchRequest) -> LaunchPlan:
    """Return how vLLM runs a model in a container."""
    request = settle(ENGINE, request, Share())
    recipe, node, settings = request.recipe, request.node, request.settings
    volumes = [planning.hugging_face_cache(node)]
    volumes.append(Volume(planning.at_home(node, ".cache", "vllm"), "/root/.cache/vllm"))
    folders = tuple(each.source for each in volumes)
    model = recipe.model.handle
    if recipe.model.source is Source.FILE:
        volume, model = planning.mounted_model(recipe.model)
        volumes.append(volume)
    image = planning.image_of(ENGINE, request)
    prefix, entrypoint = _serve(image)
    wanted = planning.Container(
        command=(*prefix, model, *_arguments(request)),
        entrypoint=entrypoint,
        model_id=settings.served_name or model,
        volumes=tuple(volumes),
        folders=folders,
        environment=_environment(request),
        secrets=planning.hugging_face_token(request),
        ipc="host",
        notes=_notes(request, image),
    )
    return planning.contained(ENGINE, request, wanted)


def _serve(image: str) -> tuple[tuple[str, ...], str | None]:
    """Return what stands before the model, and the entrypoint, for an image."""
    if image.startswith(_OWN_ENTRYPOINT):
        return (), None
    if image.startswith(_WITH_SHELL):
        return ("vllm", "serve"), None
    return ("serve",), "vllm"


def _arguments(request: LaunchRequest) -> tuple[str, ...]:
    settings, node = request.settings, request.node
    others = planning.arguments_of(ENGINE, request, _FIXED)
    words = ["--host", planning.ALL_ADDRESSES, "--port", str(settings.port)]
    if settings.served_name:
        words += ["--served-model-name", settings.served_name]
    if len(node.gpus) > 1 and settings.use_gpu and not has_flag(others, *_PARALLEL):
        words += ["--tensor-parallel-size", str(sharing(len(node.gpus)))]
    if settings.kv_dtype not in ("", "bf16"):
        words += ["--kv-cache-dtype", settings.kv_dtype]
    if settings.memory_fraction is not None and settings.use_gpu:
        fraction = planning.fraction_text(settings.memory_fraction)
        words += ["--gpu-memory-utilization", fraction]
        if settings.kv_bytes is not None:
            words += ["--kv-cache-memory-bytes", str(settings.kv_bytes)]
    for flag, number in (
        ("--max-model-len", settings.context),
        ("--max-num-seqs", settings.users),
        ("--max-num-batched-tokens", settings.batch_tokens),
    ):
        if number is not None:
            words += [flag, str(number)]
    return (*words, *others)


_PARALLEL = ("--tensor-parallel-size", "-tp", "--pipeline-parallel-size", "-pp",
             "--data-parallel-size", "-dp")  # fmt: skip


def _environment(request: LaunchRequest) -> tuple[EnvironmentEntry, ...]:
    settings = request.settings
    if settings.use_gpu:
        return planning.few_compilers(request.node)
    if settings.kv_bytes is None:
        return ()
    whole = max(1, -(-settings.kv_bytes // GIB))
    return (EnvironmentEntry("VLLM_CPU_KVCACHE_SPACE", str(whole)),)


def _notes(request: LaunchRequest, image: str) -> tuple[str, ...]:
    if request.settings.use_gpu:
        return (_TOO_OLD,) if request.node.is_gb10 and _is_too_old(image) else ()
    notes = [tr("Without a GPU vLLM answers slowly: llama.cpp and Ollama are made for that.")]
    quantization = request.recipe.quantization.upper()
    if quantization.startswith(_FOR_GPUS):
        notes.append(
            tr("It does not start with weights in {quantization} on a CPU.").format(
                quantization=said(quantization)
            )
        )
    return tuple(notes)


def _is_too_old(image: str) -> bool:
    """Tell whether an image's tag says that its vLLM is older than GB10 needs."""
    found = _TAG.search(image)
    if found is None:
        return False
    least = _LEAST_NGC if image.startswith(_WITH_SHELL) else _LEAST
    return (int(found[1]), int(found[2])) < least


ENGINE = EngineSpec(
    name="vllm",
    title="vLLM",
    summary=tr("Fast with many users; most Hugging Face models; minutes to start."),
    runtimes=(Runtime.CONTAINER,),
    sources=(Source.HUGGING_FACE, Source.FILE),
    port=PORT,
    plan=plan,
    overhead=Overhead(
        fixed_bytes=7 * GIB,
        transient_bytes=30 * 10**9,
        preallocates=True,
        source="6 to 8 GiB beside weights and KV cache on GB10; compiling took up to 30 GB for a "
        "while (memory-fit §4.1, spark-vllm-docker PR 286)",
    ),
    health=Health(),
    images=Images(
        # vLLM 0.31 by NVIDIA's release notes; the playbook's 26.05.post1 is too old (_LEAST_NGC).
        gb10="nvcr.io/nvidia/vllm:26.10-py3",
        arm64="vllm/vllm-openai:latest",
        amd64="vllm/vllm-openai:latest",
        cpu="public.ecr.aws/q9t5s3a7/vllm-cpu-release-repo:latest",
        cpu_arm64="public.ecr.aws/q9t5s3a7/vllm-arm64-cpu-release-repo:latest",
    ),
    kv_dtypes=("bf16", "fp8"),
    minimum=tr("0.24: older ones have no kernels for GB10's NVFP4 and MXFP4."),
    options=OPTIONS,
    signs=(
        signs.DOWNLOADED,
        signs.SHARDS,
        Sign(Phase.COMPILING, re.compile(r"Model loading took")),
        signs.TORCH_COMPILE,
        signs.CUDA_GRAPHS,
        signs.UVICORN,
    ),
    owned_by=("vllm",),
    images_like=("nvidia/vllm", "vllm-openai", "vllm-node", "dgx-spark-vllm", "vllm-cpu"),
    programs_like=("vllm",),
    start_s=(65.0, 360.0),
    proved=tr(
        "Its commands are compared with NVIDIA's playbooks; health, models and metrics "
        "are read of a real vLLM 0.32 on a CPU; it was not run on a GPU."
    ),
    order=10,
)
