"""Where nodes can be imported from, read in a worker."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from app.core.cancel import Cancel
from app.core.errors import BadInput
from app.core.i18n import tr
from app.hosts.discovery.api import Likeness
from app.hosts.discovery.names import likeness
from app.hosts.imports import why_known
from app.hosts.nodes import Node
from app.hosts.nvidia_sync import read_devices
from app.hosts.ssh_config import Imported, ImportedHost, read_hosts
from app.hosts.target import jump_text


@dataclass(frozen=True, slots=True)
class ImportRow:
    """One host of a source."""

    host: ImportedHost
    source: str
    """What it comes from: `NVIDIA Sync`."""
    why_not: str = ""
    """Why it cannot be added; empty when it can."""
    suggested: bool = False
    """Whether it is probably a Spark, and so chosen to begin with."""

    @property
    def target(self) -> str:
        """Where it is, and through what."""
        node = self.host.node
        if not node.address:
            return ""
        if not node.via:
            return node.target
        return tr("{target} via {hosts}").format(target=node.target, hosts=jump_text(node.via))


@dataclass(frozen=True, slots=True)
class ImportRead:
    """What all sources hold."""

    rows: tuple[ImportRow, ...]
    notes: tuple[str, ...]
    """What was skipped or could not be read, one sentence each."""


def read_sources(nodes: Sequence[Node], cancel: Cancel) -> ImportRead:
    """Read NVIDIA Sync's devices and the user's OpenSSH configuration."""
    rows: list[ImportRow] = []
    notes: list[str] = []
    sources: tuple[tuple[str, Callable[[], Imported]], ...] = (
        (tr("NVIDIA Sync"), read_devices),
        (tr("SSH config"), read_hosts),
    )
    for name, read in sources:
        cancel.raise_if_cancelled()
        try:
            imported = read()
        except BadInput as error:
            notes.append(error.message)
            continue
        notes += imported.warnings
        for host in imported.hosts:
            known = [row.host.node for row in rows if not row.why_not]
            of_sync = read is read_devices
            rows.append(_row(host, name, (*nodes, *known), of_sync=of_sync))
    return ImportRead(tuple(rows), tuple(notes))


def _row(host: ImportedHost, source: str, nodes: Sequence[Node], *, of_sync: bool) -> ImportRow:
    # Hundreds of them would all be connected at the next start.
    host = replace(host, node=replace(host.node, connect_at_start=False))
    why_not = host.problem or why_known(host.node, nodes)
    spark = likeness(host.node.name)[0] is Likeness.LIKELY_SPARK
    return ImportRow(host, source, why_not, suggested=not why_not and (spark or of_sync))
