"""What the Models pane is made of: sections beside each other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from app.panes.frame import FramedSection

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.services.serving.running.api import Endpoint
    from app.state.hub import Hub


class Page(StrEnum):
    """Names of the sections."""

    RUNNING = "running"
    DEPLOY = "deploy"
    BENCHMARKS = "benchmarks"
    RECIPES = "recipes"
    CLUSTER = "cluster"


@dataclass(frozen=True, slots=True)
class ModelWish:
    """The details of a model that runs shall be shown, as soon as the list has it."""

    endpoint: Endpoint
    tab: str = ""
    """Name of the tab: `code`, `log`; empty: the one that was shown last."""


@dataclass(frozen=True, slots=True)
class PageAsked:
    """Another section shall be shown, about something."""

    page: Page
    about: object = None
    """DEPLOY: a `Recipe` to begin with, the id of a deployment (int) whose progress is shown, or
    None for a new one. RUNNING: a `ModelWish`. BENCHMARKS: a `RunningModel`. RECIPES: text to
    import. CLUSTER: a `Recipe`."""


class Section(FramedSection):
    """One section.

    Signals:
        page_asked: another section knows more.
    """

    page_asked = Signal(PageAsked)

    def show_about(self, about: object) -> None:
        """Show what another section asked for (see `PageAsked.about`)."""


@dataclass(frozen=True, slots=True)
class SectionSpec:
    """A section of the pane; `create(hub, parent)` is called on first show."""

    name: Page
    title: str
    create: Callable[[Hub, QWidget], Section]
