"""The documents view: collections, their files, a question, and a passage where it stands."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar, cast

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from app.look.components.confirm import ConfirmDialog
from app.panes.chat.documents.form import CollectionForm
from app.panes.chat.documents.passage import PassageDialog
from app.panes.chat.documents.picker import CollectionPicker, CollectionsChosen
from app.panes.chat.documents.sources import SourcesPanel
from app.panes.chat.documents.view import DocumentsView
from app.services.chat.api import Ability, Card, ChatEndpoint, ChatModel, EndpointView, Finding
from app.services.chat.api import Source as ChatSource
from app.services.documents.api import (
    Collection,
    CollectionStats,
    EmbedderChoice,
    FileState,
    IndexedFile,
    IndexProgress,
    Passage,
    Retrieval,
)
from tests.gui.shell_fakes import fake_hub, node
from tests.gui.test_shell_accessibility import nameless

DialogT = TypeVar("DialogT", bound=QDialog)
HERE = EmbedderChoice("embedded")
GUIDE = Collection("c1", "Guides", ("/home/ann/guides",), HERE)
NOTES = Collection("c2", "Notes", ("/home/ann/notes",), HERE)
TEXT = "Before it.\nThe fan \U0001f300 turns at 3,000 rpm.\nAfter it."


class World:
    def __init__(self, qtbot: QtBot, folder: Path) -> None:
        self.wait = qtbot.waitUntil
        self.hub = cast(Any, fake_hub(folder / "settings.json", node("spark-01")))
        self.chat = self.hub.chat
        self.documents = self.chat.documents
        self.view = DocumentsView(self.hub, cast(QWidget, None))
        qtbot.addWidget(self.view)
        self.view.resize(1180, 760)
        self.view.show()
        qtbot.waitExposed(self.view)

    def dialog(self, kind: type[DialogT]) -> DialogT:
        return next(each for each in self.view.findChildren(kind) if each.isVisible())

    def files(self, *files: IndexedFile) -> None:
        self.documents.kept["c1"] = files
        self.view.details._ask_files()
        self.chat.do_work()


@pytest.fixture
def world(qtbot: QtBot, tmp_path: Path) -> World:
    return World(qtbot, tmp_path)


def passage(**more: Any) -> Passage:
    start = TEXT.index("The fan")
    end = TEXT.index("\nAfter")
    said = {"page": 4, "heading": "Cooling", "similarity": 0.71, "by_words": True}
    return Passage(
        "c1", "/home/ann/guides/fan.pdf", "Fans", start, end, TEXT[start:end], **{**said, **more}
    )


def test_no_collection_is_taught_and_the_first_one_is_made(world: World) -> None:
    assert world.documents.asked == [("load",)]
    world.documents.show()
    assert "PDFs" in world.view.empty.text.text()
    assert world.view.empty.action is not None
    world.view.empty.action.click()
    form = world.dialog(CollectionForm)
    form.save.click()
    assert form.name_field.error
    assert form.paths_field.error
    below = form.paths_field._below
    world.wait(lambda: below.height() >= below.heightForWidth(below.width()) > 0)
    form.add_paths(("/home/ann/guides", "/home/ann/guides"))
    assert form.name.text() == "guides"
    form.save.click()

    (made,) = world.documents.known
    assert (made.name, made.paths, made.embedder) == ("guides", ("/home/ann/guides",), HERE)
    assert world.view.details.title.text() == "guides"
    assert nameless(world.view) == []


def test_what_was_dropped_is_added_to_the_collection(world: World) -> None:
    world.documents.show(GUIDE)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile("/home/ann/more.pdf"), QUrl("https://example.org/x.pdf")])
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    event = QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, data, buttons, keys)
    world.view.dropEvent(event)
    form = world.dialog(CollectionForm)
    form.save.click()

    assert world.documents.known[0].paths == ("/home/ann/guides", str(Path("/home/ann/more.pdf")))
    assert world.documents.known[0].id == "c1"


def test_files_tell_what_was_not_read_and_why(world: World) -> None:
    world.documents.figures["c1"] = CollectionStats(2, 11, 1, 40_000, embedder="minilm")
    world.documents.show(GUIDE, NOTES)
    assert world.view.list.chosen == "c1"
    broken = IndexedFile(
        "/home/ann/guides/b.pdf", FileState.FAILED, 9, 1.0, error="It is encrypted: give its text."
    )
    world.files(
        IndexedFile("/home/ann/guides/a.pdf", FileState.INDEXED, 1000, 1.0, pages=3, chunks=11),
        broken,
    )

    details = world.view.details
    assert "2 files · 11 passages · 1 not read" in details.about.text()
    assert details.view.choose(broken.path)
    assert details.problem.text() == "It is encrypted: give its text."
    world.view.list.choose("c2")
    assert details.title.text() == "Notes"


def test_indexing_is_shown_held_and_gone_on_with(world: World) -> None:
    world.documents.show(GUIDE)
    world.documents.tell("c1", IndexProgress(12, 31, 140, "/x/guide.pdf", 11.0))
    details = world.view.details
    words = "12 of 31 files · 11 passages/s · guide.pdf"
    assert details.progress.text() == words
    assert details.bar.fraction == pytest.approx(12 / 31, abs=0.001)
    details.pause.click()
    assert world.documents.asked[-1] == ("pause", "c1", True)
    world.documents.tell("c1", IndexProgress(12, 31, is_paused=True))
    assert details.pause.text() == "Go on"
    details.pause.click()
    assert world.documents.asked[-1] == ("pause", "c1", False)
    world.documents.tell("c1", None)
    assert not details.bar.isVisible()
    details.index.click()
    assert world.documents.asked[-1] == ("index", "c1")


def test_a_question_shows_what_is_found_and_the_passage_where_it_stands(world: World) -> None:
    world.documents.show(GUIDE)
    world.documents.texts["/home/ann/guides/fan.pdf"] = TEXT
    world.documents.found = Retrieval(
        "fan", (passage(),), 400, 0.006, 0.001, ("Words only: the endpoint is gone.",)
    )
    world.view.search()
    trying = world.view.details.trying
    trying.field.setText("how fast is the fan?")
    trying.search.click()
    world.chat.do_work()

    (card,) = trying.cards
    assert card.why.text() == "similarity 0.71 · shares words"
    assert card.where.text() == "page 4 · Cooling"
    assert "among 400" in trying.words.text()
    assert "Words only" in trying.words.text()
    card.open.click()
    world.chat.do_work()
    shown = world.dialog(PassageDialog)
    (mark,) = shown.text.extraSelections()
    assert mark.cursor.selectedText() == "The fan \U0001f300 turns at 3,000 rpm."  # type: ignore[attr-defined]
    shown.copy.click()
    assert QApplication.clipboard().text() == passage().text


def test_a_file_that_the_system_might_run_is_not_opened(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(
        "app.panes.chat.documents.opening.QDesktopServices.openUrl",
        lambda url: opened.append(url.toLocalFile()),
    )
    for path, words in (
        ("/home/ann/guides/fan.pdf", "Open the file"),
        ("/home/ann/guides/setup.bat", "Open its folder"),
        ("/home/ann/guides/notes.desktop", "Open its folder"),
        ("/home/ann/guides/run.exe", "Open its folder"),
    ):
        world.documents.texts[path] = TEXT
        world.view.show_about(ChatSource(1, "c1", path, "Fans", 4, 0, 9, text="As it was."))
        shown = world.dialog(PassageDialog)
        assert not shown.open_file.isEnabled(), "nobody knows yet whose path it is"
        world.chat.do_work()
        assert shown.open_file.text() == words
        shown.open_file.click()
        shown.accept()
    assert opened == ["/home/ann/guides/fan.pdf", *["/home/ann/guides"] * 3]


def test_a_passage_whose_document_is_gone_is_shown_as_it_was(world: World) -> None:
    world.documents.show(GUIDE)
    source = ChatSource(1, "c1", "/gone.pdf", "Fans", 4, 0, 9, text="As it was then.")
    world.view.show_about(source)
    world.chat.do_work()

    shown = world.dialog(PassageDialog)
    assert shown.text.toPlainText() == "As it was then."
    assert "not in the index" in shown.problem.text()
    assert not shown.open_file.isEnabled(), "its path may be a stranger's: of an import"


def test_deleting_asks_first_and_says_what_stays(world: World) -> None:
    world.documents.show(GUIDE, NOTES)
    world.view._on_delete()
    dialog = world.dialog(ConfirmDialog)
    assert "files stay" in dialog.accessibleDescription()
    dialog.yes.click()

    assert world.documents.asked[-1] == ("delete", "c1")
    assert world.view.list.chosen == "c2"


def test_models_that_embed_can_be_chosen(world: World) -> None:
    endpoint = ChatEndpoint("e1", "llama.cpp on spark-01")
    models = (ChatModel("nomic-embed", "nomic-embed"), ChatModel("chat", "chat"))
    works = {Ability.EMBEDDINGS: Finding(True)}
    world.chat.endpoints.cards["e1", "chat"] = Card("e1", "chat", findings=works)
    world.chat.endpoints.show(EndpointView(endpoint, models))
    world.documents.show()
    world.view._on_new()
    form = world.dialog(CollectionForm)
    titles = [form.embedder.itemText(n) for n in range(form.embedder.count())]
    form.close()

    assert titles[1:] == ["nomic-embed, llama.cpp on spark-01", "chat, llama.cpp on spark-01"]
    own = replace(GUIDE, embedder=EmbedderChoice("endpoint", "e1", "nomic-embed"))
    world.documents.show(own)
    assert "· nomic-embed, llama.cpp on spark-01" in world.view.details.about.whole_text()


def test_picker_says_which_collections_are_asked(world: World, qtbot: QtBot) -> None:
    world.documents.show(GUIDE, NOTES)
    picker = CollectionPicker(world.hub)
    qtbot.addWidget(picker)
    heard: list[CollectionsChosen] = []
    picker.chosen.connect(heard.append)
    picker._fill()
    action = next(each for each in picker.menu.actions() if each.data() == "c2")
    action.trigger()

    assert heard == [CollectionsChosen(("c2",))]
    assert picker.button.text() == "Notes"
    picker.show_choice(("c1", "c2"))
    assert picker.button.text() == "2 collections"


def test_sources_say_which_of_them_were_cited(world: World, qtbot: QtBot) -> None:
    panel = SourcesPanel()
    qtbot.addWidget(panel)
    panel.resize(300, 600)
    panel.show()
    asked: list[Any] = []
    panel.passage_asked.connect(asked.append)
    one = ChatSource(1, "c1", "/a.pdf", "Fans", 4, 0, 9, "Cooling", "The fan turns.")
    two = ChatSource(2, "c1", "/b.md", "Notes", None, 0, 9, text="Something else.")
    panel.show_sources((one, two), frozenset({1}), number=1)

    assert panel.about.text() == "2 passages went to the model, 1 cited"
    assert [card.cited.text() for card in panel.cards] == ["Cited", "Not cited"]
    panel.cards[0].open.click()
    assert asked[0].place.document == "/a.pdf"


def test_a_collection_that_is_changed_keeps_what_nobody_changed(world: World) -> None:
    away = Collection(
        "c1", "Guides", ("/g",), EmbedderChoice("endpoint", "e9", "bge-m3"), created=7
    )
    world.documents.show(away)
    world.view._on_change()
    form = world.dialog(CollectionForm)
    assert form.embedder.currentText() == "bge-m3 (not there now)"
    form.save.click()

    assert world.documents.asked[-1] == ("save", away)
