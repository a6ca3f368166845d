"""Look at a model's server while it answers, and whether it stopped to compute after Stop."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.core.errors import RemoteError, SessionLost, SourceUnavailable
from app.services.chat.api import Stopped
from app.services.chat.endpoints.reaching import Site
from app.services.containers.reading import as_dicts
from app.services.serving.api import Health
from app.services.serving.asking import decode
from app.services.serving.catalogue import engines
from app.services.serving.completions import NO_KEY, LocalAddress
from app.services.telemetry.engine_metrics import WANTED, EngineMetrics, engine_of
from app.services.telemetry.exposition import parse_exposition
from app.services.telemetry.fetch import Address, exchange, read_body

if TYPE_CHECKING:
    from app.core.cancel import Cancel

PATIENCE_S = 3.0
"""Seconds that a server has to stop, before it is said that it did not."""
LOOK_S = 0.25
ANSWER_S = 2.0
"""Seconds that one look may take."""
MAX_BODY = 2 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Load:
    """What a server computes now."""

    running: float
    """Requests, ours included."""
    tasks: frozenset[int] | None = None
    """Their numbers, where it tells them (llama.cpp)."""


class ServerLook:
    """Asks a server how it is, at the address where it answers. Each look is a connection."""

    def __init__(
        self, address: LocalAddress, engine: str = "", *, patience_s: float = PATIENCE_S
    ) -> None:
        """`engine`: its name, empty where it is not known. BadInput where the address is none."""
        known = engines().get(engine)
        self.patience_s = patience_s
        self._site = Site.of(address.base_url)
        self._key = "" if address.key == NO_KEY else address.key
        self._health = known.health if known is not None else _UNKNOWN
        self._root = self._site.path.removesuffix(self._health.base)
        # Only llama.cpp has them; who does not know the engine may ask.
        self._has_slots = engine in ("llama_cpp", "docker_model_runner", "endpoint", "")
        self._has_metrics = bool(self._health.metrics)

    @property
    def tells(self) -> bool:
        """Whether it may say what it computes; False once it has refused to."""
        return self._has_slots or self._has_metrics

    def is_alive(self, cancel: Cancel) -> bool:
        """Whether it answers at all. Raises Cancelled."""
        path = (
            self._root + self._health.ready if self._health.ready else f"{self._site.path}/models"
        )
        found = self._get(path, cancel)
        return found is not None and found[0] < 500

    def load(self, cancel: Cancel) -> Load | None:
        """Return what it computes now; None where it does not tell. Raises Cancelled."""
        if self._has_slots:
            found = self._get(f"{self._root}/slots", cancel)
            told = read_slots(found[1]) if found is not None and found[0] == 200 else None
            if told is not None:
                return told
            self._has_slots = found is None  # it may be silent only for now
        if self._has_metrics:
            found = self._get(self._root + self._health.metrics, cancel)
            told = read_load(found[1]) if found is not None and found[0] == 200 else None
            if told is not None:
                return told
            self._has_metrics = found is None
        return None

    def _get(self, path: str, cancel: Cancel) -> tuple[int, bytes] | None:
        """Return status and body; None where it does not answer."""
        address = Address(self._site.port, path, self._site.host)
        headers = {"Authorization": f"Bearer {self._key}"} if self._key else {}
        try:
            with exchange(
                self._site, address, cancel, headers=headers, limit=MAX_BODY, patience_s=ANSWER_S
            ) as response:
                return response.status, read_body(response, address, MAX_BODY)
        except (RemoteError, SourceUnavailable, SessionLost):
            return None


_UNKNOWN = Health(ready="")


class Watched:
    """What was seen of a server while it answered us: which of its tasks is ours."""

    def __init__(self) -> None:
        self._last: Load | None = None
        self._ours: frozenset[int] | None = None

    @property
    def others(self) -> float | None:
        """How many requests of others it had when it was last looked at; None: it does not tell."""
        return None if self._last is None else max(0.0, self._last.running - 1)

    def see(self, load: Load | None) -> None:
        """Take what it computed at one moment of our answer."""
        if load is None:
            return
        self._last = load
        if load.tasks is not None:
            self._ours = load.tasks if self._ours is None else self._ours & load.tasks

    def is_over(self, now: Load) -> bool:
        """Whether what it computes now has nothing of ours in it."""
        return now.running == 0 or self._is_gone(now)

    def last_word(self, now: Load | None) -> Stopped:
        """Return what to say of a server whose time to stop is over."""
        return Stopped.NO if now is not None and self._is_sure() else Stopped.UNKNOWN

    def _is_gone(self, now: Load) -> bool:
        if self._ours and now.tasks is not None:
            return not self._ours & now.tasks
        return self._last is not None and self._last.tasks is None and self._is_fewer(now)

    def _is_fewer(self, now: Load) -> bool:
        return self._last is not None and now.running < self._last.running

    def _is_sure(self) -> bool:
        """Whether what still runs is ours, rather than somebody else's."""
        if self._ours is not None:
            return len(self._ours) == 1
        return self._last is not None and self._last.running <= 1


def wait_stopped(server: ServerLook, watched: Watched, cancel: Cancel) -> Stopped:
    """Return whether the server stopped within its time. Blocks; raises Cancelled."""
    until = time.monotonic() + server.patience_s
    while True:
        is_last = time.monotonic() >= until
        now = server.load(cancel)
        if now is not None and watched.is_over(now):
            return Stopped.YES
        if is_last or not server.tells:
            return watched.last_word(now)
        cancel.wait(LOOK_S)
        cancel.raise_if_cancelled()


def read_slots(body: bytes) -> Load | None:
    """Read llama.cpp's /slots; None where it is no such list."""
    told = decode(body)
    slots = list(as_dicts(told))
    if not slots or "is_processing" not in slots[0]:
        return None
    busy = [slot for slot in slots if slot.get("is_processing") is True]
    numbers = [number for slot in busy if type(number := slot.get("id_task")) is int]
    return Load(float(len(busy)), frozenset(numbers) if len(numbers) == len(busy) else None)


def read_load(body: bytes) -> Load | None:
    """Read how many requests run out of an engine's metrics; None where they do not tell."""
    metrics = parse_exposition(body, WANTED)
    engine = engine_of(metrics)
    if engine is None:
        return None
    reading, _reasons = EngineMetrics(0).reading(metrics, engine, time.monotonic())
    running = reading.requests_running
    return None if running is None else Load(running)
