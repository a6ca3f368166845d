"""Remembers columns and order of the list, its share of the height, and the tab below it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer

from app.panes.deploy.running.settings import SECTION, RunningSettings

if TYPE_CHECKING:
    from PySide6.QtWidgets import QSplitter

    from app.look.components import Chosen
    from app.look.components.columns import Arranged
    from app.panes.deploy.running.details import ModelDetails
    from app.panes.row_view import RowView
    from app.state.hub import Hub

SETTLE_MS = 500
"""What is dragged changes in many steps; the last one is kept."""


class Arrangement(QObject):
    """Keeps what the user arranged."""

    def __init__(
        self,
        hub: Hub,
        view: RowView,
        splitter: QSplitter,
        details: ModelDetails,
        parent: QObject,
    ) -> None:
        """Restore what was arranged at an earlier time."""
        super().__init__(parent)
        self._hub = hub
        self._splitter = splitter
        self._kept = kept = hub.settings.load(SECTION, RunningSettings)
        self._settle = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._settle.timeout.connect(self._save)
        view.columns.restore(kept.widths, kept.sort, down=kept.down)
        details.switch.choose_if_any(kept.tab)
        view.columns.arranged.connect(self._on_arranged)
        splitter.splitterMoved.connect(self._on_moved)
        details.tab_chosen.connect(self._on_tab)

    def share_height(self) -> None:
        """Give the list its share, now that there is something below it."""
        height, share = self._splitter.height(), self._kept.list_share
        self._splitter.setSizes([round(height * share), round(height * (1 - share))])

    def _keep(self, **changes: Any) -> None:  # noqa: ANN401 - fields of RunningSettings
        self._kept = replace(self._kept, **changes)
        self._settle.start()

    def _on_arranged(self, arranged: Arranged) -> None:
        self._keep(widths=arranged.widths, sort=arranged.sort, down=arranged.down)

    def _on_moved(self, _position: int, _index: int) -> None:
        upper, lower = self._splitter.sizes()
        self._keep(list_share=round(upper / max(upper + lower, 1), 3))

    def _on_tab(self, chosen: Chosen) -> None:
        self._keep(tab=chosen.key)

    def _save(self) -> None:
        self._hub.remember(SECTION, self._kept)
