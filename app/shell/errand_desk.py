"""Errands in the window: an entry of the status bar, what is told at their end, and quitting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.core.i18n import tr
from app.state.hub import Notice, NoticeAction, Severity

if TYPE_CHECKING:
    from app.look.components import Button
    from app.look.components.confirm import ConfirmDialog
    from app.shell.errand_list import ErrandList
    from app.shell.window import MainWindow
    from app.state.errands import Errand, ErrandChanged
    from app.state.hub import Hub


class ErrandDesk(QObject):
    """Follows the errands once the window is open; makes nothing before there is one."""

    def __init__(self, hub: Hub, window: MainWindow) -> None:
        super().__init__(window)
        self._hub = hub
        self._window = window
        self._running: set[int] = set()
        self.button: Button | None = None
        """What leads to the list, None before there was an errand."""
        hub.errands.changed.connect(self._on_changed)

    def open_list(self) -> ErrandList:
        """Show all errands above the status bar."""
        from app.shell.errand_list import ErrandList

        opened = ErrandList(self._hub, self._window)
        opened.open_over(self.button or self._window.status)
        return opened

    def ask_to_quit(self) -> ConfirmDialog | None:
        """Ask whether to quit although something would be lost; None when nothing would."""
        running = [
            each
            for each in self._hub.errands.all()
            if each.is_running and not each.progress.goes_on
        ]
        more = [lost for say in self._hub.unfinished.values() if (lost := say())]
        if not running and not more:
            return None
        from app.look.components.confirm import ConfirmDialog
        from app.panes.errand_words import quit_text, quit_title

        self._window.bring_up()
        names = [self._hub.nodes.name_of(each.node) for each in running]
        text = "\n\n".join([*filter(None, [quit_text(running, names)]), *more])
        dialog = ConfirmDialog(quit_title(running), text, tr("Stop and quit"), self._window)
        dialog.no.setText(tr("Stay"))  # to cancel could mean the tasks
        dialog.open()
        return dialog

    def _on_changed(self, changed: ErrandChanged) -> None:
        errand = changed.errand
        if errand.is_running:
            self._running.add(errand.id)
        elif errand.id in self._running:
            self._running.discard(errand.id)
            self._tell(errand)
        self._show()

    def _show(self) -> None:
        from app.panes.errand_words import summary, wanting

        errands = self._hub.errands.all()
        text = summary(errands)
        if self.button is None:
            if not text:
                return
            self.button = self._window.status.add_entry("download-simple", tr("Show the tasks"))
            self.button.clicked.connect(self.open_list)
        if text != self.button.text():
            self.button.setText(text)
            self.button.setAccessibleName(tr("Tasks: {text}").format(text=text))
        self.button.setVisible(bool(text))
        runs = any(each.is_running for each in wanting(errands))
        look = ("download-simple", "text2") if runs else ("warning", "warn")
        self.button.set_icon_name(*look)

    def _tell(self, errand: Errand) -> None:
        from app.state.errands import ErrandPhase

        if errand.phase is ErrandPhase.FAILED and not self._is_watched(errand):
            self._hub.tell(self._failed(errand))
        elif isinstance(errand.result, Notice):
            self._hub.tell(errand.result)
        elif errand.is_done and not errand.tells_itself and not self._is_watched(errand):
            self._hub.tell(self._done(errand))

    def _failed(self, errand: Errand) -> Notice:
        title = tr("{title} on {node} failed.").format(
            title=errand.title, node=self._hub.nodes.name_of(errand.node)
        )
        hint = "" if errand.error is None else f"{errand.error.message} {errand.error.hint}".strip()
        action = NoticeAction(tr("Show tasks"), self.open_list)
        return Notice(Severity.ERROR, title, hint, action=action, kept_elsewhere=True)

    def _done(self, errand: Errand) -> Notice:
        from app.core import units

        title = tr("{title} on {node} is done.").format(
            title=errand.title, node=self._hub.nodes.name_of(errand.node)
        )
        took = units.duration((errand.ended or errand.started) - errand.started)
        return Notice(
            Severity.SUCCESS, title, tr("It took {took}.").format(took=took), announce=True
        )

    def _is_watched(self, errand: Errand) -> bool:
        """Whether the user looks at it anyway."""
        from app.panes.errand_card import ErrandCard

        window = self._window
        return window.isActiveWindow() and any(
            card.isVisible() and card.errand.id == errand.id
            for card in window.findChildren(ErrandCard)
        )
