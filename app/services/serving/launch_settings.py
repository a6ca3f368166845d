"""A launch's settings: the recipe's under the person's, checked, and fitted to the memory. Pure."""

from __future__ import annotations

import contextlib
import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

from app.core.errors import BadInput
from app.core.i18n import tr
from app.core.ports import is_port
from app.core.said import said
from app.services.serving.api import EnvironmentEntry, LaunchSettings, Source
from app.services.serving.arguments import settings_in
from app.services.serving.fit.judge import TIGHT_SHARE

if TYPE_CHECKING:
    from app.services.serving.api import EngineSpec, LaunchRequest, ModelRef, NodeFacts
    from app.services.serving.fit.api import Fit

UNIFIED_FRACTION = 0.8
"""Part of a pool that the system shares, for an engine that takes it at once, where no more is
known: vLLM's own 0.92 fails at the start there (vllm #46307)."""
DISCRETE_FRACTION = 0.9
OWN_FRACTION = 0.92
"""What vLLM takes where its command does not say."""
_WRITTEN = ("context", "users", "kv_dtype", "memory_fraction", "kv_bytes", "batch_tokens")
"""Settings that are written into an engine's command."""
_PERSONAL = ("open_to_network", "restart")
"""Settings that only the person who launches decides, never a recipe."""
_HUGGING_FACE = r"[A-Za-z0-9][\w.-]{0,95}(?:/[A-Za-z0-9][\w.-]{0,95})?"
_HANDLES = {
    Source.HUGGING_FACE: (_HUGGING_FACE, "Qwen/Qwen3-8B"),
    Source.GGUF: (rf"{_HUGGING_FACE}(?::[\w.-]{{1,64}})?", "unsloth/Qwen3-8B-GGUF:Q4_K_M"),
    Source.FILE: (r"/[^\0:\n]{1,4000}", "/data/model.gguf"),
    Source.OLLAMA: (r"[A-Za-z0-9][\w./-]{0,200}(?::[\w.-]{1,100})?", "qwen2.5:32b"),
    Source.NGC: (r"[a-z0-9][\w./-]{0,200}", "meta/llama-3.1-8b-instruct"),
    Source.DOCKER: (r"[a-z0-9][\w./-]{0,200}(?::[\w.-]{1,128})?", "ai/smollm2:360M-Q4_K_M"),
    Source.LM_STUDIO: (r"[A-Za-z0-9][\w./@-]{0,200}", "qwen/qwen3-8b"),
}
_SERVED_NAME = re.compile(r"[A-Za-z0-9][\w./:@+-]{0,199}", re.ASCII)
_MIB = 1024**2
_KV_MARGIN = 1.05
"""The KV cache is pinned this much larger than told: an engine counts in pages, and refuses to
start when one request does not fit."""
_FRACTION_STEP = 100


@dataclass(frozen=True, slots=True)
class Share:
    """What an engine takes at once where nobody said how much, as parts of the memory."""

    unified: float = UNIFIED_FRACTION
    discrete: float = DISCRETE_FRACTION

    def on(self, node: NodeFacts) -> float:
        """Return the part for a node."""
        return self.unified if node.unified else self.discrete


def settle(engine: EngineSpec, request: LaunchRequest, share: Share | None = None) -> LaunchRequest:
    """Return a request whose settings hold the recipe's, too; BadInput with what cannot be.

    `share` is what an engine takes at once: its plan always says how much.
    """
    recipe, node = request.recipe, request.node
    if recipe.nodes > 1:
        raise BadInput(
            tr("{recipe} takes {nodes} machines together.").format(
                recipe=said(recipe.title), nodes=recipe.nodes
            ),
            tr("The plan for two Sparks shows how."),
        )
    if recipe.engine != engine.name:
        raise BadInput(
            tr("{recipe} is for {engine}, not {title}.").format(
                recipe=said(recipe.title), engine=said(recipe.engine), title=engine.title
            )
        )
    check_model(recipe.model, engine)
    settings = merged(recipe.settings, _chosen(engine, request))
    _check_numbers(settings)
    if settings.kv_dtype and settings.kv_dtype not in engine.kv_dtypes:
        raise BadInput(
            tr("{title} does not keep its KV cache as “{kv_dtype}”.").format(
                title=engine.title, kv_dtype=said(settings.kv_dtype)
            ),
            tr("It can: {kv_dtypes}.").format(kv_dtypes=", ".join(engine.kv_dtypes)),
        )
    if settings.served_name and not _SERVED_NAME.fullmatch(settings.served_name):
        raise BadInput(
            tr("“{name}” cannot be a model's name.").format(name=said(settings.served_name)),
            tr("Use letters, digits and . _ / : @ + -; begin with a letter or digit."),
        )
    for argument in (*recipe.arguments, *settings.arguments, *(recipe.command or ())):
        if "\0" in argument:
            raise BadInput(tr("An argument must not contain a NUL byte."))
    use_gpu = settings.use_gpu and bool(node.gpus)
    if share is not None and use_gpu and settings.memory_fraction is None:
        usual = share.on(node) if recipe.command is None else OWN_FRACTION
        settings = replace(settings, memory_fraction=usual)
    port = settings.port or engine.port
    return replace(request, settings=replace(settings, port=port, use_gpu=use_gpu))


def _chosen(engine: EngineSpec, request: LaunchRequest) -> LaunchSettings:
    """Return what a person chose; beside a whole command only what that says itself counts."""
    command = request.recipe.command
    if command is None:
        return request.settings
    told = LaunchSettings()
    with contextlib.suppress(BadInput):
        told, _rest = settings_in(engine, command)
    return replace(request.settings, **{name: getattr(told, name) for name in _WRITTEN})


def merged(recipe: LaunchSettings, chosen: LaunchSettings) -> LaunchSettings:
    """Return what was chosen, with the recipe's where nothing was.

    Whether the port is open to others and whether it restarts is never the recipe's to say.
    """
    empty = LaunchSettings()
    values: dict[str, Any] = {}
    for name in (each.name for each in fields(LaunchSettings)):
        mine, its, unset = (getattr(each, name) for each in (chosen, recipe, empty))
        if name not in _PERSONAL and mine == unset != its:
            values[name] = its
    values["environment"] = by_name((*recipe.environment, *chosen.environment))
    return replace(chosen, **values)


def fitted(engine: EngineSpec, settings: LaunchSettings, fit: Fit) -> LaunchSettings:
    """Return the settings with the memory that an engine is to take at once, as a fit has it.

    Such an engine takes its share whatever the model needs; so it is told both: the share, which
    it checks when it starts, and the KV cache. One that cannot be told the cache fills its share,
    which leaves room for what estimates may be off by. What a person has set stays.
    """
    if not engine.overhead.preallocates or fit.memory_fraction is None:
        return settings
    is_told = any(option.setting == "kv_bytes" for option in engine.options)
    wanted = math.ceil(fit.kv_bytes / fit.room.gpus * _KV_MARGIN / _MIB) * _MIB
    spare = max(0, fit.room.bytes - fit.need_bytes)  # a margin never makes what fits not fit
    cache = settings.kv_bytes or min(wanted, (fit.kv_bytes + spare) // fit.room.gpus)
    fraction = settings.memory_fraction
    if fraction is None:
        need = fit.need_bytes + cache * fit.room.gpus - fit.kv_bytes
        needed = need if is_told else need / TIGHT_SHARE
        whole = math.ceil(needed / fit.room.total_bytes * _FRACTION_STEP) / _FRACTION_STEP
        fraction = min(fit.memory_fraction if is_told else _most(fit), whole)
    return replace(
        settings, memory_fraction=fraction, kv_bytes=(cache or None) if is_told else None
    )


def _most(fit: Fit) -> float:
    """Return the largest part that is safe, finer than a percent: all that a model has is in it."""
    return min(0.95, fit.room.bytes * 1000 // fit.room.total_bytes / 1000)


def check_model(model: ModelRef, engine: EngineSpec) -> None:
    """Refuse a model that the engine cannot take, or whose name could be taken for an option."""
    if model.source not in engine.sources:
        raise BadInput(
            tr("{title} cannot run {model}: it takes no {source} models.").format(
                title=engine.title, model=said(model.handle), source=model.source
            ),
            tr("It takes {sources}.").format(sources=", ".join(engine.sources)),
        )
    pattern, example = _HANDLES[model.source]
    if not re.fullmatch(pattern, model.handle, re.ASCII if model.source != Source.FILE else 0) or (
        ".." in model.handle.split("/")
    ):
        raise BadInput(
            tr("“{text}” names no model.").format(text=said(model.handle)),
            tr("Write it as in {example}.").format(example=example),
        )


def by_name(entries: Iterable[EnvironmentEntry]) -> tuple[EnvironmentEntry, ...]:
    """Return the last entry of each name."""
    return tuple({each.name: each for each in entries}.values())


def _check_numbers(settings: LaunchSettings) -> None:
    for number, what in (
        (settings.context, tr("A context")),
        (settings.users, tr("A number of users")),
        (settings.batch_tokens, tr("A number of tokens in a step")),
        (settings.kv_bytes, tr("A size of the KV cache")),
    ):
        if number is not None and number < 1:
            raise BadInput(
                tr("{what} is 1 or more, not {number}.").format(what=what, number=number)
            )
    if settings.memory_fraction is not None and not 0.01 <= settings.memory_fraction <= 1:
        raise BadInput(tr("The part of the memory is 0.01 to 1."))
    if settings.port is not None and not is_port(settings.port):
        raise BadInput(
            tr("{port} is no port.").format(port=settings.port), tr("Ports are 1 to 65535.")
        )
