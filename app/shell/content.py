"""Where panes are: each is created when first shown, and one that fails costs no other."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.core.log import redact
from app.look.components import EmptyState
from app.panes.api import PaneSpec
from app.shell.details import DetailsDialog

if TYPE_CHECKING:
    from app.state.hub import Hub

log = logging.getLogger(__name__)


class PaneStack(QStackedWidget):
    """The panes, one of them shown.

    Signals:
        pane_shown: another pane is shown now (its name).
    """

    pane_shown = Signal(str)

    def __init__(self, hub: Hub, panes: Sequence[PaneSpec], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hub = hub
        self._specs = {spec.name: spec for spec in panes}
        self._widgets: dict[str, QWidget] = {}
        self.current_name = ""

    def show_pane(self, name: str) -> bool:
        """Show a pane, creating it the first time; False when there is none of that name."""
        spec = self._specs.get(name)
        if spec is None:
            log.warning("there is no pane called %s", name)
            return False
        if name not in self._widgets:
            self._widgets[name] = self._create(spec)
            self.addWidget(self._widgets[name])
        self.setCurrentWidget(self._widgets[name])
        self.current_name = name
        self.pane_shown.emit(name)
        return True

    @property
    def names(self) -> tuple[str, ...]:
        """Names of all panes, created or not."""
        return tuple(self._specs)

    def failure(self, name: str) -> str:
        """Return why a pane could not be created, "" when it could."""
        widget = self._widgets.get(name)
        return widget.text.text() if isinstance(widget, PaneFailed) else ""

    def pane(self, name: str) -> QWidget | None:
        """Return a pane that was created already."""
        return self._widgets.get(name)

    def _create(self, spec: PaneSpec) -> QWidget:
        try:
            return spec.create(self._hub, self)
        except Exception as error:
            log.exception("pane %s cannot be created", spec.name)
            return PaneFailed(spec.title, error, traceback.format_exc(), self)


class PaneFailed(EmptyState):
    """Stands where a pane could not be created."""

    def __init__(
        self, title: str, error: BaseException, trace: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(
            "warning-octagon",
            f"{title} could not be opened",
            redact(f"{type(error).__name__}: {error}") + "\nThe rest of the program works on.",
            "See details",
            parent=parent,
        )
        self._title = title
        self._trace = redact(trace)
        assert self.action is not None
        self.action.clicked.connect(self._on_details)

    def _on_details(self) -> None:
        DetailsDialog(f"{self._title} could not be opened", self._trace, self).open()
