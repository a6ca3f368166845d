"""Dataclasses as JSON and back: whatever fields they have, and whatever a file says of them."""

from __future__ import annotations

import dataclasses
import functools
import json
import types
import typing
from collections.abc import Callable, Mapping
from enum import Enum
from typing import Any, TypeVar

RecordT = TypeVar("RecordT")


class BadRecord(Exception):
    """What is there does not make this record."""


def plain(value: object) -> object:
    """Return a value as JSON has it; fields of a record that are as by default are left out.

    Bytes are left out, too: they have a place of their own.
    """
    if isinstance(value, Enum):
        return value.value
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {
            field.name: plain(got)
            for field in dataclasses.fields(value)
            if not isinstance(got := getattr(value, field.name), bytes) and got != _default(field)
        }
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, (tuple, list, frozenset)):
        return [plain(each) for each in value]
    return value


def _default(field: dataclasses.Field[Any]) -> object:
    if field.default_factory is not dataclasses.MISSING:
        return field.default_factory()
    return field.default


def written(value: object) -> str:
    """Return a value as the text of a column; nothing where it says nothing."""
    found = plain(value)
    return json.dumps(found, separators=(",", ":")) if found else ""


def parsed(text: str) -> object:
    """Return what a text of JSON holds; None where it is none."""
    try:
        return json.loads(text) if text else None
    except (ValueError, RecursionError):
        return None


def record(kind: type[RecordT], data: object) -> RecordT:
    """Make a record of what JSON held; what does not fit is as by default.

    Raises:
        BadRecord: Something is missing that has no default.
    """
    if not isinstance(data, Mapping):
        raise BadRecord(kind.__name__)
    found: dict[str, object] = {}
    for name, hint in _fields(kind):  # type: ignore[arg-type]  # a class can be hashed
        if name in data:
            value = _fitting(hint, data[name])
            if value is not _NOTHING:
                found[name] = value
    try:
        return kind(**found)
    except TypeError as error:
        raise BadRecord(kind.__name__) from error


_NOTHING = object()


@functools.cache
def _fields(kind: Callable[..., object]) -> tuple[tuple[str, object], ...]:
    hints = typing.get_type_hints(kind)
    return tuple((name, hints[name]) for name in kind.__dataclass_fields__)  # type: ignore[attr-defined]


def _fitting(hint: object, value: object) -> object:
    """Return a value as a hint wants it, or `_NOTHING`."""
    origin = typing.get_origin(hint)
    if origin in (types.UnionType, typing.Union):
        fits = (_fitting(each, value) for each in typing.get_args(hint))
        return next((each for each in fits if each is not _NOTHING), _NOTHING)
    if origin is tuple:
        return _all_fitting(typing.get_args(hint)[0], value)
    if origin is not None:
        return _mapping(value)
    assert isinstance(hint, type)
    return _one_fitting(hint, value)


def _one_fitting(hint: type, value: object) -> object:
    if dataclasses.is_dataclass(hint):
        try:
            return record(hint, value)
        except BadRecord:
            return _NOTHING
    if issubclass(hint, Enum):
        return next((each for each in hint if each.value == value), _NOTHING)
    if hint is float and isinstance(value, (int, float)) and not isinstance(value, bool):
        return float(value) if abs(value) < 2**53 else _NOTHING  # nor is it NaN then
    if hint is int and type(value) is int:
        return value if abs(value) < 2**63 else _NOTHING
    return value if type(value) is hint else _NOTHING


def _all_fitting(hint: object, value: object) -> object:
    if not isinstance(value, list):
        return _NOTHING
    found = (_fitting(hint, each) for each in value)
    return tuple(each for each in found if each is not _NOTHING)


def _mapping(value: object) -> object:
    if not isinstance(value, Mapping):
        return _NOTHING
    return {key: each for key, each in value.items() if isinstance(each, str)}
