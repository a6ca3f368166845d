"""Which rules look at which number of which machine, and what a value means to a rule."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable

from app.core.ids import NodeId
from app.services.alerts.api import LARGE_BYTES, Comparison, MachineSize, Rule

MAX_KNOWN_KEYS = 10_000
"""A machine whose numbers have ever new names must not fill the memory."""


class Matcher:
    """Finds the rules of a metric, each `*` for one or more characters; remembers each answer."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._patterns = [
            (re.compile(".+".join(re.escape(part) for part in rule.metric.split("*"))), rule)
            for rule in rules
            if rule.enabled
        ]
        self._known: dict[str, tuple[Rule, ...]] = {}

    def rules_for(self, metric: str) -> tuple[Rule, ...]:
        """Return the rules that look at a metric or detector, in their order."""
        known = self._known.get(metric)
        if known is None:
            if len(self._known) >= MAX_KNOWN_KEYS:
                self._known.clear()
            known = tuple(rule for pattern, rule in self._patterns if pattern.fullmatch(metric))
            self._known[metric] = known
        return known


def looks_at(rule: Rule, node: NodeId, total_bytes: float | None) -> bool:
    """Tell whether a rule is for this machine; one of unknown size is not large and not small."""
    if rule.nodes and node not in rule.nodes:
        return False
    if rule.size is MachineSize.ANY:
        return True
    if total_bytes is None:
        return False
    return (total_bytes >= LARGE_BYTES) == (rule.size is MachineSize.LARGE)


def is_known(value: float | None) -> bool:
    """Tell whether a value is a number to compare with."""
    return value is not None and math.isfinite(value)


def breaks(rule: Rule, value: float) -> bool:
    """Tell whether a value is beyond the rule's level."""
    return value > rule.level if rule.comparison is Comparison.ABOVE else value < rule.level


def is_well(rule: Rule, value: float) -> bool:
    """Tell whether a value is back at the recover level, or past it."""
    limit = rule.level if rule.recover_level is None else rule.recover_level
    return value <= limit if rule.comparison is Comparison.ABOVE else value >= limit


def worse(rule: Rule, one: float | None, other: float | None) -> float | None:
    """Return the value that is further from well."""
    known = [value for value in (one, other) if value is not None]
    if not known:
        return None
    return min(known) if rule.comparison is Comparison.BELOW else max(known)
