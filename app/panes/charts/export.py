"""Saves what the charts show: as a picture, or as values for other programs."""

from __future__ import annotations

import importlib.util
import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QBuffer, QIODevice, QObject, QUrl
from PySide6.QtGui import QDesktopServices, QImage

from app.core.cancel import Cancel
from app.core.errors import UserError
from app.core.files import write_atomic
from app.core.i18n import tr
from app.look.components.file_dialogs import plain_name
from app.plots.rows import Rows, Window
from app.plots.stored import StretchRows
from app.services.history.api import Series, Stretch, Tier
from app.state.hub import Notice, NoticeAction, Severity
from app.workers.job import Ended, Produced
from app.workers.worker import once

if TYPE_CHECKING:
    from app.state.hub import Hub

_MODE = 0o644
"""What is exported is the user's to pass on."""


@dataclass(frozen=True, slots=True)
class Saved:
    """A file that was written."""

    path: Path
    what: str


def has_parquet() -> bool:
    """Whether values can be saved as Parquet here."""
    return importlib.util.find_spec("pyarrow") is not None


def file_name(node: str, end: str, suffix: str) -> str:
    """Return what to call a file: the node and when its values end."""
    return plain_name(f"{node} {end}") + suffix


def stretch_of(key: str, rows: Rows, window: Window, keys: tuple[str, ...]) -> Stretch:
    """Return what a window shows as a stretch, as finely as it is drawn."""
    offset = window.wall_offset
    start, end = window.start + offset, window.end + offset
    if isinstance(rows, StretchRows):
        stretch = rows.stretch
        series = {name: _cut(each, start, end) for name, each in stretch.series.items()}
        return Stretch(stretch.key, start, end, stretch.tier, stretch.step, series)
    times, step = rows.times + offset, rows.interval or 0.0
    kept = {}
    for name in keys:
        values = rows.values(name)
        if values is not None:  # a copy: memory goes on while a worker writes
            kept[name] = _cut(Series(times, values, values, values), start, end)
    return Stretch(key, start, end, Tier.RAW, step, kept)


def _cut(series: Series, start: float, end: float) -> Series:
    inside = np.flatnonzero((series.times >= start) & (series.times <= end))
    return Series(
        series.times[inside], series.mean[inside], series.low[inside], series.high[inside]
    )


class Exporter(QObject):
    """Writes files in a worker and tells where they are."""

    def __init__(self, hub: Hub, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._hub = hub
        self._serial = 0

    def save_picture(self, path: Path, image: QImage) -> None:
        """Write a PNG."""

        def save() -> None:
            write_atomic(path, _png(image), mode=_MODE)

        self._run(path, tr("Picture saved"), save)

    def save_values(self, path: Path, stretch: Stretch) -> None:
        """Write CSV, or Parquet where the name ends so."""

        def save() -> None:
            from app.services.history.export import write_csv, write_parquet

            if path.suffix == ".parquet":
                part = path.with_name(f".{path.name}.part")
                write_parquet(stretch, part)
                part.replace(path)
                return
            text = io.StringIO()
            write_csv(stretch, text)
            write_atomic(path, text.getvalue().encode(), mode=_MODE)

        self._run(path, tr("Values saved"), save)

    def _run(self, path: Path, what: str, save: Callable[[], None]) -> None:
        def job(_cancel: Cancel) -> object:
            try:
                save()
            except OSError as error:
                raise UserError(
                    tr("{name} could not be saved: {why}.").format(
                        name=path.name, why=error.strerror or error
                    ),
                    tr("Check free space and permissions of {parent}.").format(parent=path.parent),
                ) from error
            return Saved(path, what)

        self._serial += 1
        worker = self._hub.supervisor.worker(f"export:{self._serial}", once(job))
        worker.produced.connect(self._on_saved)
        worker.ended.connect(self._on_ended)
        self._hub.supervisor.start(worker)

    def _on_saved(self, produced: Produced) -> None:
        saved = produced.value
        assert isinstance(saved, Saved)
        folder = saved.path.parent

        def show() -> None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))

        action = NoticeAction(tr("Show in folder"), show)
        self._hub.tell(Notice(Severity.SUCCESS, saved.what, str(saved.path), action=action))

    def _on_ended(self, ended: Ended) -> None:
        if ended.error is not None:
            self._hub.tell_error(ended.error, ended.traceback)


def _png(image: QImage) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if not image.save(buffer, "PNG"):  # type: ignore[call-overload]
        raise UserError(tr("The picture could not be made."))
    return bytes(buffer.data().data())
