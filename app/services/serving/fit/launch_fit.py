"""Whether a recipe fits with the settings of a launch: what is known of it, put together."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from app.core.i18n import numeral, tr
from app.services.serving.facts.quantization import quantization_of
from app.services.serving.fit.api import Demand, Fit, Overhead, Room, Weights
from app.services.serving.fit.gpus import sharing
from app.services.serving.fit.judge import judge
from app.services.serving.fit.parameters import count_parameters
from app.services.serving.fit.shape import read_shape
from app.services.serving.fit.weights import bits_of, estimate_weights

if TYPE_CHECKING:
    from app.services.serving.api import EngineSpec, LaunchSettings, Recipe
    from app.services.serving.facts.api import ModelFacts
    from app.services.serving.measured import MeasuredBook


_PARALLEL = re.compile(
    r"(?:--(?P<kind>tensor|pipeline|data)[-_]parallel[-_]size|--?(?P<short>tp|pp|dp)(?:[-_]size)?)"
    r"(?:=(?P<value>\d+))?"
)
_KINDS = {"tensor": "tensor", "tp": "tensor", "pipeline": "pipeline", "pp": "pipeline"}
"""Ways to write how many GPUs share a model; copies of it (data) share nothing."""
DEFAULT_CONTEXT = 8192
"""Where neither a person nor the model says how much."""


def fit_of(
    recipe: Recipe,
    settings: LaunchSettings,
    engine: EngineSpec,
    facts: ModelFacts | None,
    room: Room,
    book: MeasuredBook,
    machine_key: str,
    *,
    gpus: int | None = None,
) -> Fit | None:
    """Return whether it fits; None where neither its weights nor its shape are known.

    What was found out about the model comes before what its recipe says. Raises BadInput for a
    config.json that cannot be. `gpus` share the model; None: those that its arguments say.
    """
    config = facts.config if facts is not None and facts.config else recipe.config
    if not config:
        return None
    quantization = recipe.quantization or (facts.quantization if facts is not None else "")
    weights = _weights(recipe, facts, config, quantization)
    if weights is None:
        return None
    parameters = _parameters(recipe, facts)
    shape = read_shape(config, parameters=parameters, active_parameters=recipe.active_parameters)
    demand = demand_of(recipe, settings, engine.overhead, shape.context)
    fit = judge(
        shape,
        weights,
        demand,
        engine.overhead,
        room_on(room, gpus or _gpus(recipe, settings, engine, room)),
        quantization=quantization,
        bandwidth=room.bandwidth,
        measured=book.speed(machine_key, engine.name, recipe.model.handle),
        drafts=recipe.drafts,
    )
    if shape.context or settings.context or recipe.settings.context:
        return fit
    assumed = tr("A context of {context} tokens is assumed.").format(
        context=numeral(demand.context)
    )
    return replace(fit, notes=(assumed, *fit.notes))


def demand_of(
    recipe: Recipe, settings: LaunchSettings, overhead: Overhead, native: int | None = None
) -> Demand:
    """Return what a launch asks of a model: the person's choice, the recipe's, then the engine's.

    `native` is the context that the model was made for.
    """
    own = recipe.settings
    return Demand(
        context=settings.context or own.context or native or DEFAULT_CONTEXT,
        users=settings.users or own.users or 1,
        kv_dtype=settings.kv_dtype or own.kv_dtype or "bf16",
        batch_tokens=settings.batch_tokens or own.batch_tokens or overhead.batch_tokens,
        prefix_caching=overhead.doubles_state,
        memory_fraction=settings.memory_fraction or own.memory_fraction,
        kv_bytes=settings.kv_bytes or own.kv_bytes,
    )


def _weights(
    recipe: Recipe, facts: ModelFacts | None, config: Mapping[str, object], quantization: str
) -> Weights | None:
    """Return the files' size, else what the recipe says, else parameters × bits."""
    if facts is not None and facts.weights is not None:
        return facts.weights
    if recipe.weights_bytes is not None:
        origin = f" ({recipe.origin.title})" if recipe.origin.title else ""
        return Weights(recipe.weights_bytes, tr("as its recipe says{origin}").format(origin=origin))
    counted = count_parameters(config)
    parameters = _parameters(recipe, facts)
    if parameters is None and counted is not None:
        parameters = counted.total
    known = quantization or quantization_of(config)
    if not parameters or bits_of(known) is None:
        return None
    return estimate_weights(parameters, known, counted)


def _parameters(recipe: Recipe, facts: ModelFacts | None) -> float | None:
    return (facts.parameters if facts is not None else None) or recipe.parameters


def _gpus(recipe: Recipe, settings: LaunchSettings, engine: EngineSpec, room: Room) -> int:
    """Return the GPUs that share the model: engines that take what they need use all of them."""
    if not engine.overhead.preallocates:
        return room.gpus
    return gpus_of(recipe.arguments + settings.arguments)


def gpus_planned(recipe: Recipe, settings: LaunchSettings, engine: EngineSpec, gpus: int) -> int:
    """Return the GPUs of a node that share a model by the plan of its launch.

    Every plan tells its engine how many (`sharing`), unless its arguments or its command do.
    """
    arguments = recipe.arguments + settings.arguments + (recipe.command or ())
    is_told = recipe.command is not None or any(_PARALLEL.fullmatch(each) for each in arguments)
    if not engine.overhead.preallocates:
        return max(1, gpus)
    return gpus_of(arguments) if is_told else sharing(gpus)


def room_on(room: Room, gpus: int) -> Room:
    """Return the room on some of the GPUs that `room` is about."""
    wanted = min(max(1, gpus), room.gpus)
    if wanted == room.gpus:
        return room
    available = room.available_bytes
    return replace(
        room,
        bytes=room.bytes * wanted // room.gpus,
        total_bytes=room.total_bytes * wanted // room.gpus,
        reserve_bytes=room.reserve_bytes * wanted // room.gpus,
        available_bytes=None if available is None else available * wanted // room.gpus,
        gpus=wanted,
    )


def gpus_of(arguments: tuple[str, ...]) -> int:
    """Return how many GPUs share the model by an engine's arguments."""
    sizes = {"tensor": 1, "pipeline": 1}
    for index, argument in enumerate(arguments):
        found = _PARALLEL.fullmatch(argument)
        if found is None:
            continue
        kind = _KINDS.get(found["kind"] or found["short"])
        value = found["value"] or (arguments[index + 1] if index + 1 < len(arguments) else "")
        if kind and value.isdecimal() and len(value) < 3 and 1 <= int(value) <= 64:
            sizes[kind] = int(value)
    return sizes["tensor"] * sizes["pipeline"]
