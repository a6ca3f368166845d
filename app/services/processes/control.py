"""End a process of a node, and only that one: a pid that was given to another process is refused.

A process is known by its pid and the time it started. Both are looked up on the node in the same
short script that sends the signal, so nothing but a process that ends and is replaced between two
of its lines could be mistaken. Every try is in the audit log. All calls block and belong in a
worker.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from app.core.audit import AuditLog, AuditSubject
from app.core.cancel import Cancel
from app.core.errors import BadInput, RemoteError
from app.core.i18n import tr
from app.core.said import said as one_line
from app.services.telemetry.api import Process
from app.transport.api import Session

if TYPE_CHECKING:
    import psutil

PATIENCE_S = 5
"""Seconds that a process gets to end before the answer is that it is still there."""
_TIMEOUT_S = PATIENCE_S + 15.0
_INIT = 1


class Outcome(StrEnum):
    """How a process is after it was told to end."""

    ENDED = "ended"
    GONE = "gone"  # it had ended before
    REMAINS = "remains"  # it was told, and is still there
    WAITS = "waits"  # it is still there because it waits for a device (state D)


@dataclass(frozen=True, slots=True)
class Ending:
    """What to do: which process, how hard, and by whose right."""

    process: Process
    force: bool = False
    """SIGKILL instead of SIGTERM: it cannot tidy up."""
    as_root: bool = False
    """Try `sudo -n`: works where sudo asks for no password."""

    @property
    def signal(self) -> str:
        """The signal's name as kill(1) takes it."""
        return "KILL" if self.force else "TERM"

    @property
    def words(self) -> str:
        """What is done, for the audit log."""
        sudo = " with sudo" if self.as_root else ""
        return f"end process {self.process.pid} {self.process.name} (SIG{self.signal}{sudo})"


# Arguments: pid, start in clock ticks, signal, tries of 0.1 s, "sudo" or "". Prints one word, and
# after `refused` what sudo said. Fields of /proc/PID/stat are counted from the last bracket: a
# name may hold any character. State and start are the 3rd and 22nd.
_SCRIPT = r"""
pid=$1 wanted=$2 signal=$3 tries=$4 sudo=$5
look() {
    line=$(cat "/proc/$pid/stat" 2>/dev/null) || return 1
    set -- ${line##*)}
    state=$1 started=${20}
    [ "$started" = "$wanted" ] && [ "$state" != Z ] && [ "$state" != X ]
}
look || { [ -n "$started" ] && [ "$started" != "$wanted" ] && echo other || echo gone; exit 0; }
if [ -n "$sudo" ]; then
    said=$(LC_ALL=C sudo -n -- kill -s "$signal" "$pid" 2>&1)
else
    said=$(LC_ALL=C kill -s "$signal" "$pid" 2>&1)
fi || { look || { echo ended; exit 0; }; echo refused; echo "$said"; exit 0; }
while [ "$tries" -gt 0 ]; do
    look || { echo ended; exit 0; }
    sleep 0.1
    tries=$((tries - 1))
done
[ "$state" = D ] && echo waits || echo remains
"""


class ProcessEnder:
    """Ends processes, over a session or on this computer. Thread-safe."""

    def __init__(self, audit: AuditLog) -> None:
        self._audit = audit

    def end(
        self, session: Session, node: str, ending: Ending, *, cancel: Cancel | None = None
    ) -> Outcome:
        """Tell a process to end and wait a moment for it.

        Raises BadInput for a process that must stay or is another one by now, a RemoteError when
        the account may not, SessionLost or SettingsUnwritable.
        """
        _check(session, ending.process)
        with self._audit.change(AuditSubject(node, session.host_key), ending.words):
            if session.is_local:
                return _end_here(ending)
            return _end_there(session, ending, cancel)


def why_not(process: Process) -> str:
    """Say why a process cannot be ended, "" when it can be tried."""
    if process.started is None:
        return tr(
            "It is not known when it started: it cannot be told from one with the same number."
        )
    if process.pid <= _INIT:
        return tr("It is the system itself: restart the machine instead.")
    if process.command.startswith("[") and process.command.endswith("]"):
        return tr("It belongs to the kernel.")
    return ""


def _check(session: Session, process: Process) -> None:
    if why := why_not(process):
        raise BadInput(tr("Process {pid} cannot be ended.").format(pid=process.pid), why)
    if session.is_local and process.pid == os.getpid():
        raise BadInput(
            tr("This process is Spark Command Center itself."), tr("Quit it by its menu.")
        )


def _end_there(session: Session, ending: Ending, cancel: Cancel | None) -> Outcome:
    process = ending.process
    arguments = [str(process.pid), str(process.started), ending.signal, str(PATIENCE_S * 10)]
    argv = ["sh", "-c", _SCRIPT, "sh", *arguments, "sudo" if ending.as_root else ""]
    done = session.exec(argv, timeout=_TIMEOUT_S, cancel=cancel).check()
    word, _, words = done.text.strip().partition("\n")
    if word == "other":
        raise _other(process)
    if word == "refused":
        raise _refused(ending, one_line(words.strip().rpartition("\n")[2]))
    try:
        return Outcome(word)
    except ValueError:
        raise RemoteError(
            tr("Ending process {pid} gave no clear answer.").format(pid=process.pid)
        ) from None


def _end_here(ending: Ending) -> Outcome:
    import psutil

    try:
        process = psutil.Process(ending.process.pid)
        if started_of(process) != ending.process.started:
            raise _other(ending.process)
        if process.status() == psutil.STATUS_ZOMBIE:
            return Outcome.GONE
        process.kill() if ending.force else process.terminate()
    except psutil.NoSuchProcess:
        return Outcome.GONE
    except psutil.AccessDenied:
        raise _refused(ending, "") from None
    return _wait_here(process)


def _wait_here(process: psutil.Process) -> Outcome:
    import psutil

    try:
        process.wait(PATIENCE_S)
    except psutil.TimeoutExpired:
        pass
    else:
        return Outcome.ENDED
    try:
        state = process.status()
    except psutil.NoSuchProcess:
        return Outcome.ENDED
    if state == psutil.STATUS_ZOMBIE:
        return Outcome.ENDED
    return Outcome.WAITS if state == psutil.STATUS_DISK_SLEEP else Outcome.REMAINS


def _other(process: Process) -> BadInput:
    return BadInput(
        tr("Process {pid} is another one by now.").format(pid=process.pid),
        tr("{name} had ended, and its number was given away. Nothing was done.").format(
            name=process.name
        ),
    )


def _refused(ending: Ending, said: str) -> RemoteError:
    process = ending.process
    if ending.as_root:
        return RemoteError(
            tr("sudo did not end process {pid}: {why}.").format(
                pid=process.pid, why=said or tr("it gave no reason")
            ),
            tr("sudo works here only where it asks for no password."),
        )
    text = (
        tr("This account may not end process {pid} of {user}.")
        if process.owner.user
        else tr("This account may not end process {pid}.")
    )
    return RemoteError(
        text.format(pid=process.pid, user=process.owner.user),
        tr("Try with sudo, or end it as its owner."),
    )


def started_of(process: psutil.Process) -> int:
    """Return when a process of this computer started, as `Process.started` counts it."""
    import psutil

    if not psutil.LINUX:
        return int(process.create_time())  # as `this_desktop` reads it: there are no ticks
    try:
        with open(f"/proc/{process.pid}/stat", encoding="utf-8", errors="replace") as file:
            return int(file.read().rpartition(")")[2].split()[19])
    except (OSError, IndexError, ValueError):
        raise psutil.NoSuchProcess(process.pid) from None
