"""The Recipes section: what it lists, keeps, imports, shares and removes."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar, cast

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.core.cancel import Cancel
from app.core.errors import BadInput, UserError
from app.panes.deploy.api import Page, PageAsked
from app.panes.deploy.recipes.dialogs import (
    EditDialog,
    FileAsked,
    ImportDialog,
    SaveAsked,
    ShareDialog,
)
from app.panes.deploy.recipes.section import RecipesSection
from app.services.serving.api import Recipe
from app.services.serving.recipes.book import RecipeBook
from app.services.serving.recipes.drift import ImageDrift
from app.services.serving.recipes.schema import write_recipe
from app.transport.status import Phase
from tests.gui.shell_fakes import fake_hub, node
from tests.gui.test_shell_accessibility import nameless

SPARK = node("spark-01")
DialogT = TypeVar("DialogT", bound=QDialog)
LINE = "docker run -e HF_TOKEN=hf_abcdefghijklmnopqrstuvwxyzABCD vllm/vllm-openai:v0.28.0 a/B-FP8"


class World:
    """The section over a real book; its workers work when the test says so."""

    def __init__(self, qtbot: QtBot, folder: Path) -> None:
        self.hub = cast(Any, fake_hub(folder / "settings.json", SPARK))
        self.book = RecipeBook(folder / "recipes")
        self.hub.serving.recipe_book = lambda: self.book
        self.hub.sessions.set(SPARK.id, Phase.CONNECTED)
        self.hub.select_node(SPARK.id)
        self.notices: list[Any] = []
        self.hub.notified.connect(self.notices.append)
        self.section = RecipesSection(self.hub, cast(QWidget, None))
        qtbot.addWidget(self.section)
        self.section.resize(1180, 760)
        self.asked: list[PageAsked] = []
        self.section.page_asked.connect(self.asked.append)
        self.section.show()
        qtbot.waitExposed(self.section)
        self._done = 0
        self.work()

    def work(self) -> None:
        """Let everything happen that was asked for."""
        serving = self.hub.serving
        while self._done < len(serving.workers):
            worker = serving.workers[self._done]
            self._done += 1
            try:
                worker.answer(worker.work(Cancel()))
            except UserError as error:
                worker.fail(error)
        if ("load recipes", None) in serving.asked:
            serving.asked.remove(("load recipes", None))
            serving.show_recipes(self.book.load())

    def forget_asking(self) -> None:
        """Leave what a node was asked to the test."""
        self._done = len(self.hub.serving.workers)

    def choose(self, recipe: str) -> None:
        assert self.section.view.choose(recipe)

    def dialog(self, kind: type[DialogT]) -> DialogT:
        return next(each for each in self.section.findChildren(kind) if each.isVisible())

    def press(self, name: str) -> None:
        button = self.section.kinds.findChild(QPushButton, name)
        assert button is not None
        button.click()

    @property
    def chosen(self) -> Recipe:
        (row,) = self.section.view.selected
        return cast(Recipe, row.recipe)

    @property
    def own(self) -> list[Recipe]:
        return [each for each in self.book.load().recipes if each.is_own]


@pytest.fixture
def world(qtbot: QtBot, tmp_path: Path) -> World:
    return World(qtbot, tmp_path)


def test_recipes_are_listed_found_and_told_with_their_source(world: World) -> None:
    section = world.section
    total = len(world.book.load().recipes)
    assert section.words.text() == f"{total} recipes"
    assert nameless(section) == []

    section.filter.setText("agent hermes")
    assert section.words.text() == f"1 of {total}"
    world.choose("qwen3.6-35b-a3b-nvfp4-agent-vllm")

    details = section.details
    assert details.name.text() == "Qwen3.6 35B-A3B"
    assert "5 to 6 minutes" in details.notes.text()
    assert "huggingface: nvidia/Qwen3.6-35B-A3B-NVFP4" in details.yaml.toPlainText()
    assert not details.edit.isVisible()
    assert not details.remove.isVisible()
    assert nameless(section) == []

    section.filter.setText("nothing like this")
    assert not details.isVisible()
    assert section.empty.title.text() == "No recipe matches"
    assert section.empty.action is not None
    section.empty.action.click()
    assert section.words.text() == f"{total} recipes"


def test_recipes_for_any_computer_are_shown_alone(world: World) -> None:
    world.press("segment_small")

    shown = world.section.view.order
    rows = [shown.index(row, 0).data() for row in range(shown.rowCount())]
    assert "SmolLM2 135M Instruct" in rows
    assert "gpt-oss 120B" not in rows

    world.press("segment_own")
    assert world.section.empty.title.text() == "No recipes of yours yet"


def test_deploy_goes_on_where_it_belongs(world: World) -> None:
    world.choose("gpt-oss-20b-mxfp4-vllm")
    world.section.details.deploy.click()
    world.choose("llama-3.3-70b-bf16-vllm")
    world.section.details.deploy.click()

    assert [each.page for each in world.asked] == [Page.DEPLOY, Page.CLUSTER]
    assert cast(Recipe, world.asked[0].about).id == "gpt-oss-20b-mxfp4-vllm"


def test_copy_is_edited_with_a_live_check_and_removed_with_an_undo(world: World) -> None:
    world.choose("gpt-oss-20b-mxfp4-vllm")
    world.section.details.copy.click()
    world.work()
    assert world.chosen.id == "gpt-oss-20b-mxfp4-vllm-2"
    assert world.section.details.pill.text() == "Yours"

    world.section.details.edit.click()
    world.work()
    edit = world.dialog(EditDialog)
    assert "vLLM runs openai/gpt-oss-20b" in edit.told.text()
    text = edit.editor.toPlainText()
    edit.editor.setPlainText(text.replace("engine: vllm", "engine: vlm"))
    assert not edit.check()
    assert "There is no engine “vlm”. Is vllm meant?" in edit.field.error
    assert not edit.yes.isEnabled()
    edit.editor.setPlainText(text + "settings:\n  contxt: 8192\n")
    edit.submit()
    assert "Is context meant?" in edit.field.error
    assert edit.editor.extraSelections()
    assert edit.isVisible()
    edit.editor.setPlainText("# mine\n" + text + "settings:\n  context: 8192\n")
    edit.submit()
    world.work()
    assert world.own[0].settings.context == 8192
    assert world.book.text(world.own[0]).startswith("# mine")

    world.section.details.remove.click()
    world.work()
    assert world.own == []
    world.notices[-1].action.run()
    world.work()
    assert world.own[0].settings.context == 8192


def test_import_shows_what_it_makes_and_keeps_it(world: World) -> None:
    world.section.bring.click()
    dialog = world.dialog(ImportDialog)
    assert not dialog.yes.isEnabled()
    assert nameless(dialog) == []

    dialog.show_text("docker run nginx")
    assert "the image of no engine" in dialog.field.error
    dialog.show_text(LINE)
    assert "B-FP8 (FP8, vllm, vllm/vllm-openai:v0.28.0)" in dialog.told.text()
    assert "The value of HF_TOKEN was taken out" in dialog.told.text()
    dialog.yes.click()
    world.work()

    assert world.chosen.model.handle == "a/B-FP8"
    assert world.chosen.is_own
    assert "hf_abc" not in world.book.text(world.own[0])


def test_import_reads_files_and_says_when_one_is_none(world: World, tmp_path: Path) -> None:
    world.section.show_about("ollama run qwen3:8b")
    dialog = world.dialog(ImportDialog)
    assert "qwen3:8b (ollama)" in dialog.told.text()

    (tmp_path / "picture.png").write_bytes(b"\x89PNG\xff")
    dialog.file_asked.emit(FileAsked(tmp_path / "picture.png"))
    world.work()
    assert "is no text in UTF-8" in dialog.field.error
    (tmp_path / "one.yaml").write_text(write_recipe(world.book.load().recipes[0]), "utf-8")
    dialog.file_asked.emit(FileAsked(tmp_path / "one.yaml"))
    world.work()
    assert world.book.load().recipes[0].title in dialog.told.text()
    dialog.reject()


def test_import_fetches_a_page_whose_address_is_pasted(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = ["vllm", "serve", "Qwen/Qwen3-8B"]
    answers = iter([json.dumps({"argv": told, "docker_image": "vllm/vllm-openai:latest"})])

    def fetch(model: str, _cancel: Cancel) -> str:
        assert model == "Qwen/Qwen3-8B"
        if (answer := next(answers, None)) is None:
            raise BadInput("recipes.vllm.ai has no recipe of it.")
        return answer

    monkeypatch.setattr("app.services.serving.recipes.fetching.fetch_recipe", fetch)
    page = "https://recipes.vllm.ai/Qwen/Qwen3-8B?hardware=dgx_spark_gb10"
    world.section.show_about(page)
    dialog = world.dialog(ImportDialog)
    assert dialog.told.text() == "Asking recipes.vllm.ai…"
    assert not dialog.yes.isEnabled()
    world.work()
    assert "Qwen3-8B (vllm, vllm/vllm-openai:latest)" in dialog.told.text()

    dialog.show_text(page)
    world.work()
    assert dialog.field.error == "recipes.vllm.ai has no recipe of it."
    dialog.reject()


def test_share_gives_a_text_for_others(world: World, tmp_path: Path) -> None:
    world.choose("gpt-oss-20b-mxfp4-vllm")
    world.section.details.share.click()
    dialog = world.dialog(ShareDialog)

    dialog.copy.click()
    assert "openai/gpt-oss-20b" in QGuiApplication.clipboard().text()
    dialog.save_asked.emit(SaveAsked(tmp_path / "out.yaml", dialog.text.toPlainText()))
    world.work()
    assert (tmp_path / "out.yaml").read_text("utf-8") == QGuiApplication.clipboard().text()
    dialog.save_asked.emit(SaveAsked(tmp_path, "x"))
    world.work()
    assert "cannot be written" in world.notices[-1].title
    dialog.reject()


def test_newer_recipe_of_a_copy_is_told_and_shown(world: World) -> None:
    shipped = world.book.load().find("gpt-oss-20b-mxfp4-vllm")
    assert shipped is not None
    kept = world.book.add(replace(shipped, copied_from=f"{shipped.id}@0123456789ab"))
    world.section.refresh()
    world.work()
    world.choose(kept.id)

    assert world.section.details.pill.text() == "Newer there"
    world.section.details.newer.click()
    assert world.chosen == shipped


def test_image_is_compared_with_its_registry(world: World) -> None:
    world.choose("qwen3.6-35b-a3b-nvfp4-vllm")
    world.section.details.check.click()
    asking = world.hub.serving.workers[-1]
    assert world.section.details.drift.text() == "Asking the registry…"
    world.choose("gpt-oss-20b-mxfp4-vllm")
    asking.answer(ImageDrift("vllm/vllm-openai:v0.28.0"))
    assert asking.stopped
    assert not world.section.details.drift.isVisible()

    world.section.details.check.click()
    one, other = "sha256:" + "1" * 64, "sha256:" + "2" * 64
    drift = ImageDrift("nvcr.io/nvidia/vllm:26.05", one, one, other, ("26.07",))
    world.hub.serving.workers[-1].answer(drift)
    told = world.section.details.drift.text()
    assert "A newer image is there than the one that the recipe was checked with." in told
    assert "The node has an older image than the registry." in told
    assert "Newer versions: 26.07." in told

    world.hub.sessions.set(SPARK.id, Phase.OFF)
    world.section.details.check.click()
    assert "Connect spark-01" in world.section.details.drift.text()


def test_own_recipe_is_pinned_to_the_image_that_the_registry_has(world: World) -> None:
    world.choose("qwen3.6-35b-a3b-nvfp4-vllm")
    world.section.details.check.click()
    digest = "sha256:" + "3" * 64
    drift = ImageDrift("vllm/vllm-openai:v0.28.0", now=digest)
    world.hub.serving.workers[-1].answer(drift)
    world.forget_asking()
    assert not world.section.details.pin.isVisible()

    world.section.details.copy.click()
    world.work()
    world.section.details.check.click()
    world.hub.serving.workers[-1].answer(drift)
    world.forget_asking()
    world.section.details.pin.click()
    world.work()

    assert world.own[0].image_digest == digest
    assert f"image_digest: {digest}" in world.section.details.yaml.toPlainText()


def test_broken_file_of_the_user_is_told(world: World, tmp_path: Path) -> None:
    (tmp_path / "recipes").mkdir()
    (tmp_path / "recipes" / "mine.yaml").write_text("title: [", "utf-8")
    world.section.refresh()
    world.work()

    assert world.section.problems.isVisible()
    assert "mine.yaml cannot be used. Line 2" in world.section.problems.text()
