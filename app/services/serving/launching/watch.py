"""ReadyWatch: follows a launch from its engine's first answer to its first token."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from app.core.i18n import tr
from app.core.units import duration
from app.services.serving.api import Phase
from app.services.serving.launching.failure import LaunchFailed, last_words
from app.services.serving.launching.readiness import NotAnswering, Standing, listed_words

if TYPE_CHECKING:
    from app.services.serving.launching.job import LaunchJob
    from app.transport.api import Session


class ReadyWatch:
    """Looks whether a model answers. For one thread."""

    def __init__(self, job: LaunchJob) -> None:
        self._job = job
        self._healthy_since: float | None = None

    def look(self, session: Session) -> bool:
        """Return whether it is ready; LaunchFailed when waiting longer would be in vain."""
        job = self._job
        try:
            ready = self._look(session)
        except NotAnswering as error:
            lines = job.board.lines
            raise LaunchFailed(
                error.message, error.hint, phase=job.board.phase, lines=lines
            ) from error
        if not ready:
            self._check_silence()
        return ready

    def _look(self, session: Session) -> bool:
        job, readiness = self._job, self._job.readiness
        if readiness.look(session, job.cancel) is not Standing.HEALTHY:
            self._healthy_since = None
            return False
        now = time.monotonic()
        if self._healthy_since is None:
            self._healthy_since = now
            job.board.enter(Phase.CHECKING)
            job.board.publish()
        if readiness.is_listed(session, job.cancel):
            return readiness.complete(session, job.cancel)
        if now - self._healthy_since >= job.patience.listed_s:
            raise NotAnswering(
                tr("{title} answers, but does not list {model_id}.").format(
                    title=job.engine.title, model_id=job.plan.model_id
                ),
                tr("It lists {names}.").format(names=listed_words(readiness.listed)),
            )
        return False

    def _check_silence(self) -> None:
        job = self._job
        silent_s = job.board.silent_s
        if silent_s < job.patience.silence_s:
            return
        words = last_words(job.board.lines)
        raise LaunchFailed(
            tr("Nothing was heard of {title} for {duration}, and it is not ready.").format(
                title=job.title, duration=duration(silent_s)
            ),
            tr("It said last: {words}").format(words=words) if words else tr("It printed nothing."),
            phase=job.board.phase,
            lines=job.board.lines,
        )
