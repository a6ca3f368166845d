"""Workshop: makes beside the window what takes long: lexers, formulas, small pictures."""

from __future__ import annotations

import functools
import logging
import warnings
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject, QSize, Qt, Signal
from PySide6.QtGui import QImage, QImageReader

from app.workers.job import Ended, Produced
from app.workers.worker import Emit, Worker

if TYPE_CHECKING:
    from pygments.lexer import Lexer  # type: ignore[import-untyped]
    from ziamath.zmath import Latex

    from app.core.cancel import Cancel
    from app.workers.supervisor import Supervisor

log = logging.getLogger(__name__)

LONGEST_FORMULA = 2000
_KEPT = 500
_MOST_PIXELS = 64_000_000
"""Of a picture that is opened; a larger one is not shown."""


class FormulaWish(NamedTuple):
    """A formula as it is to be drawn."""

    source: str
    is_inline: bool
    size: int
    colour: str


class LexerWish(NamedTuple):
    """What colours a language."""

    language: str


class PictureWish(NamedTuple):
    """A picture, small."""

    key: str
    width: int
    height: int


Wish = FormulaWish | LexerWish | PictureWish


@dataclass(frozen=True, slots=True)
class DrawnFormula:
    """A formula as SVG, in pixels."""

    svg: bytes = field(repr=False)
    width: float
    height: float
    depth: float
    """How much of it is below the line of the text."""


@dataclass(frozen=True, slots=True)
class Made:
    """Something is there, or it is known that it cannot be made."""

    wish: Hashable


@dataclass(frozen=True, slots=True)
class _Result:
    wish: Hashable
    value: object


class Workshop(QObject):
    """Makes one thing after another in a worker, and keeps what it made.

    Signals:
        made: ask for it again.
    """

    made = Signal(Made)

    def __init__(self, supervisor: Supervisor, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._supervisor = supervisor
        self._kept: OrderedDict[Hashable, object] = OrderedDict()
        self._wanted: OrderedDict[Hashable, Callable[[], object]] = OrderedDict()
        self._worker: Worker | None = None
        self._serial = 0

    def lexer(self, language: str) -> Lexer | None:
        """Return what colours a language; None: not yet, or nothing does."""
        if not language or len(language) > 40:
            return None
        wish = LexerWish(language.lower())
        return self._of(wish, lambda: _lexer(wish))

    def formula(self, wish: FormulaWish) -> DrawnFormula | None:
        """Return a formula; None: not yet, or it cannot be read."""
        if len(wish.source) > LONGEST_FORMULA:
            return None
        return self._of(wish, lambda: drawn(wish))  # type: ignore[return-value]

    def picture(self, wish: PictureWish, data: bytes) -> QImage | None:
        """Return a picture; None: not yet, or it is none."""
        return self._of(wish, lambda: small(data, wish))  # type: ignore[return-value]

    def _of(self, wish: Wish, make: Callable[[], object]) -> object:
        if wish in self._kept:
            self._kept.move_to_end(wish)
            return self._kept[wish]
        if wish not in self._wanted:
            self._wanted[wish] = make
            if self._worker is None:
                self._start()
        return None

    def _start(self) -> None:
        tasks, self._wanted = self._wanted, OrderedDict()

        def job(cancel: Cancel, emit: Emit) -> None:
            for wish, make in tasks.items():
                cancel.raise_if_cancelled()
                emit(_Result(wish, make()))

        self._serial += 1
        self._worker = self._supervisor.worker(f"transcript:{id(self)}:{self._serial}", job)
        self.destroyed.connect(self._worker.stop)
        self._worker.produced.connect(self._on_produced)
        self._worker.ended.connect(self._on_ended)
        self._supervisor.start(self._worker)

    def _on_produced(self, produced: Produced) -> None:
        result = produced.value
        if isinstance(result, _Result):
            self._kept[result.wish] = result.value
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
            self.made.emit(Made(result.wish))

    def _on_ended(self, _ended: Ended) -> None:
        self._worker = None
        if self._wanted:
            self._start()


def _lexer(wish: LexerWish) -> Lexer | None:
    from app.transcript.markdown.highlight import lexer_of

    return lexer_of(wish.language)


@functools.cache
def _latex() -> type[Latex]:
    """Return what draws formulas; it takes a quarter of a second to import."""
    # WORKAROUND: ziamath reads its font by a function that Python 3.11 calls deprecated.
    warnings.filterwarnings("ignore", category=DeprecationWarning, module="ziamath")
    from ziamath.config import config
    from ziamath.zmath import Latex

    config.svg2 = False  # QtSvg does not draw <use> of <symbol>
    return Latex


def drawn(wish: FormulaWish) -> DrawnFormula | None:
    """Return a formula as a picture; None where it cannot be read."""
    try:
        made = _latex()(wish.source, size=wish.size, inline=wish.is_inline, color=wish.colour)
        svg = made.svg()
        (width, height), below = made.getsize(), made.getyofst()
    except Exception as error:  # noqa: BLE001 - ziamath has no errors of its own: any may come
        log.debug("a formula cannot be drawn: %s", type(error).__name__)
        return None
    return DrawnFormula(svg.encode(), width + 2, height + 2, max(0.0, -below))


def small(data: bytes, wish: PictureWish) -> QImage | None:
    """Return a picture that fits into the size that is wished; None where it is none."""
    buffer = _opened(data)
    reader = QImageReader(buffer)
    reader.setAutoTransform(True)
    size = reader.size()
    if not size.isValid() or size.width() * size.height() > _MOST_PIXELS:
        return None
    fitting = size.scaled(QSize(wish.width, wish.height), Qt.AspectRatioMode.KeepAspectRatio)
    if fitting.width() < size.width():
        reader.setScaledSize(fitting)
    image = reader.read()
    return None if image.isNull() else image


def size_of(data: bytes) -> QSize:
    """Return the size of a picture without reading all of it; invalid: it is none."""
    buffer = _opened(data)
    return QImageReader(buffer).size()


def _opened(data: bytes) -> QBuffer:
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    return buffer
