"""How all charts together are asked to show another stretch of time."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

WHEEL_FACTOR = 1.25
KEY_FACTOR = 2.0
KEY_PAN = 0.25
"""Share of the window that one press moves it."""


@dataclass(frozen=True, slots=True)
class Selected:
    """The stretch that is being chosen, in shares of the window; None: none."""

    stretch: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class StretchAsked:
    """Show another stretch: 0 is the start of the present window and 1 its end."""

    start: float
    end: float
    gradual: bool = False
    """One of many small steps, which are taken back together."""


class TimeNavigation(QObject):
    """What mouse and keys ask for, the same in all charts. Somebody else decides what to show.

    Signals:
        selected: the stretch that is being chosen changed.
        stretch_asked: show another stretch.
        back_asked: show what was shown before.
        reset_asked: show what was shown before all zooming.
        now_asked: show the present.
    """

    selected = Signal(Selected)
    stretch_asked = Signal(StretchAsked)
    back_asked = Signal()
    reset_asked = Signal()
    now_asked = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.selection: tuple[float, float] | None = None

    def select(self, anchor: float | None, to: float = 0.0) -> None:
        """Choose from `anchor` to `to`, in either direction; None: choose nothing."""
        stretch = None
        if anchor is not None:
            first, last = sorted((min(max(anchor, 0.0), 1.0), min(max(to, 0.0), 1.0)))
            stretch = (first, last)
        if stretch != self.selection:
            self.selection = stretch
            self.selected.emit(Selected(stretch))

    def zoom_selected(self) -> None:
        """Show what is chosen."""
        chosen = self.selection
        self.select(None)
        if chosen is not None and chosen[1] > chosen[0]:
            self.stretch_asked.emit(StretchAsked(*chosen))

    def zoom(self, factor: float, around: float) -> None:
        """Show `factor` times less, with the moment at `around` where it is."""
        left, right = around * (1 - 1 / factor), around + (1 - around) / factor
        self.stretch_asked.emit(StretchAsked(left, right, gradual=True))

    def pan(self, share: float) -> None:
        """Move the window by a share of its length."""
        self.stretch_asked.emit(StretchAsked(share, 1.0 + share, gradual=True))
