"""Small things that are shown in many places, with words of a longer language."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt, QTranslator
from PySide6.QtGui import QColor, QFontMetrics, QIcon, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app.look.components import Button, FormField
from app.look.components.confirm import ConfirmDialog, TypedDialog
from app.look.fonts import ui_font
from app.look.theme import theme
from app.panes.connect_steps import StepsView
from app.panes.settings.controls import KeysControl
from app.transport import status
from app.transport.status import Step, StepState, StepStatus

GERMAN = "Geben Sie ein Tastenkürzel ein"


class German(QTranslator):
    """What Qt's own catalogue says in the field."""

    def isEmpty(self) -> bool:
        return False

    def translate(self, _context: str, text: str, _comment: str = "", _n: int = -1) -> str:  # type: ignore[override]
        return GERMAN if text == "Press shortcut" else ""


@pytest.fixture
def german(qapp: QApplication) -> Iterator[None]:
    translator = German()
    qapp.installTranslator(translator)
    yield
    qapp.removeTranslator(translator)


@pytest.mark.parametrize("destructive", [True, False])
def test_one_answer_of_a_question_stands_out(qtbot: QtBot, destructive: bool) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = ConfirmDialog("Open it?", "It is shown.", "Open", parent, destructive=destructive)
    buttons = (dialog.yes, dialog.no)
    stands_out = [b for b in buttons if b.isDefault() or b.property("look") == "primary"]
    assert stands_out == [dialog.no]


def test_the_picture_of_a_button_is_seen_while_it_cannot_be_pressed(qtbot: QtBot) -> None:
    button = Button("Deploy", "primary", "play")
    qtbot.addWidget(button)
    off = button.icon().pixmap(16, QIcon.Mode.Disabled).toImage()
    pixels = [off.pixelColor(x, y) for x in range(off.width()) for y in range(off.height())]
    seen, wanted = max(pixels, key=QColor.alpha), QColor(theme().tokens.text3)
    assert seen.alpha() > 128
    parts = zip(seen.getRgb()[:3], wanted.getRgb()[:3], strict=True)  # type: ignore[index]
    assert all(abs(one - other) <= 1 for one, other in parts), seen.name()  # alpha rounds them


def opened(window: QWidget) -> tuple[TypedDialog, QLineEdit]:
    dialog = TypedDialog(window)
    field = QLineEdit("as it was", dialog)
    dialog.open()
    return dialog, field


@pytest.mark.parametrize("by_escape", [True, False])
def test_what_was_typed_is_lost_only_after_a_question(qtbot: QtBot, by_escape: bool) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    untouched, field = opened(window)
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert not untouched.isVisible()

    dialog, field = opened(window)
    QTest.keyClicks(field, " and more")

    def leave() -> ConfirmDialog:
        QTest.keyClick(field, Qt.Key.Key_Escape) if by_escape else dialog.close()
        assert dialog.isVisible()
        return dialog.findChildren(ConfirmDialog)[-1]

    leave().no.click()
    assert field.text() == "as it was and more"
    leave().yes.click()
    assert not dialog.isVisible()


@pytest.mark.usefixtures("german")
def test_the_field_for_keys_has_room_for_its_words(qtbot: QtBot) -> None:
    control = KeysControl("Ask from anywhere")
    qtbot.addWidget(control.field)
    editor = control.field.findChild(QLineEdit)
    assert isinstance(editor, QLineEdit)
    assert editor.placeholderText() == GERMAN
    assert control.field.width() >= editor.fontMetrics().horizontalAdvance(GERMAN) + 30


def test_the_name_of_a_step_is_whole_and_ends_before_its_detail(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = "Verschlüsselung wird ausgehandelt"
    monkeypatch.setitem(status._STEPS, Step.RESOLVE, words)
    view = StepsView()
    qtbot.addWidget(view)
    view.resize(600, view.sizeHint().height())

    def row(state: StepState, detail: str) -> QImage:
        view.show_steps((StepStatus(Step.RESOLVE, state, detail),))
        return view.grab().toImage()

    named, detailed = row(StepState.DONE, ""), row(StepState.DONE, "M")
    background = named.pixelColor(599, 1)
    columns = [
        (column, [(named.pixelColor(column, y), detailed.pixelColor(column, y)) for y in range(30)])
        for column in range(600)
    ]
    name_ends = max(x for x, pixels in columns if any(one != background for one, _ in pixels))
    detail_begins = min(x for x, pixels in columns if any(one != two for one, two in pixels))
    whole = QFontMetrics(ui_font(13, 500)).horizontalAdvance(words)
    assert 26 + whole - 3 <= name_ends < detail_begins


def test_what_is_wrong_with_a_value_stays_until_it_is_another(qtbot: QtBot) -> None:
    field = FormField("Key", QLineEdit(), "It is kept in the keyring.")
    qtbot.addWidget(field)
    field.set_error("Nobody takes this key.")
    field.set_hint("It is kept until you quit.")  # learnt meanwhile
    assert field.error == "Nobody takes this key."
    assert field.editor.accessibleDescription() == "Nobody takes this key."
    qtbot.keyClicks(field.editor, "k")
    assert field.error == ""
    assert field.editor.accessibleDescription() == "It is kept until you quit."
