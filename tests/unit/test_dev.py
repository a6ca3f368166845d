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


@pytest.mark.parametrize(
    ("first", "alone", "told"),
    [(0, None, 0), (1, 0, 0), (1, 1, 1), (2, None, 2), (3, None, 3), (5, None, 5)],
)
def test_only_tests_that_failed_are_tried_once_more_alone(
    monkeypatch: pytest.MonkeyPatch, first: int, alone: int | None, told: int
) -> None:
    answers, called = [first, alone], list[list[str]]()

    def call(command: list[str], _environment: dict[str, str]) -> int | None:
        called.append(command[3:])
        return answers[len(called) - 1]

    for name in ("prepare", "need_libraries", "need_programs"):
        monkeypatch.setattr(dev, name, lambda *_arguments, **_options: None)
    monkeypatch.setattr(dev, "call", call)

    assert dev.test([]) == told
    assert called == [dev.SIDE_BY_SIDE] if alone is None else [dev.SIDE_BY_SIDE, dev.ALONE]


def test_tests_that_somebody_chose_are_run_once(monkeypatch: pytest.MonkeyPatch) -> None:
    called: list[list[str]] = []
    for name in ("prepare", "need_libraries", "need_programs"):
        monkeypatch.setattr(dev, name, lambda *_arguments, **_options: None)
    monkeypatch.setattr(dev, "call", lambda command, _environment: called.append(command) or 1)

    assert dev.test(["tests/unit/core"]) == 1
    assert [command[3:] for command in called] == [["tests/unit/core"]]
