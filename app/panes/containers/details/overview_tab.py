"""Overview: how a container was started, how it is, and what it has of the node."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.core import units
from app.core.i18n import tr
from app.look.components import EmptyState, SectionLabel, scrolled
from app.look.components.waiting import Skeleton
from app.panes.containers.api import Tab, TabAsked
from app.panes.containers.details.facts import Fact, FactAction, FactRows
from app.panes.containers.details.inspector import Inspected, Inspector
from app.panes.containers.details.words import condition_of, exit_words, restart_words
from app.services.containers.api import Container, Health, State
from app.services.containers.masking import is_secret
from app.state.hub import Notice, Severity

if TYPE_CHECKING:
    from app.core.ids import NodeId
    from app.services.containers.api import Mount, Port
    from app.services.containers.inspection import Inspection
    from app.state.hub import Hub

_NETWORK_MODES = {
    "host": tr("host: it has the node's own network"),
    "none": tr("none: it has no network"),
}
_BETWEEN = 20
"""Pixels between two sections."""
_ID_DIGITS = 12
_TWO_COLUMNS = 860
"""Pixels from which on sections lie side by side."""


class OverviewTab(Tab):
    """All that is told of one container, in sections."""

    def __init__(self, hub: Hub, parent: QWidget) -> None:
        super().__init__(parent)
        self._hub = hub
        self._node: NodeId | None = None
        self._container: Container | None = None
        self._inspection: Inspection | None = None
        self._inspector = Inspector(hub, self)
        self._inspector.inspected.connect(self._on_inspected)
        self._build()

    def show_container(self, node: NodeId, container: Container | None) -> None:
        """Show a container; the last look stays while the next one is taken."""
        before = self._container
        if before is None or container is None or (self._node, before.id) != (node, container.id):
            self._inspection = None
        self._node, self._container = node, container
        if self.isVisible():
            self._inspector.show_container(node, container)
        self._show()

    def end(self) -> None:
        """Ask nothing any more."""
        self._inspector.end()

    def showEvent(self, event: QShowEvent) -> None:
        """Look at the container now."""
        super().showEvent(event)
        if self._node is not None:
            self._inspector.show_container(self._node, self._container)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay sections side by side where there is room."""
        super().resizeEvent(event)
        self._arrange()

    # Building

    def _build(self) -> None:
        self.state, self.start, self.limits, self.network, self.ports = (
            FactRows() for _number in range(5)
        )
        self.mounts, self.variables, self.labels = (
            FactRows(mono_keys=True) for _number in range(3)
        )
        self._sections = {
            name: _section(name, rows)
            for name, rows in (
                (tr("State"), self.state),
                (tr("Started with"), self.start),
                (tr("May take"), self.limits),
                (tr("Ports"), self.ports),
                (tr("Networks"), self.network),
                (tr("Mounts"), self.mounts),
                (tr("Environment"), self.variables),
                (tr("Labels"), self.labels),
            )
        }
        self.problem = EmptyState("cube", "")
        self._skeleton = Skeleton(6)
        content = QWidget()
        self._row = QHBoxLayout(content)
        self._row.setContentsMargins(0, 2, 6, 0)
        self._columns = (_Column(), _Column())
        for column in self._columns:
            self._row.addWidget(column, 1)
        self._two: bool | None = None
        self._arrange()
        self._pages = QStackedWidget()
        self._area = scrolled(content)
        for page in (self._skeleton, self._area, self.problem):
            self._pages.addWidget(page)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._pages)

    def _arrange(self) -> None:
        two = self.width() >= _TWO_COLUMNS
        if two == self._two:
            return
        self._two = two
        left, right = self._columns
        right.setVisible(two)
        self._row.setSpacing(_BETWEEN if two else 0)
        names = (tr("Ports"), tr("Networks"), tr("Mounts"), tr("Environment")) if two else ()
        left.hold(section for name, section in self._sections.items() if name not in names)
        right.hold(self._sections[name] for name in names)

    # What is shown

    def _on_inspected(self, inspected: Inspected) -> None:
        if inspected.inspection is not None:
            self._inspection = inspected.inspection
        elif inspected.error is not None and self._inspection is None:
            self.problem.title.setText(tr("It could not be looked at"))
            self.problem.text.setText(f"{inspected.error.message} {inspected.error.hint}".strip())
            self._pages.setCurrentWidget(self.problem)
            return
        self._show()

    def _show(self) -> None:
        container, inspection = self._container, self._inspection
        if container is None or inspection is None:
            self._pages.setCurrentWidget(self._skeleton)
            return
        self._pages.setCurrentWidget(self._area)
        self.state.show_facts(_state_facts(container, inspection))
        self.start.show_facts(self._start_facts(inspection))
        self.limits.show_facts(_limit_facts(inspection))
        self.network.show_facts(_network_facts(inspection))
        self.ports.show_facts(_port_facts(inspection))
        self.mounts.show_facts(self._mount_facts(inspection))
        self.variables.show_facts(self._variable_facts(inspection))
        self.labels.show_facts(
            Fact(key, value, is_code=True, is_hidden=is_secret(key, value))
            for key, value in inspection.labels
        )
        for name, rows in (
            (tr("Ports"), inspection.ports),
            (tr("Mounts"), inspection.details.mounts),
            (tr("Environment"), inspection.variables),
            (tr("Labels"), inspection.labels),
        ):
            self._sections[name].setVisible(bool(rows))

    def _start_facts(self, inspection: Inspection) -> Iterator[Fact]:
        command = shlex.join(inspection.command)
        yield Fact(
            tr("Image"), inspection.image, actions=(self._copy(tr("image"), inspection.image),)
        )
        yield Fact(
            tr("Image id"),
            inspection.image_id.removeprefix("sha256:")[:_ID_DIGITS],
            True,
            actions=(self._copy(tr("image id"), inspection.image_id),),
        )
        if command:
            yield Fact(
                tr("Command"),
                " ".join(inspection.masked_command),
                True,
                actions=(self._copy(tr("command"), command),),
            )
        if inspection.working_folder:
            yield Fact(tr("Folder"), inspection.working_folder, True)
        yield Fact(tr("User"), inspection.user or tr("root (the image names none)"))
        yield Fact(tr("Restart policy"), restart_words(inspection.details.restart_policy))

    def _mount_facts(self, inspection: Inspection) -> Iterator[Fact]:
        for mount in inspection.details.mounts:
            show = FactAction(
                "folder-open",
                tr("Open {target} in Files").format(target=mount.target),
                partial(self._ask_files, mount.target),
            )
            yield Fact(mount.target, _mount_words(mount), True, actions=(show,))

    def _variable_facts(self, inspection: Inspection) -> Iterator[Fact]:
        for each in sorted(inspection.variables, key=lambda variable: variable.name):
            copy = self._copy(each.name, each.value)
            yield Fact(each.name, each.value, True, each.is_secret, actions=(copy,))

    def _ask_files(self, place: str) -> None:
        self.tab_asked.emit(TabAsked("files", place))

    def _copy(self, what: str, text: str) -> FactAction:
        return FactAction(
            "copy", tr("Copy {what}").format(what=what), partial(self._on_copy, what, text)
        )

    def _on_copy(self, what: str, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self._hub.tell(Notice(Severity.SUCCESS, tr("Copied: {what}").format(what=what)))


class _Column(QWidget):
    """Sections below each other.

    A widget of its own: a layout in a layout would keep the heights of before its texts wrapped.
    """

    def __init__(self) -> None:
        super().__init__()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(_BETWEEN)

    def hold(self, sections: Iterable[QWidget]) -> None:
        """Hold other sections."""
        # Not only `takeAt`: the item it returns lives on, and Qt tells but one item of a widget
        # when its height becomes another.
        while (item := self._layout.itemAt(0)) is not None:
            if (section := item.widget()) is not None:
                self._layout.removeWidget(section)
            else:
                self._layout.takeAt(0)
        for section in sections:
            self._layout.addWidget(section)
        self._layout.addStretch(1)


def _section(title: str, rows: FactRows) -> QWidget:
    section = QWidget()
    section.setAccessibleName(title)
    column = QVBoxLayout(section)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(6)
    column.addWidget(SectionLabel(title))
    column.addWidget(rows)
    return section


def _state_facts(container: Container, inspection: Inspection) -> Iterator[Fact]:
    details = inspection.details
    condition = condition_of(container, details)
    yield Fact(tr("State"), condition.word)
    if details.health is not None:
        bad = details.health is Health.UNHEALTHY
        yield Fact(tr("Health"), condition.story, tone="err" if bad else "text")
    yield Fact(tr("Created"), _moment(inspection.created))
    yield Fact(tr("Started"), _moment(details.started))
    if not details.state.runs and details.state is not State.CREATED:
        yield Fact(tr("Ended"), _moment(details.finished))
        yield Fact(
            tr("Exit code"),
            exit_words(details.exit_code),
            tone="err" if details.exit_code else "text",
        )
    if details.out_of_memory:
        yield Fact(tr("Out of memory"), tr("The kernel ended a process of it"), tone="err")
    if details.error:
        yield Fact(tr("Error"), details.error, tone="err")
    yield Fact(tr("Restarts"), str(details.restarts))


def _limit_facts(inspection: Inspection) -> Iterator[Fact]:
    takes = inspection.resources
    yield Fact(
        "CPU",
        tr("all cores") if takes.cores is None else tr("{cores:g} cores").format(cores=takes.cores),
    )
    memory = tr("no limit") if takes.memory_bytes is None else units.memory(takes.memory_bytes)
    yield Fact(
        tr("Memory"),
        tr("{memory}; GPU memory is never limited").format(memory=memory) if takes.gpus else memory,
    )
    yield Fact(tr("Shared memory"), units.memory(takes.shared_memory_bytes))
    yield Fact("GPUs", takes.gpus or tr("none"))
    if takes.ipc not in ("", "private", "shareable"):
        yield Fact("IPC", takes.ipc)
    if takes.privileged:
        yield Fact(tr("Privileged"), tr("yes: its root is root of the node"), tone="warn")


def _network_facts(inspection: Inspection) -> Iterator[Fact]:
    if inspection.network_mode in _NETWORK_MODES:
        yield Fact(tr("Network"), _NETWORK_MODES[inspection.network_mode])
    elif not inspection.attachments:
        yield Fact(tr("Network"), inspection.network_mode or units.NOT_AVAILABLE)
    for each in inspection.attachments:
        addresses = ", ".join(each.addresses) or tr("no address while it does not run")
        if each.network in _NETWORK_MODES:
            continue
        yield Fact(each.network, addresses, is_code=bool(each.addresses))
    if inspection.hostname:
        yield Fact(tr("Hostname"), inspection.hostname)


def _port_facts(inspection: Inspection) -> Iterator[Fact]:
    facts = (
        Fact(f"{port.number}/{port.protocol}", _port_words(port), tone=_port_tone(port))
        for port in inspection.ports
    )
    yield from {(each.key, each.value): each for each in facts}.values()  # IPv4 and IPv6: once


def _port_words(port: Port) -> str:
    if port.host_port is None:
        return tr("not published")
    if port.open_to_network:
        return tr("port {host_port} of the node, open to its network").format(
            host_port=port.host_port
        )
    return tr("{host_ip}:{host_port} of the node").format(
        host_ip=port.host_ip, host_port=port.host_port
    )


def _port_tone(port: Port) -> str:
    return "warn" if port.open_to_network else "text2" if port.host_port is None else "text"


def _mount_words(mount: Mount) -> str:
    source = mount.source
    if mount.kind == "volume":
        named = (
            tr("unnamed volume")
            if mount.is_anonymous
            else tr("volume {volume}").format(volume=mount.volume)
        )
        source = named
    elif mount.kind != "bind":
        source = mount.kind
    return tr("{source} (read only)").format(source=source) if mount.read_only else source


def _moment(unix: float | None) -> str:
    return tr("never") if unix is None else units.date_and_clock(unix)
