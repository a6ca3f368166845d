"""The history on a real, small file system that is full or read-only."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.services.history.api import HistoryLimits, StoreStatus
from app.services.history.store import HistoryStore
from tests.lab_fixtures import need_lab
from tests.waiting import wait_for

START = 1_790_000_100.0 // 900 * 900
SPAN = (START, START + 900)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Mount 2 MB of memory."""
    need_lab()
    folder = tmp_path / "disk"
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", folder], check=True)
    yield folder
    subprocess.run(["umount", "--lazy", folder], check=True)


@pytest.fixture
def statuses() -> list[StoreStatus]:
    return []


@pytest.fixture
def store(small_disk: Path, statuses: list[StoreStatus]) -> Iterator[HistoryStore]:
    store = HistoryStore(
        small_disk / "history.sqlite",
        HistoryLimits(),
        clock=lambda: START,
        on_status=statuses.append,
    )
    yield store
    store.close()


def add(store: HistoryStore, first: int, count: int) -> None:
    for row in range(first, first + count):
        store.add("spark", START + row / 100, {f"metric.{n}": float(row) for n in range(60)})


def rows(store: HistoryStore) -> list[float]:
    series = store.read("spark", ("metric.7",), *SPAN, 10**6).series
    return [float(value) for value in series["metric.7"].mean if value == value]


def fill(folder: Path) -> Path:
    ballast = folder / "ballast"
    with ballast.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"x" * 4096)
        except OSError:
            return ballast


@pytest.mark.lab
def test_history_goes_on_when_the_disk_is_full_and_recovers(
    small_disk: Path, store: HistoryStore
) -> None:
    store.start()
    add(store, 0, 200)
    assert store.flush()
    ballast = fill(small_disk)
    add(store, 200, 3000)
    assert not store.flush(0.3)
    wait_for(lambda: "disk is full" in store.status.problem)
    assert str(small_disk) in store.status.hint
    assert store.status.waiting_rows > 0
    assert store.status.lost_rows == 0
    assert rows(store)[:200] == list(range(200)), "what is on the disk can be read"
    ballast.unlink()
    assert store.flush()
    assert rows(store) == list(range(3200))
    wait_for(lambda: store.status.problem == "")
    assert store.status.waiting_rows == 0


@pytest.mark.lab
def test_history_begins_once_a_full_disk_has_room(small_disk: Path, store: HistoryStore) -> None:
    ballast = fill(small_disk)
    store.start()
    add(store, 0, 50)
    wait_for(lambda: "disk is full" in store.status.problem)
    ballast.unlink()
    assert store.flush()
    assert rows(store) == list(range(50))


@pytest.mark.lab
def test_history_that_is_read_only_is_read_and_says_so(
    small_disk: Path, store: HistoryStore
) -> None:
    store.start()
    add(store, 0, 50)
    store.close()
    remount(small_disk, "ro")
    again = HistoryStore(store.path, clock=lambda: START)
    again.start()
    try:
        add(again, 50, 50)
        wait_for(lambda: "read-only" in again.status.problem)
        assert rows(again) == list(range(50))
        assert again.status.waiting_rows == 50
        remount(small_disk, "rw")
        assert again.flush()
        assert rows(again) == list(range(100))
        wait_for(lambda: again.status.problem == "")
    finally:
        again.close()


def remount(folder: Path, mode: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{mode}", folder], check=True)


@pytest.mark.skipif(os.name == "nt" or os.getuid() == 0, reason="root may write anywhere")
def test_history_in_a_folder_of_others_says_so(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    store = HistoryStore(tmp_path / "history.sqlite")
    store.start()
    store.close()
    tmp_path.chmod(0o700)
    assert "read-only" in store.status.problem
