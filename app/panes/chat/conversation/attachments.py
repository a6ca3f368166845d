"""What will go with the next message: pictures, files, and what a node says, as chips."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from app.core import units
from app.core.i18n import numeral, tr
from app.core.said import said
from app.look.components import ElidedLabel, IconButton, Text
from app.look.icons import pixmap
from app.look.theme import ThemeChanged, theme
from app.services.chat.api import ContextKind, ContextPart, FilePart, ImagePart, Part
from app.services.chat.reckoning import tokens_of_part

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QResizeEvent

HEIGHT = 44
_NARROWEST, _WIDEST = 180, 340
_AROUND = 116
"""Pixels of a chip beside its words: the picture, the buttons, what is between."""
_THUMB = 32


@dataclass(frozen=True, slots=True)
class PartRemoved:
    """A part shall not go with the message."""

    place: int


class AttachmentChip(QFrame):
    """One part: what it is, about how much of the context it takes, and a way to leave it out.

    Signals:
        removed: it shall not go with the message.
        looked: it is to be seen as the model gets it.
    """

    removed = Signal()
    looked = Signal()

    def __init__(self, part: Part, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.part = part
        self.setProperty("surface", "attachment")
        name, detail = name_of(part), detail_of(part)
        self.setAccessibleName(f"{name}, {detail}")
        self._picture = QLabel()
        self._picture.setFixedSize(_THUMB, _THUMB)
        self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.name = ElidedLabel(name, "label")
        self.detail = ElidedLabel(detail, "meta", "text2")
        self.look = IconButton("eye", tr("Look at {name}").format(name=name), size=14, side=22)
        self.remove = IconButton("x", tr("Remove {name}").format(name=name), size=12, side=22)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.name)
        words.addWidget(self.detail)
        row = QHBoxLayout(self)
        row.setContentsMargins(4, 2, 6, 2)
        row.setSpacing(8)
        row.addWidget(self._picture)
        row.addLayout(words, 1)
        row.addWidget(self.look)
        row.addWidget(self.remove)
        lines = ((self.name, name), (self.detail, detail))
        wide = max(label.fontMetrics().horizontalAdvance(text) for label, text in lines)
        self.setFixedSize(max(_NARROWEST, min(wide + _AROUND, _WIDEST)), HEIGHT - 4)
        self.look.setVisible(not isinstance(part, ImagePart) or bool(part.data))
        self.look.clicked.connect(self.looked)
        self.remove.clicked.connect(self.removed)
        theme().changed.connect(self._retint)
        self._retint()

    def _retint(self, _change: ThemeChanged | None = None) -> None:
        scale = self.devicePixelRatioF()
        if isinstance(self.part, ImagePart):
            shown = QPixmap()
            shown.loadFromData(self.part.data)
            side = round(_THUMB * scale)
            aspect = Qt.AspectRatioMode.KeepAspectRatio
            smooth = Qt.TransformationMode.SmoothTransformation
            if not shown.isNull():
                shown = shown.scaled(QSize(side, side), aspect, smooth)
                shown.setDevicePixelRatio(scale)
                self._picture.setPixmap(shown)
                return
        self._picture.setPixmap(pixmap(icon_of(self.part), "text2", 18, scale))


class Attachments(QWidget):
    """The parts beside each other; hidden while there are none.

    Signals:
        removed: a part shall not go with the message.
    """

    removed = Signal(PartRemoved)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Attached"))
        self.chips: list[AttachmentChip] = []
        self._waiting = Text("", "label", "text2")
        self._row_widget = QWidget()
        self._row = QHBoxLayout(self._row_widget)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(6)
        self._row.addWidget(self._waiting)
        self._row.addStretch(1)
        area = self._area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        area.setWidget(self._row_widget)
        self._row_widget.setAutoFillBackground(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(area)
        self.setFixedHeight(HEIGHT)
        self.hide()

    def show_parts(self, parts: Sequence[Part], *, reading: int = 0) -> None:
        """Show the parts, and how many are still read."""
        for chip in self.chips:
            chip.hide()
            chip.deleteLater()
        self.chips = []
        for place, part in enumerate(parts):
            chip = AttachmentChip(part)
            chip.removed.connect(self._on_removed)
            chip.looked.connect(self._on_looked)
            self._row.insertWidget(place, chip)
            self.chips.append(chip)
        self._waiting.setVisible(reading > 0)
        self._waiting.setText(
            tr("Reading 1 file…")
            if reading == 1
            else tr("Reading {reading} files…").format(reading=reading)
        )
        self.setVisible(bool(parts) or reading > 0)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Have room for a scroll bar where one is needed."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        wide = sum(chip.width() + self._row.spacing() for chip in self.chips)
        is_wider = wide > self.width()
        bar = self._area.horizontalScrollBar().sizeHint().height()
        self.setFixedHeight(HEIGHT + (bar if is_wider else 0))

    def _on_removed(self) -> None:
        sender = self.sender()
        for place, chip in enumerate(self.chips):
            if chip is sender:
                self.removed.emit(PartRemoved(place))
                return

    def _on_looked(self) -> None:
        from app.panes.chat.conversation.part_dialog import PartDialog

        chip = self.sender()
        if isinstance(chip, AttachmentChip):
            data = chip.part.data if isinstance(chip.part, ImagePart) else b""
            PartDialog(chip.part, data, self.window()).open()


def name_of(part: Part) -> str:
    """Return what a part is called."""
    if isinstance(part, ContextPart):
        return said(part.title, limit=120)
    return said(part.name, limit=120) or tr("Picture")


def detail_of(part: Part) -> str:
    """Return its size or when it was taken, and about how many tokens it takes."""
    about = tr("~{tokens_of_part} tokens").format(tokens_of_part=numeral(tokens_of_part(part)))
    if isinstance(part, ImagePart):
        return f"{part.width}×{part.height} · {about}"
    if isinstance(part, FilePart) and part.detail:
        return f"{said(part.detail)} · {about}"
    if isinstance(part, ContextPart) and part.taken_at:
        return f"{units.date_and_clock(part.taken_at)} · {about}"
    return about


def icon_of(part: Part) -> str:
    """Return the icon of a part."""
    if isinstance(part, ImagePart):
        return "image"
    if isinstance(part, ContextPart):
        return "scroll" if part.kind is ContextKind.LOG else "chart-line-up"
    return "file-pdf" if part.name.lower().endswith(".pdf") else "file-text"
