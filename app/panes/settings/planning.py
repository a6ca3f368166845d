"""What an import would change here, before anything is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, TypeVar

import msgspec

from app.core.errors import BadInput, UserError
from app.core.i18n import tr
from app.core.ids import LOCAL_NODE, NodeId
from app.core.said import said
from app.core.settings_transfer import Document, Transferred
from app.hosts.nodes import Node, check_node
from app.panes.settings.topics import LOOKS
from app.panes.settings.words import value_text
from app.services.alerts.api import Rule
from app.services.alerts.settings import checked
from app.services.tunnels.api import TunnelSpec
from app.services.tunnels.book import check_spec

if TYPE_CHECKING:
    from app.state.hub import Hub

NODES, TUNNELS, RULES = "nodes", "tunnels", "rules"
ItemT = TypeVar("ItemT")


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that would be otherwise."""

    group: str
    """`Nodes`, `Appearance`."""
    title: str
    before: str
    """Empty: it is new. The same as `after`: something else about it changes."""
    after: str
    warning: str
    """What it would cost; it is only done when the user says so."""
    apply: Callable[[], object]
    """Raises UserError."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a document would change."""

    changes: tuple[Change, ...]
    same: int
    """How much is so already."""
    left_out: tuple[str, ...]
    """What is not taken over, and why."""
    newer: str


def content_of(hub: Hub) -> Transferred:
    """Return everything that was chosen and saved here, as it may leave this computer.

    Host keys stay: who may be trusted is for each computer to find out.
    """
    hub.tunnels.start()
    nodes = [replace(node, host_key="") for node in hub.nodes.all() if not node.is_local]
    return Transferred(
        {each.key: each.read() for each in hub.preferences.all() if each.is_value},
        {
            NODES: [_plain(node) for node in nodes],
            TUNNELS: [_plain(spec) for spec in hub.tunnels.all()],
            RULES: [_plain(rule) for rule in hub.alerts.settings.rules],
        },
    )


def plan_of(hub: Hub, document: Document) -> Plan:
    """Return what a document would change; nothing is changed."""
    hub.tunnels.start()
    planner = _Planner(hub)
    planner.take_preferences(document.content.preferences)
    lists = document.content.lists
    planner.take_nodes(planner.items(lists, NODES, Node))
    planner.take_tunnels(planner.items(lists, TUNNELS, TunnelSpec))
    planner.take_rules(planner.items(lists, RULES, Rule))
    for name in lists.keys() - {NODES, TUNNELS, RULES}:
        planner.left.append(tr("{name}: not known to this version").format(name=said(name)))
    secret = tr("{place}: looks like a secret")
    left = (*planner.left, *(secret.format(place=said(each)) for each in document.left_out))
    return Plan(tuple(planner.changes), planner.same, left, document.newer)


class _Planner:
    """Compares what a document holds with what is here."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self.changes: list[Change] = []
        self.left: list[str] = []
        self.same = 0
        self._nodes: dict[str, NodeId] = {LOCAL_NODE: LOCAL_NODE}
        """Ids of nodes in the document, and what they are called here."""

    def items(self, lists: Mapping[str, object], name: str, kind: type[ItemT]) -> Iterator[ItemT]:
        """Return the items of a list that can be read."""
        found = lists.get(name, ())
        for item in found if isinstance(found, list) else ():
            try:
                yield msgspec.convert(item, kind)
            except msgspec.ValidationError as error:
                why = tr("{name}: not readable ({error})")
                self.left.append(why.format(name=name, error=said(str(error))))

    def take_preferences(self, values: Mapping[str, object]) -> None:
        """Compare values of preferences."""
        known = {each.key: each for each in self._hub.preferences.all() if each.is_value}
        for key, value in values.items():
            preference = known.get(key)
            if preference is None:
                self.left.append(tr("{name}: not known to this version").format(name=said(key)))
            elif not preference.accepts(value):
                why = tr("{title}: “{value}” cannot be chosen here")
                self.left.append(why.format(title=preference.title, value=said(str(value))))
            elif preference.read() == value:
                self.same += 1
            else:
                doubt = preference.doubt(value)
                self._add(
                    LOOKS[preference.topic].title,
                    preference.title,
                    value_text(preference.control, preference.read()),
                    value_text(preference.control, value),
                    partial(self._hub.preferences.write, key, value),
                    doubt.text if doubt is not None else "",
                )

    def take_nodes(self, nodes: Iterator[Node]) -> None:
        """Compare nodes; a host key that is trusted here stays, one of the document is not."""
        here = {node.id: node for node in self._hub.nodes.all() if not node.is_local}
        names = {node.name.casefold(): node for node in here.values()}
        for node in nodes:
            present = here.get(node.id)
            try:
                checked_node = check_node(node, key_file=False)
            except BadInput as error:
                self._leave(node.name, error)
                continue
            wanted = replace(checked_node, host_key=present.host_key if present else "")
            twin = names.get(wanted.name.casefold())
            if present == wanted:
                self._nodes[node.id] = node.id
                self.same += 1
            elif twin is not None and twin.id != node.id:
                self._nodes[node.id] = twin.id
                self.left.append(
                    tr("{name}: another node is called so here").format(name=said(wanted.name))
                )
            elif node.id != LOCAL_NODE and node.id:
                self._nodes[node.id] = node.id
                before = _node_text(present) if present is not None else ""
                save = partial(self._hub.nodes.save, wanted)
                self._add(tr("Nodes"), said(wanted.name), before, _node_text(wanted), save)

    def take_tunnels(self, specs: Iterator[TunnelSpec]) -> None:
        """Compare tunnels; a command that runs on a node is confirmed where it is entered."""
        here = {spec.id: spec for spec in self._hub.tunnels.all()}
        for spec in specs:
            present = here.get(spec.id)
            node = self._nodes.get(spec.node)
            if node is None and self._hub.nodes.has(spec.node):
                node = spec.node
            if node is None:
                self.left.append(
                    tr("Tunnel {name}: its node is not known").format(name=said(spec.name))
                )
                continue
            command = present.start_command if present is not None else ()
            if spec.start_command and spec.start_command != command:
                why = tr("Tunnel {name}: its start command, which would run on the node")
                self.left.append(why.format(name=said(spec.name)))
            try:
                wanted = check_spec(replace(spec, node=node, start_command=command))
            except BadInput as error:
                self._leave(spec.name, error)
                continue
            if present == wanted:
                self.same += 1
                continue
            before = _tunnel_text(present) if present is not None else ""
            save = partial(self._save_tunnel, wanted)
            self._add(tr("Tunnels"), said(wanted.name), before, _tunnel_text(wanted), save)

    def take_rules(self, rules: Iterator[Rule]) -> None:
        """Compare rules of alerts."""
        here = {rule.id: rule for rule in self._hub.alerts.rules}
        for rule in rules:
            nodes = tuple(str(self._nodes.get(each, each)) for each in rule.nodes)
            try:
                wanted = checked(replace(rule, nodes=nodes))
            except BadInput as error:
                self._leave(rule.title, error)
                continue
            present = here.get(rule.id)
            if present == wanted:
                self.same += 1
                continue
            before = said(present.metric) if present is not None else ""
            save = partial(self._hub.alerts.save_rule, wanted)
            self._add(tr("Alert rules"), said(wanted.title), before, said(wanted.metric), save)

    def _save_tunnel(self, spec: TunnelSpec) -> None:
        if not self._hub.nodes.has(spec.node):
            raise BadInput(tr("Tunnel {name}: its node is not known").format(name=spec.name))
        self._hub.tunnels.save(spec)

    def _leave(self, name: str, error: UserError) -> None:
        self.left.append(f"{said(name)}: {said(error.message)}")

    def _add(
        self,
        group: str,
        title: str,
        before: str,
        after: str,
        apply: Callable[[], object],
        warning: str = "",
    ) -> None:
        self.changes.append(Change(group, title, before, after, warning, apply))


def _plain(item: object) -> dict[str, object]:
    made = msgspec.to_builtins(item)
    assert isinstance(made, dict)
    return made


def _node_text(node: Node) -> str:
    """Return every way to a node: a file may send the next session to another machine."""
    ways = []
    for number, route in enumerate(node.routes):
        hops = ", ".join(said(hop.address) for hop in route.via)
        way = said(route.target if number else node.target)
        ways.append(tr("{way} via {hops}").format(way=way, hops=hops) if hops else way)
    return " · ".join(ways)


def _tunnel_text(spec: TunnelSpec) -> str:
    local = f"localhost:{spec.local_port} ← " if spec.local_port else ""
    return f"{local}{said(spec.remote_host)}:{spec.remote_port}"
