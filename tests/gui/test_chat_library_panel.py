from __future__ import annotations

import time
from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu
from pytestqt.qtbot import QtBot

from app.look.components.confirm import ConfirmDialog
from app.panes.chat.library import panel
from app.panes.chat.library.list_model import MIME, ROW_ROLE
from app.panes.chat.library.name_dialog import NameDialog
from app.panes.chat.library.panel import ConversationChosen, LibraryPanel
from app.services.chat.api import Conversation, Message, Role
from app.services.chat.library import file, orders
from app.services.chat.library.library import Library
from app.state.chat_library import ConversationCreated
from app.state.hub import Notice
from tests.gui.real_program import RealProgram, press

DAY = 86400.0


class Desk:
    """The list over the real program's library, and short words for what a person does."""

    def __init__(self, program: RealProgram, qtbot: QtBot) -> None:
        self.hub = program.hub
        self.state = program.hub.chat.library
        self.library: Library = self.state.library
        self.qtbot = qtbot
        self.now = time.time()
        """When the list is looked at, even where the day ends meanwhile."""
        self._made = 0.0
        self.panel = LibraryPanel(program.hub, program.window)
        self.panel.setFixedHeight(700)
        self.list = self.panel.list
        self.chosen: list[ConversationChosen] = []
        self.notices: list[Notice] = []
        self.panel.conversation_chosen.connect(self.chosen.append)
        self.hub.notified.connect(self.notices.append)
        self.tester = QAbstractItemModelTester(self.list.rows)

    def keep(self, title: str, *texts: str, days: float = 0, folder: str = "") -> int:
        when = self.now - days * DAY + self._made
        self._made += 0.001  # one after the other
        made = self.library.create(Conversation(0, title, when, when, folder=folder))
        before = None
        for text in texts:
            before = self.library.add(made.id, Message(0, before, Role.USER, text, created=when)).id
        return made.id

    @property
    def shown(self) -> list[str]:
        return [row.text for row in self.list.rows.rows]

    def wait_shown(self, *texts: str) -> None:
        self.qtbot.waitUntil(lambda: self.shown == list(texts))

    def click(self, text: str) -> None:
        place = self.list.visualRect(self.list.rows.index(self.shown.index(text))).center()
        self.qtbot.mouseClick(
            self.list.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(60, place.y())
        )

    def act(self, *path: str) -> None:
        """Choose from the menu of what is chosen."""
        menu = self.panel._acts.row_menu(self.list.chosen)
        for text in path[:-1]:
            found = action(menu, text).menu()
            assert isinstance(found, QMenu)
            menu = found
        action(menu, path[-1]).trigger()


def action(menu: QMenu, text: str) -> QAction:
    return next(each for each in menu.actions() if each.text() == text)


@pytest.fixture
def desk(program: RealProgram, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Desk:
    made = Desk(program, qtbot)
    monkeypatch.setattr(panel, "time", SimpleNamespace(time=lambda: made.now))
    return made


def test_list_is_in_order_of_pins_folders_and_days_and_opens_what_is_clicked(desk: Desk) -> None:
    desk.panel.show()
    desk.qtbot.waitUntil(desk.panel.empty.isVisible)
    old = desk.keep("Old", days=400)
    desk.keep("Filed", folder="Work")
    desk.keep("<b>Today's</b>\none")
    pinned = desk.keep("Kept", days=3)
    desk.state.pin(pinned, True)
    desk.wait_shown(
        "Pinned", "Kept", "Folders", "Work", "Today", "<b>Today's</b> one",
        str(time.localtime(desk.now - 400 * DAY).tm_year), "Old",
    )  # fmt: skip
    desk.click("Old")
    assert desk.chosen == [ConversationChosen(old)]
    desk.click("Work")
    assert desk.shown[3:5] == ["Work", "Filed"]
    desk.list.setFocus()
    desk.qtbot.keyClick(desk.list, Qt.Key.Key_Left)
    assert "Filed" not in desk.shown
    spoken = desk.list.rows.index(3).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "Folder Work, 1 conversation, closed"


def test_search_finds_messages_and_leads_to_them(desk: Desk) -> None:
    first = desk.keep("Cats", "they purr", "they sleep in the sun")
    desk.keep("Sundries", "nothing")
    desk.panel.show()
    desk.qtbot.waitUntil(lambda: "Cats" in desk.shown)
    desk.panel.search()
    desk.qtbot.keyClicks(desk.panel.field, "sun")
    desk.wait_shown("Conversations", "Sundries", "Messages", "Cats")
    row = desk.list.rows.index(3).data(ROW_ROLE)
    assert row.found.snippet == "they sleep in the \x02sun\x03"
    desk.click("Cats")
    assert desk.chosen == [ConversationChosen(first, row.found.message)]
    desk.panel.field.setText("zebra")
    desk.qtbot.waitUntil(desk.panel.nothing.isVisible)
    assert desk.panel.nothing.text() == "Nothing found for “zebra”."
    desk.qtbot.keyClick(desk.panel.field, Qt.Key.Key_Escape)
    assert "Today" in desk.shown


def test_rename_in_place_survives_a_list_that_changes_meanwhile(desk: Desk) -> None:
    made = desk.keep("Wrong name")
    desk.panel.show()
    desk.wait_shown("Today", "Wrong name")
    desk.click("Wrong name")
    desk.act("Rename")
    editor = desk.list.findChild(QLineEdit)
    assert editor is not None
    editor.setText("Right name")
    desk.keep("Another one")
    desk.qtbot.waitUntil(lambda: len(desk.state.conversations() or ()) == 2)
    assert editor.isVisible()
    desk.qtbot.keyClick(editor, Qt.Key.Key_Return)
    desk.wait_shown("Today", "Another one", "Right name")
    assert desk.library.conversation(made).has_own_title


def test_trash_takes_restores_and_is_emptied_after_a_question(desk: Desk) -> None:
    desk.keep("Thrown away")
    desk.keep("Kept")
    desk.panel.show()
    desk.wait_shown("Today", "Kept", "Thrown away")
    desk.click("Thrown away")
    desk.qtbot.keyClick(desk.list, Qt.Key.Key_Delete)
    desk.wait_shown("Today", "Kept")
    notice = desk.notices[-1]
    assert notice.title == "“Thrown away” is in the trash."
    assert notice.action is not None
    notice.action.run()
    desk.wait_shown("Today", "Kept", "Thrown away")
    desk.click("Thrown away")
    desk.qtbot.keyClick(desk.list, Qt.Key.Key_Delete)
    desk.wait_shown("Today", "Kept")
    action(desk.panel._acts.more_menu(), "Trash (1)").trigger()
    assert desk.shown == ["Thrown away"]
    desk.click("Thrown away")  # which cannot be shown
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert action(menu, "Restore").isEnabled()
    menu.close()
    desk.panel.empty_trash.click()
    press(desk.panel.findChild(ConfirmDialog), "Delete for good")
    desk.qtbot.waitUntil(desk.panel.nothing.isVisible)
    assert desk.library.conversations(trashed=True) == ()
    desk.panel.back.click()
    assert desk.shown == ["Today", "Kept"]


def test_conversations_are_put_into_folders_by_menu_and_by_hand(desk: Desk) -> None:
    first, second = desk.keep("First"), desk.keep("Second")
    desk.panel.show()
    desk.wait_shown("Today", "Second", "First")
    desk.click("First")
    desk.act("Move to folder", "New folder…")
    dialog = desk.panel.findChild(NameDialog)
    dialog.editor.setText("R & D")
    dialog.submit()
    desk.wait_shown("Folders", "R & D", "Today", "Second")
    drop(desk, "Second", "R & D")
    desk.wait_shown("Folders", "R & D", "Second", "First")
    desk.click("Second")
    desk.act("Tags", "New tag…")
    dialog = next(each for each in desk.panel.findChildren(NameDialog) if each.isVisible())
    dialog.editor.setText("#hot")
    dialog.submit()
    desk.qtbot.waitUntil(lambda: desk.state.tags() == ("hot",))
    assert desk.library.conversation(first).folder == "R & D"
    assert desk.library.conversation(second).tags == ("hot",)
    desk.panel.field.setText("#hot")
    desk.wait_shown("Conversations", "Second")


def drop(desk: Desk, what: str, where: str) -> None:
    """Let go of a row over another one."""
    indexes = [desk.list.rows.index(desk.shown.index(each)) for each in (what, where)]
    data = QMimeData()
    data.setData(MIME, desk.list.rows.mimeData(indexes[:1]).data(MIME))
    place = desk.list.visualRect(indexes[1]).center()
    how = (data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    moved = Qt.DropAction.MoveAction
    for event in (QDragEnterEvent(place, moved, *how), QDropEvent(QPointF(place), moved, *how)):
        QApplication.sendEvent(desk.list.viewport(), event)


def test_export_and_import_tell_what_came_of_them(desk: Desk, tmp_path: Path) -> None:
    made = desk.keep("Cats", "they purr")
    desk.panel.show()
    desk.wait_shown("Today", "Cats")
    one = desk.state.find(made)
    assert one is not None
    target = tmp_path / "cats.json"
    desk.panel._acts._write_json((one,), str(target))
    desk.qtbot.waitUntil(lambda: any("exported" in each.title for each in desk.notices))
    desk.library.trash(made)
    desk.panel._acts.take_in(str(target))
    desk.qtbot.waitUntil(
        lambda: any(each.title == "1 conversation imported." for each in desk.notices)
    )
    desk.wait_shown("Today", "Cats")
    (tmp_path / "bad.json").write_text("{}")
    desk.panel._acts.take_in(str(tmp_path / "bad.json"))
    desk.qtbot.waitUntil(
        lambda: any("holds no conversations" in f"{n.title} {n.hint}" for n in desk.notices)
    )


def test_library_that_cannot_be_written_is_said_and_kept_once_it_can(
    desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file, "_BUSY_S", 0.05)
    monkeypatch.setattr(orders, "RETRY_S", 0.05)
    import sqlite3

    created: list[ConversationCreated] = []
    desk.state.created.connect(created.append)
    desk.panel.show()
    desk.qtbot.waitUntil(desk.panel.empty.isVisible)
    other = sqlite3.connect(desk.library.path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    order = desk.state.new(Conversation(0, "Waits", 0, 0))
    desk.qtbot.waitUntil(desk.panel.trouble.isVisible)
    assert "locked by another program" in desk.panel.trouble.text()
    assert "could not be kept" in desk.hub.unfinished[desk.state]()
    other.execute("ROLLBACK")
    other.close()
    desk.wait_shown("Today", "Waits")
    assert [each.order for each in created] == [order]
    desk.qtbot.waitUntil(lambda: not desk.panel.trouble.isVisible())
    assert desk.hub.unfinished[desk.state]() == ""


def test_what_is_written_while_the_program_ends_is_kept(desk: Desk, program: RealProgram) -> None:
    made = desk.keep("Cats")
    desk.panel.show()
    desk.wait_shown("Today", "Cats")
    for number in range(30):
        desk.state.write(
            lambda library, _cancel, text=f"draft {number}": library.keep_draft(made, text)
        )
    program.stop()
    again = Library(desk.library.path)
    assert again.conversation(made).draft == "draft 29"
    again.close()
