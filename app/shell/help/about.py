"""About: what this is, whose it is not, what it is made of."""

from __future__ import annotations

import os
import platform
import sys
from typing import TYPE_CHECKING

from PySide6 import __version__ as pyside_version
from PySide6.QtCore import QSysInfo, Qt, qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app import APP_NAME, __version__
from app.core.i18n import language, tr
from app.look.components import Button, KeyValues, Line, Text
from app.look.icons import tinted
from app.look.theme import theme
from app.shell.dialog import ClosableDialog

if TYPE_CHECKING:
    from app.state.hub import Hub


def versions() -> list[tuple[str, str]]:
    """Return what runs here."""
    return [
        (tr("Version"), __version__),
        ("Python", platform.python_version()),
        ("Qt", f"{qVersion()} (PySide6 {pyside_version})"),
        (tr("System"), f"{QSysInfo.prettyProductName()}, {QSysInfo.currentCpuArchitecture()}"),
        (tr("Platform"), QGuiApplication.platformName()),
    ]


def support_versions() -> list[tuple[str, str]]:
    """Return what runs here and on what desktop, in English: for whoever helps."""
    screens = [
        f"{screen.size().width()}×{screen.size().height()} at {screen.devicePixelRatio():g}"
        for screen in QGuiApplication.screens()
    ]
    return [
        ("Program", f"{__version__} ({_made_as()})"),
        ("Python", platform.python_version()),
        ("Qt", f"{qVersion()}, PySide6 {pyside_version}, {QGuiApplication.platformName()}"),
        ("System", f"{QSysInfo.prettyProductName()}, {QSysInfo.currentCpuArchitecture()}"),
        ("Kernel", f"{QSysInfo.kernelType()} {QSysInfo.kernelVersion()}"),
        ("Desktop", os.environ.get("XDG_CURRENT_DESKTOP", "not told")),
        ("Session", os.environ.get("XDG_SESSION_TYPE", "not told")),
        ("Screens", ", ".join(screens)),
        ("Language", language()),
        ("Theme", "dark" if theme().tokens.dark else "light"),
    ]


def _made_as() -> str:
    if getattr(sys, "frozen", False):
        return "bundle"
    return "installed package" if "site-packages" in __file__ else "source"


class AboutDialog(ClosableDialog):
    """What this is, whose it is not, what it is made of."""

    def __init__(self, hub: Hub, parent: QWidget | None = None) -> None:
        super().__init__(tr("About {name}").format(name=APP_NAME), parent)
        self._hub = hub
        mark = QLabel()
        mark.setPixmap(tinted("app", "#FFFFFF", 56, self.devicePixelRatioF()))
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(Text(APP_NAME, "card"))
        words.addWidget(
            Text(
                tr("Watch and run DGX Spark and other Linux GPU machines over SSH."),
                "body",
                "text2",
                wrap=True,
            )
        )
        top = QHBoxLayout()
        top.setSpacing(14)
        top.addWidget(mark)
        top.addLayout(words, 1)
        self.column.addLayout(top)
        self.column.addWidget(
            Text(
                tr(
                    "Unofficial: not made, endorsed or supported by NVIDIA. NVIDIA and "
                    "DGX Spark are trademarks of their owner."
                ),
                "label",
                "text2",
                wrap=True,
            )
        )
        self.column.addWidget(Line())
        self.column.addWidget(KeyValues(versions()))
        self.column.addWidget(Line())
        self.column.addWidget(
            Text(
                tr("Apache License 2.0. Made with Qt (LGPL) and the work of many others."),
                "label",
                "text2",
                wrap=True,
            )
        )
        self.licences = Button(tr("Licences…"), "link")
        self.licences.clicked.connect(self._on_licences)
        self.column.addWidget(self.licences, 0, Qt.AlignmentFlag.AlignLeft)
        self._copy = Button(tr("Copy versions"), "secondary", "copy")
        self._copy.clicked.connect(self._on_copy)
        self.add_close(self._copy)

    def _on_licences(self) -> None:
        from app.shell.help.licences_dialog import LicencesDialog

        LicencesDialog(self._hub, self).open()

    def _on_copy(self) -> None:
        text = "\n".join(f"{key}: {value}" for key, value in versions())
        QGuiApplication.clipboard().setText(f"{APP_NAME}\n{text}")
        self._copy.setText(tr("Copied"))
