"""Ask what else a node tells, beside the source that reads it: exporters, engines, kernel log.

One thread looks every minute who is there; each place that answers gets a thread of its own, so
that one that hangs holds up nobody. Where nothing answers, that one thread is all, asleep.
"""

from __future__ import annotations

import logging
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from app.core.cancel import Cancel
from app.core.discovery import discover
from app.core.errors import Cancelled, ChannelRefused, RemoteError, SessionLost, UserError
from app.core.i18n import numeral, tr
from app.services.telemetry import sources as sources_package
from app.services.telemetry.api import (
    ExtraSpec,
    KernelEvent,
    Machine,
    Place,
    Reading,
    Sample,
    SourceState,
    SourceStatus,
)
from app.services.telemetry.merge import blank, merge
from app.services.tunnels.sockets import parse_proc_net
from app.transport.api import Session

log = logging.getLogger(__name__)

LOOK_S = 60.0
"""Seconds between two looks at who is there."""
STRANGER_S = 300.0
"""Seconds before something that answered, but not as it should, is asked again."""
ALONE_S = (1.0, 15.0)
"""Seconds between two samples of extra sources only: at least, and at most."""
STALE_POLLS = 3
LIST_S = 10.0
MAX_EVENTS = 200
"""Events of the kernel kept for the next sample."""
NOBODY = tr("nothing listens there")


def find_extras() -> list[ExtraSpec]:
    """Return every extra source, the one that is believed first first."""
    return sorted(discover(sources_package, "EXTRA", ExtraSpec), key=lambda extra: extra.rank)


class Extras:
    """Reads the extra sources of one node while it is watched."""

    def __init__(
        self, session: Session, node: str, places: Sequence[tuple[ExtraSpec, Place]]
    ) -> None:
        """Prepare; nothing is asked before `start`. `places` are in the order of belief."""
        self._session = session
        self._node = node
        self._cancel = Cancel()
        self._lock = threading.Lock()
        self._news = threading.Event()
        self._slots = [_Slot(spec, place, self._lock, self._news) for spec, place in places]
        self._started = False
        self.looked = threading.Event()
        """Set once every place has been asked for the first time."""

    def start(self) -> None:
        """Look who is there, from now on; asked again, nothing happens."""
        if self._started:
            return
        self._started = True
        if self._slots:
            self._run(self._look, f"extras:{self._node}")
        else:
            self.looked.set()

    def stop(self) -> None:
        """End every thread; waits for none."""
        self._cancel.cancel()
        self._news.set()

    def status(self) -> tuple[SourceStatus, ...]:
        """Return how each place is."""
        with self._lock:
            return tuple(slot.status() for slot in self._slots)

    def fill(self, sample: Sample) -> Sample:
        """Return the sample with what only extra sources know, and why they no longer tell."""
        with self._lock:
            parts = [part for slot in self._slots if (part := slot.take()) is not None]
            silent = [(last, slot.why_silent()) for slot in self._slots if (last := slot.stale)]
        filled = merge(sample, parts)
        for last, why in silent:
            filled = _with_reason(filled, last, why)
        return filled

    def alone(self, cancel: Cancel) -> Iterator[Reading]:
        """Yield readings made of extra sources only, as they arrive; ends when none answers.

        For a node that no source can read.
        """
        told: Machine | None = None
        while True:
            self._news.clear()
            with self._lock:
                machine = next((each.machine for each in self._slots if each.machine), None)
            sample = self.fill(blank(self._node, ""))
            if not sample.origins:
                return
            first = next(iter(sample.origins.values()))
            others = {name: origin for name, origin in sample.origins.items() if origin != first}
            sample = replace(sample, source=first, origins=others)
            yield Reading(sample, None if machine == told else machine)
            told = machine
            if cancel.wait(ALONE_S[0]):
                cancel.raise_if_cancelled()
            with cancel.on_cancel(self._news.set):
                self._news.wait(ALONE_S[1])
            cancel.raise_if_cancelled()

    def _look(self) -> None:
        while True:
            ports = self._listening()
            for slot in self._slots:
                if self._cancel.cancelled or not self._session.alive:
                    break
                if slot.due:
                    self._ask(slot, ports)
            self.looked.set()
            if self._cancel.wait(LOOK_S) or not self._session.alive:
                return

    def _ask(self, slot: _Slot, ports: frozenset[int] | None) -> None:
        """Begin to read a place when it answers."""
        place = slot.place
        if ports is not None and place.port is not None and place.port not in ports:
            slot.leave(NOBODY)
            return
        readings = self._readings(place)
        if self._next(slot, readings):
            self._run(lambda: self._follow(slot, readings), f"extra:{slot.spec.name}:{self._node}")

    def _readings(self, place: Place) -> Iterator[Reading]:
        """Yield a place's readings; whatever fails, fails in `next`."""
        yield from place.read(self._session, self._node, self._cancel)

    def _follow(self, slot: _Slot, readings: Iterator[Reading]) -> None:
        while self._next(slot, readings):
            pass

    def _next(self, slot: _Slot, readings: Iterator[Reading]) -> bool:
        """Take the next reading; False when there is none any more."""
        try:
            slot.put(next(readings))
        except StopIteration:
            slot.end(SourceState.FAILED, tr("it ended"))
        except (Cancelled, SessionLost):
            slot.end(SourceState.ABSENT, tr("not connected"))
        except ChannelRefused as error:
            slot.leave(error.message)
        except RemoteError as error:
            slot.end(SourceState.FAILED, str(error))
        except UserError as error:
            log.info("%s: %s at %s: %s", self._node, slot.spec.name, slot.place.endpoint, error)
            slot.end(SourceState.FAILED, str(error), STRANGER_S)
        except Exception:  # a source's bug costs its values, not the node's
            log.exception("%s: extra source %s", self._node, slot.spec.name)
            slot.end(SourceState.FAILED, tr("it failed (see the log)"), STRANGER_S)
        else:
            return True
        return False

    def _listening(self) -> frozenset[int] | None:
        """Return the ports on which something listens there; None when that cannot be known.

        Asked for rather than tried: sshd writes an error into its log for each port that is shut.
        """
        if self._session.is_local and sys.platform != "linux":
            return None
        argv = ("cat", "/proc/net/tcp", "/proc/net/tcp6")
        try:
            listed = self._session.exec(argv, timeout=LIST_S, cancel=self._cancel)
        except (UserError, Cancelled):
            return None
        found = parse_proc_net(listed.text)
        return frozenset(each.port for each in found) if found else None

    def _run(self, job: Callable[[], object], name: str) -> None:
        threading.Thread(target=job, name=name, daemon=True).start()


class _Slot:
    """One place: how it is and what it last said. Guarded by the lock it is given."""

    def __init__(
        self, spec: ExtraSpec, place: Place, lock: threading.Lock, news: threading.Event
    ) -> None:
        self.spec = spec
        self.place = place
        self.machine: Machine | None = None
        self._lock = lock
        self._news = news
        self._state = SourceState.ABSENT
        self._reason = tr("not asked yet")
        self._sample: Sample | None = None
        self._arrived = self._ask_at = 0.0
        self._last_seen: float | None = None
        self._events: tuple[KernelEvent, ...] = ()

    @property
    def due(self) -> bool:
        """Whether nobody reads it and it is time to ask."""
        return self._state is not SourceState.READING and time.monotonic() >= self._ask_at

    @property
    def stale(self) -> Sample | None:
        """What it said last, when that is too old to be true."""
        return self._sample if self._age > STALE_POLLS * self.place.poll_s else None

    def put(self, reading: Reading) -> None:
        """Take a reading."""
        with self._lock:
            self._sample = reading.sample
            self.machine = reading.machine or self.machine
            self._events = (*self._events, *reading.sample.kernel_events)[-MAX_EVENTS:]
            self._arrived, self._last_seen = time.monotonic(), reading.sample.time
            self._state, self._reason = SourceState.READING, ""
        self._news.set()

    def end(self, state: SourceState, reason: str, wait_s: float = 0.0) -> None:
        """Nobody reads it any more; it is asked again at a look after `wait_s`."""
        with self._lock:
            self._state, self._reason = state, reason
            self._ask_at = time.monotonic() + wait_s
        self._news.set()

    def leave(self, reason: str) -> None:
        """It is gone, not silent: nothing that it told is missed."""
        with self._lock:
            self._sample = None
        self.end(SourceState.ABSENT, reason)

    def take(self) -> Sample | None:
        """Return what it says now, each event of the kernel once; the lock is held."""
        if self._sample is None or (self.stale is not None and not self._events):
            return None
        events, self._events = self._events, ()
        told = self._sample if self.stale is None else blank(self._sample.node, self.spec.name)
        return replace(told, kernel_events=events)

    def why_silent(self) -> str:
        """Say that it has not told anything for too long."""
        why = f": {self._reason}" if self._reason else ""
        return tr("{title} has not answered for {age} s{why}").format(
            title=self.spec.title, age=numeral(self._age, grouped=False), why=why
        )

    def status(self) -> SourceStatus:
        """Return how it is; the lock is held."""
        state, reason = self._state, self._reason
        if state is SourceState.READING and self.stale is not None:
            state, reason = (
                SourceState.STALE,
                tr("it has not answered for {age} s").format(age=numeral(self._age, grouped=False)),
            )
        return SourceStatus(
            self.spec.name, self.spec.title, self.place.endpoint, state, reason, self._last_seen
        )

    @property
    def _age(self) -> float:
        return time.monotonic() - self._arrived


def _with_reason(sample: Sample, last: Sample, why: str) -> Sample:
    """Return the sample with `why` for each value that a silent source would have filled in."""
    missed = merge(sample, [last]).origins.keys() - sample.origins.keys()
    reasons = {name.split(".")[0] if name.startswith("engines.") else name: why for name in missed}
    return replace(sample, reasons=reasons | dict(sample.reasons)) if reasons else sample
