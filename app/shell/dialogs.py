"""Settings, About and the list of shortcuts."""

from __future__ import annotations

import platform
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6 import __version__ as pyside_version
from PySide6.QtCore import QSysInfo, Qt, Signal, qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from app import APP_NAME, __version__
from app.core.paths import resource
from app.look.components import Button, Chosen, KeyValues, Line, Segmented, Text
from app.look.icons import tinted
from app.look.theme import ThemeMode
from app.shell.details import DetailsDialog
from app.shell.history_settings import HistorySection
from app.shell.settings import ShellSettings
from app.state.archive import ArchiveState

if TYPE_CHECKING:
    from app.shell.asking import Asking
    from app.shell.hotkey_settings import KeyChosen

_INTERVALS = (("0.1", "10 Hz"), ("0.5", "2 Hz"), ("1", "1 Hz"), ("5", "every 5 s"))
_THEMES = (
    (ThemeMode.SYSTEM, "System"),
    (ThemeMode.LIGHT, "Light"),
    (ThemeMode.DARK, "Dark"),
)
_TRAY_KEEPS = "Sessions stay open and the icon shows how the nodes are."
_TRAY_MISSING = (
    "This desktop shows no tray, so closing the window quits. On GNOME the AppIndicator extension "
    "adds one."
)
_LICENCES = (
    ("Inter (SIL Open Font License)", ("fonts", "LICENSE-Inter.txt")),
    ("Phosphor Icons (MIT)", ("icons", "LICENSE-Phosphor.txt")),
)


def versions() -> list[tuple[str, str]]:
    """Return what runs here, for About and for bug reports."""
    return [
        ("Version", __version__),
        ("Python", platform.python_version()),
        ("Qt", f"{qVersion()} (PySide6 {pyside_version})"),
        ("System", f"{QSysInfo.prettyProductName()}, {QSysInfo.currentCpuArchitecture()}"),
        ("Platform", QGuiApplication.platformName()),
    ]


class _Dialog(QDialog):
    """A dialog with a heading, content, and Close; deletes itself."""

    def __init__(self, title: str, parent: QWidget | None, *, width: int = 460) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.setMinimumWidth(width)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(24, 20, 24, 18)
        self.column.setSpacing(14)

    def add_close(self, *others: QWidget) -> None:
        """End the dialog with its buttons."""
        row = QHBoxLayout()
        for other in others:
            row.addWidget(other)
        buttons = QDialogButtonBox()
        buttons.addButton(Button("Close", "primary"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        row.addWidget(buttons, 1)
        self.column.addSpacing(4)
        self.column.addLayout(row)


@dataclass(frozen=True, slots=True)
class IntervalChosen:
    """Seconds between two samples."""

    seconds: float


class SettingsDialog(_Dialog):
    """The program's settings; each change takes effect at once.

    Signals:
        changed: the user changed something.
        interval_chosen: nodes shall be read more or less often.
    """

    changed = Signal(ShellSettings)
    interval_chosen = Signal(IntervalChosen)

    def __init__(
        self,
        settings: ShellSettings,
        *,
        interval_s: float,
        tray_present: bool,
        archive: ArchiveState,
        asking: Asking | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("Settings", parent, width=520)
        self._settings = settings
        self._interval = Segmented("Read nodes", [(key, words) for key, words in _INTERVALS])
        self._interval.choose_if_any(f"{interval_s:g}")
        self._theme = Segmented("Theme", [(mode.value, words) for mode, words in _THEMES])
        self._theme.choose(settings.theme.value)
        self._tray = QCheckBox("Keep running in the tray when the window is closed")
        self._tray.setChecked(settings.close_to_tray)
        self._tray.setEnabled(tray_present)
        self.column.addWidget(Text("Settings", "card"))
        self.column.addWidget(Line())
        self._add_row("Theme", "System follows the desktop, live.", self._theme)
        self._add_row("Read nodes", "More often costs more of both machines.", self._interval)
        self.column.addWidget(Line())
        self.column.addWidget(self._tray)
        explained = _TRAY_KEEPS if tray_present else _TRAY_MISSING
        self.column.addWidget(Text(explained, "label", "text3", wrap=True))
        self.column.addWidget(Line())
        if asking is not None:
            self._add_hotkey(asking)
        self.history = HistorySection(archive)
        self.column.addWidget(self.history)
        self.add_close()
        self._theme.chosen.connect(self._on_theme)
        self._interval.chosen.connect(self._on_interval)
        self._tray.toggled.connect(self._on_tray)
        self._fit()

    def _add_hotkey(self, asking: Asking) -> None:
        from app.shell.hotkey_settings import HotkeySection

        self.hotkey = HotkeySection(self._settings.ask_key, asking.hotkey)
        self.hotkey.chosen.connect(self._on_key)
        asking.hotkey.changed.connect(self._fit)
        self.column.addWidget(self.hotkey)
        self.column.addWidget(Line())

    def _fit(self, _changed: object = None) -> None:
        """Be as high as its texts need: Qt gives a dialog two thirds of a low screen at most."""
        width = max(self.width() if self.isVisible() else 0, self.sizeHint().width())
        self.resize(width, self.heightForWidth(width))

    def _add_row(self, title: str, text: str, control: QWidget) -> None:
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(Text(title, "strong"))
        words.addWidget(Text(text, "label", "text3"))
        row = QHBoxLayout()
        row.addLayout(words, 1)
        row.addWidget(control)
        self.column.addLayout(row)

    def _on_theme(self, choice: Chosen) -> None:
        self._change(replace(self._settings, theme=ThemeMode(choice.key)))

    def _on_interval(self, choice: Chosen) -> None:
        self.interval_chosen.emit(IntervalChosen(float(choice.key)))

    def _on_key(self, choice: KeyChosen) -> None:
        self._change(replace(self._settings, ask_key=choice.key))

    def _on_tray(self, keep: bool) -> None:
        self._change(replace(self._settings, close_to_tray=keep))

    def _change(self, settings: ShellSettings) -> None:
        self._settings = settings
        self.changed.emit(settings)


class AboutDialog(_Dialog):
    """What this is, whose it is not, what it is made of."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(f"About {APP_NAME}", parent)
        mark = QLabel()
        mark.setPixmap(tinted("app", "#FFFFFF", 56, self.devicePixelRatioF()))
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(Text(APP_NAME, "card"))
        words.addWidget(
            Text("Watch and run DGX Spark and other Linux GPU machines over SSH.", "body", "text2")
        )
        top = QHBoxLayout()
        top.setSpacing(14)
        top.addWidget(mark)
        top.addLayout(words, 1)
        self.column.addLayout(top)
        self.column.addWidget(
            Text(
                "Unofficial: not made, endorsed or supported by NVIDIA. NVIDIA and DGX Spark are "
                "trademarks of their owner.",
                "label",
                "text2",
                wrap=True,
            )
        )
        self.column.addWidget(Line())
        self.column.addWidget(KeyValues(versions()))
        self.column.addWidget(Line())
        self.column.addWidget(
            Text("Apache License 2.0. Made with Qt (LGPL) and:", "label", "text2", wrap=True)
        )
        for title, where in _LICENCES:
            link = Button(title, "link")
            link.setProperty("where", "/".join(where))
            link.clicked.connect(self._on_licence)
            self.column.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)
        self._copy = Button("Copy versions", "secondary", "copy")
        self._copy.clicked.connect(self._on_copy)
        self.add_close(self._copy)

    def _on_licence(self) -> None:
        link = self.sender()
        if not isinstance(link, Button):
            return
        path = resource(*str(link.property("where")).split("/"))
        try:
            text = path.read_text(encoding="utf-8")
        except OSError as error:
            text = f"The licence text cannot be read: {error}"
        DetailsDialog(link.text(), text, self).open()

    def _on_copy(self) -> None:
        text = "\n".join(f"{key}: {value}" for key, value in versions())
        QGuiApplication.clipboard().setText(f"{APP_NAME}\n{text}")
        self._copy.setText("Copied")


class ShortcutsDialog(_Dialog):
    """Every shortcut that works: those of the window, then those inside each pane."""

    def __init__(
        self,
        rows: Sequence[tuple[str, str]],
        of_panes: Sequence[tuple[str, Sequence[tuple[str, str]]]] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("Keyboard shortcuts", parent, width=420)
        self.column.addWidget(Text("Keyboard shortcuts", "card"))
        self.column.addWidget(KeyValues(rows))
        for title, keys in of_panes:
            self.column.addWidget(Line())
            self.column.addWidget(Text(f"In {title}", "strong"))
            self.column.addWidget(KeyValues(keys))
        self.add_close()
