"""Tells when files of a collection may be others than they were."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from watchdog.events import FileSystemEvent, FileSystemEventHandler

from app.core.cancel import Wake
from app.services.documents.kinds import kind_of
from app.services.documents.walking import is_passed_over

if TYPE_CHECKING:
    from watchdog.observers.api import BaseObserver

    from app.core.cancel import Cancel

_CHANGES = frozenset({"created", "modified", "moved", "deleted"})
"""Kinds of events that count: that we read a file is one, too."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How soon changes are told, in seconds."""

    quiet: float = 1.0
    """A change is told when nothing happened for so long: a copy is many changes."""
    longest: float = 60.0
    """It is told then, however much goes on."""
    rescan: float = 600.0
    """Something is told so often in any case: network folders tell nothing."""
    unwatched: float = 120.0
    """The same where folders cannot be watched, or are not there."""


@dataclass(frozen=True, slots=True)
class Stirred:
    """Something may have changed."""


def watch(paths: Iterable[str], cancel: Cancel, pace: Pace | None = None) -> Iterator[Stirred]:
    """Yield whenever files at or below paths may have changed, until cancelled."""
    from watchdog.observers import Observer

    pace = pace or Pace()
    observer = Observer()
    observer.daemon = True
    ears = _Ears(observer, paths)
    observer.start()
    try:
        while True:
            hears_all = ears.listen()
            ears.wait(pace.rescan if hears_all else pace.unwatched, cancel)
            ears.wait_for_quiet(pace, cancel)
            yield Stirred()
    finally:
        observer.stop()
        observer.join()


class _Ears(FileSystemEventHandler):
    """Listens to folders. A file is heard through its folder: editors replace files."""

    def __init__(self, observer: BaseObserver, paths: Iterable[str]) -> None:
        self._observer = observer
        self._tops = {os.path.abspath(os.path.expanduser(path)) for path in paths}
        self._listening: set[str] = set()
        self._wake = Wake()
        self._heard = 0
        """How many changes there were."""
        self._told = 0
        """How many of them are told."""

    def listen(self) -> bool:
        """Listen to what is there by now; return whether that is everything."""
        if not all(os.path.exists(top) for top in self._listening):  # unplugged, or moved away
            self._observer.unschedule_all()
            self._listening.clear()
        for top in self._tops - self._listening:
            if not os.path.exists(top):
                continue
            is_folder = os.path.isdir(top)
            folder = top if is_folder else os.path.dirname(top)
            try:
                self._observer.schedule(self, folder, recursive=is_folder)
            except OSError:  # more folders than the system watches
                continue
            self._listening.add(top)
        return self._listening == self._tops

    def wait(self, seconds: float, cancel: Cancel) -> None:
        """Return when something changed, or after so many seconds. Raises Cancelled."""
        deadline = time.monotonic() + seconds
        while self._heard == self._told and (left := deadline - time.monotonic()) > 0:
            self._wake.wait(left, cancel)

    def wait_for_quiet(self, pace: Pace, cancel: Cancel) -> None:
        """Return when nothing changes for a while. Raises Cancelled."""
        deadline = time.monotonic() + pace.longest
        while self._heard != self._told and time.monotonic() < deadline:
            self._told = self._heard
            cancel.wait(pace.quiet)
            cancel.raise_if_cancelled()
        self._told = self._heard

    def dispatch(self, event: FileSystemEvent) -> None:
        """Take what watchdog tells, on its thread."""
        if event.event_type not in _CHANGES:
            return
        if event.is_directory and event.event_type == "modified":
            return
        paths = (os.fsdecode(event.src_path), os.fsdecode(event.dest_path))
        if any(path and self._matters(path, event.is_directory) for path in paths):
            self._heard += 1
            self._wake.call()

    def _matters(self, path: str, is_folder: bool) -> bool:
        if path in self._tops:
            return True
        for top in self._tops:
            if path.startswith(top + os.sep):
                names = path[len(top) + 1 :].split(os.sep)
                if not any(is_passed_over(name) for name in names):
                    return is_folder or kind_of(path) is not None
        return False
