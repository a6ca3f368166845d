"""Whether the computer slept is read from two clocks."""

from __future__ import annotations

import pytest

from app.core import sleep
from app.core.sleep import Moment, SleepWatch


@pytest.mark.parametrize(
    ("passed", "passed_with_sleep", "slept"),
    [
        (2.0, 2.0, False),
        (2.4, 2.4, False),  # a busy machine is a little late
        (2.0, 3600.0, True),  # suspended: one clock stood still
        (32.0, 32.0, True),  # stopped (SIGSTOP): both went on, we did not
    ],
)
def test_slept_compares_clocks(
    monkeypatch: pytest.MonkeyPatch, passed: float, passed_with_sleep: float, slept: bool
) -> None:
    looks = iter([Moment(100.0, 500.0), Moment(100.0 + passed, 500.0 + passed_with_sleep)])
    monkeypatch.setattr(sleep, "now", lambda: next(looks))

    assert SleepWatch().slept(2.0) is slept


def test_now_does_not_go_back() -> None:
    first, second = sleep.now(), sleep.now()

    assert second.monotonic >= first.monotonic
    assert second.with_sleep >= first.with_sleep
