"""When the desktop may be told something: the user's choice, and the hours of quiet."""

from __future__ import annotations

import time
from dataclasses import dataclass

from app.core.settings import SettingsStore, setting
from app.state.hub import Severity

DAY_MIN = 24 * 60


@dataclass(frozen=True, slots=True)
class DesktopSettings:
    """The settings section `notifications`. Hours are minutes after midnight, local time."""

    enabled: bool = setting(True, "Tell the desktop while nobody looks at the window.")
    quiet: bool = setting(False, "In the quiet hours only what is critical is told.")
    quiet_from: int = setting(22 * 60, "When the quiet hours begin, in minutes after midnight.")
    quiet_until: int = setting(7 * 60, "When they end.")

    SECTION = "notifications"

    def allows(self, severity: Severity, minute: int) -> bool:
        """Tell whether something may be told at a minute after midnight."""
        if not self.enabled:
            return False
        if severity is Severity.ERROR or not self.quiet:
            return True
        return (minute - self.quiet_from) % DAY_MIN >= self._quiet_minutes

    @property
    def _quiet_minutes(self) -> int:
        return (self.quiet_until - self.quiet_from) % DAY_MIN


def desktop_allows(settings: SettingsStore, severity: Severity) -> bool:
    """Tell whether the desktop may be told something now."""
    now = time.localtime()
    chosen = settings.load(DesktopSettings.SECTION, DesktopSettings)
    return chosen.allows(severity, now.tm_hour * 60 + now.tm_min)
