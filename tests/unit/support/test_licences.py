"""Everything that is bundled is named with its licence, wherever the program runs from."""

from __future__ import annotations

import sys
from importlib import metadata
from pathlib import Path

import pytest

from app.services.support import licences


def test_licences_name_everything_that_runs() -> None:
    found = {each.name: each for each in licences.bundled()}
    for name in ("PySide6_Essentials", "paramiko", "numpy", "zeroconf", "Inter", "Python"):
        assert name in found
    assert "LGPL-3.0" in found["PySide6_Essentials"].licence
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in found["PySide6_Essentials"].text
    assert "pytest" not in found
    assert "ruff" not in found
    unstated = [each.name for each in found.values() if each.licence == "not stated"]
    assert unstated == []
    for each in found.values():
        assert each.text.strip(), each.name


def test_licences_of_a_bundle_are_those_of_its_metadata(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "Some_Thing-1.2.dist-info"  # as a bundle has it: without the list of files
    (folder / "licenses").mkdir(parents=True)
    (folder / "METADATA").write_text("Metadata-Version: 2.4\nName: some.thing\nVersion: 1.2\n")
    (folder / "licenses" / "WORDS.txt").write_text("the words of it")
    package = metadata.PathDistribution(folder)
    monkeypatch.setattr(licences, "_by_key", lambda: {"some-thing": package})
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    (tmp_path / "libcrypto.so.3").touch()
    found = {each.name: each for each in licences.bundled()}
    assert found["some.thing"].text == "the words of it"
    assert found["some.thing"].licence == "not stated"
    assert "Apache License" in found["OpenSSL"].text
    assert "SQLite" not in found
