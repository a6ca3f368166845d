"""What may be said about who reaches a service without a tunnel. Never more than is known."""

from __future__ import annotations

from app.core.i18n import tr
from app.services.tunnels.api import CheckResult, Exposure, Listener


def exposure_note(listener: Listener, checked: CheckResult | None = None) -> str:
    """Return a sentence about a service that listens for the whole network; empty for others.

    Whether it asks for a login is known only from a check through the tunnel: an answer of 200
    without one says that nothing kept a stranger from the first page, not that nothing is behind.
    """
    if listener.exposure is not Exposure.NETWORK:
        return ""
    where = ", ".join(listener.addresses)
    said = tr("Port {port} listens for the node's whole network ({where}).").format(
        port=listener.port, where=where
    )
    if checked is None or checked.asks_login is None:
        return tr("{sentence} Whether it asks for a login is not known.").format(sentence=said)
    if checked.asks_login:
        return tr("{sentence} It asks for a login.").format(sentence=said)
    return tr(
        "{sentence} Its first page was sent without a login; the page itself may ask for one."
    ).format(sentence=said)
