"""Reports of what went wrong in earlier runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialogButtonBox, QHBoxLayout, QStackedWidget, QWidget

from app.core.i18n import tr
from app.core.units import date_and_clock
from app.look.components import Button, EmptyState, Text
from app.look.components.confirm import ConfirmDialog
from app.shell.dialog import ClosableDialog, resize_within
from app.shell.help.reading import Picked, ReadingView

if TYPE_CHECKING:
    from app.services.support.crash_reports import CrashReport
    from app.state.hub import Hub
    from app.state.support import Answered


class CrashReportsDialog(ClosableDialog):
    """The reports that are kept on this computer; each can be read, copied and deleted."""

    def __init__(self, hub: Hub, parent: QWidget) -> None:
        super().__init__(tr("Crash reports"), parent, width=640)
        self.setMinimumHeight(400)
        resize_within(self, 900, 600)
        self._hub = hub
        self._reports: tuple[CrashReport, ...] = ()
        self.view = ReadingView(tr("Reports"))
        self.empty = EmptyState(
            "bug",
            tr("Nothing went wrong"),
            tr(
                "When the program crashes, the next start makes a report of it: what ran, and the "
                "log before it. It stays on this computer unless you hand it over."
            ),
        )
        self.pages = QStackedWidget()
        self.pages.addWidget(self.view)
        self.pages.addWidget(self.empty)
        self.copy_report = Button(tr("Copy report"), "primary", "copy")
        self.delete = Button(tr("Delete…"), "danger")
        self.trouble = Text("", "label", "err", wrap=True)
        self.trouble.hide()
        self.column.addWidget(Text(tr("Crash reports"), "card"))
        about = tr(
            "Kept on this computer and sent to nobody. Secrets, addresses and names were taken out."
        )
        self.column.addWidget(Text(about, "body", "text2", wrap=True))
        self.column.addWidget(self.pages, 1)
        self.column.addWidget(self.trouble)
        self._add_buttons()
        self.view.picked.connect(self._on_picked)
        self.copy_report.clicked.connect(self._on_copy)
        self.delete.clicked.connect(self._on_delete)
        self._show(())
        hub.support.read_reports(self).answered.connect(self._on_read)

    def _add_buttons(self) -> None:
        row = QHBoxLayout()
        row.addWidget(self.delete)
        buttons = QDialogButtonBox()
        buttons.addButton(self.copy_report, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.addButton(Button(tr("Close")), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        row.addWidget(buttons, 1)
        self.column.addLayout(row)

    def _show(self, reports: tuple[CrashReport, ...]) -> None:
        self._reports = reports
        self.view.clear()
        for report in reports:
            kind = tr("Crash") if report.crashed else tr("Errors")
            self.view.add(f"{date_and_clock(report.time)} · {kind}", tip=report.title)
        self.pages.setCurrentIndex(0 if reports else 1)
        self.copy_report.setEnabled(bool(reports))
        self.delete.setEnabled(bool(reports))

    def _on_read(self, answered: Answered) -> None:
        self.trouble.setText(str(answered.error or ""))
        self.trouble.setVisible(answered.error is not None)
        if isinstance(answered.value, tuple):
            self._show(answered.value)

    def _on_picked(self, picked: Picked) -> None:
        if 0 <= picked.number < len(self._reports):
            report = self._reports[picked.number]
            self.view.read(report.title, report.text)
            self.copy_report.setText(tr("Copy report"))

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self.view.text.toPlainText())
        self.copy_report.setText(tr("Copied"))

    def _on_delete(self) -> None:
        dialog = ConfirmDialog(
            tr("Delete this report?"),
            tr("It is deleted from this computer. This cannot be undone."),
            tr("Delete report"),
            self,
        )
        dialog.accepted.connect(self._on_delete_confirmed)
        dialog.open()

    def _on_delete_confirmed(self) -> None:
        report = self._reports[self.view.names.currentRow()]
        self._hub.support.delete_report(report, self).answered.connect(self._on_read)
