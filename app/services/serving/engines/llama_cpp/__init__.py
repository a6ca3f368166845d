"""llama.cpp's server: GGUF files, on GPUs and without."""

from __future__ import annotations

import re

from app.core.i18n import tr
from app.services.containers.run_spec import Volume
from app.services.serving import planning
from app.services.serving.api import (
    EngineSpec,
    Images,
    LaunchPlan,
    LaunchRequest,
    ModelRef,
    Phase,
    Runtime,
    Sign,
    Source,
    Step,
)
from app.services.serving.arguments import has_flag
from app.services.serving.engines.llama_cpp.options import OPTIONS
from app.services.serving.fit.api import GIB, Overhead
from app.services.serving.launch_settings import settle

PORT = 30000
PROGRAM = "llama-server"
_FIXED = ("-m", "--model", "-hf", "-hfr", "--hf-repo", "-hff", "--hf-file", "-mu", "--model-url",
          "-hft", "--hf-token", "--api-key-file", "--log-file")  # fmt: skip
_SPLIT = re.compile(r"-\d{5}-of-\d{5}\.gguf$")
_BEGAN = """\
began() { if [ -r "/proc/$1/stat" ]; then sed "s/.*) //" "/proc/$1/stat" | cut -d" " -f20
  else LC_ALL=C ps -o lstart= -p "$1"; fi; }
"""
"""When a process started: its number alone may be another one's by now."""
_START = f"""\
{_BEGAN}umask 077; log=$1; shift
nohup "$@" >"$log" 2>&1 </dev/null & pid=$!
began "$pid" >"$log.began"; echo "$pid" >"$log.pid\""""
"""Runs its arguments in the background and keeps their output and process id."""
_STOP = f"""\
{_BEGAN}pid=$(cat "$1.pid") || exit 0
[ "$(began "$pid")" != "$(cat "$1.began")" ] || kill "$pid"
rm -f "$1.pid" "$1.began\""""


def plan(request: LaunchRequest) -> LaunchPlan:
    """Return how llama.cpp runs a model: in a container, or as the program of the node."""
    request = settle(ENGINE, request)
    node = request.node
    if PROGRAM in node.programs and not node.has_docker and request.recipe.command is None:
        return _program(request)
    return _container(request)


def _container(request: LaunchRequest) -> LaunchPlan:
    recipe, node = request.recipe, request.node
    volumes: tuple[Volume, ...]
    if recipe.model.source is Source.FILE:
        volume, path = planning.mounted_model(
            recipe.model, whole_folder=_SPLIT.search(recipe.model.handle) is not None
        )
        volumes, model = (volume,), ("--model", path)
        folders: tuple[str, ...] = ()
    else:
        own = Volume(planning.at_home(node, ".cache", "llama.cpp"), "/root/.cache/llama.cpp")
        volumes, model = (planning.hugging_face_cache(node), own), ("-hf", recipe.model.handle)
        folders = tuple(each.source for each in volumes)
    wanted = planning.Container(
        command=(*model, *_arguments(request, planning.ALL_ADDRESSES)),
        model_id=_model_id(request),
        volumes=volumes,
        folders=folders,
        secrets=planning.hugging_face_token(request),
    )
    return planning.contained(ENGINE, request, wanted)


def _program(request: LaunchRequest) -> LaunchPlan:
    """Return the plan for a node without Docker where the program is installed."""
    recipe, node, settings = request.recipe, request.node, request.settings
    folder = planning.at_home(node, ".cache", "spark-command-center")
    name = planning.slug(recipe.id)
    log = f"{folder}/{name}-{settings.port}.log"
    model = "--model" if recipe.model.source is Source.FILE else "-hf"
    host = planning.ALL_ADDRESSES if settings.open_to_network else "127.0.0.1"
    variables = planning.variables_of(request)
    given = ("env", *(f"{each.name}={each.value}" for each in variables)) if variables else ()
    program = planning.program_of(node, PROGRAM)
    argv = (*given, program, model, recipe.model.handle, *_arguments(request, host))
    wanted = planning.Program(
        steps=(
            Step(tr("Starting llama.cpp"), ("sh", "-c", _START, "sh", log, *argv), Phase.LOADING),
        ),
        model_id=_model_id(request),
        undo=(("sh", "-c", _STOP, "sh", log),),
        folders=(folder,),
        environment=variables,
        log=log,
        notes=(
            tr("It runs as a program of your account and ends when the node restarts."),
            tr("A token for Hugging Face is taken from that account's own cache."),
        ),
    )
    return planning.programmed(ENGINE, request, wanted)


def _model_id(request: LaunchRequest) -> str:
    """Return what the server is told to call the model: its own default is a path."""
    return request.settings.served_name or _plain_name(request.recipe.model)


def _plain_name(model: ModelRef) -> str:
    return model.short.removesuffix(".gguf") if model.source is Source.FILE else model.handle


def _arguments(request: LaunchRequest, host: str) -> tuple[str, ...]:
    settings = request.settings
    others = planning.arguments_of(ENGINE, request, _FIXED)
    words = ["--host", host, "--port", str(settings.port), "--alias", _model_id(request)]
    if settings.context is not None:
        # The context is shared out among the slots, except where they share one cache.
        slots = 1 if has_flag(others, "-kvu", "--kv-unified") else settings.users or 1
        words += ["--ctx-size", str(settings.context * slots)]
        words += ["--parallel", str(settings.users or 1)]
    elif settings.users is not None:
        words += ["--parallel", str(settings.users)]
    if settings.kv_dtype not in ("", "bf16"):  # 16 bits are its own default
        words += ["--cache-type-k", settings.kv_dtype, "--cache-type-v", settings.kv_dtype]
    if settings.batch_tokens is not None:
        words += ["--ubatch-size", str(settings.batch_tokens)]
    if not settings.use_gpu and request.node.gpus:
        words += ["--device", "none"]
    if not has_flag(others, "--metrics"):
        words += ["--metrics"]
    return (*words, *others)


ENGINE = EngineSpec(
    name="llama_cpp",
    title="llama.cpp",
    summary=tr("GGUF models in every quantization; seconds to start; works without a GPU."),
    runtimes=(Runtime.CONTAINER, Runtime.PROGRAM),
    sources=(Source.GGUF, Source.FILE),
    port=PORT,
    plan=plan,
    overhead=Overhead(
        fixed_bytes=2 * GIB,
        source="1 to 2 GiB and a buffer that grows with the batch (memory-fit §4.1)",
        batch_tokens=512,
        doubles_state=False,
    ),
    images=Images(
        gb10="ghcr.io/ggml-org/llama.cpp:server-cuda13",
        arm64="ghcr.io/ggml-org/llama.cpp:server-cuda13",
        amd64="ghcr.io/ggml-org/llama.cpp:server-cuda",
        cpu="ghcr.io/ggml-org/llama.cpp:server",
    ),
    kv_dtypes=("bf16", "q8_0", "q4_0"),
    minimum=tr("A build with CUDA 13: GB10 is compute capability 12.1."),
    options=OPTIONS,
    signs=(
        Sign(Phase.LOADING, re.compile(r"load_model: loading model|llama_model_loader: loaded")),
        Sign(Phase.LOADING, re.compile(r"load_tensors: loading model tensors")),
        Sign(Phase.COMPILING, re.compile(r"warming up the model")),
        Sign(Phase.CHECKING, re.compile(r"listening on http")),
    ),
    owned_by=("llamacpp",),
    images_like=("llama.cpp", "llama-cpp", "llamacpp"),
    programs_like=("llama-server",),
    start_s=(8.0, 444.0),
    proved=tr(
        "Really run: deployed over SSH in a container without a GPU, asked and stopped; "
        "its commands are compared with NVIDIA's playbook."
    ),
    order=20,
)
