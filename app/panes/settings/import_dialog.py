"""What an import would change, to be looked at and chosen from."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from app.core.i18n import tr
from app.core.said import said
from app.look.components import Button, Text, plain_tip
from app.panes.settings.planning import Change, Plan

_SIZE = (640, 560)
_LEFT_HEIGHT = 110


@dataclass(frozen=True, slots=True)
class ChangesChosen:
    """What the user wants to take over."""

    changes: tuple[Change, ...]


class ImportDialog(QDialog):
    """Lists every change with a check mark. Deletes itself when closed.

    Signals:
        chosen: the user takes these over.
    """

    chosen = Signal(ChangesChosen)

    def __init__(self, file: str, plan: Plan, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Import settings"))
        self.resize(*_SIZE)
        self._plan = plan
        self.list = QListWidget()
        self.list.setAccessibleName(tr("What would change"))
        self.left = QPlainTextEdit("\n".join(plan.left_out))
        self.left.setReadOnly(True)
        self.left.setAccessibleName(tr("What is left out"))
        self.left.setFixedHeight(_LEFT_HEIGHT)
        self.take = Button("", "primary")
        self._lay_out(said(file))
        for change in plan.changes:
            self._add(change)
        self.list.itemChanged.connect(self._on_changed)
        self.take.clicked.connect(self._on_take)
        self._on_changed()

    def _add(self, change: Change) -> None:
        text = f"{change.group} · {change.title}: {_way(change)}"
        if change.warning:
            text += "\n" + tr("Not chosen at first: {warning}").format(warning=change.warning)
        item = QListWidgetItem(text)
        item.setToolTip(plain_tip(text))
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
        unchecked, checked = Qt.CheckState.Unchecked, Qt.CheckState.Checked
        item.setCheckState(unchecked if change.warning else checked)
        self.list.addItem(item)

    def _on_changed(self, _item: QListWidgetItem | None = None) -> None:
        count = len(self._chosen())
        self.take.setText(tr("Take over %n changes", "Take over one change", count))
        self.take.setEnabled(bool(count))

    def _chosen(self) -> tuple[Change, ...]:
        checked = Qt.CheckState.Checked
        return tuple(
            change
            for row, change in enumerate(self._plan.changes)
            if self.list.item(row).checkState() is checked
        )

    def _on_take(self) -> None:
        self.chosen.emit(ChangesChosen(self._chosen()))
        self.accept()

    def _lay_out(self, file: str) -> None:
        plan = self._plan
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 22, 24, 20)
        column.setSpacing(12)
        title = tr("What “{file}” would change").format(file=file)
        column.addWidget(Text(title, "card", wrap=True))
        column.addWidget(Text(_summary(plan), "body", "text2", wrap=True))
        if plan.newer:
            newer = tr(
                "It was written by a newer version, {version}: what this one does not know is "
                "left out."
            )
            column.addWidget(Text(newer.format(version=plan.newer), "body", "warn", wrap=True))
        self.list.setWordWrap(True)
        column.addWidget(self.list, 1)
        self.list.setVisible(bool(plan.changes))
        if plan.left_out:
            count = len(plan.left_out)
            column.addWidget(Text(tr("Left out: %n", "Left out: %n", count), "strong"))
            column.addWidget(self.left)
        if not plan.changes:
            column.addStretch(1)
        cancel = Button(tr("Cancel") if plan.changes else tr("Close"))
        cancel.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(cancel)
        buttons.addWidget(self.take)
        self.take.setVisible(bool(plan.changes))
        column.addLayout(buttons)


def _way(change: Change) -> str:
    if not change.before:
        return tr("new, {what}").format(what=change.after)
    if change.before == change.after:
        return tr("other options")
    return f"{change.before} → {change.after}"


def _summary(plan: Plan) -> str:
    same = tr("%n things are so already.", "One thing is so already.", plan.same)
    if not plan.changes:
        return tr("Nothing would change.") + (f" {same}" if plan.same else "")
    kept = tr("Nothing that was saved here is removed, and no host key is trusted because of it.")
    return f"{kept} {same}" if plan.same else kept
