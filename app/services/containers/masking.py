"""Which texts of a container are secrets, and how they are kept from sight.

A name tells (`HF_TOKEN`, `--api-key`, `db.password`), or the text itself does (`hf_…`,
`postgres://user:password@host`). Counts of tokens and the like are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from app.core.log import MASK, redact

_WORDS = "token|keys?|passwords?|passwd|passphrase|pwd|secrets?|credentials?|authorization|cookie"
_NAME = re.compile(rf"(?i)(?:{_WORDS})(?:$|[_.\-\d])")
_NO_SECRETS = ("PWD", "OLDPWD", "TIKTOKEN_ENCODINGS_BASE")
_OPTION = re.compile(r"-{1,2}[A-Za-z][\w.-]*")


def is_secret(name: str, value: str) -> bool:
    """Whether a value is kept from sight, by its name or its own looks."""
    return bool(value) and (_is_secret_name(name) or redact(value) != value)


def masked_words(words: Sequence[str]) -> tuple[str, ...]:
    """Return the words of a command line, or `NAME=value` entries, without their secrets."""
    return tuple(_masked_words(words))


def masked(value: object) -> object:
    """Return what JSON held, without the secrets in it."""
    if isinstance(value, dict):
        return {key: _masked_entry(key, each) for key, each in value.items()}
    if isinstance(value, list):
        if all(isinstance(each, str) for each in value):
            return list(_masked_words(value))
        return [masked(each) for each in value]
    return redact(value) if isinstance(value, str) else value


def _is_secret_name(name: str) -> bool:
    return name not in _NO_SECRETS and _NAME.search(name) is not None


def _masked_entry(key: str, value: object) -> object:
    if isinstance(value, str) and value and _is_secret_name(key):
        return MASK
    return masked(value)


def _masked_words(words: Sequence[str]) -> Iterator[str]:
    after_secret_option = False
    for word in words:
        name, equals, value = word.partition("=")
        is_option = _OPTION.fullmatch(word) is not None
        if equals and value and _is_secret_name(name):
            yield f"{name}={MASK}"
        elif after_secret_option and word and not is_option:
            yield MASK
        else:
            yield redact(word)
        after_secret_option = is_option and _is_secret_name(word)
