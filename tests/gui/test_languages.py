"""The window in other languages: nothing is forgotten, nothing is cut, nothing stops a start."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from app.core import i18n
from app.look import languages

ROOT = Path(__file__).resolve().parents[2]
NAMES = {"CPU", "GPU", "PID", "n/a", "spark-1234.local", "Export..."}
"""Written the same in every language; the last is pyqtgraph's own."""


def told(home: Path, code: str) -> dict[str, list[Any]]:
    """Run the whole window in a language and return what it tells of its texts."""
    ran = subprocess.run(
        [sys.executable, "-m", "tests.gui.pseudo_window", str(home)],
        cwd=ROOT,
        env={**os.environ, languages.VARIABLE: code},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr[-2000:]
    answer: dict[str, list[Any]] = json.loads(ran.stdout)
    return answer


@pytest.fixture
def english() -> object:
    """Speak English again afterwards."""
    yield
    languages.use_language("en")


def test_window_has_no_text_outside_the_catalogues_and_cuts_none(tmp_path: Path) -> None:
    seen = told(tmp_path, languages.PSEUDO)

    here = set(seen["running"])
    unmarked = {
        (pane, text)
        for pane, text in seen["unmarked"]
        if re.sub(r" \(\d+\)$", "", text) not in NAMES | here and not text.startswith("v0.")
    }
    assert unmarked == set()
    assert seen["cut"] == []


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize("damage", ["gone", "damaged"])
def test_missing_catalogue_leaves_english(
    damage: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(languages, "resource", lambda *parts: tmp_path.joinpath(*parts))
    if damage == "damaged":
        (tmp_path / "translations").mkdir()
        (tmp_path / "translations" / "app_de.qm").write_bytes(b"nothing of Qt")

    languages.use_language("de")

    assert i18n.language() == "en"
    assert i18n.tr("Connect") == "Connect"
    assert i18n.numeral(1.5, 1) == "1.5"


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize(
    ("code", "word", "half"), [("de", "Verbinden", "0,5"), ("zh_CN", "连接", "0.5")]
)
def test_language_is_spoken(code: str, word: str, half: str) -> None:
    languages.use_language(code)

    assert i18n.tr("Connect") == word
    assert i18n.numeral(0.5, 1) == half


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize(
    "bad", [b"", b"{", b"[]", b'{"sections": 1}', b'{"sections": {"language": {"code": 7}}}']
)
def test_unreadable_choice_follows_the_desktop(
    bad: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(languages.VARIABLE, raising=False)
    settings = tmp_path / "settings.json"
    settings.write_bytes(bad)

    languages.choose_language(settings)

    assert i18n.language() == languages.of_desktop()


@pytest.mark.usefixtures("english")
def test_choice_of_the_settings_is_spoken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(languages.VARIABLE, raising=False)
    settings = tmp_path / "settings.json"
    settings.write_text('{"sections": {"language": {"code": "de"}}}')

    languages.choose_language(settings)

    assert i18n.language() == "de"
