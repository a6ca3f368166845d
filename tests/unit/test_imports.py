"""The lower layers work without Qt, and each of their modules imports by itself."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LAYERS = ("core", "hosts", "transport", "services", "cli")


def _modules(layer: str) -> list[str]:
    files = sorted((ROOT / "app" / layer).rglob("*.py"))
    names = [".".join(file.relative_to(ROOT).with_suffix("").parts) for file in files]
    return [name.removesuffix(".__init__") for name in names]


@pytest.mark.parametrize("layer", LAYERS)
def test_every_module_imports_without_qt(layer: str) -> None:
    code = (
        "import importlib, sys\n"
        "sys.modules['PySide6'] = sys.modules['pyqtgraph'] = None\n"
        "for name in sys.argv[1:]:\n"
        "    importlib.import_module(name)\n"
    )

    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code, *_modules(layer)],
        capture_output=True, text=True, cwd=ROOT, timeout=60,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr


def test_libraries_that_take_long_are_imported_when_they_are_needed() -> None:
    heavy = (
        "openai httpx2 markdown_it pygments ziamath onnxruntime tokenizers pypdfium2 docx semchunk"
        " watchdog pymilvus jeepney"
    )
    code = (
        "import sys\n"
        "import app.bootstrap, app.cli.main, app.cli.chat, app.shell.window\n"
        "import app.state.chat_endpoints, app.state.conversation, app.state.documents\n"
        "import app.services.chat.answering, app.services.documents.desk\n"
        f"print(*(name for name in {heavy.split()} if name in sys.modules))\n"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        capture_output=True, text=True, cwd=ROOT, timeout=60,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == []


def test_panes_are_found_without_importing_what_they_show() -> None:
    code = (
        "import sys\n"
        "from app.bootstrap import find_panes\n"
        "assert len(find_panes()) > 3\n"
        "print(*(name for name in sys.modules if name.startswith(('app.', 'PySide6.Qt'))))\n"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        capture_output=True, text=True, cwd=ROOT, timeout=60,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    cheap = ("app.bootstrap", "app.core", "app.panes")
    assert [name for name in done.stdout.split() if not name.startswith(cheap)] == []


def test_no_file_is_too_long() -> None:
    lengths = {
        str(file.relative_to(ROOT)): file.read_text(encoding="utf-8").count("\n")
        for file in (ROOT / "app").rglob("*.py")
    }

    assert {name: length for name, length in lengths.items() if length > 500} == {}


def test_no_folder_or_module_has_a_name_that_says_nothing() -> None:
    nothing = {"utils", "misc", "helpers", "common", "models"}

    assert not [file for file in (ROOT / "app").rglob("*") if file.stem in nothing]
