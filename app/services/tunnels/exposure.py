"""What may be said about who reaches a service without a tunnel. Never more than is known."""

from __future__ import annotations

from app.services.tunnels.api import CheckResult, Exposure, Listener


def exposure_note(listener: Listener, checked: CheckResult | None = None) -> str:
    """Return a sentence about a service that listens for the whole network; empty for others.

    Whether it asks for a login is known only from a check through the tunnel: an answer of 200
    without one says that nothing kept a stranger from the first page, not that nothing is behind.
    """
    if listener.exposure is not Exposure.NETWORK:
        return ""
    where = ", ".join(listener.addresses)
    said = f"Port {listener.port} listens for the node's whole network ({where})."
    if checked is None or checked.asks_login is None:
        return f"{said} Whether it asks for a login is not known."
    if checked.asks_login:
        return f"{said} It asks for a login."
    return f"{said} Its first page was sent without a login; the page itself may ask for one."
