"""Shells of the nodes, in tabs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.panes.api import PaneSpec

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.state.hub import Hub


def _prepare() -> None:
    import app.panes.terminal.pane  # noqa: F401


def _create(hub: Hub, parent: QWidget) -> QWidget:
    from app.panes.terminal.pane import TerminalPane

    return TerminalPane(hub, parent)


PANE = PaneSpec(
    name="terminal",
    title="Terminal",
    icon="terminal-window",
    order=9,
    create=_create,
    prepare=_prepare,
    summary="Shells of your machines, over the connection that is there",
    shortcuts=(
        ("Ctrl+Shift+T", "Open a shell of the current node"),
        ("Ctrl+Shift+W", "Close the shell that is shown"),
        ("Ctrl+PgUp, Ctrl+PgDown", "Show the shell beside"),
        ("Ctrl+Shift+C, Ctrl+Shift+V", "Copy, paste"),
        ("Ctrl+Shift+F", "Find in what was printed"),
        ("Shift+PgUp, Shift+PgDown", "Scroll; Shift+Home and Shift+End go to the ends"),
        ("Ctrl++, Ctrl+-, Ctrl+0", "Larger, smaller, normal text"),
        ("Ctrl+click", "Open a web address"),
        ("Shift+drag", "Select where a program takes the mouse"),
        ("Ctrl+Tab", "Leave the terminal: Tab belongs to the shell"),
    ),
)
