"""UpdatesState: whether there is a newer version. It never replaces anything."""

from __future__ import annotations

import contextlib
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from app.core.errors import SettingsUnwritable, UserError
from app.services.updates.check import Checked, UpdateSettings, check, is_due
from app.services.updates.release import Places, Release, places
from app.workers.worker import once

if TYPE_CHECKING:
    from app.core.cancel import Cancel
    from app.core.settings import SettingsStore
    from app.workers.job import Ended, Produced
    from app.workers.supervisor import Supervisor
    from app.workers.worker import Worker

LOOK_MS = 30 * 60 * 1000
"""How often it is seen whether it is time to ask."""


@dataclass(frozen=True, slots=True)
class UpdateChecked:
    """The feed was asked."""

    checked: Checked | None
    """None when it could not be asked."""
    error: UserError | None = None
    by_hand: bool = False
    """Somebody waits for the answer."""


class UpdatesState(QObject):
    """Asks the release feed once a day, if that is wanted and this build names one.

    Signals:
        checked: the feed was asked.
    """

    checked = Signal(UpdateChecked)

    def __init__(
        self, settings: SettingsStore, supervisor: Supervisor, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._settings, self._supervisor = settings, supervisor
        self._places: Places | None = None
        self._worker: Worker | None = None
        self._by_hand = False
        self.latest: Release | None = None
        """A newer version that is known of."""
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(self._look)

    @property
    def places(self) -> Places:
        """Where this build looks; without a feed it looks nowhere."""
        if self._places is None:
            self._places = places()
        return self._places

    @property
    def settings(self) -> UpdateSettings:
        """What was chosen."""
        return self._settings.load(UpdateSettings.SECTION, UpdateSettings)

    def start(self) -> None:
        """Look now and then from now on."""
        if self.places.feed:
            self._timer.start()
            self._look()

    def set_looking(self, look: bool) -> None:
        """Ask by itself, or not. Raises SettingsUnwritable."""
        self._settings.save(UpdateSettings.SECTION, replace(self.settings, look=look))
        if look:
            self.start()
        else:
            self._timer.stop()

    def dismiss(self, version: str) -> None:
        """Tell no more of a version. Raises SettingsUnwritable."""
        self._settings.save(UpdateSettings.SECTION, replace(self.settings, dismissed=version))

    def ask(self, *, by_hand: bool = True) -> None:
        """Ask the feed; `checked` tells. Nothing happens without one."""
        self._by_hand = self._by_hand or by_hand
        if self._worker is not None or not self.places.feed:
            return
        feed, store = self.places.feed, self._settings

        def ask_feed(cancel: Cancel) -> Checked:
            checked = check(feed, cancel)
            with contextlib.suppress(SettingsUnwritable), store.exclusive():  # else asked again
                store.refresh()
                settings = store.load(UpdateSettings.SECTION, UpdateSettings)
                store.save(UpdateSettings.SECTION, replace(settings, asked=checked.time))
            return checked

        self._worker = self._supervisor.worker("updates", once(ask_feed))
        self._worker.produced.connect(self._on_checked)
        self._worker.ended.connect(self._on_ended)
        self._supervisor.start(self._worker)

    def _look(self) -> None:
        if is_due(self.settings, time.time()):
            self.ask(by_hand=False)

    def _on_checked(self, produced: Produced) -> None:
        if not isinstance(produced.value, Checked):
            return
        self.latest = produced.value.newer
        self._tell(UpdateChecked(produced.value, by_hand=self._by_hand))

    def _on_ended(self, ended: Ended) -> None:
        self._worker = None
        if ended.error is not None and not ended.cancelled:
            self._tell(UpdateChecked(None, ended.error, by_hand=self._by_hand))

    def _tell(self, checked: UpdateChecked) -> None:
        self._by_hand = False
        self.checked.emit(checked)
