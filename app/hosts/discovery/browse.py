"""Browse the local network for SSH servers by multicast DNS, until cancelled.

    services → announcements (`Announced`) → machines (`Candidate`) → one `Snapshot` per change

Whatever arrives comes from strangers: names are checked, numbers are bounded, and a flood ends the
search for a while instead of eating a core.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from app.core.cancel import Cancel
from app.core.i18n import tr
from app.hosts.discovery.api import Candidate, Probe, Snapshot
from app.hosts.discovery.merge import Announced, Known, candidates, interfaces_to
from app.hosts.discovery.network import QUIET, Network, explain, networks, usable
from app.hosts.discovery.probing import Prober
from app.hosts.discovery.services import Services
from app.hosts.nodes import Node

log = logging.getLogger(__name__)

TICK_S = 1.0
MIN_GAP_S = 0.25
"""Seconds between two snapshots at least."""
NETWORK_CHECK_S = 5.0
QUIET_S = 8.0
"""Seconds without any answer after which we say so."""
FLOOD_PAUSE_S = 60.0
FLOOD = (
    tr("Thousands of machines announce themselves: the search is paused for a minute."),
    tr("Something floods the network with announcements. Enter the machine's address instead."),
)


def discover(
    cancel: Cancel,
    *,
    probe: Probe | None = None,
    nodes: Callable[[], Sequence[Node]] = tuple,
    interfaces: Sequence[str] | None = None,
) -> Iterator[Snapshot]:
    """Yield what the network announces, at once and at every change, until cancelled.

    Args:
        cancel: Ends the search.
        probe: Reads host keys, so that names of one machine are merged; None merges less.
        nodes: Returns the saved nodes, to tell which candidates are among them.
        interfaces: IPv4 addresses of this computer to search from; None: every network.
    """
    search = _Search(cancel, probe, nodes, interfaces)
    shown: Snapshot | None = None
    try:
        with cancel.on_cancel(search.wake.set):
            while not cancel.cancelled:
                snapshot = search.look()
                if snapshot != shown:
                    shown = snapshot
                    yield snapshot
                if search.wake.wait(TICK_S) and cancel.wait(MIN_GAP_S):
                    break
    finally:
        search.close()


class _Search:
    """One search: what is heard on which networks, and since when."""

    def __init__(
        self,
        cancel: Cancel,
        probe: Probe | None,
        nodes: Callable[[], Sequence[Node]],
        interfaces: Sequence[str] | None,
    ) -> None:
        self.wake = threading.Event()
        self._only = interfaces
        self._nodes = nodes
        self._prober = Prober(probe, cancel, self.wake.set)
        self._services: Services | None = None
        self._networks: tuple[Network, ...] = ()
        self._problem = ("", "")
        self._merged_from: tuple[list[Announced], Known] | None = None
        self._machines: tuple[Candidate, ...] = ()
        self._check_at = 0.0
        self._started = 0.0
        self._flood: Snapshot | None = None

    def look(self) -> Snapshot:
        """Return what is found now."""
        self.wake.clear()
        now = time.monotonic()
        if now >= self._check_at:
            self._check_network(now)
        if self._flood is not None:
            return self._flood
        if self._services is None:
            return Snapshot((), 0, False, *self._problem)
        self._services.refresh(now)
        announced = self._services.announced()
        self._prober.ask(
            (each.addresses[0], each.port)
            for each in announced
            if each.is_ssh and self._near(each.addresses)
        )
        found = self._merged(announced)
        problem = QUIET if not found and now - self._started > QUIET_S else ("", "")
        snapshot = Snapshot(found, self._services.hidden, True, *problem)
        if self._services.flooded:
            self.close()
            self._flood = replace(snapshot, searching=False, problem=FLOOD[0], hint=FLOOD[1])
            self._check_at = now + FLOOD_PAUSE_S
            return self._flood
        return snapshot

    def close(self) -> None:
        """Stop listening."""
        if self._services is not None:
            self._services.close()
            self._services = None

    def _merged(self, announced: list[Announced]) -> tuple[Candidate, ...]:
        """Return the machines; what led to them is mostly the same as a second ago."""
        known = Known(self._networks, self._prober.keys(), self._nodes())
        if (announced, known) != self._merged_from:
            self._merged_from = (announced, known)
            self._machines = candidates(announced, known)
        return self._machines

    def _near(self, addresses: Sequence[str]) -> bool:
        """Whether the first address is on a network of ours: nobody sends us anywhere else."""
        return bool(addresses) and bool(interfaces_to(addresses[:1], self._networks))

    def _check_network(self, now: float) -> None:
        """Start anew when the networks changed, and try again where it did not work."""
        self._check_at = now + NETWORK_CHECK_S
        mine = networks(self._only)
        if mine == self._networks and self._services is not None:
            return
        self.close()
        self._flood = None
        self._networks, self._started = mine, now
        ready, problem, hint = usable(mine)
        self._problem = (problem, hint)
        if not ready:
            return
        try:
            self._services = Services(ready, self.wake.set)
        except OSError as error:
            log.warning("multicast DNS is not possible: %s", error)
            self._problem = explain(error)
