"""What can be set about the window itself: its colours and the global shortcut."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app import APP_SLUG
from app.core.i18n import tr
from app.look.motion import motion
from app.look.theme import ThemeMode, theme
from app.shell.settings import Saved, ShellSettings
from app.state.preferences import Choices, Keys, Note, Preference, Press, Switch, Topic

if TYPE_CHECKING:
    from app.panes.api import PaneSpec
    from app.shell.hotkeys.desk import HotkeyChanged
    from app.shell.window import MainWindow
    from app.state.hub import Hub

THEME = "appearance.theme"
ASK_KEY = "shortcuts.ask"
_USUAL = ShellSettings()
_ASKED = Note(tr("This desktop asks for it."))


class WindowPreferences(QObject):
    """Adds them, and those of the panes, to what can be set; made after the first paint."""

    def __init__(
        self, window: MainWindow, hub: Hub, saved: Saved, panes: Sequence[PaneSpec]
    ) -> None:
        super().__init__(window)
        self._window = window
        self._hub = hub
        self._saved = saved
        hub.preferences.add_later(self._own)
        for spec in panes:
            if spec.preferences is not None:
                hub.preferences.add_later(partial(spec.preferences, hub))
        asking = window.presence.asking
        if asking is not None:
            asking.hotkey.changed.connect(self._on_hotkey)

    def _own(self) -> Iterator[Preference]:
        yield self._theme()
        yield self._contrast()
        yield self._motion()
        yield self._key()
        yield self._list()

    def _theme(self) -> Preference:
        modes = (
            (ThemeMode.SYSTEM.value, tr("System")),
            (ThemeMode.LIGHT.value, tr("Light")),
            (ThemeMode.DARK.value, tr("Dark")),
        )
        return Preference(
            key=THEME,
            topic=Topic.APPEARANCE,
            title=tr("Theme"),
            help=tr("System follows the desktop, live, also in its contrast."),
            control=Choices(modes),
            read=lambda: self._saved.settings.theme.value,
            write=lambda value: self._apply(theme=ThemeMode(str(value))),
            default=_USUAL.theme.value,
            words=tr("dark light colours mode"),
        )

    def _contrast(self) -> Preference:
        return Preference(
            key="appearance.contrast",
            topic=Topic.APPEARANCE,
            title=tr("More contrast"),
            help=tr("Stronger lines and texts; always where the desktop asks for them."),
            control=Switch(),
            read=lambda: self._saved.settings.more_contrast,
            write=lambda value: self._apply(more_contrast=value is True),
            default=_USUAL.more_contrast,
            words=tr("accessibility high contrast vision"),
            note=lambda: _ASKED if theme().contrast_asked_by_desktop else Note(),
        )

    def _motion(self) -> Preference:
        return Preference(
            key="appearance.motion",
            topic=Topic.APPEARANCE,
            title=tr("Less motion"),
            help=tr("Carets do not blink, live charts move once a second at most."),
            control=Switch(),
            read=lambda: self._saved.settings.less_motion,
            write=lambda value: self._apply(less_motion=value is True),
            default=_USUAL.less_motion,
            words=tr("accessibility reduced motion animation blink"),
            note=lambda: _ASKED if motion().asked_by_desktop else Note(),
        )

    def _key(self) -> Preference:
        return Preference(
            key=ASK_KEY,
            topic=Topic.SHORTCUTS,
            title=tr("Ask from anywhere"),
            help=tr("Brings up a small window for a question, whichever program is in front."),
            control=Keys(),
            read=lambda: self._saved.settings.ask_key,
            write=self._use_key,
            default=_USUAL.ask_key,
            words=tr("global hotkey prompt chat"),
            obstacle=self._no_key,
            note=self._key_note,
        )

    def _list(self) -> Preference:
        return Preference(
            key="shortcuts.list",
            topic=Topic.SHORTCUTS,
            title=tr("All shortcuts"),
            help=tr("What the keys do in the window and in each pane."),
            control=Press(tr("Show the list")),
            read=lambda: None,
            write=lambda _value: self._window.commands.open_shortcuts(),
            words=tr("keys keyboard cheat sheet"),
        )

    def _apply(self, **fields: object) -> None:
        self._window.commands.apply(replace(self._saved.settings, **fields))  # type: ignore[arg-type]

    def _use_key(self, value: object) -> None:
        from app.shell.hotkeys.keys import read_keys

        if value:
            read_keys(str(value))
        self._apply(ask_key=str(value))

    def _no_key(self) -> str:
        return "" if self._window.presence.asking is not None else tr("There is no prompt here.")

    def _key_note(self) -> Note:
        from app.shell.hotkeys.desk import KeyState

        asking = self._window.presence.asking
        if asking is None:
            return Note()
        status = asking.hotkey.status
        if status.state is KeyState.OFF:
            off = tr("Off. A shortcut of the desktop's own can run “{command}” instead.")
            return Note(off.format(command=f"{APP_SLUG} ask"))
        if status.state is KeyState.ASKING:
            return Note(tr("The desktop is asked for it…"))
        if status.state is KeyState.REFUSED:
            return Note(status.words, "err")
        works = tr("It works in all programs.")
        return Note(f"{works} {status.words}".strip(), "ok")

    def _on_hotkey(self, _changed: HotkeyChanged) -> None:
        self._hub.preferences.say_changed(ASK_KEY)
