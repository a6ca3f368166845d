"""Log in: chosen key, agent, default keys, then what only the user can answer.

The order is OpenSSH's. A server counts every key it is shown and every wrong password, and hangs up
after `MAX_TRIES`: where it takes passwords, keys leave room for them. What cannot be used (an
unreadable file, an agent that dies) is passed over and named when nothing else lets us in. The
private part of a key stays in its file or agent; passwords and passphrases in the `SecretStore`.
"""

from __future__ import annotations

import contextlib
import itertools
import logging
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import paramiko

from app.core.cancel import Cancel
from app.core.errors import AuthenticationFailed, BadInput, Cancelled, HostUnreachable
from app.core.i18n import tr
from app.core.log import register_secret
from app.core.said import said
from app.hosts.nodes import Node
from app.hosts.own_key import read_key
from app.hosts.secrets import SecretKind
from app.transport.credentials import Answers, Prompt, SecretQuestion
from app.transport.ssh.agent import Agent, AgentFailed, AgentSilent, SignedKey
from app.transport.ssh.keys import (
    NeedsPassphrase,
    WrongPassphrase,
    certificate_file,
    is_encrypted,
    read_private_key,
    with_certificate,
)

if TYPE_CHECKING:
    from app.transport.ssh.connect import Connector
    from app.transport.ssh.transport import SafeTransport

log = logging.getLogger(__name__)

DEFAULT_KEYS = ("~/.ssh/id_ed25519", "~/.ssh/id_ecdsa", "~/.ssh/id_rsa")
MAX_TRIES = 6
"""What OpenSSH's server allows by default (MaxAuthTries)."""
ATTEMPTS = 3
MAX_FACTORS = 5
"""A server that accepts one factor after the other, and never enough, would go on for ever."""
MAX_TEXT = 1000
"""Characters of a server's instructions that are shown."""
ANSWER_TIMEOUT = 110.0
"""Seconds a person may take to answer the server's own questions; sshd hangs up after 120."""

NO_ANSWER = "Authentication timeout."
"""What paramiko says when the server does not answer; it is no more than that."""

_KeyAndLabel = tuple[paramiko.PKey | SignedKey, str]


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
        self._key_accepted = False
        self._shown = 0
        self._dialogue: _Dialogue | None = None

    def run(self) -> str:
        """Try everything the server allows, in order."""
        used = self._none()
        factors = 0
        while used is None:
            used = self._publickey() if "publickey" in self._allowed else None
            asks = not self._how.only_key or self._key_accepted
            if used is None and asks and "keyboard-interactive" in self._allowed:
                used = self._interactive()
            if used is None and asks and "password" in self._allowed and not self._declined:
                used = self._password()
            if used is None or factors == MAX_FACTORS:
                raise self._failed()
            if not self._transport.is_authenticated():
                # One factor is accepted and the server wants another: go on with what is left.
                self._tried.append(tr("{used} (accepted)").format(used=used))
                used, factors = None, factors + 1
        return used

    def _none(self) -> str | None:
        try:
            self._allowed = list(self._transport.auth_none(self._node.user))
        except paramiko.BadAuthenticationType as error:
            self._allowed = list(error.allowed_types)
            return None
        except (paramiko.SSHException, EOFError, OSError) as error:
            raise self._hung_up(error) from error
        return None if self._allowed else tr("no authentication needed")

    def _publickey(self) -> str | None:
        with contextlib.closing(Agent()) as agent, contextlib.closing(self._keys(agent)) as keys:
            for key, label in itertools.islice(keys, self._room_for_keys()):
                self._cancel.raise_if_cancelled()
                self._shown += 1
                if self._accepted(
                    tr("key {label}").format(label=label), self._transport.auth_publickey, key
                ):
                    self._key_accepted = True
                    return f"key {label}"
                self._tried.append(tr("key {label}").format(label=label))
        return None

    def _room_for_keys(self) -> int:
        """Return how many keys may be shown before the user is asked."""
        return MAX_TRIES - ATTEMPTS if self._takes_passwords() else MAX_TRIES

    def _takes_passwords(self) -> bool:
        return bool({"password", "keyboard-interactive"} & set(self._allowed))

    def _keys(self, agent: Agent) -> Generator[_KeyAndLabel, None, None]:
        """Yield keys to show: the chosen file, the agent's, the default files."""
        if self._node.identity_file:
            yield from self._chosen_key(Path(self._node.identity_file).expanduser(), agent)
        if self._how.only_key:
            return
        if self._how.use_agent:
            yield from self._agent_keys(agent)
        if self._how.use_default_keys and not self._node.identity_file:
            for name in DEFAULT_KEYS:
                path = Path(name).expanduser()
                if path.is_file():
                    yield from self._file_keys(path, chosen=False)

    def _chosen_key(self, path: Path, agent: Agent) -> Iterator[_KeyAndLabel]:
        """Yield the chosen key: by the agent when it is encrypted and there, else by its file."""
        if self._how.use_agent and is_encrypted(path):
            with contextlib.suppress(BadInput):
                of_agent = list(self._agent_keys(agent, only=read_key(path).blob))
                if of_agent:
                    yield from of_agent
                    return
        yield from self._file_keys(path, chosen=True)

    def _file_keys(self, path: Path, *, chosen: bool) -> Iterator[_KeyAndLabel]:
        """Yield a file's key: with the certificate beside it first, then as it is."""
        try:
            key = self._load(path, chosen=chosen)
        except BadInput as error:
            self._tried.append(error.message.rstrip("."))
            return
        if key is None:
            return
        try:
            certified = with_certificate(key, path)
        except BadInput as error:
            self._tried.append(error.message.rstrip("."))
            certified = None
        if certified is not None:
            yield certified, certificate_file(path).name
        yield key, path.name

    def _agent_keys(self, agent: Agent, only: bytes | None = None) -> Iterator[_KeyAndLabel]:
        """Yield the agent's keys that sign, or the one whose public key is `only`."""
        try:
            for key in agent.keys(self._cancel):
                if only is not None and bytes(key.asbytes()) != only:
                    continue
                label = tr("{comment} (agent)").format(comment=key.comment or key.get_name())
                try:
                    yield agent.sign(key, self._transport, self._node.user, self._cancel), label
                except AgentFailed as error:
                    self._tried.append(tr("key {label}: {error}").format(label=label, error=error))
                    if isinstance(error, AgentSilent):
                        return
        except AgentFailed as error:
            self._tried.append(tr("the agent ({error})").format(error=error))
            log.warning("the SSH agent cannot be used: %s", error)

    def _load(self, path: Path, *, chosen: bool) -> paramiko.PKey | None:
        """Read a key file; ask for the passphrase of one that the user chose.

        Raises BadInput when it cannot be used.
        """
        owner = str(path)
        remembered = self._how.secrets.recall(owner, SecretKind.PASSPHRASE, self._cancel)
        try:
            return read_private_key(path, remembered)
        except NeedsPassphrase:
            pass
        except WrongPassphrase:
            self._how.secrets.forget(owner, SecretKind.PASSPHRASE, self._cancel)
        if chosen:
            return self._load_encrypted(path, owner)
        self._tried.append(
            tr("key {name} (needs its passphrase: choose it as the key)").format(name=path.name)
        )
        return None

    def _load_encrypted(self, path: Path, owner: str) -> paramiko.PKey | None:
        for attempt in range(1, ATTEMPTS + 1):
            prompt = Prompt(tr("Passphrase of {name}").format(name=path.name), echo=False)
            answers = self._ask(SecretKind.PASSPHRASE, (prompt,), attempt=attempt, keeps=True)
            if answers is None:
                self._tried.append(tr("key {name} (no passphrase given)").format(name=path.name))
                return None
            try:
                key = read_private_key(path, answers.lines[0])
            except (WrongPassphrase, NeedsPassphrase):
                continue
            self._how.secrets.remember(
                owner, SecretKind.PASSPHRASE, answers.lines[0],
                keep=answers.keep, cancel=self._cancel,
            )  # fmt: skip
            return key
        raise AuthenticationFailed(
            tr("The passphrase of {name} was wrong {count} times.").format(
                name=path.name, count=ATTEMPTS
            ),
            tr("Try to connect again."),
        )

    def _interactive(self) -> str | None:
        """Let the server ask its own questions (two factors, one-time codes, PAM)."""
        remembered = self._recall_password()
        for attempt in range(1, ATTEMPTS + 1):
            over = Cancel()  # a question must not outlive the connection that asked it
            dialogue = _Dialogue(self._ask, attempt, remembered if attempt == 1 else None, over)
            self._dialogue = dialogue
            before, self._transport.auth_timeout = self._transport.auth_timeout, ANSWER_TIMEOUT
            try:
                with self._cancel.on_cancel(over.cancel):
                    accepted = self._accepted(
                        "keyboard-interactive", self._transport.auth_interactive, dialogue.answer
                    )
            finally:
                self._transport.auth_timeout = before
                unanswered = dialogue.asking
                over.cancel()
            if accepted:
                if dialogue.password is None:
                    return "keyboard-interactive"
                return self._remember("keyboard-interactive", dialogue.password)
            if dialogue.declined or unanswered:
                self._declined = True  # do not ask the same in other words
                return None
            self._tried.append(tr("keyboard-interactive (not accepted)"))
            self._forget_password()
        return None

    def _password(self) -> str | None:
        remembered = self._recall_password()
        attempt = 0
        while attempt < ATTEMPTS:
            answers = Answers((remembered,)) if remembered is not None else None
            if answers is None:
                attempt += 1
                prompt = Prompt(tr("Password of {user}").format(user=self._node.user), echo=False)
                answers = self._ask(SecretKind.PASSWORD, (prompt,), attempt=attempt, keeps=True)
                if answers is None:
                    self._declined = True
                    return None
            self._cancel.raise_if_cancelled()
            password = answers.lines[0]
            method = self._transport.auth_password
            if self._accepted("password", method, password, fallback=False):
                return self._remember("password", answers)
            self._tried.append(tr("password (not accepted)"))
            if remembered is not None:
                self._forget_password()
                remembered = None
        return None

    def _recall_password(self) -> str | None:
        return self._how.secrets.recall(self._node.target, SecretKind.PASSWORD, self._cancel)

    def _forget_password(self) -> None:
        self._how.secrets.forget(self._node.target, SecretKind.PASSWORD, self._cancel)

    def _remember(self, used: str, answers: Answers) -> str:
        """Remember the password that worked; say so when the keyring did not take it."""
        problem = self._how.secrets.remember(
            self._node.target, SecretKind.PASSWORD, answers.lines[0],
            keep=answers.keep, cancel=self._cancel,
        )  # fmt: skip
        kept = tr("kept until you quit (the keyring: {problem})").format(problem=problem)
        return f"{used}, {kept}" if problem else used

    def _accepted(
        self, name: str, method: Callable[..., list[str]], *args: object, **options: bool
    ) -> bool:
        """Run one authentication request; True when it (or this factor of it) was accepted."""
        try:
            rest = self._request(method, *args, **options)
        except paramiko.BadAuthenticationType as error:
            self._allowed = list(error.allowed_types)
            return False
        except paramiko.AuthenticationException as error:
            self._cancel.raise_if_cancelled()
            waits_for_user = self._dialogue is not None and self._dialogue.asking
            silent = str(error) == NO_ANSWER and not waits_for_user
            if silent or not self._transport.is_active():
                raise self._hung_up(error, name) from error
            return False
        except (paramiko.SSHException, EOFError, OSError) as error:
            self._cancel.raise_if_cancelled()
            raise self._hung_up(error, name) from error
        if rest:
            self._allowed = list(rest)
        return True

    def _request(
        self, method: Callable[..., list[str]], *args: object, **options: bool
    ) -> list[str]:
        try:
            return method(self._node.user, *args, **options)
        finally:
            handler: Any = self._transport.auth_handler
            if handler is not None:  # paramiko would hold what was typed as long as the session
                handler.password = handler.interactive_handler = None

    def _ask(
        self,
        kind: SecretKind,
        prompts: tuple[Prompt, ...],
        title: str = "",
        instructions: str = "",
        *,
        attempt: int,
        keeps: bool,
        cancel: Cancel | None = None,
    ) -> Answers | None:
        """Ask the user; `keeps` when the answer is worth keeping."""
        cancel = cancel or self._cancel
        keyring = self._how.secrets.state(cancel) if keeps else None
        question = SecretQuestion(self._node, kind, prompts, title, instructions, attempt, keyring)
        answers = self._how.prompter.ask(question, cancel)
        self._cancel.raise_if_cancelled()
        if answers is not None:
            for prompt, line in zip(prompts, answers.lines, strict=True):
                if not prompt.echo:
                    register_secret(line)
        return answers

    def _hung_up(
        self, error: Exception, trying: str = ""
    ) -> HostUnreachable | AuthenticationFailed:
        self._cancel.raise_if_cancelled()
        if str(error) == NO_ANSWER:  # neither yes nor no: what was tried may be right
            return HostUnreachable(
                tr("{address} fell silent during log-in.").format(address=self._node.address),
                tr("The machine may be overloaded or asleep."),
            )
        # A server that counts tries says so before it hangs up; one that was killed, or rebooted,
        # does not, whatever was tried before.
        farewell = said(self._transport.farewell, limit=100)
        tried = ", ".join([*self._tried, trying] if trying else self._tried)
        if farewell and tried:
            return AuthenticationFailed(
                tr("{target} closed the connection after {tried} ({farewell}).").format(
                    target=self._node.target, tried=tried, farewell=farewell
                ),
                tr("It may limit how often one may try. Choose the right key, then connect again."),
            )
        log.info("hung up during log-in: %s", error)
        return HostUnreachable(
            tr("{address} closed the connection during log-in.").format(address=self._node.address),
            tr("It waits two minutes for an answer by default; connect again."),
        )

    def _failed(self) -> AuthenticationFailed:
        allowed = said(", ".join(self._allowed)) or tr("nothing we know")
        tried = ", ".join(dict.fromkeys(self._tried)) or tr("nothing, no key is at hand")
        if self._shown and self._shown == self._room_for_keys():
            tried = tr("{tried} (no more than {shown} keys: servers count them)").format(
                tried=tried, shown=self._shown
            )
        told = tr("It accepts: {allowed}. Tried: {tried}.").format(allowed=allowed, tried=tried)
        if self._declined:
            told = " ".join((told, tr("Its question was not answered.")))
        advice = tr("Check the user name and choose the right key.")
        if self._takes_passwords():
            advice = tr("{advice}, or connect again and enter the password.").format(
                advice=advice[:-1]
            )
        return AuthenticationFailed(
            tr("{address} did not let {user} in.").format(
                address=self._node.address, user=self._node.user
            ),
            f"{told} {advice}",
        )


class _Dialogue:
    """One keyboard-interactive exchange: the server's rounds of questions and our answers.

    paramiko calls `answer` on the transport's thread, which waits for the user meanwhile.
    """

    def __init__(
        self,
        ask: Callable[..., Answers | None],
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
        self.password: Answers | None = None
        """The answer to a plain password prompt, worth keeping if it is accepted."""

    def answer(self, title: str, instructions: str, prompts: list[tuple[str, bool]]) -> list[str]:
        """Answer one round."""
        if not prompts or self.declined:
            return [""] * len(prompts)
        plain_password = len(prompts) == 1 and not prompts[0][1] and "assword" in prompts[0][0]
        if plain_password and self._remembered is not None:
            self.password, self._remembered = Answers((self._remembered,)), None
            return list(self.password.lines)
        lines = tuple(Prompt(said(text).rstrip(":"), echo) for text, echo in prompts)
        self.asking = True
        try:
            answers = self._ask(
                SecretKind.INTERACTIVE,
                lines,
                said(title),
                said(instructions, limit=MAX_TEXT, lines=True),
                attempt=self._attempt,
                keeps=plain_password,
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
            self.password = answers
        return list(answers.lines)
