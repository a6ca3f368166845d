"""BenchmarkStore: saved benchmarks, one JSON file each; and those of others that come with us."""

from __future__ import annotations

import contextlib
import logging
import math
from dataclasses import dataclass, fields, replace
from pathlib import Path

import msgspec

from app.core.errors import BadInput, UserError
from app.core.files import write_atomic
from app.core.i18n import tr
from app.core.said import said
from app.services.serving.benchmarks.api import BenchmarkRun, Level
from app.services.serving.benchmarks.reference import read_reference

log = logging.getLogger(__name__)

MAX_BYTES = 1024 * 1024
KEPT = 500
"""Files that are read; the newest ones."""
_HINT = tr("It stays where it is; delete it or put a good one in its place.")


@dataclass(frozen=True, slots=True)
class RunProblem:
    """Why a file is no benchmark."""

    file: str
    message: str


@dataclass(frozen=True, slots=True)
class StoredRuns:
    """What is saved, newest first, and what cannot be read."""

    runs: tuple[BenchmarkRun, ...] = ()
    problems: tuple[RunProblem, ...] = ()


class BenchmarkStore:
    """Reads and writes the folder. Blocks: for workers. Several processes may use it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def load(self) -> StoredRuns:
        """Return all runs; a damaged file is told and left alone."""
        try:
            files = sorted(self._folder.glob("*.json"), reverse=True)[:KEPT]
        except OSError as error:
            log.warning("benchmarks cannot be listed: %s", error)
            return StoredRuns(problems=(RunProblem(str(self._folder), _reason(error)),))
        runs, problems = [], []
        for file in files:
            try:
                runs.append(decode(_read(file), file.stem))
            except FileNotFoundError:  # deleted meanwhile
                continue
            except UserError as error:
                problems.append(RunProblem(file.name, error.message))
        runs.sort(key=lambda run: -run.at)
        return StoredRuns(tuple(runs), tuple(problems))

    def save(self, run: BenchmarkRun) -> Path:
        """Write a run, or write it anew; UserError when that fails."""
        path = self._path(run.id)
        try:
            write_atomic(path, msgspec.json.format(msgspec.json.encode(run), indent=1))
        except OSError as error:
            raise UserError(
                tr("The benchmark cannot be saved: {reason}.").format(reason=_reason(error)),
                tr("Look at {folder}.").format(folder=self._folder),
            ) from error
        return path

    def delete(self, run: str) -> None:
        """Delete a run; one that is gone already is fine."""
        try:
            self._path(run).unlink(missing_ok=True)
        except OSError as error:
            raise UserError(
                tr("The benchmark cannot be deleted: {reason}.").format(reason=_reason(error))
            ) from error

    def take_in(self, file: Path) -> BenchmarkRun:
        """Read a file of somebody's, ours or one of a form that is known, and save it."""
        try:
            data = _read(file)
        except OSError as error:
            raise BadInput(
                tr("{name} cannot be read: {reason}.").format(name=file.name, reason=_reason(error))
            ) from error
        try:
            run = decode(data, _plain_name(file.stem))
        except BadInput:
            run = read_reference(data, _plain_name(file.stem))
        self.save(run)
        return run

    def _path(self, run: str) -> Path:
        if not run or Path(run).name != run or run.startswith("."):
            raise BadInput(tr("That is no name of a benchmark."))
        return self._folder / f"{run}.json"


def decode(data: bytes, name: str) -> BenchmarkRun:
    """Read a saved run; BadInput when it is none. `name` is its file's: that is who it is."""
    try:
        run = msgspec.json.decode(data, type=BenchmarkRun)
    except (msgspec.DecodeError, msgspec.ValidationError, UnicodeDecodeError, RecursionError) as e:
        raise BadInput(
            tr("{name}.json is no benchmark: {why}.").format(
                name=name, why=said(str(e), limit=120)
            ),
            _HINT,
        ) from e
    if not all(_is_sound(level) for level in run.levels):
        raise BadInput(tr("{name}.json has figures that cannot be.").format(name=name), _HINT)
    return replace(run, id=name)


def _is_sound(level: Level) -> bool:
    """Whether no figure is negative, infinite or none at all."""
    values = (getattr(level, each.name) for each in fields(level))
    return all(
        math.isfinite(value) and value >= 0 for value in values if isinstance(value, (int, float))
    )


def _read(file: Path) -> bytes:
    try:
        if file.stat().st_size > MAX_BYTES:
            raise BadInput(tr("{name} is too large for a benchmark.").format(name=file.name), _HINT)
        return file.read_bytes()
    except FileNotFoundError:
        raise
    except OSError as error:
        raise BadInput(
            tr("{name} cannot be read: {reason}.").format(name=file.name, reason=_reason(error)),
            _HINT,
        ) from error


def _plain_name(name: str) -> str:
    kept = "".join(c if c.isalnum() and c.isascii() else "-" for c in name)
    return "-".join(filter(None, kept.split("-")))[:120] or "benchmark"


def _reason(error: OSError) -> str:
    return error.strerror or str(error)


def references() -> tuple[BenchmarkRun, ...]:
    """Return benchmarks that others published, which come with this program."""
    from app.core.paths import resource

    found = []
    with contextlib.suppress(OSError):
        for file in sorted(resource("benchmarks").glob("*.json")):
            try:
                found.append(read_reference(file.read_bytes(), file.stem))
            except UserError as error:
                log.warning("%s", error)
    return tuple(found)
