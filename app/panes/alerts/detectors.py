"""What the detectors are called."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from types import MappingProxyType

from app.services.alerts.opening import all_detectors


@functools.cache
def detector_titles() -> Mapping[str, str]:
    """Return the title of each detector by its name."""
    return MappingProxyType({spec.name: spec.title for spec in all_detectors()})
