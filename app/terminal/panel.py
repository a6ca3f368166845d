"""TerminalPanel: a terminal with a shell in it, and what is said when that ended."""

from __future__ import annotations

import itertools

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from app.core.i18n import tr
from app.core.said import plain
from app.look.components import Button, Line, Text
from app.look.components.confirm import ConfirmDialog
from app.state.hub import Hub
from app.terminal.events import FontChosen, LinkOpened, PasteAsked, Typed
from app.terminal.feeding import Feeder
from app.terminal.find_bar import FindBar
from app.terminal.running import OpenShell, RunEnded, ShellRun
from app.terminal.settings import SECTION, TerminalSettings
from app.terminal.view import TerminalView
from app.transport.shell import WindowSize

_SHOWN_LINES, _SHOWN_WIDTH = 6, 200
PATIENCE_MS = 500
"""It is said that a shell is being opened when that takes longer."""
_serial = itertools.count(1)


class TerminalPanel(QWidget):
    """Runs a shell. `open_shell` starts it in a worker; `name` is what screen readers say.

    Signals:
        changed: it runs now or no more, or calls itself something else.
    """

    changed = Signal()

    def __init__(
        self, hub: Hub, name: str, open_shell: OpenShell, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._hub = hub
        self._name = name
        self._open_shell = open_shell
        self._run: ShellRun | None = None
        self._feeder: Feeder | None = None
        self._ended: RunEnded | None = None
        self._pasting = ""
        """What is pasted once that is confirmed."""
        size = hub.settings.load(SECTION, TerminalSettings).font_size
        self.view = TerminalView(name)
        self.view.set_font_size(size)
        self.find_bar = FindBar(self.view)
        self.words = Text("", "body", "text2", wrap=True)
        self.again = Button(tr("Start again"), "primary", "arrow-clockwise")
        self._strip = QWidget()
        self._patience = QTimer(self, singleShot=True, interval=PATIENCE_MS)
        self._patience.timeout.connect(self._on_patience)
        self._build()
        view = self.view
        view.typed.connect(self._on_typed)
        view.resized.connect(self._on_resized)
        view.paste_asked.connect(self._on_paste_asked)
        view.find_asked.connect(self.find_bar.begin)
        view.titled.connect(self.changed)
        view.link_opened.connect(self._on_link)
        view.font_chosen.connect(self._on_font)
        self.again.clicked.connect(self.start)

    @property
    def running(self) -> bool:
        """Whether a shell runs, or is being opened."""
        return self._run is not None

    @property
    def title(self) -> str:
        """What the program calls itself, "" when it has no name."""
        return self.view.emulator.title

    def start(self) -> None:
        """Open a shell, below what an earlier one printed."""
        if self._run is not None:
            return
        if self._ended is not None:
            self.view.start_over()
        self._ended = None
        self._strip.hide()
        # As large as it will be: shells write their prompt again when that changes.
        QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
        size = self.view.window_size
        run = ShellRun(self._hub.supervisor, f"shell:{next(_serial)}", self._open_shell, size)
        run.setParent(self)
        self._run, self._feeder = run, Feeder(run, self.view)
        self._hub.unfinished[self] = self._lost_by_quitting
        run.started.connect(self._on_started)
        run.ended.connect(self._on_ended)
        self._patience.start()
        run.start()
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    def end(self) -> None:
        """Hang up, at once."""
        self.view.live = False
        self._patience.stop()
        if self._run is not None:
            self._run.stop()
            self._run = self._feeder = None
            self._hub.unfinished.pop(self, None)
            self.changed.emit()

    def offer(self, button: Button) -> None:
        """Show one more button beside "Start again"."""
        self._buttons.insertWidget(0, button)

    def search(self) -> None:
        """Look for a text."""
        self.find_bar.begin()

    def _build(self) -> None:
        row = QHBoxLayout()
        row.setContentsMargins(12, 8, 12, 8)
        row.setSpacing(12)
        row.addWidget(self.words, 1)
        self._ways = QWidget()
        self._buttons = QHBoxLayout(self._ways)
        self._buttons.setContentsMargins(0, 0, 0, 0)
        self._buttons.setSpacing(8)
        self._buttons.addWidget(self.again)
        row.addWidget(self._ways)
        below = QVBoxLayout(self._strip)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(0)
        below.addWidget(Line())
        below.addLayout(row)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.find_bar)
        column.addWidget(self.view, 1)
        column.addWidget(self._strip)
        self.setFocusProxy(self.view)
        self._strip.hide()

    # What the shell does

    def _on_started(self) -> None:
        self.view.live = True
        self._patience.stop()
        self._strip.hide()
        self.view.show_soon()
        if self._run is not None:
            self._run.resize(self.view.window_size)

    def _on_patience(self) -> None:
        self._say(tr("Opening {name} …").format(name=self._name))

    def _on_ended(self, ended: RunEnded) -> None:
        self._ended = ended
        assert self._feeder is not None
        self._feeder.finished.connect(self._on_finished)
        self._feeder.finish()

    def _on_finished(self) -> None:
        """Say how it ended, below everything it printed."""
        assert self._run is not None
        assert self._ended is not None
        self._run.deleteLater()
        self._run = self._feeder = None
        self._hub.unfinished.pop(self, None)
        self.view.live = False
        self.view.show_soon()
        self._patience.stop()
        self._say(words_of(self._ended), again=True)
        self.changed.emit()

    def _lost_by_quitting(self) -> str:
        if not self.view.busy:
            return ""
        what = f"“{self.title}”" if self.title else tr("What runs in it")
        return tr("{name}: {what} is hung up and may lose its work.").format(
            name=self._name, what=what
        )

    def _say(self, words: str, *, again: bool = False) -> None:
        self.words.setText(words)
        self.words.setAccessibleName(words)
        self._ways.setVisible(again)
        self._strip.show()

    # What the user does

    def _on_typed(self, typed: Typed) -> None:
        if self._run is not None:
            self._run.write(typed.data)

    def _on_resized(self, size: WindowSize) -> None:
        if self._run is not None:
            self._run.resize(size)

    def _on_paste_asked(self, asked: PasteAsked) -> None:
        lines = asked.text.rstrip("\r\n").splitlines() or [""]
        title = (
            tr("Paste and run this?")
            if len(lines) == 1
            else tr("Paste {lines} lines?").format(lines=len(lines))
        )
        dialog = ConfirmDialog(title, _shown(lines), tr("Paste"), self, destructive=False)
        self._pasting = asked.text
        dialog.accepted.connect(self._on_paste_confirmed)
        dialog.finished.connect(self._on_paste_answered)
        dialog.open()

    def _on_paste_confirmed(self) -> None:
        text, self._pasting = self._pasting, ""
        self.view.insert(text)

    def _on_paste_answered(self, _result: int) -> None:
        self.view.setFocus()

    def _on_link(self, opened: LinkOpened) -> None:
        self._hub.launcher.open_url(opened.address)

    def _on_font(self, chosen: FontChosen) -> None:
        self._hub.remember(SECTION, TerminalSettings(chosen.size))


def words_of(ended: RunEnded) -> str:
    """Say why there is no shell (any more)."""
    if ended.error is not None:
        return f"{ended.error.message} {ended.error.hint}".strip()
    if ended.status is None:
        return tr("The shell ended.")
    return tr("The shell ended with status {status}.").format(status=ended.status)


def _shown(lines: list[str]) -> str:
    """Return the first lines of what would be pasted, and what it means."""
    first = [
        plain(line[:_SHOWN_WIDTH]) + "…" * (len(line) > _SHOWN_WIDTH)
        for line in lines[:_SHOWN_LINES]
    ]
    more = (
        [tr("… and {lines} more").format(lines=len(lines) - len(first))]
        if len(lines) > len(first)
        else []
    )
    why = tr(
        "The program here does not tell pasted text from typed text: every line is run at once."
    )
    return "\n".join([why, "", *first, *more])
