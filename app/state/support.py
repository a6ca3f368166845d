"""SupportState: what is handed over when something is wrong. Nothing is sent by it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.core.errors import BadInput, UserError
from app.core.i18n import tr
from app.workers.worker import once, streaming

if TYPE_CHECKING:
    from app.core.cancel import Cancel
    from app.core.ids import NodeId
    from app.core.paths import Paths
    from app.services.support.bundle import Part
    from app.services.support.crash_reports import CrashReport
    from app.services.support.licences import Bundled
    from app.services.support.node_facts import NodeFacts
    from app.services.support.scrub import Kind, Scrubber
    from app.state.hub import Hub
    from app.workers.job import Ended, Produced
    from app.workers.supervisor import Supervisor
    from app.workers.worker import Job

Versions = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class PartMade:
    """One more text is there, redacted."""

    part: Part


@dataclass(frozen=True, slots=True)
class GatheringEnded:
    """There are no more texts."""

    taken: tuple[tuple[Kind, int], ...]
    """How many different things of each kind were taken out."""
    error: UserError | None = None
    cancelled: bool = False


@dataclass(frozen=True, slots=True)
class Answered:
    """What a worker was asked for once; None with an error."""

    value: object
    error: UserError | None = None


@dataclass(frozen=True, slots=True)
class CrashFound:
    """What an earlier run left, made a report of."""

    report: CrashReport


class Gathering(QObject):
    """Texts that come from a worker, one after another.

    Signals:
        made: there is one more.
        ended: there are no more; once.
    """

    made = Signal(PartMade)
    ended = Signal(GatheringEnded)

    def __init__(self, supervisor: Supervisor, name: str, job: Job, parent: QObject) -> None:
        super().__init__(parent)
        self._taken: tuple[tuple[Kind, int], ...] = ()
        self._worker = supervisor.worker(name, job)
        self._worker.produced.connect(self._on_produced)
        self._worker.ended.connect(self._on_ended)
        self._supervisor = supervisor

    def start(self) -> None:
        """Begin."""
        self._supervisor.start(self._worker)

    def stop(self) -> None:
        """Ask for no more."""
        self._worker.stop()

    def _on_produced(self, produced: Produced) -> None:
        from app.services.support.bundle import Part

        if isinstance(produced.value, Part):
            self.made.emit(PartMade(produced.value))
        elif isinstance(produced.value, tuple):
            self._taken = produced.value

    def _on_ended(self, ended: Ended) -> None:
        self.ended.emit(GatheringEnded(self._taken, ended.error, ended.cancelled))


class Question(QObject):
    """One answer of a worker.

    Signals:
        answered: once, unless it was stopped.
    """

    answered = Signal(Answered)

    def __init__(self, supervisor: Supervisor, name: str, job: Job, parent: QObject) -> None:
        super().__init__(parent)
        self._worker = supervisor.worker(name, job)
        self._worker.produced.connect(self._on_produced)
        self._worker.ended.connect(self._on_ended)
        supervisor.start(self._worker)

    def _on_produced(self, produced: Produced) -> None:
        self.answered.emit(Answered(produced.value))

    def _on_ended(self, ended: Ended) -> None:
        if ended.error is not None and not ended.cancelled:
            self.answered.emit(Answered(None, ended.error))


class SupportState(QObject):
    """Gathers texts in workers and keeps reports of crashes.

    Signals:
        crash_found: an earlier run left something.
    """

    crash_found = Signal(CrashFound)

    def __init__(self, hub: Hub, paths: Paths) -> None:
        super().__init__(hub)
        self._hub = hub
        self.paths = paths

    def bundle(self, versions: Versions, parent: QObject) -> Gathering:
        """Return what makes the texts of a support bundle; it is to be started."""
        facts, paths = self._facts(), self.paths

        def texts(scrubber: Scrubber, cancel: Cancel) -> Iterator[object]:
            from app.services.support.bundle import BundleOrder, collect
            from app.services.support.licences import package_versions

            order = BundleOrder(paths, versions, facts, package_versions())
            yield from collect(order, scrubber, cancel)

        return self._gathering("support-bundle", facts, texts, parent)

    def capture(self, node: NodeId, parent: QObject) -> Gathering:
        """Return what captures what a node prints; it is to be started."""
        facts, slot = self._facts(), self._hub.sessions.slot(node)

        def texts(scrubber: Scrubber, cancel: Cancel) -> Iterator[object]:
            from app.services.support.capture import capture, names_of

            session = slot.session
            if session is None:
                raise BadInput(tr("The node is not connected."), tr("Connect it first."))
            scrubber.learn(names_of(session, cancel))
            yield from capture(session, scrubber, cancel)

        return self._gathering(f"capture:{node}", facts, texts, parent)

    def save(self, path: Path, parts: Sequence[Part], about: str, parent: QObject) -> Question:
        """Save texts as a zip file; the answer is its size."""

        def write(_cancel: Cancel) -> int:
            from app.services.support.bundle import save

            try:
                return save(path, parts, about)
            except OSError as error:
                problem = tr("{name} could not be saved: {reason}.").format(
                    name=path.name, reason=error.strerror or error
                )
                raise UserError(problem, tr("Choose another place.")) from error

        return Question(self._hub.supervisor, "support-save", once(write), parent)

    def take_left(self, versions: Versions) -> None:
        """Make a report of what the last run left; `crash_found` tells."""
        facts, paths = self._facts(), self.paths

        def take(_cancel: Cancel) -> CrashReport | None:
            from app.services.support.crash_reports import take_left

            try:
                return take_left(paths, versions, _scrubber(facts))
            except OSError:  # a full disk: it is still there at the next start
                return None

        asked = Question(self._hub.supervisor, "crash-report", once(take), self)
        asked.answered.connect(self._on_left)

    def read_reports(self, parent: QObject) -> Question:
        """Ask for the reports that are kept: a tuple of CrashReport."""
        paths = self.paths

        def read(_cancel: Cancel) -> tuple[CrashReport, ...]:
            from app.services.support.crash_reports import reports

            return reports(paths)

        return Question(self._hub.supervisor, "crash-reports", once(read), parent)

    def delete_report(self, report: CrashReport, parent: QObject) -> Question:
        """Delete a report; the answer is those that are left."""
        paths = self.paths

        def delete(_cancel: Cancel) -> tuple[CrashReport, ...]:
            from app.services.support import crash_reports

            try:
                crash_reports.delete(report)
            except OSError as error:
                words = tr("The report could not be deleted: {reason}.")
                raise UserError(words.format(reason=error.strerror or error)) from error
            return crash_reports.reports(paths)

        return Question(self._hub.supervisor, "crash-report-delete", once(delete), parent)

    def read_licences(self, parent: QObject) -> Question:
        """Ask what the program is made of: a tuple of Bundled."""

        def read(_cancel: Cancel) -> tuple[Bundled, ...]:
            from app.services.support.licences import bundled

            return bundled()

        return Question(self._hub.supervisor, "licences", once(read), parent)

    def read_licence(self, of: Bundled, parent: QObject) -> Question:
        """Ask for the words of a licence: a tuple of whose it is, and the words."""
        job = once(lambda _cancel: (of.name, of.text))
        return Question(self._hub.supervisor, "licence", job, parent)

    def _gathering(
        self,
        name: str,
        facts: Sequence[NodeFacts],
        texts: Callable[[Scrubber, Cancel], Iterator[object]],
        parent: QObject,
    ) -> Gathering:
        def gather(cancel: Cancel) -> Iterator[object]:
            scrubber = _scrubber(facts)
            yield from texts(scrubber, cancel)
            yield tuple(scrubber.taken.items())

        return Gathering(self._hub.supervisor, name, streaming(gather), parent)

    def _facts(self) -> list[NodeFacts]:
        from app.services.support.node_facts import NodeFacts

        hub = self._hub
        return [
            NodeFacts(
                node,
                str(hub.sessions.status(node.id).phase),
                hub.telemetry.machine(node.id),
                hub.telemetry.latest(node.id),
            )
            for node in hub.nodes.all()
        ]

    def _on_left(self, answered: Answered) -> None:
        from app.services.support.crash_reports import CrashReport

        if isinstance(answered.value, CrashReport):
            self.crash_found.emit(CrashFound(answered.value))


def _scrubber(facts: Sequence[NodeFacts]) -> Scrubber:
    """Return what takes out the names of these nodes and of this computer. For a worker."""
    from app.services.support.node_facts import known_names, of_this_computer
    from app.services.support.scrub import Scrubber

    return Scrubber([*known_names(facts), *of_this_computer()])
