"""The top of the pane: what it shows, how things are, and which of its views is open."""

from __future__ import annotations

from PySide6.QtCore import Signal

from app.core.i18n import tr
from app.look.components import Chosen, Segmented
from app.look.components.page_header import PageHeader

VIEWS = (
    ("active", tr("Active")),
    ("history", tr("History")),
    ("rules", tr("Rules")),
    ("notifications", tr("Notifications")),
)


class AlertsHeader(PageHeader):
    """Title and state on the left, the views on the right.

    Signals:
        view_chosen: another view was chosen.
    """

    view_chosen = Signal(Chosen)

    def __init__(self) -> None:
        super().__init__(tr("Alerts"))
        self.views = Segmented(tr("View"), VIEWS)
        self.views.chosen.connect(self.view_chosen)
        self.add_actions(self.views)

    def show_state(self, pill: tuple[str, str], line: str) -> None:
        """Show how things are: a word with its colour token, and a line."""
        self.state.show_state(*pill)
        self.show_line(line)
