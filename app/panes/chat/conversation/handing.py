"""Read what is handed over for a message: files and pictures, each in a worker."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.core.i18n import tr
from app.panes.chat.conversation.parts import part_of_file, picture
from app.services.chat.api import FilePart, ImagePart

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

    from app.core.cancel import Cancel
    from app.state.chat import ChatState
    from app.workers.job import Ended, Produced
    from app.workers.worker import Worker

MOST_FILES = 20
"""Files that are taken at once."""


@dataclass(frozen=True, slots=True)
class PartRead:
    """A part that can go with the message."""

    part: ImagePart | FilePart


@dataclass(frozen=True, slots=True)
class PartFailed:
    """Why something cannot go with the message, and what to do."""

    words: str


class HandedOver(QObject):
    """Reads several things at a time.

    Signals:
        came: one was read.
        failed: one cannot be used.
        changed: more or fewer are being read.
    """

    came = Signal(PartRead)
    failed = Signal(PartFailed)
    changed = Signal()

    def __init__(self, chat: ChatState, parent: QObject) -> None:
        super().__init__(parent)
        self._chat = chat
        self._workers: dict[str, Worker] = {}

    @property
    def count(self) -> int:
        """How many are being read."""
        return len(self._workers)

    def take_files(self, paths: tuple[Path, ...]) -> None:
        """Read files: pictures as such, of others their whole text."""
        if len(paths) > MOST_FILES:
            words = tr(
                "{paths} files are too many at once: make a collection of documents."
            ).format(paths=len(paths))
            self.failed.emit(PartFailed(words))
            return
        for path in paths:
            self._read(partial(part_of_file, path))

    def take_picture(self, image: QImage) -> None:
        """Pack a picture."""
        copy = image.copy()  # the worker's own

        def pack(_cancel: Cancel) -> object:
            return picture(copy, tr("Pasted picture"))

        self._read(pack)

    def forget(self) -> None:
        """Want none of them any more."""
        for worker in self._workers.values():
            worker.stop()
        self._workers = {}
        self.changed.emit()

    def _read(self, read: Callable[[Cancel], object]) -> None:
        worker = self._chat.work(read)
        self._workers[worker.name] = worker
        worker.produced.connect(self._on_produced)
        worker.ended.connect(self._on_ended)
        self._chat.start(worker)
        self.changed.emit()

    def _on_produced(self, produced: Produced) -> None:
        part = produced.value
        if produced.job in self._workers and isinstance(part, (ImagePart, FilePart)):
            self.came.emit(PartRead(part))

    def _on_ended(self, ended: Ended) -> None:
        if self._workers.pop(ended.job, None) is None:
            return
        if ended.error is not None:
            self.failed.emit(PartFailed(str(ended.error)))
        self.changed.emit()
