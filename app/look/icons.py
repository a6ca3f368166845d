"""Icons: SVG files of `resources/icons` tinted by a colour token, crisp at every scale factor."""

from __future__ import annotations

import functools
import logging

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPixmap, QPixmapCache
from PySide6.QtSvg import QSvgRenderer

from app.core.paths import resource
from app.look.theme import theme

log = logging.getLogger(__name__)

_UNKNOWN = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 256 256"/>'


def icon(
    name: str, tone: str = "text2", size: int = 20, *, room_right: int = 0, tone_off: str = ""
) -> QIcon:
    """Return an icon in a colour of the current theme, sharp at 100 % and 200 %.

    The colour is the one of this moment: ask again after `theme().changed`. `room_right` is
    empty space before the text of a button, which Qt sets too close. `tone_off` is the colour
    while the button is disabled, without it what Qt makes of `tone`.
    """
    made = QIcon()
    for scale in _scales():
        made.addPixmap(_with_room(pixmap(name, tone, size, scale), room_right))
        if tone_off:
            off = _with_room(pixmap(name, tone_off, size, scale), room_right)
            made.addPixmap(off, QIcon.Mode.Disabled)
    return made


def _scales() -> set[float]:
    """Return 100 %, 200 % and what the sharpest screen has (Qt picks the best per screen)."""
    app = QGuiApplication.instance()
    sharpest = app.devicePixelRatio() if isinstance(app, QGuiApplication) else 1.0
    return {1.0, 2.0, sharpest}


def pixmap(name: str, tone: str = "text2", size: int = 20, scale: float = 1.0) -> QPixmap:
    """Return one picture of `size` logical pixels for a screen of `scale` device pixels each."""
    return tinted(name, colour(tone), size, scale)


def tinted(name: str, hue: str, size: int, scale: float = 1.0) -> QPixmap:
    """Return an icon in any colour (`#RRGGBB`)."""
    # Qt's own cache: it is emptied before the application goes, as pixmaps have to be.
    key = f"icon:{name}:{hue}:{size}:{scale}"
    cached = QPixmap()
    if QPixmapCache.find(key, cached):
        return cached
    side = max(1, round(size * scale))
    drawn = QPixmap(side, side)
    drawn.fill(Qt.GlobalColor.transparent)
    renderer = QSvgRenderer(QByteArray(_svg(name).replace(b"currentColor", hue.encode())))
    with QPainter(drawn) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        renderer.render(painter, QRectF(0, 0, side, side))
    drawn.setDevicePixelRatio(scale)
    QPixmapCache.insert(key, drawn)
    return drawn


def colour(tone: str) -> str:
    """Return the current colour of a token by its name: `accent` → `#7AA2FF`."""
    value = getattr(theme().tokens, tone)
    if not isinstance(value, str):
        raise TypeError(f"{tone} is not one colour")
    return value


def _with_room(picture: QPixmap, right: int) -> QPixmap:
    if not right:
        return picture
    scale = picture.devicePixelRatio()
    wider = QPixmap(picture.width() + round(right * scale), picture.height())
    wider.setDevicePixelRatio(scale)
    wider.fill(Qt.GlobalColor.transparent)
    with QPainter(wider) as painter:
        painter.drawPixmap(0, 0, picture)
    return wider


@functools.lru_cache(maxsize=256)
def _svg(name: str) -> bytes:
    try:
        return resource("icons", f"{name}.svg").read_bytes()
    except OSError:
        log.error("icon %s is missing", name)
        return _UNKNOWN
