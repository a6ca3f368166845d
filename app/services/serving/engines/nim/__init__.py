"""NIM: NVIDIA's containers, each with its own model."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from app.core.errors import BadInput
from app.core.i18n import tr
from app.core.said import said
from app.services.containers.run_spec import Volume
from app.services.serving import planning, signs
from app.services.serving.api import (
    EngineSpec,
    EnvironmentEntry,
    Health,
    LaunchPlan,
    LaunchRequest,
    Option,
    Runtime,
    SecretUse,
    Source,
)
from app.services.serving.fit.api import GIB, Overhead
from app.services.serving.launch_settings import Share, settle

PORT = 8000
NGC_API_KEY = "NGC_API_KEY"
SHARED_BYTES = 16 * GIB
_FOR_SPARK = "dgx-spark"


def plan(request: LaunchRequest) -> LaunchPlan:
    """Return how a NIM runs: its image holds engine and model, variables configure it."""
    request = settle(ENGINE, request, Share())
    recipe, node, settings = request.recipe, request.node, request.settings
    if recipe.arguments or settings.arguments:
        raise BadInput(
            tr("A NIM takes no arguments: it is set by environment variables."),
            tr("As in NIM_MODEL_PROFILE; arguments for its vLLM go into NIM_PASSTHROUGH_ARGS."),
        )
    if not settings.use_gpu:
        raise BadInput(
            tr("A NIM needs a GPU, which {node} does not have or is not to use.").format(
                node=said(node.name)
            ),
            tr("llama.cpp and Ollama run without one."),
        )
    request = replace(request, settings=replace(settings, image=_image(request)))
    cache = Volume(planning.at_home(node, ".cache", "nim"), "/opt/nim/.cache")
    workspace = Volume(
        planning.at_home(node, ".local", "share", "nim", "workspace"), "/opt/nim/workspace"
    )
    wanted = planning.Container(
        command=(),
        inside=settings.port,
        model_id=settings.served_name or recipe.model.handle,
        volumes=(cache, workspace),
        folders=(cache.source, workspace.source),
        environment=tuple(_environment(request)),
        secrets=(SecretUse(NGC_API_KEY, required=True),),
        shm_bytes=SHARED_BYTES,
        user="" if node.uid is None else str(node.uid),  # its own account may not write there
        notes=tuple(_notes(request)),
    )
    return planning.contained(ENGINE, request, wanted)


def _image(request: LaunchRequest) -> str:
    recipe, settings = request.recipe, request.settings
    if settings.image or recipe.image:
        return settings.image or planning.pinned(recipe)
    variant = f"-{_FOR_SPARK}" if request.node.is_gb10 else ""
    return f"nvcr.io/nim/{recipe.model.handle}{variant}:latest"


def _environment(request: LaunchRequest) -> Iterator[EnvironmentEntry]:
    settings = request.settings
    yield EnvironmentEntry("NIM_SERVER_PORT", str(settings.port))
    if settings.served_name:
        yield EnvironmentEntry("NIM_SERVED_MODEL_NAME", settings.served_name)
    for name, number in (
        ("NIM_MAX_MODEL_LEN", settings.context),
        ("NIM_MAX_NUM_SEQS", settings.users),
        ("NIM_MAX_NUM_BATCHED_TOKENS", settings.batch_tokens),
    ):
        if number is not None:
            yield EnvironmentEntry(name, str(number))
    if settings.memory_fraction is not None:
        fraction = planning.fraction_text(settings.memory_fraction)
        yield EnvironmentEntry("NIM_KVCACHE_PERCENT", fraction)
        yield EnvironmentEntry("NIM_GPU_MEM_FRACTION", fraction)


def _notes(request: LaunchRequest) -> Iterator[str]:
    if request.node.is_gb10 and _FOR_SPARK not in request.settings.image:
        yield tr("NIM images that are not made for DGX Spark failed on GB10: look for -dgx-spark.")
    if request.node.unified:
        yield tr("A NIM was seen to take more memory than it was told: watch the memory.")


ENGINE = EngineSpec(
    name="nim",
    title="NIM",
    summary=tr("NVIDIA's ready containers, one model each; needs an NGC key."),
    runtimes=(Runtime.CONTAINER,),
    sources=(Source.NGC,),
    port=PORT,
    plan=plan,
    overhead=Overhead(
        fixed_bytes=7 * GIB,
        preallocates=True,
        source="its engine is vLLM: 6 to 8 GiB (memory-fit §4.1); no figure of its own is known",
    ),
    health=Health(ready="/v1/health/ready", metrics="/v1/metrics"),
    minimum=tr("Images for DGX Spark end in -dgx-spark: others failed on GB10."),
    options=(
        Option("NIM_MAX_MODEL_LEN", tr("Tokens that one request may have."), "TOKENS", "context"),
        Option("NIM_MAX_NUM_SEQS", tr("Requests at the same time."), "NUMBER", "users"),
        Option(
            "NIM_MAX_NUM_BATCHED_TOKENS",
            tr("Tokens that one step computes."),
            "TOKENS",
            "batch_tokens",
        ),
        Option(
            "NIM_KVCACHE_PERCENT",
            tr("Part of the memory that it takes, 0 to 1."),
            "PART",
            "memory_fraction",
            also=("NIM_GPU_MEM_FRACTION",),
        ),
        Option("NIM_SERVED_MODEL_NAME", tr("What clients call the model."), "NAME", "served_name"),
        Option("NIM_SERVER_PORT", tr("Where it listens."), "PORT", "port"),
        Option(
            "NIM_MODEL_PROFILE", tr("One of the profiles that list-model-profiles names."), "ID"
        ),
        Option(
            "NIM_PASSTHROUGH_ARGS", tr("Arguments for its vLLM, as one text (NIM 2)."), "ARGUMENTS"
        ),
        Option("NIM_TENSOR_PARALLEL_SIZE", tr("GPUs that share each layer."), "NUMBER"),
        Option("NIM_PIPELINE_PARALLEL_SIZE", tr("GPUs that share the layers."), "NUMBER"),
        Option("NIM_DISABLE_CUDA_GRAPH", tr("Start sooner, answer slower: 1."), "0|1"),
        Option("NIM_DISABLE_MODEL_DOWNLOAD", tr("Use what the cache has only: 1."), "0|1"),
        Option("NIM_PEFT_SOURCE", tr("Folder of LoRA adapters."), "FOLDER"),
        Option("NIM_LOG_LEVEL", "DEBUG, INFO, WARNING, ERROR.", "LEVEL"),
        Option("NIM_JSONL_LOGGING", tr("A log of JSON lines: 1."), "0|1"),
    ),
    signs=(
        signs.DOWNLOADED,
        signs.SHARDS,
        signs.TORCH_COMPILE,
        signs.CUDA_GRAPHS,
        signs.UVICORN,
    ),
    owned_by=("vllm", "system"),
    images_like=("nvcr.io/nim/", "/nim/"),
    start_s=(120.0, 900.0),
    proved=tr("Its command is compared with NVIDIA's playbook; it was not run."),
    order=15,
)
