"""What came of a deployment: where the model answers, or why there is none and what to do."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.core.i18n import tr
from app.core.said import said
from app.look.components import Button, Card, ElidedLabel, IconButton, Text, scrolled
from app.look.components.text import SectionLabel

_MESSAGE = 600
_WORDS = 8
"""Last lines of an engine that are shown."""
_CHROME = 76
"""Pixels of a card around its text."""


class CopyLine(QWidget):
    """A text to copy, with what it is before it."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = title
        self.label = Text(title, "label", "text2")
        self.label.setMinimumWidth(110)
        self.value = ElidedLabel("", "mono", mode=Qt.TextElideMode.ElideMiddle)
        self.copy = IconButton("copy", tr("Copy: {title}").format(title=title), side=26, size=16)
        self.copy.clicked.connect(self._on_copy)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(self.label)
        row.addWidget(self.value, 1)
        row.addWidget(self.copy)

    @property
    def text(self) -> str:
        """What is copied."""
        return self.value.whole_text()

    def show_text(self, text: str, *, can_copy: bool = True) -> None:
        """Show a text."""
        self.value.setText(text)
        self.value.setAccessibleName(f"{self._title}: {text}")
        self.copy.setVisible(can_copy)

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text)


class ReadyCard(Card):
    """Says where the model answers, and offers what can be done with it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("It answers"), parent=parent)
        self.there = CopyLine(tr("On the node"))
        self.here = CopyLine(tr("On this computer"))
        self.model = CopyLine(tr("Model"))
        self.tunnel = Button(tr("Open a tunnel"), "link")
        self.tunnel.setToolTip(tr("A port of this computer that leads to it, as long as this runs"))
        self.chat = Button(tr("Chat"), "primary", "chat-circle-dots")
        self.code = Button(tr("Copy for my code"), icon_name="copy")
        self.benchmark = Button(tr("Benchmark"), icon_name="gauge")
        self.running = Button(tr("View in Running"))
        local = QHBoxLayout()
        local.setSpacing(10)
        local.addWidget(self.here, 1)
        local.addWidget(self.tunnel)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for button in (self.chat, self.code, self.benchmark, self.running):
            buttons.addWidget(button)
        buttons.addStretch(1)
        lines = QVBoxLayout()
        lines.setSpacing(4)
        lines.addWidget(self.there)
        lines.addLayout(local)
        lines.addWidget(self.model)
        self.body.addLayout(lines)
        self.body.addLayout(buttons)


class CauseView(QWidget):
    """A known cause, what to do about it, and `fixes`, buttons that do."""

    def __init__(
        self, cause: str, advice: str, fixes: Sequence[str] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.cause = Text(said(cause, limit=_MESSAGE), "strong", wrap=True, selectable=True)
        self.advice = Text(said(advice, limit=_MESSAGE), "body", "text2", wrap=True)
        self.advice.setVisible(bool(advice))
        looks = ("secondary", *("link",) * len(fixes))  # the best one stands out
        self.fixes = [Button(said(title), look) for title, look in zip(fixes, looks, strict=False)]
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.cause)
        column.addWidget(self.advice)
        for button in self.fixes:
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)


class FailureCard(Card):
    """Says what happened, the engine's last words, and causes that are known."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("What happened"), parent=parent)
        self.setAccessibleName(tr("What happened"))
        self.message = Text("", "body", wrap=True, selectable=True)
        self.hint = Text("", "body", "text2", wrap=True, selectable=True)
        self.words_title = SectionLabel(tr("Last words"))
        self.words = Text("", "mono", "text2", wrap=True, selectable=True)
        self.causes_title = SectionLabel(tr("Known cause"))
        self.again = Button(tr("Try again"), "primary")
        self.change = Button(tr("Change settings…"))
        self._causes = QVBoxLayout()
        self._causes.setSpacing(14)
        self.header.addWidget(self.change)
        self.header.addWidget(self.again)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(10)
        for widget in (self.message, self.hint, self.causes_title):
            column.addWidget(widget)
        column.addLayout(self._causes)
        column.addWidget(self.words_title)
        column.addWidget(self.words)
        column.addStretch(1)
        self._inside = inside
        self._area = scrolled(inside)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.body.addWidget(self._area)

    def show_failure(self, title: str, message: str, hint: str, tone: str = "err") -> None:
        """Say what happened."""
        self.title.setText(title)
        self.title.set_tone(tone)
        for label, text in ((self.message, message), (self.hint, hint)):
            shown = said(text, limit=_MESSAGE)
            label.setText(shown)
            label.setAccessibleName(shown)
            label.setVisible(bool(shown))
        self._fit()

    def show_words(self, lines: Sequence[str]) -> None:
        """Show the last lines that the engine printed."""
        text = "\n".join(said(line) for line in lines[-_WORDS:])
        self.words.setText(text)
        self.words.setAccessibleName(text)
        self.words_title.setVisible(bool(text))
        self.words.setVisible(bool(text))
        self._fit()

    def show_causes(self, causes: Sequence[CauseView]) -> None:
        """Show causes that are known, in place of those before."""
        while (item := self._causes.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for cause in causes:
            self._causes.addWidget(cause)
        self.causes_title.setVisible(bool(causes))
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Be as high as the text needs at this width, and no higher."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        layout = self._inside.layout()
        assert layout is not None
        layout.activate()
        wanted = layout.totalHeightForWidth(self._area.viewport().width())
        self.setMaximumHeight(_CHROME + max(wanted, layout.totalMinimumSize().height()))
