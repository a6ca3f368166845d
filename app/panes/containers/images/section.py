"""The images of the current node, what is being pulled onto it, and what can be done."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QHideEvent, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.core.i18n import tr
from app.core.listed import listed
from app.look.components import scrolled
from app.look.components.confirm import ConfirmDialog
from app.panes.containers.images.changing import removed_text, removing, tagging
from app.panes.containers.images.checking import ChecksOver, UpdateChecks, UpdateFound, checks_text
from app.panes.containers.images.details import ImageDetails
from app.panes.containers.images.pulling import start_pull
from app.panes.containers.images.pulls import Pulled, Pulls
from app.panes.containers.images.tag_dialog import NameGiven, TagDialog
from app.panes.containers.images.verbs import ImageAsked, ImageVerb, possible
from app.panes.containers.images.words import (
    SPEC,
    Row,
    Update,
    in_use,
    newer_reference,
    removal_text,
    removal_title,
    summary,
    users_text,
)
from app.panes.containers.list.trouble import Lack
from app.panes.containers.run.flow import run_container
from app.panes.containers.table.section import Offer, TableSection
from app.services.containers.references import parse_reference
from app.state.hub import Notice, Severity

if TYPE_CHECKING:
    from app.core.cancel import Cancel
    from app.services.containers.engine import Engine
    from app.services.containers.image_api import Image
    from app.state.errands import ErrandChanged
    from app.state.hub import Hub, NodeSelected

_PULLS_SHARE = 0.32
"""Of the height, at most: further pulls are scrolled to."""
_MENU = (
    (ImageVerb.RUN, tr("Run…"), "play"),
    (ImageVerb.UPDATE, tr("Pull the newer one"), "download-simple"),
    (ImageVerb.CHECK, tr("Check for updates"), "cloud-arrow-down"),
    (ImageVerb.TAG, tr("Tag…"), "tag"),
    (ImageVerb.COPY_DIGEST, tr("Copy digest"), "fingerprint"),
    (ImageVerb.REMOVE, tr("Remove…"), "trash"),
)


class ImagesSection(TableSection):
    """Images with their size, who uses them and what is newer; pulls, names and accounts."""

    spec = SPEC
    nothing = Lack(
        tr("No images"),
        tr(
            "An image is what containers are made from: a model server, a notebook, a "
            "database. Pull one from a registry; NVIDIA's are at nvcr.io."
        ),
    )

    def __init__(self, hub: Hub, parent: QWidget) -> None:
        super().__init__(hub, parent)
        self._images: tuple[Image, ...] = ()
        self._expected = ""
        """Name of an image that is chosen once it is there."""
        self._going: tuple[Image, ...] = ()
        self._tagging: Image | None = None
        self._checks = UpdateChecks(hub, self)
        self._verbs = {
            ImageVerb.RUN: self._run,
            ImageVerb.UPDATE: self._update,
            ImageVerb.CHECK: self._check,
            ImageVerb.TAG: self._tag,
            ImageVerb.COPY_DIGEST: self._copy_digest,
            ImageVerb.REMOVE: self.remove_chosen,
        }
        self._add_parts()
        self._connect()

    @property
    def images(self) -> tuple[Image, ...]:
        """What the node was last heard to have."""
        return self._images

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave most of the room to the images, however many pulls there are."""
        super().resizeEvent(event)
        self._fit_pulls()

    def hideEvent(self, event: QHideEvent) -> None:
        """Ask about nothing while nobody looks."""
        super().hideEvent(event)
        self.details.end()

    # What it asks and shows

    def question(self, engine: Engine, _cancel: Cancel) -> object:
        """Ask for all images."""
        from app.services.containers.images import images

        return images(engine)

    def take(self, answer: object) -> None:
        """Show them, and choose the one that was waited for."""
        if answer is None:
            self._images = ()
        super().take(answer)
        wanted = self._expected
        found = [each.id for each in self._images if wanted and wanted in each.tags]
        if found and self.view.choose(found[0]):
            self._expected = ""

    def rows_of(self, answer: object) -> Sequence[Row]:
        """Return them with what was found out before."""
        assert isinstance(answer, tuple)
        self._images = answer
        return self._rows()

    def about(self) -> str:
        """Say how many there are and what they take."""
        return summary(self._images)

    def offers(self) -> Sequence[Offer]:
        """Offer what can be done with the chosen ones."""
        can = possible(self.chosen)
        return [
            Offer(text, picture, self._verbs[verb], "err" if verb is ImageVerb.REMOVE else "text2")
            for verb, text, picture in _MENU
            if verb in can
        ]

    def show_chosen(self) -> None:
        """Show the details of the chosen ones."""
        self.details.show_rows(self.node, self.chosen)
        self.check.setEnabled(any(each.tags for each in self._images))
        self.check.setText(tr("Stop checking") if self._checks.busy else tr("Check for updates"))

    def copied(self, row: Row) -> str:
        """Return an image's name."""
        return row.image.name

    def _rows(self) -> tuple[Row, ...]:
        known = self._checks.known(self.node)
        return tuple(Row(image, known.get(image.id, Update())) for image in self._images)

    # Changing

    def remove_chosen(self) -> None:
        """Ask whether the chosen ones that no container uses shall go."""
        containers = self.hub.containers.view(self.node).containers
        images = [row.image for row in self.chosen]
        staying = [image for image in images if in_use(image, containers)]
        self._going = tuple(image for image in images if image not in staying)
        if not self._going:
            title = tr("{listed} cannot be removed.").format(
                listed=listed([image.name for image in staying])
            )
            users = listed([users_text(image, containers) for image in staying])
            hint = tr("Used by {users}: remove the containers first.").format(users=users)
            self.hub.tell(Notice(Severity.WARNING, title, hint))
            return
        text = removal_text(self._going, staying, containers, self.hub.nodes.name_of(self.node))
        dialog = ConfirmDialog(removal_title(self._going), text, tr("Remove"), self)
        dialog.accepted.connect(self._on_remove)
        dialog.open()

    def _on_remove(self) -> None:
        name = self.hub.nodes.name_of(self.node)
        work = removing(self._going, name, self.hub.containers.audit_file)
        self.change(work, removed_text(self._going))

    def _run(self) -> None:
        run_container(self.hub, self.node, self, image=self.chosen[0].image.name)

    def _tag(self) -> None:
        self._tagging = self.chosen[0].image
        dialog = TagDialog(self._tagging, self._images, self)
        dialog.name_given.connect(self._on_name_given)
        dialog.open()

    def _on_name_given(self, given: NameGiven) -> None:
        assert self._tagging is not None
        name = self.hub.nodes.name_of(self.node)
        work = tagging(self._tagging, given.reference, name, self.hub.containers.audit_file)
        self._expected = given.reference
        self.change(
            work, tr("The image is also called {reference}.").format(reference=given.reference)
        )

    def _copy_digest(self) -> None:
        image = self.chosen[0].image
        QGuiApplication.clipboard().setText(next(iter(image.digests), image.id))
        what = tr("digest") if image.digests else tr("id, as it has no digest,")
        self.hub.tell(Notice(Severity.SUCCESS, tr("The {what} was copied.").format(what=what)))

    # Pulls

    def _on_pulled(self, pulled: Pulled) -> None:
        self._expected = parse_reference(pulled.reference).short

    def _fit_pulls(self) -> None:
        area = self._pulls_area
        most = round(self.height() * _PULLS_SHARE)
        area.setFixedHeight(min(most, self.pulls.needed_height(area.viewport().width())))
        area.setVisible(bool(self.pulls.cards))

    # Updates

    def _update(self) -> None:
        for row in self.chosen:
            if reference := newer_reference(row.update):
                start_pull(self.hub, self.node, reference)

    def _check(self) -> None:
        self._checks.check(self.node, [row.image for row in self.chosen])

    def _on_check_clicked(self) -> None:
        if self._checks.busy:
            self._checks.stop()
            self.show_chosen()
        else:
            self._checks.check(self.node, self._images)

    def _on_found(self, found: UpdateFound) -> None:
        if found.node == self.node:
            self.model.show_rows(self._rows())
        self.show_chosen()

    def _on_over(self, over: ChecksOver) -> None:
        self.show_chosen()
        if over.error is not None:
            self.hub.tell_error(over.error)
        elif over.asked > 1:
            self.hub.tell(Notice(Severity.INFO, checks_text(over)))

    # What happens

    def _on_verb(self, asked: ImageAsked) -> None:
        if asked.verb in possible(self.chosen):
            self._verbs[asked.verb]()

    def _on_errand(self, changed: ErrandChanged) -> None:
        if changed.errand.node == self.node and not changed.errand.is_running:
            self.refresh()  # whatever was done there may have brought or removed images

    def _on_other_node(self, _selected: NodeSelected) -> None:
        self._expected = ""
        self.pulls.show_node(self.hub.current_node)

    # How it is made

    def _add_parts(self) -> None:
        self.filter.setMaximumWidth(200)
        self.words.setToolTip(tr("Layers that several images share are counted each time"))
        self.view.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.pulls = Pulls(self.hub, self)
        self.accounts = self.add_button(tr("Accounts…"), "key", self.pulls.show_accounts)
        self.check = self.add_button("", "cloud-arrow-down", self._on_check_clicked)
        self.pull = self.add_button(tr("Pull…"), "download-simple", self.pulls.ask, "primary")
        self.details = ImageDetails(self.hub)
        self.body.addWidget(self.details, 1)
        self._pulls_area = scrolled(self.pulls)
        outer = self.layout()
        assert isinstance(outer, QVBoxLayout)
        outer.insertWidget(1, self._pulls_area)

    def _connect(self) -> None:
        self.hub.node_selected.connect(self._on_other_node)
        self.details.asked.connect(self._on_verb)
        self.pulls.grown.connect(self._fit_pulls)
        self.pulls.pulled.connect(self._on_pulled)
        self.hub.errands.changed.connect(self._on_errand)
        self._checks.found.connect(self._on_found)
        self._checks.over.connect(self._on_over)
        self.pulls.show_node(self.hub.current_node)
        self.show_chosen()
