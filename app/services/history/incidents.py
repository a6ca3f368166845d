"""Incidents: a machine vanished and came back restarted. How one is recognised and explained."""

from __future__ import annotations

import re
from dataclasses import replace

from app.core import units
from app.core.cancel import Cancel
from app.core.errors import RemoteError
from app.core.i18n import tr
from app.core.log import redact
from app.core.said import plain
from app.services.history.api import Incident, LastSeen
from app.transport.api import Session

LINES = 200
JOURNAL = (
    "journalctl", "--boot=-1", f"--lines={LINES}", "--no-pager", "--output=short-iso",
)  # fmt: skip
"""What the machine wrote last before it was started anew."""
MAX_BYTES = 512 * 1024
MAX_TAIL = 64 * 1024
"""Characters of the journal's end that are kept."""
MOST = 6
"""Incidents of one machine in `MOST_S`: one that restarts for ever is explained by then."""
MOST_S = 3600.0
WATCHED_S = 600.0
"""Seconds before a restart in which a machine that counts as watched was last seen."""
_TIMEOUT_S = 20.0
_SHOWN = 300
_SHUTDOWN = re.compile(
    r"systemd-shutdown|Reached target (?:shutdown|reboot|poweroff|halt)"
    r"|Reached target (?:System )?(?:Shutdown|Reboot|Power[ -]Off|Halt)"
    r"|systemd\[1\]: Shutting down\.|systemd-journald\[\d+\]: Journal stopped",
)
_NONE_KEPT = ("No such boot ID", "no persistent journal")
"""What journalctl says where the journal is lost with each restart."""
_JOIN = tr("sudo usermod -aG systemd-journal USER lets it, from the next login on.")


class RestartWatch:
    """Follows one machine and notices when it was started anew. No clock of its own.

    A restart that no program watched is an incident only where there is something to explain it
    with: the connection was lost while one watched, or the machine was seen until shortly before.
    Somebody who closes the program and restarts a machine the next day has not had one.
    """

    def __init__(self, key: str) -> None:
        self.key = key
        self._boot_id: str | None = None
        self._seen_at: float | None = None
        self._found: list[float] = []

    def sample(self, time: float) -> None:
        """Note that the machine was there."""
        self._seen_at = time

    def boot(
        self,
        boot_id: str | None,
        time: float,
        uptime_s: float | None = None,
        last_seen: LastSeen | None = None,
    ) -> Incident | None:
        """Take the id of the machine's present start; return an incident when it is another one.

        A machine that does not tell its id, or that was never seen before, has none; nor has one
        that had `MOST` in the last hour.

        Args:
            boot_id: of the present start.
            time: the present.
            uptime_s: for how long the machine runs, where it is known.
            last_seen: how a program before this one saw it; counts until it is seen here.
        """
        before, seen_at, watched = self._boot_id, self._seen_at, True
        if boot_id is None:
            return None
        self._boot_id = boot_id
        if before is None and last_seen is not None:
            unwatched_s = time - (uptime_s or 0.0) - last_seen.time
            if last_seen.vanished or unwatched_s <= WATCHED_S:
                before, seen_at = last_seen.description.boot_id, last_seen.time
                watched = last_seen.vanished
        if before is None or before == boot_id or seen_at is None:
            return None
        self._found = [at for at in self._found if 0 <= time - at < MOST_S]
        if len(self._found) >= MOST:
            return None
        self._found.append(time)
        lost = min(seen_at, time)
        unseen = units.duration(time - lost)
        if watched:
            summary = tr("It was silent for {unseen} and came back restarted.").format(
                unseen=unseen
            )
        else:
            summary = tr("Nobody watched it for {unseen}; it was restarted meanwhile.").format(
                unseen=unseen
            )
        return Incident(self.key, lost, time, before, boot_id, summary)


def with_journal(incident: Incident, session: Session, cancel: Cancel | None = None) -> Incident:
    """Ask the machine for the end of its journal, and say in the summary what that tells.

    Secrets in it are masked. Raises only `SessionLost` and `Cancelled`.
    """
    try:
        done = session.exec(JOURNAL, timeout=_TIMEOUT_S, max_output=MAX_BYTES, cancel=cancel)
        journal = plain(redact(done.check().text).strip()[-MAX_TAIL:])
    except RemoteError as error:
        reason = tr("Its journal of before cannot be read: {message}.").format(
            message=error.message.rstrip(".")
        )
        if any(words in error.message for words in _NONE_KEPT):
            reason = tr("Its journal does not reach back before the restart.")
        elif "permission" in error.message:
            reason = f"{reason} {_JOIN}"
        return replace(incident, summary=f"{incident.summary} {reason}")
    entries = [line for line in journal.splitlines() if not line.startswith("-- ")]
    if not entries:
        reason = tr("Its journal of before is empty or hidden from this account.")
        return replace(incident, summary=f"{incident.summary} {reason} {_JOIN}")
    if ended_in_order(journal):
        told = tr("It was shut down in order, says its journal.")
    else:
        told = tr(
            "Its journal breaks off without a shutdown: it froze, lost power or was "
            "reset. The last entry: {entries}"
        ).format(entries=entries[-1][:_SHOWN])
    return replace(incident, summary=f"{incident.summary} {told}", journal_tail=journal)


def ended_in_order(journal: str) -> bool:
    """Whether the end of a journal tells of a shutdown."""
    return _SHUTDOWN.search(journal) is not None
