"""What the program is made of, and the words of each licence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLineEdit, QWidget

from app.core.i18n import tr
from app.look.components import Text
from app.look.components.controls import CONTROL_HEIGHT
from app.shell.dialog import ClosableDialog, resize_within
from app.shell.help.reading import Picked, ReadingView

if TYPE_CHECKING:
    from app.services.support.licences import Bundled
    from app.state.hub import Hub
    from app.state.support import Answered


class LicencesDialog(ClosableDialog):
    """Everything bundled; the list comes from the packages' own metadata, read by a worker."""

    def __init__(self, hub: Hub, parent: QWidget) -> None:
        super().__init__(tr("Licences"), parent, width=640)
        self.setMinimumHeight(400)
        resize_within(self, 900, 620)
        self._hub = hub
        self._all: tuple[Bundled, ...] = ()
        self._shown: list[Bundled] = []
        self._wanted: Bundled | None = None
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("Search packages and licences"))
        self.search.setAccessibleName(tr("Search packages and licences"))
        self.search.setClearButtonEnabled(True)
        self.search.setMinimumHeight(CONTROL_HEIGHT)
        self.view = ReadingView(tr("Packages"))
        self.count = Text("", "label", "text2")
        self.column.addWidget(Text(tr("Licences"), "card"))
        self.column.addWidget(self.search)
        self.column.addWidget(self.view, 1)
        self.add_close(self.count)
        self.search.textChanged.connect(self._on_search)
        self.view.picked.connect(self._on_picked)
        hub.support.read_licences(self).answered.connect(self._on_read)

    def _on_read(self, answered: Answered) -> None:
        if answered.error is not None:
            self.view.read(str(answered.error), "")
        elif isinstance(answered.value, tuple):
            self._all = answered.value
            self._show()

    def _on_search(self, _text: str) -> None:
        self._show()

    def _show(self) -> None:
        wanted = self.search.text().strip().casefold()
        self.view.clear()
        self._shown = [each for each in self._all if wanted in _words(each)]
        for each in self._shown:
            self.view.add(_title(each), tip=each.licence)
        self.count.setText(tr("%n packages", "%n package", len(self._shown)))

    def _on_picked(self, picked: Picked) -> None:
        if not 0 <= picked.number < len(self._shown):
            return
        self._wanted = of = self._shown[picked.number]
        self.view.read(f"{_title(of)} · {of.licence}", "")
        self._hub.support.read_licence(of, self).answered.connect(self._on_text)

    def _on_text(self, answered: Answered) -> None:
        of = self._wanted
        if of is None or not isinstance(answered.value, tuple):
            return
        whose, text = answered.value
        if whose == of.name:  # the user may be elsewhere by now
            self.view.read(f"{_title(of)} · {of.licence}", text)


def _title(of: Bundled) -> str:
    return f"{of.name} {of.version}".strip()


def _words(of: Bundled) -> str:
    return f"{of.name} {of.licence}".casefold()
