"""What a person can do from the menus, the keyboard, the palette and the rail; and its dialogs."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QActionGroup, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QApplication, QMenu

from app import APP_NAME
from app.core.i18n import tr
from app.core.paths import Paths
from app.look.motion import motion
from app.look.theme import ThemeMode, theme
from app.panes.api import PaneSpec
from app.shell.settings import Saved, ShellSettings
from app.state.hub import ChatWish, Notice, PaneRequested, Severity

if TYPE_CHECKING:
    from app.shell.palette.overlay import Palette
    from app.shell.window import MainWindow
    from app.state.hub import Hub

WELCOME_PANE = "welcome"
"""Shown at the first start, and from Help later."""
PALETTE_KEYS = ("Ctrl+K", "Ctrl+Shift+P")
"""The second is for terminals: a shell has its own use for the first."""
SHORTCUTS_KEYS = ("?", "F1")
"""The first only where no text is typed: fields keep it for themselves."""


@dataclass(frozen=True, slots=True)
class Command:
    """One thing that can be done from anywhere in the window."""

    key: str
    """Stable in every language: what was used last is remembered by it."""
    action: QAction
    icon: str = ""
    words: str = ""
    """Further words that it is found by."""


class Commands(QObject):
    """The one register of the window's actions: for keys, the palette and menus.

    Menus are the one behind Help and, on macOS, those of the menu bar.
    """

    def __init__(
        self, window: MainWindow, hub: Hub, saved: Saved, panes: Sequence[PaneSpec], paths: Paths
    ) -> None:
        super().__init__(window)
        self._window = window
        self._hub = hub
        self._saved = saved
        self._panes = panes
        self._paths = paths
        self._numbered = [spec for spec in panes if spec.in_rail][:9]
        self._all: list[Command] = []
        self._themes: QActionGroup | None = None
        self._palette: Palette | None = None
        self._help_end: QAction | None = None
        """What else is added to Help comes before it."""
        self._file = QMenu(tr("File"), window)
        self._view = QMenu(tr("View"), window)
        self.help_menu = QMenu(tr("Help"), window)
        self._make()
        hub.palette_requested.connect(self._on_palette_requested)

    def all(self) -> tuple[Command, ...]:
        """Return everything that can be done, in order."""
        return tuple(self._all)

    def complete(self) -> None:
        """Add what has no key, and the menu bar of macOS; after the first paint."""
        names = {spec.name for spec in self._panes}
        add = self._add
        for spec in self._panes:
            if spec not in self._numbered and spec.name != "settings":  # it has its own
                menu = self.help_menu if spec.name == WELCOME_PANE else self._view
                self._add_pane(spec, "", menu)
        add(self._file, tr("Add a node…"), "", self.add_node, icon="plus")
        if "chat" in names:
            add(self._file, tr("New conversation"), "", self.new_chat, icon="chat-circle-dots")
            add(self._file, tr("Ask a model…"), "", self.ask, icon="chats", words=tr("prompt"))
        if "models" in names:
            add(self._file, tr("Deploy a model"), "", self.deploy, icon="rocket-launch")
        window = self._window
        add(self._view, tr("Notifications"), "", window.open_notifications, icon="bell")
        add(self._view, tr("Tasks"), "", self.open_tasks, icon="download-simple")
        add(self._view, tr("Copy link to this view"), "", self.copy_link, icon="link-simple")
        self._add_themes()
        if sys.platform == "darwin":
            self._make_menu_bar()

    def add_help(
        self, text: str, slot: Callable[[], object], *, icon: str = "", words: str = ""
    ) -> None:
        """Add something to the Help menu."""
        self._add(self.help_menu, text, "", slot, icon=icon, words=words)

    # What they do

    def set_theme_mode(self, mode: ThemeMode) -> None:
        """Follow the system, or stay light or dark, and remember it."""
        self.apply(replace(self._saved.settings, theme=mode))
        self._hub.preferences.say_changed("appearance.theme")

    def apply(self, settings: ShellSettings) -> None:
        """Use other settings from now on, and keep them."""
        theme().set_mode(settings.theme)
        theme().set_more_contrast(settings.more_contrast)
        motion().set_wanted(settings.less_motion)
        self._window.presence.use_key(settings.ask_key)
        self._saved.change_settings(settings)

    def open_palette(self) -> None:
        """Open the palette, or close it."""
        self._made_palette().toggle()

    def open_settings(self) -> None:
        """Show everything that can be set."""
        self._hub.show_settings()

    def open_about(self) -> None:
        """Open About."""
        from app.shell.help.about import AboutDialog

        AboutDialog(self._hub, self._window).open()

    def open_shortcuts(self) -> None:
        """Open the list of shortcuts: every action that has one, and the keys of each pane."""
        from app.shell.help.shortcuts import Shortcut, ShortcutGroup, ShortcutsDialog

        native = QKeySequence.SequenceFormat.NativeText
        everywhere = [
            Shortcut(
                tuple(keys.toString(native) for keys in command.action.shortcuts()),
                command.action.text().rstrip("…"),
            )
            for command in self._all
            if command.action.shortcuts()
        ]
        groups = [ShortcutGroup(tr("Everywhere"), tuple(everywhere))]
        for spec in self._panes:
            if spec.shortcuts:
                title = tr("In {title}").format(title=spec.title)
                inside = [Shortcut(_native(keys), words) for keys, words in spec.shortcuts]
                groups.append(ShortcutGroup(title, tuple(inside)))
        ShortcutsDialog(groups, self._window).open()

    def open_log_folder(self) -> None:
        """Open the folder of the log in the file manager."""
        from PySide6.QtCore import QUrl
        from PySide6.QtGui import QDesktopServices

        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._paths.log))):
            where = tr("The log is in {folder}.").format(folder=self._paths.log)
            title = tr("The folder could not be opened.")
            self._hub.tell(Notice(Severity.WARNING, title, where))

    def add_node(self) -> None:
        """Open the form that adds a node."""
        self._hub.pane_requested.emit(PaneRequested("connection"))
        self._hub.node_add_requested.emit()

    def new_chat(self) -> None:
        """Begin a conversation."""
        self._hub.show_chat(ChatWish(begin=True))

    def ask(self) -> None:
        """Bring the small window up that asks a model."""
        if self._window.presence.asking is not None:
            self._window.presence.asking.ask()

    def deploy(self) -> None:
        """Show what models can be deployed on the current node."""
        self._hub.show_deploy(self._hub.current_node)

    def open_tasks(self) -> None:
        """Show what runs for long, and what did."""
        if self._window.errands is not None:
            self._window.errands.open_list()

    def copy_link(self) -> None:
        """Copy a deep link that shows this node and pane on any computer that knows the node."""
        from app.core.links import Link

        node = self._hub.nodes.get(self._hub.current_node)
        name = node.id if node.is_local else node.name  # its name is another in each language
        link = Link(name, self._window.stack.current_name).text
        QGuiApplication.clipboard().setText(link)
        self._hub.tell(Notice(Severity.INFO, tr("The link was copied."), link))

    # Making them

    def _make(self) -> None:
        role = QAction.MenuRole
        for number, spec in enumerate(self._numbered, 1):
            self._add_pane(spec, f"Ctrl+{number}", self._view)
        add = self._add
        words = tr("Search or run a command…")
        add(self._view, words, PALETTE_KEYS, self.open_palette, icon="magnifying-glass")
        newest = tr("Go to the newest notice, and back")
        add(self._view, newest, "F6", self._window.go_to_notice, icon="bell")
        # Preferences has no binding of its own on Linux.
        settings = self.open_settings
        add(self._file, tr("Settings…"), "Ctrl+,", settings, role.PreferencesRole, icon="gear-six")
        add(self._file, tr("Quit"), "Ctrl+Q", self._window.quit, role.QuitRole, icon="power")
        keys = tr("Keyboard shortcuts")
        add(self.help_menu, keys, SHORTCUTS_KEYS, self.open_shortcuts, icon="question")
        folder = tr("Open log folder")
        end = add(self.help_menu, folder, "", self.open_log_folder, icon="folder-open")
        about = tr("About {program}").format(program=APP_NAME)
        add(self.help_menu, about, "", self.open_about, role.AboutRole, icon="info")
        self._help_end = self.help_menu.insertSeparator(end)

    def _made_palette(self) -> Palette:
        if self._palette is None:
            from app.shell.palette.overlay import Palette

            window = self._window
            self._palette = Palette(self._hub, self.all, window, window.top.search)
        return self._palette

    def _add_pane(self, spec: PaneSpec, shortcut: str, menu: QMenu) -> None:
        self._add(
            menu,
            spec.title,
            shortcut,
            self._on_pane,
            icon=spec.icon,
            words=f"{spec.summary} {spec.words}",
            about=spec.name,
        )

    def _add_themes(self) -> None:
        self._themes = QActionGroup(self)
        for mode, text, icon in (
            (ThemeMode.SYSTEM, tr("Theme of the system"), "desktop"),
            (ThemeMode.LIGHT, tr("Light theme"), "sun"),
            (ThemeMode.DARK, tr("Dark theme"), "moon"),
        ):
            action = self._add(self._view, text, "", self._on_theme, icon=icon, about=mode.value)
            action.setCheckable(True)
            self._themes.addAction(action)
        self._view.aboutToShow.connect(self._check_theme)

    def _make_menu_bar(self) -> None:
        shown = QMenu(tr("Window"), self._window)
        self._add(shown, tr("Minimise"), "Ctrl+M", self._window.showMinimized)
        self._add(shown, tr("Close window"), "Ctrl+W", self._window.close)
        for menu in (self._file, self._view, shown, self.help_menu):
            self._window.menuBar().addMenu(menu)

    def _add(
        self,
        menu: QMenu,
        text: str,
        keys: str | tuple[str, ...],
        slot: Callable[[], object],
        role: QAction.MenuRole = QAction.MenuRole.NoRole,
        *,
        icon: str = "",
        words: str = "",
        about: str = "",
    ) -> QAction:
        """Register an action; its key is the method that does it, and what that is `about`."""
        action = QAction(text, self._window)
        action.setMenuRole(role)
        if keys:
            action.setShortcuts([QKeySequence(each) for each in _several(keys)])
        action.setData(about)
        action.triggered.connect(slot)
        if menu is self.help_menu and self._help_end is not None:
            menu.insertAction(self._help_end, action)
        else:
            menu.addAction(action)
        self._window.addAction(action)
        key = ":".join(filter(None, (slot.__name__.strip("_"), about)))
        self._all.append(Command(key, action, icon, words))
        return action

    # What happens

    def _on_palette_requested(self) -> None:
        """Open the palette where what is chosen shows; Escape leads back to the other window."""
        before = QApplication.focusWidget()
        self._window.bring_up()
        self._made_palette().open_over(before)

    def _on_pane(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self._hub.pane_requested.emit(PaneRequested(str(action.data())))

    def _on_theme(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self.set_theme_mode(ThemeMode(action.data()))

    def _check_theme(self) -> None:
        for action in self._themes.actions() if self._themes is not None else ():
            action.setChecked(action.data() == theme().mode.value)


def _native(keys: str) -> tuple[str, ...]:
    """Return each of some combinations as this system writes it, what is no key as it is."""
    formats = QKeySequence.SequenceFormat
    found = []
    for each in keys.split(", "):
        read = QKeySequence.fromString(each, formats.PortableText)
        is_key = read.toString(formats.PortableText) == each
        found.append(read.toString(formats.NativeText) if is_key else each)
    return tuple(found)


def _several(keys: str | tuple[str, ...]) -> tuple[str, ...]:
    return (keys,) if isinstance(keys, str) else keys
