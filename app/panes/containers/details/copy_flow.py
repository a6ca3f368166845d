"""CopyFlow: asks where to and what may be replaced, then copies as an errand."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QStandardPaths, Signal
from PySide6.QtWidgets import QWidget

from app.core import units
from app.core.i18n import tr
from app.core.listed import listed
from app.core.said import said
from app.look.components.confirm import ConfirmDialog
from app.look.components.file_dialogs import ask_files, ask_folder, ask_target
from app.panes.containers.details.file_rows import FOLDER
from app.services.containers.unpacking import local_name
from app.state.errands import Errand, ErrandChanged, Progress
from app.state.hub import Notice, Severity

if TYPE_CHECKING:
    from app.core.cancel import Cancel
    from app.core.ids import NodeId
    from app.services.containers.api import Container
    from app.services.containers.engine import Engine
    from app.services.containers.file_copies import Copied, Copying, FileCopies
    from app.services.containers.files import FileEntry
    from app.state.errands import Tell
    from app.state.hub import Hub
    from app.workers.job import Ended, Produced


@dataclass(frozen=True, slots=True)
class Copy:
    """One errand of this flow."""

    container: str
    """Its id."""
    where: str
    """`to ~/Downloads`, `into /data`."""
    folder: str
    """Of the container, that another file is in when it is done; empty for a download."""


@dataclass(frozen=True, slots=True)
class CopyChanged:
    """An errand of this flow began, went on or ended."""

    errand: Errand
    copy: Copy


@dataclass(frozen=True, slots=True)
class _Upload:
    """What shall be sent where, while it is asked whether names are taken."""

    node: NodeId
    container: Container
    sources: tuple[Path, ...]
    folder: str


class CopyFlow(QObject):
    """Downloads and uploads for one tab. What it started goes on when the tab is gone.

    Signals:
        changed: a copy is further, or over.
    """

    changed = Signal(CopyChanged)

    def __init__(self, hub: Hub, parent: QWidget) -> None:
        super().__init__(parent)
        self._hub = hub
        self._widget = parent
        self._copies: dict[int, Copy] = {}
        self._going_on: set[int] = set()
        self._asked: dict[str, _Upload] = {}
        hub.errands.changed.connect(self._on_errand)

    def running(self, container: str) -> list[CopyChanged]:
        """Return the copies of a container that are still listed, the newest first."""
        found = ((errand, self._copies.get(errand.id)) for errand in self._hub.errands.all())
        return [
            CopyChanged(errand, copy)
            for errand, copy in found
            if copy is not None and copy.container == container
        ]

    def again(self, errand: int) -> None:
        """Start a copy anew that failed or was cancelled."""
        begun = self._hub.errands.again(errand)
        if begun is not None:
            self._follow(begun, self._copies.pop(errand))

    # Out of the container

    def ask_where(
        self, node: NodeId, container: Container, folder: str, entries: Sequence[FileEntry]
    ) -> None:
        """Ask where to, and copy there."""
        places = QStandardPaths.StandardLocation
        start = QStandardPaths.writableLocation(places.DownloadLocation)
        if len(entries) == 1 and entries[0].kind != FOLDER:
            chosen = partial(self._on_file, node, container, folder, entries[0])
            name = local_name(entries[0].name)
            ask_target(self._widget, tr("Download"), name, chosen, folder=start)
        else:
            chosen = partial(self._on_folder, node, container, folder, entries)
            ask_folder(self._widget, tr("Download into"), chosen, folder=start)

    def _on_file(
        self, node: NodeId, container: Container, folder: str, entry: FileEntry, target: str
    ) -> None:
        path = Path(target)
        self.download(node, container, folder, entry, path, replace=path.exists())

    def _on_folder(
        self,
        node: NodeId,
        container: Container,
        folder: str,
        entries: Sequence[FileEntry],
        target: str,
    ) -> None:
        for entry in entries:
            path = free_path(Path(target) / local_name(entry.name))
            self.download(node, container, folder, entry, path)

    def download(
        self,
        node: NodeId,
        container: Container,
        folder: str,
        entry: FileEntry,
        target: Path,
        *,
        replace: bool = False,
    ) -> None:
        """Copy a file or folder to `target`; `replace`: the user has said that it may."""
        source = posixpath.join(folder, entry.name)

        def copy(copies: FileCopies) -> Copied:
            return copies.download(source, target, replace=replace)

        title = tr("Downloading {shown} of {name}").format(shown=entry.shown, name=container.name)
        self._start(
            node, title, Copy(container.id, tr("to {target}").format(target=target), ""), copy
        )

    # Into the container

    def ask_what(self, node: NodeId, container: Container, folder: str, *, folders: bool) -> None:
        """Ask which files, or which folder, and send them."""
        home = str(Path.home())
        title = tr("Upload into {folder}").format(folder=said(folder))
        if folders:
            chosen = partial(self._on_source, node, container, folder)
            ask_folder(self._widget, title, chosen, folder=home)
        else:
            some = partial(self._on_sources, node, container, folder)
            ask_files(self._widget, title, some, folder=home)

    def _on_source(self, node: NodeId, container: Container, folder: str, path: str) -> None:
        self.upload(node, container, [Path(path)], folder)

    def _on_sources(
        self, node: NodeId, container: Container, folder: str, paths: Sequence[str]
    ) -> None:
        self.upload(node, container, [Path(path) for path in paths], folder)

    def upload(
        self, node: NodeId, container: Container, sources: Sequence[Path], folder: str
    ) -> None:
        """Send files and folders; asks before anything is replaced."""
        wanted = _Upload(node, container, tuple(sources), folder)
        names = [path.name for path in sources]

        def ask(engine: Engine, _cancel: Cancel) -> object:
            from app.services.containers.files import taken_names

            return taken_names(engine, container.id, folder, names)

        worker = self._hub.containers.asking(node, ask)
        self._asked[worker.name] = wanted
        worker.produced.connect(self._on_taken)
        worker.ended.connect(self._on_asked)
        self._hub.containers.start(worker)

    def _on_taken(self, produced: Produced) -> None:
        wanted, taken = self._asked[produced.job], produced.value
        if not isinstance(taken, list) or not taken:
            self._send(wanted, ())
            return
        names = listed([said(name) for name in taken])
        dialog = ConfirmDialog(
            tr("Replace files in {name}?").format(name=wanted.container.name),
            tr(
                "In {folder} there is already: {names}. A file is lost when another takes "
                "its name; a folder is kept, and files of the same names in it are lost."
            ).format(folder=said(wanted.folder, limit=500), names=names),
            tr("Replace"),
            self._widget,
        )
        dialog.accepted.connect(partial(self._send, wanted, tuple(taken)))
        dialog.open()

    def _on_asked(self, ended: Ended) -> None:
        self._asked.pop(ended.job, None)
        if ended.error is not None and not ended.cancelled:
            self._hub.tell_error(ended.error, ended.traceback)

    def _send(self, wanted: _Upload, replaced: Sequence[str]) -> None:
        for source in wanted.sources:
            self._send_one(wanted, source, replace=source.name in replaced)

    def _send_one(self, wanted: _Upload, source: Path, *, replace: bool) -> None:
        container, folder = wanted.container, wanted.folder
        audit_file, name = self._hub.containers.audit_file, self._hub.nodes.name_of(wanted.node)

        def copy(copies: FileCopies) -> Copied:
            from app.core.audit import AuditLog
            from app.services.containers.file_copies import Change

            change = Change(AuditLog(audit_file), name, container.name)
            return copies.upload(source, folder, change, replace=replace)

        title = tr("Uploading {file} to {name}").format(file=said(source.name), name=container.name)
        shown = Copy(container.id, tr("into {folder}").format(folder=said(folder)), folder)
        self._start(wanted.node, title, shown, copy)

    # Errands

    def _start(
        self, node: NodeId, title: str, copy: Copy, run: Callable[[FileCopies], Copied]
    ) -> None:
        containers = self._hub.containers

        def work(cancel: Cancel, tell: Tell) -> object:
            from app.services.containers.file_copies import FileCopies

            engine = containers.holder(node).engine(cancel)

            def on_copying(copying: Copying) -> None:
                tell(progress_of(copying))

            return run(FileCopies(engine, copy.container, cancel, on_copying))

        self._follow(self._hub.errands.start(node, title, work), copy)

    def _follow(self, serial: int, copy: Copy) -> None:
        self._copies[serial] = copy
        self._going_on.add(serial)
        errand = self._hub.errands.get(serial)
        if errand is not None:
            self.changed.emit(CopyChanged(errand, copy))

    def _on_errand(self, changed: ErrandChanged) -> None:
        errand = changed.errand
        copy = self._copies.get(errand.id)
        if copy is None:
            return
        if not errand.is_running and errand.id in self._going_on:
            self._going_on.discard(errand.id)
            self._tell_end(errand)
        self.changed.emit(CopyChanged(errand, copy))

    def _tell_end(self, errand: Errand) -> None:
        """Tell what nobody would expect of a copy that is over."""
        from app.services.containers.file_copies import Copied, Copying

        result, last = errand.result, errand.progress.value
        if errand.is_done and isinstance(result, Copied) and (result.left_out or result.renamed):
            self._hub.tell(Notice(Severity.WARNING, errand.title, odd_words(result)))
        elif not errand.is_done and isinstance(last, Copying) and last.leaves_part and last.done:
            hint = tr("What had come so far is in the container, and may be half of a file.")
            self._hub.tell(
                Notice(
                    Severity.WARNING,
                    tr("{title} was not finished.").format(title=errand.title),
                    hint,
                )
            )


def progress_of(copying: Copying) -> Progress:
    """Put into words how far a copy is."""
    done, total = copying.done, copying.total
    if total is None:
        return Progress(None, units.disk_size(done), copying)
    fraction = done / total if total else None
    return Progress(
        fraction,
        tr("{done} of {total}").format(done=units.disk_size(done), total=units.disk_size(total)),
        copying,
    )


def odd_words(copied: Copied) -> str:
    """Say what was not copied as it is."""
    said_of = []
    if copied.left_out:
        said_of.append(
            tr("{left_out} left out: links that lead elsewhere, devices and the like.").format(
                left_out=copied.left_out
            )
        )
    if copied.renamed:
        said_of.append(
            tr("{renamed} renamed: this computer cannot have their names.").format(
                renamed=copied.renamed
            )
        )
    return " ".join(said_of)


def free_path(path: Path) -> Path:
    """Return a path that is free: `name`, else `name (2)` and so on."""
    free, number = path, 1
    while os.path.lexists(free):
        number += 1
        free = path.with_name(f"{path.stem} ({number}){path.suffix}")
    return free
