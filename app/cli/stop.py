"""`stop MODEL --node N`: stop a model, and return when its memory is free."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from app.cli.opening import Opener
from app.cli.reaching import reached
from app.cli.terminal import confirm, say
from app.core.cancel import Cancel, Wake
from app.core.errors import BadInput
from app.core.said import said
from app.services.serving.launching.stopping import stop_model
from app.services.serving.running.api import ModelState, RunningModel
from app.services.serving.running.watch import watch_models

if TYPE_CHECKING:
    from app.services.serving.reach import NodeReach


def run(options: argparse.Namespace, cancel: Cancel) -> int:
    """Stop a model."""
    with reached(Opener.from_options(options), cancel) as reach:
        model = find_model(served(reach, cancel), options.model, reach.name)
        title = said(model.title)
        if not options.yes:
            say(f"Whoever uses {title} on port {model.endpoint.port} is cut off.")
            confirm(f"Stop {title} on {reach.name}?")
        stop_model(reach, model, cancel)
        print(f"{title} was stopped; its memory is free.")
    return 0


def served(reach: NodeReach, cancel: Cancel) -> tuple[RunningModel, ...]:
    """Return what a node serves now."""
    for told in watch_models(reach, cancel, Wake()):
        if told.error is not None:
            raise told.error
        if told.models is not None:
            running = (each for each in told.models if each.state is not ModelState.STOPPED)
            return tuple(running)
    return ()


def find_model(models: tuple[RunningModel, ...], wanted: str, node: str) -> RunningModel:
    """Return the one model that is meant."""
    found = [each for each in models if wanted in _names(each)]
    if not found:
        names = ", ".join(each.title for each in models)
        hint = f"It serves {names}." if names else "It serves none."
        raise BadInput(f"{node} serves no “{said(wanted)}”.", hint)
    if len(found) > 1:
        names = ", ".join(each.container or f"port {each.endpoint.port}" for each in found)
        raise BadInput(f"Several models are called “{said(wanted)}”.", f"Say which: {names}.")
    return found[0]


def _names(model: RunningModel) -> set[str]:
    names = {model.title, model.container, model.endpoint.model_id, model.recipe}
    names |= {model.container_id[:12], str(model.endpoint.port)}
    names.add(model.endpoint.model_id.rsplit("/", 1)[-1])
    return names - {""}
