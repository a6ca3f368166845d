"""A recipe made of one of sparkrun's (sparkrun.dev): a command with places for its defaults."""

from __future__ import annotations

import re
from dataclasses import replace

from app.core.errors import BadInput
from app.core.i18n import tr
from app.core.said import said
from app.services.containers.run_shell import split
from app.services.containers.run_spec import RunSpec, Variable
from app.services.serving.api import Origin
from app.services.serving.recipes.import_command import recipe_of
from app.services.serving.recipes.imported import Imported, quantization_said

_PLACE = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]{0,60})\}")
_ROUNDS = 5
"""Values may hold places themselves."""
_MAX_COMMAND = 50_000
_FLAGS = {
    "vllm": {"tensor_parallel": "--tensor-parallel-size",
             "gpu_memory_utilization": "--gpu-memory-utilization",
             "max_model_len": "--max-model-len", "served_model_name": "--served-model-name",
             "port": "--port"},
    "sglang": {"tensor_parallel": "--tp", "gpu_memory_utilization": "--mem-fraction-static",
               "max_model_len": "--context-length", "served_model_name": "--served-model-name",
               "port": "--port"},
    "llama-cpp": {"ctx_size": "--ctx-size", "n_gpu_layers": "--n-gpu-layers", "port": "--port"},
}  # fmt: skip
"""What its well-known defaults are as flags, for recipes without a command."""
_BEGIN = {
    "vllm": ("vllm", "serve"),
    "sglang": ("sglang.launch_server", "--model-path"),
    "llama-cpp": ("llama-server", "-hf"),
}


def is_sparkrun(told: dict[str, object]) -> bool:
    """Tell whether a mapping looks like one of its recipes."""
    return isinstance(told.get("model"), str) and any(
        key in told for key in ("runtime", "container", "defaults", "command")
    )


def read_sparkrun(told: dict[str, object]) -> Imported:
    """Make a recipe of it; BadInput when it runs an engine that is not known."""
    model = str(told["model"])
    defaults = {"model": model} | _texts(told.get("defaults"))
    command = told.get("command")
    if isinstance(command, str):
        words = tuple(word.text for word in split(_filled(command, defaults)).words)
    else:
        words = _built(str(told.get("runtime") or "vllm"), model, defaults)
    container = told.get("container")
    spec = RunSpec(
        image=container.strip() if isinstance(container, str) else "",
        command=words,
        environment=tuple(Variable(*each) for each in _variables(told.get("env")).items()),
    )
    about = _texts(told.get("metadata"))
    imported = recipe_of(spec, Origin(tr("sparkrun recipe"), "https://sparkrun.dev"))
    return _named(imported, about, told)


def _named(imported: Imported, about: dict[str, str], told: dict[str, object]) -> Imported:
    (recipe,) = imported.recipes
    nodes = told.get("min_nodes")
    count = int(nodes) if isinstance(nodes, str) and re.fullmatch("[1-9][0-9]?", nodes) else 1
    recipe = replace(
        recipe,
        title=said(about.get("name", ""), limit=120) or recipe.title,
        summary=said(about.get("description", ""), limit=200),
        quantization=recipe.quantization or quantization_said(about.get("model_dtype", "")),
        nodes=min(count, 64),
    )
    notes = list(imported.notes)
    unknown = [key for key in ("mods", "build_args", "pre_exec", "post_exec") if key in told]
    if unknown:
        notes.append(
            tr("{unknown} was left out: it belongs to sparkrun itself.").format(
                unknown=", ".join(unknown)
            )
        )
    return Imported((recipe,), tuple(notes))


def _filled(command: str, values: dict[str, str]) -> str:
    for _ in range(_ROUNDS):
        filled = _PLACE.sub(lambda found: values.get(found[1], found[0]), command)
        if len(filled) > _MAX_COMMAND:
            raise BadInput(tr("Its command is too long."))
        if filled == command:
            break
        command = filled
    return command


def _built(runtime: str, model: str, values: dict[str, str]) -> tuple[str, ...]:
    kind = next((each for each in _BEGIN if each in runtime), None)
    if kind is None:
        raise BadInput(
            tr("sparkrun's runtime “{runtime}” is not known here.").format(runtime=said(runtime))
        )
    words = [*_BEGIN[kind], model]
    for key, flag in _FLAGS[kind].items():
        if key in values:
            words += [flag, values[key]]
    return tuple(words)


def _texts(value: object) -> dict[str, str]:
    if not isinstance(value, dict):
        return {}
    return {key: each for key, each in value.items() if isinstance(each, str)}


def _variables(value: object) -> dict[str, str]:
    """Return variables; one that is handed on (`${HF_TOKEN}`) has no value of its own."""
    return {
        name: "" if re.fullmatch(rf"\$\{{?{re.escape(name)}\}}?", text) else text
        for name, text in _texts(value).items()
    }
