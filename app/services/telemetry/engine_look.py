"""One look at an engine: its metrics and, of llama.cpp, how far the requests are that run.

llama.cpp counts what a request has read when that is all of it, and what it has written when it
ends; until then only its slots know.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import msgspec

from app.core.errors import RemoteError, SourceUnavailable
from app.services.telemetry.api import EngineReading
from app.services.telemetry.engine_metrics import (
    LLAMA_CPP,
    LLAMA_READ,
    LLAMA_WRITTEN,
    WANTED,
    EngineMetrics,
    UnderWay,
    engine_of,
)
from app.services.telemetry.exposition import Metrics, parse_exposition
from app.services.telemetry.fetch import Address, get, get_metrics

if TYPE_CHECKING:
    from app.core.cancel import Cancel
    from app.transport.api import Session

SLOTS = "/slots"
MOST_TOKENS = 1 << 40
"""Of one request."""


class _Progress(msgspec.Struct, frozen=True):
    """How far a request is."""

    n_decoded: int = 0


class _Slot(msgspec.Struct, frozen=True):
    """A place for one request; older servers give its progress without a list around it."""

    is_processing: bool
    n_prompt_tokens_processed: int = 0
    next_token: list[_Progress] | _Progress = []


_slots = msgspec.json.Decoder(list[_Slot])


class EngineLook:
    """Looks at the engine of one port again and again. For one thread."""

    def __init__(self, port: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._port = port
        self._clock = clock
        self._counters = EngineMetrics(port)
        self._shows_slots = True

    def look(
        self, session: Session, path: str, cancel: Cancel
    ) -> tuple[EngineReading, dict[str, str]] | None:
        """Return what it says now, and why values are missing; None: no engine known here.

        Raises what `get_metrics` does, and SourceUnavailable for what is no metrics.
        """
        metrics, at = self._metrics(session, path, cancel)
        engine = engine_of(metrics)
        if engine is None:
            return None
        if engine is not LLAMA_CPP:
            return self._counters.reading(metrics, engine, at)
        under_way: UnderWay | None = UnderWay()
        if metrics.value("llamacpp:requests_processing"):
            counted = _counted(metrics)
            under_way = self._under_way(session, cancel)
            if under_way is not None:
                metrics, at = self._metrics(session, path, cancel)
                if _counted(metrics) != counted:  # something of it is in the counters by now
                    under_way = None
        return self._counters.reading(metrics, engine, at, under_way)

    def _metrics(self, session: Session, path: str, cancel: Cancel) -> tuple[Metrics, float]:
        page = get_metrics(session, Address(self._port, path), cancel)
        return parse_exposition(page, WANTED), self._clock()

    def _under_way(self, session: Session, cancel: Cancel) -> UnderWay | None:
        """Return how far requests are; a server that hides its slots is asked once."""
        if not self._shows_slots:
            return None
        try:
            answer = get(session, Address(self._port, SLOTS), cancel)
        except RemoteError:
            return None
        except SourceUnavailable:
            self._shows_slots = False
            return None
        found = read_slots(answer.body) if answer.status == 200 else None
        self._shows_slots = found is not None or answer.status == 503
        return found


def _counted(metrics: Metrics) -> tuple[float | None, ...]:
    return tuple(metrics.value(name) for name in (LLAMA_READ, LLAMA_WRITTEN))


def read_slots(body: bytes) -> UnderWay | None:
    """Return how far the requests are that run; None for what is no list of slots."""
    try:
        slots = _slots.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
    read = written = 0
    for slot in (each for each in slots if each.is_processing):
        steps = slot.next_token if isinstance(slot.next_token, list) else [slot.next_token]
        decoded = sum(step.n_decoded for step in steps)
        processed = 0 if decoded else slot.n_prompt_tokens_processed  # counted with its first token
        if not (0 <= decoded < MOST_TOKENS and 0 <= processed < MOST_TOKENS):
            return None
        read, written = read + processed, written + decoded
    return UnderWay(float(read), float(written))
