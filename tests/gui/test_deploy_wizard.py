"""The wizard: from a model to its deployment, by mouse and keys."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.core.cancel import Cancel
from app.core.ids import LOCAL_NODE
from app.panes.deploy.api import Page, PageAsked
from app.panes.deploy.keys.dialog import KeysDialog
from app.panes.deploy.wizard.choosing import Step
from app.panes.deploy.wizard.node_view import NodeLook
from app.panes.deploy.wizard.rating import Filter
from app.panes.deploy.wizard.section import DeploySection
from app.services.serving.api import LaunchPlan, LaunchSettings, ModelRef, Source
from app.services.serving.facts.api import CachedModel, ModelFacts, ModelGated
from app.services.serving.fit.api import Weights
from app.shell.toasts import ToastStack
from app.state.hub import Notice, Severity
from app.transport.status import Phase
from scripts.lab.hub import Hub, Repo
from tests.gui.overview_world import SPARK
from tests.gui.wizard_world import FACTS, GIB, LLAMA, WizardWorld, at_plan, press

HUB = Source.HUGGING_FACE
QWEN_CONFIG = {
    "model_type": "qwen3", "num_hidden_layers": 36, "num_key_value_heads": 8, "head_dim": 128,
    "max_position_embeddings": 40_960,
}  # fmt: skip


@pytest.fixture
def world(qapp: QApplication, tmp_path: Path) -> WizardWorld:
    return WizardWorld(tmp_path)


def pill(section: DeploySection, key: str) -> str:
    row = next(row for row in section.model_step.shown if row.family.key == key)
    return row.said


def test_models_are_na_until_the_node_has_answered(world: WizardWorld, qtbot: QtBot) -> None:
    section = world.shown(qtbot)
    assert "n/a" in pill(section, "gpt-oss-120b")
    cached = CachedModel(ModelRef(Source.HUGGING_FACE, "openai/gpt-oss-120b"), "/x", 65 * GIB)
    section = world.ready(qtbot, cached)
    assert "Fits" in pill(section, "gpt-oss-120b")
    assert "on the node" in pill(section, "gpt-oss-120b")
    assert [row.rating.rank for row in section.model_step.shown] == sorted(
        row.rating.rank for row in section.model_step.shown
    )


def test_list_is_searched_and_narrowed(world: WizardWorld, qtbot: QtBot) -> None:
    step = world.ready(qtbot).model_step
    step.search.setText("gpt-oss")
    assert {row.family.key for row in step.shown} == {"gpt-oss-20b", "gpt-oss-120b"}
    step.chips[Filter.EMBEDDINGS].click()
    assert not step.shown
    assert step.empty.isVisible()
    assert step.empty.action is not None
    step.empty.action.click()
    assert len(step.shown) > 10


def test_whole_way_by_keyboard(world: WizardWorld, qtbot: QtBot) -> None:
    section = world.ready(qtbot)
    section.model_step.search.setText("llama 3.3 70b")
    section.model_step.list.setFocus()
    press(section.model_step.list, Qt.Key.Key_Down)
    press(section.model_step.list, Qt.Key.Key_Return)
    assert section.desk.choice.step is Step.ENGINE
    recommended = section.engine_step.recommended
    assert recommended is not None
    assert recommended.choice.isChecked()
    press(section.engine_step.card("vllm").choice, Qt.Key.Key_Space)
    press(section.next, Qt.Key.Key_Space)
    assert section.desk.choice.step is Step.SETTINGS
    slider = section.settings_step.ruler.slider
    press(slider, Qt.Key.Key_Home)
    assert section.desk.choice.settings.context == 2048
    press(slider, Qt.Key.Key_PageUp)
    assert section.desk.choice.settings.context == 4096
    press(section.next, Qt.Key.Key_Space)
    world.answer(world.preflight(section))
    assert section.deploy.isEnabled()
    press(section.deploy, Qt.Key.Key_Space)
    [(what, plan)] = [each for each in world.serving.asked if each[0] == "deploy"]
    assert isinstance(plan, LaunchPlan)
    assert (what, plan.settings.context, plan.overrides) == ("deploy", 4096, ())
    assert section.desk.choice.step is Step.RUN
    assert section.run_step.page is not None
    assert section.run_step.page.deployment is not None


def test_toasts_leave_the_way_on_free(world: WizardWorld, qtbot: QtBot) -> None:
    section = world.ready(qtbot)
    stack = ToastStack(section)
    stack.show_notice(Notice(Severity.INFO, "The alert is over."))
    way_on = QRect(section.next.mapTo(section, QPoint()), section.next.size())
    assert stack.isVisible()
    assert not stack.geometry().intersects(way_on)


def test_tab_leads_through_each_page_from_its_top(world: WizardWorld, qtbot: QtBot) -> None:
    section = world.ready(qtbot)
    section.model_step.choose("gpt-oss-120b")
    section.next.click()
    cards = [card.choice for card in section.engine_step.cards]
    order = tabbed(section.node)
    assert order[: len(cards)] == cards
    section.next.click()
    names = [each.accessibleName() or each.property("text") for each in tabbed(section.node)]
    assert names.index("Open to the network") < names.index("KV cache: bf16")
    assert names.index("KV cache: bf16") < names.index("Share of the memory")
    assert names.index("Share of the memory") < names.index("See the plan")


def tabbed(first: QWidget) -> list[QWidget]:
    """Return what Tab leads to from a widget on, as far as it is shown."""
    found: list[QWidget] = []
    at = first.nextInFocusChain()
    while at is not first:
        if at.isVisible() and at.isEnabled() and at.focusPolicy() & Qt.FocusPolicy.TabFocus:
            found.append(at)
        at = at.nextInFocusChain()
    return found


def test_enter_in_the_search_takes_the_best_of_what_is_found(
    world: WizardWorld, qtbot: QtBot
) -> None:
    section = world.ready(qtbot)
    step = section.model_step
    step.search.setText("gpt-oss 120")
    press(step.search, Qt.Key.Key_Return)
    assert section.desk.choice.family is not None
    assert section.desk.choice.family.key == "gpt-oss-120b"
    assert section.desk.choice.step is Step.MODEL
    press(step.list, Qt.Key.Key_Return)
    assert section.desk.choice.step is Step.ENGINE


def test_ruler_judges_while_it_is_dragged(world: WizardWorld, qtbot: QtBot) -> None:
    section = world.ready(qtbot)
    section.show_about(world.recipe(LLAMA))
    ruler = section.settings_step.ruler
    ruler.users.setValue(4)
    assert ruler.verdict.text() == "No"
    assert section.verdict.text() == "No"  # beside the buttons, too
    safe = ruler.slider.safe
    assert safe is not None
    assert 40_000 < safe < 50_000  # 44,965 with the room of memory-fit.md
    assert f"{safe:,} tokens would fit" in ruler.words.text()
    ruler.tokens.setValue(32_768)
    assert ruler.verdict.text() in ("Fits", "Tight")
    assert ruler.slider.value() == 32_768
    assert "would fit" not in ruler.slider.accessibleDescription()


def test_settings_that_an_engine_refuses_hold_the_way_on(world: WizardWorld, qtbot: QtBot) -> None:
    section = world.ready(qtbot)
    section.show_about(world.recipe(LLAMA))
    flags = section.settings_step.flags
    section.settings_step.search_flags()
    flags.arguments.setPlainText("--port\n9000")
    assert section.settings_step.problem.isVisible()
    assert not section.next.isEnabled()
    flags.arguments.setPlainText("--enforce-eager")
    assert not section.settings_step.problem.isVisible()
    flags.environment.setPlainText("HF_TOKEN=hf_" + "a" * 30)
    assert "keyring" in flags.environment_field.error
    assert flags.keys.isVisible()
    assert not section.next.isEnabled()
    flags.environment.setPlainText("VLLM_LOGGING_LEVEL=INFO")
    assert section.next.isEnabled()
    assert section.desk.choice.settings.arguments == ("--enforce-eager",)


def test_flags_are_searched_and_added(world: WizardWorld, qtbot: QtBot) -> None:
    section = world.ready(qtbot)
    section.show_about(world.recipe(LLAMA))
    flags = section.settings_step.flags
    flags.search.setText("prefix caching")
    assert 0 < flags.list.topLevelItemCount() < 5
    flags.list.setCurrentItem(flags.list.topLevelItem(0))
    flags.add.click()
    assert section.desk.choice.settings.arguments[0].startswith("--")
    flags.search.setText("max-model-len")
    flags.list.setCurrentItem(flags.list.topLevelItem(0))
    assert not flags.add.isEnabled()  # there is a field for it


def test_simple_settings_are_chosen(world: WizardWorld, qtbot: QtBot) -> None:
    section = world.ready(qtbot)
    section.show_about(world.recipe(LLAMA))
    simple = section.settings_step.simple
    simple.open.click()
    assert "without a key" in simple.open_words.text()
    qtbot.keyClicks(simple.port, "9000")
    simple.fraction.setValue(0.95)
    settings = section.desk.choice.settings
    assert (settings.open_to_network, settings.port, settings.memory_fraction) == (True, 9000, 0.95)
    assert section.verdict.text() == "No"  # more than is safe
    simple.fraction.setValue(0.0)
    assert section.desk.choice.settings.memory_fraction is None
    qtbot.keyClicks(simple.port, "9")
    assert simple.port_field.error
    assert section.desk.choice.settings.port == 9000


def test_other_model_is_looked_up(world: WizardWorld, qtbot: QtBot) -> None:
    section = world.ready(qtbot)
    other = section.model_step.other
    other.editor.setText("not a model!")
    other.submit()
    assert other.field.error
    other.editor.setText("Qwen/Qwen3-8B")
    other.submit()
    assert other.cancel.isVisible()
    ref = ModelRef(Source.HUGGING_FACE, "Qwen/Qwen3-8B")
    world.answer(
        ModelFacts(ref, config=QWEN_CONFIG, weights=Weights(16 * GIB, "safetensors files"))
    )
    assert section.desk.choice.step is Step.ENGINE
    assert section.desk.choice.recipe is not None
    assert section.desk.choice.recipe.model == ref
    assert section.verdict.text() == "Fits"
    section.back.click()
    assert "Qwen3-8B" in section.chosen.whole_text()


def test_gated_model_shows_its_page_and_the_keys(world: WizardWorld, qtbot: QtBot) -> None:
    other = world.ready(qtbot).model_step.other
    other.editor.setText("meta-llama/Llama-3.3-70B-Instruct")
    other.submit()
    page = "https://huggingface.co/meta-llama/Llama-3.3-70B-Instruct"
    world.worker.fail(ModelGated("Its licence has to be accepted.", "Open its page.", page=page))
    assert other.page.isVisible()
    assert other.keys.isVisible()
    other.page.click()
    assert page in str(world.launcher.asked)


def test_pasted_text_goes_to_the_recipes(world: WizardWorld, qtbot: QtBot) -> None:
    section = world.ready(qtbot)
    asked: list[PageAsked] = []
    section.page_asked.connect(asked.append)
    section.model_step.other.editor.setText("docker run -d vllm/vllm-openai Qwen/Qwen3-8B")
    section.model_step.other.paste.click()
    assert asked[0].about == "docker run -d vllm/vllm-openai Qwen/Qwen3-8B"


def test_settings_of_a_recipe_are_remembered(world: WizardWorld, qtbot: QtBot) -> None:
    section = at_plan(world, qtbot, context=8192, port=8005)
    world.answer(world.preflight(section))
    section.deploy.click()
    section.show_about(None)
    assert section.desk.choice.step is Step.MODEL
    section.show_about(world.recipe(LLAMA))
    settings = section.desk.choice.settings
    assert (settings.context, settings.port) == (8192, None)  # a port is chosen anew


def test_shows_a_deployment_by_its_number_and_comes_back(world: WizardWorld, qtbot: QtBot) -> None:
    section = at_plan(world, qtbot)
    world.answer(world.preflight(section))
    section.deploy.click()
    section.show_about(None)
    section.model_step.choose("gpt-oss-20b")
    section.hide()
    section.show()
    assert section.desk.choice.family is not None  # leaving loses nothing
    section.show_about(1)
    assert section.desk.choice.step is Step.RUN
    assert not section.next.isVisible()
    section.desk.begin()
    section.show_about(1)  # with nothing chosen here
    assert "Plan: done" in section.rail.buttons[Step.PLAN].accessibleName()


def test_keys_can_be_added_before_one_is_missing(world: WizardWorld, qtbot: QtBot) -> None:
    section = world.ready(qtbot)
    section.keys.click()
    assert any(dialog.isVisible() for dialog in section.findChildren(KeysDialog))


def test_node_is_asked_once_however_often_its_latency_is_told(
    world: WizardWorld, qtbot: QtBot
) -> None:
    world.ready(qtbot)
    world.sessions.set(SPARK.id, Phase.CONNECTED, since=7.0)
    asked = len(world.serving.workers)
    world.sessions.set(SPARK.id, Phase.CONNECTED, since=7.0, latency_s=0.002)
    assert len(world.serving.workers) == asked
    world.sessions.set(SPARK.id, Phase.CONNECTED, since=9.0)  # another session
    assert len(world.serving.workers) == asked + 1


def test_node_that_is_being_tried_is_waited_for(world: WizardWorld, qtbot: QtBot) -> None:
    section = world.ready(qtbot)
    world.sessions.set(SPARK.id, Phase.RECONNECTING)
    assert "it is being tried" in section.notice.text.text()
    assert not section.notice.button.isVisible()
    world.sessions.set(SPARK.id, Phase.OFF)
    assert section.notice.button.isVisible()
    assert section.notice.button.isEnabled()


def test_node_can_be_changed_and_must_be_connected(world: WizardWorld, qtbot: QtBot) -> None:
    section = world.ready(qtbot)
    world.sessions.set(SPARK.id, Phase.OFF)
    assert "not connected" in section.notice.text.text()
    assert section.notice.isVisible()
    qtbot.waitUntil(lambda: not section.desk.ratings.is_judging)
    assert "n/a" in pill(section, "gpt-oss-120b")
    section.notice.button.click()
    assert ("connect", SPARK.id) in world.sessions.asked
    section.node.setCurrentIndex(section.node.findData(str(LOCAL_NODE)))
    section.node.activated.emit(section.node.currentIndex())
    assert section.desk.choice.node == LOCAL_NODE
    assert not section.notice.isVisible()


def test_recipe_whose_config_says_too_little_can_be_chosen(
    world: WizardWorld, qtbot: QtBot
) -> None:
    config = {"model_type": "whisper", "num_hidden_layers": 32, "d_model": 1280}
    whisper = replace(
        world.recipe(LLAMA), id="whisper", title="Whisper", family="whisper", config=config,
        settings=LaunchSettings(),
    )  # fmt: skip
    world.recipes = replace(world.recipes, recipes=(*world.recipes.recipes, whisper))
    section = world.ready(qtbot)
    assert "num_attention_heads" in pill(section, "whisper")
    section.show_about(whisper)
    assert section.desk.fit_now() is None
    section.next.click()
    assert section.desk.choice.step is Step.PLAN


def test_recipe_with_its_own_command_locks_what_stands_in_it(
    world: WizardWorld, qtbot: QtBot
) -> None:
    section = world.ready(qtbot)
    fixed = replace(world.recipe(LLAMA), id="fixed", command=("vllm", "serve", "x"))
    section.show_about(fixed)
    assert not section.settings_step.ruler.slider.isEnabled()
    assert section.settings_step.locked.isVisible()


def test_what_takes_the_keyboard_has_a_name(world: WizardWorld, qtbot: QtBot) -> None:
    section = at_plan(world, qtbot, users=4, context=131_072)
    world.answer(world.preflight(section))
    for step in (Step.MODEL, Step.ENGINE, Step.SETTINGS, Step.PLAN):
        section.desk.show_step(step)
        unnamed = [
            button
            for button in section.findChildren(QPushButton)
            if button.isVisible() and not (button.accessibleName() or button.text())
        ]
        assert not unnamed
    assert "Plan: current" in section.rail.buttons[Step.PLAN].accessibleName()
    assert "Model: done" in section.rail.buttons[Step.MODEL].accessibleName()


def test_models_of_the_node_without_a_recipe_are_listed_and_read(
    world: WizardWorld, qtbot: QtBot
) -> None:
    ref = ModelRef(Source.HUGGING_FACE, "acme/tiny-chat")
    cached = CachedModel(ref, "/home/ann/tiny", 3 * GIB, origin="Hugging Face cache")
    section = world.ready(qtbot, cached)
    key = "huggingface:acme/tiny-chat"
    assert "n/a" in pill(section, key)  # its files were not read yet
    section.model_step.choose(key)
    section.next.click()
    recipe = section.desk.choice.recipe
    assert recipe is not None
    world.answer(ModelFacts(ref, config=QWEN_CONFIG, weights=Weights(3 * GIB, "safetensors files")))
    assert section.verdict.text() == "Fits"
    assert section.desk.choice.recipe is not None
    assert section.desk.choice.recipe.id == recipe.id  # what was chosen stays


def test_hub_is_searched_and_a_quantization_chosen(
    world: WizardWorld,
    qtbot: QtBot,
    model_hub: Hub,
    tiny_gguf: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """On the stand-in of the Hub, by the real questions."""
    monkeypatch.setenv("HF_ENDPOINT", model_hub.address)
    cast(Any, world.serving).secrets = lambda: SimpleNamespace(recall=lambda *_asked: None)
    files = {f"tiny-{name}.gguf": tiny_gguf for name in ("Q4_K_M", "Q8_0")}
    model_hub.add(Repo("acme/tiny-GGUF", files))
    section = world.ready(qtbot)
    other = section.model_step.other
    other.editor.setText("tiny")
    other.search()
    world.answer(world.worker.work(Cancel()))
    assert other.found.item(0).text().startswith("acme/tiny-GGUF\nGGUF")
    other.found.itemActivated.emit(other.found.item(0))
    world.answer(world.worker.work(Cancel()))
    offered = [other.found.item(row).text() for row in range(other.found.count())]
    assert offered == ["acme/tiny-GGUF:Q4_K_M", "acme/tiny-GGUF:Q8_0"]
    other.found.itemActivated.emit(other.found.item(1))
    world.answer(world.worker.work(Cancel()))
    recipe = section.desk.choice.recipe
    assert recipe is not None
    assert (recipe.engine, recipe.quantization) == ("llama_cpp", "Q8_0")


def test_model_for_several_machines_leads_to_their_page(world: WizardWorld, qtbot: QtBot) -> None:
    section = world.ready(qtbot)
    asked: list[PageAsked] = []
    section.page_asked.connect(asked.append)
    section.model_step.choose("llama-3.1-405b")
    section.next.click()
    card = section.engine_step.cards[0]
    assert "2 machines" in card.why.text()
    assert not section.next.isEnabled()
    card.cluster.click()
    assert asked[0].page is Page.CLUSTER
    assert asked[0].about == card.recipe


def test_node_without_docker_says_so(world: WizardWorld, qtbot: QtBot) -> None:
    section = world.shown(qtbot)
    world.answer(NodeLook(replace(FACTS, has_docker=False), (), "", "spark-key"))
    assert "no Docker on spark-01" in section.notice.text.text()
    assert not section.notice.button.isVisible()
    section.model_step.choose("gpt-oss-120b")
    section.next.click()
    assert all("Docker" in card.why.text() for card in section.engine_step.cards)
    assert not section.next.isEnabled()


def test_model_that_is_chosen_is_looked_up_and_judged_by_its_files(
    world: WizardWorld, qtbot: QtBot
) -> None:
    section = world.ready(qtbot)
    family = next(
        row.family for row in section.model_step.shown
        if row.rating.fit is None and row.rating.can_run and row.best.model.source is HUB
    )  # fmt: skip
    section.model_step.choose(family.key)
    section.next.click()
    ref = section.desk.choice.recipe.model if section.desk.choice.recipe else None
    assert ref in world.serving.facts.wanted
    assert "being looked up" in section.verdict.toolTip()
    assert ref is not None
    files = Weights(20 * GIB, "safetensors files")
    world.serving.facts.show(ModelFacts(ref, config=QWEN_CONFIG, weights=files))
    fit = section.desk.fit_now()
    assert fit is not None
    assert fit.weights_bytes == 20 * GIB
    assert section.verdict.text() in ("Fits", "Tight")


def test_unknown_sizes_are_looked_up_together(world: WizardWorld, qtbot: QtBot) -> None:
    section = world.ready(qtbot)
    step, facts = section.model_step, world.serving.facts
    before = section.desk.unknown()
    assert step.unknown.text() == f"Look up {len(before)} sizes"
    step.unknown.click()
    assert facts.wanted == list(before)
    facts.show(ModelFacts(before[0], config=QWEN_CONFIG, weights=Weights(GIB, "files")))
    assert before[0] not in section.desk.unknown()


def test_node_that_went_while_nobody_looked_is_noticed(world: WizardWorld, qtbot: QtBot) -> None:
    section = world.ready(qtbot)
    section.hide()
    world.sessions.set(SPARK.id, Phase.OFF)
    assert not section.notice.text.text()
    section.show()
    assert "not connected" in section.notice.text.text()
