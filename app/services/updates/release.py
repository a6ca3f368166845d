"""Releases: what a feed says of them, and where this build would look."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from app.core.errors import UserError
from app.core.i18n import tr
from app.core.paths import resource
from app.core.said import plain, said
from app.core.web import site_of

MAX_NOTES = 20_000
_VERSION = re.compile(
    r"v?(\d{1,6}(?:\.\d{1,6}){1,3})(?:[.-]?(a|b|rc|alpha|beta|dev)[.-]?(\d{0,6}))?"
)
_BEFORE = {"dev": -4, "a": -3, "alpha": -3, "b": -2, "beta": -2, "rc": -1}


class FeedUnreadable(UserError):
    """What answered is no list of releases, or nothing answered."""

    exit_code = 6


@dataclass(frozen=True, slots=True)
class Places:
    """Where a build's releases are told, and where a person gets them."""

    feed: str = ""
    """Empty: this build names none, and nobody is asked."""
    page: str = ""


@dataclass(frozen=True, slots=True)
class Release:
    """One version that was published."""

    version: str
    notes: str = ""
    """Markdown, of strangers: plain text is made of it."""
    page: str = ""
    """Where a person gets it; an address of the web, or nothing."""
    published: str = ""
    """The day: `2026-11-21`."""


def places() -> Places:
    """Return what the build says; what cannot be read says nothing."""
    try:
        told = json.loads(resource("release.json").read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return Places()
    if not isinstance(told, dict):
        return Places()
    feed, page = (_web(told.get(name)) for name in ("feed", "page"))
    return Places(feed, page)


def parse_feed(data: bytes) -> tuple[Release, ...]:
    """Return the releases of a feed, newest first: a list as GitHub, Gitea and Forgejo give it.

    Drafts and versions before a release are left out. Raises FeedUnreadable.
    """
    try:
        told = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise FeedUnreadable(tr("What answered is no list of releases.")) from error
    items = told if isinstance(told, list) else [told]
    found = [release for item in items if (release := _release(item)) is not None]
    if not found and items:
        raise FeedUnreadable(tr("What answered is no list of releases."))
    return tuple(sorted(found, key=lambda each: version_key(each.version) or (), reverse=True))


def version_key(text: str) -> tuple[int, ...] | None:
    """Return what versions are compared by, None for what is no version."""
    found = _VERSION.fullmatch(text.strip())
    if found is None:
        return None
    numbers = [int(each) for each in found[1].split(".")]
    padded = numbers + [0] * (4 - len(numbers))
    return (*padded, _BEFORE[found[2]] if found[2] else 0, int(found[3] or 0))


def newer(releases: tuple[Release, ...], present: str) -> Release | None:
    """Return the newest release if it is newer than what runs."""
    mine = version_key(present)
    latest = releases[0] if releases else None
    theirs = version_key(latest.version) if latest is not None else None
    return latest if mine is not None and theirs is not None and theirs > mine else None


def _release(item: Any) -> Release | None:  # noqa: ANN401 - any JSON
    if not isinstance(item, dict) or item.get("draft") is True or item.get("prerelease") is True:
        return None
    tag = item.get("tag_name")
    if not isinstance(tag, str) or version_key(tag) is None:
        return None
    notes, published = item.get("body"), item.get("published_at")
    return Release(
        said(tag).removeprefix("v"),
        plain(notes[:MAX_NOTES]) if isinstance(notes, str) else "",
        _web(item.get("html_url")),
        said(published[:10]) if isinstance(published, str) else "",
    )


def _web(address: object) -> str:
    """Return an address of the web that can be opened, else nothing."""
    if not isinstance(address, str) or len(address) > 2000 or not address.isprintable():
        return ""
    return address if site_of(address) and " " not in address else ""
