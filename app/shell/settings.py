"""What the window remembers: the user's choices and where things were."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from app.core.errors import SettingsUnwritable
from app.core.settings import setting
from app.look.theme import ThemeMode

if TYPE_CHECKING:
    from app.state.hub import Hub

log = logging.getLogger(__name__)

LAYOUT_VERSION = 1


@dataclass(frozen=True, slots=True)
class ShellSettings:
    """Choices made in the settings dialog."""

    SECTION = "shell"

    theme: ThemeMode = setting(  # noqa: RUF009 - a field, as dataclasses.field
        ThemeMode.SYSTEM, "Follow the system, or stay light or dark."
    )
    more_contrast: bool = setting(False, "Stronger colours, whatever the desktop asks for.")
    less_motion: bool = setting(False, "Nothing moves that need not: carets, charts.")
    close_to_tray: bool = setting(
        True, "Closing the window keeps the program in the tray, where the desktop has one."
    )
    ask_key: str = setting("", "Global shortcut that brings up the prompt: Ctrl+Alt+Space.")


@dataclass(frozen=True, slots=True)
class WindowState:
    """Where things were when the window was last closed."""

    SECTION = "window"

    layout: int = setting(
        LAYOUT_VERSION, "Version of the arrangement; another one is not restored."
    )
    geometry: tuple[int, int, int, int] | None = setting(None, "x, y, width, height in pixels.")
    maximized: bool = setting(False, "Whether the window filled the screen.")
    pane: str = setting("", "Name of the pane shown.")
    node: str = setting("", "Id of the node shown.")
    system_dark: bool = setting(False, "What the desktop preferred: no white flash at start.")
    tray_hint_given: bool = setting(False, "The user was told that closing keeps it in the tray.")


class Saved:
    """Both sections as they are now; each change is written at once.

    A change that cannot be written is still in force until the program ends, and the user is told.
    """

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self.settings = hub.settings.load(ShellSettings.SECTION, ShellSettings)
        self.state = hub.settings.load(WindowState.SECTION, WindowState)

    def change_settings(self, settings: ShellSettings) -> None:
        """Keep the user's choices."""
        self.settings = settings
        self._write(ShellSettings.SECTION, settings)

    def change_state(self, **changes: Any) -> None:  # noqa: ANN401 - as dataclasses.replace
        """Keep where things are: fields of `WindowState`."""
        self.state = replace(self.state, **changes)
        self._write(WindowState.SECTION, self.state)

    def _write(self, name: str, section: object) -> None:
        try:
            self._hub.settings.save(name, section)
        except SettingsUnwritable as error:
            log.warning("%s", error)
            self._hub.tell_error(error)
