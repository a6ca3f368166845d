"""Plug-ins: one broken one never costs the others."""

from __future__ import annotations

import importlib
import logging
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from app.core.discovery import discover


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    folder = tmp_path / "synthetic_plugins"
    folder.mkdir()
    (folder / "__init__.py").touch()
    (folder / "zebra.py").write_text("SPEC = 'z'\n")
    (folder / "apple.py").write_text("SPEC = 'a'\n")
    (folder / "broken.py").write_text("raise RuntimeError('broken')\n")
    (folder / "syntax.py").write_text("def\n")
    (folder / "wrong.py").write_text("SPEC = 3\n")
    (folder / "support.py").write_text("OTHER = 1\n")
    (folder / "nested").mkdir()
    (folder / "nested" / "__init__.py").write_text("SPEC = 'n'\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    importlib.invalidate_caches()
    yield importlib.import_module("synthetic_plugins")
    import sys

    for name in [name for name in sys.modules if name.startswith("synthetic_plugins")]:
        del sys.modules[name]


def test_discovery_finds_in_order_and_skips_broken(
    package: ModuleType, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        found = discover(package, "SPEC", str)

    assert found == ["a", "n", "z"]
    told = "\n".join(caplog.messages)
    assert "synthetic_plugins.broken cannot be imported" in told
    assert "synthetic_plugins.syntax cannot be imported" in told
    assert "synthetic_plugins.wrong.SPEC" in told
    assert "support" not in told


def test_discovery_of_folders_imports_nothing_beside_them(package: ModuleType) -> None:
    import sys

    assert discover(package, "SPEC", str, folders_only=True) == ["n"]
    assert "synthetic_plugins.apple" not in sys.modules
