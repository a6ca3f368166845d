"""What each tab of the details of a model is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from app.panes.deploy.running.rows import ModelRow


class ModelTab(QWidget):
    """One tab. It is told of its model again whenever that changed."""

    def show_row(self, row: ModelRow | None) -> None:
        """Show a model, or none: then nothing is asked any more."""
        raise NotImplementedError
