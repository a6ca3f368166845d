"""LM Studio without its window (llmster), through its command `lms`."""

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

PORT = 1234
PROGRAM = "lms"


def plan(request: LaunchRequest) -> LaunchPlan:
    """Return how LM Studio downloads, serves and loads a model."""
    request = settle(ENGINE, request)
    recipe, node, settings = request.recipe, request.node, request.settings
    if PROGRAM not in node.programs:
        raise BadInput(
            tr("LM Studio is not installed on {node}.").format(node=said(node.name)),
            "There: curl -fsSL https://lmstudio.ai/install.sh | bash",
        )
    handle, lms = recipe.model.handle, planning.program_of(node, PROGRAM)
    name = settings.served_name or handle
    others = planning.arguments_of(ENGINE, request)
    address = planning.ALL_ADDRESSES if settings.open_to_network else "127.0.0.1"
    load = [lms, "load", handle, "--identifier", name]
    load += ["--gpu", "max" if settings.use_gpu else "off"]
    if settings.context is not None:
        load += ["--context-length", str(settings.context)]
    if settings.users is not None:
        load += ["--parallel", str(settings.users)]
    serve = (lms, "server", "start", "--bind", address, "--port", str(settings.port))
    wanted = planning.Program(
        steps=(
            Step(tr("Downloading the model"), (lms, "get", handle, "--yes"), Phase.DOWNLOADING),
            Step(tr("Starting the server"), serve, Phase.LOADING),
            Step(tr("Loading the model"), (*load, "--yes", *others), Phase.LOADING),
        ),
        undo=((lms, "unload", name),),
        model_id=name,
        notes=(
            tr("Its server is one for all its models: stopping one of them leaves it running."),
        ),
    )
    return planning.programmed(ENGINE, request, wanted)


ENGINE = EngineSpec(
    name="lm_studio",
    title=tr("LM Studio"),
    summary=tr("LM Studio's catalog, without its window; GGUF models."),
    runtimes=(Runtime.PROGRAM,),
    sources=(Source.LM_STUDIO,),
    port=PORT,
    plan=plan,
    overhead=Overhead(
        fixed_bytes=2 * GIB,
        source="it runs llama.cpp: 1 to 2 GiB and a buffer (memory-fit §4.1)",
        batch_tokens=512,
        doubles_state=False,
    ),
    health=Health(ready="/v1/models", metrics=""),
    minimum=tr("llmster, LM Studio's headless edition."),
    options=(
        Option("--context-length", tr("Tokens of a request."), "TOKENS", "context"),
        Option("--parallel", tr("Requests at the same time."), "NUMBER", "users"),
        Option("--identifier", tr("What clients call the model."), "NAME", "served_name"),
        Option(
            "--gpu", tr("How much is computed by the GPU: off, max, or 0 to 1."), "PART", "use_gpu"
        ),
        Option("--port", tr("Where its server listens."), "PORT", "port"),
        Option("--bind", tr("Who may reach its server."), "ADDRESS", "open_to_network"),
        Option(
            "--ttl", tr("Seconds without a request after which the model is unloaded."), "SECONDS"
        ),
        Option("--estimate-only", tr("Say what it would take, and load nothing.")),
    ),
    owned_by=("organization_owner",),
    programs_like=("lmstudio", "llmster", "lms"),
    start_s=(5.0, 120.0),
    proved=tr("Its commands follow LM Studio's documentation; they were not run."),
    order=65,
)
