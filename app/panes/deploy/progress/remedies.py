"""Known causes of a failed deployment, and buttons that do something about them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.services.serving.api import LaunchSettings
from app.services.serving.launch_failure import LaunchFailed

if TYPE_CHECKING:
    from app.panes.deploy.progress.outcome import FailureCard
    from app.state.hub import Hub
    from app.state.serving import Deployment


@dataclass(frozen=True, slots=True)
class RemedyChosen:
    """Other settings that would mend it."""

    settings: LaunchSettings


class Remedies(QObject):
    """Looks up in a worker what the last words of an engine mean.

    Signals:
        chosen: the button of a cause was pressed that has other settings.
    """

    chosen = Signal(RemedyChosen)

    def __init__(self, hub: Hub, card: FailureCard, parent: QObject) -> None:
        super().__init__(parent)
        self._hub = hub
        self._card = card
        self._looked: int | None = None

    def clear(self) -> None:
        """Show nothing."""
        self._looked = None
        self._card.show_words(())
        self._card.show_causes(())

    def look(self, deployment: Deployment) -> None:
        """Show a failed deployment's last words, and soon what they mean; once each."""
        if self._looked == deployment.id:
            return
        self.clear()
        self._looked = deployment.id
        error = deployment.errand.error
        lines = error.lines if isinstance(error, LaunchFailed) else ()
        self._card.show_words(lines)
