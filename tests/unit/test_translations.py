"""The catalogues: complete, the same placeholders, and built from what is in the code."""

from __future__ import annotations

import re
import subprocess
import xml.etree.ElementTree as ElementTree
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.core import i18n
from scripts import translations

FORMS = {"de": 2, "zh_CN": 1}
_PLACES = re.compile(r"\{[^{}]*\}|%n")


@dataclass(frozen=True, slots=True)
class Entry:
    """One text of a catalogue."""

    text: str
    comment: str
    forms: tuple[str, ...]
    has_number: bool
    finished: bool


def entries(file: Path) -> Iterator[Entry]:
    """Read a catalogue."""
    for message in ElementTree.parse(file).getroot().iter("message"):
        done = message.find("translation")
        assert done is not None
        forms = tuple(form.text or "" for form in done.iter("numerusform")) or (done.text or "",)
        yield Entry(
            message.findtext("source") or "",
            message.findtext("comment") or "",
            forms,
            message.get("numerus") == "yes",
            done.get("type") is None,
        )


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> set[tuple[str, str]]:
    """Return every text of the code as the extractor sees it."""
    file = tmp_path_factory.mktemp("catalogue") / "app.ts"
    translations.find(file, "de")
    return {(each.text, each.comment) for each in entries(file)}


@pytest.mark.parametrize("language", translations.LANGUAGES)
def test_catalogue_has_every_text_of_the_window(language: str, found: set[tuple[str, str]]) -> None:
    known = {
        (each.text, each.comment)
        for each in entries(translations.catalogue(language))
        if each.finished and all(each.forms)
    }

    missing = sorted(found - known)

    assert missing == [], "translate them, then run: python3 scripts/dev.py translations"
    assert sorted(known - found) == [], "gone from the code: run dev.py translations"


@pytest.mark.parametrize("language", translations.LANGUAGES)
def test_catalogue_keeps_what_is_filled_in(language: str) -> None:
    wrong = [
        (each.text, form)
        for each in entries(translations.catalogue(language))
        for form in each.forms[-1:]
        if Counter(_PLACES.findall(form)) != Counter(_PLACES.findall(each.text))
    ]

    assert wrong == []


@pytest.mark.parametrize("language", translations.LANGUAGES)
def test_catalogue_has_every_plural(language: str) -> None:
    wrong = [
        each.text
        for each in entries(translations.catalogue(language))
        if each.has_number and len(each.forms) != FORMS[language]
    ]

    assert wrong == []


@pytest.mark.parametrize("language", translations.LANGUAGES)
def test_catalogue_is_built_from_its_source(language: str, tmp_path: Path) -> None:
    source = translations.catalogue(language)
    fresh = tmp_path / "fresh.qm"

    translations.build(source, fresh)

    built = source.with_suffix(".qm").read_bytes()
    assert built == fresh.read_bytes(), "run: python3 scripts/dev.py translations --build"


def test_texts_are_literal() -> None:
    """The extractor finds `tr("…")` only: not a variable, nothing inside an f-string."""
    told = subprocess.run(
        ["git", "grep", "-nE", r"\btr\((f\"|[a-z_]+[,)])|f\".*\btr\('", "--", "app"],
        cwd=translations.ROOT,
        capture_output=True,
        text=True,
        check=False,
    ).stdout

    assert [line for line in told.splitlines() if "def tr(" not in line] == []


def test_tr_is_english_without_a_catalogue() -> None:
    assert i18n.tr("Connect") == "Connect"
    assert i18n.tr("%n nodes", "%n node", 1) == "1 node"
    assert i18n.tr("%n nodes", "%n node", 1200) == "1,200 nodes"
    assert i18n.numeral(1234.5, 1) == "1,234.5"


def test_numeral_follows_the_language() -> None:
    i18n.speak(i18n.Manner("de", ",", "."), None)
    try:
        assert i18n.numeral(1234.56, 1) == "1.234,6"
        assert i18n.numeral(0.5, 2, grouped=False) == "0,50"
        assert i18n.tr("%n nodes", "%n node", 1200) == "1.200 nodes"
    finally:
        i18n.speak(i18n.Manner(), None)
