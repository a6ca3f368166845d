"""A recipe made of a pasted command: `docker run …`, `vllm serve …`, `ollama run …`.

What settings say is taken out of the arguments; what recipes do not hold (folders, networks,
secrets) is left out and said.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TypeAlias

from app.core.errors import BadInput
from app.core.i18n import tr
from app.core.said import said
from app.services.containers.masking import is_secret
from app.services.containers.references import parse_reference
from app.services.containers.run_line import further_options, read_line
from app.services.containers.run_shell import split
from app.services.containers.run_spec import RunSpec, Variable
from app.services.serving.api import (
    EngineSpec,
    EnvironmentEntry,
    LaunchSettings,
    ModelRef,
    Origin,
    Recipe,
    Source,
)
from app.services.serving.arguments import settings_in
from app.services.serving.catalogue import engines
from app.services.serving.recipes.imported import (
    Imported,
    family_of,
    features_of,
    has_drafts,
    quantization_named,
)
from app.services.serving.recipes.secret_words import without_secrets

Words: TypeAlias = tuple[str, ...]

_EXAMPLE = tr("As in docker run … vllm/vllm-openai Qwen/Qwen3-8B, or vllm serve Qwen/Qwen3-8B.")
_LEADING = re.compile(
    r"(?:.*/)?(?:vllm|serve|vllm\.entrypoints\S*|sglang(?:\.launch_server)?|launch_server|"
    r"trtllm-serve|trtllm-llmapi-launch|llama-server|--)"
)
"""Words before the arguments of an engine."""
_PROGRAMS = {
    "vllm": "vllm",
    "vllm.entrypoints.openai.api_server": "vllm",
    "sglang": "sglang",
    "sglang.launch_server": "sglang",
    "trtllm-serve": "tensorrt_llm",
    "llama-server": "llama_cpp",
}
_MODEL_FLAGS: dict[str, tuple[tuple[str, Source], ...]] = {
    "vllm": (("--model", Source.HUGGING_FACE),),
    "sglang": (("--model-path", Source.HUGGING_FACE), ("--model", Source.HUGGING_FACE)),
    "tensorrt_llm": (("--model", Source.HUGGING_FACE),),
    "llama_cpp": (
        ("-hf", Source.GGUF), ("-hfr", Source.GGUF), ("--hf-repo", Source.GGUF),
        ("-m", Source.FILE), ("--model", Source.FILE),
    ),
}  # fmt: skip
_FIRST_IS_MODEL = ("vllm", "tensorrt_llm")
_NAMED = {
    ("ollama", "run"): ("ollama", Source.OLLAMA),
    ("ollama", "pull"): ("ollama", Source.OLLAMA),
    ("docker", "model", "run"): ("docker_model_runner", Source.DOCKER),
    ("docker", "model", "pull"): ("docker_model_runner", Source.DOCKER),
    ("lms", "get"): ("lm_studio", Source.LM_STUDIO),
    ("lms", "load"): ("lm_studio", Source.LM_STUDIO),
}
"""Commands that name a model and nothing else."""
_SHELLS = ("bash", "sh", "/bin/bash", "/bin/sh")
_NIM = re.compile(r"nvcr\.io/nim/([a-z0-9._/-]+?)(?:-dgx-spark)?(?:[:@].*)?")
_TAKEN_OVER = ("image", "command", "entrypoint", "name", "ports", "environment")
_PLANNED = ("volumes", "gpus", "ipc", "shm_bytes", "ulimits", "network", "interactive", "tty",
            "auto_remove", "restart")  # fmt: skip
"""What the plan of a launch decides itself."""
_OF_FOLDERS = ("~ ", "$HOME ", "${HOME} ")
"""Begins of notes about folders that are left out anyway."""
_CACHES = (".cache", "/opt/nim", "/models", "/workspace", ".ollama")
_HF_TOKENS = ("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,99}")


def read_command(text: str) -> Imported:
    """Make a recipe of a pasted command; BadInput when it starts no engine that is known."""
    words = tuple(word.text for word in split(text.strip()).words)
    named = _named(words)
    if named is not None:
        return named
    if _is_docker(words):
        pasted = read_line(text)
        spec = _with_unset(pasted.spec, pasted.unset)
        notes = [note for note in pasted.notes if not note.startswith(_OF_FOLDERS)]
        return recipe_of(spec, Origin(tr("Pasted docker run line")), notes)
    return recipe_of(RunSpec(command=words), Origin(tr("Pasted command")))


def recipe_of(spec: RunSpec, origin: Origin, notes: Sequence[str] = ()) -> Imported:
    """Make a recipe of a container that starts an engine, or of a command without one."""
    told = list(notes)
    words: Words = ((spec.entrypoint,) if spec.entrypoint else ()) + spec.command
    inner, whole = _inside_shell(words)
    engine = _engine(spec.image, inner)
    model, rest = _model(engine, spec, _without_program(inner))
    rest, gone = without_secrets(rest)
    told += [
        tr("{flag} was taken out with its value: recipes hold no secrets.").format(flag=said(flag))
        for flag in gone
    ]
    if gone and whole:
        raise BadInput(tr("The command holds a secret."), tr("Take it out before it is imported."))
    settings, arguments = settings_in(engine, rest)
    environment, secrets = _environment(spec.environment, told)
    if whole:
        told.append(tr("Its command runs in a shell and stands in the recipe as a whole."))
    told += _left_out(spec)
    image, digest = _image(spec.image)
    recipe = Recipe(
        id="",
        title=said(model.short.partition(":")[0], limit=120) or engine.title,
        engine=engine.name,
        model=model,
        family=family_of(model.handle),
        quantization=quantization_named(model.handle),
        image=image,
        image_digest=digest,
        command=words if whole else None,
        arguments=() if whole else arguments,
        environment=environment,
        settings=_settings(settings, spec),
        secrets=secrets,
        features=features_of(rest),
        drafts=has_drafts(rest),
        origin=origin,
        is_own=True,
    )
    return Imported((recipe,), tuple(dict.fromkeys(told)))


def _named(words: Words) -> Imported | None:
    for begin, (engine, source) in _NAMED.items():
        if words[: len(begin)] != begin:
            continue
        names = [word for word in words[len(begin) :] if not word.startswith("-")]
        if not names:
            raise BadInput(tr("The command names no model."), _EXAMPLE)
        model = ModelRef(source, names[0])
        recipe = Recipe(
            id="",
            title=said(model.short, limit=120),
            engine=engine,
            model=model,
            family=family_of(model.handle),
            quantization=quantization_named(model.handle),
            origin=Origin(tr("Pasted command")),
            is_own=True,
        )
        return Imported((recipe,))
    return None


def _is_docker(words: Words) -> bool:
    """Tell whether a line is for Docker to run; `sudo` and the like may stand before it."""
    return any(
        word.rpartition("/")[2] in ("docker", "podman", "nvidia-docker") for word in words[:4]
    )


def _with_unset(spec: RunSpec, unset: Sequence[str]) -> RunSpec:
    known = {each.name for each in spec.environment}
    more = tuple(Variable(name) for name in unset if name not in known)
    return replace(spec, environment=(*spec.environment, *more))


def _inside_shell(words: Words) -> tuple[Words, bool]:
    """Return the words of an engine's command, and whether it has to stay in its shell."""
    if not words or words[0] not in _SHELLS:
        return words, False
    script = next((word for word in words[1:] if not word.startswith("-")), "")
    told = split(script)
    inner = tuple(word.text for word in told.words)
    simple = not told.rest and not any(word.unexpanded for word in told.words)
    if simple and inner:
        return inner, False
    return tuple(script.replace("\\\n", " ").split()), True


def _engine(image: str, words: Words) -> EngineSpec:
    known = engines()
    for word in words:
        if (name := _program(word)) in known:
            return known[name]
    by_length = sorted(
        ((part, engine) for engine in known.values() for part in engine.images_like),
        key=lambda pair: -len(pair[0]),
    )
    for part, engine in by_length:
        if part in image:
            return engine
    if image:
        raise BadInput(
            tr("{image} is the image of no engine that is known here.").format(image=said(image)),
            tr("There are {title}.").format(
                title=", ".join(engine.title for engine in known.values())
            ),
        )
    raise BadInput(tr("That starts no engine that is known here."), _EXAMPLE)


def _without_program(words: Words) -> Words:
    begin = next((at for at, word in enumerate(words) if _program(word)), 0)
    for at, word in enumerate(words[begin:], begin):
        if not _LEADING.fullmatch(word):
            return words[at:]
    return ()


def _program(word: str) -> str:
    """Return the engine that a word of a command starts; empty: none."""
    return _PROGRAMS.get(word.rpartition("/")[2], "")


def _model(engine: EngineSpec, spec: RunSpec, words: Words) -> tuple[ModelRef, Words]:
    """Return the model that a command runs, and the other arguments."""
    for flag, source in _MODEL_FLAGS.get(engine.name, ()):
        for at, word in enumerate(words):
            name, equals, value = word.partition("=")
            if name != flag:
                continue
            value = value if equals else (*words, "")[at + 1]
            rest = words[:at] + words[at + (1 if equals else 2) :]
            return _reference(engine, source, value), rest
    if engine.name in _FIRST_IS_MODEL and words and not words[0].startswith("-"):
        return _reference(engine, Source.HUGGING_FACE, words[0]), words[1:]
    if nim := _NIM.fullmatch(spec.image):
        return ModelRef(Source.NGC, nim[1]), words
    raise BadInput(
        tr("It does not say which model {title} is to run.").format(title=engine.title), _EXAMPLE
    )


def _reference(engine: EngineSpec, source: Source, value: str) -> ModelRef:
    if not value or value.startswith(("-", "$")):
        raise BadInput(
            tr("It does not say which model {title} is to run.").format(title=engine.title),
            _EXAMPLE,
        )
    if value.startswith(("/", "~")):
        return ModelRef(Source.FILE, value)
    return ModelRef(source, value)


def _settings(settings: LaunchSettings, spec: RunSpec) -> LaunchSettings:
    outside = next((port.host_port for port in spec.ports if port.host_port), None)
    return replace(settings, port=outside or settings.port, container_name=spec.name)


def _environment(
    variables: Sequence[Variable], notes: list[str]
) -> tuple[tuple[EnvironmentEntry, ...], tuple[str, ...]]:
    """Return variables that are no secrets, and the names of those that are."""
    plain: list[EnvironmentEntry] = []
    secrets: list[str] = []
    for variable in variables:
        name = variable.name
        if not _NAME.fullmatch(name):
            notes.append(
                tr("“{name}” is no variable's name and was left out.").format(name=said(name))
            )
        elif is_secret(name, variable.value or "?"):
            if variable.value:
                notes.append(
                    tr(
                        "The value of {name} was taken out: keep it under Keys, and do "
                        "not share the line that it stands in."
                    ).format(name=name)
                )
            if name not in _HF_TOKENS:  # handed over where one is kept, required or not
                secrets.append(name)
        elif not variable.value:
            notes.append(tr("{name} has no value in the line and was left out.").format(name=name))
        else:
            plain.append(EnvironmentEntry(name, variable.value))
    return tuple(plain), tuple(secrets)


def _left_out(spec: RunSpec) -> list[str]:
    notes = []
    for volume in spec.volumes:
        if not any(part in volume.target for part in _CACHES):
            notes.append(
                tr(
                    "{source} at {target} was left out: recipes mount no folders, and "
                    "engines mount the caches of models themselves."
                ).format(source=said(volume.source), target=said(volume.target))
            )
    if spec.open_ports:
        notes.append(tr("It will listen on the node's own 127.0.0.1 unless you choose otherwise."))
    if spec.restart.name.after_failure:
        notes.append(tr("Whether it starts again by itself is chosen at each launch."))
    if rest := further_options(replace(spec, environment=()), (*_TAKEN_OVER, *_PLANNED)):
        notes.append(
            tr("{text} was left out: recipes have no place for it.").format(text=said(rest))
        )
    return notes


def _image(text: str) -> tuple[str, str]:
    """Return an image without its digest, and the digest."""
    if not text:
        return "", ""
    reference = parse_reference(text)
    if not reference.digest.startswith("sha256:"):
        return text, ""
    return text.partition("@")[0], reference.digest
