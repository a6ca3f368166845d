"""The rotating log, with secrets filtered out before they reach the file."""

from __future__ import annotations

import contextlib
import itertools
import logging
import re
import sys
import threading
from io import TextIOWrapper
from pathlib import Path
from types import TracebackType
from urllib.parse import quote

from app.core.files import owner_only

FORMAT = "%(asctime)s %(levelname)-7s %(threadName)s %(name)s: %(message)s"
MASK = "•••"

_NAME = (
    r"(?:password|passwd|passphrase|mysql_pwd|_pass|secret|token|authorization|cookie|credentials?"
    r"|(?:api|access|private|secret)[_-]?key|registry-auth|(?<=\")auth(?=\"))"
)
_NAMED_SECRET = re.compile(
    rf"""(?ix)
    ({_NAME}["']?\s*[:=]\s*[\[(]?+         # what it is called (also HF_TOKEN), then : or =
    |(?<!-)--[\w.-]{{0,30}}{_NAME}(?:\s+|["'],\s*)(?!["']?-))  # or an option, maybe of a list
    (?!{MASK}[\])]?(?:[\s"',;&\\]|$))      # masked before: what follows is told of something else
    (?:"(?:\\.|[^"\\\n])*"?                # the secret itself, in quotes (it may hold blanks)
    |'(?:\\.|[^'\\\n])*'?
    |(?:(?:bearer|basic|token|apikey|negotiate)\s+)?[^\s"',;&]+)  # or without
    """
)
_SHAPED_SECRET = re.compile(
    r"\b(?:hf_[A-Za-z0-9]{16,}|nvapi-[\w-]{16,}|sk-[\w-]{16,}|gh[pousr]_\w{16,}"
    r"|github_pat_\w{16,}|glpat-[\w-]{16,}|xox[a-z]-[\w-]{10,}|tskey-[\w-]{10,}"
    r"|(?:AKIA|ASIA)[A-Z0-9]{16}\b|AIza[\w-]{30,}|eyJ[\w-]{10,}\.eyJ[\w-]{8,}\.[\w-]*)"
    r"|(?i:(?<=bearer )\S+)"
    r"|(?<=://)[^/\s:@]*:[^/\s]+(?=@)"
    r"|(?<=sshpass -p )\S+"
    r"|(?:(?<= -u )|(?<= --user ))(?!\d+:)[^\s:]+:\S+"  # of curl; docker's are numbers
    r"|-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)",
    re.DOTALL,
)

_known: set[str] = set()
_known_lock = threading.Lock()


def register_secret(secret: str) -> None:
    """Never let this text into the log again (a password typed by the user, for one).

    As it is, and as `%r`, JSON and URLs write it.
    """
    if len(secret) >= 4:  # shorter ones would mask ordinary words
        with _known_lock:
            _known.update(_spellings(secret))


def forget_secret(secret: str) -> None:
    """Let go of a secret that is discarded: what nobody holds any more cannot be logged."""
    with _known_lock:
        _known.difference_update(_spellings(secret))


def _spellings(secret: str) -> set[str]:
    import json  # like `logging.handlers`, milliseconds that no start needs

    return {secret, repr(secret)[1:-1], json.dumps(secret)[1:-1], quote(secret, safe="")}


def redact(text: str) -> str:
    """Return `text` with registered secrets and anything that looks like one masked."""
    with _known_lock:
        known = sorted(_known, key=len, reverse=True)
    for secret in known:
        text = text.replace(secret, MASK)
    text = _NAMED_SECRET.sub(rf"\1{MASK}", text)
    return _SHAPED_SECRET.sub(MASK, text)


class RedactingFormatter(logging.Formatter):
    """Formats, then redacts: tracebacks and arguments are covered too."""

    def format(self, record: logging.LogRecord) -> str:
        """Format and redact one record."""
        return redact(super().format(record))


class LogFile(logging.FileHandler):
    """A log file that is set aside as `.1` when it is full; `.1` to `.4` are kept.

    `logging.handlers` has one like it, but loads sockets and pickle for its others: 8 ms of every
    start. A file that cannot be renamed (open elsewhere, on Windows) grows on instead of failing.
    """

    def __init__(self, file: Path, *, limit: int = 1_000_000, kept: int = 4) -> None:
        super().__init__(file, encoding="utf-8")
        self._limit = limit
        self._told = False
        self._names = [file, *(Path(f"{file}.{number}") for number in range(1, kept + 1))]

    def _open(self) -> TextIOWrapper:
        odd = "backslashreplace"  # names of files may be any bytes
        return open(self.baseFilename, "a", encoding="utf-8", errors=odd, opener=owner_only)

    def emit(self, record: logging.LogRecord) -> None:
        """Write a record, to a new file when this one is full."""
        try:
            if self.stream is not None and self.stream.tell() >= self._limit:
                self.stream.close()
                self.stream = None  # FileHandler opens it again
                self._set_aside()
            super().emit(record)
        except (OSError, ValueError):
            self.stream = None
            self.handleError(record)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - of logging
        """Say once that nothing can be written; logging would print each record, unredacted."""
        if self._told or sys.stderr is None:
            return
        self._told = True
        with contextlib.suppress(OSError, ValueError):
            print(redact(f"The log cannot be written: {sys.exc_info()[1]}"), file=sys.stderr)

    def _set_aside(self) -> None:
        for older, newer in itertools.pairwise(reversed(self._names)):
            with contextlib.suppress(OSError):
                newer.replace(older)


def start_logging(file: Path | None, *, verbose: bool = False) -> None:
    """Send the root logger to `file` (5 × 1 MB) and warnings to stderr when `verbose`.

    A log that cannot be opened never stops the start: it goes to stderr instead. What nobody
    catches from now on is in the log, too: who starts from a menu sees no stderr.
    """
    root = logging.getLogger()
    root.setLevel(logging.INFO)
    for noisy in ("paramiko", "urllib3", "docker", "httpx2", "openai"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    handlers: list[logging.Handler] = []
    if file is not None:
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            handlers.append(LogFile(file))
        except OSError as error:
            print(f"No log file: {error}", file=sys.stderr)
    if verbose or not handlers:
        stderr = logging.StreamHandler()
        stderr.setLevel(logging.INFO if verbose else logging.ERROR)
        handlers.append(stderr)
    for handler in handlers:
        handler.setFormatter(RedactingFormatter(FORMAT))
        root.addHandler(handler)
    sys.excepthook = _log_uncaught


def _log_uncaught(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    if not issubclass(kind, Exception):
        sys.__excepthook__(kind, error, trace)
        return
    logging.getLogger(__name__).critical("the program ends", exc_info=(kind, error, trace))
    if sys.stderr is not None:
        import traceback

        text = "".join(traceback.format_exception(kind, error, trace))
        print(redact(text), end="", file=sys.stderr)
