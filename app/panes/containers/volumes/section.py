"""The volumes of the current node."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QWidget

from app.core import units
from app.core.audit import AuditLog
from app.core.i18n import tr
from app.look.components.confirm import ConfirmDialog
from app.look.keys import native_keys
from app.panes.asking import Answered, Refused
from app.panes.containers.asking import Asking
from app.panes.containers.list.trouble import Lack
from app.panes.containers.table.creating import CreateDialog
from app.panes.containers.table.section import Offer, TableSection, remove_each
from app.panes.containers.volumes.words import (
    COUNTING,
    NOT_TOLD,
    SPEC,
    VolumeRow,
    removal_text,
)
from app.services.containers.disk import volume_sizes
from app.services.containers.volumes import Volume, VolumeChanges, volumes, with_sizes

if TYPE_CHECKING:
    from app.core.cancel import Cancel
    from app.services.containers.engine import Engine
    from app.state.hub import Hub


COUNTED_S = 60.0
"""Seconds after which sizes are counted again, when the section is looked at or changed."""


class VolumesSection(TableSection):
    """Volumes with their size and their containers; making and removing them."""

    spec = SPEC
    nothing = Lack(
        tr("No volumes"),
        tr(
            "A volume keeps files of containers beyond their life. One is made with "
            "Create, by docker compose, or by a container that asks for it."
        ),
    )

    def __init__(self, hub: Hub, parent: QWidget) -> None:
        super().__init__(hub, parent)
        self._volumes: tuple[Volume, ...] = ()
        self._sizes: dict[str, int | None] = {}
        self._counted_at = 0.0
        self._failure = ""
        """Why sizes could not be counted."""
        self._counting = Asking(hub, self)
        self._counting.answered.connect(self._on_sizes)
        self._counting.refused.connect(self._on_no_sizes)
        self._counting.ended.connect(self._on_counted)
        self._going: tuple[VolumeRow, ...] = ()
        self._dialog: CreateDialog | None = None
        self.remove = self.add_button(tr("Remove…"), "trash", self.remove_chosen)
        self.create_new = self.add_button(tr("Create…"), "plus", self._on_create)

    def refresh(self) -> None:
        """Count anew, too."""
        self._counted_at = 0.0
        super().refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop to count, too."""
        super().hideEvent(event)
        self._counting.stop()

    # What it asks and shows

    def question(self, engine: Engine, _cancel: Cancel) -> object:
        """Ask for all volumes, without their sizes."""
        return volumes(engine)

    def take(self, answer: object) -> None:
        """Show them, and begin to count their sizes: that takes as long as they have files."""
        if answer is None:
            self._counting.stop()
            self._volumes, self._sizes = (), {}
        super().take(answer)
        names = {each.name for each in self._volumes}
        is_counted = names == set(self._sizes) and time.monotonic() < self._counted_at + COUNTED_S
        if names and not is_counted and not self._counting.is_busy:
            self._failure = ""
            self._counting.ask(self.node, volume_sizes)

    def rows_of(self, answer: object) -> Sequence[VolumeRow]:
        """Return them with the sizes that were counted before."""
        assert isinstance(answer, tuple)
        self._volumes = answer
        return self._rows()

    def about(self) -> str:
        """Say how many there are and what they take."""
        sizes = [self._sizes.get(each.name) for each in self._volumes]
        known = [size for size in sizes if size is not None]
        parts = [tr("%n volumes", "%n volume", len(self._volumes))]
        if known:
            parts.append(units.disk_size(sum(known)))
        if self._counting.is_busy:
            parts.append(tr("counting…"))
        return " · ".join(parts)

    def offers(self) -> Sequence[Offer]:
        """Offer to remove what no container has."""
        return (Offer(tr("Remove…"), "trash", self.remove_chosen, "err"),) if self._idle() else ()

    def show_chosen(self) -> None:
        """Offer to remove only what the engine would."""
        idle = self._idle()
        self.remove.setEnabled(bool(idle))
        used = self.chosen and not idle
        self.remove.setToolTip(
            tr("A container has it: remove that first.") if used else native_keys("Del")
        )

    # Changing

    def remove_chosen(self) -> None:
        """Ask whether the chosen ones that no container has shall go."""
        rows = self._idle()
        if not rows:
            return
        self._going = rows
        one = rows[0].title if len(rows) == 1 else tr("{rows} volumes").format(rows=len(rows))
        dialog = ConfirmDialog(
            tr("Remove {one}?").format(one=one),
            removal_text(rows),
            tr("Remove with its files"),
            self,
        )
        dialog.accepted.connect(self._on_remove)
        dialog.open()

    def _on_remove(self) -> None:
        names = [row.volume.name for row in self._going]
        node, audit = self.hub.nodes.name_of(self.node), self.hub.containers.audit_file

        def work(engine: Engine, cancel: Cancel) -> object:
            remove_each(names, VolumeChanges(engine, node, AuditLog(audit)).remove, cancel)
            return None

        done = tr("{title} was removed.").format(title=self._going[0].title)
        self.change(
            work,
            done
            if len(names) == 1
            else tr("{names} volumes were removed.").format(names=len(names)),
        )

    def _on_create(self) -> None:
        about = tr("An empty volume of the node, for containers that are made later.")
        self._dialog = CreateDialog(tr("Create a volume"), about, self)
        self._dialog.accepted.connect(self._on_named)
        self._dialog.open()

    def _on_named(self) -> None:
        assert self._dialog is not None
        name, self._dialog = self._dialog.name, None
        node, audit = self.hub.nodes.name_of(self.node), self.hub.containers.audit_file

        def work(engine: Engine, _cancel: Cancel) -> object:
            VolumeChanges(engine, node, AuditLog(audit)).create(name)
            return None

        self.change(work, tr("The volume {name} was created.").format(name=name))

    # Sizes

    def _on_sizes(self, answered: Answered) -> None:
        assert isinstance(answered.value, dict)
        self._sizes = answered.value
        self._counted_at = time.monotonic()

    def _on_no_sizes(self, refused: Refused) -> None:
        self._failure = refused.error.message

    def _on_counted(self) -> None:
        self.model.show_rows(self._rows())
        self.show_state()

    def _rows(self) -> tuple[VolumeRow, ...]:
        sized = with_sizes(self._volumes, self._sizes)
        return tuple(VolumeRow(each, self._why_no_size(each)) for each in sized)

    def _why_no_size(self, volume: Volume) -> str:
        if volume.use.size_bytes is not None:
            return ""
        if volume.name in self._sizes:
            return NOT_TOLD
        return self._failure or COUNTING

    def _idle(self) -> tuple[VolumeRow, ...]:
        return tuple(row for row in self.chosen if not row.volume.is_used)
