"""Secrets among the words of a recipe, where none belong: files hold no secrets."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.core.log import redact
from app.services.serving.arguments import normal

_OPTIONS = ("--api-key", "--admin-api-key", "--hf-token", "-hft", "--token", "--password",
            "--ssl-keyfile-password")  # fmt: skip
"""Flags of engines whose values are secrets."""
_BETWEEN = re.compile(r"""[\s"'{}\[\](),:;=]+""")


def without_secrets(arguments: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return arguments without secrets and their flags, and the flags that went."""
    kept: list[str] = []
    gone: list[str] = []
    for word in arguments:
        flag, equals, _ = word.partition("=")
        before = kept[-1] if kept else ""
        if equals and (_is_secret_flag(flag) or _holds_secret(word)):
            gone.append(flag)
        elif _is_secret_flag(before):
            gone.append(kept.pop())
        elif _holds_secret(word):
            gone.append(kept.pop() if before.startswith("-") else "a word")
        else:
            kept.append(word)
    return tuple(kept), tuple(gone)


def _is_secret_flag(word: str) -> bool:
    return normal(word) in _OPTIONS


def _holds_secret(word: str) -> bool:
    """Tell whether a part of it looks like a secret, whatever it is called: `hf_…`."""
    return any(redact(part) != part for part in _BETWEEN.split(word))
