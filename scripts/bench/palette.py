"""How long a key takes in the command palette of the real window, with 5,000 entries.

Nodes, and conversations named with the words of this program's own documentation, fill the profile
of a window that is offscreen. A keystroke is what the window does from the key to the painted list.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.bootstrap import make_program
from app.core.ids import NodeId
from app.core.paths import Paths
from app.hosts.nodes import Node
from app.services.chat.api import Conversation
from app.services.chat.library.library import Library
from app.shell.palette.overlay import Palette
from app.shell.window import MainWindow
from app.state.hub import Hub
from scripts.bench.figures import Figure, Target, print_machine, print_table, verdict

ENTRIES = 5_000
NODES = 32
LIMIT_MS = 16.0
_TYPED = ("deploy a model", "spark-17", "the memory", "contnr", "zzyzx", "e", "tunnel gpu log")
_WAIT_S = 30.0
_ROOT = Path(__file__).parents[2]


def main(arguments: list[str]) -> int:
    """Type, and print the slowest keystroke last."""
    parser = argparse.ArgumentParser(prog="dev.py bench palette", description=__doc__)
    parser.add_argument("--rounds", type=int, default=9, help="how often each text is typed")
    options = parser.parse_args(arguments)
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        paths = Paths(home / "config", home / "data", home / "log", home / "run")
        _keep_conversations(paths)
        program = make_program(app, paths)
        window, hub = program.window, program.hub
        try:
            _keep_nodes(hub)
            window.resize(1440, 900)
            window.show()
            opening, palette = _opened(app, window, hub)
            keys = _typed(app, palette, options.rounds)
            palette.leave()
        finally:
            window.quit()
            program.stop()
    print_machine(f"keystrokes over {len(palette.entries):,} entries")
    print_table([opening, *keys])
    slowest = max(keys, key=lambda each: each.median)
    return verdict("palette", [Target("slowest keystroke", slowest.median, LIMIT_MS, "ms")])


def _keep_conversations(paths: Paths) -> None:
    titles = _titles()
    paths.conversations.parent.mkdir(parents=True)
    library = Library(paths.conversations)
    with library.transaction():
        for _ in range(ENTRIES - 4 * NODES):
            library.create(Conversation(0, next(titles), 0, 0))
    library.close()


def _titles() -> Iterator[str]:
    """Make up titles of the words of the documentation, as often as they are used there."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(_ROOT.glob("*.md"))]
    words = re.findall(r"[A-Za-z]{1,14}", " ".join(texts))
    source = random.Random(5)
    while True:
        yield " ".join(source.choices(words, k=source.randint(3, 8))).capitalize()


def _keep_nodes(hub: Hub) -> None:
    for number in range(NODES):
        name = f"spark-{number:02}"
        hub.nodes.save(
            Node(NodeId(name), name, f"{name}.local", user="ann", connect_at_start=False)
        )


def _opened(app: QApplication, window: MainWindow, hub: Hub) -> tuple[Figure, Palette]:
    """Open it until everything is there, then a few times more; return how long that took."""
    _until(app, lambda: bool(window.stack.current_name) and window.errands is not None)
    window.commands.open_palette()
    palette = window.findChild(Palette)
    assert isinstance(palette, Palette)
    _until(app, lambda: len(palette.entries) >= ENTRIES)
    taken = []
    for _ in range(5):
        palette.leave()
        app.processEvents()
        began = time.perf_counter()
        palette.toggle()
        app.processEvents()
        taken.append((time.perf_counter() - began) * 1e3)
    return Figure("opening it again", tuple(taken), "ms"), palette


def _typed(app: QApplication, palette: Palette, rounds: int) -> list[Figure]:
    taken: dict[str, list[float]] = {}
    for _ in range(rounds):
        for text in _TYPED:
            palette.panel.field.clear()
            app.processEvents()
            for end, letter in enumerate(text, 1):
                began = time.perf_counter()
                QTest.keyClicks(palette.panel.field, letter)
                app.processEvents()
                taken.setdefault(text[:end], []).append((time.perf_counter() - began) * 1e3)
    return [Figure(f"“{text}”", tuple(times), "ms") for text, times in taken.items()]


def _until(app: QApplication, is_there: Callable[[], bool]) -> None:
    end = time.monotonic() + _WAIT_S
    while not is_there():
        if time.monotonic() > end:
            raise TimeoutError("the window was not there in time")
        app.processEvents()
        time.sleep(0.01)
