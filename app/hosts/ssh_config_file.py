"""Read OpenSSH client configurations: which settings count for a name.

As ssh does it: the first value found counts, and an Include inside a Host block counts only for
that block. The reader is our own: paramiko's knows no Include, takes a trailing comment for part
of the value and gives up at the first line it cannot read. A test compares this one with `ssh -G`.
"""

from __future__ import annotations

import fnmatch
import glob
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from app.core.errors import BadInput
from app.core.i18n import tr

MAX_DEPTH = 16
"""Includes within includes, as OpenSSH allows."""
MAX_FILES = 256
MAX_BYTES = 1 << 20
"""Of all files together."""

Condition = tuple[str, ...]
"""The patterns of one Host line."""
NEVER: Condition = ()
WILDCARDS = frozenset("*?")

LINE = re.compile(r'([A-Za-z0-9]+)(?:\s*=\s*|\s+|(?=")|$)(.*)', re.DOTALL)
BLANKS = re.compile(r"[ \t]*")
# An escape, a quoted text, or one character. Outside quotes a backslash escapes a blank, too.
PART = re.compile(
    r"""\\(?P<escaped>['"\\ ])"""
    r'''|"(?P<double>(?:[^"\\]|\\['"\\]|\\(?!['"\\]))*)"'''
    r"""|'(?P<single>(?:[^'\\]|\\['"\\]|\\(?!['"\\]))*)'"""
    r"""|(?P<plain>[^ \t"'])"""
)
ESCAPE = re.compile(r"""\\(['"\\])""")


@dataclass(slots=True)
class HostLine:
    """One Host line: where it stands, and the comments in its block."""

    patterns: Condition
    source: str
    """`file:line`."""
    comments: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Block:
    """Settings that count where every one of `conditions` matches."""

    conditions: tuple[Condition, ...]
    settings: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)


class SshConfig:
    """A configuration with everything it includes."""

    def __init__(self, path: Path, *, folder: Path | None = None) -> None:
        """Read `path`; relative Includes are below `folder`, `~/.ssh`. Raises BadInput."""
        self.warnings: list[str] = []
        """What was skipped, each with its place and the reason."""
        self._folder = folder or Path("~/.ssh").expanduser()
        self._host_lines: list[HostLine] = []
        self._blocks: list[_Block] = []
        self._values: dict[str, dict[str, tuple[str, ...]]] = {}
        self._files = 0
        self._bytes_left = MAX_BYTES
        try:
            text = self._read(path)
        except OSError as error:
            raise BadInput(
                tr("{path} cannot be read: {why}.").format(path=path, why=error.strerror)
            ) from error
        self._parse(text, path, (), ())

    def aliases(self) -> dict[str, HostLine]:
        """Return the names without wildcards, in the order of the file."""
        found: dict[str, HostLine] = {}
        for line in self._host_lines:
            for pattern in line.patterns:
                if not set(pattern) & WILDCARDS and not pattern.startswith("!"):
                    found.setdefault(pattern, line)
        return found

    def values(self, alias: str) -> dict[str, tuple[str, ...]]:
        """Return the arguments that count for `alias`, by lower-case keyword.

        Every IdentityFile is kept. Of ProxyJump and ProxyCommand at most one is not `none`.
        """
        if alias in self._values:
            return self._values[alias]
        found: dict[str, tuple[str, ...]] = {}
        for block in self._blocks:
            if not all(matches(alias, condition) for condition in block.conditions):
                continue
            for keyword, arguments in block.settings:
                if keyword == "identityfile":
                    found[keyword] = (*found.get(keyword, ()), *arguments)
                elif not _is_overruled(keyword, found):
                    found.setdefault(keyword, arguments)
        self._values[alias] = found
        return found

    def _parse(
        self, text: str, path: Path, outer: tuple[Condition, ...], chain: tuple[str, ...]
    ) -> None:
        chain = (*chain, os.path.realpath(path))
        block = self._open_block(outer)
        host_line: HostLine | None = None
        for number, line in enumerate(text.split("\n"), start=1):
            place = f"{path}:{number}"
            if line.lstrip().startswith("#") and host_line is not None:
                host_line.comments.append(line.strip())
            try:
                keyword, arguments = split_line(line)
            except ValueError as error:
                self.warnings.append(
                    tr("{place}: skipped, {error}.").format(place=place, error=error)
                )
                continue
            if keyword == "host":
                host_line = HostLine(arguments, place)
                self._host_lines.append(host_line)
                block = self._open_block((*outer, arguments))
            elif keyword == "match":
                host_line, block = None, self._open_block((*outer, NEVER))
                self.warnings.append(
                    tr("{place}: skipped, Match blocks are not imported.").format(place=place)
                )
            elif keyword == "include":
                for pattern in arguments:
                    self._include(pattern, place, block.conditions, chain)
                block = self._open_block(block.conditions)
            elif keyword:
                block.settings.append((keyword, arguments))

    def _open_block(self, conditions: tuple[Condition, ...]) -> _Block:
        self._blocks.append(_Block(conditions))
        return self._blocks[-1]

    def _include(
        self,
        pattern: str,
        place: str,
        conditions: tuple[Condition, ...],
        chain: tuple[str, ...],
    ) -> None:
        """Read the files of one Include; a missing one is nothing, as for ssh."""
        whole = os.path.join(self._folder, os.path.expanduser(os.path.expandvars(pattern)))
        for name in sorted(glob.glob(whole)):
            if os.path.realpath(name) in chain:
                self.warnings.append(
                    tr("{place}: skipped, {name} includes itself.").format(place=place, name=name)
                )
            elif len(chain) > MAX_DEPTH:
                self.warnings.append(
                    tr("{place}: skipped, more than {most} Includes deep.").format(
                        place=place, most=MAX_DEPTH
                    )
                )
            else:
                try:
                    text = self._read(Path(name))
                except OSError as error:
                    self.warnings.append(
                        tr("{place}: skipped, {name}: {why}.").format(
                            place=place, name=name, why=error.strerror
                        )
                    )
                    continue
                self._parse(text, Path(name), conditions, chain)

    def _read(self, path: Path) -> str:
        """Return a file's text; raises OSError, also when there is too much to read."""
        self._files += 1
        if self._files > MAX_FILES:
            raise OSError(0, f"more than {MAX_FILES} files")
        if path.exists() and not path.is_file():  # a pipe would never end
            raise OSError(0, "it is not a file")
        with path.open("rb") as file:
            data = file.read(self._bytes_left + 1)
        self._bytes_left -= len(data)
        if self._bytes_left < 0:
            raise OSError(0, f"more than {MAX_BYTES >> 20} MiB to read")
        return data.decode("utf-8", "replace")


def _is_overruled(keyword: str, found: Mapping[str, tuple[str, ...]]) -> bool:
    """Whether a setting is ignored for another one before it; as `ssh -G` shows."""
    if keyword == "proxyjump":
        return "proxycommand" in found
    return keyword == "proxycommand" and not is_none(found.get("proxyjump"))


def is_none(arguments: Sequence[str] | None) -> bool:
    """Whether a setting is absent, or switched off by the word `none`."""
    return arguments is None or [each.lower() for each in arguments] == ["none"]


def split_line(line: str) -> tuple[str, tuple[str, ...]]:
    """Split a line into its lower-case keyword and arguments; ValueError says what is wrong."""
    line = line.strip()
    if not line or line.startswith("#"):
        return "", ()
    found = LINE.fullmatch(line)
    if found is None or "\0" in line:
        raise ValueError(tr("it is not a setting"))
    arguments = _words(found[2])
    if not arguments:
        raise ValueError(tr("{setting} has no value").format(setting=found[1]))
    return found[1].lower(), arguments


def matches(alias: str, patterns: Sequence[str]) -> bool:
    """Whether a Host line with these patterns is for `alias`: one matches and none denies it."""
    matched = False
    for pattern in patterns:
        wanted = pattern.removeprefix("!")
        if alias == wanted or (set(wanted) & WILDCARDS and _glob_matches(alias, wanted)):
            if pattern.startswith("!"):
                return False
            matched = True
    return matched


def _glob_matches(alias: str, pattern: str) -> bool:
    return fnmatch.fnmatchcase(alias, pattern.replace("[", "[[]"))


def _words(text: str) -> tuple[str, ...]:
    """Split at blanks outside quotes, up to a comment."""
    words: list[str] = []
    position = 0
    while True:
        blanks = BLANKS.match(text, position)
        position = blanks.end() if blanks else position
        if position == len(text) or text[position] == "#":
            return tuple(words)
        word = ""
        while (part := PART.match(text, position)) is not None:
            quoted = part["double"] if part["double"] is not None else part["single"]
            word += part["escaped"] or part["plain"] or ESCAPE.sub(r"\1", quoted or "")
            position = part.end()
        if position < len(text) and text[position] not in " \t":
            raise ValueError(tr("a quote is not closed"))
        words.append(word)
