"""The audit log: what this program changed on a node, one JSON line each, only ever added to.

    with audit.change(subject, "Set up key access (SHA256:…)"):
        ...   # "begun" is on disk before anything is changed, then "done", or why it failed

It never holds a secret: every text passes the log's filter.
"""

from __future__ import annotations

import contextlib
import json
import logging
import threading
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from app.core.errors import Cancelled, SettingsUnwritable, UserError
from app.core.files import append_line, exclusively
from app.core.i18n import tr
from app.core.log import redact

log = logging.getLogger(__name__)

BEGUN = "begun"
DONE = "done"
CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One line. `outcome` is `begun`, `done`, `cancelled`, or what went wrong."""

    time: str
    """UTC, as in `2026-11-21T08:30:00.000Z`."""
    node: str
    """The node's name when it happened."""
    host_key: str
    """Its fingerprint: names change, this does not."""
    what: str
    outcome: str


@dataclass(frozen=True, slots=True)
class AuditSubject:
    """Which node is changed: its present name and the fingerprint of its host key."""

    node: str
    host_key: str


class AuditLog:
    """The file. Thread-safe; several processes may add to it at once.

    A file that is full is set aside under the time's name; the newest `kept` of those stay.
    """

    def __init__(self, path: Path, *, limit: int = 1_000_000, kept: int = 9) -> None:
        self.path = path
        self._limit = limit
        self._kept = kept
        self._lock = threading.Lock()

    @contextlib.contextmanager
    def change(self, subject: AuditSubject, what: str) -> Iterator[None]:
        """Record that a change begins, and how it ends.

        Raises SettingsUnwritable before the change when it cannot be recorded. How it ended is only
        logged when it cannot: the node is changed by then, and whoever asked must know.
        """
        self.record(subject, what, BEGUN)
        outcome = DONE
        try:
            yield
        except Cancelled:
            outcome = CANCELLED
            raise
        except UserError as error:
            outcome = error.message
            raise
        except BaseException as error:
            outcome = f"unexpected {type(error).__name__}"
            raise
        finally:
            try:
                self.record(subject, what, outcome)
            except SettingsUnwritable as error:
                log.warning("%s: %s (%s)", what, outcome, error)

    def record(self, subject: AuditSubject, what: str, outcome: str) -> None:
        """Add one line and see it on disk; SettingsUnwritable when that fails."""
        now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        entry = AuditEntry(now, subject.node, subject.host_key, redact(what), redact(outcome))
        told = json.dumps(asdict(entry), ensure_ascii=False)
        line = told.encode("utf-8", "backslashreplace") + b"\n"  # names of files may be any bytes
        try:
            with self._lock, exclusively(self.path):
                self._make_room()
                append_line(self.path, line)
        except OSError as error:
            raise SettingsUnwritable(
                tr("The audit log cannot be written: {why}.").format(why=error.strerror),
                tr("Nothing is changed on a node without it; see {folder}.").format(
                    folder=self.path.parent
                ),
            ) from error

    def _make_room(self) -> None:
        """Set a full file aside; one that cannot be (open elsewhere, on Windows) grows on."""
        with contextlib.suppress(OSError):
            if self.path.stat().st_size < self._limit:
                return
            now = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%fZ")
            self.path.replace(self.path.with_name(f"{self.path.stem}-{now}{self.path.suffix}"))
            aside = sorted(self.path.parent.glob(f"{self.path.stem}-*{self.path.suffix}"))
            for path in aside[: -self._kept]:
                path.unlink(missing_ok=True)
