"""Log in: chosen key, agent, default keys, then what only the user can answer.

The order is OpenSSH's. A server counts every key it is shown against MaxAuthTries (6 by default),
so at most `MAX_KEYS` are shown before the user is asked. The private part of a key stays in its
file or agent; passwords and passphrases live in `SecretMemory` for this run only.
"""

from __future__ import annotations

import contextlib
import logging
import threading
from collections.abc import Callable, Generator, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import paramiko
from paramiko.pkey import UnknownKeyType

from app.core.cancel import Cancel
from app.core.errors import AuthenticationFailed, BadInput, Cancelled, HostUnreachable
from app.core.log import register_secret
from app.hosts.nodes import Node
from app.transport.credentials import Prompt, SecretKind, SecretQuestion

if TYPE_CHECKING:
    from app.transport.ssh.connect import Connector
    from app.transport.ssh.transport import SafeTransport

log = logging.getLogger(__name__)

DEFAULT_KEYS = ("~/.ssh/id_ed25519", "~/.ssh/id_ecdsa", "~/.ssh/id_rsa")
MAX_KEYS = 4
ATTEMPTS = 3
AGENT_TIMEOUT = 5.0
ANSWER_TIMEOUT = 110.0
"""Seconds a person may take to answer the server's own questions; sshd hangs up after 120."""

_KeyAndLabel = tuple[paramiko.PKey, str]


def authenticate(node: Node, transport: SafeTransport, how: Connector, cancel: Cancel) -> str:
    """Log in as `node.user` and return how it was done (`key id_ed25519`, `password`).

    Raises AuthenticationFailed, HostUnreachable when the server hung up, or Cancelled.
    """
    return _Login(node, transport, how, cancel).run()


class _Login:
    """One attempt to log in: what the server allows, and what was tried."""

    def __init__(
        self, node: Node, transport: SafeTransport, how: Connector, cancel: Cancel
    ) -> None:
        self._node = node
        self._transport = transport
        self._how = how
        self._cancel = cancel
        self._allowed: list[str] = []
        self._tried: list[str] = []
        self._declined = False

    def run(self) -> str:
        """Try everything the server allows, in order."""
        used = self._none()
        while used is None:
            used = self._publickey() if "publickey" in self._allowed else None
            if used is None and "keyboard-interactive" in self._allowed:
                used = self._interactive()
            if used is None and "password" in self._allowed and not self._declined:
                used = self._password()
            if used is None:
                raise self._failed()
            if not self._transport.is_authenticated():
                # One factor is accepted and the server wants another: go on with what is left.
                self._tried.append(f"{used} (accepted)")
                used = None
        return used

    def _none(self) -> str | None:
        try:
            self._transport.auth_none(self._node.user)
        except paramiko.BadAuthenticationType as error:
            self._allowed = list(error.allowed_types)
            return None
        except (paramiko.SSHException, EOFError, OSError) as error:
            raise self._hung_up(error) from error
        return "no authentication needed"

    def _publickey(self) -> str | None:
        with contextlib.closing(self._keys()) as keys:
            for shown, (key, label) in enumerate(keys):
                if shown >= MAX_KEYS:
                    log.info("more keys are there, but servers count them as failures: not shown")
                    break
                self._cancel.raise_if_cancelled()
                if self._accepted(self._transport.auth_publickey, key):
                    return f"key {label}"
                self._tried.append(f"key {label}")
        return None

    def _keys(self) -> Generator[_KeyAndLabel, None, None]:
        """Yield keys to show: the chosen file, the agent's, the default files."""
        if self._node.identity_file:
            path = Path(self._node.identity_file).expanduser()
            key = self._load(path, ask=True)
            if key is not None:
                yield key, path.name
        if self._how.use_agent:
            yield from self._agent_keys()
        if self._how.use_default_keys and not self._node.identity_file:
            for name in DEFAULT_KEYS:
                path = Path(name).expanduser()
                if path.is_file():
                    key = self._load(path, ask=False)
                    if key is not None:
                        yield key, path.name

    def _agent_keys(self) -> Iterator[_KeyAndLabel]:
        asked = _AgentQuestion()
        with self._cancel.on_cancel(asked.answered.set):
            asked.start()
            in_time = asked.answered.wait(AGENT_TIMEOUT)
        self._cancel.raise_if_cancelled()
        if not in_time:
            self._tried.append("the agent (it does not answer)")
            log.warning("the SSH agent does not answer")
            return
        try:
            for key in asked.keys:
                yield key, f"{key.comment or key.get_name()} (agent)"
        finally:
            asked.close()

    def _load(self, path: Path, *, ask: bool) -> paramiko.PKey | None:
        owner = str(path)
        remembered = self._how.secrets.recall(owner, SecretKind.PASSPHRASE)
        try:
            return _read_key(path, remembered)
        except (paramiko.PasswordRequiredException, _WrongPassphrase):
            self._how.secrets.forget(owner, SecretKind.PASSPHRASE)
            if not ask:
                self._tried.append(f"key {path.name} (needs its passphrase: choose it as the key)")
                return None
        except BadInput as error:
            if ask:
                raise AuthenticationFailed(error.message, error.hint) from error
            log.info("%s is not usable as a key", path)
            return None
        return self._load_encrypted(path, owner)

    def _load_encrypted(self, path: Path, owner: str) -> paramiko.PKey | None:
        for attempt in range(1, ATTEMPTS + 1):
            prompt = Prompt(f"Passphrase of {path.name}", echo=False)
            answers = self._ask(SecretKind.PASSPHRASE, (prompt,), attempt=attempt)
            if answers is None:
                self._tried.append(f"key {path.name} (no passphrase given)")
                return None
            try:
                key = _read_key(path, answers[0])
            except _WrongPassphrase:
                continue
            self._how.secrets.remember(owner, SecretKind.PASSPHRASE, answers[0])
            return key
        raise AuthenticationFailed(
            f"The passphrase of {path.name} was wrong {ATTEMPTS} times.", "Try to connect again."
        )

    def _interactive(self) -> str | None:
        """Let the server ask its own questions (two factors, one-time codes, PAM)."""
        target = self._node.target
        remembered = self._how.secrets.recall(target, SecretKind.PASSWORD)
        for attempt in range(1, ATTEMPTS + 1):
            over = Cancel()  # a question must not outlive the connection that asked it
            dialogue = _Dialogue(self._ask, attempt, remembered if attempt == 1 else None, over)
            before, self._transport.auth_timeout = self._transport.auth_timeout, ANSWER_TIMEOUT
            try:
                with self._cancel.on_cancel(over.cancel):
                    accepted = self._accepted(self._transport.auth_interactive, dialogue.answer)
            finally:
                self._transport.auth_timeout = before
                unanswered = dialogue.asking
                over.cancel()
            if accepted:
                if dialogue.password is not None:
                    self._how.secrets.remember(target, SecretKind.PASSWORD, dialogue.password)
                return "keyboard-interactive"
            if dialogue.declined or unanswered:
                self._declined = True  # do not ask the same in other words
                return None
            self._tried.append("keyboard-interactive (not accepted)")
            self._how.secrets.forget(target, SecretKind.PASSWORD)
        return None

    def _password(self) -> str | None:
        target = self._node.target
        remembered = self._how.secrets.recall(target, SecretKind.PASSWORD)
        attempt = 0
        while attempt < ATTEMPTS:
            password = remembered
            if password is None:
                attempt += 1
                prompt = Prompt(f"Password of {self._node.user}", echo=False)
                answers = self._ask(SecretKind.PASSWORD, (prompt,), attempt=attempt)
                if answers is None:
                    self._declined = True
                    return None
                password = answers[0]
            self._cancel.raise_if_cancelled()
            if self._accepted(self._transport.auth_password, password, fallback=False):
                self._how.secrets.remember(target, SecretKind.PASSWORD, password)
                return "password"
            self._tried.append("password (not accepted)")
            if remembered is not None:
                self._how.secrets.forget(target, SecretKind.PASSWORD)
                remembered = None
        return None

    def _accepted(self, method: Callable[..., list[str]], *args: object, **options: bool) -> bool:
        """Run one authentication request; True when it (or this factor of it) was accepted."""
        try:
            rest = method(self._node.user, *args, **options)
        except paramiko.BadAuthenticationType as error:
            self._allowed = list(error.allowed_types)
            return False
        except paramiko.AuthenticationException as error:
            self._cancel.raise_if_cancelled()
            if not self._transport.is_active():
                raise self._hung_up(error) from error
            return False
        except (paramiko.SSHException, EOFError, OSError) as error:
            self._cancel.raise_if_cancelled()
            raise self._hung_up(error) from error
        if rest:
            self._allowed = list(rest)
        return True

    def _ask(
        self,
        kind: SecretKind,
        prompts: tuple[Prompt, ...],
        title: str = "",
        instructions: str = "",
        *,
        attempt: int,
        cancel: Cancel | None = None,
    ) -> Sequence[str] | None:
        question = SecretQuestion(self._node, kind, prompts, title, instructions, attempt)
        answers = self._how.prompter.ask(question, cancel or self._cancel)
        self._cancel.raise_if_cancelled()
        for prompt, answer in zip(prompts, answers or (), strict=False):
            if not prompt.echo:
                register_secret(answer)
        return answers

    def _hung_up(self, error: Exception) -> HostUnreachable | AuthenticationFailed:
        self._cancel.raise_if_cancelled()
        if self._tried:
            return AuthenticationFailed(
                f"{self._node.target} closed the connection after {', '.join(self._tried)}.",
                "It may limit how often one may try. Choose the right key, then connect again.",
            )
        log.info("hung up during log-in: %s", error)
        return HostUnreachable(
            f"{self._node.address} closed the connection during log-in.",
            "It waits two minutes for an answer by default; connect again.",
        )

    def _failed(self) -> AuthenticationFailed:
        allowed = ", ".join(self._allowed) or "nothing we know"
        tried = ", ".join(dict.fromkeys(self._tried)) or "nothing, no key is at hand"
        unanswered = " Its question was not answered." if self._declined else ""
        return AuthenticationFailed(
            f"{self._node.target} did not let {self._node.user} in.",
            f"It accepts: {allowed}. Tried: {tried}.{unanswered} Check the user name, choose the "
            "right key, or connect again and enter the password.",
        )


class _AgentQuestion(threading.Thread):
    """Asks the agent for its keys on a thread of its own: a hung agent answers never."""

    def __init__(self) -> None:
        super().__init__(name="agent-keys", daemon=True)
        self.answered = threading.Event()
        self.keys: Sequence[paramiko.AgentKey] = ()
        self._agent: paramiko.Agent | None = None

    def run(self) -> None:
        """Ask."""
        try:
            self._agent = paramiko.Agent()
            self.keys = self._agent.get_keys()
        except (paramiko.SSHException, OSError) as error:
            log.warning("the SSH agent cannot be used: %s", error)
        self.answered.set()

    def close(self) -> None:
        """Close the agent's socket."""
        if self._agent is not None:
            self._agent.close()


class _Dialogue:
    """One keyboard-interactive exchange: the server's rounds of questions and our answers.

    paramiko calls `answer` on the transport's thread, which waits for the user meanwhile.
    """

    def __init__(
        self,
        ask: Callable[..., Sequence[str] | None],
        attempt: int,
        remembered: str | None,
        over: Cancel,
    ) -> None:
        self._ask = ask
        self._over = over
        self._attempt = attempt
        self._remembered = remembered
        self.declined = False
        self.asking = False
        self.password: str | None = None
        """The answer to a plain password prompt, worth keeping if it is accepted."""

    def answer(self, title: str, instructions: str, prompts: list[tuple[str, bool]]) -> list[str]:
        """Answer one round."""
        if not prompts or self.declined:
            return [""] * len(prompts)
        plain_password = len(prompts) == 1 and not prompts[0][1] and "assword" in prompts[0][0]
        if plain_password and self._remembered is not None:
            self.password, self._remembered = self._remembered, None
            return [self.password]
        lines = tuple(Prompt(text.strip().rstrip(":"), echo) for text, echo in prompts)
        self.asking = True
        try:
            answers = self._ask(
                SecretKind.INTERACTIVE,
                lines,
                title,
                instructions,
                attempt=self._attempt,
                cancel=self._over,
            )
        except Cancelled:
            answers = None  # the thread that connects notices the cancel itself
        finally:
            self.asking = False
        if answers is None:
            self.declined = True
            return [""] * len(prompts)
        if plain_password:
            self.password = answers[0]
        return list(answers)


class _WrongPassphrase(Exception):
    """The passphrase does not open the key."""


def _read_key(path: Path, passphrase: str | None) -> paramiko.PKey:
    """Read a private key of any type.

    Raises PasswordRequiredException, _WrongPassphrase, or BadInput when it is no private key.
    """
    try:
        # cryptography, which does the work, wants bytes; paramiko's annotation says str.
        password: Any = passphrase.encode() if passphrase else None
        return paramiko.PKey.from_path(path, password)
    except paramiko.PasswordRequiredException:
        raise
    except (TypeError, ValueError, paramiko.SSHException) as error:
        text = str(error).lower()
        if passphrase is not None and not isinstance(error, UnknownKeyType):
            raise _WrongPassphrase from error
        if "encrypted" in text or "password" in text:
            raise paramiko.PasswordRequiredException(str(error)) from error
        raise BadInput(
            f"{path.name} is not a private key that can be used.",
            "Choose the private key file (not .pub) in OpenSSH or PEM format.",
        ) from error
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror}.") from error
