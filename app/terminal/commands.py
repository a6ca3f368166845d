"""What control sequences (CSI) without a prefix do to a screen."""

from __future__ import annotations

from collections.abc import Callable

from app.terminal.screen import Screen

Command = Callable[[list[int]], object]
"""Called with the parameters, of which there is one at least; 0 where one was left out."""


def commands(screen: Screen) -> dict[str, Command]:
    """Return what each final character does."""
    return {**_moves(screen), **_edits(screen)}


def _moves(screen: Screen) -> dict[str, Command]:
    def column(n: list[int]) -> None:
        screen.cursor.x = min(_count(n), screen.columns) - 1
        screen.cursor.past_end = False

    def line(n: list[int]) -> None:
        screen.move_to(screen.cursor.x, _count(n) - 1)

    def place(n: list[int]) -> None:
        screen.move_to(_count(n, 1) - 1, _count(n) - 1)

    def right(n: list[int]) -> None:
        screen.move(_count(n), 0)

    def down(n: list[int]) -> None:
        screen.move(0, _count(n))

    return {
        "A": lambda n: screen.move(0, -_count(n)),
        "B": down,
        "C": right,
        "D": lambda n: screen.move(-_count(n), 0),
        "E": lambda n: screen.move(-screen.columns, _count(n)),
        "F": lambda n: screen.move(-screen.columns, -_count(n)),
        "G": column,
        "H": place,
        "I": lambda n: screen.tab(_count(n)),
        "Z": lambda n: screen.tab(-_count(n)),
        "`": column,
        "a": right,
        "d": line,
        "e": down,
        "f": place,
        "s": lambda _n: screen.save_cursor(),
        "u": lambda _n: screen.restore_cursor(),
    }


def _edits(screen: Screen) -> dict[str, Command]:
    def margins(n: list[int]) -> None:
        bottom = n[1] if len(n) > 1 and n[1] else screen.height
        screen.set_margins(_count(n) - 1, bottom - 1)

    def clear_tabs(n: list[int]) -> None:
        if n[0] == 0:
            screen.tabs.discard(screen.cursor.x)
        elif n[0] == 3:
            screen.tabs.clear()

    return {
        "@": lambda n: screen.insert_cells(_count(n)),
        "J": lambda n: screen.erase_screen(n[0]),
        "K": lambda n: screen.erase_line(n[0]),
        "L": lambda n: screen.insert_lines(_count(n)),
        "M": lambda n: screen.insert_lines(_count(n), delete=True),
        "P": lambda n: screen.delete_cells(_count(n)),
        "S": lambda n: screen.scroll_up(_count(n)),
        "T": lambda n: screen.scroll_down(_count(n)) if len(n) == 1 else None,  # else: the mouse
        "X": lambda n: screen.erase_cells(_count(n)),
        "b": lambda n: screen.repeat(_count(n)),
        "g": clear_tabs,
        "r": margins,
    }


def _count(numbers: list[int], place: int = 0) -> int:
    """Return a parameter that means 1 when it is left out."""
    return max(1, numbers[place]) if place < len(numbers) else 1
