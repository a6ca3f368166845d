"""Each import-linter contract is broken once on purpose, and caught."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LINTER = Path(sys.executable).with_name("lint-imports")

pytestmark = pytest.mark.skipif(not LINTER.exists(), reason="needs import-linter")


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of the tree without what is not linted."""
    shutil.copytree(ROOT / "app", tmp_path / "app", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def lint(tree: Path) -> str:
    environment = os.environ | {"PYTHONPATH": str(tree), "COLUMNS": "200"}
    done = subprocess.run(
        [LINTER, "--no-cache"],
        cwd=tree,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode in (0, 1), done.stdout + done.stderr
    return done.stdout


def test_contracts_are_kept(tree: Path) -> None:
    assert " BROKEN" not in lint(tree)


@pytest.mark.parametrize(
    ("file", "statement", "contract"),
    [
        ("core/errors.py", "import app.hosts.nodes", "Layers: calls go down"),
        ("hosts/target.py", "import app.transport.api", "Layers: calls go down"),
        ("transport/quoting.py", "import app.services", "Layers: calls go down"),
        ("services/telemetry/wire.py", "import app.workers.job", "Layers: calls go down"),
        ("workers/job.py", "import app.state", "Layers: calls go down"),
        ("panes/api.py", "import app.shell", "Layers: calls go down"),
        ("shell/__init__.py", "import app.cli.main", "Layers: calls go down"),
        ("core/units.py", "import PySide6", "No Qt below the workers"),
        ("services/telemetry/wire.py", "import pyqtgraph", "No Qt below the workers"),
        ("cli/doctor.py", "import app.state", "No Qt below the workers"),
        ("panes/charts/__init__.py", "import app.panes.connection", "Panes do not know each"),
        ("panes/tunnels/__init__.py", "import app.panes.connection", "Panes do not know each"),
        (
            "services/telemetry/sources/agent.py",
            "import app.services.telemetry.sources.local",
            "Telemetry sources do not know each",
        ),
        (
            "services/detectors/power_wedge.py",
            "import app.services.detectors.hung_engine",
            "Detectors do not know each",
        ),
    ],
)  # fmt: skip
def test_broken_contract_is_caught(tree: Path, file: str, statement: str, contract: str) -> None:
    path = tree / "app" / file
    path.write_text(path.read_text() + f"\n{statement}\n")

    told = lint(tree)

    assert [line for line in told.splitlines() if contract in line and " BROKEN" in line], told


def test_typing_only_imports_count(tree: Path) -> None:
    path = tree / "app" / "core" / "errors.py"
    bad = "\nfrom typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import app.hosts.nodes\n"
    path.write_text(path.read_text() + bad)

    assert "Layers: calls go down BROKEN" in lint(tree)
