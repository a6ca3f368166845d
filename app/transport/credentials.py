"""Questions that only the user can answer while a session is opened."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Protocol

from app.core.cancel import Cancel

if TYPE_CHECKING:
    from app.hosts.keyring import KeyringState
    from app.hosts.known_hosts import HostKey
    from app.hosts.nodes import Node
    from app.hosts.secrets import SecretKind


@dataclass(frozen=True, slots=True)
class HostKeyQuestion:
    """First contact: is this the machine you mean?"""

    node: Node
    host: str
    port: int
    key: HostKey
    note: str = ""
    """Half a sentence the user should know: why a certificate does not count."""


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
    keyring: KeyringState | None = None
    """Where the answer could be kept beyond this run; None when it is never kept."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What was typed, one line per prompt, and whether the system keyring may keep it."""

    lines: tuple[str, ...] = field(repr=False)
    keep: bool = False


class Prompter(Protocol):
    """Whoever asks the user: the window's dialogs, or the terminal. Called from a worker thread.

    Both calls wait for the answer and return at once with "no" when cancelled.
    """

    def confirm_host_key(self, question: HostKeyQuestion, cancel: Cancel) -> bool:
        """Return True when the user compared the fingerprint and accepts it."""
        ...

    def ask(self, question: SecretQuestion, cancel: Cancel) -> Answers | None:
        """Return the answers, None when the user will not answer."""
        ...


class NoPrompter:
    """Answers nothing: for scripts, where nobody sits at the keyboard."""

    def confirm_host_key(self, question: HostKeyQuestion, cancel: Cancel) -> bool:
        """Refuse."""
        return False

    def ask(self, question: SecretQuestion, cancel: Cancel) -> Answers | None:
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

    def ask(self, question: SecretQuestion, cancel: Cancel) -> Answers | None:
        """Ask the wrapped prompter."""
        return self._inner.ask(question, cancel)


class UsedOnce:
    """Wraps a prompter: what is typed serves this once, and keeping it is not offered."""

    def __init__(self, inner: Prompter) -> None:
        self._inner = inner

    def confirm_host_key(self, question: HostKeyQuestion, cancel: Cancel) -> bool:
        """Ask the wrapped prompter."""
        return self._inner.confirm_host_key(question, cancel)

    def ask(self, question: SecretQuestion, cancel: Cancel) -> Answers | None:
        """Ask the wrapped prompter, which then says that it is not kept."""
        return self._inner.ask(replace(question, keyring=None), cancel)
