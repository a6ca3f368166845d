"""What every figure of a benchmark means."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from app.core.i18n import tr
from app.look.components import Button, Text, scrolled
from app.services.serving.benchmarks.figures import FIGURES

_SIZE = (560, 560)


class FiguresDialog(QDialog):
    """The definitions, one below the other."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("What the figures mean"))
        self.resize(*_SIZE)
        inside = QWidget()
        text = QVBoxLayout(inside)
        text.setContentsMargins(0, 0, 8, 0)
        text.setSpacing(4)
        for figure in FIGURES:
            unit = f" ({figure.unit})" if figure.unit else ""
            text.addWidget(Text(f"{figure.title}{unit}", "strong", wrap=True))
            text.addWidget(Text(figure.meaning, "body", "text2", wrap=True, selectable=True))
            text.addSpacing(10)
        text.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 22, 24, 20)
        column.setSpacing(14)
        column.addWidget(Text(tr("What the figures mean"), "card"))
        column.addWidget(
            Text(
                tr("As NVIDIA AIPerf defines them, so that they compare with what others publish."),
                "body",
                "text2",
                wrap=True,
            )
        )
        column.addWidget(scrolled(inside), 1)
        buttons = QDialogButtonBox()
        buttons.addButton(Button(tr("Close")), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)
