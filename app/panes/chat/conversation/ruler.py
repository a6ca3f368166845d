"""The context ruler: how much of what a model can keep in mind is taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.core.i18n import beginning, numeral, tr
from app.core.units import about
from app.look.components import Text
from app.look.icons import colour
from app.look.theme import mixed, theme

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from app.services.chat.reckoning import ContextUse

_WIDTH = 72
_LEAST = 24
_HEIGHT = 6
_FULL = 0.85
"""Share from which on it is said that the context is nearly full."""


class ContextRuler(QWidget):
    """A bar of what is taken, what is typed after it, and both in words."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.too_much = ""
        """Why what is typed cannot be sent with all that was said, and what helps."""
        self.bar = _Bar()
        self.words = Text("", "meta", "text2")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 4, 0)
        row.setSpacing(8)
        row.addWidget(self.bar, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.words, 0, Qt.AlignmentFlag.AlignVCenter)

    def set_brief(self, brief: bool) -> None:
        """Leave the words to the tooltip where there is no room."""
        self.words.setVisible(not brief)

    def show_use(self, use: ContextUse, typed: int) -> None:
        """Show what is taken, and what `typed` tokens would take besides."""
        taken = use.tokens
        total = None if taken is None else taken + typed
        self.too_much = ""
        if total is None or (use.limit is None and not total):
            self.hide()
            return
        sign = "~" if total and (use.is_estimate or typed) else ""
        shares = (0.0, 0.0)
        if use.limit:
            shares = ((taken or 0) / use.limit, typed / use.limit)
        tone = _tone(sum(shares))
        self.bar.setVisible(bool(use.limit))
        self.bar.show_shares(*shares, tone)
        size = short(total) if use.limit is None else f"{short(total)} / {short(use.limit)}"
        self.words.setText(tr("{count} tokens").format(count=f"{sign}{size}"))
        self.words.set_tone("text2" if tone == "accent" else tone)
        tip = _tip(use, taken or 0, typed)
        if tone == "err" and typed:
            self.too_much = beginning(tip)
        self.setToolTip(tip)
        self.setAccessibleName(tr("Context: {tip}").format(tip=tip))
        self.show()


class _Bar(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self._shares = (0.0, 0.0)
        self._tone = "accent"
        self.setMinimumSize(_LEAST, _HEIGHT)
        self.setMaximumSize(_WIDTH, _HEIGHT)

    def sizeHint(self) -> QSize:
        """Be as long as there is room for."""
        return QSize(_WIDTH, _HEIGHT)

    def show_shares(self, taken: float, typed: float, tone: str) -> None:
        """Show two shares of the context after each other."""
        self._shares, self._tone = (taken, typed), tone
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the track, what is typed, and over it what is taken."""
        tokens = theme().tokens
        hue = colour(self._tone)
        area = QRectF(self.rect())
        taken, typed = self._shares
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            for share, shade in (
                (1.0, mixed(tokens.surface, tokens.text, 0.12)),
                (taken + typed, mixed(tokens.surface, hue, 0.5)),
                (taken, hue),
            ):
                if share > 0:
                    width = max(_HEIGHT, area.width() * min(1.0, share))
                    painter.setBrush(QColor(shade))
                    painter.drawRoundedRect(QRectF(0, 0, width, _HEIGHT), 3, 3)


def short(tokens: int) -> str:
    """Return a count of tokens in few characters: `840`, `8.2k`, `131k`."""
    if tokens < 1000:
        return str(tokens)
    return f"{numeral(tokens / 1000, 1 if tokens < 99_950 else 0, grouped=False)}k"


def _tone(share: float) -> str:
    if share > 1:
        return "err"
    return "warn" if share >= _FULL else "accent"


def _tip(use: ContextUse, taken: int, typed: int) -> str:
    counted = about(numeral(taken), is_estimate=use.is_estimate)
    words = [tr("{taken} tokens of the conversation").format(taken=counted)]
    if typed:
        words.append(tr("about {typed} of what is typed and attached").format(typed=numeral(typed)))
    limit = (
        tr("the model does not tell its limit")
        if use.limit is None
        else tr("of {limit}").format(limit=numeral(use.limit))
    )
    text = f"{', '.join(words)}; {limit}"
    if use.limit is not None and taken + typed > use.limit:
        text += tr(": it will not fit. Fork from an earlier message, or choose a longer context.")
    return text
