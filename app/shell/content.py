"""Where panes are: each is created when first shown, and one that fails costs no other."""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.core.i18n import tr
from app.core.log import redact
from app.look.components import EmptyState
from app.look.components.waiting import Skeleton
from app.panes.api import PaneSpec
from app.workers.job import Ended
from app.workers.worker import once

if TYPE_CHECKING:
    from app.state.hub import Hub

log = logging.getLogger(__name__)

_SWITCH_S = sys.getswitchinterval()
_UNDISTURBED_S = 0.5
"""Longer than any class takes to be made."""


class PaneStack(QStackedWidget):
    """The panes, one of them shown.

    Signals:
        pane_shown: another pane is shown now, or its placeholder (its name).
        pane_ready: a pane was created (its name).
    """

    pane_shown = Signal(str)
    pane_ready = Signal(str)

    def __init__(self, hub: Hub, panes: Sequence[PaneSpec], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hub = hub
        self._specs = {spec.name: spec for spec in panes}
        self._widgets: dict[str, QWidget] = {}
        self._preparing: dict[str, str] = {}
        self._placeholder: QWidget | None = None
        self.current_name = ""

    def show_pane(self, name: str) -> bool:
        """Show a pane, creating it the first time; False when there is none of that name."""
        spec = self._specs.get(name)
        if spec is None:
            log.warning("there is no pane called %s", name)
            return False
        self.current_name = name
        if name in self._widgets:
            self.setCurrentWidget(self._widgets[name])
        elif spec.prepare is None:
            self._add(name, self._create(spec))
        else:
            self._prepare(spec, spec.prepare)
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

    def _prepare(self, spec: PaneSpec, prepare: Callable[[], object]) -> None:
        if self._placeholder is None:
            self._placeholder = QWidget()
            self.addWidget(self._placeholder)
            column = QVBoxLayout(self._placeholder)
            column.setContentsMargins(24, 24, 24, 24)
            column.addWidget(Skeleton(4))
            column.addStretch(1)
        self.setCurrentWidget(self._placeholder)
        if spec.name in self._preparing.values():
            return
        worker = self._hub.supervisor.worker(
            f"prepare:{spec.name}", once(lambda _cancel: undisturbed(prepare))
        )
        self._preparing[worker.name] = spec.name
        worker.ended.connect(self._on_prepared)
        self._hub.supervisor.start(worker)

    def _on_prepared(self, ended: Ended) -> None:
        name = self._preparing.pop(ended.job)
        if ended.cancelled:
            return
        spec = self._specs[name]
        if ended.error is not None:
            self._add(name, PaneFailed(spec.title, ended.error.message, ended.traceback, self))
        else:
            self._add(name, self._create(spec))

    def _add(self, name: str, widget: QWidget) -> None:
        self._widgets[name] = widget
        self.addWidget(widget)
        if self.current_name == name:
            self.setCurrentWidget(widget)
        self.pane_ready.emit(name)

    def _create(self, spec: PaneSpec) -> QWidget:
        try:
            return spec.create(self._hub, self)
        except Exception as error:
            log.exception("pane %s cannot be created", spec.name)
            what = f"{type(error).__name__}: {error}"
            return PaneFailed(spec.title, what, traceback.format_exc(), self)


def undisturbed(prepare: Callable[[], object]) -> None:
    """Import in a worker, without another thread in the middle of it.

    WORKAROUND: PySide6 makes a class when it is first touched, in Python code that the interpreter
    may leave for another thread; one that meets the unfinished class crashes. pyqtgraph touches all
    of them. Reading a file still lets others go on, so the window hardly waits.
    """
    sys.setswitchinterval(_UNDISTURBED_S)
    try:
        prepare()
    finally:
        sys.setswitchinterval(_SWITCH_S)


class PaneFailed(EmptyState):
    """Stands where a pane could not be created."""

    def __init__(self, title: str, what: str, trace: str, parent: QWidget | None = None) -> None:
        super().__init__(
            "warning-octagon",
            tr("{title} could not be opened").format(title=title),
            redact(what) + tr("\nThe rest of the program works on."),
            tr("See details"),
            parent=parent,
        )
        self._title = title
        self._trace = redact(trace)
        assert self.action is not None
        self.action.clicked.connect(self._on_details)

    def _on_details(self) -> None:
        from app.shell.details import DetailsDialog

        DetailsDialog(
            tr("{title} could not be opened").format(title=self._title), self._trace, self
        ).open()
