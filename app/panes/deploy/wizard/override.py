"""The question before a launch that would take memory which has to stay free."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from app.core.i18n import tr
from app.look.components import FormField
from app.look.components.confirm import ConfirmDialog


class OverrideDialog(ConfirmDialog):
    """Goes on only when the node's name was typed, letter by letter."""

    def __init__(self, node: str, why: str, parent: QWidget) -> None:
        super().__init__(
            tr("Deploy on {node} although it does not fit?").format(node=node),
            tr(
                "{why} A machine whose memory is full may stop answering, over SSH as "
                "well, until somebody switches it off. What runs there is lost then."
            ).format(why=why),
            tr("Deploy anyway"),
            parent,
        )
        self._node = node
        self.editor = QLineEdit()
        self.field = FormField(tr("Type {node} to go on").format(node=node), self.editor)
        layout = self.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.insertWidget(2, self.field)
        self.yes.setEnabled(False)
        self.editor.textChanged.connect(self._on_text)
        self.editor.setFocus()

    def _on_text(self, text: str) -> None:
        self.yes.setEnabled(text == self._node)
