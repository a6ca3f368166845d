"""TerminalView: a terminal that one can type at and point at. It knows no shell."""

from __future__ import annotations

import time

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QGuiApplication, QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from app.look.components import OWN_RING
from app.terminal.canvas import FONT_SIZE, TerminalCanvas
from app.terminal.events import FontChosen, LinkOpened, PasteAsked, Typed
from app.terminal.keys import Wish, sent_by, wished_by
from app.terminal.pasting import pasted, runs_commands
from app.terminal.pointing import Pointing

DESCRIBE_MS = 400
"""A screen reader hears of the cursor's line once it has settled."""
BUSY_S = 2.0
"""A shell of which nothing else is known is at work so long after it printed something."""


class TerminalView(TerminalCanvas):
    """`feed` it what a program prints; `typed` says what to send.

    Signals:
        typed: the user typed, pasted or pointed, or the emulator has to answer.
        paste_asked: a shell would run the text at once: ask, then `insert` it.
        find_asked: the user wants to search.
        titled: the program calls itself something else.
        link_opened: the user wants to see a web page.
        font_chosen: the user made the text larger or smaller.
    """

    typed = Signal(Typed)
    paste_asked = Signal(PasteAsked)
    find_asked = Signal()
    titled = Signal()
    link_opened = Signal(LinkOpened)
    font_chosen = Signal(FontChosen)

    def __init__(self, name: str, *, size: int = FONT_SIZE, parent: QWidget | None = None) -> None:
        super().__init__(name, size=size, parent=parent)
        self._fed_at = 0.0
        self._blink = QTimer(self)
        self._blink.timeout.connect(self._on_blink)
        self._describe = QTimer(self, singleShot=True, interval=DESCRIBE_MS)
        self._describe.timeout.connect(self._tell_reader)
        self._pointing = Pointing(self)
        self.viewport().installEventFilter(self._pointing)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty(OWN_RING, True)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)

    # What a program does

    @property
    def busy(self) -> bool:
        """Whether a program seems to run in the shell: nobody outside can know for sure."""
        modes = self.terminal.modes
        if not self.live or self.terminal.other is not None:
            return self.live
        if modes.bracketed_paste is not None:  # shells turn it off for what they run
            return not modes.bracketed_paste
        return time.monotonic() - self._fed_at < BUSY_S

    def feed(self, data: bytes) -> None:
        """Take what the program printed; it is drawn soon."""
        self._fed_at = time.monotonic()
        title = self.emulator.title
        self.emulator.feed(data)
        if self.emulator.title != title:
            self.titled.emit()
        if answers := self.emulator.take_answers():
            self.send(answers)
        self.show_soon()
        if not self._describe.isActive():
            self._describe.start()

    def start_over(self) -> None:
        """Be a new terminal of the same size; what stands here goes to the history."""
        screen = self.terminal
        screen.reset(keep=True)
        self.show_soon()

    # What the user does

    def send(self, data: bytes) -> None:
        """Send bytes to the program, if there is one."""
        if data and self.live:
            self.typed.emit(Typed(data))

    def insert(self, text: str) -> None:
        """Send text as if it had been typed, keys left out."""
        self.send(pasted(text, bracketed=bool(self.terminal.modes.bracketed_paste)))
        self.scroll_to(None)

    def paste(self, text: str | None = None) -> None:
        """Paste text, or what is on the clipboard; asks first where a shell would run it."""
        text = QGuiApplication.clipboard().text() if text is None else text
        if not text or not self.live:
            return
        if runs_commands(text, bracketed=bool(self.terminal.modes.bracketed_paste)):
            self.paste_asked.emit(PasteAsked(text))
        else:
            self.insert(text)

    def copy(self) -> None:
        """Put what is selected on the clipboard."""
        if self.selection is not None and (text := self.selection.text(self.terminal)):
            QGuiApplication.clipboard().setText(text)

    # Qt

    def event(self, event: QEvent) -> bool:
        """Let no shortcut of the window take a key that belongs to the program."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            event.setAccepted(wished_by(event) is not Wish.WINDOW)
            return True
        return super().event(event)

    def focusNextPrevChild(self, _forward: bool) -> bool:  # noqa: N802 - Qt's name
        """Keep Tab for the program; Ctrl+Tab leaves the terminal."""
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Do what the terminal itself offers, or send the key."""
        wish = wished_by(event)
        if wish is Wish.WINDOW:
            event.ignore()
        elif wish is Wish.PROGRAM:
            if data := sent_by(event, self.terminal.modes):
                self.send(data)
                self.cursor_on = True
                self.select(None)
                self.scroll_to(None)
        else:
            self._do(wish)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Show what is being composed, send what is done."""
        self.composed = event.preeditString()
        if event.commitString():
            self.send(event.commitString().encode("utf-8", "replace"))
            self.scroll_to(None)
        self.viewport().update()
        event.accept()

    def inputMethodQuery(self, query: Qt.InputMethodQuery) -> object:  # noqa: N802 - Qt's name
        """Say where the cursor is, so that candidates appear there."""
        if query == Qt.InputMethodQuery.ImEnabled:
            return True
        if query == Qt.InputMethodQuery.ImCursorRectangle:
            return self.cursor_area().translated(self.viewport().pos())
        if query == Qt.InputMethodQuery.ImHints:
            return Qt.InputMethodHint.ImhNoPredictiveText | Qt.InputMethodHint.ImhNoAutoUppercase
        return super().inputMethodQuery(query)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where typing goes."""
        super().focusInEvent(event)
        self._on_focus(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show that typing goes elsewhere."""
        super().focusOutEvent(event)
        self._on_focus(False)

    # How it is done

    def _do(self, wish: Wish) -> None:
        page = self.terminal.height - 1
        size = {
            Wish.LARGER: self.font_size + 1,
            Wish.SMALLER: self.font_size - 1,
            Wish.NORMAL: FONT_SIZE,
        }
        scrolls = {
            Wish.PAGE_UP: self.top - page,
            Wish.PAGE_DOWN: self.top + page,
            Wish.START: 0,
            Wish.END: None,
        }
        if wish in size:
            self.set_font_size(size[wish])
            self.font_chosen.emit(FontChosen(self.font_size))
        elif wish in scrolls:
            self.scroll_to(scrolls[wish])
        elif wish in (Wish.LEAVE, Wish.LEAVE_BACK):
            QWidget.focusNextPrevChild(self, wish is Wish.LEAVE)
        elif wish is Wish.COPY:
            self.copy()
        elif wish is Wish.PASTE:
            self.paste()
        elif wish is Wish.FIND:
            self.find_asked.emit()

    def _on_focus(self, focused: bool) -> None:
        self.cursor_on = True
        flash = QApplication.cursorFlashTime() // 2  # 0 where motion is reduced
        if focused and flash > 0:
            self._blink.start(flash)
        else:
            self._blink.stop()
        if self.terminal.modes.focus_told:
            self.send(b"\x1b[I" if focused else b"\x1b[O")
        self.show_soon()

    def _on_blink(self) -> None:
        on = not self.cursor_on or not self.terminal.modes.cursor_blinks
        if on != self.cursor_on:
            self.cursor_on = on
            self.show_soon()

    def _tell_reader(self) -> None:
        row = self.terminal.grid.rows[self.terminal.cursor.y]
        if row.text != self.accessibleDescription():
            self.setAccessibleDescription(row.text)
