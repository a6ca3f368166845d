"""A real llama.cpp is asked through a real sshd: phases, Stop, a lost session, the command line."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.cli.main import main
from app.core.audit import AuditLog
from app.core.cancel import Cancel
from app.core.ids import NodeId
from app.services.chat.api import (
    AskPhase,
    AskState,
    Message,
    MessageState,
    Parameters,
    Role,
    Stopped,
)
from app.services.chat.asking import Question, ask_chat
from app.services.chat.stopping import ServerLook
from app.services.containers.holder import EngineHolder
from app.services.serving.answers import Delta
from app.services.serving.completions import LocalAddress, local_address
from app.services.serving.reach import NodeReach
from app.services.serving.running.api import Endpoint
from app.transport.slot import SessionSlot
from app.transport.ssh.session import SshSession
from scripts.lab import llama
from scripts.lab.node import LabNode
from tests.server_fixtures import need_llama

ROOT = Path(__file__).parents[2]
SPARK = NodeId("node-lab")


@pytest.fixture(scope="module")
def endless(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of a llama.cpp whose answers do not end by themselves."""
    need_llama()
    with llama.llama_server(tmp_path_factory.mktemp("endless"), endless=65536) as port:
        yield port


@contextlib.contextmanager
def through_node(slot: SessionSlot, port: int, folder: Path) -> Iterator[LocalAddress]:
    holder, audit = EngineHolder(slot, "spark-01"), AuditLog(folder / "audit.jsonl")
    reach = NodeReach(SPARK, "spark-01", slot, holder, audit, lambda: None, lambda: None)
    endpoint = Endpoint(SPARK, port, llama.ALIAS, "llama_cpp")
    with local_address(reach, endpoint, Cancel()) as address:
        yield address


def question(*turns: str, **more: object) -> Question:
    roles = (Role.USER, Role.ASSISTANT)
    messages = tuple(Message(0, None, roles[n % 2], text) for n, text in enumerate(turns))
    return Question(llama.ALIAS, messages, engine="llama_cpp", **more)  # type: ignore[arg-type]


@pytest.mark.lab
def test_stop_of_a_real_answer_frees_the_slot_of_the_server(
    slot: SessionSlot, session: SshSession, endless: int, tmp_path: Path
) -> None:
    phases: list[AskPhase] = []
    stop, pieces = Cancel(), 0

    def tell(told: object) -> None:
        nonlocal pieces
        if isinstance(told, AskState):
            phases.append(told.phase)
        elif isinstance(told, Delta):
            pieces += 1
            if pieces == 50:
                stop.cancel()

    with through_node(slot, endless, tmp_path) as address:
        server = ServerLook(address, "llama_cpp")
        reply = ask_chat(address, question("Hello"), Cancel(), stop, tell, server=server)
        assert (reply.state, reply.stopped) == (MessageState.STOPPED, Stopped.YES)
        assert len(reply.text) >= 40
        assert reply.figures.completion_tokens, "it counts as it goes"
        assert reply.figures.timing.by_server
        assert AskPhase.READING in phases
        assert phases[-1] is AskPhase.STOPPING
        short = Parameters(max_tokens=8)
        whole = ask_chat(
            address,
            question("Hello", "I say", parameters=short, continues=True),
            Cancel(),
            Cancel(),
            tell,
            server=server,
        )
        assert whole.text
        assert not whole.text.startswith("I say"), "only what was added"


@pytest.mark.lab
def test_answer_keeps_what_came_when_the_session_is_lost(
    slot: SessionSlot, session: SshSession, endless: int, tmp_path: Path
) -> None:
    def tell(told: object) -> None:
        if isinstance(told, Delta):
            session.close()

    with through_node(slot, endless, tmp_path) as address:
        reply = ask_chat(address, question("Hello"), Cancel(), Cancel(), tell)
    assert reply.text
    assert reply.state is MessageState.CUT_OFF
    assert "cut off" in reply.note


def test_chat_prints_json(endless: int, capsys: pytest.CaptureFixture[str]) -> None:
    argv = ["chat", f"local/{endless}", "Hello", "--max-tokens", "9", "--system", "Be brief."]
    assert main([*argv, "--json"]) == 0
    out, err = capsys.readouterr()
    told = json.loads(out)
    assert told["text"]
    assert (told["engine"], told["model"]) == ("llama_cpp", llama.ALIAS)
    assert told["figures"]["completion_tokens"] == 9
    assert told["figures"]["timing"]["first_token_s"] > 0
    assert (told["state"], told["finish"]) == ("cut off", "length")
    assert "limit of tokens" in err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nowhere", "Hello"], "nowhere"),
        (["local", " "], "message is empty"),
        (["local/9", "Hello"], "does not answer as OpenAI does"),
        (["local", "Hello", "--temperature", "3"], "temperature is 0 to 2"),
        (["local", "Hello", "--file", "/no/such"], "cannot be read"),
        (["local", "Hello", "--file", "-", "--file", "-"], "can be used once"),
        (["a", "b", "--url", "http://127.0.0.1:9/v1"], "only the message"),
        (["Hello", "--url", "nonsense"], "no address"),
        ([], "A node is missing"),
    ],
)
def test_chat_refuses_what_cannot_be_asked(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["chat", *arguments]) == 2
    assert words in capsys.readouterr().err


@pytest.mark.lab
@pytest.mark.skipif(os.name == "nt", reason="signals are POSIX")
def test_ctrl_c_stops_the_server_of_a_node_too(lab: LabNode, endless: int, tmp_path: Path) -> None:
    log = tmp_path / "log.txt"
    log.write_text("Xid 79: GPU has fallen off the bus", encoding="utf-8")
    argv = [
        sys.executable, "-m", "app", "chat", f"{lab.url}/{endless}", "--file", str(log),
        "--identity", str(lab.identity), "--known-hosts", str(lab.known_hosts),
    ]  # fmt: skip
    with subprocess.Popen(
        argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT
    ) as chat:
        assert chat.stdin is not None
        assert chat.stdout is not None
        chat.stdin.write(b"What happened?")
        chat.stdin.close()
        assert chat.stdout.read(20), "it prints as it comes"
        chat.send_signal(signal.SIGINT)
        chat.stdin = None
        _out, err = chat.communicate(timeout=60)
    assert b"Stopped; the server has stopped, too." in err
    assert chat.returncode == 130
