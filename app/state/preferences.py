"""Everything that a person can set, declared once: shown, searched, reset from here."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


class Topic(StrEnum):
    """Where a preference is found, in this order."""

    NODES = "nodes"
    APPEARANCE = "appearance"
    START = "start"
    READING = "reading"
    HISTORY = "history"
    NOTIFICATIONS = "notifications"
    SECRETS = "secrets"
    UPDATES = "updates"
    PRIVACY = "privacy"
    SHORTCUTS = "shortcuts"


@dataclass(frozen=True, slots=True)
class Switch:
    """On or off: `bool`."""


@dataclass(frozen=True, slots=True)
class Choices:
    """One of a few: `str`, a key."""

    options: tuple[tuple[str, str], ...]
    """Key and words of each."""


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number: `int`."""

    lowest: int
    highest: int
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Keys:
    """One combination of keys: `str`, `Ctrl+Alt+Space`; "" none."""


@dataclass(frozen=True, slots=True)
class TimeOfDay:
    """A time of every day: `int`, minutes after midnight."""


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that is shown and cannot be changed here: `str`."""


@dataclass(frozen=True, slots=True)
class Press:
    """A button: `write(None)` does it."""

    verb: str


@dataclass(frozen=True, slots=True)
class Own:
    """Shown by a widget of its own below its title, which `make(parent)` returns."""

    make: Callable[[QWidget], QWidget]


Control = Switch | Choices | Whole | Keys | TimeOfDay | Fact | Press | Own
MINUTES = 24 * 60
MAX_KEYS = 64
"""Characters of a combination of keys."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """What a value would cost; whoever wants it is asked first."""

    title: str
    text: str
    verb: str


@dataclass(frozen=True, slots=True)
class Note:
    """What is the case now, in a sentence."""

    text: str = ""
    tone: str = "text3"
    """A colour token: text3, ok, warn, err."""


@dataclass(frozen=True, slots=True)
class Preference:
    """One thing that a person can set."""

    key: str
    """Stable: `appearance.theme`."""
    topic: Topic
    title: str
    help: str
    """One line: what it does, or what it costs."""
    control: Control
    read: Callable[[], object]
    """What is in force now. Called on the GUI thread, never blocks."""
    write: Callable[[object], object] = lambda _value: None
    """Put another value in force and keep it. Raises BadInput, SettingsUnwritable."""
    default: object = None
    words: str = ""
    """Further words that a search finds it by."""
    obstacle: Callable[[], str] = lambda: ""
    """Why it cannot be changed here, in a sentence, or nothing."""
    note: Callable[[], Note] = Note
    """What is the case now: whether it works, what it takes."""
    doubt: Callable[[object], Doubt | None] = lambda _value: None
    """What has to be asked before a value is written; None: nothing."""

    @property
    def is_value(self) -> bool:
        """Whether it has a value that a person chooses: it can be reset, exported, imported."""
        return isinstance(self.control, Switch | Choices | Whole | Keys | TimeOfDay)

    @property
    def is_changed(self) -> bool:
        """Whether its value is another than the default."""
        return self.is_value and self.read() != self.default

    def accepts(self, value: object) -> bool:
        """Tell whether something, from a file for one, is a value that could be chosen."""
        control = self.control
        if isinstance(control, Switch):
            return isinstance(value, bool)
        if isinstance(control, Choices):
            return any(value == key for key, _words in control.options)
        if isinstance(control, Keys):
            return isinstance(value, str) and len(value) <= MAX_KEYS
        if not isinstance(value, int) or isinstance(value, bool):
            return False
        if isinstance(control, TimeOfDay):
            return 0 <= value < MINUTES
        return isinstance(control, Whole) and control.lowest <= value <= control.highest


@dataclass(frozen=True, slots=True)
class PreferenceChanged:
    """One preference has another value, or may be changed now."""

    key: str


class Preferences(QObject):
    """What can be set; whoever owns a setting adds it.

    Signals:
        changed: a value changed, by this screen or from elsewhere.
        added: there is one more.
    """

    changed = Signal(PreferenceChanged)
    added = Signal(PreferenceChanged)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._all: dict[str, Preference] = {}
        self._later: list[Callable[[], Iterable[Preference]]] = []

    def add(self, *preferences: Preference) -> None:
        """Let these be set. One with a known key takes the other's place."""
        for preference in preferences:
            self._all[preference.key] = preference
            self.added.emit(PreferenceChanged(preference.key))

    def add_later(self, make: Callable[[], Iterable[Preference]]) -> None:
        """Let these be set, made when somebody first looks: no start waits for them."""
        self._later.append(make)

    def all(self) -> tuple[Preference, ...]:
        """Return all, by topic."""
        self._complete()
        order = list(Topic)
        return tuple(sorted(self._all.values(), key=lambda each: order.index(each.topic)))

    def get(self, key: str) -> Preference:
        """Return one. Raises KeyError."""
        self._complete()
        return self._all[key]

    def write(self, key: str, value: object) -> None:
        """Change one; who asks has asked about a doubt. Raises BadInput, SettingsUnwritable."""
        try:
            self.get(key).write(value)
        finally:  # what could not be kept may be in force all the same, until the end
            self.changed.emit(PreferenceChanged(key))

    def say_changed(self, key: str) -> None:
        """Tell that one changed from elsewhere, or what is the case with it."""
        self.changed.emit(PreferenceChanged(key))

    def _complete(self) -> None:
        while self._later:
            self.add(*self._later.pop(0)())
