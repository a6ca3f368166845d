"""Known errors: what a line of an engine's log means, and what to do.

The rules are data (`resources/troubles.yaml`), read once. A pattern looks at one line, has at most
one long repeat, and so takes time in proportion to the line.
"""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from string import Formatter
from types import MappingProxyType
from typing import Any, Literal

import msgspec

from app.core.errors import BadInput
from app.core.i18n import tr, tr_of
from app.core.said import said
from app.services.serving.api import EnvironmentEntry, LaunchSettings
from app.services.serving.fit.api import GIB
from app.services.serving.recipes import yaml_text

FILE = "troubles.yaml"
MOST_LINES = 5000
MOST_CHARACTERS = 2000
LONG_REPEAT = 12
"""From here on a repeat is a long one, of which a pattern has one at most."""
MOST_REPEATS = 200
_LEAST_LITERAL = 5
_STEP = 0.1
_FIRST: dict[str, float] = {
    "memory_fraction": 0.7,
    "context": 32768,
    "users": 4,
    "batch_tokens": 2048,
}
"""What is tried where a setting was left to the engine."""
_KV = "kv_bytes"
_NEEDED = "needed"
"""The group that says how many GiB of KV cache are needed."""
_SPARE = 1.02
_QUANTIFIER = re.compile(r"\{(\d{1,9})(,?)(\d{0,9})\}")
_CLASS = re.compile(r"\[\^?\]?(?:\\.|[^\]\\])*\]")


class FixKind(StrEnum):
    """What a button can do about a trouble. The first six launch again with other settings."""

    LOWER = "lower"
    RAISE = "raise"
    ENVIRONMENT = "environment"
    ARGUMENT = "argument"
    IMAGE = "image"
    PORT = "port"
    KEY = "key"  # save a token
    LICENCE = "licence"  # accept it on the model's page
    CACHES = "caches"  # drop the page cache: a command, with what it does
    STOP_OTHERS = "stop_others"  # engines that have the memory
    DISK = "disk"  # make room
    WAIT = "wait"  # then the same again
    REBOOT = "reboot"
    COMMAND = "command"  # for an administrator of the node, to copy


_CHANGING = (FixKind.LOWER, FixKind.RAISE, FixKind.ENVIRONMENT, FixKind.ARGUMENT, FixKind.IMAGE,
             FixKind.PORT)  # fmt: skip
DROP_CACHES = "sudo sh -c 'sync; echo 3 > /proc/sys/vm/drop_caches'"


@dataclass(frozen=True, slots=True)
class Fix:
    """One thing that can be done, for a button."""

    kind: FixKind
    title: str
    """`Launch with less memory`."""
    name: str = ""
    """The setting, or the variable."""
    value: str = ""
    """What it becomes, the image, or the command to copy."""

    @property
    def changes_settings(self) -> bool:
        """Whether it is a launch with other settings."""
        return self.kind in _CHANGING

    def change(self, settings: LaunchSettings) -> LaunchSettings:
        """Return the settings to launch with; the same where others help."""
        if self.kind in (FixKind.LOWER, FixKind.RAISE):
            changed: dict[str, Any] = {self.name: self._number(getattr(settings, self.name))}
            return replace(_fitted_anew(settings, self.name), **changed)
        if self.kind is FixKind.ENVIRONMENT:
            kept = tuple(each for each in settings.environment if each.name != self.name)
            return replace(settings, environment=(*kept, EnvironmentEntry(self.name, self.value)))
        if self.kind is FixKind.ARGUMENT:
            others = tuple(each for each in settings.arguments if each != self.value)
            return replace(settings, arguments=(*others, self.value))
        if self.kind is FixKind.IMAGE:
            return replace(settings, image=self.value)
        if self.kind is FixKind.PORT:
            return replace(settings, port=None)
        return settings

    def _number(self, present: float | None) -> float:
        """Return a setting's next value: what the engine itself said, else a step."""
        if self.value.isdecimal() and int(self.value) > 0:
            return int(self.value)
        first = _FIRST.get(self.name, _STEP)
        if self.kind is FixKind.RAISE:
            return min(0.95, round((present or first) + _STEP, 2))
        if self.name == "memory_fraction":
            return first if present is None else max(_STEP, round(present - _STEP, 2))
        return first if present is None else max(1, int(present) // 2)


def _fitted_anew(settings: LaunchSettings, changed: str) -> LaunchSettings:
    """Return the settings without what was fitted to others: the launch fits it again."""
    if settings.kv_bytes is None or changed == "memory_fraction":
        return settings
    return replace(settings, kv_bytes=None, memory_fraction=None)


@dataclass(frozen=True, slots=True)
class Explained:
    """A line that is known."""

    rule: str
    """Name of the rule: `free-memory-at-start`."""
    line: str
    cause: str
    advice: str
    fixes: tuple[Fix, ...] = ()
    """The best first."""
    source: str = ""
    """Who says so."""
    is_benign: bool = False
    """Nothing is wrong: it only looks so."""

    @property
    def fix(self) -> Fix | None:
        """Return the best one."""
        return next(iter(self.fixes), None)


class _FixForm(msgspec.Struct, forbid_unknown_fields=True):
    """A fix as it stands in the file."""

    kind: FixKind
    name: str = ""
    value: str = ""
    title: str = ""


class _RuleForm(msgspec.Struct, forbid_unknown_fields=True):
    """A rule as it stands in the file."""

    id: str
    pattern: str
    cause: str
    advice: str
    source: str
    engines: list[str] = []
    fixes: list[_FixForm] = []
    benign: Literal["yes", "no"] = "no"


class _File(msgspec.Struct, forbid_unknown_fields=True):
    rules: list[_RuleForm]


@dataclass(frozen=True, slots=True)
class Rule:
    """What one kind of line means."""

    id: str
    pattern: re.Pattern[str]
    cause: str
    """May hold `{name}` of a group."""
    advice: str
    source: str
    engines: tuple[str, ...] = ()
    """Empty: all of them, and the kernel."""
    fixes: tuple[Fix, ...] = ()
    is_benign: bool = False


def explain(engine: str, lines: Iterable[str]) -> tuple[Explained, ...]:
    """Return what is known of the lines of a log, the likeliest cause first.

    Each rule is there once, with its last line. What is benign comes last.
    """
    wanted = [rule for rule in rules() if not rule.engines or engine in rule.engines]
    found: dict[str, re.Match[str]] = {}
    for line in list(lines)[-MOST_LINES:]:
        text = line[:MOST_CHARACTERS]
        for rule in wanted:
            if match := rule.pattern.search(text):
                found[rule.id] = match
                if not rule.is_benign:
                    break
    return tuple(
        _explained(rule, found[rule.id], engine)
        for rule in sorted(wanted, key=lambda rule: rule.is_benign)
        if rule.id in found
    )


@functools.cache
def rules() -> tuple[Rule, ...]:
    """Return the rules that come with the program."""
    from app.core.paths import resource

    return read_rules(resource(FILE).read_text(encoding="utf-8"))


def read_rules(text: str) -> tuple[Rule, ...]:
    """Read rules; BadInput says which one is wrong and how."""
    try:
        form = msgspec.convert(yaml_text.read(text).value, _File, strict=False)
    except msgspec.ValidationError as error:
        raise BadInput(
            tr("The rules are not as they should be: {why}.").format(why=said(str(error)))
        ) from None
    read = tuple(_rule(each) for each in form.rules)
    names = [rule.id for rule in read]
    for name in names:
        if names.count(name) > 1:
            raise BadInput(tr("There are two rules “{name}”.").format(name=said(name)))
    return read


def _rule(form: _RuleForm) -> Rule:
    try:
        _check_pattern(form.pattern)
        pattern = re.compile(form.pattern)
    except (re.error, OverflowError, RecursionError, ValueError) as error:
        raise BadInput(
            tr("Rule “{name}”: {why}.").format(name=said(form.id), why=said(str(error)))
        ) from None
    _check_words(form, pattern)
    return Rule(
        id=form.id,
        pattern=pattern,
        cause=form.cause,
        advice=form.advice,
        source=form.source,
        engines=tuple(form.engines),
        fixes=tuple(_fix(form, each, pattern) for each in form.fixes),
        is_benign=form.benign == "yes",
    )


def _check_words(form: _RuleForm, pattern: re.Pattern[str]) -> None:
    """Refuse texts that are missing, or name a group that the pattern does not have."""
    for name in ("id", "cause", "advice", "source"):
        if not getattr(form, name).strip():
            raise BadInput(tr("Rule “{rule}” has no {name}.").format(rule=said(form.id), name=name))
    for text in (form.cause, form.advice):
        try:
            used = {field for _, field, _, _ in Formatter().parse(text) if field is not None}
        except ValueError as error:
            raise BadInput(
                tr("Rule “{name}”: {why}.").format(name=said(form.id), why=said(str(error)))
            ) from None
        if missing := used - pattern.groupindex.keys():
            raise BadInput(
                tr("Rule “{rule}” has no group {names}.").format(
                    rule=said(form.id), names=said(", ".join(missing))
                )
            )


def _check_pattern(pattern: str) -> None:
    """Refuse a pattern whose time could grow faster than the line."""
    plain = re.sub(r"\\.", "a", _CLASS.sub("a", pattern), flags=re.DOTALL)
    if re.search(r"[*+]", plain):
        raise ValueError("a repeat needs an upper limit: {0,200}")
    long = 0
    for found in _QUANTIFIER.finditer(plain):
        if found[2] and not found[3]:
            raise ValueError("a repeat needs an upper limit: {0,200}")
        most = int(found[3] or found[1])
        if most > MOST_REPEATS:
            raise ValueError(f"a repeat is {MOST_REPEATS} at most")
        if plain[: found.start()].endswith(")"):
            raise ValueError("a group is not repeated")
        long += most > LONG_REPEAT
    if long > 1:
        raise ValueError("one long repeat is enough")
    if not re.search(rf"[^{{}}()|?.\[\]^$]{{{_LEAST_LITERAL}}}", plain):
        raise ValueError("it says too little")


def _fix(form: _RuleForm, fix: _FixForm, pattern: re.Pattern[str]) -> Fix:
    where = tr("Rule “{name}”").format(name=said(form.id))
    known = {*_FIRST}
    if fix.kind is FixKind.RAISE and _NEEDED in pattern.groupindex:
        known.add(_KV)
    if fix.kind in (FixKind.LOWER, FixKind.RAISE) and fix.name not in known:
        raise BadInput(
            tr("{where} changes “{setting}”, which is no setting for that.").format(
                where=where, setting=said(fix.name)
            )
        )
    if fix.kind in (FixKind.ENVIRONMENT, FixKind.KEY) and not fix.name:
        raise BadInput(tr("{where} names no variable.").format(where=where))
    if fix.kind in (FixKind.IMAGE, FixKind.ARGUMENT, FixKind.COMMAND) and not fix.value:
        raise BadInput(tr("{where} says no value for {kind}.").format(where=where, kind=fix.kind))
    value = DROP_CACHES if fix.kind is FixKind.CACHES else fix.value
    if fix.kind is FixKind.LOWER and fix.name in pattern.groupindex:
        value = f"{{{fix.name}}}"
    if fix.name == _KV:
        value = f"{{{_NEEDED}}}"
    return Fix(fix.kind, fix.title or _title(fix), fix.name, value)


_LOWERED = {
    "memory_fraction": tr("less memory"),
    "context": tr("a shorter context"),
    "users": tr("fewer users"),
    "batch_tokens": tr("smaller steps"),
}
_TITLES: Mapping[FixKind, str] = MappingProxyType({
    FixKind.PORT: tr("Launch on another port"),
    FixKind.LICENCE: tr("Open the model's page"),
    FixKind.CACHES: tr("Copy what empties the page cache"),
    FixKind.STOP_OTHERS: tr("Show what runs there"),
    FixKind.DISK: tr("Show what takes the disk"),
    FixKind.WAIT: tr("Try again"),
    FixKind.REBOOT: tr("The node needs a restart"),
    FixKind.COMMAND: tr("Copy the command"),
})  # fmt: skip


def _title(fix: _FixForm) -> str:
    if fix.kind is FixKind.LOWER:
        return tr("Launch with {setting}").format(setting=_LOWERED[fix.name])
    if fix.kind is FixKind.RAISE:
        return (
            tr("Launch with a larger KV cache")
            if fix.name == _KV
            else tr("Launch with more memory")
        )
    if fix.kind is FixKind.ENVIRONMENT:
        return tr("Launch with {name}={value}").format(name=fix.name, value=fix.value)
    if fix.kind is FixKind.KEY:
        return tr("Save {name}").format(name=fix.name)
    if fix.kind in (FixKind.IMAGE, FixKind.ARGUMENT):
        return tr("Launch with {setting}").format(setting=fix.value)
    return _TITLES[fix.kind]


def _explained(rule: Rule, match: re.Match[str], engine: str) -> Explained:
    groups = {name: said(value or "?") for name, value in match.groupdict().items()}
    return Explained(
        rule=rule.id,
        line=said(match.string, limit=400),
        cause=tr_of(rule.cause).format_map(groups),
        advice=tr_of(rule.advice).format_map(groups),
        fixes=_filled([fix for fix in rule.fixes if _is_for(fix, rule, engine)], groups),
        source=rule.source,
        is_benign=rule.is_benign,
    )


def _is_for(fix: Fix, rule: Rule, engine: str) -> bool:
    """Tell whether a fix is one for the engine: an image is that of the rule's first engine."""
    return fix.kind is not FixKind.IMAGE or not rule.engines or rule.engines[0] == engine


def _filled(fixes: Sequence[Fix], groups: Mapping[str, str]) -> tuple[Fix, ...]:
    """Return the fixes with what the engine itself said would do."""
    return tuple(_filled_fix(fix, groups) for fix in fixes)


def _filled_fix(fix: Fix, groups: Mapping[str, str]) -> Fix:
    if fix.value == f"{{{_NEEDED}}}":
        try:
            needed = math.ceil(float(groups[_NEEDED]) * _SPARE * GIB)
        except ValueError:  # as in 1.2.3
            needed = GIB
        return replace(fix, value=str(needed))
    if fix.kind is FixKind.LOWER and fix.value == f"{{{fix.name}}}":
        return replace(fix, value=groups[fix.name])
    return fix
