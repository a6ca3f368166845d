"""Saving a whole log as a file, as it was printed, without taking lines apart."""

from __future__ import annotations

import contextlib
import os
import struct
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from app.core.cancel import Cancel
from app.core.errors import RemoteError, UserError
from app.core.i18n import tr
from app.core.units import data_rate, disk_size
from app.services.containers.engine import Engine

TELL_S = 0.25
_MODE = 0o644
"""What is saved is the user's to pass on."""
_HEADER = struct.Struct(">BxxxL")

Tell = Callable[[str], object]


def save_log(
    engine: Engine,
    container: str,
    path: Path,
    cancel: Cancel,
    tell: Tell,
    *,
    timestamps: bool = False,
) -> int:
    """Write both outputs of a container to a file and return its size in bytes.

    The file appears when it is whole. `tell` hears how far it is. Raises UserError when it cannot
    be written, and what the engine raises.
    """
    part = path.with_name(f".{path.name}.part")
    try:
        with _saving(path):
            opened = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _MODE)
        with open(opened, "wb") as file:
            size = 0
            for piece in _pieces(engine, container, cancel, tell, timestamps=timestamps):
                with _saving(path):
                    size += file.write(piece)
            with _saving(path):
                file.flush()
                os.fsync(file.fileno())
        with _saving(path):
            part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return size


@contextlib.contextmanager
def _saving(path: Path) -> Iterator[None]:
    """Say what is wrong with the file."""
    try:
        yield
    except OSError as error:
        raise UserError(
            tr("{name} could not be saved: {why}.").format(
                name=path.name, why=error.strerror or error
            ),
            tr("Check free space and permissions of {parent}.").format(parent=path.parent),
        ) from error


def _pieces(
    engine: Engine, container: str, cancel: Cancel, tell: Tell, *, timestamps: bool
) -> Iterator[bytes]:
    details = engine.details(container)
    unframe = None if details.tty else Unframed()
    parameters = {"stdout": "1", "stderr": "1", "tail": "all", "timestamps": str(int(timestamps))}
    size, begun = 0, time.monotonic()
    told = begun
    with engine.stream(f"/containers/{details.id}/logs", parameters, cancel) as stream:
        for chunk in stream.chunks():
            piece = chunk if unframe is None else unframe.take(chunk)
            yield piece
            size += len(piece)
            now = time.monotonic()
            if now >= told + TELL_S:
                tell(f"{disk_size(size)} · {data_rate(size / (now - begun))}")
                told = now
    if unframe is not None and not unframe.is_whole:
        raise RemoteError(tr("The log ended in the middle of a line."), tr("Try again."))


class Unframed:
    """Takes the frames off a log: what both outputs printed, in the order of the engine."""

    def __init__(self) -> None:
        self._kept = b""
        """A header that is not whole yet."""
        self._left = 0
        """Bytes that the present frame still has."""

    @property
    def is_whole(self) -> bool:
        """Whether nothing is missing of the last frame."""
        return not self._left and not self._kept

    def take(self, data: bytes) -> bytes:
        """Return what `data` says; RemoteError when it is not framed."""
        data, self._kept = self._kept + data, b""
        at, end = min(self._left, len(data)), len(data)
        pieces = [data[:at]]
        self._left -= at
        while at + _HEADER.size <= end:
            kind, length = _HEADER.unpack_from(data, at)
            if kind > 3:
                raise RemoteError(tr("The log that the engine sends is damaged."))
            at += _HEADER.size
            pieces.append(data[at : at + length])
            at += length
        if at > end:
            self._left = at - end
        else:
            self._kept = data[at:]
        return b"".join(pieces)
