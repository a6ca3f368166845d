"""The Benchmarks section: a real model is measured, runs are compared, exported, brought back."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import msgspec
import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.core.audit import AuditLog
from app.core.cancel import Cancel
from app.core.ids import NodeId
from app.core.paths import Paths
from app.panes.deploy.api import Page, PageAsked
from app.panes.deploy.benchmarks import showing
from app.panes.deploy.benchmarks.figures_dialog import FiguresDialog
from app.panes.deploy.benchmarks.form import BenchmarkForm
from app.panes.deploy.benchmarks.list import RunRow
from app.panes.deploy.benchmarks.section import BenchmarksSection
from app.services.containers.holder import EngineHolder
from app.services.serving.benchmarks.api import BenchmarkRun, Ending, Sweep
from app.services.serving.benchmarks.export import Format
from app.services.serving.benchmarks.figures import FIGURES
from app.services.serving.benchmarks.store import BenchmarkStore
from app.services.serving.measured import MeasuredBook
from app.services.serving.reach import NodeReach
from app.services.serving.running.api import Endpoint, ModelState, NodeModels, RunningModel
from app.state.errands import ErrandsState
from app.transport.local import LocalSession
from app.transport.slot import SessionSlot
from app.workers.supervisor import Supervisor
from tests.chat_replay import chat_replay
from tests.gui.overview_world import SPARK, OverviewWorld
from tests.gui.serving_fakes import FakeServing
from tests.gui.test_shell_accessibility import nameless
from tests.unit.serving.test_benchmark import reply
from tests.unit.serving.test_benchmark_files import RUN

OTHER = replace(
    RUN,
    id="other",
    at=RUN.at - 86_400,
    subject=replace(RUN.subject, title="gpt-oss 20B"),
    levels=(replace(RUN.levels[0], tokens_per_s=83.4, total_tokens_per_s=80.0),),
    ending=Ending.DONE,
    why="",
    notes=(),
)


class World(OverviewWorld):
    """Workers of the state are run when the test says; errands run by themselves."""

    def __init__(self, folder: Path, supervisor: Supervisor) -> None:
        super().__init__(folder)
        self.paths = Paths(folder, folder, folder, folder)
        self.store = BenchmarkStore(self.paths.benchmarks)
        self.serving = cast(FakeServing, cast(Any, self.hub.serving))
        serving = cast(Any, self.serving)
        serving.paths, serving.reach = self.paths, self.reach
        serving.measured = MeasuredBook(self.paths.measured)
        self.hub.errands = ErrandsState(supervisor)
        self.slot = SessionSlot()
        self.slot.put(LocalSession())
        self.kept: list[QWidget] = []
        self.asked: list[PageAsked] = []
        self._worked = 0

    def reach(self, node: NodeId) -> NodeReach:
        audit, holder = AuditLog(self.paths.audit), EngineHolder(self.slot, "spark-01")
        return NodeReach(node, "spark-01", self.slot, holder, audit, lambda: None, lambda: None)

    def section(self, qtbot: QtBot) -> BenchmarksSection:
        section = BenchmarksSection(self.hub, cast(QWidget, None))
        qtbot.addWidget(section)
        self.kept.append(section)
        section.page_asked.connect(self._on_page_asked)
        section.resize(1168, 700)
        section.show()
        qtbot.waitExposed(section)
        self.work()
        return section

    def work(self) -> None:
        """Do what workers were made for."""
        while self._worked < len(self.serving.workers):
            worker = self.serving.workers[self._worked]
            self._worked += 1
            worker.answer(cast(Any, worker.work)(Cancel()))
        QApplication.processEvents()

    def serve(self, port: int = 8000) -> RunningModel:
        endpoint = Endpoint(SPARK.id, port, "tiny-random", "llama_cpp")
        model = RunningModel(endpoint, "Tiny", ModelState.READY, context=256)
        self.serving.show(SPARK.id, NodeModels((model,)))
        return model

    def _on_page_asked(self, asked: PageAsked) -> None:
        self.asked.append(asked)


@pytest.fixture
def world(tmp_path: Path, qtbot: QtBot) -> Iterator[World]:
    supervisor = Supervisor()
    yield World(tmp_path, supervisor)
    assert supervisor.stop_all() == ()


def listed(section: BenchmarksSection) -> list[str]:
    rows: tuple[RunRow, ...] = section.rows.rows
    return [row.run.id for row in rows if row.kind != "published"]


def cells(section: BenchmarksSection) -> dict[str, list[str]]:
    grid = section.results.table.grid.grid
    return {row.title: [cell.text for cell in row.cells] for row in grid.rows}


def fill(form: BenchmarkForm, levels: str, prompt: int = 100, answer: int = 32) -> None:
    form.levels.setText(levels)
    form.questions.setValue(prompt)
    form.answers.setValue(answer)
    form.begin.click()


def test_first_visit_teaches_and_has_figures_of_others(world: World, qtbot: QtBot) -> None:
    section = world.section(qtbot)
    assert section.none_chosen.title.text() == "No benchmark yet"
    assert "how long the first token takes" in section.none_chosen.text.text()
    assert not section.new.isEnabled()
    assert "Deploy a model first" in section.new.toolTip()
    assert section.none_chosen.action is not None
    assert section.none_chosen.action.text() == "Deploy a model"
    section.none_chosen.action.click()
    assert world.asked == [PageAsked(Page.DEPLOY)]
    assert section.table.choose("gemma4-31b-nvfp4")
    assert cells(section)["Each user"][0] == "6.8 tok/s"
    assert not section.results.delete.isEnabled(), "it came with the program"
    assert "heitor-mocelin" in section.results.source.text()
    assert nameless(section) == []


def test_what_is_added_while_the_folder_is_read_is_listed_too(world: World, qtbot: QtBot) -> None:
    section = world.section(qtbot)
    section.saved.load()
    before = world.serving.workers[-1]
    answer = cast(Any, before.work)(Cancel())
    world.store.save(replace(RUN, id="added"))
    section.saved.load()
    before.answer(answer)
    world._worked += 1
    assert "added" not in listed(section)
    world.work()

    assert "added" in listed(section)


def test_model_is_measured_saved_and_learned_from(
    world: World, qtbot: QtBot, llama_port: int
) -> None:
    model = world.serve(llama_port)
    section = world.section(qtbot)
    section.show_about(model)
    form = next(each for each in section.findChildren(BenchmarkForm) if each.isVisible())
    assert nameless(form) == []
    assert "Tiny on spark-01 · llama.cpp" in form.model.currentText()
    fill(form, "1; 2")
    assert "numbers of users" in form.levels_field.error
    fill(form, "2 1", answer=250)
    assert "do not fit into the context of 256" in form.answers_field.error
    form.answers.setValue(32)
    assert form.load.text().startswith("7 questions, 224 tokens of answers.")
    fill(form, "2 1")
    qtbot.waitUntil(lambda: bool(section.chosen))
    assert section.chosen[0].subject.title == "Tiny", "what is measured is seen at once"
    qtbot.waitUntil(lambda: not section.saved.running)
    world.work()
    (run,) = world.store.load().runs
    assert run.ending is Ending.DONE
    assert section.chosen == (run,)
    assert cells(section)["Answers"] == ["3 of 3", "4 of 4"]
    assert len(section.results.speed.curves) == 2
    assert section.results.speed.accessibleDescription().startswith("1 user: each user ")
    (seen,) = MeasuredBook(world.paths.measured).speeds("this-computer")
    assert seen.how == "benchmark"


def test_model_is_not_measured_twice_at_once_and_a_cancel_keeps_what_is_done(
    world: World, qtbot: QtBot
) -> None:
    over = threading.Event()
    with chat_replay() as server:
        for _ in range(3 + 3):
            server.answer(reply())
        server.answer(over.wait)
        model = world.serve(server.port)
        section = world.section(qtbot)
        for _ in range(2):
            form = section.ask(model)
            assert form is not None
            fill(form, "1, 2")
            qtbot.waitUntil(lambda: bool(section.chosen and section.chosen[0].levels))
        assert world.told[-1].title == "This model is being measured already."
        assert cells(section)["Answers"] == ["3 of 3", "–"]
        assert section._card is not None
        section._card.cancel.click()
        qtbot.waitUntil(lambda: not section.saved.running)
        over.set()
    world.work()
    (run,) = world.store.load().runs
    assert run.ending is Ending.CANCELLED
    assert "It was cancelled." in section.results.warnings.text()


def test_runs_are_compared_side_by_side(world: World, qtbot: QtBot) -> None:
    for run in (RUN, OTHER):
        world.store.save(run)
    section = world.section(qtbot)
    assert section.chosen == (RUN,), "the newest"
    assert "With 4 users 1 of 8 questions failed." in section.results.warnings.text()
    row = next(row for row in section.results.table.grid.grid.rows if row.title == "KV cache")
    assert (row.cells[0].text, row.cells[0].tip) == ("n/a", "no metrics")
    section.rows.show_rows([RunRow(RUN, "saved"), RunRow(OTHER, "saved")])
    section.table.selectAll()
    results = section.results
    assert results.title.whole_text() == "2 benchmarks beside each other"
    assert cells(section) == {"1 user": ["40.0 tok/s", "80.0 tok/s  ×2.00"],
                              "4 users": ["110.0 tok/s", "–"]}  # fmt: skip
    results.chosen.setCurrentIndex(showing.COMPARED.index(showing.EACH))
    assert cells(section)["1 user"][1] == "83.4 tok/s  ×2.00"
    assert [curve.name for curve in results.speed.curves] == ["gpt-oss 120B", "gpt-oss 20B"]


def test_deleted_runs_can_be_brought_back(world: World, qtbot: QtBot) -> None:
    world.store.save(RUN)
    section = world.section(qtbot)
    section.results.delete.click()
    world.work()
    assert listed(section) == []
    assert world.store.load().runs == ()
    action = world.told[-1].action
    assert action is not None
    action.run()
    world.work()
    assert listed(section) == [RUN.id]


def test_runs_are_exported_and_imported(world: World, qtbot: QtBot, tmp_path: Path) -> None:
    world.store.save(RUN)
    section = world.section(qtbot)
    section.results.format = Format.JSON
    section._on_export_chosen(str(tmp_path / "out.json"))
    world.work()
    assert world.told[-1].title == "The benchmarks were saved."
    (data,) = json.loads((tmp_path / "out.json").read_bytes())
    (tmp_path / "theirs.json").write_text(json.dumps(data))
    section._on_import_chosen(str(tmp_path / "theirs.json"))
    world.work()
    assert sorted(listed(section)) == sorted([RUN.id, "theirs"])
    chosen: tuple[BenchmarkRun, ...] = section.chosen
    assert [run.id for run in chosen] == ["theirs"]


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("https://a.example/?a&b", '<a href="https://a.example/?a&amp;b">a &lt;img src=x&gt;</a>'),
        ("file:///usr/bin/x.desktop", "a &lt;img src=x&gt;"),
        ('https://a.example/"><img src="x', None),
    ],
)
def test_source_in_a_strangers_file_is_neither_markup_nor_a_link_to_a_file(
    world: World, qtbot: QtBot, tmp_path: Path, address: str, shown: str | None
) -> None:
    hostile = replace(RUN, source="a\u202e <img src=x>", source_url=address)
    (tmp_path / "theirs.json").write_bytes(msgspec.json.encode(hostile))
    section = world.section(qtbot)
    section._on_import_chosen(str(tmp_path / "theirs.json"))
    world.work()
    source = section.results.source
    assert source.isVisible()
    assert "<img" not in source.text()
    assert shown is None or source.text() == shown


def test_damaged_file_is_told(world: World, qtbot: QtBot) -> None:
    path = world.store.save(RUN)
    path.with_name("bad.json").write_text("{")
    section = world.section(qtbot)
    assert section.problems.text().startswith("bad.json: bad.json is no benchmark")


def test_every_figure_is_explained_one_click_away(world: World, qtbot: QtBot) -> None:
    world.store.save(RUN)
    section = world.section(qtbot)
    section.meanings.click()
    dialog = section.findChild(FiguresDialog)
    texts = [
        label.text() for label in cast(Any, dialog).findChildren(QWidget) if hasattr(label, "text")
    ]
    assert all(figure.meaning in texts for figure in FIGURES)
    grid = section.results.table.grid.grid
    meanings = {row.title: row.tip for row in grid.rows}
    assert all(meanings[figure.title] == figure.meaning for figure in FIGURES)
    cast(Any, dialog).close()


def test_sweep_defaults_are_runnable() -> None:
    assert Sweep().checked(None) == Sweep()
