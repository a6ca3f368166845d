"""Which keys: read from `Ctrl+Alt+Space`, told in the words of X11, Windows and the portal."""

from __future__ import annotations

from dataclasses import dataclass

from app.core.errors import BadInput
from app.core.i18n import tr

_MODIFIERS = ("ctrl", "alt", "shift", "meta")
_LAST_FUNCTION_KEY = 24
_UNUSABLE = tr("Use Ctrl, Alt or the Super key with a letter, a digit, Space or a function key.")


@dataclass(frozen=True, slots=True)
class Keys:
    """A key with what is held down meanwhile."""

    key: str
    """`a` to `z`, `0` to `9`, `space`, `F1` to `F24`."""
    ctrl: bool = False
    alt: bool = False
    shift: bool = False
    meta: bool = False

    @property
    def function(self) -> int:
        """The number of a function key, else 0."""
        return int(self.key[1:]) if len(self.key) > 1 and self.key[0] == "F" else 0


def read_keys(text: str) -> Keys:
    """Read `Ctrl+Alt+Space`, as Qt writes it everywhere; BadInput says what can be used."""
    *held, key = text.split("+") if text else [""]
    names = [name.lower() for name in held]
    if any(name not in _MODIFIERS for name in names):
        raise BadInput(tr("“{text}” cannot be used everywhere.").format(text=text), _UNUSABLE)
    name = _key_name(key)
    if not name or not ({"ctrl", "alt", "meta"}.intersection(names) or name.startswith("F")):
        raise BadInput(tr("“{text}” cannot be used everywhere.").format(text=text), _UNUSABLE)
    return Keys(name, **dict.fromkeys(names, True))


def _key_name(key: str) -> str:
    if len(key) == 1 and key.isascii() and key.isalnum():
        return key.lower()
    if key.lower() == "space":
        return "space"
    number = key[1:]
    is_function = key[:1].upper() == "F" and number.isascii() and number.isdecimal()
    return f"F{int(number)}" if is_function and 1 <= int(number) <= _LAST_FUNCTION_KEY else ""


def x11_keysym(keys: Keys) -> int:
    """Return the key as X11 numbers it."""
    if keys.function:
        return 0xFFBD + keys.function
    return 0x20 if keys.key == "space" else ord(keys.key)


def windows_key(keys: Keys) -> int:
    """Return the key as Windows numbers it."""
    if keys.function:
        return 0x6F + keys.function
    return 0x20 if keys.key == "space" else ord(keys.key.upper())


def portal_trigger(keys: Keys) -> str:
    """Return the keys as the desktop's portal writes them: `CTRL+ALT+space`."""
    held = (("CTRL", keys.ctrl), ("ALT", keys.alt), ("SHIFT", keys.shift), ("LOGO", keys.meta))
    return "+".join([name for name, is_held in held if is_held] + [keys.key])
