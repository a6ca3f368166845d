"""Every capture that was gathered is parsed by a test, or listed as not used with the reason."""

from __future__ import annotations

import fnmatch
import hashlib
from pathlib import Path

from tests.captures import DATA

TESTS = DATA.parent
TABLES = ("SOURCES.md", "NOT_USED.md", "CAPTURES.txt")


def rows(table: str) -> dict[str, str]:
    """Return the second column by the patterns of the first."""
    found = {}
    for line in (DATA / table).read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if (
            line.startswith("|")
            and not line.startswith("|-")
            and cells[0] not in ("file", "capture")
        ):
            for pattern in cells[0].split(", "):
                assert pattern not in found, f"{table} has {pattern} twice"
                found[pattern] = cells[1]
    return found


def matching(name: str, patterns: dict[str, str]) -> list[str]:
    return [pattern for pattern in patterns if fnmatch.fnmatchcase(name, pattern)]


def digest(path: Path) -> str:
    data = path.read_bytes().replace(b"\r\n", b"\n")  # as Git may check it out elsewhere
    return hashlib.sha256(data).hexdigest()[:16]


def captures() -> dict[str, str]:
    """Return the digest of each capture by its name."""
    lines = (DATA / "CAPTURES.txt").read_text(encoding="utf-8").splitlines()
    return {name: digest for digest, name in (line.split("  ") for line in lines)}


def data_files() -> dict[str, Path]:
    files = (path for path in DATA.rglob("*") if path.is_file())
    return {path.relative_to(DATA).as_posix(): path for path in files if path.name not in TABLES}


def test_every_capture_is_in_the_tests_or_listed_with_the_reason() -> None:
    copied = {digest(path) for path in data_files().values()}
    unused = rows("NOT_USED.md")
    for name, its_digest in captures().items():
        reasons = matching(name, unused)
        if its_digest in copied:
            assert not reasons, f"{name} is used: take it out of NOT_USED.md ({reasons})"
        else:
            assert reasons, f"{name} is neither in tests/data nor in NOT_USED.md"


def test_no_reason_is_left_over() -> None:
    names = captures()
    for pattern, reason in rows("NOT_USED.md").items():
        assert fnmatch.filter(names, pattern), f"NOT_USED.md: {pattern} is no capture"
        assert reason


def test_every_file_of_test_data_has_its_source() -> None:
    sources = rows("SOURCES.md")
    files = data_files()
    for name in files:
        assert matching(name, sources), f"{name} is not in SOURCES.md"
    for pattern in sources:
        assert fnmatch.filter(files, pattern), f"SOURCES.md: {pattern} is no file"


def test_every_file_of_test_data_is_named_by_a_test() -> None:
    """Or by a pattern for its whole folder."""
    texts = "\n".join(path.read_text(encoding="utf-8") for path in TESTS.rglob("*.py"))
    for name, path in data_files().items():
        whole = f'"{path.parent.name}"' in texts and f'glob("*{path.suffix}")' in texts
        assert path.name in texts or whole, f"no test names {name}"
