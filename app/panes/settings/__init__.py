"""Settings: everything that can be set, in topics and by search."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.core.i18n import tr
from app.panes.api import PaneSpec

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtWidgets import QWidget

    from app.state.hub import Hub
    from app.state.preferences import Preference


def _prepare() -> None:
    import app.panes.settings.pane  # noqa: F401 - the history's words take a while to import


def _create(hub: Hub, parent: QWidget) -> QWidget:
    from app.panes.settings.pane import SettingsPane

    return SettingsPane(hub, parent)


def _preferences(hub: Hub) -> Iterable[Preference]:
    from app.panes.settings.usual import usual_preferences

    return usual_preferences(hub)


PANE = PaneSpec(
    name="settings",
    title=tr("Settings"),
    icon="gear-six",
    order=90,
    create=_create,
    prepare=_prepare,
    preferences=_preferences,
    summary=tr("Everything that can be set, in topics and by search"),
    in_rail=False,
    shortcuts=(
        ("Ctrl+F", tr("Search the settings")),
        ("Esc", tr("Empty the search")),
    ),
)
