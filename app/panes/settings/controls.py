"""What a preference is changed with: one widget for each kind of value."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, QTime, Signal
from PySide6.QtGui import QColor, QKeySequence, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QKeySequenceEdit,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QTimeEdit,
    QWidget,
)

from app.core.i18n import tr
from app.look.components import Button, Chosen, Segmented, Text
from app.look.components.controls import CONTROL_HEIGHT, inset
from app.look.theme import ThemeChanged, theme
from app.state.preferences import (
    Choices,
    Fact,
    Keys,
    Own,
    Preference,
    Press,
    Switch,
    TimeOfDay,
    Whole,
)

_SEGMENTS = 5
"""Choices that are shown side by side, where their words leave room."""
_SEGMENT_LETTERS = 34
_FIELD_WIDTH = 190
_FIELD_PADDING = 36
"""Beside the words of a field, both sides."""
_PORTABLE = QKeySequence.SequenceFormat.PortableText


@dataclass(frozen=True, slots=True)
class ValueChosen:
    """The user wants another value."""

    value: object


class ValueControl(QWidget):
    """Shows a value and lets another one be chosen.

    Signals:
        chosen: the user chose another value.
    """

    chosen = Signal(ValueChosen)

    def __init__(self, inner: QWidget, name: str) -> None:
        super().__init__()
        if not inner.accessibleName():
            inner.setAccessibleName(name)
        self.inner = inner
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(inner)

    def show_value(self, value: object) -> None:
        """Show a value, which is not what the user chose."""

    def take_keyboard(self) -> None:
        """Give it the keyboard."""
        self.inner.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def choose(self, value: object) -> None:
        """Tell what the user chose."""
        self.chosen.emit(ValueChosen(value))


def control_of(preference: Preference) -> ValueControl | None:
    """Return what a preference is changed with; None where it has a widget of its own."""
    control, name = preference.control, preference.title
    if isinstance(control, Switch):
        return SwitchControl(name)
    if isinstance(control, Choices):
        letters = sum(len(words) + 3 for _key, words in control.options)
        few = len(control.options) <= _SEGMENTS and letters <= _SEGMENT_LETTERS
        return SegmentsControl(name, control) if few else ListControl(name, control)
    if isinstance(control, Whole):
        return WholeControl(name, control)
    if isinstance(control, Keys):
        return KeysControl(name)
    if isinstance(control, TimeOfDay):
        return TimeControl(name)
    if isinstance(control, Press):
        return PressControl(name, control)
    assert isinstance(control, Fact | Own)
    return FactControl(name) if isinstance(control, Fact) else None


class Toggle(QCheckBox):
    """A check box that looks like a switch."""

    _SIZE = QSize(36, 20)

    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(self._SIZE)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        theme().changed.connect(self._on_theme)

    def hitButton(self, pos: object) -> bool:  # noqa: N802 - Qt's name
        """Take a click anywhere on it."""
        return True

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the track, and the knob at the side of its state."""
        tokens, on = theme().tokens, self.isChecked()
        track = QRectF(self.rect()).adjusted(0.75, 0.75, -0.75, -0.75)
        half = track.height() / 2
        knob = QRectF(0, 0, track.height() - 6, track.height() - 6)
        centre = track.center()
        centre.setX(track.right() - half if on else track.left() + half)
        knob.moveCenter(centre)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setOpacity(1.0 if self.isEnabled() else 0.4)
            painter.setPen(QPen(QColor(tokens.accent if on else tokens.field), 1.5))
            painter.setBrush(QColor(tokens.accent if on else tokens.surface))
            painter.drawRoundedRect(track, half, half)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.on_accent if on else tokens.field))
            painter.drawEllipse(knob)

    def _on_theme(self, _change: ThemeChanged) -> None:
        self.update()


class SwitchControl(ValueControl):
    """On or off."""

    def __init__(self, name: str) -> None:
        self.toggle = Toggle()
        super().__init__(self.toggle, name)
        self.toggle.clicked.connect(self._on_clicked)

    def show_value(self, value: object) -> None:
        """Show whether it is on."""
        self.toggle.setChecked(value is True)

    def _on_clicked(self, on: bool) -> None:
        self.choose(on)


class SegmentsControl(ValueControl):
    """One of a few, side by side."""

    def __init__(self, name: str, control: Choices) -> None:
        self.segments = Segmented(name, control.options)
        super().__init__(self.segments, name)
        self.segments.chosen.connect(self._on_chosen)

    def show_value(self, value: object) -> None:
        """Show which one holds; none when it is another."""
        self.segments.choose_if_any(str(value))

    def take_keyboard(self) -> None:
        """Give it to the segment that is chosen, the first one where none is."""
        segments = self.segments.findChildren(QPushButton)
        chosen = next((each for each in segments if each.isChecked()), segments[0])
        chosen.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _on_chosen(self, chosen: Chosen) -> None:
        self.choose(chosen.key)


class SteadyList(QComboBox):
    """A list of choices for a page that scrolls."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll the page, and change nothing in passing."""
        event.ignore()


class ListControl(ValueControl):
    """One of some, in a list."""

    def __init__(self, name: str, control: Choices) -> None:
        self.list = SteadyList()
        super().__init__(self.list, name)
        self.list.setMinimumHeight(CONTROL_HEIGHT)
        self.list.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        for key, words in control.options:
            self.list.addItem(words, key)
        self.list.activated.connect(self._on_activated)

    def show_value(self, value: object) -> None:
        """Show which one holds."""
        self.list.setCurrentIndex(self.list.findData(value))

    def _on_activated(self, _row: int) -> None:
        self.choose(self.list.currentData())


class _Number(QSpinBox):
    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll the page, and change nothing in passing."""
        event.ignore()


class WholeControl(ValueControl):
    """A whole number; it counts when it is complete."""

    def __init__(self, name: str, control: Whole) -> None:
        self.field = _Number()
        super().__init__(self.field, name)
        self.field.setRange(control.lowest, control.highest)
        self.field.setSuffix(f" {control.unit}" if control.unit else "")
        self.field.setKeyboardTracking(False)
        inset(self.field)
        self.field.valueChanged.connect(self.choose)

    def show_value(self, value: object) -> None:
        """Show the number."""
        if isinstance(value, int):
            self.field.blockSignals(True)
            # A damaged file may hold more than Qt can take.
            self.field.setValue(max(self.field.minimum(), min(value, self.field.maximum())))
            self.field.blockSignals(False)


class _Time(QTimeEdit):
    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll the page, and change nothing in passing."""
        event.ignore()


class TimeControl(ValueControl):
    """A time of every day."""

    def __init__(self, name: str) -> None:
        self.field = _Time()
        super().__init__(self.field, name)
        self.field.setDisplayFormat("HH:mm")
        self.field.setKeyboardTracking(False)
        inset(self.field)
        self.field.timeChanged.connect(self._on_changed)

    def show_value(self, value: object) -> None:
        """Show the time."""
        if isinstance(value, int):
            self.field.blockSignals(True)
            self.field.setTime(QTime(value // 60 % 24, value % 60))
            self.field.blockSignals(False)

    def _on_changed(self, time: QTime) -> None:
        self.choose(time.hour() * 60 + time.minute())


class KeysControl(ValueControl):
    """A field that takes the keys that are pressed."""

    def __init__(self, name: str) -> None:
        self.field = QKeySequenceEdit()
        super().__init__(self.field, name)
        self._shown = ""
        width = _FIELD_WIDTH
        for editor in self.field.findChildren(QLineEdit):  # it is what has the keyboard
            editor.setAccessibleName(name)
            words = editor.fontMetrics().horizontalAdvance(editor.placeholderText())
            width = max(width, words + _FIELD_PADDING)  # Qt's own words, long in some languages
        self.field.setMaximumSequenceLength(1)
        self.field.setClearButtonEnabled(True)
        self.field.setFixedWidth(width)
        self.field.setMinimumHeight(CONTROL_HEIGHT)
        self.field.keySequenceChanged.connect(self._on_changed)

    def show_value(self, value: object) -> None:
        """Show the keys."""
        self._shown = str(value)
        self.field.setKeySequence(QKeySequence.fromString(self._shown, _PORTABLE))

    def _on_changed(self, sequence: QKeySequence) -> None:
        keys = sequence.toString(_PORTABLE)
        if keys != self._shown:
            self._shown = keys
            self.choose(keys)


class PressControl(ValueControl):
    """A button."""

    def __init__(self, name: str, control: Press) -> None:
        self.button = Button(control.verb)
        self.button.setAccessibleName(control.verb)
        self.button.setAccessibleDescription(name)
        super().__init__(self.button, name)
        self.button.clicked.connect(self._on_clicked)

    def _on_clicked(self) -> None:
        self.choose(None)


class FactControl(ValueControl):
    """Something that is so."""

    def __init__(self, name: str) -> None:
        self.text = Text("", "body", "text2", selectable=True)
        super().__init__(self.text, name)

    def show_value(self, value: object) -> None:
        """Show what is so."""
        self.text.setText(str(value) or tr("n/a"))
        self.text.setAccessibleName(self.text.text())
