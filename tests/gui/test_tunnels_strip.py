"""The buttons below a table of tunnels."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.panes.tunnels.strip import ActionStrip
from app.panes.tunnels.verbs import Verb

VERBS = (Verb.BROWSE, Verb.COPY, Verb.CHECK, Verb.EDIT, Verb.REMOVE, Verb.CLOSE)


def test_strip_gives_up_what_the_row_has_before_it_cuts_the_name(qtbot: QtBot) -> None:
    strip = ActionStrip()
    qtbot.addWidget(strip)
    strip.show()
    for name, width, spare in (("Jupyter", 1000, False), ("A notebook of Ann", 760, True)):
        strip.resize(width, 60)
        strip.show_row("t1", name, "", "text2", VERBS)
        QApplication.processEvents()

        assert strip.buttons[Verb.COPY].isHidden() is spare
        assert strip._title.text() == name  # nothing of it is left out
        assert strip.buttons[Verb.EDIT].isVisible()
