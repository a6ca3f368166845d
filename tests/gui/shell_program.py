"""The real window on stand-in state, driven by JSON lines on stdin; run by fake_desktop.Program."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QSocketNotifier
from PySide6.QtWidgets import QApplication

from app.look.theme import theme
from app.services.tunnels.api import TunnelId, TunnelPhase, TunnelSpec
from app.shell.start import dress, open_window
from app.state.hub import Notice, Severity
from app.transport.status import Phase
from tests.gui import shell_fakes as fakes


class Driver(QObject):
    """Does what each line says and answers with how things are."""

    def __init__(self, home: Path) -> None:
        super().__init__()
        self._node = fakes.node("spark-01")
        self._hub: Any = fakes.fake_hub(home / "settings.json", self._node)
        self._window = open_window(
            self._hub, [fakes.CHARTS, fakes.CONNECTION], fakes.paths_in(home)
        )
        self._window.show()
        self._lines = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read, self)
        self._lines.activated.connect(self._on_line)

    def _on_line(self) -> None:
        order = json.loads(sys.stdin.buffer.readline())
        if order["do"] == "status":
            self._hub.sessions.set(self._node.id, Phase(order["phase"]))
        elif order["do"] == "notice":
            self._hub.tell(Notice(Severity.WARNING, order["title"]))
        elif order["do"] == "tunnel":
            spec = TunnelSpec(TunnelId("t1"), self._node.id, "DGX Dashboard", remote_port=11000)
            self._hub.tunnels.set(
                spec, TunnelPhase(order["phase"]), local_port=order.get("local_port")
            )
        elif order["do"] == "close":
            self._window.close()
        self._answer()

    def _answer(self) -> None:
        window = self._window
        state = {
            "visible": window.isVisible(),
            "dark": theme().tokens.dark,
            "window_colour": QApplication.palette().window().color().name(),
            "host": window.presence.tray_shown,
            "asked": [[verb, str(node)] for verb, node in self._hub.sessions.asked],
            "launched": [list(asked) for asked in self._hub.launcher.asked],
            "tunnels": [[verb, str(tunnel)] for verb, tunnel in self._hub.tunnels.asked],
            "clipboard": QApplication.clipboard().text(),
            "node": str(self._hub.current_node),
        }
        print(json.dumps(state), flush=True)


def main() -> int:
    """Run until quit."""
    application = QApplication([])
    home = Path(sys.argv[1])
    dress(application, fakes.fake_hub(home / "settings.json").settings)
    driver = Driver(home)
    status = application.exec()
    del driver
    return status


if __name__ == "__main__":
    sys.exit(main())
