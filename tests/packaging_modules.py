"""`packaging` is a folder of scripts that import each other by their names, not a package."""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys
from pathlib import Path
from types import ModuleType

import pytest

from scripts import dev

PACKAGING = Path(__file__).resolve().parents[1] / "packaging"


def module(path: str) -> ModuleType:
    """Load one of the scripts."""
    file = PACKAGING / path
    spec = importlib.util.spec_from_file_location(f"packaging_{file.stem}", file)
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    sys.path.insert(0, str(PACKAGING))
    try:
        spec.loader.exec_module(made)
    finally:
        sys.path.remove(str(PACKAGING))
    return made


def need(program: str) -> None:
    """Skip where a program is not installed, or fail where CI forbids it."""
    if shutil.which(program) is None:
        reason = f"not installed: {program} (apt: {dev.TEST_PROGRAMS[program]})"
        pytest.fail(reason) if os.environ.get("SPARK_CI_REQUIRE_LAB") == "1" else pytest.skip(
            reason
        )
