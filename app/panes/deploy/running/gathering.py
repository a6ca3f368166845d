"""What is known of all nodes, as rows, orphans and notes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.core.i18n import tr
from app.core.said import said
from app.panes.deploy.running.bands import FoundOrphan, Note
from app.panes.deploy.running.rows import ModelRow, model_row
from app.services.serving.catalogue import title_of
from app.state.errands import ErrandPhase
from app.transport.status import Phase

if TYPE_CHECKING:
    from app.hosts.nodes import Node
    from app.state.deployments import Deployment
    from app.state.hub import Hub

_SHOWN = (ErrandPhase.RUNNING, ErrandPhase.FAILED)


@dataclass(frozen=True, slots=True)
class Gathered:
    """All that the list shows."""

    rows: tuple[ModelRow, ...] = ()
    orphans: tuple[FoundOrphan, ...] = ()
    notes: tuple[Note, ...] = ()
    waits: bool = False
    """Whether none of the nodes that are connected has told yet."""
    is_connected: bool = False
    """Whether any node is."""


def gather(hub: Hub) -> Gathered:
    """Return what is known now."""
    deployments = [each for each in hub.serving.deployments() if each.errand.phase in _SHOWN]
    rows = [_deployment_row(hub, each) for each in deployments]
    begun = {each.progress.container_id for each in deployments if each.errand.is_running}
    orphans: list[FoundOrphan] = []
    notes: list[Note] = []
    away: list[str] = []
    silent: list[str] = []
    is_connected = has_told = False
    for node in hub.nodes.all():
        view = hub.serving.view(node.id)
        there = hub.sessions.status(node.id).phase is Phase.CONNECTED
        is_connected = is_connected or there
        if there and view.models is None and view.error is None:
            silent.append(node.name)
        elif there:
            has_told = True
        rows += [
            model_row(node.id, node.name, title_of(each.endpoint.engine), each, is_old=not there)
            for each in view.models or ()
            if not each.container_id or each.container_id not in begun
        ]
        if there:
            orphans += [FoundOrphan(node.id, node.name, each) for each in view.orphans]
            notes += _notes(hub, node)
        else:
            away.append(node.name)
    waits = bool(silent) and not has_told
    if silent and not waits:
        notes.append(Note(tr("Still being asked: {silent}.").format(silent=", ".join(silent))))
    if away:
        notes.append(Note(tr("Not connected, so not asked: {away}.").format(away=", ".join(away))))
    return Gathered(tuple(rows), tuple(orphans), tuple(notes), waits, is_connected)


def _deployment_row(hub: Hub, deployment: Deployment) -> ModelRow:
    node, recipe = deployment.plan.node.node, deployment.plan.recipe
    return ModelRow(node, hub.nodes.name_of(node), title_of(recipe.engine), deployment=deployment)


def _notes(hub: Hub, node: Node) -> list[Note]:
    view = hub.serving.view(node.id)
    if view.error is not None:
        return [Note(f"{node.name}: {said(str(view.error), limit=400)}", is_error=True)]
    return [Note(f"{node.name}: {said(each, limit=400)}") for each in view.limits]
