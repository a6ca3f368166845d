"""`support-bundle`: what somebody who helps has to know, also where the window does not start."""

from __future__ import annotations

import argparse
import platform
import traceback
from collections.abc import Iterator
from pathlib import Path

from app import __version__
from app.core.cancel import Cancel
from app.core.crash_file import left_by_earlier
from app.core.errors import UserError
from app.core.paths import Paths, user_paths
from app.core.settings import SettingsStore
from app.core.units import disk_size
from app.hosts.nodes import NodeBook
from app.services.support.bundle import BundleOrder, Part, collect, part_of, save
from app.services.support.crash_reports import MAX_STACKS
from app.services.support.licences import package_versions
from app.services.support.node_facts import NodeFacts, known_names, of_this_computer
from app.services.support.scrub import Scrubber

TITLE = "Support bundle"


def run(options: argparse.Namespace, cancel: Cancel) -> int:
    """Print the texts of a bundle, or save them as a zip file."""
    parts = list(_parts(user_paths(), cancel))
    if options.save is None:
        for part in parts:
            print(f"===== {part.name}: {part.about}\n{part.text}")
        return 0
    place = Path(options.save).expanduser()
    try:
        size = save(place, parts, TITLE)
    except OSError as error:
        raise UserError(
            f"{place} could not be saved: {error.strerror or error}.", "Choose another place."
        ) from error
    print(f"{place}: {disk_size(size)}, {', '.join(part.name for part in parts)}")
    return 0


def _parts(paths: Paths, cancel: Cancel) -> Iterator[Part]:
    checks = _checks()  # before anything else reads the settings and sets damaged ones aside
    nodes = [NodeFacts(node, "not asked") for node in NodeBook(SettingsStore(paths.settings)).all()]
    scrubber = Scrubber([*known_names(nodes), *of_this_computer()])
    versions = [
        ("Program", f"{__version__} (command line)"),
        ("Python", platform.python_version()),
        ("System", platform.platform()),
    ]
    yield part_of("doctor.txt", "What doctor finds here.", checks, scrubber)
    yield from collect(BundleOrder(paths, versions, nodes, package_versions()), scrubber, cancel)
    for path in (left_by_earlier(paths.crash_file), paths.crash_file):
        if text := _tail(path):
            about = "What went wrong in a run that no window has reported yet."
            yield part_of(f"{path.stem}.txt", about, text, scrubber)


def _checks() -> str:
    """Return what `doctor` would say; where even that fails, why: here is who may find out."""
    try:
        from app.cli.doctor import examine

        found = examine()
    except Exception:  # noqa: BLE001 - a broken installation is what this is for
        return traceback.format_exc()
    return "\n".join(
        f"{'ok  ' if each.ok else 'FAIL'}  {each.what}: {each.found}" for each in found
    )


def _tail(path: Path) -> str:
    try:
        return path.read_bytes()[-MAX_STACKS:].decode("utf-8", "replace")
    except OSError:
        return ""
