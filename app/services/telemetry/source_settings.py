"""Which sources are asked beside the one that reads a node: saved per node, by its host key."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from app.core.errors import BadInput
from app.core.i18n import tr
from app.core.ports import is_port
from app.core.settings import SettingsStore, setting

SECTION = "sources"
LOCAL_KEY = "local"
_MATCHERS = re.compile(r'\s*[a-zA-Z_]\w*\s*(=|!=|=~|!~)\s*"')


@dataclass(frozen=True, slots=True)
class NodeSources:
    """What is asked of one node beside its source."""

    key: str
    """Fingerprint of its host key, `local` for this computer."""
    automatic: bool = True
    """Ask exporters and engines that listen on their usual ports, and the kernel's log."""
    dcgm_ports: tuple[int, ...] = ()
    """Further ports of DCGM exporters."""
    node_exporter_ports: tuple[int, ...] = ()
    engine_ports: tuple[int, ...] = ()
    """Further ports of inference engines."""
    prometheus_url: str = ""
    """`http://host:9090` as the node sees it; empty: none."""
    prometheus_instance: str = ""
    """The node's `instance` there (with or without a port), or label matchers: `node="spark-1"`."""
    dashboard_user: str = ""
    """Account of the DGX Dashboard; its password is kept as any secret, never here."""


@dataclass(frozen=True, slots=True)
class SourcesSettings:
    """What nodes are asked beside their sources."""

    automatic: bool = setting(True, "Look for exporters and engines on every node.")
    nodes: tuple[NodeSources, ...] = setting((), "What is asked of single nodes.")


@dataclass(frozen=True, slots=True)
class DashboardLogin:
    """An account of the DGX Dashboard."""

    user: str
    password: str = field(repr=False)


def load_sources(settings: SettingsStore, key: str) -> NodeSources:
    """Return what is asked of the node with this host key."""
    saved = settings.load(SECTION, SourcesSettings)
    for node in saved.nodes:
        if node.key == key:
            return node if saved.automatic else replace(node, automatic=False)
    return NodeSources(key, automatic=saved.automatic)


def save_sources(settings: SettingsStore, node: NodeSources) -> None:
    """Keep what is asked of one node. Raises BadInput, SettingsUnwritable."""
    check_sources(node)
    with settings.exclusive():
        settings.refresh()
        saved = settings.load(SECTION, SourcesSettings)
        others = tuple(each for each in saved.nodes if each.key != node.key)
        settings.save(SECTION, SourcesSettings(saved.automatic, (*others, node)))


def check_sources(node: NodeSources) -> None:
    """Raise BadInput for what cannot be asked."""
    for port in (*node.dcgm_ports, *node.node_exporter_ports, *node.engine_ports):
        if not is_port(port):
            raise BadInput(tr("{port} is not a port (1 to 65535).").format(port=port))
    if node.prometheus_url:
        prometheus_place(node.prometheus_url)
        if not node.prometheus_instance.strip():
            raise BadInput(
                tr("Prometheus is asked about one node."),
                tr("Say which: the node's `instance` there."),
            )
        if not set(node.prometheus_instance).isdisjoint("{}\n"):
            raise BadInput(tr('Label matchers are given without braces: instance="spark-1".'))


def prometheus_place(url: str) -> tuple[str, int, str]:
    """Return host, port and path of a Prometheus; BadInput when the URL cannot be used."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port or 9090
    except ValueError:
        raise BadInput(tr("The address of Prometheus is not a URL.")) from None
    if parts.username is not None or parts.query or parts.fragment:  # these would be kept in a file
        raise BadInput(tr("A Prometheus with a password or a token in its URL is not asked."))
    if parts.scheme != "http" or not host or not url.isprintable() or " " in url:
        raise BadInput(
            tr("This Prometheus cannot be asked."),
            tr(
                "Its address begins with http://, as seen from the node: the session "
                "encrypts the way there."
            ),
        )
    return host, port, parts.path.rstrip("/")


def is_matchers(text: str) -> bool:
    """Whether it is label matchers, not the name of an instance."""
    return _MATCHERS.match(text) is not None
