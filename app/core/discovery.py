"""Find plug-ins: every module or sub-package of a package that exports one named constant."""

from __future__ import annotations

import importlib
import logging
import pkgutil
from types import ModuleType
from typing import TypeVar

log = logging.getLogger(__name__)

SpecT = TypeVar("SpecT")


def discover(
    package: ModuleType, constant: str, kind: type[SpecT], *, folders_only: bool = False
) -> list[SpecT]:
    """Return `module.<constant>` of each direct child of `package`, in module-name order.

    A child without the constant is support code and skipped. One that fails to import, or whose
    constant has the wrong type, is logged and skipped: one broken plug-in never costs the others.
    With `folders_only` the modules beside the sub-packages are not even imported.
    """
    found: list[SpecT] = []
    for info in sorted(pkgutil.iter_modules(package.__path__), key=lambda item: item.name):
        if folders_only and not info.ispkg:
            continue
        name = f"{package.__name__}.{info.name}"
        try:
            module = importlib.import_module(name)
        except Exception:  # a plug-in is foreign code: whatever it raises is its own fault
            log.exception("plug-in %s cannot be imported", name)
            continue
        spec = getattr(module, constant, None)
        if spec is None:
            continue
        if not isinstance(spec, kind):
            log.error("%s.%s is a %s, not a %s", name, constant, type(spec), kind.__name__)
            continue
        found.append(spec)
    return found
