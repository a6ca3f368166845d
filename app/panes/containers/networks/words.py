"""A network as a row, and what is said before it goes."""

from __future__ import annotations

from collections.abc import Sequence

from app.core.i18n import tr
from app.core.listed import listed
from app.panes.row_model import Column, TableSpec
from app.services.containers.networks import Attached, Network

_NAMED = 3


def attached_text(network: Network) -> str:
    """Say who is in it: `web 172.18.0.2, db and 2 more`."""
    return listed([_one(each) for each in network.attached], _NAMED) or tr("none")


def attached_tip(network: Network) -> str:
    """Say of each container in it how it is."""
    return "\n".join(f"{_one(each)} ({each.state})" for each in network.attached)


def kind_text(network: Network) -> str:
    """Say what sort it is: `bridge, internal`."""
    more = [network.driver]
    more += ["internal"] if network.internal else []
    more += [network.scope] if network.scope != "local" else []
    return ", ".join(each for each in more if each)


def removal_text(chosen: Sequence[Network]) -> str:
    """Say what removing networks means."""
    lines = [
        f"{each.name}: {kind_text(each)} {', '.join(each.subnets)}".rstrip()
        + (tr(", of the project {project}").format(project=each.project) if each.project else "")
        for each in chosen
    ]
    return "\n".join(lines) + tr(
        "\n\nNo container is in it. What names it later, a compose file or a script, "
        "finds it no more until it is made again. No data is lost. The audit log "
        "notes it."
    )


def why_not_removed(network: Network) -> str:
    """Say why a network cannot be removed, "" when it can."""
    if network.is_built_in:
        return tr("{name} is Docker's own and cannot be removed.").format(name=network.name)
    if network.attached:
        return tr("Containers are in it: remove those first, also those that do not run.")
    return ""


def _one(attached: Attached) -> str:
    return " ".join((attached.name, *attached.addresses[:1]))


SPEC = TableSpec(
    title=tr("Networks"),
    search=tr("Search networks"),
    columns=(
        Column(
            tr("Network"),
            200,
            120,
            lambda n: n.name,
            lambda n: (n.is_built_in, n.name.casefold()),
            tone=lambda n: "text2" if n.is_built_in else "text",
        ),
        Column(tr("Kind"), 130, 90, kind_text, kind_text),
        Column(tr("Subnet"), 150, 110, lambda n: ", ".join(n.subnets), lambda n: n.subnets or None),
        Column(tr("Project"), 120, 80, lambda n: n.project, lambda n: n.project.casefold() or None),
        Column(
            tr("Containers"),
            320,
            140,
            attached_text,
            lambda n: -len(n.attached),
            why=attached_tip,
            tone=lambda n: "text2" if n.attached else "text3",
        ),
    ),
    identity=lambda n: n.id,
    stretch=4,
    spare=(3,),
)
