"""Tells somebody far away, through apprise: webhook, e-mail, ntfy and a hundred others.

An address holds secrets: no error and no log has it, or the words of the library, which may have.
Everything here blocks and belongs in a worker; apprise is imported by the first that sends.
"""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass, field

from app.core.cancel import Cancel
from app.core.errors import BadInput, UserError
from app.core.i18n import tr
from app.hosts.secrets import SecretStore
from app.services.alerts.api import Severity, Target

ATTEMPT_S = 15.0
"""Seconds that one try may take in all."""
KEPT_AS = "address"
"""What is kept of a target in the keyring; its owner is `owner_of` the target."""
RETRY_AFTER_S = (2.0, 10.0)
"""Seconds before the second and the third try."""
_SENDER = "Spark Command Center"
"""In no language but ours: some services put it into a header, which takes ASCII only."""
TEST_SUBJECT = tr("Test message")
TEST_TEXT = tr("Alerts of your machines will arrive here.")


class NotDelivered(UserError):
    """A message did not arrive."""


def scheme_of(url: str) -> str:
    """Return the kind of an address, which is no secret: `ntfys` of `ntfys://token@host/topic`."""
    scheme, separator, rest = url.strip().partition("://")
    if not separator or not rest or not scheme.replace("+", "").replace("-", "").isalnum():
        raise BadInput(
            tr("This is not an address of apprise."),
            tr("It looks like ntfys://…, mailtos://…, slack://… or jsons://host/path."),
        )
    return scheme.lower()


def address_of(secrets: SecretStore, target: Target, cancel: Cancel) -> str:
    """Return the address of a target; BadInput when nobody knows it (any more)."""
    url = secrets.recall(owner_of(target.id), KEPT_AS, cancel)
    if url is None:
        raise BadInput(
            tr("The address of “{label}” is not known here.").format(label=target.label),
            tr("Enter it again in Alerts."),
        )
    return url


def owner_of(target: str) -> str:
    """Return whose address it is, by the target's id, as people see it in their keyring."""
    return f"alert target {target}"


def send(
    url: str,
    subject: str,
    text: str,
    severity: Severity | None,
    cancel: Cancel,
    retry_after_s: tuple[float, ...] = RETRY_AFTER_S,
) -> None:
    """Send one message; no severity: something is well again.

    Raises BadInput, NotDelivered (after the last try) or Cancelled.
    """
    for pause in (*retry_after_s, None):
        try:
            _attempt(_Message(url, subject, text, severity), cancel)
        except NotDelivered:
            if pause is None:
                raise
            cancel.wait(pause)
            cancel.raise_if_cancelled()
        else:
            return


@dataclass(frozen=True, slots=True)
class _Message:
    url: str = field(repr=False)
    subject: str
    text: str
    severity: Severity | None


def _attempt(message: _Message, cancel: Cancel) -> None:
    """Send once, on a thread of its own: a service that never answers must not hold up anybody.

    apprise has a time limit, too, but keeps threads for it that Python waits for at its end.
    """
    outcome: list[UserError | None] = []
    finished = threading.Event()

    def work() -> None:
        try:
            _send_once(message)
        except UserError as error:
            outcome.append(error)
        else:
            outcome.append(None)
        finally:
            finished.set()

    threading.Thread(target=work, name="alert-message", daemon=True).start()
    with cancel.on_cancel(finished.set):
        finished.wait(ATTEMPT_S)
    cancel.raise_if_cancelled()
    if not outcome:
        raise NotDelivered(tr("The message was not taken in time."), _HINT)
    if outcome[0] is not None:
        raise outcome[0]


def _send_once(message: _Message) -> None:
    scheme = scheme_of(message.url)
    try:
        import apprise

        _keep_quiet()
        kind = {
            None: apprise.NotifyType.SUCCESS,
            Severity.INFO: apprise.NotifyType.INFO,
            Severity.WARNING: apprise.NotifyType.WARNING,
            Severity.CRITICAL: apprise.NotifyType.FAILURE,
        }[message.severity]
        asset = apprise.AppriseAsset(app_id=_SENDER, async_mode=False)
        service = apprise.Apprise(asset=asset)
        understood = service.add(message.url)
        # Some services take markup: what a machine calls its processes is none.
        plain = apprise.NotifyFormat.TEXT
        arrived = understood and bool(
            service.notify(message.text, message.subject, kind, body_format=plain)
        )
    except Exception as error:  # noqa: BLE001 - whatever a service raises may name the address
        name = type(error).__name__
        raise NotDelivered(
            tr("The {scheme} message could not be sent ({name}).").format(scheme=scheme, name=name),
            _HINT,
        ) from None
    if not understood:
        raise BadInput(
            tr("apprise does not understand this {scheme} address.").format(scheme=scheme),
            tr("Look the form of it up at appriseit.com."),
        )
    if not arrived:
        raise NotDelivered(
            tr("The {scheme} message was not accepted, or nobody answered.").format(scheme=scheme),
            _HINT,
        )


_HINT = tr("Check the address and whether this computer reaches it.")


def _keep_quiet() -> None:
    """Keep addresses out of the log: these libraries write parts of them."""
    for name in ("apprise", "urllib3"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
