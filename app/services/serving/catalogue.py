"""The engines that are there, found by discovery."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from types import MappingProxyType

from app.core.discovery import discover
from app.core.errors import BadInput
from app.core.i18n import tr
from app.services.serving import engines as engines_package
from app.services.serving.api import EngineSpec


@functools.cache
def engines() -> Mapping[str, EngineSpec]:
    """Return the engines by name, in the order in which people are shown them."""
    found = discover(engines_package, "ENGINE", EngineSpec, folders_only=True)
    found.sort(key=lambda engine: (engine.order, engine.name))
    return MappingProxyType({engine.name: engine for engine in found})


def title_of(name: str) -> str:
    """Return what people call an engine; one that is not known is called as it is."""
    spec = engines().get(name)
    return spec.title if spec is not None else name


def engine(name: str) -> EngineSpec:
    """Return one engine; BadInput with the names of those that are there."""
    known = engines()
    if name not in known:
        raise BadInput(
            tr("There is no engine “{name}”.").format(name=name),
            tr("There are {known}.").format(known=", ".join(known)),
        )
    return known[name]
