"""Arguments of engines: which a setting decides, and how they are read. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, replace
from typing import Any

from app.core.errors import BadInput
from app.core.i18n import tr
from app.core.said import said
from app.services.serving.api import EngineSpec, LaunchSettings, Option

_LEAST_PREFIX = 5
"""Characters of a long flag from which on engines take the beginning for the whole."""
_UNITS = {"k": 1000, "m": 1000**2, "g": 1000**3, "K": 1024, "M": 1024**2, "G": 1024**3}
_NAMES = {
    "context": tr("the context"),
    "users": tr("the number of users"),
    "kv_dtype": tr("the KV cache's type"),
    "memory_fraction": tr("the part of the memory"),
    "kv_bytes": tr("the KV cache's size"),
    "batch_tokens": tr("the tokens of a step"),
    "port": tr("the port"),
    "served_name": tr("the model's name"),
    "open_to_network": tr("whether the port is open to the network"),
    "use_gpu": tr("whether the GPU is used"),
}


def check_arguments(
    engine: EngineSpec, arguments: Sequence[str], fixed: Sequence[str] = ()
) -> None:
    """Refuse arguments that contradict what the plan itself writes.

    `fixed` are further flags that no setting changes, as in `--model`.
    """
    flags = managed_flags(engine)
    known = {normal(name) for option in engine.options for name in _names(option)}
    others = {normal(name) for name in fixed}
    for argument in arguments:
        flag = flag_of(argument)
        if not flag:
            continue
        if flag in others:
            raise BadInput(
                tr("{flag} is decided by the recipe's model.").format(flag=said(flag)),
                tr("Take it out."),
            )
        option = flags.get(flag) or _abbreviated(flag, flags, known)
        if option is not None:
            raise _managed(flag, option)


def check_variables(engine: EngineSpec, names: Iterable[str]) -> None:
    """Refuse variables that contradict what the plan itself writes."""
    flags = managed_flags(engine)
    for name in names:
        if (option := flags.get(name)) is not None:
            raise _managed(name, option)


def _managed(flag: str, option: Option) -> BadInput:
    what = _NAMES.get(option.setting, option.setting)
    return BadInput(
        tr("{flag} is written by the plan itself.").format(flag=said(flag)),
        tr("Take it out and set {what} instead.").format(what=what),
    )


def managed_flags(engine: EngineSpec) -> Mapping[str, Option]:
    """Return the options that a setting decides, by each way to write them."""
    return {
        normal(name): option
        for option in engine.options
        if option.setting
        for name in _names(option)
    }


def flag_of(argument: str) -> str:
    """Return the flag of an argument as engines compare it; empty when it is none."""
    if not argument.startswith("-") or argument in ("-", "--") or _is_number(argument):
        return ""
    return normal(argument.partition("=")[0])


def normal(flag: str) -> str:
    """Return a long flag with dashes: engines take underscores for the same."""
    return flag.replace("_", "-") if flag.startswith("--") else flag


def flag_value(arguments: Sequence[str], *names: str) -> str | None:
    """Return what the last of these flags says; None where there is none."""
    wanted = {normal(name) for name in names}
    found: str | None = None
    for at, argument in enumerate(arguments):
        if flag_of(argument) in wanted:
            _, equals, value = argument.partition("=")
            following = arguments[at + 1] if at + 1 < len(arguments) else ""
            found = value if equals else following
    return found


def has_flag(arguments: Sequence[str], *names: str) -> bool:
    """Tell whether one of these flags is among the arguments."""
    wanted = {normal(name) for name in names}
    return any(flag_of(argument) in wanted for argument in arguments)


def settings_in(
    engine: EngineSpec, arguments: Sequence[str]
) -> tuple[LaunchSettings, tuple[str, ...]]:
    """Return what arguments say that settings say, too, and the arguments that are left.

    For pasted commands: `--max-model-len 32768` becomes `context=32768`.
    """
    flags, settings, rest = managed_flags(engine), LaunchSettings(), list[str]()
    skipped = False
    for at, argument in enumerate(arguments):
        if skipped:
            skipped = False
            continue
        option = flags.get(flag_of(argument))
        if option is None:
            rest.append(argument)
            continue
        _, equals, value = argument.partition("=")
        if not equals and option.value:
            value = arguments[at + 1] if at + 1 < len(arguments) else ""
            skipped = True
        settings = replace(settings, **_setting(engine, option, value))
    return settings, tuple(rest)


def _setting(engine: EngineSpec, option: Option, value: str) -> dict[str, Any]:
    """Return the field that an option sets; nothing where a person decides each time."""
    name = option.setting
    kinds = {each.name: str(each.type) for each in fields(LaunchSettings)}
    if name in ("open_to_network", "use_gpu"):
        return {}
    if name == "kv_dtype":
        return {name: value} if value in engine.kv_dtypes else {}
    if "int" in kinds[name]:
        return {name: _whole(option, value)}
    if "float" in kinds[name]:
        try:
            return {name: float(value)}
        except ValueError:
            raise _unreadable(option, value) from None
    return {name: value}


def _whole(option: Option, value: str) -> int:
    unit = _UNITS.get(value[-1:], 1)
    digits = value[:-1] if value[-1:] in _UNITS else value
    try:
        number = float(digits) * unit
        if not 0 < number < 2**53:
            raise _unreadable(option, value)
        return int(number)
    except ValueError:
        raise _unreadable(option, value) from None


def _unreadable(option: Option, value: str) -> BadInput:
    return BadInput(
        tr("“{text}” is no number for {flag}.").format(text=said(value), flag=option.flag)
    )


def _abbreviated(flag: str, flags: Mapping[str, Option], known: set[str]) -> Option | None:
    """Return the managed option whose beginning a flag is: argparse takes it for the whole."""
    if not flag.startswith("--") or len(flag) < _LEAST_PREFIX or flag in known:
        return None
    return next((option for name, option in flags.items() if name.startswith(flag)), None)


def _names(option: Option) -> Iterator[str]:
    yield option.flag
    yield from option.also


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
