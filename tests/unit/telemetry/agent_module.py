"""The agent's modules, which are resources and no packages of ours."""

from __future__ import annotations

import importlib.util
import sys
from types import ModuleType
from unittest.mock import patch

from app.core.paths import resource


def load(name: str) -> ModuleType:
    """Return a module of the agent, new each time; those it imports are found beside it."""
    path = resource("agent", f"{name}.py")
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    with patch.object(sys, "path", [str(path.parent), *sys.path]):
        spec.loader.exec_module(module)
    return module
