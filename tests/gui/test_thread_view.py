"""The transcript, as a person uses it: read, follow, select, copy, press, find."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QBuffer, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from app.look.theme import ThemeMode, theme
from app.transcript.api import (
    Act,
    ActAsked,
    Call,
    Chip,
    ChipPressed,
    CitationPressed,
    Entry,
    LinkPressed,
    Picture,
    Who,
)
from app.transcript.entry_box import EntryBox
from app.transcript.laid import ActTarget, CopyTarget, FoldTarget, Leaf, Target
from app.transcript.markdown.blocks import Span, Table
from app.transcript.style import style_of
from app.transcript.tables import PAD, columns_of
from app.transcript.view import ThreadView
from app.workers.supervisor import Supervisor

LEFT = Qt.MouseButton.LeftButton
ACTS = (Act.COPY, Act.EDIT, Act.DELETE)
CODE = "Look:\n\n```python\ndef f():\n    return 1\n```\n\nand [that](https://a.b/c) [1] $x^2$."


@pytest.fixture
def view(qtbot: QtBot) -> Iterator[ThreadView]:
    supervisor = Supervisor()
    made = ThreadView(supervisor)
    qtbot.addWidget(made)
    made.resize(700, 500)
    made.show()
    yield made
    made.hide()
    supervisor.stop_all()


def answer(key: int, text: str, **more: object) -> Entry:
    return Entry(key, Who.ASSISTANT, "llama", text, acts=ACTS, **more)  # type: ignore[arg-type]


def question(key: int, text: str = "Why?") -> Entry:
    return Entry(key, Who.USER, "You", text, acts=ACTS)


def many(count: int) -> tuple[Entry, ...]:
    return tuple(
        answer(key, f"Message {key}\n\n" + "some words " * (key % 90)) if key % 2 else question(key)
        for key in range(count)
    )


def texts(view: ThreadView) -> str:
    """What is painted now, in order."""
    return "\n".join(leaf.layout.text() for _box, _at, leaf in leaves(view))


def leaves(view: ThreadView) -> Iterator[tuple[EntryBox, QPointF, Leaf]]:
    """Each text in sight, with the place of its left upper corner in the viewport."""
    room = view.viewport().height()
    number, offset = view._thread.at(0)
    origin = -offset
    while number < len(view.entries) and origin < room:
        box = view._thread.box(number)
        tops = box._tops()
        for at, stack in enumerate(box._stacks()):
            for seen in stack.between(-origin - tops[at], room - origin - tops[at]):
                x, y = view._left() + box._shift(at), origin + tops[at] + seen.top
                for leaf in seen.laid.leaves:
                    yield box, QPointF(x, y) + leaf.at, leaf
        origin, number = origin + view._thread.height_of(number), number + 1


def spot_at(view: ThreadView, key: int, wanted: Callable[[Target], bool]) -> QPoint:
    """Return the middle of what is pressed for something."""
    number_of = view._thread.number(key)
    assert number_of is not None
    box, above = view._thread.box(number_of), view._thread.place_of(number_of)
    for number, stack in enumerate(box._stacks()):
        for index in range(len(stack.pieces)):
            for spot in stack.lay(index).spots:
                if wanted(spot.target):
                    top = above + box._tops()[number] + stack.heights.before(index)
                    return (spot.area.center() + QPointF(view._left(), top)).toPoint()
    raise AssertionError("it is not there")


def word_at(view: ThreadView, word: str) -> QPoint:
    """Return the middle of a word that is in sight."""
    for _box, at, leaf in leaves(view):
        if (column := leaf.layout.text().find(word)) >= 0:
            line = leaf.layout.lineForTextPosition(column)
            x = line.cursorToX(column)[0] + 4  # type: ignore[index]
            return (at + QPointF(x, line.y() + line.height() / 2)).toPoint()
    raise AssertionError(f"{word} is not in sight")


def clicked(view: ThreadView, at: QPoint) -> None:
    QTest.mouseClick(view.viewport(), LEFT, Qt.KeyboardModifier.NoModifier, at)


def copied() -> str:
    return QGuiApplication.clipboard().text()


def test_view_shows_what_streams_and_stays_at_the_end(view: ThreadView, qtbot: QtBot) -> None:
    view.set_entries((*many(20), answer(100, "", is_coming=True)))
    for number in range(200):
        view.append(100, f"word{number} ")
        if number % 20 == 19:
            view.append(100, "\n\n")
            qtbot.waitUntil(lambda number=number: f"word{number}" in texts(view))
    assert view.follows
    assert view.verticalScrollBar().value() == view.verticalScrollBar().maximum()
    view.update_entry(answer(100, view.entries[-1].text, figures="41.7 tokens/s"))
    assert "word199" in texts(view)


def test_view_stays_where_the_reader_is(view: ThreadView, qtbot: QtBot) -> None:
    view.set_entries((*many(40), answer(100, "", is_coming=True)))
    view.scroll_by(-900)
    assert view._to_end.isVisible()
    qtbot.waitUntil(lambda: not view._thread.is_behind)
    before = texts(view)
    for number in range(50):
        view.append(100, f"word{number}\n\n")
    qtbot.waitUntil(lambda: not view._thread._coming)
    assert texts(view) == before
    view._to_end.click()
    assert view.follows
    assert "word49" in texts(view)
    assert not view._to_end.isVisible()


def test_view_scrolls_through_all_without_a_jump(view: ThreadView) -> None:
    view.set_entries(many(120))
    seen: set[int] = set()
    for _ in range(600):
        first = next(leaves(view))
        before = first[1].y()
        view.scroll_by(-40)
        after = next((at.y() for _b, at, leaf in leaves(view) if leaf is first[2]), None)
        assert after is None or round(after - before) in (0, 40) or view._thread.top == 0
        seen |= {box.entry.key for box, _at, _leaf in leaves(view)}
        if view._thread.top == 0:
            break
    assert seen >= set(range(1, 118, 2))
    view.verticalScrollBar().setValue(view.verticalScrollBar().maximum())
    assert view.follows


def test_view_lays_out_only_what_is_seen(view: ThreadView) -> None:
    view.set_entries(many(5000))
    assert len(view._thread._boxes) < 60
    view.verticalScrollBar().setValue(view.verticalScrollBar().maximum() // 2)
    assert len(view._thread._boxes) < 120
    assert texts(view)


def test_view_keeps_its_place_when_messages_come_and_go(view: ThreadView) -> None:
    view.set_entries(many(60))
    view.show_entry(31)
    assert "Message 31" in texts(view)
    view.set_entries(tuple(entry for entry in many(70) if entry.key != 5))
    assert "Message 31" in texts(view)
    assert not view.follows
    view.set_entries(tuple(question(key) for key in range(500, 520)))
    assert view.follows
    view.set_entries(())
    assert texts(view) == ""


def test_view_takes_ten_megabytes_without_reading_them_all(view: ThreadView, qtbot: QtBot) -> None:
    view.set_entries((answer(1, "first words\n\n" + "word " * 2_000_000),))
    view.show_entry(1)
    assert "first words" in texts(view)
    qtbot.waitUntil(lambda: not view._thread.is_behind)
    view.jump_to_end()
    assert "word word" in texts(view)


def test_view_selects_with_the_mouse_and_copies(view: ThreadView) -> None:
    view.set_entries(
        (answer(1, "One **two** three\n\n- four\n- five $x$\n\n| a | b |\n|-|-|\n| c | d |"),)
    )
    QTest.mousePress(view.viewport(), LEFT, Qt.KeyboardModifier.NoModifier, word_at(view, "two"))
    end = word_at(view, "five") + QPoint(14, 0)
    QTest.mouseMove(view.viewport(), end)
    QTest.mouseRelease(view.viewport(), LEFT, Qt.KeyboardModifier.NoModifier, end)
    view.copy()
    assert copied().startswith("wo three\n- four\n- fi")
    QTest.mouseDClick(view.viewport(), LEFT, Qt.KeyboardModifier.NoModifier, word_at(view, "three"))
    view.copy()
    assert copied() == "three"
    QTest.keySequence(view, "Ctrl+A")
    QTest.keySequence(view, "Ctrl+C")
    assert copied() == "One two three\n- four\n- five x\na\tb\nc\td"


def test_view_copies_markdown_and_code(view: ThreadView) -> None:
    view.set_entries((answer(1, CODE, citations=1),))
    clicked(view, spot_at(view, 1, lambda target: isinstance(target, CopyTarget)))
    assert copied() == "def f():\n    return 1"
    clicked(view, spot_at(view, 1, lambda target: target == ActTarget(Act.COPY)))
    assert copied() == CODE
    QTest.keySequence(view, "Ctrl+C")
    assert copied() == CODE


def test_view_tells_what_is_pressed(view: ThreadView, qtbot: QtBot) -> None:
    chips = (Chip("doc", "datasheet.pdf", "file-pdf"),)
    view.set_entries((answer(1, CODE, citations=1, chips=chips),))
    told: list[object] = []
    for signal in (view.act_asked, view.chip_pressed, view.citation_pressed, view.link_pressed):
        signal.connect(told.append)
    clicked(view, spot_at(view, 1, lambda target: target == ActTarget(Act.EDIT)))
    clicked(view, spot_at(view, 1, lambda target: getattr(target, "key", "") == "doc"))
    clicked(view, word_at(view, "[1]"))
    clicked(view, word_at(view, "that"))
    clicked(view, word_at(view, "Look"))
    assert told == [
        ActAsked(1, Act.EDIT),
        ChipPressed(1, "doc"),
        CitationPressed(1, 1),
        LinkPressed("https://a.b/c"),
    ]


def test_view_opens_the_reasoning(view: ThreadView) -> None:
    view.set_entries((answer(1, "So.", reasoning="I *think*.", reasoning_title="Thought for 3 s"),))
    assert "think" not in texts(view)
    clicked(view, spot_at(view, 1, lambda target: isinstance(target, FoldTarget)))
    assert texts(view) == "I think.\nSo."
    view.update_entry(answer(1, "So it is.", reasoning="I *think*.", reasoning_title="Thought"))
    assert texts(view) == "I think.\nSo it is."
    clicked(view, spot_at(view, 1, lambda target: isinstance(target, FoldTarget)))
    assert texts(view) == "So it is."


def test_view_shows_reasoning_while_it_comes(view: ThreadView, qtbot: QtBot) -> None:
    view.set_entries((answer(1, "", reasoning="First", is_coming=True, status="Thinking"),))
    clicked(view, spot_at(view, 1, lambda target: isinstance(target, FoldTarget)))
    view.append(1, "", " and second")
    qtbot.waitUntil(lambda: "First and second" in texts(view))
    view.append(1, "Answer")
    qtbot.waitUntil(lambda: "Answer" in texts(view))


def test_view_shows_calls_notes_and_pictures(view: ThreadView, qtbot: QtBot) -> None:
    red = QImage(40, 30, QImage.Format.Format_RGB32)
    red.fill(QColor("red"))
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    red.save(buffer, "PNG")  # type: ignore[call-overload]
    picture = Picture("p", bytes(buffer.data().data()), "A red field")
    broken = Picture("q", base64.b64encode(b"no picture"), "Broken")
    call = Call("weather", '{"city": "\u202eB"}')
    view.set_entries(
        (
            Entry(1, Who.USER, "You", "See", pictures=(picture, broken)),
            answer(2, "", calls=(call,), note="The connection was lost."),
        )
    )
    assert '{"city": "\ufffdB"}' in texts(view)  # nobody reads another text than is there
    assert "The connection was lost." in texts(view)
    at = spot_at(view, 1, lambda target: getattr(target, "key", "") == "p")
    qtbot.waitUntil(lambda: view.grab().toImage().pixelColor(at) == QColor("red"))


def test_view_draws_formulas_and_copies_their_source(view: ThreadView, qtbot: QtBot) -> None:
    view.set_entries((answer(1, "It is $x^2$.\n\n$$\\frac{a}{b}$$\n\nand $\\frac{$ not"),))
    qtbot.waitUntil(lambda: "x^2" not in texts(view) and "{a}" not in texts(view))
    assert "\\frac{ not" in texts(view)  # what cannot be drawn stands there as it was written
    view.setFocus()
    QTest.keySequence(view, "Home,Ctrl+A,Ctrl+C")
    assert copied() == "It is $x^2$.\n$$\\frac{a}{b}$$\nand \\frac{ not"


def test_view_finds_words(view: ThreadView, qtbot: QtBot) -> None:
    view.set_entries(
        (*many(50), answer(60, "a Needle\n\n" + "text\n\n" * 40), *many(0), question(61))
    )
    QTest.keySequence(view, "Ctrl+F")
    bar = view._find_bar
    assert bar.isVisible()
    QTest.keyClicks(bar.field, "needle")
    qtbot.waitUntil(lambda: bar.told.text() == "message 1 of 1")
    assert "a Needle" in texts(view)
    bar.field.setText("message 1")
    qtbot.waitUntil(lambda: "of 6" in bar.told.text())
    shown = bar.told.text()
    QTest.keyClick(bar.field, Qt.Key.Key_Return)
    assert bar.told.text() != shown
    bar.field.setText("zyzzyva")
    qtbot.waitUntil(lambda: bar.told.text() == "nothing found")
    QTest.keyClick(bar.field, Qt.Key.Key_Escape)
    assert not bar.isVisible()
    assert view.hasFocus()


@pytest.mark.parametrize(("room", "unbroken"), [(760.0, 5), (440.0, 5), (300.0, 1), (90.0, 0)])
def test_columns_leave_words_whole_as_long_as_there_is_room(
    view: ThreadView, room: float, unbroken: int
) -> None:
    head = ("model", "quantization", "weights GiB", "first token", "remarks")
    long = "reasoning, tools, needs --trust-remote-code and a long start " * 3
    rows = (head, ("openai/gpt-oss-120b", "MXFP4", "63.4", "210 ms", long))
    spans = tuple(tuple((Span(cell),) for cell in row) for row in rows)
    style = style_of(theme().tokens)
    widths, hidden = columns_of(Table(spans), room, style)
    assert sum(widths) <= room
    assert len(widths) + hidden == 5
    longest = ("openai/", "quantization", "weights", "token", "reasoning,")
    font = QFontMetricsF(style.small)
    whole = [
        w - 2 * PAD >= font.horizontalAdvance(s) for w, s in zip(widths, longest, strict=False)
    ]
    assert sum(whole) >= unbroken


def test_view_is_used_with_the_keyboard(view: ThreadView, qtbot: QtBot) -> None:
    view.set_entries(many(30))
    view.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(view, Qt.Key.Key_End)
    assert view.current == view.entries[-1]
    QTest.keyClick(view, Qt.Key.Key_Up)
    QTest.keyClick(view, Qt.Key.Key_Up)
    assert view.current is not None
    assert view.current.key < 29
    assert view.accessibleName() == "Conversation"
    assert view.current.title in view.accessibleDescription()
    QTest.keyClick(view, Qt.Key.Key_Home)
    assert view.current == view.entries[0]
    QTest.keyClick(view, Qt.Key.Key_Return)
    (menu,) = view.findChildren(QMenu)
    offered = {action.text(): action for action in menu.actions() if not action.isSeparator()}
    copies = ["Copy as Markdown", "Copy the whole conversation"]
    assert list(offered) == [*copies, "Edit", "Delete"]
    with qtbot.waitSignal(view.act_asked) as told:
        offered["Edit"].trigger()
    menu.close()
    assert told.args == [ActAsked(0, Act.EDIT)]
    offered["Copy the whole conversation"].trigger()
    copied = QGuiApplication.clipboard().text()
    assert [entry.text.strip() in copied for entry in view.entries] == [True] * 30
    assert copied.startswith(f"## {view.entries[0].title}")


def test_view_follows_theme_and_width(view: ThreadView) -> None:
    view.set_entries(many(40))
    view.show_entry(21)
    begin = theme().mode
    try:
        theme().set_mode(ThemeMode.DARK)
        dark = view.grab().toImage().pixelColor(2, 2)
        theme().set_mode(ThemeMode.LIGHT)
        assert view.grab().toImage().pixelColor(2, 2) != dark
    finally:
        theme().set_mode(begin)
    view.resize(400, 500)
    assert "Message 21" in texts(view)


def test_view_takes_whatever_models_say(view: ThreadView) -> None:
    hostile = (
        "> " * 3000 + "x",
        "".join(" " * (2 * depth) + "- x\n" for depth in range(200)),
        "[" * 20_000,
        "|a" * 1000 + "|\n" + "|-" * 1000 + "|\n" + ("|b" * 1000 + "|\n") * 50,
        "<script>" * 2000,
        "$a" * 5000,
        "\ud800 lone \U0001f600 \x1b[31m\x00 \u202e" * 50,
        "```\n" * 3000,
    )
    for key, text in enumerate(hostile):
        view.set_entries((answer(key, text),))
        view.scroll_by(-5000)
        view.grab()
        view.copy()
