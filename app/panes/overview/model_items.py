"""Models of a node as rows of the overview, before whatever else computes there. No Qt."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.core import units
from app.core.i18n import numeral, tr
from app.core.said import said
from app.panes.overview.engines import Running
from app.panes.overview.items import DEPLOYMENT, Item
from app.services.serving.api import DeployProgress, Phase
from app.services.serving.catalogue import title_of
from app.services.serving.running.api import ModelState, RunningModel

if TYPE_CHECKING:
    from app.state.deployments import Deployment

_STATES = {
    ModelState.READY: (tr("Ready"), "ok"),
    ModelState.STARTING: (tr("Loading"), "warn"),
    ModelState.UNWELL: (tr("Unwell"), "err"),
}
_PHASES = {
    Phase.WAITING: tr("waiting for memory"),
    Phase.PULLING: tr("pulling"),
    Phase.DOWNLOADING: tr("downloading"),
    Phase.LOADING: tr("loading"),
    Phase.COMPILING: tr("compiling"),
    Phase.CHECKING: tr("asking for a first token"),
    Phase.READY: tr("ready"),
}


def can_chat(model: RunningModel) -> bool:
    """Whether a model takes messages now."""
    return model.state is ModelState.READY


def model_key(model: RunningModel) -> str:
    """Return what tells a model of a node apart."""
    endpoint = model.endpoint
    return f"model:{endpoint.port}:{model.container_id}:{endpoint.model_id}"


def _model_item(model: RunningModel) -> Item:
    """Return the row of a model."""
    word, tone = _STATES.get(model.state, ("", "text2"))
    if model.endpoint.needs_key and model.state is ModelState.READY:
        word, tone = tr("Needs a key"), "info"
    return Item(
        key=model_key(model),
        icon="cube",
        title=said(model.title),
        below=_below(model),
        pill=word,
        tone=tone,
        action=tr("Chat") if can_chat(model) else tr("Details"),
        action_icon="chat-circle-dots" if can_chat(model) else "dots-three",
    )


def items_of(models: Sequence[RunningModel], deployments: Sequence[Deployment]) -> list[Item]:
    """Return rows of what is being deployed, then of what runs."""
    begun = {each.progress.container_id for each in deployments}
    items = [_deployment_item(each) for each in deployments]
    for model in models:
        if model.runs and not (model.container_id and model.container_id in begun):
            items.append(_model_item(model))
    return items


def _deployment_item(deployment: Deployment) -> Item:
    """Return the row of a model that is being deployed."""
    progress, recipe = deployment.progress, deployment.plan.recipe
    return Item(
        key=f"{DEPLOYMENT}{deployment.id}",
        icon="cube",
        title=said(recipe.title),
        below=f"{title_of(recipe.engine)} · {_phase_words(progress)}",
        pill=tr("Loading"),
        tone="warn",
        action=tr("Show progress"),
        action_icon="dots-three",
    )


def others(running: Sequence[Running], models: Sequence[RunningModel]) -> tuple[Running, ...]:
    """Return what computes on the GPU and belongs to none of these models."""
    return tuple(each for each in running if not any(_is_of(each, model) for model in models))


def _is_of(running: Running, model: RunningModel) -> bool:
    engine, process = running.engine, running.process
    if engine is not None and engine.port == model.endpoint.port:
        return True
    return process is not None and process.pid in model.gpu_pids


def _below(model: RunningModel) -> str:
    parts = [title_of(model.endpoint.engine), f":{model.endpoint.port}"]
    if model.trouble:
        parts.append(said(model.trouble))
    if model.requests_waiting:
        parts.append(
            tr("{requests_waiting} waiting").format(
                requests_waiting=numeral(model.requests_waiting, grouped=False)
            )
        )
    if model.tokens_per_s:
        parts.append(units.token_rate(model.tokens_per_s))
    elif model.requests_running == 0:
        parts.append(tr("idle"))
    if model.gpu_bytes:
        parts.append(units.memory(model.gpu_bytes))
    return " · ".join(parts)


def _phase_words(progress: DeployProgress) -> str:
    words = [f"{_PHASES[progress.phase]} {said(progress.detail)}".strip()]
    if progress.eta_s is not None:
        words.append(units.about(units.duration(max(progress.eta_s, 1.0))))
    return " · ".join(words)
