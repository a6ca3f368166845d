"""The catalogues of the window's languages: find the texts, build what the program loads.

`update` writes every text of `app` into `resources/translations/app_*.ts`, keeping what is
translated; `build` makes the `.qm` files of them. Both need PySide6's tools of the environment.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "resources" / "translations"
LANGUAGES = ("de", "zh_CN")


TOOLS = Path(sys.executable).parent


def main(arguments: list[str]) -> int:
    """Update the catalogues, then build them."""
    if arguments not in ([], ["--build"]):
        print("usage: dev.py translations [--build]")
        return 2
    if not arguments:
        for language in LANGUAGES:
            find(catalogue(language), language)
    for language in LANGUAGES:
        build(catalogue(language), catalogue(language).with_suffix(".qm"))
    return 0


def sources() -> list[str]:
    """Return the files whose texts the window shows; the command line speaks English."""
    files = (ROOT / "app").rglob("*.py")
    return sorted(str(file) for file in files if "cli" not in file.relative_to(ROOT).parts[:2])


def catalogue(language: str) -> Path:
    """Return the file that translators work on."""
    return FOLDER / f"app_{language}.ts"


def texts_of_data() -> Iterator[str]:
    """Yield what our own data files say to people."""
    read = yaml.safe_load((ROOT / "resources" / "troubles.yaml").read_text(encoding="utf-8"))
    for trouble in read["rules"]:
        yield from (trouble[key] for key in ("cause", "advice") if trouble.get(key))


def find(file: Path, language: str) -> None:
    """Bring a catalogue up to date with the code; texts that are gone are dropped."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data.py"
        data.write_text("\n".join(f"tr({json.dumps(text)})" for text in texts_of_data()))
        listed = Path(folder) / "files.lst"
        listed.write_text("\n".join([*sources(), str(data)]))
        command: list[str | Path] = [
            TOOLS / "pyside6-lupdate",
            f"@{listed}",
            "-silent",
            "-no-obsolete",
        ]
        command += ["-locations", "none", "-target-language", language, "-ts", file]
        subprocess.run(command, check=True)


def build(file: Path, result: Path) -> None:
    """Make what the program loads; a text without translation stays English."""
    command: list[str | Path] = [TOOLS / "pyside6-lrelease", "-silent", file, "-qm", result]
    subprocess.run(command, check=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
