"""The frame of a pane of sections: a title, a switch, and the section that is shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.core.i18n import tr
from app.look.components import Chosen, ElidedLabel, Segmented, Text

if TYPE_CHECKING:
    from app.state.hub import Hub

_MARGIN = 24


class FramedSection(QWidget):
    """One section. It asks nothing of a node before it is shown, and again each time it is."""

    def refresh(self) -> None:
        """Ask anew: F5."""

    def search(self) -> None:
        """Put the keyboard into its filter: Ctrl+F."""


SectionT = TypeVar("SectionT", bound=FramedSection)
SectionOut = TypeVar("SectionOut", bound=FramedSection, covariant=True)


class FramedSpec(Protocol[SectionOut]):
    """A section of a frame; `create(hub, parent)` is called on first show."""

    @property
    def name(self) -> str:
        """Stable id, used in the settings."""
        ...

    @property
    def title(self) -> str:
        """What the switch says."""
        ...

    @property
    def create(self) -> Callable[[Hub, QWidget], SectionOut]:
        """Make its widget."""
        ...


class SectionFrame(QWidget, Generic[SectionT]):
    """Shows one of its sections, each made when it is first shown.

    A pane says in `about` what there is, and hears of new sections by `on_made`.
    """

    def __init__(
        self,
        hub: Hub,
        title: str,
        specs: Sequence[FramedSpec[SectionT]],
        parent: QWidget | None = None,
        *,
        switch: str = tr("Section"),
    ) -> None:
        super().__init__(parent)
        self._hub = hub
        self._specs = specs
        self._sections: dict[str, SectionT] = {}
        self.title = Text(title, "page")
        self.about = ElidedLabel("", "body", "text2")
        self.switch = Segmented(switch, [(spec.name, spec.title) for spec in specs])
        self._pages = QStackedWidget()
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.title)
        words.addWidget(self.about)
        top = QHBoxLayout()
        top.setSpacing(12)
        top.addLayout(words, 1)
        top.addWidget(self.switch, 0, Qt.AlignmentFlag.AlignVCenter)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(_MARGIN, 20, _MARGIN, 0)
        outer.setSpacing(14)
        outer.addLayout(top)
        outer.addWidget(self._pages, 1)
        self.switch.chosen.connect(self._on_chosen)
        self.add_key(QKeySequence("F5"), self.on_refresh)
        self.add_key(QKeySequence(QKeySequence.StandardKey.Find), self._on_search)

    @property
    def section(self) -> SectionT:
        """The one that is shown."""
        return self._sections[self.switch.key]

    def show_section(self, name: str) -> SectionT:
        """Show a section and return it."""
        self.switch.choose(name)
        if name not in self._sections:
            spec = next(spec for spec in self._specs if spec.name == name)
            self._sections[name] = spec.create(self._hub, self)
            self.on_made(self._sections[name])
            self._pages.addWidget(self._sections[name])
        self._pages.setCurrentWidget(self._sections[name])
        return self._sections[name]

    def show_remembered(self, name: str) -> None:
        """Show the section that was shown last; the first one where there is none such."""
        names = [spec.name for spec in self._specs]
        self.show_section(name if name in names else names[0])

    def add_key(self, key: QKeySequence, slot: Callable[[], object]) -> None:
        """Have a key do something while the keyboard is in the pane."""
        shortcut = QShortcut(key, self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(slot)

    # What a pane may do otherwise

    def on_made(self, section: SectionT) -> None:
        """Hear of a section that was made just now."""

    def on_chosen(self, name: str) -> None:
        """Remember a section that the user chose."""

    def on_refresh(self) -> None:
        """Ask anew."""
        self.section.refresh()

    def _on_chosen(self, chosen: Chosen) -> None:
        self.show_section(chosen.key)
        self.on_chosen(chosen.key)

    def _on_search(self) -> None:
        self.section.search()
