"""Pictures of the running app against the lab: the panes and dialogs, dark and light.

    python3 scripts/dev.py screenshots [--only charts-dark] [--into FOLDER]

The app runs here, offscreen, with settings of its own. Two lab nodes are added through the form
and the host-key dialog; the pictures are taken once a minute of samples is in the charts. Then the
first node goes through the lab's scenarios, and is shown once the app has noticed each.
"""

from __future__ import annotations

import argparse
import functools
import itertools
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from app.core.paths import HOME_VARIABLE
from scripts import app_pictures, chat_pictures, model_pictures
from scripts.lab import packages, stand_in_containers, webserver
from scripts.lab.docker_engine import DockerEngine
from scripts.lab.machine import REPOSITORY
from scripts.lab.node import LabNode

if TYPE_CHECKING:
    from PySide6.QtGui import QPixmap
    from PySide6.QtWidgets import QApplication, QDialog, QWidget

    from app.panes.containers.pane import ContainersPane
    from app.services.tunnels.api import TunnelId
    from app.shell.window import MainWindow
    from app.state.hub import Hub
    from app.state.tunnels import TunnelsState

INTO = REPOSITORY / "resources" / "screenshots"
SIZES = ((1440, 900), (1024, 700))
PANES = ("overview", "charts", "processes", "connection", "tunnels")
SCENARIOS = {
    "wedge": "detected-power-wedge",
    "retained": "detected-memory-retained",
    "oom": "memory-critical-large",
    "no-devices": "detected-torn-driver",
}
"""Those that are wrong, with the rule that says so."""
CONTAINERS = {
    "containers": "Containers",
    "images": "Images",
    "disk": "Disk",
    "exposure": "Exposure",
}
"""Pictures of the Containers pane by the title of its section."""
LATE = ("alerts", "incidents")
"""Panes that are empty until something went wrong."""
SERVICES = (8188, 8888, 11434)
"""Ports of the first node that answer beside the DGX Dashboard's."""
OPENED = (8888, 11000)
"""Those that a tunnel leads to."""
THEMES = ("dark", "light")
NAMES = (
    *(f"{pane}-{theme}-{w}x{h}" for w, h in SIZES for theme in THEMES for pane in PANES),
    *(f"host-key-{theme}" for theme in THEMES),
    *(f"overview-{name}-{theme}" for name in ("idle", *SCENARIOS) for theme in THEMES),
    *(f"{pane}-{theme}" for pane in LATE for theme in THEMES),
    *(f"{name}-{theme}" for name in CONTAINERS for theme in THEMES),
    *(f"{name}-{theme}" for name in model_pictures.PICTURES for theme in THEMES),
    *(f"{name}-{theme}" for name in chat_pictures.PICTURES for theme in THEMES),
    *app_pictures.PICTURES,
)
INTERVAL_S = 0.25
WINDOW_S = 60
"""Seconds that the charts show, and that samples are gathered before a picture is taken."""
SETTLE_S = 1.2
"""Seconds after a change until animations have ended and numbers are drawn again."""
LIMIT_S = 30.0
NOTICED_S = 90.0
"""Seconds that a rule may take to fire."""
MAX_BYTES = 250_000
FoundT = TypeVar("FoundT")


@dataclass(frozen=True, slots=True)
class Shooting:
    """What is wanted."""

    wanted: tuple[str, ...]
    into: Path

    def take(self, name: str, widget: QWidget) -> None:
        """Save a picture of `widget` if it is wanted, and print its path."""
        if name in self.wanted:
            path = self.into / f"{name}.png"
            save(widget.grab(), path)
            shown = path.relative_to(REPOSITORY) if path.is_relative_to(REPOSITORY) else path
            print(f"{shown}  {path.stat().st_size / 1000:.0f} kB", flush=True)


class DrivenProgram:
    """The program, driven as a user would."""

    def __init__(self, application: QApplication) -> None:
        from app.bootstrap import make_program
        from app.core.paths import user_paths
        from app.core.settings import SettingsStore
        from app.panes.charts.settings import SECTION, ChartSettings
        from app.state.sessions import TelemetrySettings

        paths = user_paths()
        settings = SettingsStore(paths.settings)
        settings.save("telemetry", TelemetrySettings(interval_s=INTERVAL_S))
        settings.save(SECTION, ChartSettings(window_s=WINDOW_S))
        self._program = make_program(application, paths)
        self.hub: Hub = self._program.hub
        self.window: MainWindow = self._program.window
        self.window.show()
        self._program.begin()

    def add_node(self, name: str, lab: LabNode) -> QDialog:
        """Fill in the form and return the dialog that asks about the host key."""
        from PySide6.QtWidgets import QLineEdit

        from app.panes.connection.pane import ConnectionPane
        from app.shell.question_dialogs import HostKeyDialog

        self.window.show_pane("connection")
        pane = self.window.stack.pane("connection")
        assert isinstance(pane, ConnectionPane)
        pane.sidebar.add_button.click()
        for field, text in ((pane.form.address, lab.url), (pane.form.name, name)):
            assert isinstance(field.editor, QLineEdit)
            field.editor.setText(text)
        pane.form.submit()
        return wait_for(
            lambda: next(
                (d for d in self.window.findChildren(HostKeyDialog) if d.isVisible()), None
            ),
            f"the question about the host key of {name}",
        )

    def accept(self, dialog: QDialog, name: str) -> None:
        """Trust the key and wait for the first sample."""
        dialog.accept()
        node = next(node for node in self.hub.nodes.all() if node.name == name)
        wait_for(lambda: self.hub.telemetry.latest(node.id), f"a sample of {name}")

    def select(self, name: str) -> None:
        """Show one node."""
        self.hub.select_node(next(n.id for n in self.hub.nodes.all() if n.name == name))

    def open_tunnels(self) -> None:
        """Open tunnels of the current node and check what is behind them."""
        tunnels, node = self.hub.tunnels, self.hub.current_node
        scan = wait_for(lambda: tunnels.services(node), "the services of the node")
        listeners = {listener.port: listener for listener in scan.listeners}
        specs = [tunnels.open_service(node, listeners[port]) for port in OPENED]
        for spec in specs:
            wait_for(functools.partial(opened, tunnels, spec.id), f"the tunnel {spec.name}")
            tunnels.check(spec.id)

    def fires(self, rule: str) -> bool | None:
        """Tell whether an alert of the current node fires, None while it does not."""
        from app.services.alerts.api import AlertPhase

        active = self.hub.alerts.active(self.hub.current_node)
        return any(a.rule.id == rule and a.phase is AlertPhase.FIRING for a in active) or None

    def quit(self) -> None:
        """Leave as a user would."""
        self.window.quit()
        self._program.stop()


def main(arguments: list[str]) -> int:
    """Take the pictures and return the exit status."""
    parser = argparse.ArgumentParser(prog="screenshots", description=__doc__.splitlines()[0])
    parser.add_argument("--only", default="", metavar="NAME", help="pictures whose name has this")
    parser.add_argument("--into", type=Path, default=INTO, metavar="FOLDER")
    options = parser.parse_args(arguments)
    wanted = tuple(name for name in NAMES if options.only in name)
    if not wanted:
        print(f"There is no such picture. There are: {', '.join(NAMES)}", file=sys.stderr)
        return 2
    into = options.into.resolve()
    into.mkdir(parents=True, exist_ok=True)
    status = app_pictures.take(wanted, into)
    if not set(wanted) - set(app_pictures.PICTURES):
        return status
    if (reason := packages.why_not(docker=True)) is not None:
        print(reason, file=sys.stderr)
        return 1
    with (
        tempfile.TemporaryDirectory(prefix="spark-screenshots-") as home,
        LabNode(scenario="loaded", network=True) as first,
        LabNode(scenario="idle", network=True) as second,
        DockerEngine(second) as docker,
    ):
        use_home(Path(home), first)
        let_in(second, first)
        start_services(first)
        stand_in_containers.start(docker)
        return shoot(Shooting(wanted, into), first, second, docker)


def use_home(home: Path, lab: LabNode) -> None:
    """Make this process a user of the lab's, with a key where ssh keeps it and nothing else."""
    os.environ.update({"HOME": str(home), HOME_VARIABLE: str(home / "app")})
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ.pop("SSH_AUTH_SOCK", None)
    (home / ".ssh").mkdir(mode=0o700)
    shutil.copy(lab.identity, home / ".ssh" / "id_ed25519")


def let_in(node: LabNode, other: LabNode) -> None:
    """Authorise the other node's user."""
    public = other.identity.with_name(f"{other.identity.name}.pub")
    with (node.home / ".ssh" / "authorized_keys").open("a") as file:
        file.write(public.read_text())


def start_services(lab: LabNode) -> None:
    """Let the node offer what a Spark offers."""
    lab.serve_page()
    for port in SERVICES:
        folder = str(lab.root / "www")
        words = ("sh", f"{lab.root}/bin:", str(port), folder, f"{lab.root}/web-{port}.log")
        lab.inside.run(["/bin/sh", "-c", webserver.START, *words])


def shoot(shooting: Shooting, first: LabNode, second: LabNode, docker: DockerEngine) -> int:
    """Run the app and take what is wanted."""
    from PySide6.QtWidgets import QApplication

    application = QApplication(sys.argv[:1])
    program = DrivenProgram(application)
    try:
        take_all(shooting, program, first, second)
        take_containers(shooting, program, second, docker)
        take_models(shooting, program, second, docker)
    finally:
        program.quit()
    return 0


def take_all(shooting: Shooting, program: DrivenProgram, first: LabNode, second: LabNode) -> None:
    """Add the nodes and take what is wanted on the way."""
    window = program.window
    window.resize(*SIZES[0])
    dialog = program.add_node("spark-01", first)
    for theme in THEMES:
        dress_in(theme)
        shooting.take(f"host-key-{theme}", dialog)
    program.accept(dialog, "spark-01")
    program.accept(program.add_node("spark-02", second), "spark-02")
    program.select("spark-01")
    window.show_pane("tunnels")
    program.open_tunnels()
    window.show_pane("charts")
    if any(name.startswith(PANES) for name in shooting.wanted):
        spin(WINDOW_S + 2.0)
    for (width, height), theme, pane in itertools.product(SIZES, THEMES, PANES):
        name = f"{pane}-{theme}-{width}x{height}"
        if name in shooting.wanted:
            window.resize(width, height)
            window.show_pane(pane)
            dress_in(theme)
            shooting.take(name, window)
    window.resize(*SIZES[0])
    take_scenarios(shooting, program, first)
    take_late(shooting, program, first)


def take_containers(
    shooting: Shooting, program: DrivenProgram, lab: LabNode, docker: DockerEngine
) -> None:
    """Take the sections of the Containers pane, on the node that has an engine."""
    from app.panes.containers.pane import ContainersPane

    if not any(name.startswith(tuple(CONTAINERS)) for name in shooting.wanted):
        return
    stand_in_containers.show_on_gpu(lab, docker)
    program.select("spark-02")
    program.window.show_pane("containers")
    pane = wait_for(lambda: program.window.stack.pane("containers"), "the pane")
    assert isinstance(pane, ContainersPane)
    show_log(program, pane)
    spin(15.0)  # until toasts have left
    for name, title in CONTAINERS.items():
        pane.show_section(title.lower())
        spin(5.0)
        for theme in THEMES:
            dress_in(theme)
            shooting.take(f"{name}-{theme}", program.window)


def show_log(program: DrivenProgram, pane: ContainersPane) -> None:
    """Choose the engine's container and show its log."""
    from app.panes.containers.list.section import ListSection

    section = pane.show_section("containers")
    assert isinstance(section, ListSection)

    def engine() -> str | None:
        known = program.hub.containers.view(program.hub.current_node).containers or ()
        return next((each.id for each in known if each.name == stand_in_containers.ENGINE), None)

    container = wait_for(engine, "the engine's container")
    wait_for(lambda: section.view.choose(container) or None, "its row")
    wait_for(lambda: section.details.panel, "its details").show_tab("logs")


def take_models(
    shooting: Shooting, program: DrivenProgram, lab: LabNode, docker: DockerEngine
) -> None:
    """Take the pages of the Models and Chat panes, on the node that has an engine."""
    wants_models = any(name.startswith(model_pictures.PICTURES) for name in shooting.wanted)
    wants_chat = any(name.startswith(chat_pictures.PICTURES) for name in shooting.wanted)
    if not wants_models and not wants_chat:
        return

    def take(name: str) -> None:
        for theme in THEMES:
            dress_in(theme)
            shooting.take(f"{name}-{theme}", program.window)

    docker.clean()
    first = next(node.id for node in program.hub.nodes.all() if node.name == "spark-01")
    program.hub.sessions.disconnect_node(first)
    with model_pictures.engine_on(lab, docker) as image:
        program.select("spark-02")
        scene = model_pictures.Scene(program, lab, docker, image, wait_for)
        scene.make_room()
        spin(20.0)  # until toasts have left
        if wants_models:
            take_wizard(scene, take)
        scene.run()
        spin(8.0)
        if wants_models:
            take_running(program, scene, take)
        if wants_chat:
            scene.run_another()
            chat = chat_pictures.Scene(program, wait_for)
            for name in chat_pictures.PICTURES:
                chat.show(name)
                spin(4.0)
                take(name)


def take_wizard(scene: model_pictures.Scene, take: Callable[[str], None]) -> None:
    """Take the pages that a launch is planned on."""
    pages = {"deploy": scene.choose, "settings": scene.settle, "plan": scene.plan}
    for name, show in pages.items():
        show()
        spin(2.0)
        take(name)


def take_running(
    program: DrivenProgram, scene: model_pictures.Scene, take: Callable[[str], None]
) -> None:
    """Take what runs, and a deployment on its way."""
    from app.panes.deploy.api import Page

    for name in ("recipes", "benchmarks"):
        scene.pane.show_section(Page(name))
        spin(3.0)
        take(name)
    deployment = scene.begin()
    scene.watch(deployment)
    spin(4.0)
    take("progress")
    scene.pane.show_section(Page.RUNNING)
    scene.show_first()
    spin(3.0)
    take("models")
    program.hub.serving.cancel(deployment)


def take_scenarios(shooting: Shooting, program: DrivenProgram, lab: LabNode) -> None:
    """Take the overview in each state of the machine, once the app has noticed it."""
    for scenario, rule in (("idle", ""), *SCENARIOS.items()):
        names = {theme: f"overview-{scenario}-{theme}" for theme in THEMES}
        late = any(name.startswith(LATE) for name in shooting.wanted) and scenario == "oom"
        if not late and not any(name in shooting.wanted for name in names.values()):
            continue
        if scenario == "retained":  # memory is kept by the driver once an engine is gone
            lab.set_scenario("loaded")
            spin(5.0)
        lab.set_scenario(scenario)
        program.window.show_pane("overview")
        if rule:
            wait_for(lambda rule=rule: program.fires(rule), f"the alert {rule}", NOTICED_S)  # type: ignore[misc]
        spin(20.0)  # curves of the new state
        for theme, name in names.items():
            dress_in(theme)
            shooting.take(name, program.window)
        if scenario == "oom":
            take_pane(shooting, program, "alerts")


def take_late(shooting: Shooting, program: DrivenProgram, lab: LabNode) -> None:
    """Let the machine vanish and come back, and take what is known of it then."""
    if any(name.startswith("incidents") for name in shooting.wanted):
        lab.set_scenario("reboot")
        lab.kill_sessions()
        wait_for(lambda: program.hub.archive.incidents.known or None, "the incident")
        take_pane(shooting, program, "incidents")


def take_pane(shooting: Shooting, program: DrivenProgram, pane: str) -> None:
    """Take one pane in both themes."""
    program.window.show_pane(pane)
    for theme in THEMES:
        dress_in(theme)
        shooting.take(f"{pane}-{theme}", program.window)


def opened(tunnels: TunnelsState, tunnel: TunnelId) -> str | None:
    """Return where an open tunnel leads, None while it is not open."""
    return tunnels.url(tunnel) or None


def dress_in(name: str) -> None:
    """Change the theme and wait until everything is drawn in it."""
    from app.look.theme import ThemeMode, theme

    theme().set_mode(ThemeMode(name))
    spin(SETTLE_S)


def spin(seconds: float) -> None:
    """Let the app run."""
    from PySide6.QtCore import QEventLoop, QTimer

    loop = QEventLoop()
    QTimer.singleShot(round(seconds * 1000), loop.quit)
    loop.exec()


def wait_for(look: Callable[[], FoundT | None], what: str, seconds: float = LIMIT_S) -> FoundT:
    """Let the app run until `look` finds something."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if (found := look()) is not None:
            return found
        spin(0.05)
    raise SystemExit(f"waited {seconds:.0f} s for {what}")


def save(picture: QPixmap, path: Path) -> None:
    """Write a PNG as small as it gets without losing anything anybody would see."""
    from PySide6.QtCore import Qt
    from PySide6.QtGui import QImage

    image = picture.toImage().convertToFormat(QImage.Format.Format_RGB888)
    image.save(str(path), "PNG", 0)  # type: ignore[call-overload]
    if path.stat().st_size > MAX_BYTES:
        flags = Qt.ImageConversionFlag.DiffuseDither
        indexed = image.convertToFormat(QImage.Format.Format_Indexed8, flags)
        plain_size = path.stat().st_size
        indexed.save(str(path), "PNG", 0)  # type: ignore[call-overload]
        if path.stat().st_size > plain_size:  # dots instead of plain areas
            image.save(str(path), "PNG", 0)  # type: ignore[call-overload]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
