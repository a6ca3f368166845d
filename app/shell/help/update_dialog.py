"""Whether there is a newer version, and what is new in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QDialogButtonBox, QHBoxLayout, QPlainTextEdit, QWidget

from app import APP_NAME, __version__
from app.core.errors import SettingsUnwritable
from app.core.i18n import tr
from app.look.components import Button, Text
from app.shell.dialog import ClosableDialog

if TYPE_CHECKING:
    from app.services.updates.release import Release
    from app.state.hub import Hub
    from app.state.updates import UpdateChecked


class UpdateDialog(ClosableDialog):
    """Asks the release feed and shows what it says; nothing is downloaded or replaced."""

    def __init__(self, hub: Hub, parent: QWidget) -> None:
        super().__init__(tr("Updates"), parent, width=620)
        self._hub = hub
        self._updates = hub.updates
        self.title = Text("", "card", wrap=True)
        self.words = Text("", "body", "text2", wrap=True)
        self.notes = QPlainTextEdit()
        self.notes.setReadOnly(True)
        self.notes.setTabChangesFocus(True)
        self.notes.setAccessibleName(tr("What is new"))
        self.notes.setMinimumHeight(220)
        self.notes.hide()
        self.get = Button(tr("Open the download page"), "primary", "arrow-square-out")
        self.skip = Button(tr("Skip this version"))
        for widget in (self.title, self.words, self.notes):
            self.column.addWidget(widget)
        self._add_buttons()
        self.get.clicked.connect(self._on_get)
        self.skip.clicked.connect(self._on_skip)
        self._updates.checked.connect(self._on_checked)
        if self._updates.latest is not None:
            self._show_newer(self._updates.latest)
        elif self._updates.places.feed:
            self._say(tr("Looking for a newer version…"))
            self._updates.ask()
        else:
            self._say(
                tr("This build names no release feed."),
                tr(
                    "So it cannot know of newer versions, and asks nobody. What runs is version "
                    "{version}. Look where you got it."
                ).format(version=__version__),
            )

    def _add_buttons(self) -> None:
        row = QHBoxLayout()
        row.addWidget(self.skip)
        buttons = QDialogButtonBox()
        buttons.addButton(self.get, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.addButton(Button(tr("Close")), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        row.addWidget(buttons, 1)
        self.column.addLayout(row)

    def _say(self, title: str, words: str = "") -> None:
        self.title.setText(title)
        self.words.setText(words)
        self.words.setVisible(bool(words))
        self.notes.hide()
        self.get.hide()
        self.skip.hide()

    def _show_newer(self, release: Release) -> None:
        when = f" ({release.published})" if release.published else ""
        self._say(
            tr("Version {version} is there{when}").format(version=release.version, when=when),
            tr(
                "What runs is version {version}. Nothing is replaced by itself: install it the way "
                "you installed this one."
            ).format(version=__version__),
        )
        self.notes.setPlainText(release.notes)
        self.notes.setVisible(bool(release.notes))
        self.get.setVisible(bool(self._page(release)))
        self.skip.show()

    def _page(self, release: Release) -> str:
        return release.page or self._updates.places.page

    def _on_checked(self, checked: UpdateChecked) -> None:
        if checked.error is not None:
            self._say(checked.error.message, checked.error.hint)
        elif self._updates.latest is not None:
            self._show_newer(self._updates.latest)
        else:
            newest = tr("{program} is up to date").format(program=APP_NAME)
            self._say(newest, tr("Version {version} is the newest.").format(version=__version__))

    def _on_get(self) -> None:
        if self._updates.latest is not None:
            QDesktopServices.openUrl(QUrl(self._page(self._updates.latest)))

    def _on_skip(self) -> None:
        if self._updates.latest is not None:
            try:
                self._updates.dismiss(self._updates.latest.version)
            except SettingsUnwritable as error:
                self._hub.tell_error(error)
        self.accept()
