"""Shells of the nodes, in tabs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.core.i18n import tr
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
    title=tr("Terminal"),
    icon="terminal-window",
    order=9,
    create=_create,
    prepare=_prepare,
    summary=tr("Shells of your machines, over the connection that is there"),
    words="ssh bash shell",
    shortcuts=(
        ("Ctrl+Shift+T", tr("Open a shell of the current node")),
        ("Ctrl+Shift+W", tr("Close the shell that is shown")),
        ("Ctrl+Shift+P", tr("Search or run a command: Ctrl+K belongs to the shell")),
        ("Ctrl+PgUp, Ctrl+PgDown", tr("Show the shell beside")),
        ("Ctrl+Shift+C, Ctrl+Shift+V", tr("Copy, paste")),
        ("Ctrl+Shift+F", tr("Find in what was printed")),
        ("Shift+PgUp, Shift+PgDown", tr("Scroll; Shift+Home and Shift+End go to the ends")),
        ("Ctrl++, Ctrl+-, Ctrl+0", tr("Larger, smaller, normal text")),
        (tr("Ctrl+click"), tr("Open a web address")),
        (tr("Shift+drag"), tr("Select where a program takes the mouse")),
        ("Ctrl+Tab", tr("Leave the terminal: Tab belongs to the shell")),
    ),
)
