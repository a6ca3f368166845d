"""Text: labels by role (size and weight) and tone (colour)."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QWidget

from app.look.fonts import mono_font, ui_font

_ROLES = {
    "page": (22, 700),
    "card": (14, 600),
    "value": (24, 600),
    "body": (13, 400),
    "strong": (13, 600),
    "label": (12, 500),
    "meta": (11, 400),
}
# Numbers in these change in place and must not make their neighbours jump; elsewhere Inter's own
# narrower 1 reads better.
_TABULAR = ("value", "label", "meta")


def plain_tip(text: str) -> str:
    """Return a tooltip that shows `text` as it is: Qt would read `<b>` in it as markup."""
    if "<" not in text and "&" not in text:
        return text
    import html  # hardly ever needed

    return f'<p style="white-space: pre-wrap">{html.escape(text)}</p>'


class Text(QLabel):
    """A label of one role: `page`, `card`, `value`, `body`, `strong`, `label`, `meta` or `mono`.

    `tone` is a colour token: text, text2, text3, accent, ok, warn, err or info. Text is always
    plain: what a remote machine says is never read as markup.
    """

    def __init__(
        self,
        text: str = "",
        role: str = "body",
        tone: str = "text",
        *,
        wrap: bool = False,
        selectable: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        if role == "mono":
            self.setFont(mono_font())
        else:
            self.setFont(ui_font(*_ROLES[role], tabular=role in _TABULAR))
        self.setProperty("tone", tone)
        self.setWordWrap(wrap)
        if selectable:
            self.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse
                | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
            self.setAccessibleName(text)
        self.setText(text)

    def set_tone(self, tone: str) -> None:
        """Change the colour."""
        if self.property("tone") != tone:
            self.setProperty("tone", tone)
            self.style().unpolish(self)
            self.style().polish(self)


class ElidedLabel(Text):
    """One line that ends in … when there is no room; the whole text is its tooltip then."""

    def __init__(
        self,
        text: str = "",
        role: str = "body",
        tone: str = "text",
        *,
        mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
        parent: QWidget | None = None,
    ) -> None:
        self._whole = text
        self._mode = mode
        super().__init__(text, role, tone, parent=parent)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def setText(self, text: str) -> None:  # noqa: N802 - Qt's name
        """Replace the whole text."""
        self._whole = text
        self.setAccessibleName(text)
        self._elide()
        self.updateGeometry()

    def whole_text(self) -> str:
        """Return the text as it would be with room enough."""
        return self._whole

    def sizeHint(self) -> QSize:
        """Ask for the room of the whole text."""
        return QSize(
            QFontMetrics(self.font()).horizontalAdvance(self._whole) + 2,
            super().sizeHint().height(),
        )

    def minimumSizeHint(self) -> QSize:
        """Shrink to almost nothing."""
        return QSize(24, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Elide for the new width."""
        super().resizeEvent(event)
        self._elide()

    def _elide(self) -> None:
        shown = QFontMetrics(self.font()).elidedText(self._whole, self._mode, self.width())
        QLabel.setText(self, shown)
        self.setToolTip("" if shown == self._whole else plain_tip(self._whole))


class SectionLabel(Text):
    """The small heading of a group: FLEET."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text.upper(), "meta", "text3", parent=parent)
        font = ui_font(11, 600)
        font.setLetterSpacing(font.SpacingType.AbsoluteSpacing, 0.5)
        self.setFont(font)


class KeyValues(QWidget):
    """Two columns: what it is, and its value, which can be selected and copied."""

    def __init__(
        self,
        rows: Iterable[tuple[str, str]] = (),
        *,
        mono: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._mono = mono
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(1, 1)
        self.set_rows(rows)

    def set_rows(self, rows: Iterable[tuple[str, str]]) -> None:
        """Replace all rows."""
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for number, (key, value) in enumerate(rows):
            label = Text(key, "label", "text2")
            shown = Text(value, "mono" if self._mono else "body", wrap=True, selectable=True)
            shown.setAccessibleName(f"{key}: {value}")
            label.setBuddy(shown)
            self._grid.addWidget(label, number, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(shown, number, 1)
