"""Fixtures for sessions with the lab's real sshd."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from app.core.cancel import Cancel
from app.core.ids import NodeId
from app.hosts.known_hosts import KnownHosts
from app.hosts.nodes import Node
from app.hosts.secrets import SecretKind, SecretStore
from app.transport.credentials import Answers, HostKeyQuestion, SecretQuestion
from app.transport.keeper import Keeper
from app.transport.slot import SessionSlot
from app.transport.ssh.connect import Connector
from app.transport.ssh.session import SshSession
from app.transport.status import Phase, SessionStatus
from scripts.lab.node import LabNode


@dataclass
class ScriptedPrompter:
    """Answers from a list per kind of question and remembers what it was asked."""

    accept_key: bool = True
    keep: bool = False
    answers: dict[SecretKind, list[str | None]] = field(default_factory=dict, repr=False)
    asked: list[SecretQuestion] = field(default_factory=list)
    keys: list[HostKeyQuestion] = field(default_factory=list)

    def confirm_host_key(self, question: HostKeyQuestion, cancel: Cancel) -> bool:
        self.keys.append(question)
        return self.accept_key

    def ask(self, question: SecretQuestion, cancel: Cancel) -> Answers | None:
        self.asked.append(question)
        left = self.answers.get(question.kind, [])
        answer = left.pop(0) if left else None
        if answer is None:
            return None
        return Answers((answer,) * len(question.prompts), keep=self.keep)


def node_of(lab: LabNode, identity: Path | None = None, **more: Any) -> Node:
    values = {"user": lab.user, "port": lab.port, **more}
    return Node(NodeId("node-lab"), "lab", lab.host, identity_file=str(identity or ""), **values)


def connector(
    known_hosts: Path, prompter: ScriptedPrompter | None = None, **more: Any
) -> Connector:
    more.setdefault("use_agent", False)
    return Connector(
        KnownHosts(known_hosts, also=()),
        prompter or ScriptedPrompter(accept_key=False),
        SecretStore(),
        **more,
    )


class Kept:
    """A keeper that runs on a thread until the `with` block ends, whatever happens in it."""

    def __init__(self, node: Node, how: Connector) -> None:
        self.keeper = Keeper(node, how.open)
        self.statuses: list[SessionStatus] = []
        self._cancel = Cancel()
        self._thread = threading.Thread(
            target=self.keeper.run,
            args=(self._cancel, self.statuses.append),
            name="keeper",
            daemon=True,
        )

    def times(self, phase: Phase) -> int:
        """How often it came to `phase`."""
        return [each.phase for each in self.statuses].count(phase)

    def __enter__(self) -> Kept:
        self._thread.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self._cancel.cancel()
        self._thread.join(30)


OpenLab = Callable[..., SshSession]


@pytest.fixture
def open_lab(lab: LabNode) -> Iterator[OpenLab]:
    """Open sessions with the shared node by its key; closed after the test."""
    opened: list[SshSession] = []

    def open_session(node: LabNode = lab) -> SshSession:
        how = connector(node.known_hosts)
        opened.append(how.open(node_of(node, node.identity), Cancel()))
        return opened[-1]

    yield open_session
    for session in opened:
        session.close()


@pytest.fixture
def session(open_lab: OpenLab) -> SshSession:
    """One session with the shared node."""
    return open_lab()


@pytest.fixture
def slot(session: SshSession) -> SessionSlot:
    """A slot that holds a session with the lab's node."""
    slot = SessionSlot()
    slot.put(session)
    return slot
