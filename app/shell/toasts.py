"""Toasts: notices over the window's lower right corner, and what is kept behind the bell."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable
from dataclasses import dataclass

import shiboken6
from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QEnterEvent, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from app.core.i18n import tr
from app.look.components import Button, IconButton, Text
from app.look.components.surfaces import KEEP_CLEAR
from app.look.icons import pixmap
from app.look.theme import ThemeChanged, theme
from app.state.hub import Notice, Severity

SECONDS = 5.0
ERROR_SECONDS = 15.0
"""For an error that is shown elsewhere, too."""
WIDTH = 380
_OFFERS_BESIDE = 276
"""Pixels that links may take to stand beside each other."""
MARGIN = 16
MOST = 4
"""Toasts shown at a time; more push out the oldest that would have left by itself."""
KEPT = 200
REPEAT_S = 60.0
"""Equal notices within this time are one entry of the history and one desktop notification."""

_LOOKS = {
    Severity.INFO: ("info", "info"),
    Severity.SUCCESS: ("check-circle", "ok"),
    Severity.WARNING: ("warning", "warn"),
    Severity.ERROR: ("warning-octagon", "err"),
}


def severity_look(severity: Severity) -> tuple[str, str]:
    """Return the icon and the tone of a severity."""
    return _LOOKS[severity]


def details_word(notice: Notice) -> str:
    """Say what is behind the details button."""
    return tr("See traceback") if notice.details.startswith("Traceback") else tr("Details")


class Toast(QFrame):
    """One notice. Leaves after a while unless it is an error, or pointer or keyboard are on it.

    Signals:
        closed: it has to go (by itself or by its button).
    """

    closed = Signal()

    def __init__(self, notice: Notice, parent: QWidget) -> None:
        super().__init__(parent)
        self.notice = notice
        self.count = 1
        self.setProperty("surface", "toast")
        self.setFixedWidth(WIDTH)
        self._picture = QLabel()
        self._title = Text(notice.title, "strong", wrap=True)
        for label in (self._title, self._picture):
            label.setMinimumHeight(24)  # in line with the close button
        self._many = Text("", "meta", "text3")
        self._many.hide()
        close = IconButton("x", tr("Dismiss"), size=14, side=24)
        self._buttons: list[QAbstractButton] = []
        """In the order of Tab: what is offered, and at last the cross."""
        self._lay_out(close)
        self._buttons.append(close)
        seconds = ERROR_SECONDS if notice.severity is Severity.ERROR else SECONDS
        self._clock = QTimer(self, singleShot=True, interval=round(seconds * 1000))
        self._clock.timeout.connect(self._on_close)
        close.clicked.connect(self._on_close)
        theme().changed.connect(self._retint)
        self._retint()
        self.setAccessibleName(f"{notice.severity.value}: {notice.title} {notice.hint}".strip())
        for button in self._buttons:
            button.setAccessibleDescription(f"{notice.title} {notice.hint}".strip())
            button.installEventFilter(self)
        self.restart()

    @property
    def leaving(self) -> bool:
        """Whether it is about to leave by itself."""
        return self._clock.isActive()

    def restart(self) -> None:
        """Count the time from now on; errors that are shown nowhere else stay."""
        if not self.notice.stays:
            self._clock.start()

    def repeat(self) -> None:
        """The same notice came again."""
        self.count += 1
        self._many.setText(f"×{self.count}")
        self._many.show()
        self.restart()

    def enterEvent(self, event: QEnterEvent) -> None:
        """Wait while the pointer rests here."""
        super().enterEvent(event)
        self._clock.stop()

    def leaveEvent(self, event: QEvent) -> None:
        """Go on counting."""
        super().leaveEvent(event)
        if not self.has_keyboard:
            self.restart()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave on Esc."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Wait while the keyboard is on one of its buttons."""
        if event.type() == QEvent.Type.FocusIn:
            self._clock.stop()
        elif event.type() == QEvent.Type.FocusOut and not self.underMouse():
            self.restart()
        return False

    @property
    def has_keyboard(self) -> bool:
        """Whether the keyboard is on one of its buttons."""
        return any(button.hasFocus() for button in self._buttons)

    def take_keyboard(self) -> None:
        """Give the keyboard to what it offers."""
        for before, after in itertools.pairwise(self._buttons):
            self.setTabOrder(before, after)
        self._buttons[0].setFocus(Qt.FocusReason.TabFocusReason)

    def _lay_out(self, close: IconButton) -> None:
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self._title, 1)
        top.addWidget(self._many)
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addLayout(top)
        if self.notice.hint:
            words.addWidget(Text(self.notice.hint, "body", "text2", wrap=True))
        if offers := self._offers():
            beside = sum(offer.sizeHint().width() for offer in offers) <= _OFFERS_BESIDE
            way = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
            below = QBoxLayout(way)
            below.setSpacing(16 if beside else 4)
            for offer in offers:
                below.addWidget(offer, 0, Qt.AlignmentFlag.AlignLeft)
            below.addStretch(1)
            words.addLayout(below)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 12, 8, 12)
        row.setSpacing(10)
        row.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        row.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)

    def _offers(self) -> list[Button]:
        """Make a link for each thing that can be done about it."""
        wanted: list[tuple[str, Callable[[], None]]] = []
        if self.notice.details:
            wanted.append((details_word(self.notice), self._on_details))
        if self.notice.action is not None:
            wanted.append((self.notice.action.text, self._on_action))
        offers = []
        for text, slot in wanted:
            offer = Button(text, "link")
            offer.clicked.connect(slot)
            offers.append(offer)
        self._buttons += offers
        return offers

    def _on_details(self) -> None:
        from app.shell.details import DetailsDialog

        DetailsDialog(self.notice.title, self.notice.details, self.window()).open()

    def _on_action(self) -> None:
        assert self.notice.action is not None
        self.closed.emit()
        self.notice.action.run()

    def _on_close(self) -> None:
        self.closed.emit()

    def _retint(self, _change: ThemeChanged | None = None) -> None:
        name, tone = severity_look(self.notice.severity)
        self._picture.setPixmap(pixmap(name, tone, 20, self.devicePixelRatioF()))


class ToastStack(QWidget):
    """The toasts of one window, laid over its lower right corner."""

    def __init__(self, host: QWidget) -> None:
        super().__init__(host)
        self._host = host
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self.toasts: list[Toast] = []
        self._before: QWidget | None = None
        """What had the keyboard before a toast took it."""
        self.hide()
        host.installEventFilter(self)

    def show_notice(self, notice: Notice) -> None:
        """Show a notice, or count it on the toast that says the same."""
        for toast in self.toasts:
            if toast.notice == notice:
                toast.repeat()
                return
        self._make_room()
        toast = Toast(notice, self)
        toast.closed.connect(self._on_closed)
        self.toasts.append(toast)
        self._column.addWidget(toast)
        toast.show()
        self._place()
        self._announce(toast)

    def take_keyboard(self) -> None:
        """Give the keyboard to the newest toast; from one back to where it was."""
        if any(toast.has_keyboard for toast in self.toasts):
            self._give_back()
        elif self.toasts:
            self._before = QApplication.focusWidget()
            self.toasts[-1].take_keyboard()

    def stay_on_top(self, _page: int = 0) -> None:
        """Lie over the page that is shown now: a page that is changed to is raised by Qt."""
        self._place()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Stay in the corner when the window is resized."""
        if event.type() == QEvent.Type.Resize:
            self._place()
        return False

    def event(self, event: QEvent) -> bool:
        """Grow and shrink with the toasts."""
        handled = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self._place()
        return handled

    @staticmethod
    def _announce(toast: Toast) -> None:
        from PySide6.QtGui import QAccessible, QAccessibleEvent  # 2 ms that no start needs

        QAccessible.updateAccessibility(QAccessibleEvent(toast, QAccessible.Event.Alert))

    def _make_room(self) -> None:
        while len(self.toasts) >= MOST:
            leaving = [toast for toast in self.toasts if not toast.notice.stays]
            self._remove(leaving[0] if leaving else self.toasts[0])

    def _on_closed(self) -> None:
        toast = self.sender()
        if isinstance(toast, Toast):
            self._remove(toast)

    def _remove(self, toast: Toast) -> None:
        if toast not in self.toasts:
            return
        if toast.has_keyboard:
            self._give_back()
        self.toasts.remove(toast)
        self._column.removeWidget(toast)
        toast.hide()
        toast.deleteLater()
        self._place()

    def _give_back(self) -> None:
        before, self._before = self._before, None
        if before is not None and shiboken6.isValid(before) and before.isVisible():
            before.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._host.setFocus(Qt.FocusReason.OtherFocusReason)

    def _place(self) -> None:
        self.setVisible(bool(self.toasts))
        if not self.toasts:
            return
        size = self._column.sizeHint()
        height = self._column.heightForWidth(WIDTH) if self._column.hasHeightForWidth() else 0
        height = max(height, size.height())
        left = max(0, self._host.width() - WIDTH - MARGIN)
        top = max(0, self._host.height() - height - MARGIN)
        place = QRect(left, top, WIDTH, height)
        for kept in self._kept_clear():
            if kept.intersects(place):
                place.moveBottom(max(height, kept.top() - MARGIN // 2) - 1)
        self.setGeometry(place)
        self.raise_()

    def _kept_clear(self) -> list[QRect]:
        """Return where the window has something that is always in use."""
        return [
            QRect(widget.mapTo(self._host, QPoint()), widget.size())
            for widget in self._host.findChildren(QWidget, KEEP_CLEAR)
            if widget.isVisible()
        ]


@dataclass(frozen=True, slots=True)
class Told:
    """A notice as the history keeps it: `time` is the last one's, in Unix seconds."""

    notice: Notice
    time: float
    count: int = 1


class History(QObject):
    """What was told, newest first; equal notices within a minute are one entry.

    Signals:
        changed: there is a new entry, or the list was cleared or looked at.
    """

    changed = Signal()

    def __init__(
        self, parent: QObject | None = None, *, clock: Callable[[], float] = time.time
    ) -> None:
        super().__init__(parent)
        self._clock = clock
        self.entries: list[Told] = []
        self.unread = 0

    def add(self, notice: Notice) -> bool:
        """Keep a notice; True when it is news, False when it only repeats a recent one."""
        now = self._clock()
        recent = [
            told
            for told in self.entries
            if told.notice == notice and abs(now - told.time) < REPEAT_S
        ]
        for told in recent:
            self.entries.remove(told)
        self.entries.insert(0, Told(notice, now, 1 + sum(told.count for told in recent)))
        del self.entries[KEPT:]
        self.unread += 0 if recent else 1
        self.changed.emit()
        return not recent

    def clear(self) -> None:
        """Forget everything."""
        self.entries.clear()
        self.mark_read()

    def mark_read(self) -> None:
        """The user has looked."""
        self.unread = 0
        self.changed.emit()
