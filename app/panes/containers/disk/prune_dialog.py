"""The question before space is given back: exactly what goes, how much, and what is lost."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from app.core import units
from app.core.i18n import tr
from app.core.ids import NodeId
from app.look.components import Button, Line, Text
from app.look.fonts import mono_font
from app.panes.containers.disk.prune_words import FOR_GOOD, LOST, TITLES, size_text, total_text
from app.services.containers.prune import (
    USUAL,
    PruneItem,
    PruneKind,
    PruneLook,
    PrunePlan,
    plan,
)

_WIDTH = 640
_LIST_HEIGHT = 150
_SWITCH_HEIGHT = 22
_WRITTEN = 2000
"""Things that are listed; more than that nobody reads."""


class PruneDialog(QDialog):
    """Shows what would go and asks; `accepted` means yes. Deletes itself when closed."""

    def __init__(self, node: NodeId, name: str, seen: PruneLook, parent: QWidget) -> None:
        super().__init__(parent)
        self.node = node
        self._seen = seen
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Give space back"))
        self.setFixedWidth(_WIDTH)
        self.switches = {kind: QCheckBox(TITLES[kind]) for kind in PruneKind}
        self._sizes = {kind: Text("", "label", "text2") for kind in PruneKind}
        self.total = Text("", "strong", wrap=True)
        self.listed = QPlainTextEdit()
        self.yes = Button(tr("Remove them"), "danger")
        self.no = Button(tr("Cancel"))
        self._build(name)
        for kind, switch in self.switches.items():
            switch.setChecked(kind in USUAL)
            switch.toggled.connect(self._show_plan)
        self._show_plan()
        self.no.setFocus()

    @property
    def plan(self) -> PrunePlan:
        """What is chosen."""
        return plan(self._seen, {kind for kind, each in self.switches.items() if each.isChecked()})

    def _build(self, name: str) -> None:
        about = tr(
            "Removed is what is listed here and nothing else: what is made or comes "
            "into use meanwhile stays."
        )
        self.listed.setReadOnly(True)
        self.listed.setFont(mono_font())
        self.listed.setFixedHeight(_LIST_HEIGHT)
        self.listed.setTabChangesFocus(True)
        self.listed.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.listed.setAccessibleName(tr("What is removed"))
        self.no.setDefault(True)
        buttons = QDialogButtonBox()
        buttons.addButton(self.yes, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(self.no, QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 22, 24, 20)
        column.setSpacing(12)
        column.addWidget(Text(tr("Give space back on {name}").format(name=name), "card"))
        column.addWidget(Text(about, "body", "text2", wrap=True))
        column.addLayout(self._kinds())
        column.addWidget(Line())
        column.addWidget(self.total)
        column.addWidget(self.listed)
        column.addSpacing(4)
        column.addWidget(buttons)

    def _kinds(self) -> QGridLayout:
        """Return a line for each kind: its switch, how much, and what is lost."""
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(0, 1)
        for number, kind in enumerate(PruneKind):
            switch, row = self.switches[kind], number * 3
            lost = Text(LOST[kind], "meta", "err" if kind in FOR_GOOD else "text3", wrap=True)
            lost.setContentsMargins(26, 0, 0, 0)
            switch.setAccessibleDescription(LOST[kind])
            switch.setMinimumHeight(_SWITCH_HEIGHT)
            grid.addWidget(switch, row, 0)
            place = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            grid.addWidget(self._sizes[kind], row, 1, place)
            grid.addWidget(lost, row + 1, 0, 1, 2)
            grid.setRowMinimumHeight(row + 2, 4)
        return grid

    def _show_plan(self) -> None:
        chosen = self.plan
        for kind, label in self._sizes.items():
            # What is off is shown as it would be with all others, not as nothing.
            shown = chosen if self.switches[kind].isChecked() else self._with(kind)
            label.setText(size_text(shown, kind))
        self.total.setText(total_text(chosen))
        self.listed.setPlainText("\n".join(_line(each) for each in chosen.items[:_WRITTEN]))
        many = len(chosen.items)
        self.yes.setText(
            tr("Remove it") if many == 1 else tr("Remove {many} things").format(many=many)
        )
        self.yes.setEnabled(many > 0)

    def _with(self, kind: PruneKind) -> PrunePlan:
        return plan(self._seen, {*self.plan.wish, kind})


def _line(item: PruneItem) -> str:
    kind = item.kind.replace("-", " ").rstrip("s")
    size = "" if item.kind is PruneKind.NETWORKS else units.disk_size(item.size_bytes)
    return f"{kind:<15} {size:>9}  {item.name}{f'  ({item.about})' if item.about else ''}"
