"""One more name for an image."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLineEdit, QVBoxLayout, QWidget

from app.core.errors import BadInput
from app.core.i18n import tr
from app.look.components import Button, FormField, Text
from app.services.containers.references import parse_reference

if TYPE_CHECKING:
    from app.services.containers.image_api import Image

WIDTH = 480


@dataclass(frozen=True, slots=True)
class NameGiven:
    """An image is to be called this, too."""

    reference: str


class TagDialog(QDialog):
    """Asks for a name and says who loses it.

    Signals:
        name_given: the image gets it; the dialog is closed.
    """

    name_given = Signal(NameGiven)

    def __init__(self, image: Image, images: Sequence[Image], parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._image = image
        self._images = images
        self.setWindowTitle(tr("Tag {name}").format(name=image.name))
        self.setFixedWidth(WIDTH)
        self.editor = QLineEdit()
        self.editor.setPlaceholderText(tr("mine/llama:tuned"))
        self.field = FormField(tr("New name"), self.editor, _HINT)
        self.tag = Button(tr("Tag"), "primary")
        self.tag.setDefault(True)
        self.tag.setEnabled(False)
        cancel = Button(tr("Cancel"))
        buttons = QDialogButtonBox()
        buttons.addButton(self.tag, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(cancel, QDialogButtonBox.ButtonRole.RejectRole)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(14)
        column.addWidget(Text(self.windowTitle(), "card", wrap=True))
        column.addWidget(self.field)
        column.addWidget(buttons)
        self.editor.textChanged.connect(self._on_text)
        self.tag.clicked.connect(self.submit)
        cancel.clicked.connect(self.reject)
        self.editor.setFocus()

    def submit(self) -> None:
        """Give the name, or show what is wrong with it."""
        try:
            reference = self._read()
        except BadInput as error:
            self.field.set_error(f"{error.message} {error.hint}")
            return
        self.accept()
        self.name_given.emit(NameGiven(reference))

    def _on_text(self, text: str) -> None:
        self.tag.setEnabled(bool(text.strip()))
        try:
            reference = self._read()
        except BadInput:
            self.field.set_hint(_HINT)
            return
        loser = next((each for each in self._images if reference in each.tags), None)
        if loser is None:
            self.field.set_hint(
                tr("It will also be called {reference}.").format(reference=reference)
            )
        elif loser.id == self._image.id:
            self.field.set_hint(tr("It is called that already."))
        else:
            self.field.set_hint(
                tr("Another image ({id}) is called that and loses it.").format(id=loser.id[7:19])
            )

    def _read(self) -> str:
        """Return the whole new name. Raises BadInput."""
        wanted = parse_reference(self.editor.text())
        if wanted.digest:
            raise BadInput(
                tr("A new name has no digest."), tr("Give it a tag, as in mine/llama:tuned.")
            )
        return wanted.short


_HINT = tr("Name and tag; with a registry before it where it is to be pushed.")
