"""What is packaged: names, version, folders. Standard library only, as all of `packaging`."""

from __future__ import annotations

import os
import platform
import re
import sys
import tomllib
from pathlib import Path

PACKAGING = Path(__file__).resolve().parent
ROOT = PACKAGING.parent
SLUG = "spark-command-center"
MODEL_SLUG = f"{SLUG}-documents"
"""The embedding model, which is installed over the program."""
NAME = "DGX Spark Command Center"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
SUMMARY: str = PROJECT["description"]
OUT_VARIABLE = "SPARK_COMMAND_CENTER_DIST"
"""Moves the results out of the checkout."""

RESOURCES = (
    "agent",
    "benchmarks",
    "fonts",
    "icons",
    "licences",
    "recipes",
    "release.json",
    "theme",
    "translations",
    "troubles.yaml",
)
"""What of `resources/` the program reads; the wheel has the same."""

_MACHINES = {"amd64": "x86_64", "aarch64": "arm64"}


def version() -> str:
    """Return the version, which pyproject.toml and the program agree on."""
    text = (ROOT / "app/__init__.py").read_text(encoding="utf-8")
    found = re.search(r'^__version__ = "(.+)"$', text, re.MULTILINE)
    if found is None or found[1] != PROJECT["version"]:
        raise SystemExit("The versions of pyproject.toml and app/__init__.py differ.")
    return found[1]


def machine() -> str:
    """Return this computer's processor as names of files say it: x86_64 or arm64."""
    name = platform.machine().lower()
    return _MACHINES.get(name, name)


def dist() -> Path:
    """Return the folder of the results."""
    return Path(os.environ.get(OUT_VARIABLE) or PACKAGING / "dist").resolve()


def bundle() -> Path:
    """Return the folder that runs without anything installed; on macOS the .app."""
    return dist() / (f"{NAME}.app" if sys.platform == "darwin" else SLUG)


def program() -> Path:
    """Return the bundle's executable, which is also the command line."""
    if sys.platform == "darwin":
        return bundle() / "Contents/MacOS" / SLUG
    return bundle() / (f"{SLUG}.exe" if sys.platform == "win32" else SLUG)
