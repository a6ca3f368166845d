"""The real window on stand-in state, driven by JSON lines on stdin; run by fake_desktop.Program."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QRect, QSocketNotifier, QUrl
from PySide6.QtGui import QFileOpenEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QSystemTrayIcon

from app.look.motion import motion
from app.look.theme import theme
from app.services.tunnels.api import TunnelId, TunnelPhase, TunnelSpec
from app.shell import presence
from app.shell.application import Application, LinkOpened
from app.shell.start import dress, open_window
from app.state.hub import Notice, Severity
from app.transport.status import Phase
from app.workers.wake import WakeWatch
from tests.gui import shell_fakes as fakes


class Driver(QObject):
    """Does what each line says and answers with how things are."""

    def __init__(self, home: Path, *, hidden: bool) -> None:
        super().__init__()
        self._node = fakes.node("spark-01")
        self._hub: Any = fakes.fake_hub(home / "settings.json", self._node)
        self._window = open_window(
            self._hub, [fakes.CHARTS, fakes.CONNECTION], fakes.paths_in(home)
        )
        self._wake = WakeWatch(self)
        self._wake.woke.connect(self._on_woke)
        self._wake.start()
        self._woke = 0
        if hidden:
            self._window.open_unseen()
        else:
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
        elif order["do"] == "link":
            event = QFileOpenEvent(QUrl(order["url"]))
            QGuiApplication.sendEvent(QGuiApplication.instance(), event)
        self._answer()

    def _answer(self) -> None:
        window = self._window
        state = {
            "visible": window.isVisible(),
            "dark": theme().tokens.dark,
            "contrast": theme().contrast_asked_by_desktop,
            "reduced_motion": motion().reduced,
            "caret_ms": QApplication.cursorFlashTime(),
            "window_colour": QApplication.palette().window().color().name(),
            "host": window.presence.tray_shown,
            "asked": [[verb, str(node)] for verb, node in self._hub.sessions.asked],
            "launched": [list(asked) for asked in self._hub.launcher.asked],
            "tunnels": [[verb, str(tunnel)] for verb, tunnel in self._hub.tunnels.asked],
            "clipboard": QApplication.clipboard().text(),
            "node": str(self._hub.current_node),
            "woke": self._woke,
            "tray_colours": self._tray_colours(),
        }
        print(json.dumps(state), flush=True)

    def follow(self, opened: LinkOpened) -> None:
        """Follow a link that the system handed over."""
        self._window.presence.follow(opened.text)

    def _on_woke(self) -> None:
        self._woke += 1

    def _tray_colours(self) -> list[str]:
        """Return every colour on the screen where a tray without D-Bus shows the icon."""
        icons = self._window.findChildren(QSystemTrayIcon)
        area = icons[0].geometry() if icons else QRect()
        if area.isEmpty():
            return []
        shot = QGuiApplication.primaryScreen().grabWindow(0).toImage().copy(area)
        seen = {
            shot.pixelColor(x, y).name() for x in range(shot.width()) for y in range(shot.height())
        }
        return sorted(seen)


def main() -> int:
    """Run until quit."""
    application = Application([])
    home = Path(sys.argv[1])
    if "--impatient" in sys.argv:
        presence.HOST_PATIENCE_MS = 300
    dress(application, fakes.fake_hub(home / "settings.json").settings)
    driver = Driver(home, hidden="--hidden" in sys.argv)
    application.link_opened.connect(driver.follow)
    status = application.exec()
    del driver
    return status


if __name__ == "__main__":
    sys.exit(main())
