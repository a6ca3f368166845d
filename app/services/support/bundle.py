"""The support bundle: what somebody who helps has to know, without who and where.

It is made of texts that the user looks at before any is saved; each can be left out.
"""

from __future__ import annotations

import io
import json
import time
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from app import APP_NAME, __version__
from app.core.cancel import Cancel
from app.core.files import write_atomic
from app.core.i18n import numeral, tr
from app.core.paths import Paths
from app.core.said import plain
from app.services.support import crash_reports, own_log
from app.services.support.node_facts import NodeFacts, facts_text
from app.services.support.scrub import Scrubber

LOG_LINES = 3000
CRASHES = 3
MAX_SETTINGS = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Part:
    """One file that is handed over, as the user sees it before."""

    name: str
    about: str
    """What it is, in a line."""
    text: str
    included: bool = field(default=True, compare=False)
    """Whether it is chosen at first."""


@dataclass(frozen=True, slots=True)
class BundleOrder:
    """What a support bundle is made of."""

    paths: Paths
    versions: Sequence[tuple[str, str]]
    nodes: Sequence[NodeFacts]
    packages: Sequence[tuple[str, str]] = ()
    """Names and versions of what the program is made of."""


def collect(order: BundleOrder, scrubber: Scrubber, cancel: Cancel) -> Iterator[Part]:
    """Yield the files of a bundle, redacted. What cannot be read says so in its place."""
    yield part_of(
        "versions.txt", tr("Versions of the program, the system and its parts."),
        "\n".join(f"{name}: {value}" for name, value in (*order.versions, *order.packages)),
        scrubber,
    )  # fmt: skip
    cancel.raise_if_cancelled()
    nodes = facts_text(order.nodes)
    yield part_of(
        "nodes.json", tr("What is known of each node, and how it is read."), nodes, scrubber
    )
    cancel.raise_if_cancelled()
    settings = _without_typed(_read(order.paths.settings))
    yield part_of(
        "settings.json",
        tr("The settings file, which never holds a secret."),
        settings,
        scrubber,
    )
    cancel.raise_if_cancelled()
    log = "\n".join(own_log.tail(order.paths.log_file, LOG_LINES)) or "(there is no log)"
    yield part_of(
        "log.txt",
        tr("The last {count} lines of the program's log.").format(count=numeral(LOG_LINES)),
        log,
        scrubber,
    )
    for number, report in enumerate(crash_reports.reports(order.paths)[:CRASHES], 1):
        cancel.raise_if_cancelled()
        about = tr("What went wrong in an earlier run.")
        yield part_of(f"crash-{number}.txt", about, report.text, scrubber)


def archive(parts: Sequence[Part]) -> bytes:
    """Return a zip file of these texts, exactly as they were shown."""
    data = io.BytesIO()
    moment = time.localtime()[:6]
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archived:
        for part in parts:
            entry = zipfile.ZipInfo(part.name, moment)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            archived.writestr(entry, part.text.encode("utf-8", "replace"))
    return data.getvalue()


def save(path: Path, parts: Sequence[Part], about: str) -> int:
    """Save a zip file of these texts and a README; returns its size. Raises OSError."""
    data = archive((Part("README.txt", "", read_me(parts, about)), *parts))
    write_atomic(path, data)
    return len(data)


def read_me(parts: Sequence[Part], about: str) -> str:
    """Return what explains the file to whoever opens it."""
    rows = "\n".join(f"- {part.name}" for part in parts)
    return (
        f"{about}\n\nMade by {APP_NAME} {__version__}, which has sent it to nobody.\n"
        "Secrets, serial numbers, addresses, and names of hosts and users were taken out: equal\n"
        f"labels such as [host-1] are equal names.\n\n{rows}\n"
    )


def part_of(name: str, about: str, text: str, scrubber: Scrubber) -> Part:
    """Return a text as it is handed over: redacted."""
    return Part(name, about, plain(scrubber.scrub(text)).rstrip() + "\n")


def _is_typed(section: str, name: str) -> bool:
    return name == "draft" or (section.endswith("_draft") and name == "text")


def _without_typed(settings: str) -> str:
    """Return the settings without what was typed to models and not sent."""
    try:
        document = json.loads(settings)
        sections = document["sections"]
        for name, section in sections.items():
            for field_name, value in section.items():
                if isinstance(value, str) and value and _is_typed(name, field_name):
                    section[field_name] = f"({len(value)} characters)"
        return json.dumps(document, indent=2, ensure_ascii=False)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        if settings.startswith("("):
            return settings
        return f"(cannot be read as settings, {len(settings)} characters)"


def _read(path: Path) -> str:
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            return file.read(MAX_SETTINGS)
    except FileNotFoundError:
        return "(nothing was set yet)"
    except OSError as error:
        return f"(cannot be read: {error.strerror or error})"
