"""A volume as a row, and what is said before it goes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.core import units
from app.core.i18n import tr
from app.core.listed import listed
from app.panes.row_model import Column, TableSpec
from app.services.containers.volumes import Volume

COUNTING = tr("Docker is counting: it walks through every file of every volume.")
NOT_TOLD = tr("Its driver does not tell its size.")
UNUSED = tr("No container has it. Docker does not remember who used it.")
_NAMED = 3
_LISTED = 8


@dataclass(frozen=True, slots=True)
class VolumeRow:
    """A volume, and why its size is not known."""

    volume: Volume
    why_no_size: str = ""

    @property
    def title(self) -> str:
        """Its name; of one that nobody named the first twelve digits."""
        name = self.volume.name
        return tr("{name} (unnamed)").format(name=name[:12]) if self.volume.use.anonymous else name


def users_text(row: VolumeRow) -> str:
    """Say which containers have a volume: `web, db and 2 more`."""
    names = [each.name for each in row.volume.users]
    return listed(names, _NAMED) or tr("nobody")


def users_tip(row: VolumeRow) -> str:
    """Say of each container where it has the volume and how it is."""
    users = row.volume.users
    return (
        "\n".join(
            tr("{name} at {target}: {status}").format(
                name=each.name, target=each.target, status=each.status
            )
            for each in users
        )
        or UNUSED
    )


def removal_text(rows: Sequence[VolumeRow]) -> str:
    """Say what is lost with volumes."""
    lines = [_line(row) for row in rows[:_LISTED]]
    if len(rows) > _LISTED:
        lines.append(tr("and {rows} more").format(rows=len(rows) - _LISTED))
    lost = tr(
        "All files in them are deleted on the node and cannot be brought back: "
        "models, databases, whatever a container kept there.",
        "All files in it are deleted on the node and cannot be brought back: "
        "models, databases, whatever a container kept there.",
        len(rows),
    )
    unused = tr(
        "They are used by no container now. Docker does not remember which one did. "
        "The audit log notes it.",
        "It is used by no container now. Docker does not remember which one did. "
        "The audit log notes it.",
        len(rows),
    )
    return "\n\n".join(("\n".join(lines), lost, unused))


def _line(row: VolumeRow) -> str:
    use = row.volume.use
    size = tr("size not known") if use.size_bytes is None else units.disk_size(use.size_bytes)
    whose = tr(", made by the project {project}").format(project=use.project) if use.project else ""
    return f"{row.title}: {size}{whose}"


SPEC = TableSpec(
    title=tr("Volumes"),
    search=tr("Search volumes"),
    columns=(
        Column(
            tr("Volume"),
            230,
            130,
            lambda row: row.title,
            lambda row: (row.volume.use.anonymous, row.volume.name.casefold()),
            why=lambda row: row.volume.name,
        ),
        Column(
            tr("Size"),
            100,
            84,
            lambda row: units.disk_size(row.volume.use.size_bytes),
            lambda row: row.volume.use.size_bytes,
            numeric=True,
            why=lambda row: row.why_no_size,
        ),
        Column(
            tr("Used by"),
            190,
            110,
            users_text,
            lambda row: users_text(row).casefold() if row.volume.users else None,
            why=users_tip,
            tone=lambda row: "text2" if row.volume.users else "text3",
        ),
        Column(
            tr("Project"),
            120,
            80,
            lambda row: row.volume.use.project,
            lambda row: row.volume.use.project.casefold() or None,
        ),
        Column(
            tr("Driver"), 84, 60, lambda row: row.volume.use.driver, lambda r: r.volume.use.driver
        ),
        Column(
            tr("On the node"),
            300,
            120,
            lambda row: row.volume.mountpoint,
            lambda row: row.volume.mountpoint,
        ),
    ),
    identity=lambda row: row.volume.name,
    stretch=5,
    spare=(5, 4, 3),
)
