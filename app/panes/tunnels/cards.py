"""The two cards of the pane: tunnels, and what else listens on the node."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from app.core import units
from app.core.i18n import tr
from app.look.components import Button, Card, Text
from app.look.components.columns import ColumnWidth
from app.look.components.waiting import Skeleton
from app.panes.tunnels import service_model, tunnel_model
from app.panes.tunnels.cells import Role
from app.panes.tunnels.row_view import RowChosen, RowView
from app.panes.tunnels.service_model import ServiceModel
from app.panes.tunnels.strip import ActionStrip
from app.panes.tunnels.tunnel_model import TunnelModel

if TYPE_CHECKING:
    from app.services.tunnels.api import ServiceScan

SLOW_MS = 200
"""A look that takes longer says that it goes on."""
_TUNNEL_COLUMNS = tuple(
    ColumnWidth(*each)
    for each in ((272, 242), (210, 146), (176, 150), (108, 94), (178, 146), (120, 110))
)
_SERVICE_COLUMNS = tuple(
    ColumnWidth(*each) for each in ((80, 70), (260, 200), (200, 150), (190, 160), (150, 140))
)
_EMPTY = tr(
    "No tunnels yet. Open one to a service below, or add one: its local address stays the same."
)


class _RowsCard(Card):
    """A titled table with the strip of its chosen row, or words when there are no rows."""

    def __init__(self, title: str, view: RowView, button: Button | None = None) -> None:
        super().__init__(title)
        self.view = view
        if button is not None:
            self.header.addWidget(button)  # before the rest, so that Tab comes by in this order
        self.strip = ActionStrip()
        self.empty = Text("", "body", "text2", wrap=True)
        self.empty.setContentsMargins(8, 2, 8, 6)
        self.body.setContentsMargins(8, 12, 8, 14)
        self.body.setSpacing(8)
        self.header.setContentsMargins(8, 0, 4, 0)
        self.body.addWidget(self.empty)
        self.body.addWidget(view)
        self.body.addWidget(self.strip)
        view.row_chosen.connect(self._on_row_chosen)

    def show_strip(self) -> None:
        """Bring the strip up to date with the chosen row."""
        index = self.view.currentIndex()
        self.strip.show_row(
            self.view.key,
            str(index.data(Role.TITLE) or ""),
            str(index.data(Role.STORY) or ""),
            str(index.data(Role.TONE) or "text2"),
            index.data(Role.VERBS) or (),
        )

    def _on_row_chosen(self, _chosen: RowChosen) -> None:
        self.show_strip()


class TunnelsCard(_RowsCard):
    """The saved tunnels of a node."""

    def __init__(self, model: TunnelModel) -> None:
        self.model = model
        column = tunnel_model.Column
        view = RowView(
            tr("Tunnels"),
            model,
            _TUNNEL_COLUMNS,
            stretch=column.STATE,
            spare=(column.CONNECTIONS, column.CHECK, column.TRAFFIC),
        )
        super().__init__(tr("Tunnels"), view)
        self.empty.setText(_EMPTY)

    def show_state(self) -> None:
        """Say how the tunnels are, and how much goes through them."""
        has_rows = self.model.rowCount() > 0
        self.empty.setVisible(not has_rows)
        self.view.setVisible(has_rows)
        self.show_strip()


class ServicesCard(_RowsCard):
    """What listens on a node.

    `again` looks again: connect to its `clicked`.
    """

    def __init__(self, model: ServiceModel) -> None:
        self.model = model
        again = Button(tr("Look again"), "secondary", "arrow-clockwise")
        column = service_model.Column
        view = RowView(
            tr("Services"),
            model,
            _SERVICE_COLUMNS,
            stretch=column.SERVICE,
            spare=(column.OWNER,),
        )
        super().__init__(tr("Services"), view, again)
        self.again = again
        self.again.setToolTip(tr("Look again at what listens on the node (F5)"))
        self.problem = Text("", "body", "err", wrap=True, selectable=True)
        self.limits = Text("", "meta", "text3", wrap=True)
        self._skeleton = Skeleton(4)
        for widget in (self.problem, self.limits):
            widget.setContentsMargins(8, 0, 8, 0)
        self.body.insertWidget(1, self.problem)
        self.body.insertWidget(2, self._skeleton)
        self.body.addWidget(self.limits)
        self._looking = False
        self._slow = QTimer(self, singleShot=True, interval=SLOW_MS)
        self._slow.timeout.connect(self._on_slow)

    def show_scan(
        self,
        node: str,
        scan: ServiceScan | None,
        *,
        looking: bool,
        reachable: bool,
        local: bool = False,
    ) -> None:
        """Show what was found, or why nothing is there.

        Args:
            node: its name.
            scan: the last look, None before the first.
            looking: whether one goes on.
            reachable: whether the node can be looked at now.
            local: whether it is this computer.
        """
        self.title.setText(
            tr("Services on {node}").format(node=tr("this computer") if local else node)
        )
        self.again.setEnabled(reachable and not looking)
        found = scan.listeners if scan is not None else ()
        self._skeleton.setVisible(looking and not found)
        self.view.setVisible(bool(found))
        self.problem.setText(scan.error if scan is not None else "")
        self.problem.setVisible(bool(self.problem.text()) and not looking)
        self.limits.setText(" ".join(scan.limits) if scan is not None else "")
        self.limits.setVisible(bool(self.limits.text()) and bool(found))
        self.empty.setText(_why_empty(node, scan, looking=looking, reachable=reachable))
        self.empty.setVisible(not found and bool(self.empty.text()))
        if not looking:
            self._slow.stop()
            self.subtitle.setText(_when(scan, reachable=reachable))
        elif not self._looking:
            self._slow.start()
        self._looking = looking
        self.show_strip()

    def _on_slow(self) -> None:
        self.subtitle.setText(tr("Looking at what listens…"))


def _when(scan: ServiceScan | None, *, reachable: bool) -> str:
    if scan is None or not scan.at:
        return ""
    count = len(scan.listeners)
    seen = tr("%n ports listen", "%n port listens", count)
    at = tr("seen at {clock}").format(clock=units.clock(scan.at))
    return (
        f"{seen}, {at}"
        if reachable
        else tr("{seen} when last seen, at {clock}").format(seen=seen, clock=units.clock(scan.at))
    )


def _why_empty(node: str, scan: ServiceScan | None, *, looking: bool, reachable: bool) -> str:
    if looking:
        return ""
    if not reachable:
        return tr("What listens on {node} is seen once it is connected.").format(node=node)
    if scan is None or scan.error:
        return ""
    return tr(
        "Nothing listens on {node}. Start a service there, for example JupyterLab "
        "from the DGX Dashboard or a model server, and look again. A port that is not "
        "used yet can be added as a tunnel already."
    ).format(node=node)
