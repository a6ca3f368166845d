"""YAML as people write it, read without any of its traps.

Every plain value is text, so that `8192`, `1.10` and `no` mean what stands there; whoever wants a
number makes one. There are no aliases, tags, several documents or keys twice, and sizes are
limited: a file may come from a stranger.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import yaml

from app.core.errors import BadInput
from app.core.i18n import tr
from app.core.said import said

MAX_BYTES = 256 * 1024
MAX_DEPTH = 12
MAX_VALUES = 5000
_LOADER: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NOTHING = ("", "~", "null", "Null", "NULL")
_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Document:
    """What a text says: mappings, lists and texts."""

    value: object
    lines: dict[str, int] = field(default_factory=dict)
    """Where each value stands, by its path (`settings.context`, `notes[2]`), from 1."""

    def line(self, path: str) -> int | None:
        """Return where a value stands, or the nearest thing around it."""
        while path and path not in self.lines:
            path = path[: max(path.rfind("."), path.rfind("["), 0)]
        return self.lines.get(path)


def read(text: str, *, typed: tuple[str, ...] = ()) -> Document:
    """Read one YAML document; BadInput says in which line it is wrong.

    Args:
        text: the document.
        typed: keys at the top in which plain values become numbers, truth values and null.
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")  # as Windows saves it
    if len(text.encode("utf-8", "replace")) > MAX_BYTES:
        raise BadInput(
            tr("It is larger than {size} KiB.").format(size=MAX_BYTES // 1024),
            tr("A recipe is a small text."),
        )
    if found := _FORBIDDEN.search(text):
        raise _wrong(text.count("\n", 0, found.start()) + 1, tr("There is a character of no text."))
    reader = _Reader(typed)
    try:
        return reader.document(yaml.parse(text, Loader=_LOADER))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        why = said(error.problem or error.context or tr("it is no YAML"))
        raise _wrong(
            mark.line + 1 if mark else None, tr("This is no YAML: {why}.").format(why=why)
        ) from None
    except (yaml.YAMLError, RecursionError, UnicodeError, ValueError):
        raise BadInput(tr("This is no YAML.")) from None


class _Reader:
    """Makes values of the parser's events."""

    def __init__(self, typed: tuple[str, ...]) -> None:
        self._typed = typed
        self._values = 0
        self._lines: dict[str, int] = {}

    def document(self, events: Iterator[yaml.Event]) -> Document:
        value: object = None
        documents = 0
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise _wrong(_line(event), tr("Only one document may stand in a file."))
            elif isinstance(event, yaml.NodeEvent):
                value = self._value(event, events, "", 0)
        return Document(value, self._lines)

    def _value(
        self, event: yaml.NodeEvent, events: Iterator[yaml.Event], path: str, depth: int
    ) -> object:
        self._check(event, depth)
        self._lines[path] = _line(event)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._list(events, path, depth)
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(events, path, depth)
        assert isinstance(event, yaml.ScalarEvent)
        is_plain = event.implicit[0] and not event.style
        if is_plain and event.value in _NOTHING:
            return None
        if _FORBIDDEN.search(event.value):
            raise _wrong(_line(event), tr("There is a character of no text."))
        if is_plain and path.partition(".")[0] in self._typed:
            return _typed_value(event.value)
        return str(event.value)

    def _list(self, events: Iterator[yaml.Event], path: str, depth: int) -> list[object]:
        found: list[object] = []
        for event in events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            assert isinstance(event, yaml.NodeEvent)
            found.append(self._value(event, events, f"{path}[{len(found)}]", depth + 1))
        return found

    def _mapping(self, events: Iterator[yaml.Event], path: str, depth: int) -> dict[str, object]:
        found: dict[str, object] = {}
        for event in events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            assert isinstance(event, yaml.NodeEvent)
            self._check(event, depth)
            if not isinstance(event, yaml.ScalarEvent):
                raise _wrong(_line(event), tr("A key is a word."))
            key = str(event.value)
            if key in found:
                raise _wrong(
                    _line(event), tr("“{key}” is there twice.").format(key=said(key, limit=60))
                )
            value_event = next(events)
            assert isinstance(value_event, yaml.NodeEvent)
            place = f"{path}.{key}" if path else key
            found[key] = self._value(value_event, events, place, depth + 1)
            self._lines[place] = _line(event)
        return found

    def _check(self, event: yaml.NodeEvent, depth: int) -> None:
        self._values += 1
        if self._values > MAX_VALUES or depth > MAX_DEPTH:
            raise _wrong(_line(event), tr("It holds too much: a recipe is a small text."))
        if isinstance(event, yaml.AliasEvent) or event.anchor is not None:
            raise _wrong(_line(event), tr("Anchors (&) and aliases (*) are not read here."))
        if getattr(event, "tag", None) not in (None, "!"):
            raise _wrong(_line(event), tr("Tags (!) are not read here."))


def write(value: object) -> str:
    """Write what `read` reads: keys in their order, long texts as blocks."""
    return yaml.dump(
        value,
        Dumper=_Dumper,
        sort_keys=False,
        allow_unicode=True,
        width=96,
        default_flow_style=False,
    )


class _Dumper(yaml.SafeDumper):
    """Indents lists below their key and keeps lines of a text as lines."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)

    def ignore_aliases(self, _data: object) -> bool:
        return True


def _text_node(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text.rstrip("\n") and not re.search(r"[ \t](\n|$)", text) else None
    if _typed_value(text) != text:  # `0E0`, which PyYAML does not take for a number, but we do
        style = "'"
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style)


def _number_node(dumper: yaml.SafeDumper, number: float) -> yaml.ScalarNode:
    """Write 35 billion as `35e9`; the tag keeps PyYAML from quoting or naming it."""
    for exponent in (9, 6):
        times = f"{number / 10**exponent:.15g}"
        text = f"{times}e{exponent}"
        plain = times.replace(".", "", 1).isdigit()
        if number >= 10**exponent and plain and float(text) == number:
            return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="")
    return dumper.represent_float(number)


_Dumper.add_representer(str, _text_node)
_Dumper.add_representer(float, _number_node)


def _typed_value(text: str) -> object:
    if text in ("true", "True", "TRUE"):
        return True
    if text in ("false", "False", "FALSE"):
        return False
    if re.fullmatch(r"[-+]?[0-9]{1,18}", text):
        return int(text)
    if re.fullmatch(r"[-+]?(\.[0-9]+|[0-9]{1,18}(\.[0-9]*)?)([eE][-+]?[0-9]{1,3})?", text):
        return float(text)
    return text


def _line(event: yaml.Event) -> int:
    mark = event.start_mark
    return int(mark.line) + 1 if mark is not None else 1


def _wrong(line: int | None, message: str) -> BadInput:
    return BadInput(
        tr("Line {line}: {message}").format(line=line, message=message) if line else message
    )
