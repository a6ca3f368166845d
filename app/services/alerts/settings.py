"""What the user decided about alerts: rules that differ from the defaults, and whom to tell."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

from app.core.errors import BadInput
from app.core.i18n import tr
from app.core.settings import setting
from app.services.alerts.api import Comparison, Rule, Severity, Target
from app.services.alerts.defaults import DEFAULT_RULES
from app.services.alerts.matching import breaks

MAX_FOR_S = 86_400.0


@dataclass(frozen=True, slots=True)
class AlertSettings:
    """The settings section `alerts`. A default that nobody touched is not in it."""

    rules: tuple[Rule, ...] = setting((), "Rules of the user, and defaults that were changed.")
    removed: tuple[str, ...] = setting((), "Ids of defaults that were removed.")
    targets: tuple[Target, ...] = setting((), "Who else is told; addresses are in the keyring.")
    tell_from: Severity = setting(  # noqa: RUF009 - a field, as dataclasses.field
        Severity.WARNING, "The least that is told by a notification."
    )

    SECTION = "alerts"

    def all_rules(self) -> tuple[Rule, ...]:
        """Return the rules that hold: defaults as they were changed, then the user's own."""
        own = {rule.id: rule for rule in self.rules}
        known = {rule.id for rule in DEFAULT_RULES}
        defaults = [own.get(r.id, r) for r in DEFAULT_RULES if r.id not in self.removed]
        return (*defaults, *(rule for rule in own.values() if rule.id not in known))

    def with_rule(self, rule: Rule) -> AlertSettings:
        """Return them with one rule added or changed."""
        others = tuple(each for each in self.rules if each.id != rule.id)
        kept = others if rule in DEFAULT_RULES else (*others, rule)
        return replace(self, rules=kept, removed=_without(self.removed, rule.id))

    def without_rule(self, rule_id: str) -> AlertSettings:
        """Return them without one rule."""
        kept = tuple(each for each in self.rules if each.id != rule_id)
        removed = _without(self.removed, rule_id)
        if any(rule.id == rule_id for rule in DEFAULT_RULES):
            removed = (*removed, rule_id)
        return replace(self, rules=kept, removed=removed)

    def with_defaults(self) -> AlertSettings:
        """Return them with every default as it was delivered; the user's own rules stay."""
        known = {rule.id for rule in DEFAULT_RULES}
        return replace(self, rules=tuple(r for r in self.rules if r.id not in known), removed=())

    def with_targets(self, targets: tuple[Target, ...]) -> AlertSettings:
        """Return them with other targets."""
        return replace(self, targets=targets)

    def telling_from(self, severity: Severity) -> AlertSettings:
        """Return them with another least severity that is told."""
        return replace(self, tell_from=severity)


def checked(rule: Rule) -> Rule:
    """Return a rule as it can be kept; BadInput when it makes no sense."""
    title, metric = rule.title.strip(), rule.metric.strip()
    if not title or not metric:
        raise BadInput(tr("A rule needs a title and something to look at."))
    if not math.isfinite(rule.level) or not 0 <= rule.for_s <= MAX_FOR_S:
        raise BadInput(tr("The level must be a number, and the time between 0 and 24 h."))
    recover = rule.recover_level
    if recover is not None and not math.isfinite(recover):
        raise BadInput(tr("The recover level must be a number."))
    if rule.comparison is not Comparison.DETECTED and recover is not None and breaks(rule, recover):
        raise BadInput(
            tr("It could never be well again: the recover level is on the wrong side of the level.")
        )
    return replace(rule, title=title, metric=metric)


def _without(ids: Iterable[str], rule_id: str) -> tuple[str, ...]:
    return tuple(each for each in ids if each != rule_id)
