"""Cancel stops a job whatever it waits for."""

from __future__ import annotations

import threading

import pytest

from app.core.cancel import Cancel, Wake
from app.core.errors import Cancelled


def test_cancel_wakes_a_sleep() -> None:
    cancel = Cancel()
    woken: list[bool] = []
    sleeper = threading.Thread(target=lambda: woken.append(cancel.wait(60)), daemon=True)
    sleeper.start()

    cancel.cancel()
    sleeper.join(30)

    assert woken == [True]


def test_cancel_wait_ends_by_itself() -> None:
    assert Cancel().wait(0) is False


def test_cancel_raises_only_once_cancelled() -> None:
    cancel = Cancel()
    cancel.raise_if_cancelled()

    cancel.cancel()

    assert cancel.cancelled
    with pytest.raises(Cancelled):
        cancel.raise_if_cancelled()


def test_cancel_runs_a_callback_once() -> None:
    cancel, calls = Cancel(), []

    with cancel.on_cancel(lambda: calls.append(1)):
        cancel.cancel()
        cancel.cancel()

    assert calls == [1]


def test_cancel_runs_a_callback_at_once_when_already_cancelled() -> None:
    cancel, calls = Cancel(), []
    cancel.cancel()

    with cancel.on_cancel(lambda: calls.append(1)):
        assert calls == [1]

    assert calls == [1]


def test_cancel_forgets_a_callback_after_its_block() -> None:
    cancel, calls = Cancel(), []
    with cancel.on_cancel(lambda: calls.append("inner")):
        pass
    with pytest.raises(ZeroDivisionError), cancel.on_cancel(lambda: calls.append("failed")):
        raise ZeroDivisionError

    cancel.cancel()

    assert calls == []


def test_cancel_runs_nested_callbacks() -> None:
    cancel, calls = Cancel(), []

    outer, inner = (lambda name=name: calls.append(name) for name in ("outer", "inner"))
    with cancel.on_cancel(outer), cancel.on_cancel(inner):
        cancel.cancel()

    assert calls == ["outer", "inner"]


def test_wake_ends_the_next_wait_and_cancel_every_one() -> None:
    cancel, wake = Cancel(), Wake()
    wake.call()

    wake.wait(None, cancel)  # called before: it does not wait

    cancel.cancel()
    with pytest.raises(Cancelled):
        wake.wait(None, cancel)
