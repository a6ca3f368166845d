"""DetailsPanel: who a container is, and the tabs that show what it does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from app.core.i18n import tr
from app.look.components import ElidedLabel, EmptyState, IconButton, Pill, Segmented
from app.panes.containers.api import Tab, TabAsked
from app.panes.containers.details.inspector import Inspected, Inspector
from app.panes.containers.details.settings import SECTION, DetailsSettings
from app.panes.containers.details.words import condition_of
from app.services.containers.api import Container, State
from app.state.hub import Notice, Severity

if TYPE_CHECKING:
    from app.core.ids import NodeId
    from app.look.components import Chosen
    from app.services.containers.api import ContainerDetails
    from app.state.hub import Hub

_LEAST_WIDTH = 440


class DetailsPanel(QWidget):
    """One container. Tabs are made when they are first looked at.

    `buttons` is a row at the right of the name, for the pane's own buttons.
    """

    def __init__(self, hub: Hub, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Container details"))
        self.setMinimumWidth(_LEAST_WIDTH)
        self._hub = hub
        self._node: NodeId | None = None
        self._container: Container | None = None
        self._details: ContainerDetails | None = None
        self._tabs: dict[str, Tab] = {}
        # Here, because the sections of `sections.py` have panels of this kind.
        from app.panes.containers.sections import TABS

        self._specs = {spec.name: spec for spec in TABS}
        self._inspector = Inspector(hub, self)
        self._inspector.inspected.connect(self._on_inspected)
        self._build()
        self._add_shortcuts()
        kept = hub.settings.load(SECTION, DetailsSettings).tab
        self._tab = kept if kept in self._specs else next(iter(self._specs))
        self.switch.choose(self._tab)
        self._show()

    def show_container(self, node: NodeId, container: Container | None) -> None:
        """Show a container, or none; again whenever it changed."""
        other = self._container is None or container is None or self._container.id != container.id
        if other or self._node != node:
            self._details = None
        self._node, self._container = node, container
        self._inspector.show_container(node, container)
        for tab in self._tabs.values():
            tab.show_container(node, container)
        self._show()

    @property
    def container(self) -> Container | None:
        """The one that is shown."""
        return self._container

    @property
    def tab(self) -> Tab | None:
        """The tab that is shown, None before there is a container."""
        return self._tabs.get(self._tab) if self._container is not None else None

    def show_tab(self, name: str) -> None:
        """Show another tab: `logs`."""
        if name not in self._specs:
            return
        self.switch.choose(name)
        if name != self._tab:
            self._tab = name
            self._remember()
        self._show()

    def search(self) -> None:
        """Put the keyboard into the tab's search field: Ctrl+F."""
        if self.tab is not None:
            self.tab.search()

    def end(self) -> None:
        """End what the tabs have running: the panel is going away."""
        self._inspector.end()
        for tab in self._tabs.values():
            tab.end()

    def _build(self) -> None:
        self.name = ElidedLabel("", "card")
        self.state = Pill()
        self.image = ElidedLabel("", "meta", "text2")
        self.id = ElidedLabel("", "meta", "text3")
        self.condition = ElidedLabel("", "meta", "text2")
        for label in (self.name, self.image, self.id):
            policy = QSizePolicy.Policy
            label.setSizePolicy(policy.Maximum, policy.Preferred)
        self.copy_id = IconButton("copy", tr("Copy the container's id"), size=14, side=22)
        self.copy_id.clicked.connect(self._on_copy_id)
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(8)
        self.switch = Segmented(
            tr("Details"), [(spec.name, spec.title) for spec in self._specs.values()]
        )
        self.switch.chosen.connect(self._on_chosen)
        self._pages = QStackedWidget()
        self.empty = EmptyState(
            "cube",
            tr("No container is chosen"),
            tr("Choose one to see its logs, its files, what it takes and how it was started."),
        )
        self._content = QWidget()
        column = QVBoxLayout(self._content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(self._header())
        column.addLayout(self._tab_row())
        column.addWidget(self._pages, 1)
        self._whole = QStackedWidget()
        self._whole.addWidget(self.empty)
        self._whole.addWidget(self._content)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._whole)

    def _header(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.name)
        row.addWidget(self.state)
        row.addWidget(self.condition, 1)
        row.addLayout(self.buttons)
        return row

    def _tab_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(self.switch)
        row.addStretch(1)
        row.addWidget(self.image)
        row.addWidget(self.id)
        row.addWidget(self.copy_id)
        return row

    def _add_shortcuts(self) -> None:
        for keys, slot in (
            ("Ctrl+PgUp", self._show_previous),
            ("Ctrl+PgDown", self._show_next),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(slot)

    # What happens

    def _on_chosen(self, chosen: Chosen) -> None:
        self.show_tab(chosen.key)

    def _on_tab_asked(self, asked: TabAsked) -> None:
        self.show_tab(asked.tab)
        if self.tab is not None and asked.tab == self._tab:
            self.tab.go_to(asked.place)

    def _on_inspected(self, inspected: Inspected) -> None:
        self._details = inspected.inspection.details if inspected.inspection else None
        self._show_condition()

    def _on_copy_id(self) -> None:
        if self._container is not None:
            QGuiApplication.clipboard().setText(self._container.id)
            self._hub.tell(Notice(Severity.SUCCESS, tr("The container's id was copied.")))

    def _show_previous(self) -> None:
        self._step(-1)

    def _show_next(self) -> None:
        self._step(1)

    def _step(self, by: int) -> None:
        names = list(self._specs)
        self.show_tab(names[(names.index(self._tab) + by) % len(names)])

    def _remember(self) -> None:
        self._hub.remember(SECTION, DetailsSettings(self._tab))

    # What is shown

    def _show(self) -> None:
        container = self._container
        self._whole.setCurrentWidget(self.empty if container is None else self._content)
        if container is not None:
            self._show_header(container)
            if self._tab not in self._tabs:
                self._make_tab(self._tab)
            self._pages.setCurrentWidget(self._tabs[self._tab])

    def _make_tab(self, name: str) -> None:
        assert self._node is not None
        tab = self._tabs[name] = self._specs[name].create(self._hub, self)
        tab.tab_asked.connect(self._on_tab_asked)
        self._pages.addWidget(tab)
        tab.show_container(self._node, self._container)

    def _show_header(self, container: Container) -> None:
        self.name.setText(container.name)
        self.image.setText(container.image)
        self.id.setText(container.short_id)
        self._show_condition()

    def _show_condition(self) -> None:
        if self._container is None:
            return
        condition = condition_of(self._container, self._details)
        self.state.show_state(condition.word, condition.tone)
        self.condition.setText(condition.story)
        self.condition.set_tone("err" if condition.is_bad else "text2")
        self.copy_id.setEnabled(self._container.state is not State.REMOVING)
