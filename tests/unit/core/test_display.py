"""Whether a window can open is asked of the display, not of the variable that names it."""

from __future__ import annotations

import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.core import display
from app.core.display import can_show

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="elsewhere a window can always open"
)


@pytest.fixture(autouse=True)
def no_display(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY", "XDG_RUNTIME_DIR"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def port() -> Iterator[int]:
    """A port of loopback that accepts connections."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.mark.parametrize(
    "name", ["", ":", ":4077", ":4077.0", "unix:4077", "here", ":99999999", "localhost:59000"]
)
def test_can_show_not_on_a_display_that_does_not_answer(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("DISPLAY", name)
    assert not can_show()
    monkeypatch.setenv("QT_QPA_PLATFORM", "xcb")
    assert not can_show()


@pytest.mark.parametrize("form", ["localhost:{}", "127.0.0.1:{}.0", "tcp/localhost:{}", ":{}"])
def test_can_show_on_a_display_over_tcp(
    monkeypatch: pytest.MonkeyPatch, port: int, form: str
) -> None:
    monkeypatch.setattr(display, "X_PORT", port - 10)
    monkeypatch.setenv("DISPLAY", form.format(10))
    assert can_show()


def test_can_show_on_a_local_display(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", ":4078")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("\0/tmp/.X11-unix/X4078")
        server.listen()
        assert can_show()
    assert not can_show()


def test_can_show_on_wayland_by_name_and_by_path(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-7")
    assert not can_show()
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "wayland-7"))
        server.listen()
        assert can_show()
        monkeypatch.setenv("WAYLAND_DISPLAY", str(tmp_path / "wayland-7"))
        assert can_show()


def test_can_show_where_no_display_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    assert can_show()
