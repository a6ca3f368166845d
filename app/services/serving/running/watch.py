"""What a node serves: deployed from here, started by others, found by what listens."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.core.cancel import Cancel, Wake
from app.core.errors import Cancelled, RemoteError, SessionLost, UserError
from app.core.i18n import tr
from app.services.containers.api import Container, EngineUnavailable, Listing, Trouble
from app.services.containers.gpu import gpu_memory
from app.services.containers.reading import as_dict, as_dicts, as_id
from app.services.containers.watching import watch_node
from app.services.serving.catalogue import engines
from app.services.serving.running.api import LABEL, NodeModels, RunningModel
from app.services.serving.running.joining import Around, engine_name, models_of
from app.services.serving.running.metering import Meter, Meters
from app.services.serving.running.orphans import orphans_of
from app.services.serving.running.places import Place, Seen, own_labels, places_of
from app.services.serving.running.probing import Answering, Probe, Question, probe
from app.services.serving.running.process_table import read_processes
from app.services.tunnels.listening import listening_sockets

if TYPE_CHECKING:
    from app.services.containers.engine import Engine
    from app.services.containers.holder import EngineHolder
    from app.services.serving.reach import NodeReach
    from app.services.telemetry.api import Sample
    from app.services.tunnels.sockets import Socket
    from app.transport.api import Session

TICK_S = 2.0
"""Seconds between two looks at telemetry, and at what is not ready yet."""
LISTEN_S = 6.0
"""Seconds between two looks at what listens; containers tell of changes by themselves."""
AGAIN_S = 60.0
"""Seconds until an endpoint that was well is asked again."""
LOADED_S = 10.0
"""The same, for one that loads and unloads models by itself."""
FIRST_S = 5.0
"""Seconds that the first list waits for the container engine."""
_AT_ONCE = 4
"""Ports that are asked at the same time."""
_ENDING_S = 2.0


def watch_models(reach: NodeReach, cancel: Cancel, retry: Wake) -> Iterator[NodeModels]:
    """Yield what a node serves, at first and at each change; over all its sessions."""
    with _following(reach.holder, cancel, retry) as containers:
        watch = _Watch(reach, containers, cancel)
        last: NodeModels | None = None
        while True:
            try:
                for told in watch.look():
                    if last is None or replace(told, told_at=last.told_at) != last:
                        last = told
                        yield told
            except SessionLost as error:
                last = None
                yield NodeModels(error=error, told_at=time.time())
                reach.holder.wait_for_session(cancel)
                watch.forget()
            except RemoteError as error:
                if last is None or str(last.error) != str(error):
                    last = NodeModels(error=error, told_at=time.time())
                    yield last
            due = time.monotonic() + TICK_S
            retry.wait(TICK_S, cancel)
            if not containers.take_news() and time.monotonic() < due:  # somebody asked
                watch.hurry()


@dataclass(frozen=True, slots=True)
class _Asked:
    """What came of asking a place, and when."""

    probe: Probe
    at: float
    """Seconds by a monotonic clock."""
    tries: int

    @property
    def wait_s(self) -> float | None:
        """Seconds until it is asked again; None: not before something changes."""
        if self.probe.answering in (Answering.READY, Answering.LOCKED):
            return LOADED_S if self.probe.lists_installed else AGAIN_S
        if self.probe.answering is Answering.STRANGER:
            return None
        if self.probe.answering is Answering.SILENT and not self.probe.engine:
            return TICK_S if self.tries < _FEW else None  # it may only just have begun to listen
        if self.probe.answering is Answering.UNWELL:
            return LOADED_S if self.tries < _SOON else AGAIN_S
        return TICK_S if self.tries < _SOON else LOADED_S


_SOON = 300
"""How often in a row what is not ready is asked at each tick: ten minutes."""
_FEW = 5
"""The same for what answers nothing and is nothing that is known."""


class _Watch:
    """The looks at one node. What does not change is not asked again."""

    def __init__(self, reach: NodeReach, containers: _Containers, cancel: Cancel) -> None:
        self._reach = reach
        self._containers = containers
        self._cancel = cancel
        self._meters = Meters()
        self.forget()

    def forget(self) -> None:
        """Look at everything anew: at the next session, or when somebody asks."""
        self._seen = Seen()
        self._listened_at = 0.0
        self._asked: dict[tuple[object, ...], _Asked] = {}
        self._table_of: object = None
        self._table_at = 0.0
        self._listing: Listing | None = None
        self._labels: dict[str, Mapping[str, str]] = {}
        self._started: dict[str, float] = {}
        self._limits: tuple[str, ...] = ()

    def look(self) -> Iterator[NodeModels]:
        """Yield what the node serves, as far as it is known, until all is asked that is due."""
        session, sample = self._reach.session(), self._reach.sample()
        self._look_around(session, sample)
        places = places_of(self._seen, engines())
        keys = {place.key for place in places}
        self._asked = {key: asked for key, asked in self._asked.items() if key in keys}
        due = [place for place in places if self._is_due(place)]
        if not due:
            yield self._told(places, session, sample)
        begun = time.monotonic()
        for left, (place, answer) in zip(
            range(len(due) - 1, -1, -1), self._ask(session, due), strict=True
        ):
            self._note(place, answer)
            if not left or time.monotonic() - begun > TICK_S:
                yield self._told(places, session, sample)

    def hurry(self) -> None:
        """Ask everything again at the next look."""
        self._containers.look_again()
        self._listened_at = 0.0
        self._table_of = None
        self._asked = {key: replace(asked, at=-AGAIN_S) for key, asked in self._asked.items()}

    # Looking around

    def _look_around(self, session: Session, sample: Sample | None) -> None:
        listing = self._containers.listing
        changed = listing is not self._listing
        if changed:
            self._listing = listing
            self._started = {}
            self._read_labels(listing.containers if listing is not None else ())
        now = time.monotonic()
        if changed or now - self._listened_at >= (TICK_S if self._waits() else LISTEN_S):
            found, _limits = listening_sockets(session, self._cancel)
            self._listened_at = now
            self._seen = replace(self._seen, sockets=tuple(found))
        self._seen = replace(
            self._seen,
            containers=listing.containers if listing is not None else (),
            labels=self._labels,
            engines=sample.engines if sample is not None else (),
        )
        self._read_processes(session, self._seen.sockets, sample)

    def _waits(self) -> bool:
        """Whether something is starting."""
        return any(asked.wait_s == TICK_S for asked in self._asked.values())

    def _read_labels(self, containers: tuple[Container, ...]) -> None:
        """Read what this program wrote on containers; that never changes."""
        ids = {each.id for each in containers}
        if ids <= self._labels.keys():
            return
        with contextlib.suppress(RemoteError):
            engine = self._reach.holder.engine(self._cancel)
            self._labels = {each: {} for each in ids} | labels_of(engine)

    def _read_processes(
        self, session: Session, sockets: tuple[Socket, ...], sample: Sample | None
    ) -> None:
        """List processes anew when others listen or compute, and now and then while any computes.

        A server in a container may end and leave its parts with nothing else changing.
        """
        computing = frozenset(
            process.pid for gpu in (sample.gpus if sample else ()) for process in gpu.processes
        )
        now = (frozenset((each.port, each.pid) for each in sockets), computing)
        is_old = bool(computing) and time.time() - self._table_at > AGAIN_S
        if now != self._table_of or is_old:
            self._table_of = now
            self._table_at = time.time()
            table = read_processes(session, self._cancel)
            self._seen = replace(self._seen, processes=table)

    def _read_started(self, container: Container) -> None:
        if container.id in self._started or not container.state.runs:
            return
        with contextlib.suppress(RemoteError):
            engine = self._reach.holder.engine(self._cancel)
            started = engine.details(container.id).started
            if started is not None:
                self._started[container.id] = started

    # Asking

    def _note(self, place: Place, answer: Probe) -> None:
        before = self._asked.get(place.key)
        tries = before.tries + 1 if before is not None else 1
        if before is not None and before.probe.answering is not answer.answering:
            self._meters.forget(place.port)
            self._table_of = None  # its processes may be others, or have lost their parent
        self._asked[place.key] = _Asked(answer, time.monotonic(), tries)

    def _is_due(self, place: Place) -> bool:
        asked = self._asked.get(place.key)
        if not place.listens:
            return False
        if asked is None:
            return True
        return asked.wait_s is not None and time.monotonic() - asked.at >= asked.wait_s

    def _ask(self, session: Session, due: list[Place]) -> Iterator[tuple[Place, Probe]]:
        """Ask several places at the same time and yield each answer as it comes."""
        if not due:
            return
        with ThreadPoolExecutor(_AT_ONCE, "serving-probe") as pool:
            places = {
                pool.submit(probe, session, question_of(place), self._cancel): place
                for place in due
            }
            try:
                for done in as_completed(places):
                    yield places[done], done.result()
            finally:
                for each in places:
                    each.cancel()

    # Telling

    def _told(
        self, places: tuple[Place, ...], session: Session, sample: Sample | None
    ) -> NodeModels:
        for place in places:
            if place.container is not None and place.sure:
                self._read_started(place.container)
        around = Around(
            self._reach.node,
            engines(),
            sample,
            gpu_memory(sample),
            self._seen.processes,
            self._started,
            self._table_at,
        )
        found: list[RunningModel] = []
        for place in places:
            asked = self._asked.get(place.key)
            if asked is None and place.listens:
                continue  # not asked yet
            meter = self._meter(place, asked, session, sample)
            found += models_of(place, asked.probe if asked is not None else None, meter, around)
        found.sort(key=lambda each: (each.title.casefold(), each.endpoint.port))
        return NodeModels(
            tuple(found),
            orphans_of(sample, self._seen.processes),
            told_at=time.time(),
            limits=self._containers.limits,
        )

    def _meter(
        self, place: Place, asked: _Asked | None, session: Session, sample: Sample | None
    ) -> Meter:
        if asked is None or asked.probe.answering is not Answering.READY:
            return Meter()
        engine = engines().get(engine_name(place, asked.probe, engines()))
        if engine is None or not engine.health.metrics:
            title = engine.title if engine is not None else tr("the engine")
            return Meter(why=tr("{title} keeps no metrics").format(title=title))
        return self._meters.of(place.port, engine.health.metrics, sample, session, self._cancel)


def question_of(place: Place) -> Question:
    """Return what is asked of a place."""
    spec = engines().get(place.engine)
    owners = tuple((owner, name) for name, each in engines().items() for owner in each.owned_by)
    health = spec.health.ready if spec is not None else ""
    return Question(place.port, place.engine, place.sure, owners, health)


def labels_of(engine: Engine) -> dict[str, Mapping[str, str]]:
    """Return what this program wrote on its containers, by their ids."""
    with engine.errors():
        answer = engine.api.containers(all=True, filters={"label": f"{LABEL}engine"})
    return {
        container: own_labels(as_dict(each.get("Labels")))
        for each in as_dicts(answer)
        if (container := as_id(each.get("Id")))
    }


class _Containers:
    """A node's containers, followed on a thread of its own."""

    def __init__(self, holder: EngineHolder, wake: Wake) -> None:
        self.listing: Listing | None = None
        self.limits: tuple[str, ...] = ()
        """Why nothing (newer) is known of containers."""
        self._holder = holder
        self._wake = wake
        self._news = False
        self._failure: Exception | None = None
        self._told = threading.Event()
        self._cancel = Cancel()
        self._retry = Wake()
        self._thread = threading.Thread(target=self._follow, name="serving-containers", daemon=True)

    def start(self) -> None:
        """Begin, and return when something is known."""
        self._thread.start()
        self._told.wait(FIRST_S)

    def take_news(self) -> bool:
        """Return whether something was told since this was asked last; raise what ended it."""
        if self._failure is not None:
            raise self._failure
        news, self._news = self._news, False
        return news

    def look_again(self) -> None:
        """Try at once what failed."""
        self._retry.call()

    def end(self) -> None:
        """End the thread."""
        self._cancel.cancel()
        self._told.set()

    def join(self) -> None:
        """Wait for its end."""
        self._thread.join(_ENDING_S)

    def _follow(self) -> None:
        try:
            for told in watch_node(self._holder, self._cancel, self._retry):
                if isinstance(told, UserError):
                    self._lost(told)
                else:
                    self.listing = told
                    self.limits = (str(told.trouble),) if told.trouble is not None else ()
                self._told.set()
                self._news = True
                self._wake.call()
        except Cancelled:
            pass
        except Exception as error:  # noqa: BLE001 - handed to the thread that watches
            self._failure = error
            self._told.set()
            self._wake.call()

    def _lost(self, error: UserError) -> None:
        self.listing = None
        # Without a container engine nothing is hidden: there are no containers.
        absent = isinstance(error, EngineUnavailable) and error.trouble is Trouble.NOT_INSTALLED
        self.limits = () if absent or isinstance(error, SessionLost) else (str(error),)


@contextlib.contextmanager
def _following(holder: EngineHolder, cancel: Cancel, wake: Wake) -> Iterator[_Containers]:
    containers = _Containers(holder, wake)
    with cancel.on_cancel(containers.end):
        try:
            containers.start()
            cancel.raise_if_cancelled()
            yield containers
        finally:
            containers.end()
            containers.join()
