"""Typed, versioned settings in one JSON file.

The folder that owns a setting declares it: a frozen dataclass whose every field has a default and
one line of description, saved as one named section. A bad value falls back to its default with a
warning and costs no other value. Sections and fields we do not know (a newer version's) are kept.
A file that cannot be used at all is set aside, never overwritten.
"""

from __future__ import annotations

import contextlib
import dataclasses
import errno
import json
import logging
import os
import threading
import typing
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar

from app.core.errors import SettingsUnwritable
from app.core.files import exclusively, keep_aside, write_atomic
from app.core.i18n import tr

log = logging.getLogger(__name__)

VERSION = 1

EACH_ITEM = {"each_item": True}
"""Metadata of a tuple field inside a saved item: a bad item of it costs only itself."""

SectionT = TypeVar("SectionT")


def setting(default: Any, description: str) -> Any:  # noqa: ANN401 - as dataclasses.field
    """Declare one setting of a section: its default and one line of description."""
    metadata = {"description": description}
    if isinstance(default, list | dict | set):
        raise TypeError("a default is immutable: use a tuple")
    return dataclasses.field(default=default, metadata=metadata)


def stored_text(path: Path, section: str, name: str) -> str:
    """Return one text of a settings file, "" where there is none.

    For what has to be known before there is a store: that one tells problems in the language that
    the file chooses.
    """
    try:
        value = json.loads(path.read_bytes())["sections"][section][name]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return ""
    return value if isinstance(value, str) else ""


class SettingsStore:
    """The settings file. Thread-safe; each save is one atomic replacement of the file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.problems: list[str] = []
        """What was wrong with the file or its values, in words for the user."""
        self._turn = threading.RLock()
        """Whoever changes the file or what is known of it; reading waits for nobody."""
        self._exclusive = False
        self._kept_dropped = False
        self._sections = self._read()  # replaced as a whole, never changed

    def load(self, name: str, model: type[SectionT]) -> SectionT:
        """Return section `name` as `model`, each bad or missing value replaced by its default."""
        stored = self._sections.get(name, {})
        if stored == {}:
            return model()
        if not isinstance(stored, dict):
            self._complain(
                tr("Settings section “{name}” was not readable; defaults are used.").format(
                    name=name
                )
            )
            return model()
        import msgspec  # 10 ms that a first start does without

        hints = typing.get_type_hints(model)
        values: dict[str, Any] = {}
        for item in dataclasses.fields(model):  # type: ignore[arg-type]
            if item.name not in stored:
                continue
            where = f"{name}.{item.name}"
            try:
                values[item.name] = self._convert(where, stored[item.name], hints[item.name])
            except msgspec.ValidationError as error:
                self._drop(where, error)
        return model(**values)

    def refresh(self) -> None:
        """Take over what another process saved meanwhile; a file that is no use changes nothing."""
        with self._turn:
            on_disk = self._read_raw()
            if on_disk is not None:
                self._sections = on_disk

    @contextlib.contextmanager
    def exclusive(self) -> Iterator[None]:
        """Keep other programs and threads from saving, so that a change is made to what is there.

        Raises SettingsUnwritable when another program does not come to an end.
        """
        with self._turn, contextlib.ExitStack() as stack:
            if not self._exclusive:
                try:
                    stack.enter_context(exclusively(self.path))
                except OSError as error:
                    raise self._unwritable(error) from error
                self._exclusive = True
                stack.callback(setattr, self, "_exclusive", False)
            yield

    def save(self, name: str, section: Any) -> None:  # noqa: ANN401 - any declared dataclass
        """Write one section; other sections, and fields of it we do not know, stay as they are.

        Raises SettingsUnwritable (the file keeps its old content).
        """
        import msgspec

        fresh = msgspec.to_builtins(section)
        with self.exclusive():
            # Another window or the command line may have saved since: start from the file.
            on_disk = self._read_raw()
            if on_disk is None and self.path.exists():
                self._complain(
                    tr("The settings file was damaged. {set_aside}").format(
                        set_aside=self._set_aside("damaged")
                    )
                )
            sections = on_disk if on_disk is not None else self._sections
            known = sections.get(name)
            merged = {**known, **fresh} if isinstance(known, dict) else fresh
            sections = {**sections, name: merged}
            document = {"version": VERSION, "sections": sections}
            try:
                data = msgspec.json.format(msgspec.json.encode(document), indent=2) + b"\n"
                write_atomic(self.path, data)
            except UnicodeEncodeError as error:  # the name of a file may be any bytes
                raise self._unwritable(OSError(errno.EILSEQ, os.strerror(errno.EILSEQ))) from error
            except OSError as error:
                raise self._unwritable(error) from error
            self._sections = sections

    def _unwritable(self, error: OSError) -> SettingsUnwritable:
        return SettingsUnwritable(
            tr("Settings could not be saved: {why}.").format(why=error.strerror or error),
            tr("Check free space and permissions of {parent}.").format(parent=self.path.parent),
        )

    def _convert(self, where: str, value: Any, kind: Any) -> Any:  # noqa: ANN401 - any type
        """Convert one value; a tuple item by item, so that one bad node costs no other."""
        import msgspec

        arguments = typing.get_args(kind)
        if typing.get_origin(kind) is not tuple or arguments[1:] != (...,):
            return msgspec.convert(value, kind)
        items = []
        for number, item in enumerate(msgspec.convert(value, list[Any])):
            place = f"{where}[{number}]"
            try:
                items.append(
                    msgspec.convert(self._without_bad(place, item, arguments[0]), arguments[0])
                )
            except msgspec.ValidationError as error:
                self._drop(place, error)
        return tuple(items)

    def _without_bad(self, where: str, item: Any, kind: Any) -> Any:  # noqa: ANN401 - any type
        """Return `item` without what is bad in its `EACH_ITEM` fields."""
        if not isinstance(item, dict) or not dataclasses.is_dataclass(kind):
            return item
        import msgspec

        hints = typing.get_type_hints(kind)
        for each in dataclasses.fields(kind):
            if each.metadata.get("each_item") and isinstance(item.get(each.name), list):
                kept = self._convert(f"{where}.{each.name}", item[each.name], hints[each.name])
                item = {**item, each.name: msgspec.to_builtins(kept)}
        return item

    def _drop(self, where: str, error: Exception) -> None:
        """Say that a value is not used; the next save may write over it, so keep a copy first."""
        kept = ""
        if not self._kept_dropped:
            self._kept_dropped = True
            with contextlib.suppress(OSError):
                kept = " " + self._copy_aside(self.path.read_bytes(), "dropped")
        self._complain(
            tr("Setting {where} was dropped: {error}.{kept}").format(
                where=where, error=error, kept=kept
            )
        )

    def _complain(self, problem: str) -> None:
        log.warning(problem)
        if problem not in self.problems:
            self.problems.append(problem)

    def _read_raw(self) -> dict[str, Any] | None:
        import msgspec

        try:
            document = msgspec.json.decode(self.path.read_bytes())
        except (OSError, msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return None
        sections = document.get("sections") if isinstance(document, dict) else None
        return sections if isinstance(sections, dict) else None

    def _read(self) -> dict[str, Any]:
        try:
            data = self.path.read_bytes()
        except FileNotFoundError:
            return {}
        except OSError as error:
            self._complain(
                tr("Settings could not be read ({why}); defaults are used.").format(
                    why=error.strerror
                )
            )
            return {}
        import msgspec

        try:
            document = msgspec.json.decode(data)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            document = None
        sections = document.get("sections") if isinstance(document, dict) else None
        if not isinstance(sections, dict):
            kept = self._set_aside("damaged")
            self._complain(
                tr("The settings file was damaged; defaults are used. {kept}").format(kept=kept)
            )
            return {}
        version = document.get("version")
        if not isinstance(version, int) or version > VERSION:
            number = version if isinstance(version, int) else "unknown"
            kept = self._copy_aside(data, f"version-{number}")
            self._complain(
                tr(
                    "The settings are from a newer version of this program; what is "
                    "understood is used. {kept}"
                ).format(kept=kept)
            )
        return sections

    def _set_aside(self, reason: str) -> str:
        try:
            return tr("The old file is kept as {path}.").format(path=keep_aside(self.path, reason))
        except OSError as error:
            return tr("The old file could not be set aside: {why}.").format(why=error.strerror)

    def _copy_aside(self, data: bytes, reason: str) -> str:
        copy = self.path.with_name(f"{self.path.name}.{reason}")
        try:
            write_atomic(copy, data)
        except OSError as error:
            return tr("No copy could be kept: {why}.").format(why=error.strerror)
        return tr("A copy is kept as {copy}.").format(copy=copy)
