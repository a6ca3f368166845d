"""What the plans of all engines have in common. Pure.

An engine settles the request first, says what is its own (`Container` or `Program`), and gets the
plan. No text of a recipe or a person is ever joined with another into one argument of a shell.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from app.core.errors import BadInput
from app.core.i18n import tr
from app.core.ports import is_port
from app.core.said import said
from app.services.containers.api import NAME, NAME_RULE
from app.services.containers.run_spec import (
    EVERYWHERE,
    LOOPBACK,
    Gpus,
    PublishedPort,
    RestartPolicy,
    RunSpec,
    Ulimit,
    Variable,
    Volume,
    check,
)
from app.services.serving.api import (
    HF_TOKEN,
    EngineSpec,
    EnvironmentEntry,
    LaunchPlan,
    LaunchRequest,
    LaunchSettings,
    ModelRef,
    NodeFacts,
    PlanFile,
    Recipe,
    SecretUse,
    Source,
    Step,
)
from app.services.serving.arguments import check_arguments, check_variables, flag_value
from app.services.serving.launch_settings import by_name
from app.services.serving.running.api import LABEL

ALL_ADDRESSES = "0.0.0.0"  # noqa: S104 - inside a container, whose port is published on 127.0.0.1
_COMPILERS = EnvironmentEntry("MAX_JOBS", "4")
_VARIABLE = re.compile(r"[A-Za-z_]\w{0,99}", re.ASCII)
_SLUG = re.compile(r"[^a-z0-9_.-]+")


@dataclass(frozen=True, slots=True)
class Container:
    """What an engine wants of its container, beside what all have."""

    command: tuple[str, ...]
    model_id: str
    volumes: tuple[Volume, ...] = ()
    folders: tuple[str, ...] = ()
    environment: tuple[EnvironmentEntry, ...] = ()
    files: tuple[PlanFile, ...] = ()
    secrets: tuple[SecretUse, ...] = ()
    entrypoint: str | None = None
    inside: int | None = None
    """The port inside; None: the same as on the node."""
    ipc: str = ""
    shm_bytes: int = 0
    ulimits: tuple[Ulimit, ...] = ()
    user: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Program:
    """What is done on the node for an engine that is installed there."""

    steps: tuple[Step, ...]
    model_id: str
    undo: tuple[tuple[str, ...], ...] = ()
    folders: tuple[str, ...] = ()
    environment: tuple[EnvironmentEntry, ...] = ()
    """What of the recipe's and the person's variables is in the steps: all, or nothing."""
    log: str = ""
    notes: tuple[str, ...] = ()


def image_of(engine: EngineSpec, request: LaunchRequest) -> str:
    """Return the image for a settled request; BadInput where the engine has none for the node."""
    recipe, node = request.recipe, request.node
    if request.settings.image:
        return request.settings.image
    if recipe.image and (request.settings.use_gpu or recipe.is_own or recipe.command is not None):
        return pinned(recipe)  # those that come with the program are made for GPUs
    images = engine.images
    if not request.settings.use_gpu:
        other = images.cpu_arm64 if node.architecture == "arm64" else ""
        if image := other or images.cpu:
            return image
        why = tr("has no GPU") if not node.gpus else tr("is not to use its GPU")
        raise BadInput(
            tr("{title} needs a GPU, and {node} {why}.").format(
                title=engine.title, node=said(node.name), why=why
            ),
            tr("llama.cpp and Ollama run without one."),
        )
    if node.is_gb10 and images.gb10:
        return images.gb10
    by_architecture = {"arm64": images.arm64, "amd64": images.amd64}
    if image := by_architecture.get(node.architecture, ""):
        return image
    kind = said(node.architecture) or tr("a processor that is not known")
    raise BadInput(
        tr("There is no image of {title} for {node} ({kind}).").format(
            title=engine.title, node=said(node.name), kind=kind
        ),
        tr("Name an image of yours, or choose vLLM or Ollama: they have one for arm64 and amd64."),
    )


def pinned(recipe: Recipe) -> str:
    """Return a recipe's own image, by the digest that it was checked with."""
    digest = recipe.image_digest
    return f"{recipe.image}@{digest}" if digest and "@" not in recipe.image else recipe.image


def arguments_of(
    engine: EngineSpec, request: LaunchRequest, fixed: Sequence[str] = ()
) -> tuple[str, ...]:
    """Return the recipe's and the person's arguments; BadInput for one that a setting decides."""
    check_arguments(engine, request.recipe.arguments, fixed)
    check_arguments(engine, request.settings.arguments, fixed)
    return (*request.recipe.arguments, *request.settings.arguments)


def contained(engine: EngineSpec, request: LaunchRequest, wanted: Container) -> LaunchPlan:
    """Return the plan of a settled request whose engine runs in a container."""
    recipe, node, settings = request.recipe, request.node, request.settings
    if not node.has_docker:
        raise BadInput(
            tr("{title} runs in a container, and there is no Docker on {node}.").format(
                title=engine.title, node=said(node.name)
            ),
            tr("Install Docker there, or let your account use it."),
        )
    check_variables(engine, [each.name for each in variables_of(request)])
    port = settings.port or engine.port
    image, name = image_of(engine, request), container_name(request, port)
    secrets = _secrets(request, wanted.secrets)
    inside = wanted.inside or port
    command, entrypoint = wanted.command, wanted.entrypoint
    if recipe.command is not None:
        command, entrypoint = recipe.command, ""
        inside = _port_in(recipe.command) or wanted.inside or engine.port
    address = EVERYWHERE if settings.open_to_network else LOOPBACK
    run = replace(
        _run(wanted, settings),
        image=image,
        command=command,
        entrypoint=entrypoint,
        name=name,
        ports=(PublishedPort(inside, host_ip=address, host_port=port),),
        environment=_variables(request, wanted, secrets),
        labels=tuple(_labels(engine, request, port, wanted.model_id)),
    )
    return LaunchPlan(
        node=node,
        recipe=recipe,
        settings=replace(settings, image=image, container_name=name),
        port=port,
        model_id=wanted.model_id,
        run=check(run),
        files=_files((*recipe.files, *wanted.files)),
        folders=wanted.folders,
        secrets=secrets,
        notes=(*recipe.notes, *wanted.notes),
    )


def _run(wanted: Container, settings: LaunchSettings) -> RunSpec:
    return RunSpec(
        volumes=wanted.volumes,
        gpus=Gpus() if settings.use_gpu else None,
        restart=RestartPolicy(settings.restart),
        shm_bytes=wanted.shm_bytes,
        ipc=wanted.ipc,
        ulimits=wanted.ulimits,
        user=wanted.user,
    )


def programmed(engine: EngineSpec, request: LaunchRequest, wanted: Program) -> LaunchPlan:
    """Return the plan of a settled request whose engine is a program of the node."""
    recipe, settings = request.recipe, request.settings
    if recipe.command is not None or settings.image:
        raise BadInput(
            tr("{title} is a program on {node}: it has no image and no command of its own.").format(
                title=engine.title, node=said(request.node.name)
            ),
            tr("Leave them out, or choose an engine that runs in containers."),
        )
    if wanted.environment != variables_of(request):
        raise BadInput(
            tr("{title} runs on {node} already: variables do not reach it.").format(
                title=engine.title, node=said(request.node.name)
            ),
            tr("Set them where it is started there."),
        )
    return LaunchPlan(
        node=request.node,
        recipe=recipe,
        settings=settings,
        port=settings.port or engine.port,
        model_id=wanted.model_id,
        steps=wanted.steps,
        undo=wanted.undo,
        folders=wanted.folders,
        log=wanted.log,
        notes=(*recipe.notes, *wanted.notes),
    )


def variables_of(request: LaunchRequest) -> tuple[EnvironmentEntry, ...]:
    """Return the recipe's and the person's variables; BadInput for what is no name."""
    entries = by_name((*request.recipe.environment, *request.settings.environment))
    for entry in entries:
        if not _VARIABLE.fullmatch(entry.name) or "\0" in entry.value:
            raise BadInput(
                tr("“{name}” is no variable's name.").format(name=said(entry.name)),
                tr("As in HF_HUB_OFFLINE."),
            )
    return entries


def program_of(node: NodeFacts, program: str) -> str:
    """Return how a program of the node is called: its whole path where that is known."""
    return node.program_paths.get(program) or program


def container_name(request: LaunchRequest, port: int) -> str:
    """Return the container's name: the recipe's, and the port, which no two of a node share."""
    if chosen := request.settings.container_name:
        if not NAME.fullmatch(chosen):
            raise BadInput(
                tr("“{name}” cannot be a container's name.").format(name=said(chosen)), NAME_RULE
            )
        return chosen
    return f"{slug(request.recipe.id)}-{port}"


def slug(text: str) -> str:
    """Return a text as a name may hold it; two texts that differ never have the same one."""
    plain = _SLUG.sub("-", text.lower()).strip("-._")[:80]
    if plain and plain == text:
        return plain
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{plain or 'model'}-{digest}"


def at_home(node: NodeFacts, *parts: str) -> str:
    """Return a path in the account's home; BadInput while that is not known."""
    if not node.home.startswith("/"):
        raise BadInput(
            tr("The home folder on {node} is not known, so no cache can be mounted.").format(
                node=said(node.name)
            ),
            tr("Connect to it, then try again."),
        )
    return "/".join((node.home.rstrip("/"), *parts))


def hugging_face_cache(node: NodeFacts) -> Volume:
    """Return the cache of models, which all engines of a node share."""
    return Volume(at_home(node, ".cache", "huggingface"), "/root/.cache/huggingface")


def hugging_face_token(request: LaunchRequest) -> tuple[SecretUse, ...]:
    """Return the token: required where the model's licence must be accepted."""
    if request.recipe.model.source is Source.FILE:
        return ()
    return (SecretUse(HF_TOKEN, request.recipe.gated),)


def few_compilers(node: NodeFacts) -> tuple[EnvironmentEntry, ...]:
    """Return what keeps an engine from compiling all its kernels at once, where memory is shared.

    By itself it runs a compiler per core, of 3 to 8 GiB each: that froze GB10 (FlashInfer #3634).
    """
    return (_COMPILERS,) if node.unified else ()


def mounted_model(model: ModelRef, *, whole_folder: bool = False) -> tuple[Volume, str]:
    """Return what shows a file or folder of the node to the container, and its path inside.

    `whole_folder` mounts the file's folder: a split GGUF file needs its other parts.
    """
    path = model.handle.rstrip("/")
    folder, _, name = path.rpartition("/")
    if whole_folder and folder:
        return Volume(folder, "/models", "ro"), f"/models/{name}"
    return Volume(path, f"/models/{name}", "ro"), f"/models/{name}"


def fraction_text(fraction: float) -> str:
    """Write a part of the memory: `0.85`."""
    return f"{fraction:.3f}".rstrip("0").rstrip(".")


def _secrets(request: LaunchRequest, wanted: tuple[SecretUse, ...]) -> tuple[SecretUse, ...]:
    for name in request.recipe.secrets:
        if not _VARIABLE.fullmatch(name):
            raise BadInput(
                tr("“{name}” is no variable's name.").format(name=said(name)), tr("As in HF_TOKEN.")
            )
    required = {name: SecretUse(name, required=True) for name in request.recipe.secrets}
    return tuple(({each.variable: each for each in wanted} | required).values())


def _files(files: tuple[PlanFile, ...]) -> tuple[PlanFile, ...]:
    """Return the files for the container; BadInput for a path that leads elsewhere."""
    for file in files:
        parts = file.path.split("/")
        whole = file.path.startswith("/") and len(parts) > 1 and parts[-1] not in ("", ".")
        if not whole or ".." in parts or "\0" in file.path + file.text:
            raise BadInput(
                tr("“{path}” is no whole path of a file inside the container.").format(
                    path=said(file.path)
                ),
                tr("As in /etc/engine/config.yaml."),
            )
    if len({file.path for file in files}) < len(files):
        raise BadInput(tr("Two files of the recipe have the same path."))
    return files


def _variables(
    request: LaunchRequest, wanted: Container, secrets: Iterable[SecretUse]
) -> tuple[Variable, ...]:
    """Return the environment: the engine's, over it the recipe's, over it the person's."""
    entries = (*wanted.environment, *variables_of(request))
    hidden = {each.variable for each in secrets}
    for entry in entries:
        if entry.name in hidden:
            raise BadInput(
                tr("{name} is a secret: it does not belong among the variables.").format(
                    name=entry.name
                ),
                tr("Save it under Keys: it is handed over without standing in the plan."),
            )
    return tuple(Variable(each.name, each.value) for each in by_name(entries))


def _port_in(command: Sequence[str]) -> int | None:
    text = flag_value(command, "--port")
    return int(text) if text and text.isdecimal() and is_port(int(text)) else None


def _labels(
    engine: EngineSpec, request: LaunchRequest, port: int, model_id: str
) -> Iterator[tuple[str, str]]:
    recipe, context = request.recipe, request.settings.context
    yield f"{LABEL}recipe", slug(recipe.id) if "\0" in recipe.id else recipe.id
    yield f"{LABEL}model", recipe.model.handle
    yield f"{LABEL}engine", engine.name
    yield f"{LABEL}port", str(port)
    yield f"{LABEL}model_id", model_id
    yield f"{LABEL}base", engine.health.base
    if context is not None:
        yield f"{LABEL}context", str(context)
