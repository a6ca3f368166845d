"""Questions only the user can answer while a session is opened; answers kept for this run."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from app.core.cancel import Cancel
from app.core.log import register_secret
from app.hosts.known_hosts import HostKey
from app.hosts.nodes import Node


@dataclass(frozen=True, slots=True)
class HostKeyQuestion:
    """First contact: is this the machine you mean?"""

    node: Node
    host: str
    port: int
    key: HostKey


class SecretKind(StrEnum):
    """What is asked for."""

    PASSWORD = "password"  # noqa: S105 - a kind, not a secret
    PASSPHRASE = "passphrase"  # noqa: S105 - a kind, not a secret
    INTERACTIVE = "interactive"  # the server's own words: a code, a one-time password


@dataclass(frozen=True, slots=True)
class Prompt:
    """One line to fill in; `echo` when it may be shown while typing."""

    text: str
    echo: bool


@dataclass(frozen=True, slots=True)
class SecretQuestion:
    """Something to type. `attempt` counts from 1; above 1 the answer before was wrong."""

    node: Node
    kind: SecretKind
    prompts: tuple[Prompt, ...]
    title: str = ""
    instructions: str = ""
    attempt: int = 1


class Prompter(Protocol):
    """Whoever asks the user: the window's dialogs, or the terminal. Called from a worker thread.

    Both calls wait for the answer and return at once with "no" when cancelled.
    """

    def confirm_host_key(self, question: HostKeyQuestion, cancel: Cancel) -> bool:
        """Return True when the user compared the fingerprint and accepts it."""
        ...

    def ask(self, question: SecretQuestion, cancel: Cancel) -> Sequence[str] | None:
        """Return one answer per prompt, None when the user will not answer."""
        ...


class NoPrompter:
    """Answers nothing: for scripts, where nobody sits at the keyboard."""

    def confirm_host_key(self, question: HostKeyQuestion, cancel: Cancel) -> bool:
        """Refuse."""
        return False

    def ask(self, question: SecretQuestion, cancel: Cancel) -> Sequence[str] | None:
        """Refuse."""
        return None


class AcceptNewKeys:
    """Wraps a prompter and accepts keys never seen before (`--accept-new-host-key`).

    A changed key is never a question and stays refused.
    """

    def __init__(self, inner: Prompter) -> None:
        self._inner = inner

    def confirm_host_key(self, question: HostKeyQuestion, cancel: Cancel) -> bool:
        """Accept."""
        return True

    def ask(self, question: SecretQuestion, cancel: Cancel) -> Sequence[str] | None:
        """Ask the wrapped prompter."""
        return self._inner.ask(question, cancel)


class SecretMemory:
    """Secrets that worked, for this run only: a reconnect at night must not wait for a person.

    Kept in memory, never written; every secret is registered with the log's filter. Thread-safe.
    """

    def __init__(self) -> None:
        self._secrets: dict[tuple[str, SecretKind], str] = {}
        self._lock = threading.Lock()

    def recall(self, owner: str, kind: SecretKind) -> str | None:
        """Return what worked before for `owner` (a target or a key file)."""
        with self._lock:
            return self._secrets.get((owner, kind))

    def remember(self, owner: str, kind: SecretKind, secret: str) -> None:
        """Keep a secret that worked."""
        register_secret(secret)
        with self._lock:
            self._secrets[owner, kind] = secret

    def forget(self, owner: str, kind: SecretKind) -> None:
        """Drop a secret that no longer works."""
        with self._lock:
            self._secrets.pop((owner, kind), None)
