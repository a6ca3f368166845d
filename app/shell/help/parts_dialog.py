"""PartsDialog: texts that are to be handed over, each looked at before any is saved."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QDialogButtonBox, QHBoxLayout, QWidget

from app.core.i18n import tr
from app.core.units import disk_size
from app.look.components import Button, Text
from app.look.components.file_dialogs import ask_target
from app.shell.dialog import ClosableDialog, resize_within
from app.shell.help.reading import Picked, ReadingView, TicksChanged
from app.state.hub import Notice, NoticeAction, Severity

if TYPE_CHECKING:
    from app.services.support.bundle import Part
    from app.services.support.scrub import Kind
    from app.state.hub import Hub
    from app.state.support import Answered, Gathering, GatheringEnded, PartMade


class PartsDialog(ClosableDialog):
    """A list of texts with ticks, the chosen one beside it, and what was taken out of all."""

    def __init__(self, hub: Hub, title: str, intro: str, file_name: str, parent: QWidget) -> None:
        super().__init__(title, parent, width=640)
        self.setMinimumHeight(420)
        resize_within(self, 940, 640)
        self._hub = hub
        self._title, self._file_name = title, file_name
        self._parts: list[Part] = []
        self._gathering: Gathering | None = None
        self._saving = ""
        self.view = ReadingView(tr("Files"))
        self.state = Text("", "label", "text2", wrap=True)
        self.copy_one = Button(tr("Copy this text"), "secondary", "copy")
        self.save = Button(tr("Save as a zip file…"), "primary")
        self.column.addWidget(Text(title, "card"))
        self.column.addWidget(Text(intro, "body", "text2", wrap=True))
        self._add_choice()
        self.column.addWidget(self.view, 1)
        self.column.addWidget(self.state)
        self._add_buttons()
        self.view.picked.connect(self._on_picked)
        self.view.ticks_changed.connect(self._on_ticks)
        self.copy_one.clicked.connect(self._on_copy)
        self.save.clicked.connect(self.ask_where)
        self._show()

    @property
    def chosen(self) -> list[Part]:
        """The texts that are ticked."""
        return [self._parts[number] for number in self.view.ticked()]

    def gather(self, gathering: Gathering) -> None:
        """Show texts as they come."""
        self._parts = []
        self.view.clear()
        self._gathering = gathering
        gathering.made.connect(self._on_made)
        gathering.ended.connect(self._on_ended)
        gathering.start()
        self._show()

    @property
    def is_gathering(self) -> bool:
        """Whether texts are still coming."""
        return self._gathering is not None

    def stop(self) -> None:
        """Ask for no more texts."""
        if self._gathering is not None:
            self._gathering.stop()

    def ask_where(self) -> None:
        """Ask for a file, then save what is ticked."""
        ask_target(self, self._title, self._file_name, self.save_to, kinds=tr("Zip file (*.zip)"))

    def save_to(self, path: str) -> None:
        """Save what is ticked, as it is shown."""
        self._saving = path
        parts = self.files_of(self.chosen)
        asked = self._hub.support.save(Path(path), parts, self._title, self)
        asked.answered.connect(self._on_saved)

    def files_of(self, chosen: Sequence[Part]) -> Sequence[Part]:
        """Return the files that are made of the ticked texts."""
        return chosen

    def done(self, result: int) -> None:
        """Ask for no more."""
        self.stop()
        super().done(result)

    def _add_choice(self) -> None:
        """Add what is chosen before, above the texts."""

    def _progress(self, count: int) -> str:
        """Return what is said while texts come."""
        return tr("Gathering… %n files", "Gathering… %n file", count)

    def _add_buttons(self) -> None:
        row = QHBoxLayout()
        row.addWidget(self.copy_one)
        buttons = QDialogButtonBox()
        buttons.addButton(self.save, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.addButton(Button(tr("Close")), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        row.addWidget(buttons, 1)
        self.column.addLayout(row)

    def _show(self) -> None:
        self.save.setEnabled(not self.is_gathering and bool(self.view.ticked()))
        self.copy_one.setEnabled(bool(self._parts))
        if self.is_gathering:
            self.state.set_tone("text2")
            self.state.setText(self._progress(len(self._parts)))

    def _on_made(self, made: PartMade) -> None:
        part = made.part
        self._parts.append(part)
        is_empty = not part.text.strip()
        ticked = None if is_empty else part.included
        self.view.add(part.name, ticked=ticked, tip=part.about, faint=is_empty)
        self._show()

    def _on_ended(self, ended: GatheringEnded) -> None:
        self._gathering = None
        self._show()
        if ended.error is not None:
            self.state.set_tone("err")
            self.state.setText(str(ended.error))
        elif ended.cancelled:
            self.state.setText(tr("Stopped. What was read before is listed, redacted."))
        else:
            self.state.setText(taken_text(ended.taken))

    def _on_picked(self, picked: Picked) -> None:
        if 0 <= picked.number < len(self._parts):
            part = self._parts[picked.number]
            self.view.read(part.about, part.text, empty=tr("Nothing was printed."))
        self.copy_one.setText(tr("Copy this text"))

    def _on_ticks(self, _changed: TicksChanged) -> None:
        self._show()

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self.view.text.toPlainText())
        self.copy_one.setText(tr("Copied"))

    def _on_saved(self, answered: Answered) -> None:
        if answered.error is not None:
            self.state.set_tone("err")
            self.state.setText(str(answered.error))
            return
        path = Path(self._saving)

        def show() -> None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent)))

        size = answered.value if isinstance(answered.value, int) else None
        self._hub.tell(
            Notice(
                Severity.SUCCESS,
                tr("{title} was saved. Nothing was sent.").format(title=self._title),
                f"{path} ({disk_size(size)})",
                action=NoticeAction(tr("Show in folder"), show),
            )
        )
        self.accept()


def taken_text(taken: Sequence[tuple[Kind, int]]) -> str:
    """Return what was taken out, in a sentence."""
    words = [text for kind, count in taken if (text := _count_text(str(kind), count))]
    if not words:
        return tr("Nothing had to be taken out. Look through it before you hand it over.")
    return tr("Taken out: {things}. Look through it before you hand it over.").format(
        things=" · ".join(words)
    )


def _count_text(kind: str, count: int) -> str:
    texts = {
        "node": tr("%n node names", "%n node name", count),
        "host": tr("%n host names", "%n host name", count),
        "user": tr("%n user names", "%n user name", count),
        "address": tr("%n addresses", "%n address", count),
        "mac": tr("%n hardware addresses", "%n hardware address", count),
        "serial": tr("%n serial numbers", "%n serial number", count),
        "id": tr("%n ids", "%n id", count),
        "key": tr("%n keys", "%n key", count),
    }
    return texts.get(kind, "")
