"""When the desktop is told of something."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from app.core.i18n import tr
from app.services.alerts.api import Severity
from app.state.desktop_notices import DesktopSettings
from app.state.preferences import Choices, Preference, Switch, TimeOfDay, Topic

if TYPE_CHECKING:
    from app.core.settings import SettingsStore
    from app.state.hub import Hub

_USUAL = DesktopSettings()


def notifications(hub: Hub) -> Iterator[Preference]:
    """Return the preferences."""
    kept = _Kept(hub.settings)
    yield Preference(
        key="notifications.desktop",
        topic=Topic.NOTIFICATIONS,
        title=tr("Desktop notifications"),
        help=tr("Shown while this window is not active."),
        control=Switch(),
        read=lambda: kept.now.enabled,
        write=partial(kept.save, "enabled"),
        default=_USUAL.enabled,
        words=tr("alert toast popup"),
    )
    yield _least_told(hub)
    yield Preference(
        key="notifications.quiet",
        topic=Topic.NOTIFICATIONS,
        title=tr("Quiet hours"),
        help=tr("Only what is critical is told on the desktop then."),
        control=Switch(),
        read=lambda: kept.now.quiet,
        write=partial(kept.save, "quiet"),
        default=_USUAL.quiet,
        words=tr("night do not disturb"),
        obstacle=kept.why_silent,
    )
    yield from _hours(kept)


def _hours(kept: _Kept) -> Iterator[Preference]:
    yield Preference(
        key="notifications.quiet_from",
        topic=Topic.NOTIFICATIONS,
        title=tr("Quiet hours begin"),
        help=tr("Local time of this computer."),
        control=TimeOfDay(),
        read=lambda: kept.now.quiet_from,
        write=partial(kept.save, "quiet_from"),
        default=_USUAL.quiet_from,
        obstacle=kept.why_never_quiet,
    )
    yield Preference(
        key="notifications.quiet_until",
        topic=Topic.NOTIFICATIONS,
        title=tr("Quiet hours end"),
        help=tr("Local time of this computer; on the next day where it is earlier."),
        control=TimeOfDay(),
        read=lambda: kept.now.quiet_until,
        write=partial(kept.save, "quiet_until"),
        default=_USUAL.quiet_until,
        obstacle=kept.why_never_quiet,
    )


def _least_told(hub: Hub) -> Preference:
    return Preference(
        key="notifications.alerts",
        topic=Topic.NOTIFICATIONS,
        title=tr("Alerts that are told"),
        help=tr("In the window and on the desktop; the Alerts pane lists all of them."),
        control=Choices(
            (
                (Severity.INFO, tr("All")),
                (Severity.WARNING, tr("From warnings on")),
                (Severity.CRITICAL, tr("Critical only")),
            )
        ),
        read=lambda: str(hub.alerts.settings.tell_from),
        write=lambda value: hub.alerts.set_least_told(Severity(str(value))),
        default=str(Severity.WARNING),
        words=tr("severity warning"),
    )


class _Kept:
    """The section of the settings; the Alerts pane changes it, too."""

    def __init__(self, settings: SettingsStore) -> None:
        self._settings = settings

    @property
    def now(self) -> DesktopSettings:
        """What holds."""
        return self._settings.load(DesktopSettings.SECTION, DesktopSettings)

    def save(self, field: str, value: object) -> None:
        """Change one field. Raises SettingsUnwritable."""
        changed = replace(self.now, **{field: value})  # type: ignore[arg-type]
        self._settings.save(DesktopSettings.SECTION, changed)

    def why_silent(self) -> str:
        """Say why the desktop is told nothing at all."""
        return "" if self.now.enabled else tr("Desktop notifications are off.")

    def why_never_quiet(self) -> str:
        """Say why the hours do not matter."""
        return self.why_silent() or ("" if self.now.quiet else tr("There are no quiet hours."))
