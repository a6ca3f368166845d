"""What one cell of a row shows. Models make these; the delegate draws them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from PySide6.QtCore import Qt

from app.look.components import plain_tip
from app.panes.tunnels.verbs import LOOKS, Verb


@dataclass(frozen=True, slots=True)
class Cell:
    """Two lines, or a pill and a line, or buttons."""

    text: str = ""
    below: str = ""
    tone: str = "text"
    below_tone: str = "text2"
    strong: bool = False
    icon: str = ""
    pill: str = ""
    """A word on a tint before `text`."""
    pill_tone: str = "text2"
    why: str = ""
    """Whole story for the tooltip, where the lines are short."""
    buttons: tuple[Verb, ...] = ()
    button_text: str = ""
    """A word instead of the icon, where there is one button only."""

    @property
    def spoken(self) -> str:
        """The cell for a screen reader."""
        parts = [self.pill, self.text, self.below, *(LOOKS[verb].label for verb in self.buttons)]
        return ", ".join(part for part in parts if part)


class Role(IntEnum):
    """What row models answer beside Qt's own roles."""

    CELL = Qt.ItemDataRole.UserRole + 1
    KEY = Qt.ItemDataRole.UserRole + 2
    VERBS = Qt.ItemDataRole.UserRole + 3
    TITLE = Qt.ItemDataRole.UserRole + 4
    STORY = Qt.ItemDataRole.UserRole + 5
    TONE = Qt.ItemDataRole.UserRole + 6


def title_data(title: str, role: int, *, shown: bool) -> object:
    """Answer one role of a column's title; one that is not `shown` is only spoken."""
    if role == Qt.ItemDataRole.AccessibleTextRole:
        return title
    if role == Qt.ItemDataRole.DisplayRole:
        return title if shown else ""
    return None


def cell_data(cell: Cell, role: int, title: str) -> object:
    """Answer one role of a cell whose column is called `title`; None for others."""
    if role == Role.CELL:
        return cell
    if role == Qt.ItemDataRole.DisplayRole:
        return cell.pill or cell.text
    if role == Qt.ItemDataRole.AccessibleTextRole:
        return f"{title}: {cell.spoken or 'nothing'}"
    if role == Qt.ItemDataRole.ToolTipRole:
        return plain_tip(cell.why or cell.spoken) or None
    return None
