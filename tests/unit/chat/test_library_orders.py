from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.core.cancel import Cancel
from app.core.errors import UserError
from app.services.chat.api import Conversation
from app.services.chat.library import file, orders
from app.services.chat.library.library import Library
from app.services.chat.library.orders import Orders
from tests.waiting import wait_for


class Desk:
    """Orders with the thread that does them, and what they told."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.done: dict[int, object] = {}
        self.refused: dict[int, UserError] = {}
        self.troubles: list[str] = []
        self.cancel = Cancel()
        self.orders = Orders(
            Library(path),
            on_done=self.done.__setitem__,
            on_refused=self.refused.__setitem__,
            on_trouble=lambda error: self.troubles.append("" if error is None else error.message),
        )
        self._thread = threading.Thread(target=self.orders.run, args=(self.cancel,))

    def start(self) -> None:
        self._thread.start()

    def end(self) -> None:
        self.cancel.cancel()
        if self._thread.is_alive():
            self._thread.join(10)
        assert not self._thread.is_alive()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path / "conversations.sqlite")
    yield made
    made.end()


def create(title: str) -> orders.Work:
    return lambda library, _cancel: library.create(Conversation(0, title, 0, 0)).id


def titles(path: Path) -> set[str]:
    library = Library(path)
    found = {each.title for each in library.conversations()}
    library.close()
    return found


def test_orders_are_done_in_their_order_and_told(desk: Desk) -> None:
    numbers = [desk.orders.put(create(f"{n}")) for n in range(5)]
    desk.start()
    wait_for(lambda: len(desk.done) == 5)
    assert list(desk.done.items()) == list(zip(numbers, range(1, 6), strict=True))


def test_orders_that_wait_when_the_program_ends_are_kept(desk: Desk) -> None:
    for number in range(50):
        desk.orders.put(create(f"{number}"))
    desk.cancel.cancel()
    desk.start()
    desk.end()
    assert titles(desk.path) == {str(number) for number in range(50)}


def test_newest_state_under_a_key_takes_the_place_of_older_ones(desk: Desk) -> None:
    desk.orders.put(create("first"))
    desk.orders.put(create("old draft"), "draft")
    desk.orders.put(create("other"))
    newest = desk.orders.put(create("new draft"), "draft")
    desk.start()
    wait_for(lambda: len(desk.done) == 3)
    assert desk.done[newest] == 2, "it is done where the old one stood"
    desk.end()
    assert titles(desk.path) == {"first", "new draft", "other"}


def test_order_that_fails_is_told_and_the_next_one_is_done(desk: Desk) -> None:
    def fail(_library: Library, _cancel: Cancel) -> None:
        raise UserError("No.", "Never.")

    def break_down(_library: Library, _cancel: Cancel) -> None:
        raise KeyError("a bug")

    first, second = desk.orders.put(fail), desk.orders.put(break_down)
    last = desk.orders.put(create("after"))
    desk.start()
    wait_for(lambda: last in desk.done)
    assert str(desk.refused[first]) == "No. Never."
    assert desk.refused[second].message == "Something went wrong."


def test_orders_wait_while_the_file_is_locked_and_are_kept_then(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file, "_BUSY_S", 0.05)
    monkeypatch.setattr(orders, "RETRY_S", 0.05)
    desk.orders.put(create("before"))
    desk.start()
    wait_for(lambda: desk.done)
    other = sqlite3.connect(desk.path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    last = desk.orders.put(create("while locked"))
    wait_for(lambda: desk.troubles)
    assert "locked" in desk.troubles[0]
    assert desk.orders.waiting == 1
    other.execute("ROLLBACK")
    other.close()
    wait_for(lambda: last in desk.done)
    assert desk.troubles[-1] == ""
