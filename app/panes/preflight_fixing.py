"""Questions about a repair: what it runs on which node, before it does; or what to type oneself."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication

from app.core.i18n import tr
from app.look.components.confirm import ConfirmDialog
from app.state.hub import Notice, Severity

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.core.ids import NodeId
    from app.services.preflight.api import Finding, Fix
    from app.state.hub import Hub


def ask_to_fix(hub: Hub, node: NodeId, found: Finding, window: QWidget) -> None:
    """Say exactly what the repair of a finding runs, and run it after a yes.

    On this computer nothing is run: its commands are offered to be copied.
    """
    fix = found.fix
    if fix is None:
        return
    if hub.nodes.get(node).is_local:
        offer_commands(hub, node, fix, fix.title, window)
        return
    dialog = ConfirmDialog(f"{fix.title}?", fix_text(hub, node, fix), tr("Do it"), window)
    dialog.accepted.connect(partial(hub.preflight.fix, node, found))
    dialog.open()


def fix_text(hub: Hub, node: NodeId, fix: Fix) -> str:
    """Return what is run, what that changes, and what follows."""
    parts = [fix.explanation]
    if fix.commands:
        runs = tr("On {name} this runs:").format(name=hub.nodes.name_of(node))
        parts.append("\n".join((runs, *fix.lines)))
    if fix.connects_again:
        parts.append(tr("Then the session is opened anew: it counts from the next login on."))
    if any(argv[0] == "sudo" for argv in fix.commands):
        parts.append(tr("Where sudo asks for a password, you are given the commands instead."))
    return "\n\n".join(parts)


def offer_commands(hub: Hub, node: NodeId, fix: Fix, why: str, window: QWidget) -> None:
    """Show the commands of a fix to be copied: they were not run, or did not do it."""
    lines = "\n".join(fix.lines)
    name = hub.nodes.name_of(node)
    text = tr("Enter this on {name} yourself, as somebody who may use sudo:").format(name=name)
    parts = [f"{text}\n\n{lines}"]
    if fix.connects_again:
        parts.append(tr("Then disconnect and connect again: it counts from the next login on."))
    dialog = ConfirmDialog(
        why, "\n\n".join(parts), tr("Copy the commands"), window, destructive=False
    )
    copy = _Copy(hub, lines, dialog)
    dialog.accepted.connect(copy.copy)
    dialog.open()


class _Copy(QObject):
    """Puts commands into the clipboard; it goes with its dialog."""

    def __init__(self, hub: Hub, lines: str, dialog: QObject) -> None:
        super().__init__(dialog)
        self._hub = hub
        self._lines = lines

    def copy(self) -> None:
        """Copy them and say so."""
        QGuiApplication.clipboard().setText(self._lines)
        self._hub.tell(Notice(Severity.SUCCESS, tr("The commands were copied.")))
