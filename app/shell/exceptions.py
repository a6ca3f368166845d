"""The last net: exceptions nobody caught, in any thread, and what Qt itself complains about.

Each is logged with its traceback, secrets masked, and told once; nothing here can raise, and a
failure while reporting is never reported.
"""

from __future__ import annotations

import logging
import sys
import threading
import time
import traceback
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from PySide6.QtCore import (
    QMessageLogContext,
    QObject,
    QtMsgType,
    Signal,
    qInstallMessageHandler,
)

from app.core.crash_file import CrashFile
from app.core.errors import Cancelled, UserError
from app.core.i18n import tr
from app.core.log import redact

log = logging.getLogger(__name__)
qt_log = logging.getLogger("qt")

REPEAT_S = 1.0
"""The same exception within this time (a paint event, a timer) is counted, not reported again."""

_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}
_HARMLESS = ("This plugin does not support propagateSizeHints",)


@dataclass(frozen=True, slots=True)
class ExceptionCaught:
    """What is told: secrets are masked already."""

    title: str
    hint: str
    trace: str


class ExceptionHook(QObject):
    """Takes over the hooks of Python and Qt while installed.

    Signals:
        caught: something went wrong; emitted in whatever thread it happened in.
    """

    caught = Signal(ExceptionCaught)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._busy = threading.local()
        self._last: tuple[str, float] = ("", 0.0)
        self._crash_file: CrashFile | None = None
        self._before: tuple[Any, Any, Any] | None = None

    def install(self, crash_file: Path | None = None) -> None:
        """Catch from now on, and keep it in `crash_file`, where a crash writes its stacks, too."""
        if self._before is not None:
            return
        self._before = (sys.excepthook, threading.excepthook, sys.unraisablehook)
        sys.excepthook = self.on_exception
        threading.excepthook = self._on_thread_exception
        sys.unraisablehook = self._on_unraisable
        qInstallMessageHandler(self._on_qt_message)
        if crash_file is not None:
            self._crash_file = CrashFile(crash_file)
            self._crash_file.open()

    def uninstall(self) -> None:
        """Give the hooks back."""
        if self._before is None:
            return
        sys.excepthook, threading.excepthook, sys.unraisablehook = self._before
        self._before = None
        qInstallMessageHandler(None)
        if self._crash_file is not None:
            self._crash_file.close()
            self._crash_file = None

    def on_exception(
        self,
        kind: type[BaseException],
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Log and tell one exception; never raises."""
        if kind is KeyboardInterrupt or issubclass(kind, Cancelled | SystemExit):
            return
        if getattr(self._busy, "reporting", False):
            return
        self._busy.reporting = True
        try:
            self._report(kind, error, trace)
        except Exception:  # noqa: BLE001, S110 - there is nobody left to tell
            pass
        finally:
            self._busy.reporting = False

    def _report(
        self, kind: type[BaseException], error: BaseException | None, trace: TracebackType | None
    ) -> None:
        text = redact("".join(traceback.format_exception(kind, error, trace)))
        now = time.monotonic()
        last, when = self._last
        self._last = (text, now)
        if text == last and now - when < REPEAT_S:
            return
        thread = threading.current_thread().name
        self._note(f"uncaught exception in {thread}", text)
        log.error("uncaught exception in %s\n%s", thread, text)
        if isinstance(error, UserError):
            self.caught.emit(ExceptionCaught(redact(error.message), redact(error.hint), text))
            return
        words = redact(str(error)).strip().splitlines()
        what = f"{kind.__name__}: {words[0][:160]}" if words else kind.__name__
        self.caught.emit(
            ExceptionCaught(
                tr("Something went wrong: {what}").format(what=what),
                tr("This is a bug of this program. It goes on, and the log has the details."),
                text,
            )
        )

    def _on_thread_exception(self, args: threading.ExceptHookArgs) -> None:
        self.on_exception(args.exc_type, args.exc_value, args.exc_traceback)

    def _on_unraisable(self, args: Any) -> None:  # noqa: ANN401 - sys.UnraisableHookArgs is typing-only
        self.on_exception(args.exc_type, args.exc_value, args.exc_traceback)

    def _on_qt_message(
        self, kind: QtMsgType, _context: QMessageLogContext, message: str | None
    ) -> None:
        if message and not message.startswith(_HARMLESS):
            if kind in (QtMsgType.QtCriticalMsg, QtMsgType.QtFatalMsg):
                self._note("Qt", message)
            qt_log.log(_LEVELS.get(kind, logging.WARNING), "%s", message)

    def _note(self, what: str, text: str) -> None:
        if self._crash_file is not None:
            self._crash_file.note(what, text)
