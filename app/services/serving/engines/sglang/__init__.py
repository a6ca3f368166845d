"""SGLang: safetensors models, many requests that share their beginnings."""

from __future__ import annotations

import re

from app.core.i18n import tr
from app.services.containers.run_spec import Volume
from app.services.serving import planning, signs
from app.services.serving.api import (
    EngineSpec,
    Images,
    LaunchPlan,
    LaunchRequest,
    Phase,
    Runtime,
    Sign,
    Source,
)
from app.services.serving.arguments import has_flag
from app.services.serving.engines.sglang.options import OPTIONS
from app.services.serving.fit.api import GIB, Overhead
from app.services.serving.fit.gpus import sharing
from app.services.serving.launch_settings import Share, settle

PORT = 30000
SHARE = Share(unified=0.75, discrete=0.88)
"""As in NVIDIA's playbook, and what it takes by itself."""
_FIXED = ("--model-path", "--model", "--config")
_PARALLEL = ("--tp", "--tp-size", "--tensor-parallel-size", "--dp", "--dp-size", "--pp-size",
             "--pipeline-parallel-size", "--data-parallel-size")  # fmt: skip
_KV_TYPES = {"bf16": "", "fp8": "fp8_e4m3"}


def plan(request: LaunchRequest) -> LaunchPlan:
    """Return how SGLang runs a model in a container."""
    request = settle(ENGINE, request, SHARE)
    recipe, node, settings = request.recipe, request.node, request.settings
    volumes: tuple[Volume, ...] = (planning.hugging_face_cache(node),)
    folders, model = (volumes[0].source,), recipe.model.handle
    if recipe.model.source is Source.FILE:
        volume, model = planning.mounted_model(recipe.model)
        volumes += (volume,)
    wanted = planning.Container(
        command=("python3", "-m", "sglang.launch_server", "--model-path", model,
                 *_arguments(request)),
        model_id=settings.served_name or model,
        volumes=volumes,
        folders=folders,
        environment=planning.few_compilers(node),
        secrets=planning.hugging_face_token(request),
        ipc="host",
    )  # fmt: skip
    return planning.contained(ENGINE, request, wanted)


def _arguments(request: LaunchRequest) -> tuple[str, ...]:
    settings, node = request.settings, request.node
    others = planning.arguments_of(ENGINE, request, _FIXED)
    words = ["--host", planning.ALL_ADDRESSES, "--port", str(settings.port)]
    if settings.served_name:
        words += ["--served-model-name", settings.served_name]
    if len(node.gpus) > 1 and not has_flag(others, *_PARALLEL):
        words += ["--tp-size", str(sharing(len(node.gpus)))]
    if kv_type := _KV_TYPES.get(settings.kv_dtype):
        words += ["--kv-cache-dtype", kv_type]
    if settings.memory_fraction is not None:
        words += ["--mem-fraction-static", planning.fraction_text(settings.memory_fraction)]
    for flag, number in (
        ("--context-length", settings.context),
        ("--max-running-requests", settings.users),
        ("--chunked-prefill-size", settings.batch_tokens),
    ):
        if number is not None:
            words += [flag, str(number)]
    if not has_flag(others, "--enable-metrics"):
        words += ["--enable-metrics"]
    return (*words, *others)


ENGINE = EngineSpec(
    name="sglang",
    title="SGLang",
    summary=tr("Fast with agents and shared prompts; most Hugging Face models."),
    runtimes=(Runtime.CONTAINER,),
    sources=(Source.HUGGING_FACE, Source.FILE),
    port=PORT,
    plan=plan,
    overhead=Overhead(
        fixed_bytes=10 * GIB,
        preallocates=True,
        source="10 GiB are kept for its runtime (spark §2.3, sparkrun)",
    ),
    images=Images(
        gb10="lmsysorg/sglang:latest-cu130",
        arm64="lmsysorg/sglang:latest-cu130",
        amd64="lmsysorg/sglang:latest",
    ),
    kv_dtypes=tuple(_KV_TYPES),
    minimum=tr("An image with CUDA 13 (latest-cu130): the one called spark is stale."),
    options=OPTIONS,
    signs=(
        signs.SHARDS,
        Sign(Phase.COMPILING, re.compile(r"Load weight end|KV Cache is allocated")),
        Sign(Phase.COMPILING, re.compile(r"Capture [\w -]{0,40}(?:cuda|CUDA) graph begin")),
        Sign(
            Phase.COMPILING,
            re.compile(
                r"Capturing batches \([^)]{0,60}\): {1,8}(?P<percent>\d{1,3})%\|[^|]{0,400}\| "
                r"(?P<done>\d{1,6})/(?P<total>\d{1,6})(?: \[[\d:]{1,9}<(?P<left>[\d:]{1,9}))?"
            ),
        ),
        Sign(Phase.CHECKING, re.compile(r"Application startup complete|fired up and ready")),
    ),
    owned_by=("sglang",),
    images_like=("sglang",),
    programs_like=("sglang",),
    start_s=(90.0, 600.0),
    proved=tr(
        "Its command is compared with NVIDIA's playbook, its log with lines that others "
        "published; it was not run."
    ),
    order=40,
)
