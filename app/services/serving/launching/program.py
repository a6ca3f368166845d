"""ProgramLaunch: an engine that is a program of the node, from its commands to its first token."""

from __future__ import annotations

import contextlib
import threading
import time
from typing import TYPE_CHECKING

from app.core.cancel import Cancel
from app.core.errors import Cancelled, CommandCenterError, RemoteError, SessionLost
from app.core.i18n import tr
from app.core.said import said
from app.services.containers.masking import masked_words
from app.services.serving.api import Phase
from app.services.serving.launching.failure import IT_SAID, LaunchFailed, last_words
from app.services.serving.launching.watch import ReadyWatch
from app.transport.quoting import command_line

if TYPE_CHECKING:
    from app.services.serving.api import LaunchPlan, Step
    from app.services.serving.launching.job import LaunchJob
    from app.services.serving.reach import NodeReach
    from app.transport.api import Session, Stream

ALIVE_S = 1.0
"""Between two looks whether a program still runs."""
TELL_S = 0.2
"""Between two times that it tells how far a step is, however much that prints."""
_ALIVE = """\
[ -f "$1.pid" ] || exit 0
case $(ps -o stat= -p "$(cat "$1.pid")") in ""|Z*) exit 1;; esac"""
"""Fails when the process whose number stands beside the log is gone."""
_RUNS = f'[ -f "$1.pid" ] || exit 1\n{_ALIVE}'
_TAKEN_BACK_S = 60.0
"""Seconds that a command which takes a step back may take."""


class ProgramLaunch:
    """One launch by commands on the node; a step whose session was lost is done again."""

    def __init__(self, job: LaunchJob) -> None:
        self._job = job
        self._done = 0
        self.has_begun = False
        """Whether there may be something to take back."""
        self._watch = ReadyWatch(job)
        self._log: _Tail | None = None
        self._alive_due = 0.0
        self._told_due = 0.0

    def run(self) -> str:
        """Return when its model answers; the empty text: there is no container."""
        job = self._job
        subject = job.reach.subject()
        with job.reach.audit.change(subject, self._words()):
            self._over_sessions()
        return ""

    def undo(self) -> None:
        """Take back what the steps did, as far as it goes. SessionLost while not connected."""
        run_undo(self._job.reach, self._job.plan)

    def _words(self) -> str:
        job = self._job
        commands = "; ".join(command_line(masked_words(each.argv)) for each in job.plan.steps)
        return f"Deploy {said(job.title)} with {job.engine.title}: {said(commands, limit=1000)}"

    def _wait_for_turn(self) -> None:
        job = self._job
        while who := job.take_turn():
            job.wait_for(
                tr("{who} is being started there: what it takes is not taken yet.").format(who=who)
            )
            if job.cancel.wait(job.patience.turn_s):
                raise Cancelled
        job.gate.wait(job.cancel, job.wait_for)

    def _over_sessions(self) -> None:
        job = self._job
        while True:
            try:
                self._once(job.reach.session())
                return
            except SessionLost as error:
                job.wait_for(error.message)
                if job.cancel.wait(0.5):  # a session that is lost may not know it yet
                    raise Cancelled from None
                job.reach.holder.wait_for_session(job.cancel)
                job.wait_for("")
            finally:
                if self._log is not None:
                    self._log.stop()
                    self._log = None

    def _once(self, session: Session) -> None:
        job, plan = self._job, self._job.plan
        job.board.heard()
        if not self._done and not self._runs_already(session):
            self._wait_for_turn()
            self.has_begun = True
        if plan.folders and not self._done:
            session.exec(["mkdir", "-p", "--", *plan.folders], cancel=job.cancel).check()
        while self._done < len(plan.steps):
            self._step(session, plan.steps[self._done])
            self._done += 1
        job.board.enter(Phase.LOADING)
        if plan.log:
            self._log = _Tail(job, session)
        while not self._watch.look(session):
            self._check_alive(session)
            job.board.publish()
            if job.cancel.wait(job.patience.look_s):
                raise Cancelled

    def _runs_already(self, session: Session) -> bool:
        """Whether it was started by an earlier run of this program, or before a lost session."""
        job, plan = self._job, self._job.plan
        if not (job.is_resumed or self.has_begun) or not plan.log:
            return False
        done = session.exec(["sh", "-c", _RUNS, "sh", plan.log], cancel=job.cancel)
        job.cancel.raise_if_cancelled()
        if done.exit_status == 0:
            self._done, self.has_begun = len(plan.steps), True
        return done.exit_status == 0

    def _check_alive(self, session: Session) -> None:
        """Raise why a program that was started in the background ended, if it did."""
        job, log = self._job, self._job.plan.log
        if not log or time.monotonic() < self._alive_due:
            return
        self._alive_due = time.monotonic() + ALIVE_S
        if session.exec(["sh", "-c", _ALIVE, "sh", log], cancel=job.cancel).exit_status == 0:
            return
        told = session.exec(["tail", "-n", "200", "--", log], cancel=job.cancel).text
        job.cancel.raise_if_cancelled()
        lines = tuple(said(line, limit=2000) for line in told.splitlines() if line.strip())
        words = last_words(lines)
        raise LaunchFailed(
            tr("{title} ended before it was ready.").format(title=job.title),
            IT_SAID.format(words=words) if words else tr("It printed nothing."),
            phase=job.board.phase,
            lines=lines,
        )

    def _step(self, session: Session, step: Step) -> None:
        job = self._job
        job.board.enter(step.phase)
        job.board.say(None, step.title)
        job.board.publish()
        stream = session.stream(step.argv)
        lines: list[str] = []
        try:
            for line in stream.lines(job.cancel):
                text = line.decode("utf-8", "replace")
                lines = [*lines[-200:], said(text, limit=2000)]
                job.board.hear(text)
                if time.monotonic() >= self._told_due:
                    self._told_due = time.monotonic() + TELL_S
                    job.board.publish()
        finally:
            stream.close()
        self._check(step, stream, lines)

    def _check(self, step: Step, stream: Stream, lines: list[str]) -> None:
        status = stream.exit_status
        if status == 0:
            return
        if status is None and self._job.reach.slot.session is None:
            raise SessionLost(tr("{name} is not connected.").format(name=self._job.reach.name))
        words = said(stream.stderr_tail.strip().replace("\n", " · "), limit=600)
        raise LaunchFailed(
            tr("{title}: {program} ended with status {status}.").format(
                title=step.title, program=said(step.argv[0]), status=status
            ),
            IT_SAID.format(words=words or last_words(lines) or tr("nothing", "what it said")),
            phase=step.phase,
            lines=(*lines, *stream.stderr_tail.splitlines()),
            exit_status=status,
        )


class _Tail:
    """Reads the file that a program prints into, on a thread of its own."""

    def __init__(self, job: LaunchJob, session: Session) -> None:
        self._job = job
        self._session = session
        self._cancel = Cancel()
        self._thread = threading.Thread(target=self._read, name="launch-log", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop reading."""
        self._cancel.cancel()
        self._thread.join(5.0)

    def _read(self) -> None:
        with contextlib.suppress(CommandCenterError):  # a file that cannot be read shows no phases
            argv = ["tail", "-n", "2000", "-F", "--", self._job.plan.log]
            stream = self._session.stream(argv)
            try:
                for line in stream.lines(self._cancel):
                    self._job.board.hear(line.decode("utf-8", "replace"))
            finally:
                stream.close()


def run_undo(reach: NodeReach, plan: LaunchPlan) -> None:
    """Run the commands that take back what a plan's steps did; one that fails is left."""
    session = reach.session()
    subject = reach.subject()
    for argv in plan.undo:
        what = f"Take back: {said(command_line(masked_words(argv)), limit=500)}"
        with contextlib.suppress(RemoteError), reach.audit.change(subject, what):
            session.exec(argv, timeout=_TAKEN_BACK_S).check()
