"""Settings from and to a file; nothing is taken over before the user has seen it."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from app import APP_SLUG
from app.core.cancel import Cancel
from app.core.errors import BadInput, UserError
from app.core.files import write_atomic
from app.core.i18n import tr
from app.core.listed import listed
from app.core.settings_transfer import (
    MAX_BYTES,
    Document,
    Transferred,
    read_document,
    write_document,
)
from app.look.components.file_dialogs import ask_file, ask_target
from app.panes.settings.import_dialog import ChangesChosen, ImportDialog
from app.panes.settings.planning import Change, content_of, plan_of
from app.state.hub import Notice, Severity
from app.workers.worker import once

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from app.state.hub import Hub
    from app.workers.job import Ended, Produced

_KINDS = tr("Settings (*.json);;All files (*)")


@dataclass(frozen=True, slots=True)
class _Written:
    path: Path
    left_out: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Read:
    path: Path
    document: Document


class Transfer(QObject):
    """Exports and imports; files are read and written by a worker."""

    def __init__(self, hub: Hub, window: QWidget) -> None:
        super().__init__(window)
        self._hub = hub
        self._window = window
        self._waiting = deque[Change]()
        self._done = 0
        self._problems: list[str] = []
        self._next = QTimer(self)
        self._next.setSingleShot(True)
        self._next.timeout.connect(self._take_next)

    def ask_place(self) -> None:
        """Ask where to, and export everything that was chosen."""
        title, name = tr("Export the settings"), f"{APP_SLUG}-settings.json"
        ask_target(self._window, title, name, self.export, kinds=_KINDS)

    def ask_file(self) -> None:
        """Ask which file, and show what it would change."""
        ask_file(self._window, tr("Import settings"), self.preview, kinds=_KINDS)

    def export(self, path: str) -> None:
        """Write everything that was chosen into a file."""
        content, place = content_of(self._hub), Path(path)
        self._start("settings:export", lambda _cancel: _write(content, place))

    def preview(self, path: str) -> None:
        """Show what a file would change."""
        place = Path(path)
        self._start("settings:import", lambda _cancel: _read(place))

    def _start(self, name: str, work: Callable[[Cancel], object]) -> None:
        worker = self._hub.supervisor.worker(name, once(work))
        worker.produced.connect(self._on_produced)
        worker.ended.connect(self._on_ended)
        self._hub.supervisor.start(worker)

    def _on_produced(self, produced: Produced) -> None:
        result = produced.value
        if isinstance(result, _Written):
            self._tell_written(result)
        elif isinstance(result, _Read):
            plan = plan_of(self._hub, result.document)
            dialog = ImportDialog(result.path.name, plan, self._window)
            dialog.chosen.connect(self._on_chosen)
            dialog.open()

    def _on_ended(self, ended: Ended) -> None:
        if ended.error is not None:
            self._hub.tell_error(ended.error, ended.traceback)

    def _tell_written(self, written: _Written) -> None:
        title = tr("Settings were exported to {name}.").format(name=written.path.name)
        if written.left_out:
            hint = tr("Left out, as it looks like a secret: {places}.")
            hint = hint.format(places=listed(written.left_out))
            self._hub.tell(Notice(Severity.WARNING, title, hint))
        else:
            hint = tr("No password and no token is in it: these stay in the keyring.")
            self._hub.tell(Notice(Severity.SUCCESS, title, hint))

    def _on_chosen(self, chosen: ChangesChosen) -> None:
        self._waiting.extend(chosen.changes)
        self._next.start()

    def _take_next(self) -> None:
        """Make one change: each is saved and shown, and a file may hold hundreds."""
        if not self._waiting:
            self._tell_taken()
            return
        change = self._waiting.popleft()
        self._next.start()
        try:
            change.apply()
            self._done += 1
        except UserError as error:
            self._problems.append(f"{change.title}: {error}")

    def _tell_taken(self) -> None:
        done, self._done = self._done, 0
        problems, self._problems = self._problems, []
        if done:
            title = tr("%n changes were taken over.", "One change was taken over.", done)
            self._hub.tell(Notice(Severity.SUCCESS, title))
        if problems:
            title = tr("%n changes could not be made.", "One change was not made.", len(problems))
            self._hub.tell(Notice(Severity.ERROR, title, listed(problems)))


def _write(content: Transferred, path: Path) -> _Written:
    data, left_out = write_document(content)
    try:
        write_atomic(path, data)
    except OSError as error:
        why = tr("{name} could not be written: {reason}.")
        why = why.format(name=path.name, reason=error.strerror or error)
        raise BadInput(why, tr("Choose another folder.")) from error
    return _Written(path, left_out)


def _read(path: Path) -> _Read:
    try:
        if not path.is_file():  # a pipe would never end
            raise BadInput(tr("{name} is no file.").format(name=path.name))
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        why = tr("{name} could not be read: {reason}.")
        raise BadInput(why.format(name=path.name, reason=error.strerror or error)) from error
    return _Read(path, read_document(data))
