"""Reads host keys in the background: few at once, each server once, never in anyone's way."""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable, Iterable

from app.core.cancel import Cancel
from app.core.errors import Cancelled, UserError
from app.hosts.discovery.api import Probe
from app.hosts.discovery.merge import Endpoint
from app.hosts.known_hosts import HostKey

log = logging.getLogger(__name__)

AT_ONCE = 4
MAX_PROBES = 256
"""In one search: announcements must not make us knock at every door of a network."""


class Prober:
    """Asks each endpoint once, as long as it is there. Thread-safe.

    `changed` is called on its threads.
    """

    def __init__(self, probe: Probe | None, cancel: Cancel, changed: Callable[[], object]) -> None:
        self._probe = probe
        self._cancel = cancel
        self._changed = changed
        self._lock = threading.Lock()
        self._waiting: deque[Endpoint] = deque()
        self._asked: set[Endpoint] = set()
        self._keys: dict[Endpoint, HostKey] = {}
        self._running = 0
        self._probes_left = MAX_PROBES

    def keys(self) -> dict[Endpoint, HostKey]:
        """Return the keys read so far."""
        with self._lock:
            return dict(self._keys)

    def ask(self, endpoints: Iterable[Endpoint]) -> None:
        """Have these probed that were not; one that left and came back may be another machine."""
        present = dict.fromkeys(endpoints)
        with self._lock:
            self._asked &= present.keys()
            self._keys = {each: key for each, key in self._keys.items() if each in present}
            if self._probe is None:
                return
            for endpoint in present:
                if endpoint not in self._asked and self._probes_left:
                    self._probes_left -= 1
                    self._asked.add(endpoint)
                    self._waiting.append(endpoint)
            starting = min(AT_ONCE - self._running, len(self._waiting))
            self._running += starting
        for _ in range(starting):
            self._start(self._probe)

    def _start(self, probe: Probe) -> None:
        threading.Thread(target=self._run, args=(probe,), name="probe", daemon=True).start()

    def _run(self, probe: Probe) -> None:
        while (endpoint := self._next()) is not None:
            try:
                key = probe(*endpoint, self._cancel)
            except Cancelled:
                continue
            except UserError as error:
                log.info("no host key of %s port %d: %s", *endpoint, error.message)
                continue
            except Exception:  # a bug of ours costs this one key
                log.exception("probing %s port %d failed", *endpoint)
                continue
            with self._lock:
                if endpoint in self._asked:
                    self._keys[endpoint] = key
            self._changed()

    def _next(self) -> Endpoint | None:
        with self._lock:
            if self._cancel.cancelled or not self._waiting:
                self._running -= 1
                return None
            return self._waiting.popleft()
