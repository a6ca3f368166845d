"""What is said about the machines that announce themselves."""

from __future__ import annotations

from collections.abc import Callable

from app.core.ids import NodeId
from app.hosts.discovery.api import Candidate, Likeness, Snapshot
from app.hosts.nodes import Node
from app.hosts.target import logged_in_user
from app.panes.connection.found import FoundRow

FIRST_BOOT = "A new Spark is silent for 3 to 4 minutes at its first start; it appears by itself."
_WHY_RENAMED = (
    "(the name was taken, maybe by itself on another interface: the host key tells which it is)"
)


def row_of(candidate: Candidate, saved_as: str) -> FoundRow:
    """Say what a machine is; `saved_as` is the name of the saved node that it is, or ""."""
    return FoundRow(
        key=candidate.key,
        name=candidate.name,
        line=_line(candidate),
        tip=_tip(candidate),
        saved_as=saved_as,
        likely=candidate.likeness is Likeness.LIKELY_SPARK,
    )


def rows_of(snapshot: Snapshot, name_of: Callable[[NodeId], str]) -> list[FoundRow]:
    """Return the rows of a snapshot: new machines first, then those that are saved already.

    `name_of` returns the name of a saved node, "" when it is not saved any more.
    """
    rows = [
        row_of(each, name_of(each.known_node) if each.known_node is not None else "")
        for each in snapshot.candidates
    ]
    return sorted(rows, key=lambda row: bool(row.saved_as))  # stable: keeps the likeliest first


def problem_of(snapshot: Snapshot, *, empty: bool) -> str:
    """Say why the list is empty or not complete, "" when there is nothing to say."""
    if snapshot.problem:
        return f"{snapshot.problem} {snapshot.hint}".strip()
    if empty and snapshot.searching:
        return f"Nothing has announced itself yet. {FIRST_BOOT}"
    return ""


def _line(candidate: Candidate) -> str:
    where = candidate.addresses[0] if candidate.addresses else candidate.host
    if candidate.renamed_from:
        return f"{where} · maybe {candidate.renamed_from}, renamed after a conflict"
    return f"{where} · {candidate.why}" if candidate.why else where


def _tip(candidate: Candidate) -> str:
    said = [("Name", candidate.host)]
    if candidate.addresses:
        said.append(("Addresses", ", ".join(candidate.addresses)))
    if candidate.also_known_as:
        said.append(("Also answers as", ", ".join(candidate.also_known_as)))
    if candidate.interfaces:
        said.append(("Seen on", ", ".join(candidate.interfaces)))
    if candidate.fingerprint:
        said.append(("Host key (not verified)", candidate.fingerprint))
    if candidate.renamed_from:
        said.append(("Renamed from", f"{candidate.renamed_from} {_WHY_RENAMED}"))
    return "\n".join(f"{what}: {value}" for what, value in said)


def draft_of(candidate: Candidate) -> tuple[Node, str]:
    """Return the node to be added for a machine, and what to say about it."""
    said = [f"Found as {candidate.host}."]
    if candidate.host_key is not None:
        said.append("Its host key is shown to be compared when you connect.")
    return candidate.draft(logged_in_user()), " ".join(said)
