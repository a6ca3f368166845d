"""The Images section on stand-in state: what it shows, asks, and says."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app.core.errors import RemoteError
from app.look.components.confirm import ConfirmDialog
from app.panes.containers.images.checking import UpdateFound
from app.panes.containers.images.details import Looked
from app.panes.containers.images.pull_dialog import PullDialog
from app.panes.containers.images.pulling import PullBar, pull_text
from app.panes.containers.images.section import ImagesSection
from app.panes.containers.images.tag_dialog import TagDialog
from app.panes.containers.images.words import (
    ago,
    newer_reference,
    registry_name,
    update_of,
    update_story,
)
from app.services.containers.api import EngineUnavailable, Trouble
from app.services.containers.disk import FreeSpace
from app.services.containers.image_api import (
    HistoryEntry,
    Image,
    LayerPhase,
    LayerProgress,
    Login,
    PullProgress,
    RegistryRefused,
    UpdateCheck,
)
from app.state.errands import Progress
from app.state.registries import Account
from app.transport.status import Phase
from app.workers.job import Ended, Produced
from app.workers.supervisor import Supervisor
from tests.gui.containers_fakes import FakeWorker, container
from tests.gui.shell_fakes import fake_hub, node
from tests.gui.test_shell_accessibility import nameless

SPARK = node("spark-01")
GB = 1_000_000_000


def image(number: int, *tags: str, size: int | None = GB, **more: Any) -> Image:
    digests = tuple(f"{tag.rpartition(':')[0]}@sha256:{number:064x}" for tag in tags)
    made = Image(f"sha256:{number:064x}", tags, digests, size, time.time() - 86400.0 * number, 0)
    return replace(made, **more)


LLAMA = image(3, "nvcr.io/nim/meta/llama:1.2", "mine/llama:tuned", size=16 * GB)
NGINX = image(1, "nginx:latest", size=192_000_000)
OWN = image(2, "mine/own:1", digests=())
LOST = image(4, size=8 * GB)
ALL = (LLAMA, NGINX, OWN, LOST)


class World:
    """The section, and the state it reads."""

    def __init__(self, qtbot: QtBot, folder: Path) -> None:
        self.qtbot = qtbot
        self.hub: Any = fake_hub(folder / "settings.json", SPARK)
        self.hub.supervisor = Supervisor()
        self.hub.containers.audit_file = folder / "audit.jsonl"
        self.hub.sessions.set(SPARK.id, Phase.CONNECTED)
        self.hub.select_node(SPARK.id)
        self.notices: list[Any] = []
        self.hub.notified.connect(self.notices.append)
        self.section = ImagesSection(self.hub, cast(QWidget, None))
        qtbot.addWidget(self.section)
        self.section.resize(1180, 760)
        self.section.show()
        qtbot.waitExposed(self.section)

    @property
    def last(self) -> FakeWorker:
        worker: FakeWorker = self.hub.containers.workers[-1]
        return worker

    def show(self, *images: Image) -> None:
        self.section.refresh()
        self.last.answer(images)

    @property
    def names(self) -> list[str]:
        order = self.section.order
        return [str(order.index(row, 0).data()) for row in range(order.rowCount())]

    def question(self) -> ConfirmDialog:
        return next(d for d in self.section.findChildren(ConfirmDialog) if d.isVisible())


@pytest.fixture
def world(qtbot: QtBot, tmp_path: Path) -> Iterator[World]:
    made = World(qtbot, tmp_path)
    yield made
    made.hub.supervisor.stop_all()


def test_images_are_listed_counted_and_found_by_any_name(world: World) -> None:
    world.show(*ALL)
    assert world.names == [
        "mine/own:1",
        "nginx:latest",
        "nvcr.io/nim/meta/llama:1.2  +1",
        "000000000000 (no name)",
    ]
    assert world.section.words.text() == "4 images · 1 without a name · 25.2 GB"
    assert nameless(world.section) == []
    for wanted, found in (("tuned", 1), ("no name", 1), ("unused", 4), ("nothing", 0)):
        world.section.filter.setText(wanted)
        assert len(world.names) == found


def test_size_that_is_not_known_is_no_zero(world: World) -> None:
    world.show(NGINX, image(7, "odd:1", size=None))
    assert "at least 192 MB" in world.section.words.text()
    assert world.section.order.index(1, 1).data() == "n/a"


def test_details_tell_names_digest_architecture_and_steps(world: World) -> None:
    world.show(*ALL)
    world.section.view.choose(LLAMA.id)
    details = world.section.details
    assert details.history.topLevelItemCount() == 0
    steps = (HistoryEntry(None, "CMD serve", 0), HistoryEntry(None, "COPY model /", 15 * GB))
    world.last.answer(Looked(replace(LLAMA, architecture="arm64"), steps))
    told = [label.accessibleName() for label in details.facts.findChildren(QWidget)]
    assert "Architecture: arm64" in told
    assert "Names: nvcr.io/nim/meta/llama:1.2\nmine/llama:tuned" in told
    items = [details.history.topLevelItem(row) for row in range(2)]
    assert [item.text(0) for item in items if item is not None] == ["–", "15.0 GB"]
    details.copy.click()
    assert QGuiApplication.clipboard().text() == LLAMA.digests[0]

    world.section.view.selectAll()
    assert details.name.whole_text() == "4 images, 25.2 GB"


def test_image_that_is_gone_meanwhile_is_said_in_the_details(world: World) -> None:
    world.show(*ALL)
    world.section.view.choose(NGINX.id)
    world.last.fail(RemoteError("No such image: nginx:latest."))
    assert world.section.details.story.text() == "No such image: nginx:latest."


def test_removal_says_what_goes_what_is_lost_for_good_and_what_stays(world: World) -> None:
    world.hub.containers.set(SPARK.id, replace(container("web"), image_id=NGINX.id))
    world.show(*ALL)
    world.section.view.selectAll()
    world.section.remove_chosen()
    question = world.question()
    assert question.windowTitle() == "Remove 3 images?"
    told = question.accessibleDescription()
    assert "up to 25.0 GB" in told
    assert "no registry has it: mine/own:1, 000000000000." in told
    assert "Containers use these, so they stay: nginx:latest (web)." in told
    question.yes.click()
    world.last.answer(None)
    assert world.notices[-1].title == "3 images were removed."


def test_image_in_use_is_not_asked_about(world: World) -> None:
    world.show(replace(NGINX, containers=2))
    world.section.view.choose(NGINX.id)
    world.section.details.remove.click()
    assert world.notices[-1].title == "nginx:latest cannot be removed."
    assert "Used by 2 containers" in world.notices[-1].hint


def test_name_that_another_image_has_is_told_before_it_loses_it(world: World) -> None:
    world.show(*ALL)
    world.section.view.choose(OWN.id)
    world.section.details.tag.click()
    (dialog,) = world.section.findChildren(TagDialog)
    dialog.editor.setText("nginx")
    assert "(000000000000) is called that and loses it" in dialog.field._below.text()
    dialog.editor.setText("not a name")
    dialog.submit()
    assert "names no image" in dialog.field.error
    dialog.reject()


def test_updates_are_shown_and_offered(world: World) -> None:
    world.show(*ALL)
    world.section.check.click()
    asked = world.last
    assert world.section.check.text() == "Stop checking"
    digest = UpdateCheck("nginx:latest", "sha256:a", "sha256:b", is_newer=True)
    tags = UpdateCheck("nvcr.io/nim/meta/llama:1.2", "a", "a", False, "", ("1.4", "1.3"))
    none = UpdateCheck("mine/own:1", why="mine/own:1 was made or loaded on this node.")
    for each, check in ((NGINX, digest), (LLAMA, tags), (OWN, none)):
        found = UpdateFound(SPARK.id, each.id, update_of(check))
        asked.produced.emit(Produced(asked.name, found))
    asked.ended.emit(Ended(asked.name))
    cells = [str(world.section.order.index(row, 4).data()) for row in range(4)]
    assert cells == ["n/a", "Newer digest", "Newer: 1.4", ""]
    assert world.notices[-1].title == (
        "2 of 3 images have a newer version. For 1 it cannot be said."
    )
    world.section.view.choose(LLAMA.id)
    assert world.section.details.update_now.text() == "Pull 1.4"
    assert newer_reference(update_of(tags)) == "nvcr.io/nim/meta/llama:1.4"


def test_registry_is_asked_by_the_name_that_came_from_it() -> None:
    tuned = replace(NGINX, tags=("aaa/tuned:1", "nginx:latest"))
    assert registry_name(tuned) == "nginx:latest"
    assert registry_name(OWN) == "mine/own:1"
    assert registry_name(LOST) == ""


def test_security_is_spoken_of_only_in_the_registry_s_words() -> None:
    quiet = UpdateCheck("x:1", "a", "a", False, "", ("2",))
    assert "secur" not in update_story(update_of(quiet)).lower()
    said = replace(quiet, note="security.fixes: CVE-2026-0001")
    assert "It says: “security.fixes: CVE-2026-0001”" in update_story(update_of(said))


def test_engine_that_cannot_be_used_is_said_with_what_to_do(world: World) -> None:
    world.section.refresh()
    trouble = EngineUnavailable("Docker does not run.", "Start it.", trouble=Trouble.NOT_RUNNING)
    world.last.fail(trouble)
    assert world.section.lack.isVisible()
    assert world.section.lack.text.text() == "Docker does not run. Start it."
    world.show()
    assert world.section.lack.title.text() == "No images"
    assert world.section.pull.isVisible()


def test_pull_dialog_says_what_is_pulled_as_whom_and_onto_how_much_room(world: World) -> None:
    world.show(*ALL)
    world.hub.registries.known["nvcr.io"] = Account(Login("nvcr.io", "$oauthtoken"), True)
    world.section.pull.click()
    (dialog,) = world.section.findChildren(PullDialog)
    editor = dialog.field.editor
    assert isinstance(editor, QLineEdit)
    assert not dialog.pull.isEnabled()

    def told() -> list[str]:
        return [label.accessibleName() for label in dialog.facts.findChildren(QWidget)]

    world.last.answer(FreeSpace("/var/lib/docker", free_bytes=412 * GB))
    editor.setText("docker pull nginx")
    assert "Pulls: docker.io/library/nginx:latest" in told()
    assert "As: anybody: no account is known, at docker.io" in told()
    assert "Free: 412 GB on spark-01, in /var/lib/docker" in told()
    editor.setText("nvcr.io/nim/meta/llama:1.2")
    assert "As: $oauthtoken, at nvcr.io" in told()
    editor.setText("NOT an image")
    dialog.submit()
    assert "names no image" in dialog.field.error
    dialog.reject()


def test_pull_that_a_registry_refused_offers_an_account(world: World) -> None:
    refusal = RegistryRefused("Unauthorized.", "No account of nvcr.io is known here; add one.")
    pull = PullProgress("nvcr.io/nim/meta/llama:1.2")

    def work(_cancel: object, tell: Any) -> object:
        tell(Progress(value=pull))
        raise refusal

    world.hub.errands.start(SPARK.id, "Pulling llama:1.2", work)
    pulls = world.section.pulls
    world.qtbot.waitUntil(lambda: any(c.errand.error for c in pulls.cards.values()))
    (card,) = pulls.cards.values()
    assert card.account.isVisible()
    assert not card.more.isVisible()
    assert card.problem.text() == f"{refusal.message} {refusal.hint}"
    assert nameless(card) == []
    card.dismiss.click()
    assert pulls.cards == {}


def test_list_is_asked_anew_when_something_was_done_on_the_node(world: World) -> None:
    world.show(*ALL)
    asked = len(world.hub.containers.workers)
    world.hub.errands.start(SPARK.id, "Giving space back", lambda _cancel, _tell: None)
    world.qtbot.waitUntil(lambda: len(world.hub.containers.workers) == asked + 1)


LAYERS = (
    LayerProgress("a", LayerPhase.THERE),
    LayerProgress("b", LayerPhase.DOWNLOADING, 62 * GB // 10, 98 * GB // 10),
)


@pytest.mark.parametrize(
    ("pull", "text"),
    [
        (PullProgress("x"), "Asking the registry…"),
        (
            PullProgress("x", LAYERS, 62 * GB // 10, 98 * GB // 10, 0, 118e6, 131.0),
            "6.2 of 9.8 GB · 118 MB/s · about 2 min left",
        ),
        (PullProgress("x", LAYERS, 900_000, None), "900 kB so far, of a size not known yet"),
        (
            PullProgress("x", LAYERS, 900_000, None, 2_000_000),
            "900 kB so far, of 2.0 MB or more",
        ),
        (PullProgress("x", LAYERS, 900_000_000, 98 * GB // 10), "900 MB of 9.8 GB"),
        (PullProgress("x", LAYERS, waiting_for="It was lost."), "Waits: It was lost."),
        (
            PullProgress("x", (LAYERS[0], LayerProgress("b", LayerPhase.EXTRACTING)), GB, GB),
            "1.0 GB downloaded · unpacking, 1 of 2 layers done",
        ),
        (PullProgress("x", LAYERS[:1]), "0 B downloaded · finishing"),
    ],
)
def test_pull_is_told_in_one_line(pull: PullProgress, text: str) -> None:
    assert pull_text(pull) == text


@given(
    st.lists(
        st.tuples(
            st.sampled_from(LayerPhase), st.integers(0, 10**12), st.none() | st.integers(1, 10**12)
        )
    )
)
def test_bar_never_goes_back_and_never_says_more_than_is_known(
    seen: list[tuple[LayerPhase, int, int | None]],
) -> None:
    bar, before = PullBar(), 0.0
    for phase, done, total in seen:
        done = done if total is None else min(done, total)
        pull = PullProgress("x", (LayerProgress("a", phase, done, total),), done, total)
        fraction = bar.progress(pull).fraction
        if fraction is not None:
            assert before <= fraction <= 1.0
            before = fraction


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(5, "just now"), (65, "1 minute ago"), (7300, "2 hours ago"), (86400 * 3.2, "3 days ago")],
)
def test_age_is_told_in_one_unit(seconds: float, text: str) -> None:
    assert ago(time.time() - seconds) == text


def test_verbs_of_several_images_leave_out_those_for_one(world: World) -> None:
    world.show(*ALL)
    world.section.view.selectAll()
    offered = [offer.text for offer in world.section.offers()]
    assert offered == ["Check for updates", "Remove…"]
    world.section.view.choose(LOST.id)
    assert [offer.text for offer in world.section.offers()] == [
        "Run…", "Tag…", "Copy digest", "Remove…",
    ]  # fmt: skip
