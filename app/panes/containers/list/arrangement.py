"""Remembers the columns of the list, its order, and how much room it has over the details."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QSplitter, QWidget

from app.look.components.columns import Arranged
from app.panes.containers.list.view import ContainerView
from app.panes.containers.settings import keep, load
from app.state.hub import Hub

SETTLE_MS = 500
"""What is dragged changes in many steps; the last one is kept."""


class Arrangement(QObject):
    """Keeps what the user arranged."""

    def __init__(
        self, hub: Hub, view: ContainerView, splitter: QSplitter, lower: QWidget, parent: QObject
    ) -> None:
        """Restore columns and order of an earlier time; `lower` is what is below the list."""
        super().__init__(parent)
        self._hub = hub
        self._view = view
        self._splitter = splitter
        self._lower = lower
        self._arranged: Arranged | None = None
        self._settle = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._settle.timeout.connect(self.save)
        kept = load(hub)
        view.columns.restore(kept.widths, kept.sort, down=kept.down)
        view.columns.arranged.connect(self._on_arranged)
        splitter.splitterMoved.connect(self._on_moved)

    def share_height(self) -> None:
        """Give the list its share, now that there is something below it."""
        height, share = self._splitter.height(), load(self._hub).list_share
        self._splitter.setSizes([round(height * share), round(height * (1 - share))])
        # Once the rows have their new room, if the view is still there.
        QTimer.singleShot(0, self._view, self._view.show_current)

    def save(self) -> None:
        """Keep what is arranged now."""
        if self._arranged is not None:
            now = self._arranged
            keep(self._hub, widths=now.widths, sort=now.sort, down=now.down)
        if self._lower.isVisible():
            upper, lower = self._splitter.sizes()
            if upper:  # else the details are enlarged
                keep(self._hub, list_share=round(upper / (upper + lower), 3))

    def _on_arranged(self, arranged: Arranged) -> None:
        self._arranged = arranged
        self._settle.start()

    def _on_moved(self, _position: int, _index: int) -> None:
        self._settle.start()
