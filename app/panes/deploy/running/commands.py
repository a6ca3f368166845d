"""What menu and keys do with the row that is chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QMenu

from app.core.i18n import tr
from app.look.icons import icon
from app.panes.deploy.api import Page, PageAsked
from app.panes.deploy.running.words import Act, Offer, offers
from app.state.hub import Notice, Severity

if TYPE_CHECKING:
    from app.panes.deploy.running.actions import ModelActions
    from app.panes.deploy.running.details import ModelDetails
    from app.panes.deploy.running.rows import ModelRow
    from app.panes.row_view import RowView
    from app.state.hub import Hub

_PROGRESS, _DISMISS, _COPY = "progress", "dismiss", "copy"


class ModelCommands(QObject):
    """Does with the chosen row what was asked for.

    Signals:
        page_asked: another section knows more.
    """

    page_asked = Signal(PageAsked)

    def __init__(
        self, hub: Hub, view: RowView, details: ModelDetails, actions: ModelActions, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._hub = hub
        self._view = view
        self._details = details
        self._actions = actions
        self._menu_row: ModelRow | None = None
        view.activated.connect(self._on_activated)
        view.remove_asked.connect(self._on_remove)
        view.copy_asked.connect(self._on_copy)
        view.menu_asked.connect(self._on_menu)
        details.benchmark_asked.connect(self._on_benchmark)

    @property
    def chosen(self) -> ModelRow | None:
        """The row that is chosen."""
        rows = self._view.selected
        return rows[0] if rows else None

    def do(self, row: ModelRow, act: Act) -> None:
        """Do something with a model, where that can be done."""
        if any(each.act is act and each.why_not for each in self._offers(row)):
            return
        if act is Act.CHAT:
            self._actions.chat(row)
        elif act in (Act.CODE, Act.LOG):
            self._details.show_tab(act)
        elif act is Act.TUNNEL:
            self._actions.open_tunnel(row)
        elif act is Act.BENCHMARK:
            self.page_asked.emit(PageAsked(Page.BENCHMARKS, row.model))
        elif act is Act.RESTART:
            self._actions.restart(row)
        elif act is Act.STOP:
            self._actions.stop(row)
        elif act is Act.REMOVE:
            self._actions.remove(row)

    def _offers(self, row: ModelRow) -> tuple[Offer, ...]:
        if row.model is None:
            return ()
        return offers(row, is_local=self._hub.nodes.get(row.node).is_local)

    def _on_activated(self) -> None:
        """Show a deployment's progress, or put the keyboard into a model's details."""
        row = self.chosen
        if row is not None and row.deployment is not None:
            self.page_asked.emit(PageAsked(Page.DEPLOY, row.deployment.id))
        elif row is not None:
            self._details.enter()

    def _on_dismiss(self) -> None:
        row = self.chosen
        if row is not None and row.deployment is not None:
            self._hub.errands.forget(row.deployment.id)

    def _on_benchmark(self) -> None:
        if (row := self.chosen) is not None and row.model is not None:
            self.do(row, Act.BENCHMARK)

    def _on_remove(self) -> None:
        if (row := self.chosen) is not None and row.model is not None:
            stopped = not row.model.runs
            self.do(row, Act.REMOVE if stopped else Act.STOP)

    def _on_copy(self) -> None:
        row = self.chosen
        if row is not None:
            name = row.model.endpoint.model_id if row.model is not None else row.title
            QGuiApplication.clipboard().setText(name)
            self._hub.tell(Notice(Severity.SUCCESS, tr("The model's name was copied.")))

    def _on_menu(self, place: QPoint) -> None:
        row = self.chosen
        if row is None:
            return
        menu = QMenu(self._view)
        menu.aboutToHide.connect(menu.deleteLater)
        self._menu_row = row
        if row.deployment is not None:
            _add(menu, _PROGRESS, tr("Show progress"), "list-bullets")
            if not row.deployment.errand.is_running:
                _add(menu, _DISMISS, tr("Take off the list"), "x")
        for offer in self._offers(row):
            tone = "err" if offer.is_danger else "text2"
            _add(menu, offer.act, offer.text, offer.icon, tone).setEnabled(not offer.why_not)
        _add(menu, _COPY, tr("Copy the name"), "copy")
        menu.triggered.connect(self._on_action)
        menu.popup(place)

    def _on_action(self, action: QAction) -> None:
        key, row = str(action.data()), self._menu_row
        if key == _PROGRESS:
            self._on_activated()
        elif key == _DISMISS:
            self._on_dismiss()
        elif key == _COPY:
            self._on_copy()
        elif row is not None:
            self.do(row, Act(key))


def _add(menu: QMenu, key: str, text: str, picture: str, tone: str = "text2") -> QAction:
    action = menu.addAction(icon(picture, tone, 16), text)
    action.setData(str(key))
    return action
