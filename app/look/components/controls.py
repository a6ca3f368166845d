"""Controls: buttons by role, segments, form fields."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.look.components.text import Text
from app.look.fonts import ui_font
from app.look.icons import icon
from app.look.theme import ThemeChanged, theme

CONTROL_HEIGHT = 32
_ICON_TONE = {"primary": "on_accent", "danger": "err", "link": "accent"}


class Button(QPushButton):
    """A button of one look: `primary` (one per view), `secondary`, `danger` or `link`."""

    def __init__(
        self,
        text: str,
        look: str = "secondary",
        icon_name: str = "",
        *,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self.setProperty("look", look)
        self.setFont(ui_font(13, 500 if look == "link" else 600))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAutoDefault(False)
        if look != "link":
            self.setFixedHeight(CONTROL_HEIGHT)
        self._icon_name = icon_name
        self._icon_tone = _ICON_TONE.get(look, "text2")
        if icon_name:
            self.setIconSize(QSize(18, 16))
            theme().changed.connect(self._retint)
            self._retint()

    def set_icon_name(self, icon_name: str, tone: str) -> None:
        """Change the picture of a button that has one, and its colour."""
        if (icon_name, tone) != (self._icon_name, self._icon_tone):
            self._icon_name, self._icon_tone = icon_name, tone
            self._retint()

    def _retint(self, _change: ThemeChanged | None = None) -> None:
        # What Qt makes of a colour for a filled button is not seen on the disabled one's ground.
        off = "text3" if self._icon_tone == "on_accent" else ""
        self.setIcon(icon(self._icon_name, self._icon_tone, 16, room_right=2, tone_off=off))


class IconButton(QToolButton):
    """A button that is only an icon; `name` is what it is called (tooltip and screen reader)."""

    def __init__(
        self,
        icon_name: str,
        name: str,
        *,
        tone: str = "text2",
        size: int = 18,
        side: int = CONTROL_HEIGHT,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        if not name:
            raise ValueError("an icon alone says nothing to a screen reader: name the button")
        self.setProperty("look", "icon")
        self.setFixedSize(side, side)
        self.setIconSize(QSize(size, size))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.rename(name)
        self._icon_name, self._tone, self._size = icon_name, tone, size
        theme().changed.connect(self._retint)
        self._retint()

    def rename(self, name: str) -> None:
        """Change what the button is called."""
        self.setAccessibleName(name)
        self.setToolTip(name)

    def set_icon_name(self, icon_name: str, tone: str | None = None) -> None:
        """Change the picture, and its colour when `tone` is given."""
        self._icon_name = icon_name
        self._tone = tone or self._tone
        self._retint()

    def _retint(self, _change: ThemeChanged | None = None) -> None:
        self.setIcon(icon(self._icon_name, self._tone, self._size))


def inset(field: QAbstractSpinBox) -> None:
    """Make a spin box as high as other fields, and keep its text from the border."""
    field.setMinimumHeight(CONTROL_HEIGHT)
    # WORKAROUND: the padding of a style sheet does not reach the editor inside a spin box.
    for editor in field.findChildren(QLineEdit):
        editor.setTextMargins(8, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Chosen:
    """The key of the segment that was chosen."""

    key: str


class Segmented(QFrame):
    """A few alternatives side by side, one of them chosen.

    Signals:
        chosen: the user chose another one.
    """

    chosen = Signal(Chosen)

    def __init__(
        self, name: str, options: Sequence[tuple[str, str]], *, parent: QWidget | None = None
    ) -> None:
        """Make one segment per `(key, text)`; `name` says what is chosen, for screen readers."""
        super().__init__(parent)
        self.setProperty("look", "segments")
        self.setAccessibleName(name)
        policy = QSizePolicy.Policy
        self.setSizePolicy(policy.Preferred, policy.Fixed)  # never taller where there is room
        self._group = QButtonGroup(self)
        self._keys = [key for key, _ in options]
        row = QHBoxLayout(self)
        row.setContentsMargins(3, 3, 3, 3)
        row.setSpacing(2)
        for number, (key, text) in enumerate(options):
            segment = QPushButton(text)
            segment.setProperty("look", "segment")
            segment.setCheckable(True)
            segment.setAutoDefault(False)
            segment.setFont(ui_font(12, 500))
            segment.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            segment.setCursor(Qt.CursorShape.PointingHandCursor)
            segment.setAccessibleName(f"{name}: {text}")
            segment.setObjectName(f"segment_{key}")
            self._group.addButton(segment, number)
            row.addWidget(segment)
        self._group.button(0).setChecked(True)
        self._group.idClicked.connect(self._on_clicked)

    @property
    def key(self) -> str:
        """The chosen one, "" when none is."""
        number = self._group.checkedId()
        return self._keys[number] if number >= 0 else ""

    def choose(self, key: str) -> None:
        """Choose one without emitting `chosen`."""
        self._group.button(self._keys.index(key)).setChecked(True)

    def choose_if_any(self, key: str) -> None:
        """Choose one without emitting `chosen`; none when the value is not among them."""
        if key in self._keys:
            self.choose(key)
            return
        self._group.setExclusive(False)
        for segment in self._group.buttons():
            segment.setChecked(False)
        self._group.setExclusive(True)

    def _on_clicked(self, number: int) -> None:
        self.chosen.emit(Chosen(self._keys[number]))


class FormField(QWidget):
    """A field with its label above and, below, a hint or what is wrong with the value."""

    def __init__(
        self, label: str, editor: QWidget, hint: str = "", *, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.editor = editor
        self._hint = hint
        self._label = Text(label, "label", "text2")
        self._label.setBuddy(editor)
        if not editor.accessibleName():
            editor.setAccessibleName(label)
        self._below = Text(hint, "meta", "text3", wrap=True, parent=self)
        self._below.setVisible(bool(hint))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._label)
        column.addWidget(editor)
        column.addWidget(self._below)
        if isinstance(editor, QAbstractSpinBox):
            inset(editor)
        if isinstance(editor, QLineEdit):
            editor.setMinimumHeight(CONTROL_HEIGHT)
            editor.textEdited.connect(self._on_edited)

    @property
    def error(self) -> str:
        """What is wrong with the value, "" when nothing is known to be."""
        return self._below.text() if self.editor.property("invalid") == "true" else ""

    def set_error(self, message: str) -> None:
        """Say what is wrong with the value; "" takes it back."""
        self.editor.setProperty("invalid", "true" if message else "false")
        self.editor.style().unpolish(self.editor)
        self.editor.style().polish(self.editor)
        self.editor.setAccessibleDescription(message or self._hint)
        self._below.setText(message or self._hint)
        self._below.set_tone("err" if message else "text3")
        self._below.setVisible(bool(message or self._hint))

    def set_hint(self, hint: str) -> None:
        """Change what is said below the field while its value is fine; an error stays."""
        self._hint = hint
        self.set_error(self.error)

    def _on_edited(self, _text: str) -> None:
        if self.error:
            self.set_error("")
