"""The benchmarks that are saved, those of others, and the one that goes on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.core.errors import UserError
from app.core.i18n import tr
from app.services.serving.benchmarks.api import BenchmarkProgress, BenchmarkRun, Sweep
from app.services.serving.benchmarks.store import RunProblem, StoredRuns
from app.state.errands import Errand, ErrandChanged, Progress
from app.state.hub import Notice, NoticeAction, Severity
from app.workers.job import Ended, Produced

if TYPE_CHECKING:
    from app.core.cancel import Cancel
    from app.services.serving.benchmarks.export import Format
    from app.services.serving.benchmarks.store import BenchmarkStore
    from app.services.serving.running.api import Endpoint, RunningModel
    from app.state.errands import Tell
    from app.state.hub import Hub
    from app.workers.worker import Worker

IF_STOPPED = tr("What was measured by then is kept, level by level.")


@dataclass(frozen=True, slots=True)
class _Found:
    stored: StoredRuns
    references: tuple[BenchmarkRun, ...]


class SavedRuns(QObject):
    """Knows all runs; whatever touches a file is done in a worker.

    Signals:
        changed: the runs, or what is known of them.
    """

    changed = Signal()

    def __init__(self, hub: Hub, parent: QObject) -> None:
        super().__init__(parent)
        self._hub = hub
        self.runs: tuple[BenchmarkRun, ...] = ()
        self.references: tuple[BenchmarkRun, ...] = ()
        self.problems: tuple[RunProblem, ...] = ()
        self.is_known = False
        """Whether the folder was read."""
        self.last_added = ""
        """The run that was added last, by a benchmark or an import."""
        self._loading: Worker | None = None
        self._again = False
        self._workers: set[Worker] = set()
        hub.errands.changed.connect(self._on_errand)

    def load(self) -> None:
        """Read the folder anew; `changed` tells."""
        if self._loading is not None:
            self._again = True  # what changed meanwhile it may have read before
            return
        self._again = False
        folder = self._hub.serving.paths.benchmarks

        def read(_cancel: Cancel) -> object:
            from app.services.serving.benchmarks.store import BenchmarkStore, references

            return _Found(BenchmarkStore(folder).load(), references())

        worker = self._loading = self._hub.serving.work(read)
        worker.produced.connect(self._on_found)
        worker.ended.connect(self._on_loaded)
        self._hub.serving.start(worker)

    @property
    def running(self) -> tuple[Errand, ...]:
        """The benchmarks that go on."""
        errands = self._hub.errands.all()
        return tuple(each for each in errands if each.is_running and progress_of(each) is not None)

    def all(self) -> tuple[BenchmarkRun, ...]:
        """Return every run: what goes on, what is saved, those of others."""
        live = [value.run for each in self.running if (value := progress_of(each)) is not None]
        return (*live, *self.runs, *self.references)

    def is_reference(self, run: BenchmarkRun) -> bool:
        """Whether a run came with this program."""
        return any(each.id == run.id for each in self.references)

    def is_live(self, run: BenchmarkRun) -> bool:
        """Whether a run goes on."""
        return any(
            value.run.id == run.id
            for each in self.running
            if (value := progress_of(each)) is not None
        )

    def live_run(self, errand: int | None) -> BenchmarkRun | None:
        """Return what an errand has measured by now."""
        found = self._hub.errands.get(errand) if errand is not None else None
        value = progress_of(found) if found is not None else None
        return value.run if value is not None else None

    def is_measured(self, endpoint: Endpoint) -> bool:
        """Whether a benchmark of a model goes on."""
        return any(
            each.node == endpoint.node and value.run.subject.model == endpoint.model_id
            for each in self.running
            if (value := progress_of(each)) is not None
        )

    # Changing

    def begin(self, model: RunningModel, sweep: Sweep, key: str = "") -> int:
        """Begin a benchmark as an errand and return its id; `key` is that of the endpoint."""
        serving = self._hub.serving
        recipes = serving.recipes()
        recipe = recipes.find(model.recipe) if recipes is not None and model.recipe else None
        node = model.endpoint.node

        def work(cancel: Cancel, tell: Tell) -> object:
            from app.services.serving.benchmarks.measuring import benchmark_model
            from app.services.serving.benchmarks.store import BenchmarkStore

            def on_progress(progress: BenchmarkProgress) -> None:
                tell(Progress(progress.fraction, progress.detail, progress))

            run = benchmark_model(
                serving.reach(node),
                model,
                recipe,
                sweep,
                cancel,
                on_progress,
                store=BenchmarkStore(serving.paths.benchmarks),
                book=serving.measured,
                key=key,
            )
            return _notice(run)

        title = tr("Benchmarking {title}").format(title=model.title)
        return self._hub.errands.start(node, title, work, if_stopped=IF_STOPPED)

    def delete(self, runs: Sequence[BenchmarkRun]) -> None:
        """Delete runs; the user can undo that."""
        gone = tuple(runs)

        def remove(store: BenchmarkStore) -> None:
            for run in gone:
                store.delete(run.id)

        self._change(remove)
        many = (
            gone[0].subject.title
            if len(gone) == 1
            else tr("{gone} benchmarks").format(gone=len(gone))
        )
        undo = NoticeAction(tr("Undo"), partial(self._bring_back, gone))
        title = (
            tr("The benchmark of {many} was deleted.").format(many=many)
            if len(gone) == 1
            else tr("{many} deleted.").format(many=many)
        )
        self._hub.tell(Notice(Severity.INFO, title, action=undo))

    def take_in(self, file: Path) -> None:
        """Import a file."""

        def read(store: BenchmarkStore) -> object:
            return store.take_in(file)

        self._change(read)

    def export(self, runs: Sequence[BenchmarkRun], how: Format, file: Path) -> None:
        """Write runs to a file of somebody's choice."""

        def write(_store: BenchmarkStore) -> object:
            from app.core.files import write_atomic
            from app.services.serving.benchmarks.export import export

            try:
                write_atomic(file, export(runs, how), mode=0o644)
            except OSError as error:
                raise UserError(
                    tr("{file} cannot be written: {why}.").format(file=file, why=error.strerror)
                ) from error
            return Notice(Severity.SUCCESS, tr("The benchmarks were saved."), str(file))

        self._change(write)

    # Private

    def _bring_back(self, runs: tuple[BenchmarkRun, ...]) -> None:
        self._change(lambda store: [store.save(run) for run in runs])

    def _change(self, change: Callable[[BenchmarkStore], object]) -> None:
        folder = self._hub.serving.paths.benchmarks

        def work(_cancel: Cancel) -> object:
            from app.services.serving.benchmarks.store import BenchmarkStore

            return change(BenchmarkStore(folder))

        worker = self._hub.serving.work(work)
        worker.produced.connect(self._on_changed)
        worker.ended.connect(self._on_change_ended)
        self._workers.add(worker)
        self._hub.serving.start(worker)

    def _on_found(self, produced: Produced) -> None:
        if isinstance(produced.value, _Found):
            found = produced.value
            self.runs, self.problems = found.stored.runs, found.stored.problems
            self.references, self.is_known = found.references, True

    def _on_loaded(self, ended: Ended) -> None:
        self._loading = None
        if ended.error is not None and not ended.cancelled:
            self._hub.tell_error(ended.error, ended.traceback)
        self.changed.emit()
        if self._again:
            self.load()

    def _on_changed(self, produced: Produced) -> None:
        if isinstance(produced.value, BenchmarkRun):
            self.last_added = produced.value.id
        if isinstance(produced.value, Notice):
            self._hub.tell(produced.value)

    def _on_change_ended(self, ended: Ended) -> None:
        self._workers = {each for each in self._workers if each.name != ended.job}
        if ended.error is not None and not ended.cancelled:
            self._hub.tell_error(ended.error, ended.traceback)
        self.load()

    def _on_errand(self, changed: ErrandChanged) -> None:
        value = progress_of(changed.errand)
        if value is None:
            return
        if changed.errand.is_running:
            self.changed.emit()
            return
        self.last_added = value.run.id
        self.load()


def progress_of(errand: Errand) -> BenchmarkProgress | None:
    """Return how far a benchmark is; None for other errands, and before it has begun."""
    value = errand.progress.value
    return value if isinstance(value, BenchmarkProgress) else None


def _notice(run: BenchmarkRun) -> Notice:
    title = tr("The benchmark of {title} is done.").format(title=run.subject.title)
    if run.why:
        return Notice(
            Severity.WARNING,
            tr("The benchmark of {title} stopped.").format(title=run.subject.title),
            run.why,
        )
    return Notice(Severity.SUCCESS, title, announce=True)
