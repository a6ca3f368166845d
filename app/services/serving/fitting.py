"""A launch with as much memory as its model needs, for engines that take theirs at once."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.services.serving.fit.api import Verdict
from app.services.serving.fit.launch_fit import fit_of, gpus_planned
from app.services.serving.launch_settings import fitted, merged
from app.services.serving.launching.memory_gate import room_now

if TYPE_CHECKING:
    from app.core.cancel import Cancel
    from app.services.serving.api import EngineSpec, LaunchRequest
    from app.services.serving.facts.api import ModelFacts
    from app.services.serving.measured import MeasuredBook
    from app.services.serving.reach import NodeReach


def fitted_request(
    request: LaunchRequest,
    engine: EngineSpec,
    reach: NodeReach,
    facts: ModelFacts | None,
    book: MeasuredBook,
    cancel: Cancel,
) -> LaunchRequest:
    """Return the request with the share of the memory and the KV cache that the model needs.

    The same where the engine takes what it needs, where the recipe's whole command says what it
    takes, where a chosen share does not fit, and where what it needs or what is free is not known:
    what is refused is what the model needs, not the engine's usual share. What was chosen stays.
    SessionLost while not connected.
    """
    if not engine.overhead.preallocates or not request.node.gpus:
        return request
    if request.recipe.command is not None:  # it says itself what it takes
        return request
    room = room_now(reach, request.node, cancel)
    if room is None:
        return request
    key = reach.machine_key()
    settings = merged(request.recipe.settings, request.settings)
    gpus = gpus_planned(request.recipe, settings, engine, room.gpus)
    fit = fit_of(request.recipe, settings, engine, facts, room, book, key, gpus=gpus)
    if fit is None or (fit.verdict is Verdict.NO and settings.memory_fraction is not None):
        return request
    found = fitted(engine, settings, fit)
    chosen = replace(
        request.settings, memory_fraction=found.memory_fraction, kv_bytes=found.kv_bytes
    )
    return replace(request, settings=chosen)
