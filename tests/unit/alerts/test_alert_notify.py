"""A webhook on loopback is told of alerts; nothing secret is in any word about it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest

from app.core.cancel import Cancel
from app.core.errors import BadInput, Cancelled
from app.core.ids import NodeId
from app.core.units import GIB
from app.services.alerts.api import Alert, AlertPhase, Comparison, Rule, Severity
from app.services.alerts.notify import NotDelivered, scheme_of, send
from app.services.alerts.words import message
from tests.waiting import wait_for
from tests.webhook import Hook, webhook

# WORKAROUND: apprise 2.2 imports `imghdr`, which Python 3.11 says will go.
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")

SECRET = "hook-5ecret-t0ken"
ALERT = Alert(
    Rule(
        "low",
        "Available memory below 10 GiB",
        "memory.available_bytes",
        Comparison.BELOW,
        level=10.0 * GIB,
        severity=Severity.CRITICAL,
        advice="Stop the newest engine.",
    ),
    NodeId("node-1"),
    "memory.available_bytes",
    AlertPhase.FIRING,
    since=1_790_000_000.0,
    value=9.2 * GIB,
    fired_at=1_790_000_005.0,
    evidence=("It falls by 256 MiB per second",),
)


@pytest.fixture
def hook() -> Iterator[Hook]:
    with webhook() as kept:
        yield kept


def address(hook: Hook) -> str:
    return hook.url(f"ann:{SECRET}", f"{SECRET}/hook")


def tell(url: str, *pauses: float, cancel: Cancel | None = None) -> None:
    subject, text = message(ALERT, "spark-1")
    send(url, subject, text, Severity.CRITICAL, cancel or Cancel(), retry_after_s=pauses)


def test_message_says_where_what_how_much_since_when_and_what_to_do(hook: Hook) -> None:
    tell(address(hook))

    (body,) = hook.bodies
    assert body["title"] == "spark-1: Available memory below 10 GiB"
    assert body["type"] == "failure"
    for words in (
        "Machine: spark-1",
        "Available memory below 10 GiB: 9.2 GiB",
        "Severity: critical",
        "Since: 2026-",
        "Seen: It falls by 256 MiB per second",
        "What to do: Stop the newest engine.",
    ):
        assert words in body["message"]


def test_markup_in_what_a_machine_says_is_text(monkeypatch: pytest.MonkeyPatch) -> None:
    from apprise.plugins.email.base import NotifyEmail

    formats: list[str] = []

    def deliver(_self: object, body: str, **more: object) -> bool:
        assert "<img" in body
        formats.append(str(more["body_format"]))
        return True

    monkeypatch.setattr(NotifyEmail, "send", deliver)
    evil = replace(ALERT, evidence=("<img src=http://evil/seen>",))
    subject, text = message(evil, "spark-1")
    url = f"mailto://ann:{SECRET}@example.org?smtp=127.0.0.1"
    send(url, subject, text, Severity.INFO, Cancel(), retry_after_s=())

    assert [each.rpartition(".")[2].lower() for each in formats] == ["text"]


def test_refused_message_is_sent_again(hook: Hook) -> None:
    hook.answers = [500, 503]

    tell(address(hook), 0.01, 0.01)

    assert len(hook.bodies) == 3


def test_cancel_ends_the_wait_for_the_next_try(hook: Hook) -> None:
    hook.answers = [500]
    cancel = Cancel()
    threading.Timer(0.2, cancel.cancel).start()

    with pytest.raises(Cancelled):
        tell(address(hook), 60.0, cancel=cancel)


@pytest.mark.parametrize("answers", [[500, 500], [0, 0]], ids=["refused", "silent"])
def test_failure_has_no_secret_in_its_words(
    hook: Hook, answers: list[int], caplog: pytest.LogCaptureFixture
) -> None:
    hook.answers = answers
    caplog.set_level(logging.DEBUG)

    with pytest.raises(NotDelivered) as caught:
        tell(address(hook), 0.01)

    assert_silent(caught.value, caplog)
    wait_for(lambda: len(hook.bodies) == 2)  # who gave up may be sooner than who reads


def test_nobody_there_is_told_without_the_address(
    hook: Hook, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with pytest.raises(NotDelivered) as caught:
        tell(f"json://{SECRET}@127.0.0.1:1/{SECRET}")

    assert_silent(caught.value, caplog)


def assert_silent(error: Exception, caplog: pytest.LogCaptureFixture) -> None:
    assert SECRET not in f"{error} {error!r} {error.__cause__!r}"
    assert SECRET not in caplog.text


@pytest.mark.parametrize("url", ["", "example.org", "://x", "json://", f"nonsense://{SECRET}"])
def test_address_that_is_none_is_refused_without_repeating_it(
    url: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with pytest.raises(BadInput) as caught:
        tell(url)

    assert_silent(caught.value, caplog)


def test_kind_of_an_address_is_no_secret() -> None:
    assert scheme_of(f" NTFYS://{SECRET}@host/topic ") == "ntfys"
