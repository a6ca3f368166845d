"""The lock files: hashed, complete, and without the address of any registry."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCKS = ["requirements.lock", "requirements-dev.lock"]


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def locked(file: str) -> dict[str, str]:
    lines = (ROOT / file).read_text(encoding="utf-8").splitlines()
    found = (re.match(r"([A-Za-z0-9][\w.-]*)(?:\[[^\]]*\])?==([^\s;\\]+)", line) for line in lines)
    return {canonical(match[1]): match[2] for match in found if match}


def declared(*groups: str) -> set[str]:
    document = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = list(document["project"]["dependencies"])
    for group in groups:
        wanted += document["dependency-groups"][group]
    return {canonical(re.match(r"[\w.-]+", each)[0]) for each in wanted}  # type: ignore[index]


@pytest.mark.parametrize("file", LOCKS)
def test_lock_names_no_address(file: str) -> None:
    assert "://" not in (ROOT / file).read_text(encoding="utf-8")


@pytest.mark.parametrize("file", LOCKS)
def test_lock_has_a_hash_for_every_package(file: str) -> None:
    text = (ROOT / file).read_text(encoding="utf-8").replace("\\\n", " ")
    pinned = [line for line in text.splitlines() if re.match(r"[A-Za-z0-9].*==", line)]

    assert pinned
    assert [line for line in pinned if "--hash=sha256:" not in line] == []


def test_lock_has_every_dependency() -> None:
    assert declared() - set(locked("requirements.lock")) == set()
    assert declared("dev") - set(locked("requirements-dev.lock")) == set()


def test_locks_agree() -> None:
    development = locked("requirements-dev.lock")

    assert {
        name: version
        for name, version in locked("requirements.lock").items()
        if development.get(name) != version
    } == {}
