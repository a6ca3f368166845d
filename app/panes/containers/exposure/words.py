"""What the network reaches, in words."""

from __future__ import annotations

from app.core.i18n import tr
from app.look.components import DotState
from app.panes.row_model import Column, TableSpec
from app.services.containers.exposure import Danger, ExposureReport, Finding, Reachable
from app.services.containers.strangers import Asks

TONES = {Danger.OPEN: "err", Danger.MAYBE: "warn", Danger.ASKS: "ok"}
ASKS = {
    Asks.NOBODY: tr("Open to everyone"),
    Asks.KEY: tr("Asks for a key"),
    Asks.PAGE: tr("First page open"),
    Asks.UNKNOWN: tr("Not known"),
}


def identity(finding: Finding) -> str:
    """Return what stays the same from one look to the next."""
    where = finding.reachable
    return f"{where.container_id}:{where.protocol}:{where.port}:{','.join(where.addresses)}"


def where_text(reachable: Reachable) -> str:
    """Say where it listens: `0.0.0.0:8000`, `0.0.0.0:8000 → 80`."""
    if reachable.port is None:
        return tr("the node's network")
    protocol = "" if reachable.protocol == "tcp" else f"/{reachable.protocol}"
    inside = reachable.inside_port
    mapped = f" → {inside}" if inside is not None and inside != reachable.port else ""
    return f"{reachable.where}{protocol}{mapped}"


def where_tip(reachable: Reachable) -> str:
    """Say how it is known."""
    if reachable.port is None:
        return tr("The container uses the node's network itself (--network host).")
    lines = [tr("On {addresses}").format(addresses=", ".join(reachable.addresses))]
    if reachable.uses_host_network:
        lines.append(tr("It uses the node's network itself (--network host)."))
    if reachable.is_guess:
        lines.append(
            tr("Its command or image names this port; this account cannot see the process.")
        )
    return "\n".join(lines)


def verdict(report: ExposureReport) -> tuple[DotState, str]:
    """Say how it is, worst first."""
    found = len(report.findings)
    if not found:
        ran = tr("%n running containers", "%n running container", report.looked_at)
        return DotState.ON, tr("The network reaches none of {ran}.").format(ran=ran)
    ports = tr("%n ports", "%n port", found)
    opened, maybe = report.count(Danger.OPEN), report.count(Danger.MAYBE)
    if opened:
        return DotState.ERROR, tr(
            "%n of {ports} that the network reaches answer anybody.",
            "%n of {ports} that the network reaches answers anybody.",
            opened,
        ).format(ports=ports)
    if maybe == found:
        return DotState.WARNING, tr(
            "The network reaches %n ports; whether they ask for a key is not known.",
            "The network reaches %n port; whether it asks for a key is not known.",
            found,
        )
    if maybe:
        return DotState.WARNING, tr(
            "The network reaches {ports}; of %n it is not known whether they ask for a key.",
            "The network reaches {ports}; of %n it is not known whether it asks for a key.",
            maybe,
        ).format(ports=ports)
    return DotState.ON, tr("The network reaches {ports}, and each asks for a key.").format(
        ports=ports
    )


SPEC = TableSpec(
    title=tr("Exposure"),
    search=tr("Search exposure"),
    columns=(
        Column(
            tr("Container"),
            170,
            110,
            lambda f: f.reachable.container,
            lambda f: f.reachable.container.casefold(),
            why=lambda f: f.reachable.image,
        ),
        Column(
            tr("Listens on"),
            170,
            130,
            lambda f: where_text(f.reachable),
            lambda f: f.reachable.port,
            why=lambda f: where_tip(f.reachable),
        ),
        Column(
            tr("For strangers"),
            150,
            140,
            lambda f: ASKS[f.answer.asks],
            lambda f: list(Danger).index(f.danger),
            why=lambda f: f.answer.words,
            tone=lambda f: TONES[f.danger],
            pill=True,
        ),
        Column(
            tr("Service"),
            120,
            80,
            lambda f: f.answer.service,
            lambda f: f.answer.service.casefold() or None,
        ),
        Column(
            tr("What a stranger gets"), 380, 160, lambda f: f.answer.words, lambda f: f.answer.words
        ),
    ),
    identity=identity,
    stretch=4,
    sort=2,
    spare=(3,),
)
