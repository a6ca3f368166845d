"""Ollama: models of its own library, as the node's service or in a container."""

from __future__ import annotations

import re

from app.core.errors import BadInput
from app.core.i18n import numeral, tr
from app.services.containers.run_spec import Volume
from app.services.serving import planning
from app.services.serving.api import (
    EngineSpec,
    EnvironmentEntry,
    Health,
    Images,
    LaunchPlan,
    LaunchRequest,
    Option,
    Phase,
    Runtime,
    Sign,
    Source,
    Step,
)
from app.services.serving.fit.api import GIB, Overhead
from app.services.serving.launch_settings import settle

PORT = 11434
PROGRAM = "ollama"
VOLUME = "ollama"
"""Where Ollama's own instructions keep models; other containers of it share them."""
_SERVE = """\
ollama serve & server=$!
trap 'kill "$server"' TERM INT
until ollama list >/dev/null 2>&1; do kill -0 "$server" || exit 1; sleep 0.5; done
ollama pull "$1" || { kill "$server"; exit 1; }
ollama run "$1" "" </dev/null >/dev/null 2>&1
wait "$server\""""
"""Serves, fetches the model that is its argument, and loads it."""
_IDLE = tr("A model that nobody asks for 5 minutes is unloaded; the next request loads it again.")
_KV_TYPES = {"bf16": "f16", "q8_0": "q8_0", "q4_0": "q4_0"}


def plan(request: LaunchRequest) -> LaunchPlan:
    """Return how Ollama runs a model: by the service of the node, else in a container."""
    request = settle(ENGINE, request)
    recipe, settings = request.recipe, request.settings
    if settings.arguments or recipe.arguments:
        raise BadInput(
            tr("Ollama takes no arguments: it is set by environment variables."),
            tr("As in OLLAMA_KEEP_ALIVE=30m."),
        )
    if settings.served_name and settings.served_name != _listed_name(recipe.model.handle):
        raise BadInput(
            tr("Ollama calls a model by the name of its library."), tr("Leave the name empty.")
        )
    if _service_does(request):
        return _by_service(request)
    return _container(request)


def _service_does(request: LaunchRequest) -> bool:
    """Tell whether the node's own Ollama does what is asked: one launch cannot configure it."""
    settings, node = request.settings, request.node
    if PROGRAM not in node.programs or request.recipe.command is not None or settings.image:
        return False
    if not node.has_docker:
        return True
    wanted = (settings.context, settings.users, settings.kv_dtype, settings.open_to_network)
    return settings.port == PORT and not any(wanted) and not planning.variables_of(request)


def _by_service(request: LaunchRequest) -> LaunchPlan:
    handle = request.recipe.model.handle
    program = planning.program_of(request.node, PROGRAM)
    if request.settings.port != PORT:
        raise BadInput(
            tr("The Ollama of {name} listens on port {port} already.").format(
                name=request.node.name, port=PORT
            ),
            tr("Leave the port empty."),
        )
    notes = [
        tr("The Ollama that is installed there runs it, for all who use that."),
        _IDLE,
        _cut(None),
    ]
    if request.settings.context or request.settings.users or request.settings.kv_dtype:
        notes.append(
            tr(
                "Its context, parallel requests and KV cache are those of the service: "
                "they are set there (OLLAMA_CONTEXT_LENGTH and others), not by a launch."
            )
        )
    wanted = planning.Program(
        steps=(
            Step(tr("Downloading the model"), (program, "pull", handle), Phase.DOWNLOADING),
            Step(tr("Loading the model"), (program, "run", handle, ""), Phase.LOADING),
        ),
        undo=((program, "stop", handle),),
        model_id=_listed_name(handle),
        notes=tuple(notes),
    )
    return planning.programmed(ENGINE, request, wanted)


def _container(request: LaunchRequest) -> LaunchPlan:
    handle = request.recipe.model.handle
    wanted = planning.Container(
        command=("-c", _SERVE, "sh", handle),
        entrypoint="/bin/sh",
        model_id=_listed_name(handle),
        volumes=(Volume(VOLUME, "/root/.ollama"),),
        environment=tuple(_environment(request)),
        notes=(_cut(request.settings.context),),
    )
    return planning.contained(ENGINE, request, wanted)


def _environment(request: LaunchRequest) -> list[EnvironmentEntry]:
    settings = request.settings
    entries = [
        EnvironmentEntry("OLLAMA_HOST", f"{planning.ALL_ADDRESSES}:{settings.port}"),
        EnvironmentEntry("OLLAMA_KEEP_ALIVE", "-1"),
    ]
    if settings.context is not None:
        entries.append(EnvironmentEntry("OLLAMA_CONTEXT_LENGTH", str(settings.context)))
    if settings.users is not None:
        entries.append(EnvironmentEntry("OLLAMA_NUM_PARALLEL", str(settings.users)))
    if settings.kv_dtype:
        entries.append(EnvironmentEntry("OLLAMA_FLASH_ATTENTION", "1"))
        entries.append(EnvironmentEntry("OLLAMA_KV_CACHE_TYPE", _KV_TYPES[settings.kv_dtype]))
    return entries


def _cut(context: int | None) -> str:
    """Say what happens to long prompts: whoever asks is not told."""
    if context is not None:
        return tr("Prompts longer than {context} tokens are cut without a word.").format(
            context=numeral(context)
        )
    return tr("It chooses its context by the memory there; longer prompts are cut without a word.")


def _listed_name(handle: str) -> str:
    """Return what its list of models calls it: the tag is always there."""
    return handle if ":" in handle.rsplit("/", 1)[-1] else f"{handle}:latest"


ENGINE = EngineSpec(
    name="ollama",
    title=tr("Ollama"),
    summary=tr("Its own library of models; the simplest; cuts long prompts without a word."),
    runtimes=(Runtime.PROGRAM, Runtime.CONTAINER),
    sources=(Source.OLLAMA,),
    port=PORT,
    plan=plan,
    overhead=Overhead(
        fixed_bytes=2 * GIB,
        source="1 to 2 GiB and a buffer that grows with the batch (memory-fit §4.1)",
        batch_tokens=512,
        doubles_state=False,
    ),
    health=Health(ready="/api/version", metrics=""),
    images=Images(
        gb10="ollama/ollama:latest",
        arm64="ollama/ollama:latest",
        amd64="ollama/ollama:latest",
        cpu="ollama/ollama:latest",
    ),
    kv_dtypes=tuple(_KV_TYPES),
    minimum=tr("0.15 for `ollama launch`; CUDA 13 libraries for GB10."),
    options=(
        Option(
            "OLLAMA_CONTEXT_LENGTH",
            tr(
                "Tokens of a request, where the model names none. What is longer is cut "
                "without a word."
            ),
            "TOKENS",
            "context",
        ),
        Option(
            "OLLAMA_NUM_PARALLEL",
            tr("Requests at the same time; each takes its own KV cache."),
            "NUMBER",
            "users",
        ),
        Option(
            "OLLAMA_KV_CACHE_TYPE", tr("Type of the KV cache: f16, q8_0, q4_0."), "TYPE", "kv_dtype"
        ),
        Option("OLLAMA_HOST", tr("Where it listens."), "ADDRESS:PORT", "port"),
        Option("OLLAMA_FLASH_ATTENTION", tr("Flash attention: 1 or 0."), "0|1"),
        Option("OLLAMA_KEEP_ALIVE", tr("How long a model stays loaded; -1: for ever."), "TIME"),
        Option("OLLAMA_MAX_LOADED_MODELS", tr("Models loaded at the same time."), "NUMBER"),
        Option("OLLAMA_MAX_QUEUE", tr("Requests that may wait; further ones get 503."), "NUMBER"),
        Option("OLLAMA_LOAD_TIMEOUT", tr("How long loading may stand still."), "TIME"),
        Option("OLLAMA_GPU_OVERHEAD", tr("Bytes per GPU that it leaves free."), "BYTES"),
        Option("OLLAMA_LLM_LIBRARY", tr("Its compute library: cuda_v13 on GB10."), "NAME"),
        Option("OLLAMA_SCHED_SPREAD", tr("Spread a model over all GPUs: 1."), "0|1"),
        Option("OLLAMA_ORIGINS", tr("Web pages that may ask it."), "ORIGINS"),
        Option("OLLAMA_NOPRUNE", tr("Keep files that no model uses."), "0|1"),
        Option("OLLAMA_DEBUG", tr("A longer log: 1."), "0|1"),
    ),
    signs=(
        Sign(Phase.DOWNLOADING, re.compile(r"pulling manifest")),
        Sign(
            Phase.DOWNLOADING,
            re.compile(
                r"pulling [0-9a-f]{12}:? {0,8}\.{0,3} {0,8}(?P<percent>\d{1,3})%"
                r"(?: [^\w]{1,200}(?P<done_size>\d[\d.]{0,8} ?[KMGT]?B)"
                r"/ ?(?P<total_size>\d[\d.]{0,8} ?[KMGT]?B))?"
            ),
        ),
        Sign(Phase.DOWNLOADING, re.compile(r"verifying sha256 digest|writing manifest")),
        Sign(Phase.LOADING, re.compile(r"^success|starting runner|loading model")),
        Sign(Phase.CHECKING, re.compile(r"runner started in [\d.]{1,8} seconds")),
    ),
    owned_by=("library",),
    images_like=("ollama/ollama",),
    programs_like=("ollama",),
    start_s=(5.0, 120.0),
    proved=tr(
        "Its commands follow Ollama's documentation, what it prints while it pulls a "
        "capture; it was not run."
    ),
    order=30,
)
