#!/usr/bin/env python3
"""Makes every icon of the program from `resources/icons/app.svg`.

    .venv/bin/python packaging/icons/make.py    after a change of it or of this file

Linux gets PNGs beside the SVG, Windows an .ico, macOS an .icns. The tray's symbolic icons, one
per state, take the prompt sign from the same file; the state is a shape where the spark was.
"""

from __future__ import annotations

import io
import os
import re
from pathlib import Path

from PIL import Image
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QGuiApplication,
    QImage,
    QLinearGradient,
    QPainter,
    QPainterPath,
    QPainterPathStroker,
    QPolygonF,
)
from PySide6.QtSvg import QSvgRenderer

HERE = Path(__file__).resolve().parent
RESOURCES = HERE.parent.parent / "resources/icons"
SOURCE = RESOURCES / "app.svg"

LINUX_SIZES = (16, 22, 24, 32, 48, 64, 128, 256, 512)
WINDOWS_SIZES = (16, 20, 24, 32, 40, 48, 64, 256)
"""Tray and title bar at 100, 125, 150 and 200 %; task bar; Explorer's large icons."""
WIZARD = (246, 471)
"""The picture beside the installer's last page, 164×314 at 150 %."""
MACOS_SIZES = (16, 32, 64, 128, 256, 512, 1024)
MACOS_TILE = 824 / 1024
"""Width of the tile on Apple's grid, as a share of the icon."""
TILE = 232 / 256
"""Width of the tile in `app.svg`."""

STATES = ("on", "busy", "warning", "off", "error")
MIDDLE, LINE = QPointF(174, 128), 14.0
"""Where the state stands in `app.svg`, and how thick its lines are."""
VIEW = "41 36 184 184"
"""The part of `app.svg` that the mark fills; a symbolic icon has no tile."""


def main() -> None:
    """Write all icons."""
    folder = HERE / "png"
    folder.mkdir(exist_ok=True)
    for size in LINUX_SIZES:
        (folder / f"{size}.png").write_bytes(png(picture(size)))
    (HERE / "app.ico").write_bytes(ico())
    (HERE / "app.icns").write_bytes(icns())
    (HERE / "wizard.bmp").write_bytes(wizard())
    for state in STATES:
        (RESOURCES / f"tray-{state}.svg").write_text(symbolic(state), encoding="utf-8")


def picture(size: int, tile: float = TILE) -> QImage:
    """Return the icon with a tile of this share of its width."""
    drawn = QImage(size, size, QImage.Format.Format_ARGB32_Premultiplied)
    drawn.fill(Qt.GlobalColor.transparent)
    side = size * tile / TILE
    edge = (size - side) / 2
    with QPainter(drawn) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        QSvgRenderer(str(SOURCE)).render(painter, QRectF(edge, edge, side, side))
    return drawn


def png(image: QImage) -> bytes:
    """Return an image as a PNG file, small."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    packed = io.BytesIO()
    Image.open(io.BytesIO(bytes(buffer.data().data()))).save(packed, "PNG", optimize=True)
    return packed.getvalue()


def ico() -> bytes:
    """Return the icon of Windows, each size drawn for itself."""
    return _together([picture(size) for size in WINDOWS_SIZES], "ICO")


def icns() -> bytes:
    """Return the icon of macOS, on Apple's grid."""
    return _together([picture(size, MACOS_TILE) for size in MACOS_SIZES], "ICNS")


def wizard() -> bytes:
    """Return the mark on the tile's own colours, as a bitmap of 256 colours."""
    width, height = WIZARD
    drawn = QImage(width, height, QImage.Format.Format_RGB32)
    shade = QLinearGradient(0, 0, 0, height)
    top, bottom = re.findall(r'stop-color="([^"]+)"', SOURCE.read_text(encoding="utf-8"))
    shade.setColorAt(0, QColor(top))
    shade.setColorAt(1, QColor(bottom))
    with QPainter(drawn) as painter:
        painter.fillRect(drawn.rect(), shade)
        mark = re.sub(r"<rect[^>]*/>", "", SOURCE.read_text(encoding="utf-8"))
        renderer = QSvgRenderer(QByteArray(mark.encode()))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        renderer.render(painter, QRectF(0, (height - width) / 2, width, width))
    made = io.BytesIO()
    Image.open(io.BytesIO(png(drawn))).convert("RGB").quantize(256).save(made, "BMP")
    return made.getvalue()


def symbolic(state: str) -> str:
    """Return the tray's icon for a state in one colour, which who shows it chooses.

    Of areas alone, no lines: that is how GTK takes a symbolic icon.
    """
    sign, spark = re.findall(r'<path d="([^"]+)"', SOURCE.read_text(encoding="utf-8"))
    points = [float(number) for number in re.findall(r"\d+", sign)]
    prompt = QPainterPath(QPointF(*points[:2]))
    prompt.lineTo(QPointF(*points[2:4]))
    prompt.lineTo(QPointF(*points[4:]))
    shape = spark if state == "on" else path_data(_shape(state))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{VIEW}">'
        f'<path fill="currentColor" d="{path_data(_thick(prompt, 24))}"/>'
        f'<path fill="currentColor" fill-rule="evenodd" d="{shape}"/></svg>\n'
    )


def path_data(path: QPainterPath) -> str:
    """Return a path as SVG writes it."""
    letters = {
        QPainterPath.ElementType.MoveToElement: "M",
        QPainterPath.ElementType.LineToElement: "L",
        QPainterPath.ElementType.CurveToElement: "C",
        QPainterPath.ElementType.CurveToDataElement: "",
    }
    elements = (path.elementAt(index) for index in range(path.elementCount()))
    return " ".join(f"{letters[each.type]}{each.x:.1f} {each.y:.1f}" for each in elements) + "Z"


def _shape(state: str) -> QPainterPath:
    """Return what stands beside the prompt sign: shapes that differ without any colour."""
    x, y = MIDDLE.x(), MIDDLE.y()
    shape = QPainterPath()
    if state in ("off", "busy"):
        shape.addEllipse(MIDDLE, 42, 42)
        inner = 42 - LINE
        hole = QRectF(x - inner, y - inner, 2 * inner, 2 * inner)
        shape.arcMoveTo(hole, -90)
        shape.arcTo(hole, -90, 360 if state == "off" else 180)
        shape.closeSubpath()
        return shape
    if state == "warning":
        shape.addPolygon(
            QPolygonF([QPointF(x, y - 33), QPointF(x + 32, y + 26), QPointF(x - 32, y + 26)])
        )
        shape.closeSubpath()
        return shape | _thick(shape, LINE)
    shape.addRoundedRect(QRectF(x - 12, y - 54, 24, 68), 12, 12)
    shape.addEllipse(QPointF(x, y + 43), 13, 13)
    return shape


def _thick(path: QPainterPath, width: float) -> QPainterPath:
    stroker = QPainterPathStroker()
    stroker.setWidth(width)
    stroker.setCapStyle(Qt.PenCapStyle.RoundCap)
    stroker.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    return stroker.createStroke(path).simplified()


def _together(images: list[QImage], kind: str) -> bytes:
    frames = [Image.open(io.BytesIO(png(image))).convert("RGBA") for image in images]
    made = io.BytesIO()
    sizes = [frame.size for frame in frames]
    frames[-1].save(made, kind, sizes=sizes, append_images=frames[:-1])
    return made.getvalue()


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QGuiApplication([])
    main()
