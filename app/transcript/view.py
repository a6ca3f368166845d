"""ThreadView: a conversation, read with mouse and keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from app.transcript.api import ActAsked, ChipPressed, CitationPressed, Entry, LinkPressed

if TYPE_CHECKING:
    from app.workers.supervisor import Supervisor


class ThreadView(QAbstractScrollArea):
    """The messages of a conversation, as many as there are.

    Signals:
        act_asked: something is to be done with a message. `Act.COPY` is done here and not told.
        chip_pressed: a chip or a picture of a message was pressed.
        citation_pressed: the number of a source was pressed.
        link_pressed: a link was pressed; whoever listens opens it.
    """

    act_asked = Signal(ActAsked)
    chip_pressed = Signal(ChipPressed)
    citation_pressed = Signal(CitationPressed)
    link_pressed = Signal(LinkPressed)

    def __init__(self, supervisor: Supervisor, parent: QWidget | None = None) -> None:
        super().__init__(parent)

    def set_entries(self, entries: tuple[Entry, ...]) -> None:
        """Show other messages; whoever was read stays in sight where it is still there."""

    def update_entry(self, entry: Entry) -> None:
        """Show a message otherwise; it is known by its key."""

    def append(self, key: int, text: str, reasoning: str = "") -> None:
        """Add what came of a message."""

    def show_entry(self, key: int) -> None:
        """Bring a message into sight and make it the current one."""

    def jump_to_end(self) -> None:
        """Go to the end and stay there, whatever comes."""

    def find(self) -> None:
        """Let the user search in the conversation."""
