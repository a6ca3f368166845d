"""Make chat endpoints of the models that a node serves, with names that stay the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from app.core.i18n import tr
from app.core.ids import LOCAL_NODE
from app.core.said import said
from app.services.chat.api import ChatEndpoint, ChatModel, ModelAt
from app.services.serving.running.api import ModelState

if TYPE_CHECKING:
    from app.core.ids import NodeId
    from app.services.serving.running.api import Endpoint, RunningModel

_AT = {ModelState.STARTING: ModelAt.LOADING, ModelState.READY: ModelAt.LOADED}


def endpoint_id(node: NodeId, port: int, base: str) -> str:
    """Return the id of an endpoint of a node: the same each time it is found."""
    return f"{node}:{port}{base}"


def of_running(endpoint: Endpoint, node_name: str, *, is_ours: bool = False) -> ChatEndpoint:
    """Return the chat endpoint of a port of a node."""
    where = tr("this computer") if endpoint.node == LOCAL_NODE else node_name
    return ChatEndpoint(
        endpoint_id(endpoint.node, endpoint.port, endpoint.base),
        tr("{engine_title} on {where}").format(
            engine_title=_engine_title(endpoint.engine), where=where
        ),
        endpoint.node,
        endpoint.port,
        endpoint.base,
        engine=endpoint.engine,
        needs_key=endpoint.needs_key,
        is_ours=is_ours,
    )


def as_engine(endpoint: ChatEndpoint, engine: str) -> ChatEndpoint:
    """Return an endpoint that was found with the engine that it gave away when it was asked."""
    if engine == endpoint.engine:
        return endpoint
    before = _engine_title(endpoint.engine)
    title = endpoint.title
    if not endpoint.is_custom and title.startswith(before):
        title = _engine_title(engine) + title.removeprefix(before)
    return replace(endpoint, engine=engine, title=title)


def found_on(
    node_name: str, running: Iterable[RunningModel]
) -> tuple[tuple[ChatEndpoint, tuple[ChatModel, ...]], ...]:
    """Return the endpoints of a node, each with what is known of its models before it is asked.

    Those of one engine are told apart by their ports.
    """
    by_id: dict[str, tuple[ChatEndpoint, list[ChatModel]]] = {}
    for model in running:
        if not model.runs:
            continue
        endpoint = of_running(model.endpoint, node_name, is_ours=model.is_ours)
        known = by_id.setdefault(endpoint.id, (endpoint, []))
        if model.endpoint.model_id:
            known[1].append(_model(model))
    titles = Counter(endpoint.title for endpoint, _models in by_id.values())
    return tuple(
        (_told_apart(endpoint) if titles[endpoint.title] > 1 else endpoint, tuple(models))
        for endpoint, models in by_id.values()
    )


def model_title(model: str) -> str:
    """Return what people call a model: the last part of a name that may be a path."""
    last = model.rstrip("/").replace("\\", "/").rsplit("/", 1)[-1]
    return said(last.removesuffix(".gguf") or model)


def _engine_title(engine: str) -> str:
    # Only what is found on a node needs them, and there the worker that looked has them already.
    from app.services.serving.catalogue import title_of
    from app.services.serving.running.joining import ANY_ENGINE

    return tr("Endpoint") if engine in ("", ANY_ENGINE) else title_of(engine)


def _model(model: RunningModel) -> ChatModel:
    name = model.endpoint.model_id
    at = _AT.get(model.state, ModelAt.UNKNOWN)
    return ChatModel(name, model_title(name), at, model.context)


def _told_apart(endpoint: ChatEndpoint) -> ChatEndpoint:
    return replace(endpoint, title=f"{endpoint.title} · {endpoint.port}")
