"""Asking and benchmarking a real llama.cpp: over a real sshd, and on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.cli.bench import find_model
from app.cli.main import main
from app.core.audit import AuditLog
from app.core.cancel import Cancel
from app.core.errors import BadInput, Cancelled, SessionLost
from app.core.ids import NodeId
from app.core.paths import user_paths
from app.services.containers.holder import EngineHolder
from app.services.serving.answers import Turn
from app.services.serving.benchmarks.api import Ending, Sweep
from app.services.serving.benchmarks.measuring import benchmark_model
from app.services.serving.benchmarks.store import BenchmarkStore
from app.services.serving.completion_errors import AskFailed
from app.services.serving.completions import ChatClient, local_address
from app.services.serving.measured import MeasuredBook
from app.services.serving.reach import NodeReach
from app.services.serving.running.api import Endpoint, ModelState, RunningModel
from app.transport.slot import SessionSlot
from app.transport.ssh.session import SshSession
from scripts.lab.servers import free_port

HELLO = (Turn("user", "hello"),)
SPARK = NodeId("node-lab")


def reach_of(slot: SessionSlot, folder: Path) -> NodeReach:
    holder = EngineHolder(slot, "spark-01")
    audit = AuditLog(folder / "audit.jsonl")
    return NodeReach(SPARK, "spark-01", slot, holder, audit, lambda: None, lambda: None)


def endpoint(port: int) -> Endpoint:
    return Endpoint(SPARK, port, "tiny-random", "llama_cpp")


@pytest.mark.lab
def test_model_of_a_node_is_asked_and_measured_through_a_tunnel(
    session: SshSession, slot: SessionSlot, tmp_path: Path, llama_port: int
) -> None:
    reach, cancel = reach_of(slot, tmp_path), Cancel()
    with (
        local_address(reach, endpoint(llama_port), cancel) as address,
        ChatClient(address) as client,
    ):
        assert f":{llama_port}/" not in address.base_url, "it leads through the session"
        answer = client.ask("tiny-random", HELLO, cancel, lambda _: None, max_tokens=16)
        assert answer.completion_tokens
        stopped = Cancel()
        with pytest.raises(Cancelled):
            client.ask("tiny-random", HELLO, stopped, lambda _: stopped.cancel())
    with (
        ChatClient(address) as late,
        pytest.raises(AskFailed, match="cannot be reached: Connection refused"),
    ):
        late.ask("tiny-random", HELLO, cancel, lambda _: None)
    with (
        local_address(reach, endpoint(free_port()), cancel) as nowhere,
        ChatClient(nowhere) as lost,
        pytest.raises(AskFailed, match="nothing answers on port"),
    ):
        lost.ask("tiny-random", HELLO, cancel, lambda _: None)
    model = RunningModel(endpoint(llama_port), "Tiny", ModelState.READY, context=256)
    store, book = BenchmarkStore(tmp_path / "b"), MeasuredBook(tmp_path / "measured.json")
    run = benchmark_model(
        reach, model, None, Sweep((1, 2), 100, 16), cancel, lambda _: None, store=store, book=book
    )
    assert run.ending is Ending.DONE
    assert [level.others for level in run.levels] == [0.0, 0.0], "by the server's own metrics"
    assert store.load().runs == (run,)
    assert book.speed(session.host_key, "llama_cpp", "tiny-random") is not None
    session.close()
    with pytest.raises(SessionLost), local_address(reach, endpoint(llama_port), cancel):
        pass


def test_bench_prints_json_and_saves_the_run(
    llama_port: int, capsys: pytest.CaptureFixture[str]
) -> None:
    argv = ["bench", str(llama_port), "--node", "local", "--levels", "1,2", "--prompt-tokens"]
    assert main([*argv, "100", "--tokens", "16", "--json"]) == 0
    out, err = capsys.readouterr()
    told = json.loads(out)
    assert [level["users"] for level in told["levels"]] == [1, 2]
    assert told["ending"] == "done"
    assert told["levels"][0]["prompt_tokens"] == pytest.approx(100, abs=25)
    assert "1 at a time" in err
    (run,) = BenchmarkStore(user_paths().benchmarks).load().runs
    assert run.id == told["id"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--levels", "1;2"], "numbers of users"),
        (["--tokens", "2"], "8 to 131,072 tokens"),
        (["--node", "nowhere"], "nowhere"),
        (["--key-from", "NO_SUCH_KEY"], "NO_SUCH_KEY is not set"),
    ],
)
def test_bench_refuses_what_cannot_be_run(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["bench", "1", "--node", "local", *arguments]) == 2
    assert words in capsys.readouterr().err


def test_bench_says_that_nothing_answers(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", str(free_port()), "--node", "local"]) == 2
    assert "does not answer as OpenAI does" in capsys.readouterr().err


def named(model_id: str, port: int, **more: str) -> RunningModel:
    state = ModelState(more.pop("state", "ready"))
    shown = Endpoint(SPARK, port, model_id, "vllm")
    return RunningModel(shown, more.pop("title", model_id), state, **more)


def test_model_is_found_by_what_a_person_calls_it() -> None:
    models = (
        named("openai/gpt-oss-120b", 8000, title="gpt-oss 120B", container="gpt"),
        named("Qwen/Qwen3-8B", 8001),
        named("Qwen/Qwen3-8B", 8002),
        named("late", 8003, state="starting"),
    )
    for words in ("openai/gpt-oss-120b", "GPT-OSS-120b", "gpt-oss 120b", "gpt", "8000"):
        assert find_model(models, words) is models[0]
    with pytest.raises(BadInput, match="2 models are called") as caught:
        find_model(models, "Qwen3-8B")
    assert "port 8001" in caught.value.hint
    with pytest.raises(BadInput, match="does not answer yet"):
        find_model(models, "late")
    with pytest.raises(BadInput, match="No model other runs there"):
        find_model(models, "other")
