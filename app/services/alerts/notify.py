"""Tells somebody far away, through apprise: webhook, e-mail, ntfy and a hundred others.

An address holds secrets: no error and no log has it, or the words of the library, which may have.
Everything here blocks and belongs in a worker; apprise is imported by the first that sends.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from app.core.cancel import Cancel
from app.core.errors import BadInput, UserError
from app.services.alerts.api import Severity

ATTEMPT_S = 15.0
"""Seconds that one try may take in all."""
RETRY_AFTER_S = (2.0, 10.0)
"""Seconds before the second and the third try."""

Send = Callable[[str, str, str, Severity, Cancel], None]


class NotDelivered(UserError):
    """A message did not arrive."""


def scheme_of(url: str) -> str:
    """Return the kind of an address, which is no secret: `ntfys` of `ntfys://token@host/topic`."""
    scheme, separator, rest = url.strip().partition("://")
    if not separator or not rest or not scheme.replace("+", "").replace("-", "").isalnum():
        raise BadInput(
            "This is not an address of apprise.",
            "It looks like ntfys://…, mailtos://…, slack://… or jsons://host/path.",
        )
    return scheme.lower()


def send(
    url: str,
    subject: str,
    text: str,
    severity: Severity,
    cancel: Cancel,
    retry_after_s: tuple[float, ...] = RETRY_AFTER_S,
) -> None:
    """Send one message. Raises BadInput, NotDelivered (after the last try) or Cancelled."""
    for pause in (*retry_after_s, None):
        try:
            _send_once(url, subject, text, severity)
        except NotDelivered:
            if pause is None:
                raise
            cancel.wait(pause)
            cancel.raise_if_cancelled()
        else:
            return


def _send_once(url: str, subject: str, text: str, severity: Severity) -> None:
    import apprise

    _keep_quiet()
    kind = {
        Severity.INFO: apprise.NotifyType.INFO,
        Severity.WARNING: apprise.NotifyType.WARNING,
        Severity.CRITICAL: apprise.NotifyType.FAILURE,
    }[severity]
    scheme = scheme_of(url)
    asset = apprise.AppriseAsset(app_id="Spark Command Center", async_mode=False)
    service = apprise.Apprise(asset=asset)
    try:
        if not service.add(url):
            raise BadInput(
                f"apprise does not understand this {scheme} address.",
                "Look the form of it up at appriseit.com.",
            )
        arrived = bool(service.notify(text, title=subject, notify_type=kind, timeout=ATTEMPT_S))
    except UserError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever a service raises may name the address
        name = type(error).__name__
        raise NotDelivered(f"The {scheme} message could not be sent ({name}).", _HINT) from None
    if not arrived:
        raise NotDelivered(f"The {scheme} message was not accepted or nobody answered.", _HINT)


_HINT = "Check the address and whether this computer reaches it."


def _keep_quiet() -> None:
    """Keep addresses out of the log: these libraries write parts of them."""
    for name in ("apprise", "urllib3", "requests"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    logging.getLogger("apprise").propagate = False
