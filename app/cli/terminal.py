"""The terminal as a Prompter: asks only when somebody sits at it."""

from __future__ import annotations

import getpass
import sys

from app.core.cancel import Cancel
from app.core.errors import BadInput, Cancelled
from app.core.said import plain
from app.hosts.secrets import SecretKind
from app.transport.credentials import Answers, HostKeyQuestion, SecretQuestion


class TerminalPrompter:
    """Asks on the terminal; in a pipe or script every question is answered with no."""

    def confirm_host_key(self, question: HostKeyQuestion, cancel: Cancel) -> bool:
        """Show the fingerprint and wait for `yes`."""
        if not sys.stdin.isatty():
            return False
        say(f"First contact with {question.host} port {question.port}.")
        say(f"Its {question.key.kind} key is {question.key.fingerprint}")
        if question.note:
            say(f"Mind: {question.note}.")
        say("Compare it on the machine: ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub")
        sys.stderr.write("Is it the same? Type yes to trust it: ")
        sys.stderr.flush()
        return sys.stdin.readline().strip().lower() == "yes"

    def ask(self, question: SecretQuestion, cancel: Cancel) -> Answers | None:
        """Ask for each line, hidden unless the server allows it to be shown."""
        if not sys.stdin.isatty():
            return None
        if question.attempt > 1:
            say("That was not accepted; try again.")
        if question.keyring is None and question.kind is not SecretKind.INTERACTIVE:
            say("It is used for this command only and not kept.")
        if question.kind is not SecretKind.PASSPHRASE:
            say(f"{question.node.target} asks:")
        for text in (question.title, question.instructions):
            if text:
                say(text)
        answers = []
        for prompt in question.prompts:
            if prompt.echo:
                sys.stderr.write(f"{plain(prompt.text)}: ")
                sys.stderr.flush()
                answers.append(sys.stdin.readline().rstrip("\n"))
            else:
                answers.append(getpass.getpass(f"{plain(prompt.text)}: ", sys.stderr))
        return Answers(tuple(answers), keep=self._may_keep(question))

    @staticmethod
    def _may_keep(question: SecretQuestion) -> bool:
        """Ask whether to keep it, where there is a keyring to keep it in."""
        if question.keyring is None or not question.keyring.usable:
            return False
        sys.stderr.write(f"Remember it in {question.keyring}? [y/N]: ")
        sys.stderr.flush()
        return sys.stdin.readline().strip().lower() in ("y", "yes")


def say(text: str) -> None:
    """Write a line to stderr: stdout belongs to the data."""
    print(plain(text), file=sys.stderr, flush=True)


def confirm(question: str) -> None:
    """Return when the user types `yes`; raise Cancelled, or BadInput where nobody can be asked."""
    if not sys.stdin.isatty():
        raise BadInput("Nobody can be asked here whether to change the node.", "Add --yes.")
    sys.stderr.write(f"{question} Type yes: ")
    sys.stderr.flush()
    if sys.stdin.readline().strip().lower() != "yes":
        raise Cancelled
