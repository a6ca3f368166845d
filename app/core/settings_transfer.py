"""Settings on their way to another computer: one JSON document without any secret.

It carries what people chose, by the keys of preferences, and lists of what they saved (nodes,
tunnels, rules). Whoever owns these decides what becomes of them. Reading believes nothing: a
stranger's file, or one of a newer version, costs what is not understood and nothing else.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app import APP_SLUG, __version__
from app.core.errors import BadInput
from app.core.i18n import tr
from app.core.log import redact
from app.core.said import plain_inside, said

FORMAT = f"{APP_SLUG}-settings"
VERSION = 1
MAX_BYTES = 4 * 1024 * 1024
MAX_ITEMS = 500
"""Of one list."""
MAX_DEPTH = 12
_SECRET_NAME = re.compile(
    r"(?i)(?:^|_)(?:password|passwd|passphrase|secret|token|api_?key|credential|authorization)s?$"
)


@dataclass(frozen=True, slots=True)
class Transferred:
    """What a document carries."""

    preferences: Mapping[str, object] = field(default_factory=dict)
    """Values by the key of their preference."""
    lists: Mapping[str, Sequence[Mapping[str, object]]] = field(default_factory=dict)
    """What was saved, as JSON has it: `nodes`, `tunnels`, `rules`."""


@dataclass(frozen=True, slots=True)
class Document:
    """A document that was read."""

    content: Transferred
    left_out: tuple[str, ...] = ()
    """Where something looked like a secret: `tunnels › ComfyUI › path`."""
    newer: str = ""
    """Version of the program that wrote it, where it knows a form that this one does not."""


def write_document(content: Transferred) -> tuple[bytes, tuple[str, ...]]:
    """Return the document, and where something was left out because it looks like a secret."""
    left: list[str] = []
    document = {
        "format": FORMAT,
        "version": VERSION,
        "program": __version__,
        "preferences": _clean(dict(content.preferences), "", left),
        "lists": {name: _clean_items(name, items, left) for name, items in content.lists.items()},
    }
    text = json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False)
    return text.encode(errors="replace") + b"\n", tuple(left)


def read_document(data: bytes) -> Document:
    """Read a document; raises BadInput when it is none, or of no use."""
    if len(data) > MAX_BYTES:
        raise BadInput(tr("This file is too large for exported settings."), _WHAT)
    try:
        document = plain_inside(json.loads(data))
    except (ValueError, RecursionError) as error:
        raise BadInput(tr("This file does not hold exported settings."), _WHAT) from error
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise BadInput(tr("This file does not hold exported settings."), _WHAT)
    version = document.get("version")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise BadInput(tr("The settings in this file have no version."), _WHAT)
    preferences, lists = document.get("preferences", {}), document.get("lists", {})
    if not isinstance(preferences, dict) or not isinstance(lists, dict):
        raise BadInput(tr("The settings in this file are in a form that is not known."), _NEWER)
    left: list[str] = []
    content = Transferred(
        {
            key: value
            for key, value in _clean(preferences, "", left).items()
            if isinstance(value, bool | int | str)
        },
        {
            name: _clean_items(name, items, left)
            for name, items in lists.items()
            if isinstance(items, list)
        },
    )
    writer = said(str(document.get("program", "")), limit=40) or "?"
    return Document(content, tuple(left), writer if version > VERSION else "")


_WHAT = tr("Choose a file that “Export…” of the settings has written.")
_NEWER = tr("Use the version of the program that wrote it, or a newer one.")


def _clean_items(name: str, items: Sequence[object], left: list[str]) -> list[dict[str, object]]:
    return [
        _clean(item, f"{name} › {said(str(item.get('name') or item.get('title') or '?'))}", left)
        for item in items[:MAX_ITEMS]
        if isinstance(item, Mapping)
    ]


def _clean(item: Mapping[str, object], where: str, left: list[str]) -> dict[str, Any]:
    """Return what is not secret of an object; where it was says `left`."""
    clean = {}
    for name, value in item.items():
        place = " › ".join(filter(None, (where, said(str(name)))))
        if (_SECRET_NAME.search(str(name)) and value) or _is_secret(value, MAX_DEPTH):
            left.append(place)
        else:
            clean[name] = value
    return clean


def _is_secret(value: object, depth: int) -> bool:
    """Tell whether anything in a value looks like a secret, or lies deeper than we look."""
    if isinstance(value, str):
        return redact(value) != value
    if depth == 0:
        return isinstance(value, Mapping | list | tuple)
    if isinstance(value, Mapping):
        return any(
            (_SECRET_NAME.search(str(name)) and each)
            or _is_secret(name, depth - 1)
            or _is_secret(each, depth - 1)
            for name, each in value.items()
        )
    if isinstance(value, list | tuple):
        # As one text, too: `--api-key`, `…` are two arguments of one command.
        words = " ".join(each for each in value if isinstance(each, str))
        return redact(words) != words or any(_is_secret(each, depth - 1) for each in value)
    return False
