from __future__ import annotations

import threading

import pytest

from app.core.cancel import Cancel
from app.core.errors import Cancelled
from app.services.containers.stats_feed import WantedStats


def test_wanting_more_ends_the_wait_and_wanting_less_does_not() -> None:
    wanted, cancel = WantedStats(), Cancel()
    wanted.set(["a", "b"])
    wanted.wait(30.0, cancel)  # returns at once: they are new
    wanted.set(["a"])
    wanted.wait(0.01, cancel)
    assert wanted.ids == {"a"}
    timer = threading.Timer(0.01, wanted.set, (["a", "c"],))
    timer.start()
    wanted.wait(30.0, cancel)
    assert wanted.ids == {"a", "c"}
    timer.join()


def test_cancelling_ends_the_wait() -> None:
    wanted, cancel = WantedStats(), Cancel()
    timer = threading.Timer(0.01, cancel.cancel)
    timer.start()
    with pytest.raises(Cancelled):
        wanted.wait(None, cancel)
    timer.join()
