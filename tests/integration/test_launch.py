"""Deploying a real engine over SSH: to its first token, and everything that goes wrong before."""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest

from app.core.audit import BEGUN, CANCELLED, DONE
from app.core.cancel import Cancel
from app.core.errors import Cancelled, RemoteError
from app.services.containers.run_spec import Restart
from app.services.serving.api import Phase, PlanFile, SecretUse
from scripts.lab.faultproxy import FaultProxy
from scripts.lab.registry import HERE, Registry, layer
from tests.own_commands import run
from tests.registry_fixtures import LLAMA, door
from tests.serving_fixtures import MODEL, PORT, ServingLab
from tests.waiting import wait_for

if TYPE_CHECKING:
    from app.services.serving.api import DeployProgress, LaunchPlan
    from app.services.serving.launching.failure import LaunchFailed

pytestmark = pytest.mark.lab
KEY = "lab-endpoint-key-0815"


def failed(
    serving: ServingLab,
    plan: LaunchPlan,
    on: Callable[[DeployProgress], object] = lambda _progress: None,
) -> LaunchFailed:
    """Deploy a plan that must fail; nothing may be left of it."""
    from app.services.serving.launching.failure import LaunchFailed

    with pytest.raises(LaunchFailed) as caught:
        serving.deploy(plan, on=on)
    assert serving.docker.names() == set()
    assert records(serving) == []
    return caught.value


def records(serving: ServingLab) -> list[dict[str, object]]:
    """Return what is written down of deployments that are not over."""
    told = json.loads(serving.unfinished.read_text())["records"]
    assert isinstance(told, list)
    return told


def audited(serving: ServingLab) -> list[tuple[str, str]]:
    """Return what the audit log holds: what was done, and what came of it."""
    lines = serving.reach.audit.path.read_text().splitlines()
    return [(each["what"].split()[0], each["outcome"]) for each in map(json.loads, lines)]


def test_a_model_is_deployed_to_its_first_token(serving: ServingLab) -> None:
    serving.secrets["LLAMA_API_KEY"] = KEY
    plan = serving.plan(restart=Restart.UNLESS_STOPPED)
    template = PlanFile("/etc/engine/chat.jinja", "{{ messages[0]['content'] }}")
    assert plan.run is not None
    run = replace(plan.run, command=(*plan.run.command, "--chat-template-file", template.path))
    plan = replace(plan, run=run, files=(template,), secrets=(SecretUse("LLAMA_API_KEY"),))
    policies = []

    def on(progress: DeployProgress) -> None:
        if progress.container_id and progress.phase is not Phase.READY:
            policies.append(serving.docker.restart_policy(progress.container_id))

    deployed = serving.deploy(plan, on=on)
    assert (deployed.endpoint.port, deployed.endpoint.model_id) == (PORT, MODEL)
    assert deployed.endpoint.needs_key, "it refuses whoever has no key, and was asked with it"
    phases = [each.phase for each in serving.told]
    assert phases[-1] is Phase.READY
    assert phases == sorted(phases, key=list(Phase).index)
    assert policies
    assert set(policies) <= {"", "no"}, "what was never ready must not start again by itself"
    assert serving.docker.restart_policy(deployed.container_id) == "unless-stopped"
    assert records(serving) == []
    assert audited(serving) == [("Deploy", BEGUN), ("Deploy", DONE)]
    for file in serving.folder.iterdir():
        assert KEY not in (file.read_text() if file.is_file() else "")
    labels = serving.docker.labels(deployed.container_id)
    assert labels["org.spark-command-center.by"].count("@") == 1
    session = serving.slot.session
    assert session is not None
    seen = {each.phase for each in serving.book.starts(session.host_key, "llama_cpp", MODEL)}
    assert seen == {"loading", "checking"}, "how much it fetched is not known"
    folder = serving.node.home / ".cache" / "llama.cpp"
    assert folder.stat().st_uid == serving.node.inside.account.uid, "not made by Docker, as root"


@pytest.mark.parametrize(
    ("environment", "phase", "words"),
    [
        ({"LAB_DIE": "download"}, Phase.DOWNLOADING, "failed to download model"),
        ({"LAB_DIE": "check"}, Phase.CHECKING, "illegal memory access"),
        ({"LAB_DIE": "compile", "LAB_DIE_CODE": "137"}, Phase.COMPILING, "no kernel image"),
    ],
)
def test_an_engine_that_ends_is_told_with_its_last_words_and_taken_away(
    serving: ServingLab, environment: dict[str, str], phase: Phase, words: str
) -> None:
    error = failed(serving, serving.plan(environment))
    assert error.phase is phase
    assert serving.told[-1].phase is phase, "it is told where it died"
    assert words in " ".join(error.lines)
    assert words in error.hint
    if environment.get("LAB_DIE_CODE"):
        assert error.exit_status == 137
        assert "no proof" in error.hint


def test_an_engine_that_takes_too_much_is_told_by_the_kernels_word(serving: ServingLab) -> None:
    plan = serving.plan({"LAB_EAT_MB": "200"})
    assert plan.run is not None
    error = failed(serving, replace(plan, run=replace(plan.run, memory_bytes=100 * 1024**2)))
    assert "for want of memory" in error.message
    assert error.phase is Phase.LOADING


def test_who_stops_it_from_outside_is_told_from_a_failure(serving: ServingLab) -> None:
    def on(progress: DeployProgress) -> None:
        if progress.phase is Phase.LOADING and serving.docker.running():
            serving.docker.stop_container(progress.container_id)

    error = failed(serving, serving.plan({"LAB_LOAD_S": "30"}), on)
    assert "from outside" in error.message


@pytest.mark.parametrize("phase", [Phase.DOWNLOADING, Phase.COMPILING])
def test_cancelled_in_a_phase_leaves_nothing_but_the_image(
    serving: ServingLab, phase: Phase
) -> None:
    cancel = Cancel()
    names = {Phase.DOWNLOADING: "DOWNLOAD", Phase.COMPILING: "COMPILE"}
    slow = {f"LAB_{names[phase]}_S": "30"}

    def on(progress: DeployProgress) -> None:
        if progress.phase is phase:
            cancel.cancel()

    with pytest.raises(Cancelled):
        serving.deploy(serving.plan(slow), cancel, on)
    assert serving.docker.names() == set()
    assert records(serving) == []
    assert ("Deploy", CANCELLED) in audited(serving)


def test_lost_sessions_are_waited_for_in_every_phase(serving: ServingLab) -> None:
    lost: list[Phase] = []

    def on(progress: DeployProgress) -> None:
        if progress.waiting_why and serving.slot.session is None:
            serving.connect()
        elif progress.phase not in (*lost, Phase.WAITING, Phase.READY):
            lost.append(progress.phase)
            serving.node.kill_sessions()

    serving.deploy(serving.plan({"LAB_PHASE_S": "0.4"}), on=on)
    assert {Phase.DOWNLOADING, Phase.LOADING, Phase.COMPILING} <= set(lost)
    why = {each.waiting_why for each in serving.told} - {""}
    assert why == {"The connection was lost."}
    phases = [each.phase for each in serving.told]
    assert phases == sorted(phases, key=list(Phase).index)


def test_what_the_program_left_behind_is_picked_up_again(serving: ServingLab) -> None:
    from app.services.serving.launching.launch import unfinished

    cancel = Cancel()

    def on(progress: DeployProgress) -> None:
        if progress.phase is Phase.LOADING:
            serving.is_leaving = True
            cancel.cancel()

    with pytest.raises(Cancelled):
        serving.deploy(serving.plan({"LAB_LOAD_S": "0.5"}), cancel, on)
    assert serving.docker.names() == {"tiny-llama-cpp-30000"}, "it goes on there"
    (left,) = unfinished(serving.reach, serving.unfinished, Cancel())
    assert left.container_id
    deployed = serving.deploy(left.plan, adopt=left.container_id)
    assert deployed.container_id == left.container_id
    serving.docker.stop_container(left.container_id)
    again = serving.deploy(serving.plan())
    assert again.container_id != left.container_id, "a stopped one of the same name gives way"
    assert unfinished(serving.reach, serving.unfinished, Cancel()) == ()


def test_cancelled_without_a_session_is_taken_away_when_there_is_one(serving: ServingLab) -> None:
    from app.services.serving.launching.launch import unfinished

    cancel = Cancel()

    def on(progress: DeployProgress) -> None:
        if progress.phase is Phase.LOADING and not progress.waiting_why:
            serving.node.kill_sessions()
        if progress.waiting_why:
            cancel.cancel()

    with pytest.raises(RemoteError, match="still on spark-lab"):
        serving.deploy(serving.plan({"LAB_LOAD_S": "30"}), cancel, on)
    assert serving.docker.names()
    serving.connect()
    assert unfinished(serving.reach, serving.unfinished, Cancel()) == ()
    assert serving.docker.names() == set()
    assert records(serving) == []


def test_a_port_that_is_taken_meanwhile_is_told(serving: ServingLab) -> None:
    serving.docker.run(
        "squatter", "sleep", "100", network="bridge", options=("-p", f"127.0.0.1:{PORT}:80")
    )
    with pytest.raises(RemoteError) as caught:
        serving.deploy(serving.plan())
    assert "already allocated" in caught.value.message
    assert "another port" in caught.value.hint
    assert serving.docker.names() == {"squatter"}


def test_of_two_at_once_the_second_waits_for_the_memory_of_the_first(serving: ServingLab) -> None:
    first_began = threading.Event()

    def on(progress: DeployProgress) -> None:
        if progress.phase is Phase.LOADING:
            first_began.set()

    one = threading.Thread(
        target=serving.deploy, args=(serving.plan({"LAB_LOAD_S": "60"}), None, on), daemon=True
    )
    one.start()
    assert first_began.wait(60)
    second: list[DeployProgress] = []
    other = serving.plan(port=PORT + 1)
    other = replace(other, recipe=replace(other.recipe, title="Other"))

    def on_second(progress: DeployProgress) -> None:
        if progress.waiting_why and not any(each.waiting_why for each in second):
            serving.docker._docker("kill", "--signal=USR1", f"tiny-llama-cpp-{PORT}")
        second.append(progress)

    serving.deploy(other, on=on_second)
    one.join(60)
    why = [each.waiting_why for each in second if each.waiting_why]
    assert why
    assert all("Tiny is being started" in each for each in why)
    assert len(serving.docker.running()) == 2


def test_whoever_waits_for_another_computers_launch_has_no_turn(serving: ServingLab) -> None:
    """Two that are begun at once here would wait for each other else."""
    from app.services.serving.launching.job import LAUNCH_LABEL

    engine = serving.reach.holder.engine(Cancel())
    with engine.errors():
        engine.api.create_container(serving.image, labels={LAUNCH_LABEL: "other"}, name="other")
    made = int(engine.clock())
    wait_for(lambda: int(engine.clock()) > made)  # Docker tells whole seconds: it is the first
    waited = []

    def on(progress: DeployProgress) -> None:
        if "other is being started" in progress.waiting_why and not waited:
            waited.append(records(serving)[0]["started"])
            with engine.errors():
                engine.api.remove_container("other")

    serving.deploy(serving.plan(), on=on)
    assert waited == [False]


def test_a_container_that_another_launch_has_just_made_is_not_removed(serving: ServingLab) -> None:
    from app.services.serving.launching.job import LAUNCH_LABEL

    plan = serving.plan()
    assert plan.run is not None
    engine = serving.reach.holder.engine(Cancel())
    with engine.errors():
        engine.api.create_container(
            serving.image, labels={LAUNCH_LABEL: "another"}, name=plan.run.name
        )
    with pytest.raises(RemoteError, match="in use"):
        serving.deploy(plan)
    assert serving.docker.names() == {plan.run.name}


def test_nothing_is_started_without_the_memory_it_takes(serving: ServingLab) -> None:
    from app.services.serving.launching.failure import NoRoom

    plan = serving.plan()
    recipe = replace(
        plan.recipe,
        weights_bytes=10**15,
        config={"num_hidden_layers": 2, "num_attention_heads": 4, "hidden_size": 64,
                "num_key_value_heads": 4, "head_dim": 16, "model_type": "llama"},
    )  # fmt: skip
    plan = replace(plan, recipe=recipe)
    with pytest.raises(NoRoom):
        serving.deploy(plan)
    assert serving.docker.names() == set()


class _Refusing(BaseHTTPRequestHandler):
    """A registry that was asked too often."""

    def do_GET(self) -> None:
        body = b'{"errors":[{"code":"TOOMANYREQUESTS","message":"toomanyrequests: rate limit"}]}'
        self.send_response(429)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_HEAD(self) -> None:
        self.do_GET()

    def log_message(self, *_arguments: object) -> None:
        pass


@pytest.fixture
def refusing_registry(serving: ServingLab) -> Iterator[str]:
    """A registry on the node's loopback that lets nobody pull for now."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Refusing)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    port = server.server_address[1]
    with FaultProxy("127.0.0.1", port, listen=0, inside=serving.node.pid) as proxy:
        yield f"127.0.0.1:{proxy.port}"
    server.shutdown()
    server.server_close()
    thread.join()


@contextlib.contextmanager
def small_disk(serving: ServingLab) -> Iterator[None]:
    """Only 2 MB for what the engine downloads."""
    folder = str(serving.node.root / "docker" / "data" / "tmp")
    serving.node.inside.run(["mount", "-t", "tmpfs", "-o", "size=2m", "lab", folder])
    yield
    serving.node.inside.run(["umount", folder])


def test_a_pull_that_fails_changes_nothing(
    serving: ServingLab,
    registry_session: Registry,
    closed_registry: Registry,
    refusing_registry: str,
) -> None:
    """Without an account, at a registry's limit, and with a full disk."""

    def refused(image: str) -> RemoteError:
        with pytest.raises(RemoteError) as caught:
            serving.deploy(serving.plan(image=image))
        assert serving.told[-1].phase is Phase.PULLING
        assert serving.docker.names() == set()
        assert records(serving) == []
        return caught.value

    assert "No account" in refused(closed_registry.name("private/model", "1")).hint
    limit = refused(f"{refusing_registry}/nim/llama:1")
    assert "toomanyrequests" in limit.message.lower()
    assert "Wait a while" in limit.hint
    with small_disk(serving):
        full = refused(registry_session.name(LLAMA, "1.0"))
    assert "no space left" in full.message.lower()
    assert "Remove images" in full.hint


def test_what_is_looked_at_before_a_launch_is_told(
    serving: ServingLab, registry_session: Registry
) -> None:
    from app.services.serving.api import CheckVerdict

    serving.secrets["HF_TOKEN"] = KEY
    found = serving.look()
    told = {each.name: each for each in found.checks}
    assert found.refused == ()
    assert told["port"].verdict is CheckVerdict.GOOD
    assert told["image"].verdict is CheckVerdict.GOOD
    assert told["disk"].verdict is CheckVerdict.GOOD
    assert told["secrets"].verdict is CheckVerdict.GOOD
    assert told["memory"].verdict is CheckVerdict.UNKNOWN, (
        "nothing is known of the shape of this model"
    )
    assert (found.plan.to_pull_bytes, found.plan.to_download_bytes) == (0, 469_920)
    assert found.disk_free_bytes
    assert KEY not in repr(found)

    serving.docker.run(
        "squatter", "sleep", "100", network="bridge", options=("-p", f"127.0.0.1:{PORT}:80")
    )
    assert serving.look().plan.port == PORT + 1, "one that nobody chose is chosen anew"
    (taken,) = serving.look(port=PORT).refused
    assert "taken by squatter" in taken.message

    (missing,) = serving.look(image=registry_session.name(LLAMA, "9"), port=PORT + 1).refused
    assert f"has no image {LLAMA} with the tag 9" in missing.message
    assert "name another image" in missing.hint

    wanting = serving.recipe(gated=True, secrets=("LAB_KEY",))
    found = serving.look(wanting, restart=Restart.ALWAYS, open_to_network=True, port=PORT + 1)
    told = {each.name: each for each in found.checks}
    assert [each.message for each in found.refused] == ["LAB_KEY is missing, and Tiny needs it."]
    assert told["licence"].verdict is CheckVerdict.NOTE
    assert "only once it was ready" in told["restart"].message
    assert "network will reach it" in told["port"].message

    other = "arm64" if HERE == "amd64" else "amd64"
    registry_session.push("lab/other", "1", [layer(7, 0.01)], architectures=[other])
    foreign = serving.look(image=registry_session.name("lab/other", "1"))
    assert [each.name for each in foreign.refused] == ["image"]
    assert HERE in foreign.refused[0].message
    absent = serving.look(image=serving.image.replace(":server", ":other"))
    assert [each.name for each in absent.refused] == ["image"]
    pulled = serving.look(image=serving.image.replace("ggml-org", "lab"))
    assert [each.name for each in pulled.refused] == ["image"]
    assert serving.docker.names() == {"squatter"}


def test_deploy_and_stop_on_the_command_line(
    serving: ServingLab,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from app.core.paths import user_paths
    from app.services.serving.launching import stopping
    from app.services.serving.recipes.book import RecipeBook

    monkeypatch.setattr(stopping, "STILL_S", 0.1)
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")  # nobody is asked about the model
    there = (
        "--node", serving.node.url, "--identity", str(serving.node.identity),
        "--known-hosts", str(serving.node.known_hosts),
    )  # fmt: skip
    recipe = RecipeBook(user_paths().recipes).add(serving.recipe())
    deploy = ("deploy", recipe.id, *there, "--no-gpu", "--context", "512")
    assert run(*deploy, "--dry-run") == 0
    assert "docker run -d" in capsys.readouterr().out
    assert serving.docker.names() == set()
    assert run(*deploy, "--yes", "--json") == 0
    told = capsys.readouterr()
    answer = json.loads(told.out)
    assert (answer["port"], answer["model"]) == (PORT, MODEL)
    assert "Ready" in told.err
    assert run("stop", MODEL, *there, "--yes") == 0
    assert serving.docker.running() == set()
    assert serving.docker.names(), "it is kept, so that it can be started again"


def test_a_pull_goes_on_when_the_program_is_quit(
    serving: ServingLab, registry_session: Registry
) -> None:
    from app.services.serving.launching.launch import unfinished

    cancel = Cancel()
    with door(serving.node, registry_session) as slow:
        slow.bytes_per_second = 250_000
        image = f"127.0.0.1:{slow.port}/{LLAMA}:1.0"

        def on(progress: DeployProgress) -> None:
            if progress.phase is Phase.PULLING and progress.fraction:
                serving.is_leaving = True
                cancel.cancel()

        with pytest.raises(Cancelled):
            serving.deploy(serving.plan(image=image), cancel, on)
        assert not serving.docker.has_image(image)
        slow.bytes_per_second = None
        wait_for(lambda: serving.docker.has_image(image))
    (left,) = unfinished(serving.reach, serving.unfinished, Cancel())
    assert left.container_id == "", "it goes on with making the container"
