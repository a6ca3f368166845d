"""Routes: every way to a node is tried, the better ones with a head start; the first verified wins.

A dead name on the LAN costs a second, not the ten that mDNS takes to give up. Until a route is
verified nothing but a key exchange happens on it; who loses is closed.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.core.cancel import Cancel
from app.core.errors import (
    AuthenticationFailed,
    BadInput,
    Cancelled,
    ConnectError,
    HostKeyChanged,
    HostKeyUnknown,
    HostNotFound,
    HostUnreachable,
    NotAnSshServer,
    SettingsUnwritable,
)
from app.core.i18n import tr
from app.core.said import said
from app.hosts.known_hosts import HostKey
from app.hosts.nodes import Node, Route, check_route
from app.transport.credentials import Answers, HostKeyQuestion, Prompter, SecretQuestion
from app.transport.ssh.jump import Passage, pass_hop
from app.transport.ssh.reach import connect, negotiate, resolve
from app.transport.ssh.steps import Steps, Way
from app.transport.ssh.transport import SafeTransport
from app.transport.ssh.verify import Expected, HostVerifier
from app.transport.status import Step

if TYPE_CHECKING:
    from app.transport.ssh.connect import Connector

MOST_TELLING: tuple[type[ConnectError], ...] = (
    HostKeyChanged,
    HostKeyUnknown,
    AuthenticationFailed,
    NotAnSshServer,
    HostUnreachable,
    HostNotFound,
)
"""Of several failures, the first of these stands for all."""
HEAD_START = 1.0
"""Seconds that a route has to itself before the next one is tried beside it."""
AGAIN = 0.5
"""Seconds until a route that failed is tried again while another one is still waited for."""


@dataclass(frozen=True)
class Reached:
    """The node at the end of a route: verified, not logged in yet."""

    transport: SafeTransport
    key: HostKey
    route: Route
    title: str
    """What the route is called."""
    way: Way


class Race:
    """Tries the routes of one node until one is verified or all failed."""

    def __init__(self, node: Node, how: Connector, steps: Steps, cancel: Cancel) -> None:
        self._cancel = cancel
        self.changed = threading.Condition()
        self.over = False
        desk = _Desk(how.prompter, self.changed)
        self._waiting = [_Attempt(self, node, route, how, desk, steps) for route in node.routes]
        self._started: list[_Attempt] = []
        self._next_at = 0.0

    def run(self) -> Reached:
        """Return the node at the end of the best route that answers.

        Raises the only route's failure, or one that names every route's; or Cancelled.
        """
        winner: _Attempt | None = None
        try:
            with self._cancel.on_cancel(self._wake):
                winner = self._wait_for_winner()
                assert winner.reached is not None
                return winner.reached
        finally:
            self._end(winner)

    def _wait_for_winner(self) -> _Attempt:
        with self.changed:
            while True:
                self._cancel.raise_if_cancelled()
                for attempt in self._started:
                    if attempt.stop is not None:
                        raise attempt.stop
                    if attempt.reached is not None:
                        return attempt
                asking = any(attempt.prompter.asking for attempt in self._started)
                idle = all(attempt.tried for attempt in self._started)
                if idle and not asking and not self._waiting:
                    raise _all_failed(self._started)
                self.changed.wait(None if asking else self._start_next(idle=idle))

    def _start_next(self, *, idle: bool) -> float | None:
        """Start what is due; return the seconds until the next may be, None when there is none.

        What failed is tried again only as long as another route is in its first try: an attempt
        to connect must come to its end.
        """
        now = time.monotonic()
        if self._waiting:
            if not idle and now < self._next_at:
                return self._next_at - now
            self._started.append(self._waiting.pop(0))
            self._started[-1].start()
            self._next_at = now + HEAD_START
            return HEAD_START
        waits = []
        for place, attempt in enumerate(self._started):
            if attempt.ended_at and attempt.failure is not None and not attempt.failure.permanent:
                waits.append(attempt.ended_at + AGAIN - now)
                if waits[-1] <= 0:
                    self._started[place] = attempt.again()
                    self._started[place].start()
        return max(0.0, min(waits)) if waits else None

    def _end(self, winner: _Attempt | None) -> None:
        with self.changed:
            self.over = True
        for attempt in self._started:
            if attempt is winner:
                continue
            if winner is not None:
                attempt.give_up(tr("another route was faster"))
            elif attempt.failure is not None:  # in another try
                attempt.give_up(attempt.failure.message)
            else:
                attempt.give_up("cancelled")
        for attempt in self._started:
            if attempt.prompter.asking:  # on a terminal, where nothing can end it but a key
                attempt.join()

    def _wake(self) -> None:
        with self.changed:
            self.changed.notify_all()


class _Attempt(threading.Thread):
    """One route being tried, on a thread of its own."""

    def __init__(
        self, race: Race, node: Node, route: Route, how: Connector, desk: _Desk, steps: Steps
    ) -> None:
        super().__init__(name="route", daemon=True)
        self._race = race
        self._node = node
        self._route = route
        self._desk = desk
        self._steps = steps
        self._stop_request = Cancel()
        self._way: Way | None = None
        self.prompter = _Asking(desk)
        self._how = replace(how, prompter=self.prompter)
        self.title = route.title()
        self.reached: Reached | None = None
        self.failure: ConnectError | None = None
        """Why this route does not work, as of the last try; another one may."""
        self.stop: Exception | None = None
        """What ends the whole race."""
        self.ended_at = 0.0
        """On the monotonic clock; 0 while it runs."""

    @property
    def tried(self) -> bool:
        """Whether this route failed before, if only in an earlier try."""
        return self.failure is not None

    def start(self) -> None:
        """Begin to try the route."""
        self._way = self._steps.way(self.title, instead_of=self._way)
        super().start()

    def again(self) -> _Attempt:
        """Return another attempt at the same route."""
        how = replace(self._how, prompter=self._desk.prompter)
        attempt = _Attempt(self._race, self._node, self._route, how, self._desk, self._steps)
        attempt._way, attempt.failure = self._way, self.failure
        return attempt

    def run(self) -> None:
        """Try the route."""
        assert self._way is not None
        reached: Reached | None = None
        failure: ConnectError | None = None
        stop: Exception | None = None
        try:
            reached = self._reach(self._way)
        except ConnectError as error:
            failure = error
            self._way.end(error.message)
        except SettingsUnwritable as error:
            stop = error
            self._way.end(error.message)
        except Cancelled as error:
            stop = error
            self._way.end("cancelled")
        except Exception as error:  # noqa: BLE001 - a thread's edge: whoever waits raises it
            stop = error
        with self._race.changed:
            self.ended_at = time.monotonic()
            self.failure, self.stop = failure, stop
            if not self._race.over:
                self.reached = reached
            self._race.changed.notify_all()
        if reached is not None and self.reached is None:
            reached.transport.close()

    def give_up(self, reason: str) -> None:
        """Stop; whatever it has reached is closed."""
        if self._way is not None:
            self._way.end(reason)
        self._stop_request.cancel()
        if self.reached is not None:
            self.reached.transport.close()

    def _reach(self, way: Way) -> Reached:
        cancel = self._stop_request
        try:
            route = check_route(self._route)
        except BadInput as error:
            raise _unusable(error) from error
        stations = [(hop.address, hop.port) for hop in route.via] + [(route.address, route.port)]
        host, port = stations[0]
        way.begin(Step.RESOLVE, host)
        addresses = resolve(host, port, cancel)
        way.done(", ".join(dict.fromkeys(str(sockaddr[0]) for _family, sockaddr in addresses)))
        way.begin(Step.CONNECT)
        sock, reached_at = connect(host, port, addresses, cancel)
        passage = Passage(self._node, self._how, way, cancel)
        for hop, onward in zip(route.via, stations[1:], strict=True):
            way.done(tr("{address} port {port}").format(address=hop.address, port=hop.port))
            sock = pass_hop(sock, hop, onward, passage)
        via = (
            tr("via {address}: ").format(address=", ".join(hop.address for hop in route.via))
            if route.via
            else ""
        )
        way.done(
            tr("{via}{address} port {port}").format(
                via=via, address=route.address if via else reached_at, port=route.port
            )
        )
        transport = SafeTransport(sock)
        try:
            with cancel.on_cancel(transport.close):
                key = self._verify(route, transport, way)
                cancel.raise_if_cancelled()
        except BaseException as error:
            transport.close()
            if cancel.cancelled:
                raise Cancelled from error
            raise
        return Reached(transport, key, route, route.title(reached_at), way)

    def _verify(self, route: Route, transport: SafeTransport, way: Way) -> HostKey:
        way.begin(Step.NEGOTIATE)
        node = self._node
        expected = Expected(node, route.address, route.port, node.host_key, not route.via)
        verifier = HostVerifier(self._how.known_hosts, self.prompter, self._how.secrets)
        transport.host_key_algorithms = verifier.algorithms(expected)
        shown = negotiate(route.address, route.port, transport, self._stop_request)
        way.done(f"{said(transport.remote_version)} · {transport.remote_cipher}")
        way.begin(Step.VERIFY, shown.fingerprint)
        verified = verifier.verify(expected, shown, self._stop_request)
        note = f" · {verified.note}" if verified.note else ""
        way.done(f"{verified.key.kind} {verified.key.fingerprint}{note}")
        return verified.key


class _Desk:
    """Lets one route ask at a time, and nobody about a key that was turned down already."""

    def __init__(self, prompter: Prompter, changed: threading.Condition) -> None:
        self.prompter = prompter
        self.changed = changed
        self.busy = False
        self.declined: set[str] = set()


class _Asking:
    """A route's `Prompter`: waits for its turn, and shows the race that it waits for the user."""

    def __init__(self, desk: _Desk) -> None:
        self._desk = desk
        self.asking = False

    def confirm_host_key(self, question: HostKeyQuestion, cancel: Cancel) -> bool:
        """Ask whether a host key is trusted."""
        self._begin(cancel)
        try:
            declined = self._desk.declined
            if question.key.fingerprint in declined:
                return False
            accepted = self._desk.prompter.confirm_host_key(question, cancel)
            if not accepted:
                declined.add(question.key.fingerprint)
            return accepted
        finally:
            self._end()

    def ask(self, question: SecretQuestion, cancel: Cancel) -> Answers | None:
        """Ask for secrets."""
        self._begin(cancel)
        try:
            return self._desk.prompter.ask(question, cancel)
        finally:
            self._end()

    def _begin(self, cancel: Cancel) -> None:
        changed = self._desk.changed
        with cancel.on_cancel(self._wake), changed:
            changed.wait_for(lambda: cancel.cancelled or not self._desk.busy)
            cancel.raise_if_cancelled()
            self._desk.busy = self.asking = True

    def _end(self) -> None:
        with self._desk.changed:
            self._desk.busy = self.asking = False
            self._desk.changed.notify_all()

    def _wake(self) -> None:
        with self._desk.changed:
            self._desk.changed.notify_all()


def _unusable(error: BadInput) -> HostUnreachable:
    failure = HostUnreachable(error.message, error.hint)
    failure.permanent = True
    return failure


def _all_failed(attempts: Sequence[_Attempt]) -> ConnectError:
    """Return the failure that stands for all: the one that asks most of the user, all named."""
    failed = [(each.title, each.failure) for each in attempts if each.failure is not None]
    failures = [failure for _title, failure in failed]
    if len(failures) == 1:
        return failures[0]
    telling = min(failures, key=lambda failure: MOST_TELLING.index(type(failure)))
    failed.sort(key=lambda each: each[1] is not telling)  # the rest in the order of the routes
    told = [
        failure.message if title in failure.message else f"{title}: {failure.message}"
        for title, failure in failed
    ]
    combined = telling.saying(tr("No route works. {told}").format(told=" ".join(told)))
    # What the user has to answer must not be asked again at once; the rest may mend itself.
    asks = isinstance(telling, HostKeyUnknown | AuthenticationFailed)
    combined.permanent = asks or all(each.permanent for each in failures)
    return combined
