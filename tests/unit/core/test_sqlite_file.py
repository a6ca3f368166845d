from __future__ import annotations

import contextlib
import errno
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from app.core import sqlite_file
from app.core.sqlite_file import DamagedFile, Trouble

TABLES = """
CREATE TABLE things(id INTEGER PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE places(id INTEGER PRIMARY KEY);
"""


def begin(path: Path) -> None:
    """Make the tables, as another program would."""
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as connection:
        sqlite_file.prepare(connection, TABLES, 1, synchronous="NORMAL")
        connection.execute("INSERT INTO things(name) VALUES('kept')")


class Overtaken(sqlite3.Connection):
    """While it begins a file, another program does."""

    path: Path

    def execute(self, sql: str, *more: Any) -> sqlite3.Cursor:
        if sql == "BEGIN IMMEDIATE":
            begin(self.path)
        return super().execute(sql, *more)


def test_file_that_two_programs_begin_at_once_is_begun_once(tmp_path: Path) -> None:
    Overtaken.path = tmp_path / "things.sqlite"
    connection = sqlite3.connect(Overtaken.path, isolation_level=None, factory=Overtaken)

    with contextlib.closing(connection):
        sqlite_file.prepare(connection, TABLES, 1, synchronous="NORMAL")
        assert connection.execute("SELECT name FROM things").fetchall() == [("kept",)]
        sqlite_file.expect_tables(connection, ("things", "places"))
        with pytest.raises(DamagedFile):
            sqlite_file.expect_tables(connection, ("things", "more"))


def test_file_of_a_newer_version_is_told_without_opening_it(tmp_path: Path) -> None:
    path = tmp_path / "things.sqlite"
    begin(path)

    assert sqlite_file.own_path(path, 1) == path
    assert sqlite_file.own_path(path, 0) == tmp_path / "things-v0.sqlite"


def test_files_set_aside_at_the_same_time_have_names_of_their_own(tmp_path: Path) -> None:
    kept = set()
    for text in ("one", "two", "three"):
        path = tmp_path / "things.sqlite"
        path.write_text(text)
        kept.add(sqlite_file.set_aside(path).read_text())

    assert kept == {"one", "two", "three"}
    assert not path.exists()


def test_trouble_is_told_apart(tmp_path: Path) -> None:
    path = tmp_path / "things.sqlite"
    path.write_bytes(b"no database" * 100)
    with (
        contextlib.closing(sqlite3.connect(path)) as connection,
        pytest.raises(sqlite3.DatabaseError) as no_database,
    ):
        connection.execute("SELECT 1 FROM sqlite_schema")
    with pytest.raises(sqlite3.OperationalError) as no_folder:
        sqlite3.connect(tmp_path / "missing" / "things.sqlite")

    assert sqlite_file.trouble_of(no_database.value, path) is Trouble.DAMAGED
    assert sqlite_file.trouble_of(no_folder.value, path) is Trouble.FORBIDDEN
    assert sqlite_file.trouble_of(OSError(errno.ENOSPC, "full"), path) is Trouble.FULL
    assert sqlite_file.trouble_of(sqlite3.ProgrammingError("closed"), path) is Trouble.OTHER
