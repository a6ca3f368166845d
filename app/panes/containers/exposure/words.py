"""What the network reaches, in words."""

from __future__ import annotations

from app.look.components import DotState
from app.panes.row_model import Column, TableSpec
from app.services.containers.exposure import Danger, ExposureReport, Finding, Reachable
from app.services.containers.strangers import Asks

TONES = {Danger.OPEN: "err", Danger.MAYBE: "warn", Danger.ASKS: "ok"}
ASKS = {
    Asks.NOBODY: "Open to everyone",
    Asks.KEY: "Asks for a key",
    Asks.PAGE: "First page open",
    Asks.UNKNOWN: "Not known",
}


def identity(finding: Finding) -> str:
    """Return what stays the same from one look to the next."""
    where = finding.reachable
    return f"{where.container_id}:{where.protocol}:{where.port}:{','.join(where.addresses)}"


def where_text(reachable: Reachable) -> str:
    """Say where it listens: `0.0.0.0:8000`, `0.0.0.0:8000 → 80`."""
    if reachable.port is None:
        return "the node's network"
    protocol = "" if reachable.protocol == "tcp" else f"/{reachable.protocol}"
    inside = reachable.inside_port
    mapped = f" → {inside}" if inside is not None and inside != reachable.port else ""
    return f"{reachable.where}{protocol}{mapped}"


def where_tip(reachable: Reachable) -> str:
    """Say how it is known."""
    if reachable.port is None:
        return "The container uses the node's network itself (--network host)."
    lines = [f"On {', '.join(reachable.addresses)}"]
    if reachable.uses_host_network:
        lines.append("It uses the node's network itself (--network host).")
    if reachable.is_guess:
        lines.append("Its command or image names this port; this account cannot see the process.")
    return "\n".join(lines)


def verdict(report: ExposureReport) -> tuple[DotState, str]:
    """Say how it is, worst first."""
    found = len(report.findings)
    if not found:
        ran = f"{report.looked_at} running container{'s' if report.looked_at != 1 else ''}"
        return DotState.ON, f"The network reaches none of {ran}."
    ports = f"{found} port{'s' if found != 1 else ''}"
    opened, maybe = report.count(Danger.OPEN), report.count(Danger.MAYBE)
    if opened:
        answer = "answers" if opened == 1 else "answer"
        return DotState.ERROR, f"{opened} of {ports} that the network reaches {answer} anybody."
    if maybe:
        some = "" if maybe == found else f"of {maybe} it is not known "
        asks = "it asks" if maybe == 1 else "they ask"
        rest = f"{some}whether {asks} for a key{'' if some else ' is not known'}"
        return DotState.WARNING, f"The network reaches {ports}; {rest}."
    return DotState.ON, f"The network reaches {ports}, and each asks for a key."


SPEC = TableSpec(
    title="Exposure",
    columns=(
        Column(
            "Container",
            170,
            110,
            lambda f: f.reachable.container,
            lambda f: f.reachable.container.casefold(),
            why=lambda f: f.reachable.image,
        ),
        Column(
            "Listens on",
            170,
            130,
            lambda f: where_text(f.reachable),
            lambda f: f.reachable.port,
            why=lambda f: where_tip(f.reachable),
        ),
        Column(
            "For strangers",
            150,
            140,
            lambda f: ASKS[f.answer.asks],
            lambda f: list(Danger).index(f.danger),
            why=lambda f: f.answer.words,
            tone=lambda f: TONES[f.danger],
            pill=True,
        ),
        Column(
            "Service",
            120,
            80,
            lambda f: f.answer.service,
            lambda f: f.answer.service.casefold() or None,
        ),
        Column(
            "What a stranger gets", 380, 160, lambda f: f.answer.words, lambda f: f.answer.words
        ),
    ),
    identity=identity,
    stretch=4,
    sort=2,
    spare=(3,),
)
