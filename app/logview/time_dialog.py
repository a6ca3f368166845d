"""TimeDialog: asks for a moment to go to."""

from __future__ import annotations

import time
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLineEdit, QVBoxLayout, QWidget

from app.core.errors import BadInput
from app.core.i18n import tr
from app.logview.when import moment
from app.look.components import Button, FormField


@dataclass(frozen=True, slots=True)
class TimeAsked:
    """The lines of a moment are wanted."""

    moment: float
    """Unix seconds."""


class TimeDialog(QDialog):
    """One field. Deletes itself when closed.

    Signals:
        asked: the moment that was entered.
    """

    asked = Signal(TimeAsked)

    def __init__(self, utc: bool, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Go to a time"))
        self.setFixedWidth(400)
        self._utc = utc
        zone = "UTC" if utc else tr("local time")
        self.field = QLineEdit()
        self.form = FormField(
            tr("Time ({zone})").format(zone=zone),
            self.field,
            tr("14:05, 2026-11-21 14:05:12, or how long ago: 10m, 2h, 3d"),
        )
        self.yes = Button(tr("Go there"), "primary")
        self.yes.setDefault(True)
        buttons = QDialogButtonBox()
        buttons.addButton(self.yes, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(Button(tr("Cancel")), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self._on_yes)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 22, 24, 20)
        column.setSpacing(12)
        column.addWidget(self.form)
        column.addWidget(buttons)
        self.field.setFocus()

    def _on_yes(self) -> None:
        try:
            meant = moment(self.field.text(), time.time(), utc=self._utc)
        except BadInput as error:
            self.form.set_error(f"{error.message} {error.hint}")
            self.adjustSize()
            return
        self.asked.emit(TimeAsked(meant))
        self.accept()
