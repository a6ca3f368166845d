"""Whether a node's disk holds the image and the model of a launch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.core.errors import RemoteError
from app.core.i18n import tr
from app.core.listed import all_of
from app.core.units import disk_size
from app.services.containers.reading import as_whole
from app.services.serving.api import Check, CheckVerdict

if TYPE_CHECKING:
    from app.core.cancel import Cancel
    from app.transport.api import Session

DISK = "disk"
"""The check's name."""
UNPACKED = 2.5
"""How much more an image takes on disk than is pulled: layers are unpacked beside what is loaded.
Images of engines were seen to take 2 to 2.5 times as much."""
SPARE_BYTES = 10 * 1000**3
"""Less than that is worth a word: logs, kernels and temporary files need some."""


@dataclass(frozen=True, slots=True)
class FileSystem:
    """One file system of a node."""

    device: str
    free_bytes: int
    mount: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a launch puts on the disk; None where that is not known."""

    image_bytes: int | None
    """As pulled."""
    model_bytes: int | None

    @property
    def image_on_disk(self) -> int | None:
        """Return what the image takes while it is unpacked."""
        return None if self.image_bytes is None else int(self.image_bytes * UNPACKED)


def file_systems(
    session: Session, paths: tuple[str, ...], cancel: Cancel
) -> tuple[FileSystem | None, ...]:
    """Return the file system of each path, None where it cannot be told."""
    found: list[FileSystem | None] = []
    for path in paths:
        try:
            done = session.exec(["df", "-Pk", "--", path], timeout=15.0, cancel=cancel).check()
        except RemoteError:
            found.append(None)
        else:
            found.append(parse_df_line(done.text))
        cancel.raise_if_cancelled()
    return tuple(found)


def parse_df_line(text: str) -> FileSystem | None:
    """Read what `df -Pk PATH` printed, None when it is nothing that is known."""
    for line in text.splitlines()[1:2]:
        # The device comes first and may hold spaces; the four columns after it are numbers.
        fields = line.split()
        for start in range(1, len(fields) - 3):
            counts = fields[start : start + 3]
            if all(each.isascii() and each.isdigit() for each in counts):
                free = as_whole(int(counts[2][:18]) * 1024)
                device, mount = " ".join(fields[:start]), " ".join(fields[start + 4 :])
                return None if free is None else FileSystem(device, free, mount)
    return None


def judge_disk(
    wanted: Wanted, docker: FileSystem | None, cache: FileSystem | None, node: str
) -> Check:
    """Return whether the disk holds it; `docker` and `cache` may be one file system."""
    image, model = wanted.image_on_disk, wanted.model_bytes
    together = docker is not None and cache is not None and docker.device == cache.device
    needs = [(docker, _sum(image, model))] if together else [(docker, image), (cache, model)]
    for system, need in needs:
        if system is not None and need is not None and need > system.free_bytes:
            return Check(
                DISK,
                CheckVerdict.REFUSED,
                tr("About {needed} are needed on {node}, and {mount} has {free} free.").format(
                    needed=disk_size(need),
                    node=node,
                    mount=system.mount,
                    free=disk_size(system.free_bytes),
                ),
                tr(
                    "Remove images, models or build cache that nobody needs, or choose a "
                    "smaller one."
                ),
            )
    return _of_enough(needs, image, model, node)


def _of_enough(
    needs: list[tuple[FileSystem | None, int | None]],
    image: int | None,
    model: int | None,
    node: str,
) -> Check:
    unknown = [
        what for what, size in ((tr("the image"), image), (tr("the model"), model)) if size is None
    ]
    if any(system is None and need != 0 for system, need in needs):
        return Check(
            DISK,
            CheckVerdict.UNKNOWN,
            tr("How much is free on {node} could not be read.").format(node=node),
        )
    if unknown:
        free = ", ".join(
            tr("{mount} has {disk_size} free").format(
                mount=system.mount, disk_size=disk_size(system.free_bytes)
            )
            for system, _need in needs
            if system is not None
        )
        return Check(
            DISK,
            CheckVerdict.UNKNOWN,
            tr("How large {unknown} will be is not known; {free}.").format(
                unknown=all_of(unknown), free=free
            ),
        )
    need = _sum(image, model) or 0
    left = min((s.free_bytes - (n or 0) for s, n in needs if s is not None), default=0)
    verdict = CheckVerdict.NOTE if need and left < SPARE_BYTES else CheckVerdict.GOOD
    if not need:
        return Check(DISK, CheckVerdict.GOOD, tr("Everything is on the node already."))
    return Check(
        DISK,
        verdict,
        tr("About {needed} are needed; {left} stay free.").format(
            needed=disk_size(need), left=disk_size(left)
        ),
    )


def _sum(first: int | None, second: int | None) -> int | None:
    """Add what is known; None where nothing is."""
    known = [each for each in (first, second) if each is not None]
    return sum(known) if known else None
