"""Reads files in a process of its own, which may crash, hang or fill its memory.

A request is a line of JSON; the answer is its length, JSON, and the text in UTF-8 (`child.py`).
"""

from __future__ import annotations

import contextlib
import json
import os
import struct
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import app
from app.core.i18n import manner, numeral, tr, tr_of
from app.services.documents.api import Chunk, Extracted, Section
from app.services.documents.extracting.limits import ReadLimits, Unreached, Unreadable

if TYPE_CHECKING:
    import psutil

    from app.core.cancel import Cancel

HEADER = struct.Struct(">QQ")
"""Bytes of the JSON, and of the text behind it."""
CHILD = "app.services.documents.extracting.child"
_LOOK_S = 0.25
"""How often time and memory of the process are looked at."""
_END_S = 2.0
DAMAGED = Unreadable(
    tr("It is damaged: nothing can be read of it."),
    tr("Save it anew with the program that made it."),
)


@dataclass(frozen=True, slots=True)
class Cut:
    """A document's text and the chunks it is found by."""

    extracted: Extracted
    chunks: tuple[Chunk, ...]


def extract(path: str, cancel: Cancel, limits: ReadLimits | None = None) -> Extracted:
    """Return the text of one file. Raises Unreadable, Cancelled."""
    with Extractor(limits) as extractor:
        return extractor.read(path, cancel).extracted


class Extractor:
    """Reads one file after the other, in a process that is started anew where it ends.

    Not thread-safe. A process that read others before is not trusted with a failure: what failed
    by its memory or its end is read once more by a new one.
    """

    def __init__(self, limits: ReadLimits | None = None) -> None:
        self._limits = limits or ReadLimits()
        self._process: subprocess.Popen[bytes] | None = None
        self._has_read = False

    def __enter__(self) -> Extractor:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def read(self, path: str, cancel: Cancel) -> Cut:
        """Return the text of a file and its chunks. Raises Unreadable, Cancelled."""
        cancel.raise_if_cancelled()
        was_used = self._has_read and self._process is not None
        try:
            return self._read(path, cancel)
        except _Ended:
            if not was_used:
                raise
        return self._read(path, cancel)

    def close(self) -> None:
        """End the process."""
        process, self._process, self._has_read = self._process, None, False
        if process is None:
            return
        process.kill()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(_END_S)
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()

    def _read(self, path: str, cancel: Cancel) -> Cut:
        process = self._process or self._start()
        with _Guard(process, self._limits) as guard, cancel.on_cancel(process.kill):
            try:
                answer, text = _ask(process, path, self._limits)
            except (OSError, EOFError):
                self.close()
                cancel.raise_if_cancelled()
                raise guard.verdict() from None
        self._has_read = True
        if "error" in answer:
            if answer.get("is_memory"):
                self.close()
                raise _Ended(in_words(answer["error"]), in_words(answer["hint"]))
            kind = Unreached if answer.get("is_unreached") else Unreadable
            raise kind(in_words(answer["error"]), in_words(answer["hint"]))
        return _cut_of(answer, text)

    def _start(self) -> subprocess.Popen[bytes]:
        flags = 0
        if sys.platform == "win32":
            flags = subprocess.CREATE_NO_WINDOW | subprocess.BELOW_NORMAL_PRIORITY_CLASS
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-m", CHILD],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd=Path(app.__file__).parent.parent,  # where it finds this program, too
                creationflags=flags,
            )
        except OSError as error:
            raise Unreadable(
                tr("The process that reads documents cannot be started: {why}.").format(
                    why=error.strerror
                )
            ) from None
        return self._process


class _Ended(Unreadable):
    """The process ended, or had to be ended, while it read a file."""


class _Guard:
    """Ends the process where it takes too long or too much memory."""

    def __init__(self, process: subprocess.Popen[bytes], limits: ReadLimits) -> None:
        self._process = process
        self._limits = limits
        self._over = threading.Event()
        self._verdict: _Ended | None = None
        self._thread = threading.Thread(target=self._look, name="documents-guard", daemon=True)

    def __enter__(self) -> _Guard:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def verdict(self) -> _Ended:
        """Return why the process ended."""
        return self._verdict or _Ended(DAMAGED.message, DAMAGED.hint)

    def _look(self) -> None:
        left, process = self._limits.seconds, None
        while not self._over.wait(min(_LOOK_S, left)):
            left -= _LOOK_S
            process = process or _process(self._process.pid)
            if left <= 0:
                self._verdict = _Ended(
                    tr("Reading it took more than {seconds:g} s.").format(
                        seconds=self._limits.seconds
                    ),
                    tr("Save it anew, or leave it out."),
                )
            elif _memory(process) > self._limits.memory:
                self._verdict = too_much_memory(self._limits)
            if self._verdict is not None:
                self._process.kill()
                return


def too_much_memory(limits: ReadLimits) -> _Ended:
    """Say that a file needs more memory than it gets."""
    return _Ended(
        tr("Reading it takes more than {memory} GiB of memory.").format(
            memory=numeral(limits.memory / (1 << 30), 1, grouped=False)
        ),
        tr("Split it."),
    )


def _process(pid: int) -> psutil.Process | None:
    import psutil

    with contextlib.suppress(psutil.Error):
        return psutil.Process(pid)
    return None


def _memory(process: psutil.Process | None) -> int:
    import psutil

    if process is None:
        return 0
    try:
        return int(process.memory_info().rss)
    except psutil.Error:
        return 0


def _ask(
    process: subprocess.Popen[bytes], path: str, limits: ReadLimits
) -> tuple[dict[str, Any], str]:
    assert process.stdin is not None
    assert process.stdout is not None
    request = {
        "path": os.path.abspath(path),
        "manner": astuple(manner()),
        "seconds": limits.seconds,
        "memory": limits.memory,
        "unpacked": limits.unpacked,
        "characters": limits.characters,
        "pages": limits.pages,
    }
    process.stdin.write(json.dumps(request).encode() + b"\n")
    process.stdin.flush()
    size, text_size = HEADER.unpack(_exactly(process.stdout, HEADER.size))
    answer: dict[str, Any] = json.loads(_exactly(process.stdout, size))
    return answer, _exactly(process.stdout, text_size).decode()


def _exactly(pipe: IO[bytes], size: int) -> bytes:
    data = pipe.read(size)
    if len(data) < size:
        raise EOFError
    return data


def _cut_of(answer: dict[str, Any], text: str) -> Cut:
    sections = tuple(Section(*values) for values in answer["sections"])
    extracted = Extracted(
        text, sections, answer["title"], answer["pages"], in_words(answer["note"])
    )
    return Cut(extracted, tuple(_chunks(answer["chunks"], text)))


def in_words(parts: Sequence[Any]) -> str:
    """Return a text of the child's in the user's language; `child.parts_of` took it apart."""
    template, values = parts
    text = tr_of(template)
    for name, value in values.items():
        text = text.replace(f"{{{name}}}", in_words(value))
    return text


def _chunks(rows: list[list[Any]], text: str) -> Iterator[Chunk]:
    for start, end, page, heading in rows:
        yield Chunk(start, end, text[start:end], page, heading)
