"""tr(The networks of t)he current node."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from app.core.audit import AuditLog
from app.core.errors import BadInput
from app.core.i18n import tr
from app.look.components import FormField, plain_tip
from app.look.components.confirm import ConfirmDialog
from app.look.keys import native_keys
from app.panes.containers.list.trouble import Lack
from app.panes.containers.networks.words import SPEC, removal_text, why_not_removed
from app.panes.containers.table.creating import CreateDialog
from app.panes.containers.table.section import Offer, TableSection, remove_each
from app.services.containers.networks import (
    Network,
    NetworkChanges,
    checked_subnet,
    networks,
)

if TYPE_CHECKING:
    from app.core.cancel import Cancel
    from app.services.containers.engine import Engine
    from app.state.hub import Hub


class NetworksSection(TableSection):
    """Networks with their containers and addresses; making and removing them."""

    spec = SPEC
    nothing = Lack(tr("No networks"), tr("Containers of this engine have no network at all."))

    def __init__(self, hub: Hub, parent: QWidget) -> None:
        super().__init__(hub, parent)
        self._going: tuple[Network, ...] = ()
        self._dialog: CreateNetworkDialog | None = None
        self.remove = self.add_button(tr("Remove…"), "trash", self.remove_chosen)
        self.create_new = self.add_button(tr("Create…"), "plus", self._on_create)

    def question(self, engine: Engine, _cancel: Cancel) -> object:
        """Ask for all networks."""
        return networks(engine)

    def rows_of(self, answer: object) -> Sequence[Network]:
        """Return them."""
        assert isinstance(answer, tuple)
        return answer

    def about(self) -> str:
        """Say how many there are."""
        rows: tuple[Network, ...] = self.model.rows
        own = sum(each.is_built_in for each in rows)
        which = tr("all") if own == len(rows) else tr("{own} of them").format(own=own)
        return tr("{rows} networks, {which} Docker's own").format(rows=len(rows), which=which)

    def copied(self, row: Network) -> str:
        """Return its name."""
        return row.name

    def offers(self) -> Sequence[Offer]:
        """Offer to remove what no container is in."""
        return (Offer(tr("Remove…"), "trash", self.remove_chosen, "err"),) if self._idle() else ()

    def show_chosen(self) -> None:
        """Offer to remove only what the engine would."""
        whys = [why_not_removed(each) for each in self.chosen]
        self.remove.setEnabled("" in whys)
        self.remove.setToolTip(plain_tip(native_keys("Del") if "" in whys or not whys else whys[0]))

    def remove_chosen(self) -> None:
        """Ask whether the chosen ones that nobody is in shall go."""
        self._going = self._idle()
        if not self._going:
            return
        many = len(self._going)
        title = tr("Remove {name}?").format(
            name=self._going[0].name if many == 1 else tr("{many} networks").format(many=many)
        )
        dialog = ConfirmDialog(title, removal_text(self._going), tr("Remove"), self)
        dialog.accepted.connect(self._on_remove)
        dialog.open()

    def _on_remove(self) -> None:
        going = self._going
        node, audit = self.hub.nodes.name_of(self.node), self.hub.containers.audit_file

        def work(engine: Engine, cancel: Cancel) -> object:
            changes = NetworkChanges(engine, node, AuditLog(audit))
            remove_each(going, changes.remove, cancel)
            return None

        one = tr("{name} was removed.").format(name=going[0].name)
        self.change(
            work,
            one
            if len(going) == 1
            else tr("{going} networks were removed.").format(going=len(going)),
        )

    def _on_create(self) -> None:
        self._dialog = CreateNetworkDialog(self)
        self._dialog.accepted.connect(self._on_named)
        self._dialog.open()

    def _on_named(self) -> None:
        assert self._dialog is not None
        name, subnet = self._dialog.name, self._dialog.subnet.text().strip()
        internal = self._dialog.internal.isChecked()
        self._dialog = None
        node, audit = self.hub.nodes.name_of(self.node), self.hub.containers.audit_file

        def work(engine: Engine, _cancel: Cancel) -> object:
            changes = NetworkChanges(engine, node, AuditLog(audit))
            changes.create(name, subnet=subnet, internal=internal)
            return None

        self.change(work, tr("The network {name} was created.").format(name=name))

    def _idle(self) -> tuple[Network, ...]:
        return tuple(each for each in self.chosen if not why_not_removed(each))


class CreateNetworkDialog(CreateDialog):
    """A bridge network: a name, and a subnet where the engine shall not choose one."""

    def __init__(self, parent: QWidget) -> None:
        self.subnet = QLineEdit()
        self.subnet.setPlaceholderText(tr("chosen by Docker"))
        self.internal = QCheckBox(tr("Internal: no way out to other networks"))
        about = tr("A bridge network: containers in it reach each other by name, others do not.")
        super().__init__(tr("Create a network"), about, parent)
        self.subnet_field = FormField(
            tr("Subnet"), self.subnet, tr("Optional, as in 172.30.0.0/24.")
        )
        self.fields.addWidget(self.subnet_field)
        self.fields.addWidget(self.internal)
        self.subnet.textChanged.connect(self.check)

    def check(self) -> None:
        """Offer to create it only with a possible name and subnet."""
        super().check()
        text = self.subnet.text().strip()
        try:
            checked_subnet(text) if text else None
        except BadInput:
            self.yes.setEnabled(False)
