"""The checks before a launch: verdict, what was found, and what helps."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from app.core.i18n import tr
from app.core.said import said
from app.look.components import Text
from app.look.icons import pixmap
from app.look.theme import ThemeChanged, theme
from app.panes.deploy.wizard.looking import LOOKS, CheckLook, in_order, title_of
from app.services.serving.api import Check

_ICON = 18


class CheckList(QWidget):
    """A row per check, what forbids the launch first."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("What was looked at"))
        self.checks: tuple[Check, ...] = ()
        self._icons: list[tuple[QLabel, CheckLook]] = []
        self._widgets: list[QWidget] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(10)
        self._grid.setVerticalSpacing(10)
        self._grid.setColumnStretch(2, 1)
        theme().changed.connect(self._on_theme_changed)

    def show_checks(self, checks: tuple[Check, ...]) -> None:
        """Show other checks."""
        for widget in self._widgets:
            widget.hide()
            widget.deleteLater()
        self._icons, self._widgets = [], []
        self.checks = in_order(checks)
        for row, check in enumerate(self.checks):
            self._add(row, check)

    def _add(self, row: int, check: Check) -> None:
        look = LOOKS[check.verdict]
        icon = QLabel()
        icon.setAccessibleName(look.word)
        title = Text(title_of(check), "strong")
        message = said(check.message, limit=600)
        hint = said(check.hint, limit=600)
        words = Text(f"{message} {hint}".strip(), "body", "text2", wrap=True, selectable=True)
        words.setAccessibleName(f"{title_of(check)}, {look.word}: {words.text()}")
        top = Qt.AlignmentFlag.AlignTop
        self._grid.addWidget(icon, row, 0, top)
        self._grid.addWidget(title, row, 1, top)
        self._grid.addWidget(words, row, 2)
        self._icons.append((icon, look))
        self._widgets += [icon, title, words]
        self._retint(icon, look)

    def _retint(self, icon: QLabel, look: CheckLook) -> None:
        icon.setPixmap(pixmap(look.icon, look.tone, _ICON, self.devicePixelRatioF()))

    def _on_theme_changed(self, _changed: ThemeChanged) -> None:
        for icon, look in self._icons:
            self._retint(icon, look)
