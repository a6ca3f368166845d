"""The theme: which colour scheme is used, and the palette and style sheet made from it.

Qt's own answer is not enough: with the pip wheels `styleHints().colorScheme()` is Unknown and
`setColorScheme` does nothing on most Linux desktops, so the palette and the style sheet are ours
and always set. Dark is decided by, in order: the user's setting, the desktop portal (Linux),
Qt's style hints, light.
"""

from __future__ import annotations

import logging
import os
import string
import sys
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QCoreApplication, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QAccessibilityHints, QColor, QGuiApplication, QPalette, QStyleHints
from PySide6.QtWidgets import QApplication

from app.core.paths import resource
from app.look.fonts import load_fonts, ui_font
from app.look.motion import motion
from app.look.tokens import DARK, LIGHT, Tokens, with_more_contrast

if TYPE_CHECKING:
    from app.look.portal import ContrastPreferred, MotionPreferred, SchemePreferred

log = logging.getLogger(__name__)


class ThemeMode(StrEnum):
    """The user's choice."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True, slots=True)
class ThemeChanged:
    """The colours that are used from now on."""

    tokens: Tokens


class Theme(QObject):
    """The colours of the running program; one per QApplication, see `theme()`.

    Signals:
        changed: palette and style sheet were replaced; icons have to be tinted anew.
    """

    changed = Signal(ThemeChanged)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._mode = ThemeMode.SYSTEM
        self._tokens = LIGHT
        self._app: QApplication | None = None
        # WORKAROUND: both are kept. PySide lets the inner one go with the outer one's wrapper, so
        # a chained call ends in "Internal C++ object already deleted".
        self._hints: QStyleHints | None = None
        self._accessibility: QAccessibilityHints | None = None
        self._portal: QObject | None = None
        self._portal_dark: bool | None = None
        self._portal_contrast = False
        self._more_contrast = False
        """The user's choice."""
        # WORKAROUND: at colorSchemeChanged the platform's palette still has the old colours, and
        # two signals come for one switch; one shot later everything has settled.
        self._settle = QTimer(self, singleShot=True, interval=0)
        self._settle.timeout.connect(self._reconsider)

    @property
    def tokens(self) -> Tokens:
        """The colours in use."""
        return self._tokens

    @property
    def mode(self) -> ThemeMode:
        """The user's choice."""
        return self._mode

    def start(
        self,
        app: QApplication,
        mode: ThemeMode = ThemeMode.SYSTEM,
        *,
        last_dark: bool = False,
        more_contrast: bool = False,
    ) -> None:
        """Dress `app` at once and follow Qt's hints; the desktop is asked by `follow_desktop`.

        Args:
            app: the application.
            mode: the user's choice.
            last_dark: what the system preferred when the program last ran: used until the
                portal has answered, so that a dark desktop sees no white flash.
            more_contrast: the user wants it, whatever the desktop asks for.
        """
        self._app = app
        self._mode = mode
        self._more_contrast = more_contrast
        if not sys.platform.startswith("linux") or "QT_STYLE_OVERRIDE" in os.environ:
            # Fusion is what Linux has anyway, and asking costs 6 ms: PySide makes every enum of
            # QStyle for the answer.
            app.setStyle("Fusion")
        load_fonts()
        app.setFont(ui_font())
        hints = self._hints = QGuiApplication.styleHints()
        hints.colorSchemeChanged.connect(self._on_scheme_changed)
        self._accessibility = hints.accessibility()
        self._accessibility.contrastPreferenceChanged.connect(self._on_contrast_changed)
        unknown = hints.colorScheme() == Qt.ColorScheme.Unknown
        self._portal_dark = True if last_dark and unknown else None
        self._tell_platform()
        self._dress(self._choose())

    def follow_desktop(self) -> None:
        """Ask the Linux desktop and follow it, without ever waiting; after the first paint."""
        motion().ask_system()
        if not sys.platform.startswith("linux") or self._portal is not None:
            return
        from app.look.portal import DesktopPortal, bus_expected

        if not bus_expected():
            self._portal_dark = None
            self._settle.start()
            return
        portal = DesktopPortal(self)
        portal.preferred.connect(self._on_portal)
        portal.contrast_preferred.connect(self._on_contrast_preferred)
        portal.motion_preferred.connect(self._on_motion_preferred)
        self._portal = portal
        portal.start()

    def set_mode(self, mode: ThemeMode) -> None:
        """Follow the system, or stay light or dark."""
        if mode == self._mode:
            return
        self._mode = mode
        self._tell_platform()
        self._reconsider()

    def set_more_contrast(self, wanted: bool) -> None:
        """Use stronger colours, or only where the desktop asks for them."""
        self._more_contrast = wanted
        self._reconsider()

    @property
    def contrast_asked_by_desktop(self) -> bool:
        """Whether the desktop asks for more contrast."""
        hints = self._accessibility
        return self._portal_contrast or (
            hints is not None and hints.contrastPreference() == Qt.ContrastPreference.HighContrast
        )

    def _choose(self) -> Tokens:
        tokens = DARK if self._dark() else LIGHT
        return with_more_contrast(tokens) if self._contrast_wanted() else tokens

    def _contrast_wanted(self) -> bool:
        return self._more_contrast or self.contrast_asked_by_desktop

    def _dark(self) -> bool:
        if self._mode is not ThemeMode.SYSTEM:
            return self._mode is ThemeMode.DARK
        if self._portal_dark is not None:
            return self._portal_dark
        return QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark

    def _reconsider(self) -> None:
        tokens = self._choose()
        if tokens != self._tokens:
            self._dress(tokens)

    def _dress(self, tokens: Tokens) -> None:
        self._tokens = tokens
        if self._app is not None:
            self._app.setPalette(palette(tokens))
            if self._app.styleSheet():
                # WORKAROUND: a sheet that takes another's place is applied to each widget once for
                # every widget around it, a second of all open panes; after none, only once.
                self._app.setStyleSheet("")
            self._app.setStyleSheet(style_sheet(tokens))
        self.changed.emit(ThemeChanged(tokens))

    def _tell_platform(self) -> None:
        """Let native title bars and dialogs follow a choice of the user (Windows, macOS)."""
        schemes = {
            ThemeMode.SYSTEM: Qt.ColorScheme.Unknown,
            ThemeMode.LIGHT: Qt.ColorScheme.Light,
            ThemeMode.DARK: Qt.ColorScheme.Dark,
        }
        QGuiApplication.styleHints().setColorScheme(schemes[self._mode])

    def _on_scheme_changed(self, _scheme: Qt.ColorScheme) -> None:
        self._settle.start()

    def _on_contrast_changed(self, _preference: Qt.ContrastPreference) -> None:
        self._settle.start()

    def _on_portal(self, preference: SchemePreferred) -> None:
        self._portal_dark = preference.dark
        self._settle.start()

    def _on_contrast_preferred(self, preference: ContrastPreferred) -> None:
        self._portal_contrast = preference.more
        self._settle.start()

    def _on_motion_preferred(self, preference: MotionPreferred) -> None:
        motion().set_desktop(preference.reduced)


def theme() -> Theme:
    """Return the theme of the running application."""
    global _theme
    if _theme is None or not shiboken6.isValid(_theme):
        _theme = Theme(QCoreApplication.instance())
    return _theme


def palette(tokens: Tokens) -> QPalette:
    """Return the QPalette of a colour scheme."""
    role = QPalette.ColorRole
    colours = {
        role.Window: tokens.bg,
        role.WindowText: tokens.text,
        role.Base: tokens.surface,
        role.AlternateBase: tokens.raised,
        role.Text: tokens.text,
        role.PlaceholderText: tokens.text3,
        role.Button: tokens.raised,
        role.ButtonText: tokens.text,
        role.BrightText: tokens.err,
        role.ToolTipBase: tokens.raised,
        role.ToolTipText: tokens.text,
        role.Highlight: tokens.accent,
        role.HighlightedText: tokens.on_accent,
        role.Accent: tokens.accent,
        role.Link: tokens.accent,
        role.LinkVisited: tokens.accent,
        role.Light: tokens.raised,
        role.Midlight: tokens.raised,
        role.Mid: tokens.border,
        role.Dark: tokens.border,
        role.Shadow: tokens.bg,
    }
    made = QPalette()
    for key, colour in colours.items():
        made.setColor(key, QColor(colour))
    for key in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, key, QColor(tokens.text3))
    return made


def style_sheet(tokens: Tokens) -> str:
    """Return the style sheet of a colour scheme: the template with its `$names` filled in."""
    names = {key: value for key, value in asdict(tokens).items() if isinstance(value, str)}
    names |= {
        "segment": mixed(tokens.raised, tokens.text, 0.07) if tokens.dark else tokens.surface,
        "popup": tokens.raised if tokens.dark else tokens.surface,
        "button": tokens.raised if tokens.dark else tokens.surface,
        "hover": hover(tokens),
        "pressed": mixed(tokens.raised, tokens.text, 0.09),
        "accent_hover": mixed(tokens.accent, tokens.on_accent, 0.12),
        "accent_tint": mixed(tokens.surface, tokens.accent, 0.12),
        "err_tint": mixed(tokens.surface, tokens.err, 0.12 if tokens.dark else 0.09),
        "field_border": mixed(tokens.field, tokens.surface, 0.25),
        "scroll": mixed(tokens.field, tokens.surface, 0.5),
        "scheme": "dark" if tokens.dark else "light",
        "folder": resource("theme").as_posix(),
    }
    template = resource("theme", "app.qss").read_text(encoding="utf-8")
    return string.Template(template).substitute(names)


def hover(tokens: Tokens) -> str:
    """Return the ground of a control below the mouse."""
    return mixed(tokens.raised, tokens.text, 0.06)


def mixed(base: str, over: str, share: float) -> str:
    """Return `base` with `share` (0 to 1) of `over` laid on it, as `#RRGGBB`."""
    low, high = QColor(base), QColor(over)
    channels = (
        round(low_channel + (high_channel - low_channel) * share)
        for low_channel, high_channel in (
            (low.red(), high.red()),
            (low.green(), high.green()),
            (low.blue(), high.blue()),
        )
    )
    return "#" + "".join(f"{channel:02X}" for channel in channels)


_theme: Theme | None = None
