"""What is said about the machines that announce themselves."""

from __future__ import annotations

from collections.abc import Sequence

from app.core.i18n import tr
from app.hosts.discovery.api import Candidate, Likeness, Snapshot
from app.hosts.nodes import Node, new_node_id
from app.hosts.tailscale import Peer, Tailnet
from app.hosts.target import logged_in_user
from app.panes.found_list import FoundRow

FIRST_BOOT = tr(
    "A new Spark is silent for 3 to 4 minutes at its first start; it appears by itself."
)
_WHY_RENAMED = tr(
    "(the name was taken, maybe by itself on another interface: the host key tells which it is)"
)


def rows_of(snapshot: Snapshot, tailnet: Tailnet | None, nodes: Sequence[Node]) -> list[FoundRow]:
    """Return what is on the network: new machines first, the likeliest first among them.

    Machines of the tailnet follow: those that look like a Spark or, where the network cannot be
    searched, all that are online.
    """
    names = {node.id: node.name for node in nodes}
    rows = [
        _row(each, names.get(each.known_node, "") if each.known_node else "")
        for each in snapshot.candidates
    ]
    peers = tailnet.peers if tailnet is not None else ()
    deaf = not snapshot.searching and bool(snapshot.problem)
    rows += [
        _peer_row(peer, nodes)
        for peer in peers
        if peer.online and (deaf or peer.likeness is Likeness.LIKELY_SPARK)
    ]
    return sorted(rows, key=lambda row: (bool(row.group), row.saved))


def peer_key(peer: Peer) -> str:
    """Return the key of a tailnet machine's row."""
    return f"tailnet:{peer.addresses[0]}"


def saved_peer(peer: Peer, nodes: Sequence[Node]) -> Node | None:
    """Return the saved node that a machine of the tailnet is, by a route or else by its name."""
    for node in nodes:
        if _leads_to(node, peer):
            return node
    return next((node for node in nodes if node.name.lower() == peer.name.lower()), None)


def suggested_peer(tailnet: Tailnet | None, name: str, address: str) -> Peer | None:
    """Return the machine of the tailnet that is called like a node or its address."""
    wanted = {name.lower(), address.lower().split(".")[0]} - {""}
    peers = tailnet.peers if tailnet is not None else ()
    return next((peer for peer in peers if peer.name.lower() in wanted), None)


def _leads_to(node: Node, peer: Peer) -> bool:
    ways = {*peer.addresses, peer.dns_name.lower()} - {""}
    return any(way.address.lower() in ways for way in node.routes)


def _row(candidate: Candidate, saved_as: str) -> FoundRow:
    return FoundRow(
        key=candidate.key,
        name=candidate.name,
        line=tr("Saved as {saved_as}").format(saved_as=saved_as) if saved_as else _line(candidate),
        tip=_tip(candidate),
        saved=bool(saved_as),
        likely=candidate.likeness is Likeness.LIKELY_SPARK,
    )


def _peer_row(peer: Peer, nodes: Sequence[Node]) -> FoundRow:
    line = f"{peer.addresses[0]} · {peer.why}" if peer.why else peer.addresses[0]
    saved = saved_peer(peer, nodes)
    if saved is not None and _leads_to(saved, peer):
        line = tr("Saved as {name}").format(name=saved.name)
    elif saved is not None:
        line = tr("Called like your {name}: edit it to add this route").format(name=saved.name)
    return FoundRow(
        key=peer_key(peer),
        name=peer.name,
        line=line,
        tip="\n".join(part for part in (peer.dns_name, *peer.addresses, peer.system) if part),
        saved=saved is not None,
        likely=peer.likeness is Likeness.LIKELY_SPARK,
        group=tr("On your tailnet"),
    )


def problem_of(snapshot: Snapshot, tailnet: Tailnet | None, *, empty: bool) -> str:
    """Say why the list is empty or not complete, "" when there is nothing to say."""
    if snapshot.problem:
        from app.hosts.discovery.network import QUIET  # no first paint searches

        said = [snapshot.problem, snapshot.hint]
        if tailnet is not None and tailnet.installed and tailnet.problem:
            said += [tailnet.problem, tailnet.hint]
        if snapshot.searching and snapshot.problem not in QUIET:  # whose hint says so
            said.append(FIRST_BOOT)
        return " ".join(part for part in said if part)
    if empty and snapshot.searching:
        return tr("Nothing has announced itself yet. {advice}").format(advice=FIRST_BOOT)
    return ""


def _line(candidate: Candidate) -> str:
    where = candidate.addresses[0] if candidate.addresses else candidate.host
    if candidate.renamed_from:
        return tr("{where} · maybe {renamed_from}, renamed after a conflict").format(
            where=where, renamed_from=candidate.renamed_from
        )
    return f"{where} · {candidate.why}" if candidate.why else where


def _tip(candidate: Candidate) -> str:
    said = [(tr("Name"), candidate.host)]
    if candidate.why:
        said.append((tr("Why"), candidate.why))
    if candidate.addresses:
        said.append((tr("Addresses"), ", ".join(candidate.addresses)))
    if candidate.also_known_as:
        said.append((tr("Also answers as"), ", ".join(candidate.also_known_as)))
    if candidate.interfaces:
        said.append((tr("Seen on"), ", ".join(candidate.interfaces)))
    if candidate.fingerprint:
        said.append((tr("Host key (not verified)"), candidate.fingerprint))
    if candidate.renamed_from:
        said.append((tr("Renamed from"), f"{candidate.renamed_from} {_WHY_RENAMED}"))
    return "\n".join(f"{what}: {value}" for what, value in said)


def draft_of_peer(peer: Peer) -> tuple[Node, str]:
    """Return the node to be added for a machine of the tailnet, and what to say about it."""
    node = Node(id=new_node_id(), name=peer.name, address=peer.route.address, user=logged_in_user())
    return node, tr("On your tailnet as {dns_name}.").format(dns_name=peer.dns_name or peer.name)


def draft_of(candidate: Candidate) -> tuple[Node, str]:
    """Return the node to be added for a machine, and what to say about it."""
    said = [tr("Found as {host}.").format(host=candidate.host)]
    if candidate.host_key is not None:
        said.append(tr("Its host key is shown to be compared when you connect."))
    return candidate.draft(logged_in_user()), " ".join(said)
