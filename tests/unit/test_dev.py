"""The one entry for developers."""

from __future__ import annotations

import pytest

from scripts import dev


def test_modules_are_compiled_once_for_all_that_the_tests_start(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    called: list[dict[str, str]] = []
    for name in ("prepare", "need_libraries", "need_programs"):
        monkeypatch.setattr(dev, name, lambda *_arguments, **_options: None)
    monkeypatch.setattr(dev, "call", lambda _command, environment: called.append(environment) or 0)
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")

    assert dev.test([]) == 0

    (environment,) = called
    assert "PYTHONDONTWRITEBYTECODE" not in environment
    assert environment["PYTHONPYCACHEPREFIX"].startswith(str(dev.VENV))
