"""`tunnel open|list|close`: services of a node at a local port.

A window that runs is asked to open the tunnel, so that it stays when this command ends; without
one this process holds it until Ctrl-C.
"""

from __future__ import annotations

import argparse
import json
import threading
from typing import Any

from app.cli.holding import Holder
from app.cli.opening import Opener
from app.cli.terminal import say
from app.core.cancel import Cancel
from app.core.errors import BadInput, ConnectError, UserError
from app.core.instance import WINDOW, ask_all
from app.core.log import redact
from app.core.paths import user_paths
from app.core.settings import SettingsStore
from app.hosts.nodes import NodeBook
from app.hosts.target import resolve_node
from app.services.tunnels.api import TunnelPhase, TunnelStatus
from app.services.tunnels.asking import Wanted, asked, raise_refusal, specs_for
from app.services.tunnels.book import TunnelBook
from app.services.tunnels.wire import tunnel_to_json


def run_open(options: argparse.Namespace, cancel: Cancel) -> int:
    """Open a tunnel and print its address; hold it here when no window does."""
    wanted = Wanted.parse(options.service or "", socks=options.socks, fixed=options.fixed)
    opener = Opener.from_options(options)
    request = asked(opener.node, wanted) | {"open": options.open}
    for reply in ask_all(opener.paths.runtime, "tunnel-open", request, role=WINDOW):
        if not reply.body.get("unknown"):
            return _opened_by_window(reply.body)
    return _Here(opener, open_page=options.open).run(wanted, cancel)


def run_list(options: argparse.Namespace, _cancel: Cancel) -> int:
    """Print the tunnels that are open anywhere, then the saved ones that are closed."""
    paths = user_paths()
    tunnels = [
        {**tunnel, "held_by": {"role": reply.role, "pid": reply.pid}}
        for reply in ask_all(paths.runtime, "tunnel-list")
        for tunnel in reply.body.get("tunnels", [])
        if tunnel["phase"] != TunnelPhase.CLOSED
    ]
    known = {(each["target"], each["name"]) for each in tunnels}
    settings = SettingsStore(paths.settings)
    nodes = {node.id: node for node in NodeBook(settings).all()}
    for spec in TunnelBook(settings).all():
        node = nodes.get(spec.node)
        if node is not None and (node.target, spec.name) not in known:
            closed = TunnelStatus(spec.id, spec.node, TunnelPhase.CLOSED)
            tunnels.append({**tunnel_to_json(node, spec, closed), "held_by": None})
    if options.json:
        print(json.dumps(tunnels, indent=2, ensure_ascii=False))
        return 0
    if not tunnels:
        print("No tunnel is saved or open.")
    for line in _table(tunnels):
        print(line)
    return 0


def run_close(options: argparse.Namespace, _cancel: Cancel) -> int:
    """Close a tunnel, whichever process holds it."""
    wanted = Wanted.parse(options.service or "", socks=options.socks)
    paths = user_paths()
    node = resolve_node(options.node, NodeBook(SettingsStore(paths.settings)))
    closed: list[str] = []
    for reply in ask_all(paths.runtime, "tunnel-close", asked(node, wanted)):
        raise_refusal(reply.body)
        closed += reply.body.get("closed", [])
    if not closed:
        raise BadInput(
            f"No such tunnel of {node.name} is open.", "See what is: tunnel list. Nothing changed."
        )
    for name in closed:
        print(f"{node.name}: {name} closed")
    return 0


class _Here:
    """A tunnel that this process holds; its address goes to stdout, what happens to stderr."""

    def __init__(self, opener: Opener, *, open_page: bool) -> None:
        self._holder = Holder(opener, self._on_change)
        self._open_page = open_page
        self._told = False

    def run(self, wanted: Wanted, cancel: Cancel) -> int:
        """Open and hold until Ctrl-C, or until another process closes it."""
        holder = self._holder
        saved = any(node.id == holder.node.id for node in _saved_nodes())
        self._specs = specs_for(holder.book, holder.node, wanted, save=saved)
        holder.hold(self._specs, cancel, fixed=wanted.fixed, only=True)
        return 0

    def _on_change(self, line: str) -> None:
        say(line)
        first = self._specs[0]
        if not self._told and self._holder.status(first).phase is TunnelPhase.OPEN:
            self._told = True
            status = self._holder.status(first)
            print(tunnel_to_json(self._holder.node, first, status)["url"], flush=True)
            if self._open_page:
                url = self._holder.url(first)
                threading.Thread(target=_browse, args=(url,), name="browser", daemon=True).start()


def _browse(url: str) -> None:
    from app.services.launch.programs import open_url

    try:
        open_url(url)
    except UserError as error:
        say(redact(str(error)))


def _saved_nodes() -> tuple[Any, ...]:
    return NodeBook(SettingsStore(user_paths().settings)).all()


def _opened_by_window(body: dict[str, Any]) -> int:
    raise_refusal(body)
    tunnel = body["tunnel"]
    if tunnel["phase"] == TunnelPhase.FAILED:
        raise UserError(tunnel["message"], tunnel["hint"])
    if tunnel["note"]:
        say(tunnel["note"])
    if tunnel["phase"] != TunnelPhase.OPEN:
        raise ConnectError(
            f"{tunnel['name']}: {tunnel['message']}",
            "The window goes on trying; see: status",
        )
    print(tunnel["url"])
    return 0


def _table(tunnels: list[dict[str, Any]]) -> list[str]:
    rows = [
        (
            each["node"],
            each["name"],
            str(each["remote_port"] or "socks"),
            each["phase"],
            each["url"] or "",
            f"{each['held_by']['role']} {each['held_by']['pid']}" if each["held_by"] else "",
            each["note"] or each["message"],
        )
        for each in tunnels
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(6)] if rows else []
    return [
        "  ".join(
            [text.ljust(width) for text, width in zip(row, widths, strict=False)] + [row[-1]]
        ).rstrip()
        for row in rows
    ]
