"""The process that reads files: `python -m app.services.documents.extracting.child`."""

from __future__ import annotations

import contextlib
import json
import math
import os
import sys
from dataclasses import astuple
from typing import IO, Any

from app.core.i18n import Manner, speak, tr
from app.services.documents.chunking import chunks_of
from app.services.documents.extracting.limits import (
    ReadLimits,
    Unreached,
    Unreadable,
    cannot_open,
)
from app.services.documents.extracting.reading import read
from app.services.documents.extracting.run import DAMAGED, HEADER, too_much_memory


class Said(str):
    """A text in English that knows what it was made of: who asked says it in the user's language.

    No catalogue is loaded here: reading one takes Qt.
    """

    template: str
    values: dict[str, object]

    def __new__(cls, text: str, template: str = "", **values: object) -> Said:
        """Keep a text with the one that the values went into."""
        made = super().__new__(cls, text)
        made.template, made.values = template or text, values
        return made

    def format(self, *_places: object, **values: object) -> Said:
        """Put values in."""
        return Said(super().format(**values), self.template, **values)


def parts_of(text: object) -> tuple[str, dict[str, Any]]:
    """Return what a text was made of; `run.in_words` puts it together."""
    if not isinstance(text, Said):
        return str(text), {}
    return text.template, {name: parts_of(value) for name, value in text.values.items()}


def main() -> None:
    """Answer requests until there are no more."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what a library prints belongs to no answer
    is_first = True
    for line in sys.stdin.buffer:
        request = json.loads(line)
        path = request.pop("path")
        speak(Manner(*request.pop("manner", ())), lambda text, _comment, _n: Said(text))
        limits = ReadLimits(**request)
        if is_first:
            _confine(limits)
            is_first = False
        _limit_time(limits)
        _answer(answers, path, limits)


def _answer(answers: IO[bytes], path: str, limits: ReadLimits) -> None:
    text = b""
    found: dict[str, Any]
    try:
        found, text = _read(path, limits)
    except Unreadable as error:
        found = _failed(error)
    except OSError as error:
        why = cannot_open(error)
        found = _failed(why) | {"is_unreached": isinstance(why, Unreached)}
    except RecursionError:
        found = _failed(Unreadable(tr("It is nested too deeply to be read."), tr("Leave it out.")))
    except Exception as error:  # noqa: BLE001 - libraries raise whatever a damaged file leads to
        is_memory = isinstance(error, MemoryError) or _has_filled(limits)
        ended = too_much_memory(limits) if is_memory else DAMAGED
        found = _failed(ended) | {"is_memory": is_memory}
    head = json.dumps(found).encode()
    answers.write(HEADER.pack(len(head), len(text)))
    answers.write(head)
    answers.write(text)
    answers.flush()


def _failed(error: Unreadable) -> dict[str, Any]:
    return {"error": parts_of(error.message), "hint": parts_of(error.hint)}


def _read(path: str, limits: ReadLimits) -> tuple[dict[str, Any], bytes]:
    extracted = read(path, limits)
    chunks = chunks_of(extracted)
    found = {
        "title": extracted.title,
        "pages": extracted.pages,
        "note": parts_of(extracted.note),
        "sections": [astuple(section) for section in extracted.sections],
        "chunks": [(chunk.start, chunk.end, chunk.page, chunk.heading) for chunk in chunks],
    }
    return found, extracted.text.encode()


def _confine(limits: ReadLimits) -> None:
    """Give the user's own work the way, and let no file fill the memory where this can be said."""
    with contextlib.suppress(ImportError, OSError, ValueError, AttributeError):
        import resource

        os.nice(10)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        resource.setrlimit(resource.RLIMIT_DATA, (limits.memory, limits.memory))


def _has_filled(limits: ReadLimits) -> bool:
    """Return whether memory may be what was missing: libxml2 calls that an unknown error."""
    with contextlib.suppress(ImportError):
        import resource

        unit = 1 if sys.platform == "darwin" else 1024
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit > limits.memory / 2
    return False


def _limit_time(limits: ReadLimits) -> None:
    """End with what cannot be read, also where nobody is left who would see to that."""
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        spent = resource.getrusage(resource.RUSAGE_SELF)
        until = math.ceil(spent.ru_utime + spent.ru_stime + limits.seconds) + 1
        resource.setrlimit(resource.RLIMIT_CPU, (until, resource.RLIM_INFINITY))


if __name__ == "__main__":
    main()
