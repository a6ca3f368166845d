"""Make parts of a message of what a person hands over: pictures and files. For workers."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QImage, QImageReader

from app.core import units
from app.core.errors import BadInput
from app.core.i18n import tr
from app.services.chat.api import FilePart, ImagePart

if TYPE_CHECKING:
    from app.core.cancel import Cancel

LONGEST_EDGE = 1536
"""Pixels; larger pictures are made smaller, models do so themselves at best."""
_MAX_PICTURE = 64 * 1024 * 1024
"""Bytes of a picture's file that are read."""
_MAX_PNG = 3 * 1024 * 1024
"""Bytes past which a picture without transparency is sent as JPEG."""
PICTURE_ENDINGS = (".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp")
_LOSSLESS = (".png", ".gif", ".bmp")


def part_of_file(path: Path, cancel: Cancel) -> ImagePart | FilePart:
    """Return a file as a part: a picture, or its text as a whole. Raises UserError, Cancelled."""
    if path.is_dir():
        raise BadInput(
            tr("“{name}” is a folder.").format(name=path.name),
            tr("Make a collection of documents of it."),
        )
    try:
        size = path.stat().st_size
    except OSError as error:
        raise BadInput(
            tr("“{name}” cannot be read: {why}.").format(name=path.name, why=error.strerror)
        ) from error
    if path.suffix.lower() in PICTURE_ENDINGS:
        return picture_of_file(path, size)
    from app.services.documents.extracting.limits import Unreadable
    from app.services.documents.extracting.run import extract

    try:
        extracted = extract(str(path), cancel)
    except Unreadable as error:  # several may have been handed over
        raise error.saying(f"“{path.name}”: {error.message}") from error
    if not extracted.text.strip():
        why = extracted.note or tr("it may hold pictures of pages only")
        raise BadInput(tr("“{name}” has no text to send: {why}.").format(name=path.name, why=why))
    about = units.disk_size(size)
    if extracted.pages is not None:
        pages = tr("%n pages", "%n page", extracted.pages)
        about = f"{pages} · {about}"
    return FilePart(path.name, extracted.text, about)


def picture_of_file(path: Path, size: int) -> ImagePart:
    """Return a file of so many bytes as a picture. Raises BadInput."""
    if size > _MAX_PICTURE:
        limit = units.memory(_MAX_PICTURE)
        raise BadInput(
            tr("“{name}” is larger than {limit}.").format(name=path.name, limit=limit),
            tr("Make it smaller first."),
        )
    reader = QImageReader(str(path))
    reader.setAutoTransform(True)  # a photo lies on its side otherwise
    whole = reader.size()
    if max(whole.width(), whole.height()) > 4 * LONGEST_EDGE:  # do not unpack what is not needed
        reader.setScaledSize(whole.scaled(_SQUARE * 2, Qt.AspectRatioMode.KeepAspectRatio))
    image = reader.read()
    if image.isNull():
        raise BadInput(
            tr("“{name}” is no picture that can be read: {why}.").format(
                name=path.name, why=reader.errorString()
            )
        )
    return picture(image, path.name, lossless=path.suffix.lower() in _LOSSLESS)


def picture(image: QImage, name: str, *, lossless: bool = True) -> ImagePart:
    """Return a picture as a part, without where and by what it was taken. Raises BadInput.

    One that is large is made smaller.
    """
    if image.isNull() or image.width() < 1 or image.height() < 1:
        raise BadInput(tr("What was pasted is no picture that can be read."))
    if max(image.width(), image.height()) > LONGEST_EDGE:
        smooth = Qt.TransformationMode.SmoothTransformation
        image = image.scaled(_SQUARE, Qt.AspectRatioMode.KeepAspectRatio, smooth)
    media_type, data = "image/png", b""
    if lossless or image.hasAlphaChannel():
        data = _encoded(image, "PNG", -1)
    if not data or (len(data) > _MAX_PNG and not image.hasAlphaChannel()):
        media_type, data = "image/jpeg", _encoded(image, "JPEG", 90)
    if not data:
        raise BadInput(tr("The picture cannot be packed."))
    sha256 = hashlib.sha256(data).hexdigest()
    return ImagePart(sha256, media_type, image.width(), image.height(), name, data)


def _encoded(image: QImage, kind: str, quality: int) -> bytes:
    held = QByteArray()
    buffer = QBuffer(held)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    plain = image.copy()
    for key in plain.textKeys():
        plain.setText(key, "")
    is_packed = plain.save(buffer, kind, quality)  # type: ignore[call-overload]
    return bytes(held.data()) if is_packed else b""


_SQUARE = QSize(LONGEST_EDGE, LONGEST_EDGE)
