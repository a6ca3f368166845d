"""What a pane is: one constant `PANE` in one folder of `app/panes`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.panes.prompt import PromptWindow
    from app.state.hub import Hub
    from app.state.preferences import Preference


@dataclass(frozen=True, slots=True)
class PromptSpec:
    """A pane's small window, which the shell brings up whichever program is in front."""

    create: Callable[[Hub], PromptWindow]
    prepare: Callable[[], object]
    """Its imports, done by a worker first. Touches no widget."""


@dataclass(frozen=True, slots=True)
class PaneSpec:
    """One entry of the navigation rail."""

    name: str
    """Stable id, used in settings and on the command line: `charts`."""
    title: str
    icon: str
    """Name of an icon in `resources/icons` (`chart-line-up`)."""
    order: int
    """Place in the rail, low first; also Ctrl+1…9."""
    create: Callable[[Hub, QWidget], QWidget]
    """`create(hub, parent)` builds the widget; called on first show."""
    summary: str = ""
    """One line for tooltips and screen readers."""
    prepare: Callable[[], object] | None = None
    """What `create` needs and takes long (imports): done by a worker first, so that the window
    stays alive meanwhile. Touches no widget."""
    count: Callable[[Hub], int] | None = None
    """Number at the right of its entry in the rail, nothing where it is 0. Cheap: it is asked
    whenever a tunnel, a container or an alert changes."""
    count_tone: Callable[[Hub], str] | None = None
    """Colour token of that number where it wants attention: it stands in a pill then."""
    prompt: PromptSpec | None = None
    """One pane at most has one."""
    in_rail: bool = True
    """Whether it has an entry in the rail and a Ctrl+digit; else something else leads to it."""
    preferences: Callable[[Hub], Iterable[Preference]] | None = None
    """What can be set about it; asked for when somebody first looks at the settings."""
    shortcuts: tuple[tuple[str, str], ...] = ()
    """Keys that work inside the pane and what they do, for the list of shortcuts."""
    words: str = ""
    """Names, the same in every language, that the palette finds it by: `htop nvtop`."""
