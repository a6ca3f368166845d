from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import BadInput
from app.shell.hotkeys.keys import Keys, portal_trigger, read_keys, windows_key, x11_keysym


def test_keys_are_read_as_qt_writes_them() -> None:
    assert read_keys("Ctrl+Alt+Space") == Keys("space", ctrl=True, alt=True)
    assert read_keys("Meta+Shift+A") == Keys("a", meta=True, shift=True)
    assert read_keys("F12") == Keys("F12")


@pytest.mark.parametrize(
    "text", ["", "A", "Shift+A", "Ctrl+", "Ctrl", "Ctrl+Ä", "Hyper+A", "F25", "Ctrl+K, Ctrl+C"]
)
def test_what_would_take_ordinary_typing_away_is_refused(text: str) -> None:
    with pytest.raises(BadInput) as caught:
        read_keys(text)
    assert "Super" in caught.value.hint


def test_each_desktop_is_told_in_its_own_words() -> None:
    keys = read_keys("Ctrl+Meta+F5")
    assert (x11_keysym(keys), windows_key(keys)) == (0xFFC2, 0x74)
    assert portal_trigger(keys) == "CTRL+LOGO+F5"
    assert portal_trigger(read_keys("Alt+Space")) == "ALT+space"


@given(st.text(max_size=30))
def test_no_text_raises_anything_else(text: str) -> None:
    try:
        keys = read_keys(text)
    except BadInput:
        return
    assert keys.function or keys.ctrl or keys.alt or keys.meta
