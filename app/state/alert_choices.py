"""AlertChoices: what the user decided about alerts, changed at once and saved by a worker."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from PySide6.QtCore import QObject, Signal

from app.core.cancel import Cancel
from app.core.errors import SettingsUnwritable
from app.state.hub import Notice, Severity

if TYPE_CHECKING:
    from app.core.settings import SettingsStore
    from app.services.alerts.settings import AlertSettings
    from app.workers.lanes import Lanes

Edit: TypeAlias = "Callable[[AlertSettings], AlertSettings]"


class AlertChoices(QObject):
    """The settings section `alerts`. A disk may be slow: the window does not wait for it.

    Signals:
        told: they cannot be saved.
    """

    told = Signal(Notice)

    def __init__(self, store: SettingsStore, lanes: Lanes, parent: QObject) -> None:
        super().__init__(parent)
        self._store = store
        self._lanes = lanes
        self._present: AlertSettings | None = None

    @property
    def present(self) -> AlertSettings:
        """What holds now."""
        if self._present is None:
            from app.services.alerts.settings import AlertSettings

            self._present = self._store.load(AlertSettings.SECTION, AlertSettings)
        return self._present

    def edit(self, edit: Edit) -> None:
        """Change them here at once, and in the file soon: there to what is there by then."""
        self._present = edit(self.present)
        store = self._store

        def save(_cancel: Cancel) -> None:
            from app.services.alerts.settings import AlertSettings

            try:
                with store.exclusive():
                    store.refresh()
                    fresh = edit(store.load(AlertSettings.SECTION, AlertSettings))
                    store.save(AlertSettings.SECTION, fresh)
            except SettingsUnwritable as error:
                self.told.emit(Notice(Severity.ERROR, error.message, error.hint))

        self._lanes.add("settings", save)
