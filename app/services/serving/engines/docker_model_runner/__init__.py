"""Docker Model Runner: models as Docker artifacts, one service per node."""

from __future__ import annotations

from app.core.errors import BadInput
from app.core.i18n import tr
from app.core.said import said
from app.services.serving import planning
from app.services.serving.api import (
    EngineSpec,
    Health,
    LaunchPlan,
    LaunchRequest,
    Option,
    Phase,
    Runtime,
    Source,
    Step,
)
from app.services.serving.fit.api import GIB, Overhead
from app.services.serving.launch_settings import settle

PORT = 12434
PROGRAM = "docker-model"


def plan(request: LaunchRequest) -> LaunchPlan:
    """Return how Docker Model Runner loads a model."""
    request = settle(ENGINE, request)
    recipe, node, settings = request.recipe, request.node, request.settings
    handle = recipe.model.handle
    if PROGRAM not in node.programs:
        raise BadInput(
            tr("Docker Model Runner is not installed on {node}.").format(node=said(node.name)),
            tr("There: sudo apt-get install docker-model-plugin."),
        )
    if settings.port != PORT or settings.open_to_network:
        raise BadInput(
            tr(
                "Docker Model Runner is one service of the node, on port {port} of its 127.0.0.1."
            ).format(port=PORT),
            tr("Leave the port as it is."),
        )
    if settings.served_name not in ("", handle):
        raise BadInput(
            tr("Docker Model Runner calls a model by its artifact."), tr("Leave it empty.")
        )
    flags = planning.arguments_of(ENGINE, request)
    model = ("docker", "model")
    steps = [Step(tr("Downloading the model"), (*model, "pull", handle), Phase.DOWNLOADING)]
    if settings.context is not None or flags:
        size = () if settings.context is None else ("--context-size", str(settings.context))
        rest = ("--", *flags) if flags else ()
        configured = (*model, "configure", *size, handle, *rest)
        steps.append(Step(tr("Setting its context"), configured, Phase.LOADING))
    steps.append(Step(tr("Loading the model"), (*model, "run", "--detach", handle), Phase.LOADING))
    wanted = planning.Program(
        steps=tuple(steps),
        undo=((*model, "unload", handle),),
        model_id=handle,
        notes=_notes(request),
    )
    return planning.programmed(ENGINE, request, wanted)


def _notes(request: LaunchRequest) -> tuple[str, ...]:
    notes = [
        tr("A model that nobody asks for 5 minutes is unloaded; the next request loads it again.")
    ]
    if request.node.is_gb10:
        notes.append(
            tr(
                "Its vLLM backend is 0.19.1, and GB10 needs 0.24: let it use llama.cpp, "
                "its default."
            )
        )
    return tuple(notes)


ENGINE = EngineSpec(
    name="docker_model_runner",
    title=tr("Docker Model Runner"),
    summary=tr("Models pulled like images; loaded when they are asked for."),
    runtimes=(Runtime.PROGRAM,),
    sources=(Source.DOCKER,),
    port=PORT,
    plan=plan,
    overhead=Overhead(
        fixed_bytes=2 * GIB,
        source="it runs llama.cpp: 1 to 2 GiB and a buffer (memory-fit §4.1)",
        batch_tokens=512,
        doubles_state=False,
    ),
    health=Health(ready="/models", models="/engines/v1/models", base="/engines/v1"),
    minimum=tr("Not with its vLLM backend, which is 0.19.1: GB10 needs 0.24."),
    options=(
        Option("--context-size", tr("Tokens of a request."), "TOKENS", "context"),
        Option("--threads", tr("Threads of the CPU (llama.cpp)."), "NUMBER"),
        Option("--parallel", tr("Requests at the same time (llama.cpp)."), "NUMBER"),
        Option("--cache-type-k", tr("Type of the keys of the KV cache (llama.cpp)."), "TYPE"),
        Option("--cache-type-v", tr("Type of the values of the KV cache (llama.cpp)."), "TYPE"),
        Option("--flash-attn", tr("Flash attention (llama.cpp)."), "ON|OFF"),
        Option("--jinja", tr("The model's own chat template (llama.cpp).")),
        Option("--gpu-layers", tr("Layers in the GPU's memory (llama.cpp)."), "NUMBER"),
        Option("--batch-size", tr("Tokens taken together at most (llama.cpp)."), "TOKENS"),
        Option("--ubatch-size", tr("Tokens computed in one step (llama.cpp)."), "TOKENS"),
        Option("--kv-unified", tr("One KV cache that all slots share (llama.cpp).")),
        Option("--temp", tr("Temperature where a request names none (llama.cpp)."), "NUMBER"),
        Option("--top-k", tr("Most likely tokens that are chosen from (llama.cpp)."), "NUMBER"),
        Option("--top-p", tr("Part of the probability that is chosen from (llama.cpp)."), "NUMBER"),
        Option("--reasoning-budget", tr("Tokens of thought; 0: none (llama.cpp)."), "TOKENS"),
    ),
    owned_by=("docker",),
    images_like=("docker/model-runner",),
    programs_like=("model-runner",),
    start_s=(5.0, 120.0),
    proved=tr("Its commands follow Docker's reference; they were not run."),
    order=70,
)
