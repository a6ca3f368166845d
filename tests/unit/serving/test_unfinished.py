"""UnfinishedBook: deployments that are not over, written down without a secret."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.core.audit import AuditLog
from app.core.cancel import Cancel
from app.core.errors import BadInput, SessionLost
from app.core.ids import NodeId
from app.services.containers.run_spec import RunSpec, Variable
from app.services.serving.api import (
    EnvironmentEntry,
    LaunchPlan,
    LaunchSettings,
    ModelRef,
    NodeFacts,
    Phase,
    PlanFile,
    Recipe,
    SecretUse,
    Source,
    Step,
)
from app.services.serving.launching.unfinished import Owner, Record, UnfinishedBook, this_process
from app.services.serving.reach import NodeReach

SECRET = "hf_abcdefghijklmnopqrstuvwxyz0123456789"
NODE = NodeId("spark")


def plan_of(port: int = 8000, *, title: str = "Tiny") -> LaunchPlan:
    recipe = Recipe(
        "tiny", title, "vllm", ModelRef(Source.HUGGING_FACE, "lab/tiny"),
        config={"num_hidden_layers": 2, "rope": {"theta": 1e6}},
    )  # fmt: skip
    return LaunchPlan(
        NodeFacts(NODE, "spark", programs={"ollama": "0.15"}),
        recipe,
        LaunchSettings(context=8192),
        port,
        "tiny",
        run=RunSpec("image:1", ("serve", "--port", str(port)), environment=(Variable("A", "b"),)),
        files=(PlanFile("/etc/x.yaml", "a: 1\n"),),
        steps=(Step("Loading", ("ollama", "run"), Phase.LOADING),),
    )


@pytest.fixture
def book(tmp_path: Path) -> UnfinishedBook:
    return UnfinishedBook(tmp_path / "deployments.json")


def test_a_plan_comes_back_as_it_was(book: UnfinishedBook) -> None:
    record = Record(plan_of(), "one", 5.0, "abc", this_process())
    book.put(record)
    (found,) = book.of(NODE)
    assert found == record
    assert book.find(plan_of()) == record
    assert book.find(plan_of(8001)) is None
    assert book.of(NodeId("other")) == ()
    book.drop(record)
    assert book.of(NODE) == ()


def test_no_secret_is_written_down_and_its_plan_is_only_followed(
    book: UnfinishedBook, tmp_path: Path
) -> None:
    entry = EnvironmentEntry("HF_TOKEN", SECRET)
    plan = plan_of()
    plan = replace(
        plan,
        run=RunSpec("i", ("serve", "--api-key", SECRET), environment=(Variable("K_TOKEN", "x1"),)),
        recipe=replace(
            plan.recipe,
            environment=(entry,),
            arguments=(f"--token={SECRET}",),
            files=(PlanFile("/y", SECRET),),
        ),
        settings=LaunchSettings(environment=(entry,), arguments=("--hf-token", SECRET)),
        files=(PlanFile("/x", f"token: {SECRET}"),),
        steps=(Step("Loading", ("env", "K_TOKEN=x1", "lms", "--api-key", "x1"), Phase.LOADING),),
        undo=(("lms", "unload", "--api-key", "x1"),),
    )
    book.put(Record(plan, "one", 5.0))
    text = (tmp_path / "deployments.json").read_text()
    assert SECRET not in text
    assert "x1" not in text
    assert book.of(NODE)[0].is_partial


def test_of_two_the_second_waits_while_the_first_lives(book: UnfinishedBook) -> None:
    first = Record(plan_of(title="First"), "one", 5.0, owner=this_process())
    second = Record(plan_of(8001), "two", 6.0, owner=this_process())
    book.put(first)
    book.put(second)
    assert book.take_turn(first) == ""
    assert book.take_turn(second) == "First"
    assert book.take_turn(first) == "", "asked again after a lost session"
    book.update(first, lambda kept: replace(kept, owner=Owner(2**22 + 1, 1.0)))
    assert book.take_turn(second) == "", "whoever saw to the first is gone"


def test_what_is_to_be_taken_away_stays_beside_its_successor(book: UnfinishedBook) -> None:
    book.put(Record(plan_of(), "one", 5.0, undo=True))
    book.put(Record(plan_of(), "two", 6.0))
    book.put(Record(plan_of(), "three", 7.0))
    assert [each.launch for each in book.of(NODE)] == ["one", "three"]


def test_a_damaged_file_is_set_aside(
    book: UnfinishedBook, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "deployments.json"
    path.write_text('{"version": 1, "records": [{"plan": 3}]}')
    with caplog.at_level(logging.WARNING):
        assert book.of(NODE) == ()
    assert "damaged" in caplog.text
    assert not path.exists()
    assert (tmp_path / "deployments.json.damaged").exists()
    book.put(Record(plan_of(), "one", 5.0))
    assert len(book.of(NODE)) == 1


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(st.binary(max_size=200) | st.just(b"[" * 5000))
def test_whatever_stands_in_the_file_is_no_error(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "any.json"
    path.write_bytes(data)
    UnfinishedBook(path).of(NODE)


class Docker:
    """An engine that knows containers by the launch that made them."""

    def __init__(self, **containers: str) -> None:
        self.left = dict(containers)
        self.api = self
        self.session = SimpleNamespace(host_key="SHA256:x")

    def engine(self, _cancel: Cancel) -> Docker:
        return self

    @contextlib.contextmanager
    def errors(self) -> Iterator[None]:
        yield

    def containers(self, *, all: bool, filters: dict[str, str]) -> list[dict[str, str]]:
        launch = filters["label"].partition("=")[2]
        return [{"Id": self.left[launch]}] if launch in self.left else []

    def remove_container(self, container: str, *, v: bool, force: bool) -> None:
        self.left = {launch: each for launch, each in self.left.items() if each != container}


def test_what_an_earlier_run_left_is_picked_up_or_taken_away(
    book: UnfinishedBook, tmp_path: Path
) -> None:
    from app.services.serving.launching.launch import unfinished

    gone = Owner(2**22 + 1, 1.0)
    plans = [plan_of(8000 + number) for number in range(6)]
    secret = replace(plans[4], settings=LaunchSettings(arguments=("--api-key", SECRET)))
    book.put(Record(plans[0], "pulling", 1.0, owner=gone))
    book.put(Record(plans[1], "made", 2.0, owner=gone))  # it ended before it was written down
    book.put(Record(plans[2], "removed", 3.0, "c3", gone))
    book.put(Record(plans[3], "undone", 4.0, "c4", gone, undo=True))
    book.put(Record(secret, "partial", 5.0, owner=gone))
    book.put(Record(plans[5], "going on", 6.0, "c6", this_process()))
    docker = Docker(made="c2", undone="c4")
    reach = NodeReach(
        NODE, "spark", cast("Any", None), cast("Any", docker), AuditLog(tmp_path / "audit"),
        lambda: None, lambda: None,
    )  # fmt: skip
    found = unfinished(reach, tmp_path / "deployments.json", Cancel())
    assert [(each.plan.port, each.container_id) for each in found] == [(8000, ""), (8001, "c2")]
    assert docker.left == {"made": "c2"}, "what was given up is gone"
    assert [each.launch for each in book.of(NODE)] == ["pulling", "made", "going on"]
    assert book.of(NODE)[1].container_id == "c2"


def test_what_cannot_begin_is_said_before_anything_is_changed(
    book: UnfinishedBook, tmp_path: Path
) -> None:
    from app.services.serving.launching.launch import Launcher
    from app.services.serving.measured import MeasuredBook

    away = SimpleNamespace(session=None)
    reach = NodeReach(
        NODE, "spark", cast("Any", away), cast("Any", None), AuditLog(tmp_path / "audit"),
        lambda: None, lambda: None,
    )  # fmt: skip
    launcher = Launcher(
        reach,
        secret_of=lambda _variable: None,
        login_of=lambda _server: None,
        book=MeasuredBook(tmp_path / "measured.json"),
        unfinished=tmp_path / "deployments.json",
        leaving=lambda: False,
    )
    with pytest.raises(SessionLost, match=r"^spark is not connected\."):
        launcher.deploy(plan_of(), Cancel(), lambda _progress: None)
    assert book.of(NODE) == (), "nothing was made, so nothing is left to take away"
    gated = replace(plan_of(), secrets=(SecretUse("HF_TOKEN", required=True),))
    with pytest.raises(BadInput, match="HF_TOKEN is missing"):
        launcher.deploy(gated, Cancel(), print)
    book.put(Record(plan_of(title="First"), "one", 5.0, owner=this_process()))
    with pytest.raises(BadInput, match="First is being deployed on port 8000"):
        launcher.deploy(plan_of(), Cancel(), print)
    assert len(book.of(NODE)) == 1


def test_unfinished_book_that_cannot_be_read_is_not_written_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "kept.json"
    UnfinishedBook(file).put(Record(plan_of(8000), "one", 1.0))
    before = file.read_bytes()

    def refuse(_path: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "read_bytes", refuse)
        UnfinishedBook(file).put(Record(plan_of(8001), "two", 2.0))
        assert UnfinishedBook(file).of(NODE) == ()
    assert file.read_bytes() == before
