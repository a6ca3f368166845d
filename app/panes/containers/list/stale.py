"""Says that a list is an old one, why, and what mends it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.core import units
from app.core.i18n import tr
from app.look.components import Card, Text
from app.panes.containers.list.trouble import (
    Lack,
    RemedyAsked,
    RemedyButton,
)


class StaleBanner(Card):
    """A card above a list that is kept while nothing newer is known.

    Signals:
        asked: its button was used.
    """

    asked = Signal(RemedyAsked)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.title = Text("", "strong", "warn", wrap=True, selectable=True)
        self.text = Text("", "body", "text2", wrap=True, selectable=True)
        self.button = RemedyButton(primary=False)
        self.button.clicked.connect(self._on_clicked)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.title)
        words.addWidget(self.text)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addLayout(words, 1)
        row.addWidget(self.button, 0, Qt.AlignmentFlag.AlignVCenter)
        self.body.addLayout(row)
        self.hide()

    def show_lack(self, lack: Lack, lost_at: float) -> None:
        """Say why the list is that of `lost_at`, Unix seconds."""
        self.title.setText(
            tr("As of {clock} · {title}").format(clock=units.clock(lost_at)[:5], title=lack.title)
        )
        self.text.setText(lack.text)
        self.button.show_remedy(lack.remedies[0] if lack.remedies else None)
        self.show()

    def _on_clicked(self) -> None:
        if self.button.remedy is not None:
            self.asked.emit(RemedyAsked(self.button.remedy))
