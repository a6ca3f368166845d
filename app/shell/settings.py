"""What the window remembers: the user's choices and where things were."""

from __future__ import annotations

from dataclasses import dataclass

from app.core.settings import setting
from app.look.theme import ThemeMode


@dataclass(frozen=True, slots=True)
class ShellSettings:
    """Choices made in the settings dialog."""

    SECTION = "shell"

    theme: ThemeMode = setting(  # noqa: RUF009 - a field, as dataclasses.field
        ThemeMode.SYSTEM, "Follow the system, or stay light or dark."
    )
    close_to_tray: bool = setting(
        True, "Closing the window keeps the program in the tray, where the desktop has one."
    )


@dataclass(frozen=True, slots=True)
class WindowState:
    """Where things were when the window was last closed."""

    SECTION = "window"

    layout: int = setting(1, "Version of the arrangement; another one is not restored.")
    geometry: tuple[int, int, int, int] | None = setting(None, "x, y, width, height in pixels.")
    maximized: bool = setting(False, "Whether the window filled the screen.")
    pane: str = setting("", "Name of the pane shown.")
    node: str = setting("", "Id of the node shown.")
    system_dark: bool = setting(False, "What the desktop preferred: no white flash at start.")
    tray_hint_given: bool = setting(False, "The user was told that closing keeps it in the tray.")


LAYOUT_VERSION = 1
