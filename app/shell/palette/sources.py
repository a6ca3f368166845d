"""Everything the palette lists, as the states know it now: asking them never waits."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from PySide6.QtGui import QKeySequence

from app.core.i18n import key_words, tr
from app.core.said import said
from app.look.clipboard import copy
from app.panes.node_words import look_of
from app.panes.tunnel_browser import browse
from app.shell.palette.entries import Entry, Kind
from app.state.hub import ChatWish, PaneRequested
from app.transport.status import Phase
from app.transport.tunnel.api import ForwardKind

if TYPE_CHECKING:
    from app.core.ids import NodeId
    from app.hosts.nodes import Node
    from app.services.containers.api import Container
    from app.services.serving.running.api import RunningModel
    from app.services.tunnels.api import TunnelSpec
    from app.shell.commands import Command
    from app.state.hub import Hub
    from app.state.preferences import Preference

_ASIDE, _CLOSES = 1, 2
"""Ranks behind what shows something."""


def entries_of(hub: Hub, commands: Callable[[], tuple[Command, ...]]) -> list[Entry]:
    """Return all entries but conversations, in the order in which they are shown."""
    nodes = hub.nodes.all()
    found = [_of_command(each) for each in commands() if each.key != "open_palette"]
    found += [entry for node in nodes for entry in _of_node(hub, node)]
    for node in nodes:
        found += [_of_container(hub, node, each) for each in _containers(hub, node.id)]
    for node in nodes:
        for model in hub.serving.view(node.id).models or ():
            found += _of_model(hub, node, model)
    for spec in hub.tunnels.all():
        found += _of_tunnel(hub, spec)
    return found + [_of_preference(hub, each) for each in hub.preferences.all()]


def _of_command(command: Command) -> Entry:
    native = QKeySequence.SequenceFormat.NativeText
    action = command.action
    return Entry(
        command.key,
        Kind.COMMAND,
        action.text(),
        action.trigger,
        icon=command.icon,
        keys=action.shortcut().toString(native),
        words=f"{command.words} {key_words(command.key)}",
    )


def _of_node(hub: Hub, node: Node) -> Iterator[Entry]:
    name, status = said(node.name), hub.sessions.status(node.id)
    state = look_of(node, status).words
    where = said(node.address)

    def entry(verb: str, title: str, run: Callable[[], object], icon: str, rank: int = 0) -> Entry:
        key = f"node:{node.id}:{verb}"
        return Entry(key, Kind.NODE, title, run, state, icon, words=where, rank=rank)

    def show(pane: str) -> Callable[[], object]:
        return functools.partial(_show_pane, hub, node.id, pane)

    connect, disconnect = hub.sessions.connect_node, hub.sessions.disconnect_node
    yield entry("show", name, show("overview"), "desktop-tower")
    yield entry("charts", tr("Charts of {node}").format(node=name), show("charts"), "chart-line-up")
    shell = functools.partial(hub.show_shell, node.id)
    yield entry("shell", tr("Terminal on {node}").format(node=name), shell, "terminal-window")
    if status.phase is Phase.OFF:
        title = tr("Connect to {node}").format(node=name)
        yield entry("connect", title, functools.partial(connect, node.id), "plugs-connected")
    else:
        title = tr("Disconnect from {node}").format(node=name)
        yield entry("disconnect", title, functools.partial(disconnect, node.id), "plugs", _CLOSES)


def _containers(hub: Hub, node: NodeId) -> tuple[Container, ...]:
    return hub.containers.view(node).containers or ()


def _of_container(hub: Hub, node: Node, container: Container) -> Entry:
    return Entry(
        f"container:{node.id}:{container.id}",
        Kind.CONTAINER,
        said(container.name),
        functools.partial(hub.show_container, node.id, container.id),
        " · ".join(filter(None, (said(node.name), said(container.status)))),
        "cube",
        words=said(f"{container.image} {container.compose_project}"),
    )


def _of_model(hub: Hub, node: Node, model: RunningModel) -> Iterator[Entry]:
    endpoint = model.endpoint
    key = f"model:{node.id}:{endpoint.port}:{endpoint.model_id}"
    title = said(model.title)
    detail = " · ".join(filter(None, (said(node.name), said(endpoint.engine))))
    words = said(f"{endpoint.model_id} {model.container}")
    show = functools.partial(hub.show_deploy, node.id, endpoint)
    yield Entry(key, Kind.MODEL, title, show, detail, "cube", words=words)
    if model.runs:
        chat = functools.partial(hub.show_chat, ChatWish(endpoint))
        title = tr("Chat with {model}").format(model=title)
        yield Entry(f"{key}:chat", Kind.MODEL, title, chat, detail, "chat-circle-dots")


def _of_tunnel(hub: Hub, spec: TunnelSpec) -> Iterator[Entry]:
    tunnels, name = hub.tunnels, said(spec.name)
    port = tunnels.status(spec.id).local_port
    node = said(hub.nodes.name_of(spec.node))
    where = node if port is None else f"{node} · localhost:{port}"

    def entry(verb: str, title: str, run: Callable[..., object], icon: str, rank: int = 0) -> Entry:
        key = f"tunnel:{spec.id}:{verb}"
        return Entry(key, Kind.TUNNEL, title.format(tunnel=name), run, where, icon, rank=rank)

    if spec.scheme and spec.kind is ForwardKind.TCP:
        page = functools.partial(browse, hub, spec)
        yield entry("browse", tr("Open {tunnel} in the browser"), page, "arrow-square-out")
    if port is None:
        title, opening = tr("Open tunnel {tunnel}"), functools.partial(tunnels.open, spec.id)
        yield entry("open", title, opening, "play", _ASIDE)
        return
    copy = functools.partial(_copy, hub, spec)
    yield entry("copy", tr("Copy address of {tunnel}"), copy, "copy", _ASIDE)
    close = functools.partial(tunnels.close, spec.id)
    yield entry("close", tr("Close tunnel {tunnel}"), close, "stop", _CLOSES)


def _of_preference(hub: Hub, preference: Preference) -> Entry:
    return Entry(
        f"setting:{preference.key}",
        Kind.SETTING,
        preference.title,
        functools.partial(hub.show_settings, preference.key),
        preference.help,
        "gear-six",
        words=f"{preference.words} {key_words(preference.key)}",
    )


def _show_pane(hub: Hub, node: NodeId, pane: str) -> None:
    hub.select_node(node)
    hub.pane_requested.emit(PaneRequested(pane))


def _copy(hub: Hub, spec: TunnelSpec) -> None:
    copy(hub.tunnels.url(spec.id), secret=bool(spec.token_query))
