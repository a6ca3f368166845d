"""Which services of a node other machines reach, and whether they ask strangers who they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.core.i18n import tr
from app.core.listed import listed
from app.core.said import said
from app.services.containers.exposure import published, way_to
from app.services.containers.strangers import Answer, Asks, ask
from app.services.preflight.api import Check, Finding, Verdict
from app.services.tunnels.api import Exposure, Listener, ServiceScan
from app.services.tunnels.listening import scan

if TYPE_CHECKING:
    from app.core.cancel import Cancel
    from app.services.containers.engine import Engine
    from app.services.serving.reach import NodeReach

AT_ONCE = 6
MOST = 24
"""Ports that are asked at most."""
SSH_PORT = 22


@dataclass(frozen=True, slots=True)
class Reached:
    """One port that other machines reach."""

    port: int
    name: str
    """Of its container, service or program; empty when the account may not see it."""
    addresses: tuple[str, ...] = ()
    """Of the node, that it listens on."""

    @property
    def words(self) -> str:
        """`8000 (vLLM)`."""
        return f"{self.port} ({said(self.name)})" if self.name else str(self.port)


def look_at_exposed(reach: NodeReach, engine: Engine | None, cancel: Cancel) -> Finding:
    """Ask every open port what a stranger would; blocks. Raises SessionLost, Cancelled."""
    session = reach.session()
    seen = scan(session, reach.node, cancel=cancel)
    cancel.raise_if_cancelled()
    if seen.error:
        return Finding(Check.EXPOSED, Verdict.UNKNOWN, seen.error)
    reached = sorted(
        {each.port: each for each in (*_of_engine(engine), *open_ports(seen.listeners))}.values(),
        key=lambda each: each.port,
    )

    def ask_one(each: Reached) -> Answer:
        return ask(session, each.port, cancel, way_to(each.addresses))

    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="exposure") as pool:
        answers = list(pool.map(ask_one, reached[:MOST]))
    cancel.raise_if_cancelled()
    return judge_exposed(seen, reached, answers)


def open_ports(listeners: Iterable[Listener]) -> Iterator[Reached]:
    """Yield what listens beyond the node itself, SSH apart: that one asks."""
    for each in listeners:
        if each.exposure is Exposure.NETWORK and each.port != SSH_PORT and each.program != "sshd":
            preset = each.preset.name if each.preset else ""
            yield Reached(each.port, each.container or each.program or preset, each.addresses)


def _of_engine(engine: Engine | None) -> Iterator[Reached]:
    """Yield the ports that containers publish: an engine may do that without listening."""
    if engine is None:
        return
    for container in engine.containers():
        if container.state.runs:
            for each in published(container):
                if each.port is not None and each.protocol == "tcp":
                    yield Reached(each.port, container.name, each.addresses)


def judge_exposed(seen: ServiceScan, reached: list[Reached], answers: list[Answer]) -> Finding:
    """Say what strangers get; `answers` are those of the first of `reached`."""
    if not reached:
        found = tr("Nothing but SSH is open to other machines.")
        return Finding(Check.EXPOSED, Verdict.OK, found, " ".join(seen.limits))
    asked = list(zip(reached, answers, strict=False))
    open_to_all = [each.words for each, answer in asked if answer.asks is Asks.NOBODY]
    asking = [each.words for each, answer in asked if answer.asks is Asks.KEY]
    unsure = [each.words for each in reached if each.words not in (*open_to_all, *asking)]
    parts = []
    if open_to_all:
        names = listed(open_to_all)
        parts.append(tr("Whoever is on the network may use {ports}.").format(ports=names))
    if unsure:
        text = tr("Open, and it cannot be seen whether they ask for a login: {ports}.")
        parts.append(text.format(ports=listed(unsure)))
    if asking:
        parts.append(tr("Open, but asking for a key: {ports}.").format(ports=listed(asking)))
    verdict = Verdict.FAIL if open_to_all else Verdict.WARN if unsure else Verdict.OK
    meaning = tr(
        "What listens on 127.0.0.1 only is still reached through a tunnel. Whether a firewall "
        "stands before these ports is not looked at."
    )
    return Finding(Check.EXPOSED, verdict, " ".join(parts), meaning)
