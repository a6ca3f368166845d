"""Names in a sentence."""

from __future__ import annotations

from collections.abc import Sequence

from app.core.i18n import tr


def listed(names: Sequence[str], most: int = 6, between: str = ", ") -> str:
    """Return the first names and how many more there are: `web, db and 2 more`."""
    more = len(names) - most
    shown = between.join(names[:most])
    return tr("{names} and {more} more").format(names=shown, more=more) if more > 0 else shown


def all_of(names: Sequence[str]) -> str:
    """Return every name: `web, db and cache`."""
    if len(names) < 2:
        return "".join(names)
    return tr("{names} and {last}").format(names=", ".join(names[:-1]), last=names[-1])


def any_of(names: Sequence[str]) -> str:
    """Return the names among which one is right: `web, db or cache`."""
    if len(names) < 2:
        return "".join(names)
    return tr("{names} or {last}").format(names=", ".join(names[:-1]), last=names[-1])
