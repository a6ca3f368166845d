"""Reads a config.json of strangers: what is none is refused, and its texts may be shown."""

from __future__ import annotations

from collections.abc import Mapping

from app.core.errors import BadInput
from app.core.i18n import tr
from app.core.said import plain_inside
from app.services.containers.reading import as_dict
from app.services.serving.facts.api import FactsUnavailable
from app.services.serving.fit.fields import MAX_BYTES, decode_config

__all__ = ["MAX_BYTES", "read_config"]


def read_config(data: bytes) -> Mapping[str, object]:
    """Return a config.json; FactsUnavailable when it is none, too large or nested too deeply."""
    try:
        return as_dict(plain_inside(decode_config(data)))
    except BadInput as error:
        raise FactsUnavailable(error.message, error.hint) from None
    except RecursionError:
        raise FactsUnavailable(tr("This config.json is nested too deeply.")) from None
