"""The whole window in the pseudo-language, as a program of its own: `python -m … HOME`.

Prints as JSON what it shows that is in no catalogue, which texts do not fit, and how what ran here
meanwhile is called. A program, because a language is chosen before the first text is made.
"""

from __future__ import annotations

import json
import os
import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path

os.environ.setdefault("SPARK_COMMAND_CENTER_LANGUAGE", "pseudo")
os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["SPARK_COMMAND_CENTER_INTERFACES"] = "127.0.0.1"

from app.look.languages import choose_language

choose_language(Path("/nonexistent"))

from PySide6.QtCore import QEventLoop, QSize, Qt  # noqa: E402
from PySide6.QtGui import QAction  # noqa: E402
from PySide6.QtWidgets import (  # noqa: E402
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableView,
    QTreeView,
    QWidget,
)

from app.bootstrap import make_program  # noqa: E402
from app.core.ids import LOCAL_NODE  # noqa: E402
from app.core.paths import Paths  # noqa: E402
from app.state.telemetry import SampleTaken  # noqa: E402

WAIT_S = 60
SETTLE_S = 5
"""How long a busy computer may take to lay a pane out."""
SIZES = ((1440, 900), (1024, 700))
_MARKED = "⟦"
_UNITS = r"(?:[KMGT]i?B|[kMG]?[Bb]/s|MHz|GHz|Hz|°C|W|h|min|s|ms|d|tok/s|×|x|of)"
_DATA = re.compile(rf"[\W\d_]*(?:{_UNITS}[\W\d_]*)*")
"""Numbers with units, signs: the same in every language."""


def main(home: Path) -> None:
    """Show every pane once and tell what was seen."""
    app = QApplication([])
    paths = Paths(home / "c", home / "d", home / "l", home / "r")
    program = make_program(app, paths)
    window = program.window
    window.resize(*SIZES[0])
    window.show()
    program.begin()
    running: set[str] = set()

    def note(taken: SampleTaken) -> None:
        running.update(each.name for each in taken.sample.processes or ())

    program.hub.telemetry.sample_taken.connect(note)
    _until(app, lambda: program.hub.telemetry.latest(LOCAL_NODE) is not None)
    unmarked: set[tuple[str, str]] = set()
    cut: set[tuple[str, str]] = set()
    for name in window.stack.names:
        window.show_pane(name)
        _until(app, lambda name=name: window.stack.pane(name) is not None)  # type: ignore[misc]
        _spin(app, 0.15)
        _settle(app, window)
        unmarked |= {(name, text) for text in _texts(window) if not _is_known(text)}
        cut |= {(name, text) for text in _cut(window)}
    window.resize(*SIZES[1])
    for name in window.stack.names:
        window.show_pane(name)
        _spin(app, 0.05)
        _settle(app, window)
        cut |= {(f"{name}, small", text) for text in _cut(window)}
    window.leave()
    program.stop()
    seen = {"unmarked": sorted(unmarked), "cut": sorted(cut), "running": sorted(running)}
    print(json.dumps(seen, ensure_ascii=False))


def _is_known(text: str) -> bool:
    return _MARKED in text or bool(_DATA.fullmatch(text))


def _texts(window: QWidget) -> Iterator[str]:
    for widget in window.findChildren(QWidget):
        if widget.isVisible():
            yield from filter(None, _of(widget))
    for action in window.findChildren(QAction):
        yield action.text()


def _of(widget: QWidget) -> Iterator[str]:
    yield widget.toolTip()
    yield widget.accessibleName()
    yield widget.accessibleDescription()
    if isinstance(widget, QLabel | QAbstractButton):
        yield widget.text()
    if isinstance(widget, QLineEdit):
        yield widget.placeholderText()
    if isinstance(widget, QComboBox):
        yield from (widget.itemText(row) for row in range(widget.count()))
    elif isinstance(widget, QAbstractItemView) and widget.model() is not None:
        yield from _of_model(widget)


def _of_model(view: QAbstractItemView) -> Iterator[str]:
    model = view.model()
    if isinstance(view, QTableView | QTreeView):
        for column in range(model.columnCount()):
            yield str(model.headerData(column, Qt.Orientation.Horizontal) or "")
        return  # what stands in tables is of this computer: names, numbers, commands
    for row in range(min(model.rowCount(), 3)):
        for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            shown = model.data(model.index(row, 0), role)
            if isinstance(shown, str):
                yield shown


def _cut(window: QWidget) -> Iterator[str]:
    """Yield what is in sight and has less room than it needs."""
    for widget in window.findChildren(QWidget):
        if not widget.isVisible() or widget.visibleRegion().isEmpty():
            continue
        if isinstance(widget, QPushButton) and widget.text():
            if widget.width() < widget.minimumSizeHint().width():
                yield widget.text()
        elif type(widget).paintEvent is QLabel.paintEvent or type(widget) is QLabel:
            assert isinstance(widget, QLabel)
            needed = widget.minimumSizeHint()
            if widget.wordWrap():
                needed = QSize(0, widget.heightForWidth(widget.width()))
            if widget.text() and (
                widget.width() < needed.width() or widget.height() < needed.height()
            ):
                yield widget.text()


def _until(app: QApplication, condition: object) -> None:
    deadline = time.monotonic() + WAIT_S
    while not condition():  # type: ignore[operator]
        if time.monotonic() > deadline:
            raise TimeoutError
        _spin(app, 0.05)


def _settle(app: QApplication, window: QWidget) -> None:
    """Spin until all has its room; what is still cut after a while stays so."""
    deadline = time.monotonic() + SETTLE_S
    while any(_cut(window)) and time.monotonic() < deadline:
        _spin(app, 0.05)


def _spin(app: QApplication, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        app.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
        time.sleep(0.003)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
