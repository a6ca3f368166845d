"""Preferences as they were delivered, one or all, and back again."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.core.errors import UserError
from app.core.i18n import tr
from app.core.listed import listed
from app.look.components.confirm import ConfirmDialog
from app.panes.settings.words import value_text
from app.state.hub import Notice, NoticeAction, Severity

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.state.hub import Hub
    from app.state.preferences import Preference


class Resetting(QObject):
    """Writes defaults; a toast offers to undo it."""

    def __init__(self, hub: Hub, window: QWidget) -> None:
        super().__init__(window)
        self._hub = hub
        self._window = window

    def reset(self, key: str) -> None:
        """Give one its default."""
        preference = self._hub.preferences.get(key)
        before = {key: preference.read()}
        if self._write({key: preference.default}):
            value = value_text(preference.control, preference.default)
            title = tr("{title} is “{value}” again.").format(title=preference.title, value=value)
            self._offer_undo(title, before)

    def ask(self) -> None:
        """Give all their defaults, when the user says so. What would delete something is left."""
        changed = self._changed()
        if not changed:
            self._hub.tell(Notice(Severity.INFO, tr("All settings are as they were delivered.")))
            return
        dialog = ConfirmDialog(
            tr("Reset %n settings?", "Reset one setting?", len(changed)),
            _question(changed, self._left()),
            tr("Reset"),
            self._window,
        )
        dialog.accepted.connect(self._on_reset_all)
        dialog.open()

    def _on_reset_all(self) -> None:
        changed = self._changed()
        before = {each.key: each.read() for each in changed}
        done = self._write({each.key: each.default for each in changed})
        if done:
            title = tr("%n settings were reset.", "One setting was reset.", done)
            self._offer_undo(title, before)

    def _changed(self) -> list[Preference]:
        return [each for each in self._resettable() if each.doubt(each.default) is None]

    def _left(self) -> list[Preference]:
        return [each for each in self._resettable() if each.doubt(each.default) is not None]

    def _resettable(self) -> list[Preference]:
        return [each for each in self._hub.preferences.all() if each.is_changed]

    def _offer_undo(self, title: str, before: Mapping[str, object]) -> None:
        undo = NoticeAction(tr("Undo"), partial(self._write, before))
        self._hub.tell(Notice(Severity.SUCCESS, title, action=undo))

    def _write(self, values: Mapping[str, object]) -> int:
        """Write values and return how many were taken; the first that was not is told."""
        done, failure = 0, None
        for key, value in values.items():
            try:
                self._hub.preferences.write(key, value)
                done += 1
            except UserError as error:
                failure = failure or error
        if failure is not None:
            self._hub.tell_error(failure)
        return done


def _question(changed: list[Preference], left: list[Preference]) -> str:
    text = tr("As they were delivered: {names}. Nodes, tunnels and rules stay as they are.")
    text = text.format(names=listed([each.title for each in changed], most=10))
    if left:
        more = tr("So does what would delete something: {names}.")
        text += " " + more.format(names=listed([each.title for each in left]))
    return text
