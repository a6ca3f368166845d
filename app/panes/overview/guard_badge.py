"""The memory guard of the node, as one quiet button: what it does, and the way to change it."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.core.i18n import tr
from app.look.components import Button, plain_tip
from app.look.fonts import ui_font
from app.services.guard.api import GuardPhase, GuardStatus

_LOOKS = {
    GuardPhase.OFF: ("shield", "text3", tr("Memory guard off · Arm…")),
    GuardPhase.ARMING: ("shield", "warn", tr("Memory guard is being armed")),
    GuardPhase.ARMED: ("shield-check", "ok", tr("Memory guard armed")),
    GuardPhase.ACTING: ("shield-warning", "err", tr("Memory guard acts")),
    GuardPhase.LOST: ("shield-warning", "warn", tr("Memory guard lost")),
}
_WHAT = tr(
    "The memory guard stops the chosen engine, or the newest container on the GPU, "
    "before the machine runs out of memory and freezes."
)


class GuardBadge(Button):
    """Says how the guard is; a click opens the dialog that arms it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", "quiet", "shield", parent=parent)
        self.setFont(ui_font(12, 500))
        self.setFixedHeight(24)
        self.show_status(GuardStatus(GuardPhase.OFF))

    def show_status(self, status: GuardStatus) -> None:
        """Show another state."""
        icon, tone, text = _LOOKS[status.phase]
        if status.phase is GuardPhase.ARMED and status.policy.dry_run:
            text = tr("Memory guard in practice")
        self.set_icon_name(icon, tone)
        self.setToolTip(plain_tip(status.message or _WHAT))
        self.setAccessibleDescription(status.message or _WHAT)
        if self.text() != text:
            self.setText(text)
            self.setAccessibleName(text)
