"""Shows the guard's dialog when it is asked for, and tells loudly what a guard does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.core import units
from app.core.i18n import tr
from app.services.guard.api import GuardAction
from app.state.hub import Notice, NoticeAction, Severity

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.shell.guard_dialog import GuardDialog
    from app.state.guard import ArmRequested, GuardActed
    from app.state.hub import Hub


class GuardDesk(QObject):
    """Stands between the guards and the user; one dialog at a time."""

    def __init__(self, hub: Hub, window: QWidget) -> None:
        super().__init__(window)
        self._hub = hub
        self._window = window
        self._dialog: GuardDialog | None = None
        hub.guard.arm_requested.connect(self._on_arm_requested)
        hub.guard.acted.connect(self._on_acted)

    def _on_arm_requested(self, request: ArmRequested) -> None:
        if self._dialog is not None:
            self._dialog.raise_()
            return
        from app.shell.guard_dialog import GuardDialog

        self._dialog = GuardDialog(self._hub, request.node, self._window)
        self._dialog.finished.connect(self._on_finished)
        self._dialog.open()

    def _on_finished(self, _result: int) -> None:
        self._dialog = None

    def _on_acted(self, acted: GuardActed) -> None:
        if not self._hub.nodes.has(acted.node):
            return
        node, hub = acted.node, self._hub
        severity, title, hint = words(hub.nodes.name_of(node), acted.action)

        def show_guard() -> None:
            hub.guard.request_arm(node)

        button = NoticeAction(tr("Memory guard…"), show_guard)
        hub.tell(Notice(severity, title, hint, action=button, announce=True))


def words(name: str, action: GuardAction) -> tuple[Severity, str, str]:
    """Return what a guard does, or has done: how loudly, a title and a line below it."""
    if action.ended is None:
        falling = max(0.0, action.fall_bytes_per_s)
        hint = tr("{available} available, {memory} less a second.").format(
            available=units.gib(action.available_bytes), memory=units.memory(falling)
        )
        if action.practice:
            return (
                Severity.WARNING,
                tr("{name}: the memory guard would stop {what}").format(
                    name=name, what=action.what
                ),
                hint,
            )
        return (
            Severity.ERROR,
            tr("{name}: the memory guard stops {what}").format(name=name, what=action.what),
            hint,
        )
    outcome = f"{action.outcome[:1].upper()}{action.outcome[1:]}."
    if action.ended:
        return (
            Severity.INFO,
            tr("{name}: the memory guard stopped {what}").format(name=name, what=action.what),
            outcome,
        )
    severity = Severity.INFO if action.practice else Severity.ERROR
    return (
        severity,
        tr("{name}: the memory guard did not stop {what}").format(name=name, what=action.what),
        outcome,
    )
