"""Reading a model's config.json: text of strangers, so every field is checked before it is used."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence

from app.core.errors import BadInput
from app.core.i18n import numeral, tr
from app.core.said import said

MAX_BYTES = 4 * 1024 * 1024
"""Of a config.json; real ones have a few KB."""
_INNER = ("text_config", "llm_config", "language_config", "thinker_config")
_DEPTH = 4

MOST_LAYERS = 4096
MOST_HEADS = 65_536
MOST_TOKENS = 1 << 34
MOST_WIDTH = 1 << 24


def decode_config(data: bytes) -> Mapping[str, object]:
    """Return a config.json as a mapping; BadInput with what is wrong otherwise."""
    if len(data) > MAX_BYTES:
        raise BadInput(
            tr("This is no config.json: it has more than {most} MiB.").format(most=MAX_BYTES >> 20),
            tr("A model's config.json has a few KB."),
        )
    try:
        value = json.loads(data)
    except RecursionError:
        raise BadInput(tr("This config.json is nested too deeply.")) from None
    except ValueError as error:  # not UTF-8, not JSON, a number with thousands of digits
        raise BadInput(tr("This is no config.json: {why}.").format(why=said(str(error)))) from None
    if not isinstance(value, dict) or not value:
        raise BadInput(tr("This is no config.json: it holds no fields."))
    return value


def language_part(config: Mapping[str, object]) -> Mapping[str, object]:
    """Return the part about the language model, where others stand beside it."""
    for _ in range(_DEPTH):
        inner = next((part for name in _INNER if (part := _mapping(config.get(name)))), None)
        if inner is None:
            break
        config = {**{name: config[name] for name in _SHARED if name in config}, **inner}
    return config


_SHARED = ("architectures", "quantization_config", "tie_word_embeddings", "max_position_embeddings")
"""What stands outside of the inner part as well."""


def _mapping(value: object) -> Mapping[str, object] | None:
    return value if isinstance(value, Mapping) and value else None


def words(config: Mapping[str, object], *names: str) -> str:
    """Return the first of several fields that is a text, "" where none is."""
    for name in names:
        value = config.get(name)
        if isinstance(value, str):
            return value
    return ""


def listed(config: Mapping[str, object], *names: str) -> Sequence[object] | None:
    """Return the first of several fields that is a list; BadInput when it is endless."""
    for name in names:
        value = config.get(name)
        if isinstance(value, (list, tuple)):
            if len(value) > MOST_LAYERS:
                raise BadInput(
                    tr("“{name}” in this config.json lists {count} layers.").format(
                        name=name, count=numeral(len(value))
                    )
                )
            return value
    return None


def number(config: Mapping[str, object], *names: str, most: int = MOST_WIDTH) -> int | None:
    """Return the first of several fields that is there, a whole number from 1 to `most`."""
    for name in names:
        value = config.get(name)
        if value is None:
            continue
        return whole(name, value, most=most, least=1)
    return None


def whole(name: str, value: object, *, most: int, least: int = 0) -> int:
    """Return a whole number in its bounds; BadInput with its name otherwise."""
    if isinstance(value, float) and math.isfinite(value) and value == int(value):
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        shown = (
            said(str(value)[:60])
            if not isinstance(value, int)
            else f"{value:.3g}"
            if (abs(value) < 10**300)
            else tr("a number without end")
        )
        raise BadInput(
            tr("“{name}” in this config.json is {shown}.").format(name=name, shown=shown),
            tr("It should be a whole number from {least} to {most}.").format(
                least=least, most=numeral(most)
            ),
        )
    return value


def needed(config: Mapping[str, object], *names: str, most: int = MOST_WIDTH) -> int:
    """Return a field that has to be there; BadInput that names it otherwise."""
    value = number(config, *names, most=most)
    if value is None:
        raise BadInput(
            tr("This config.json does not say “{names}”.").format(names=names[0]),
            tr("It is needed to tell how much memory the model takes."),
        )
    return value
