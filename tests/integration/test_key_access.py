"""Set up key access on a real node: let in once by password, from then on by key."""

from __future__ import annotations

import gc
import json
import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from app.core.cancel import Cancel
from app.core.errors import AuthenticationFailed, BadInput, HostUnreachable, RemoteError
from app.core.paths import Paths, user_paths
from app.core.settings import SettingsStore
from app.hosts.known_hosts import KnownHosts
from app.hosts.nodes import Node, NodeBook
from app.hosts.own_key import own_key_file, read_key
from app.hosts.secrets import SecretKind, SecretStore
from app.services.access.key_access import KeyAccess
from app.transport.credentials import Answers
from app.transport.ssh.connect import Connector
from app.transport.ssh.session import SshSession
from app.transport.status import Phase
from scripts.lab.node import LabNode
from tests.ssh_fixtures import Kept, ScriptedPrompter, node_of
from tests.terminal import Terminal, python
from tests.waiting import wait_for

NO_PASSWORDS = {"PasswordAuthentication": "no", "KbdInteractiveAuthentication": "no"}
NO_NEWLINE = b"# ann's own keys\nssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDdEmJKK5r1siQkV2y9w6FzxEsM"


@dataclass
class Owner:
    """Somebody at this computer: paths, questions answered, and the node as it is saved."""

    lab: LabNode
    paths: Paths
    prompter: ScriptedPrompter
    how: Connector
    node: Node

    @property
    def file(self) -> Path:
        return self.lab.home / ".ssh" / "authorized_keys"

    @property
    def access(self) -> KeyAccess:
        return KeyAccess(self.paths, replace(self.how, only_key=True).open, self.how.secrets)

    def open(self, node: Node | None = None) -> SshSession:
        return self.how.open(node or self.node, Cancel())

    def outcomes(self) -> list[str]:
        lines = self.paths.audit.read_text().splitlines()
        return [json.loads(line)["outcome"] for line in lines]


@pytest.fixture
def keys_before(lab: LabNode) -> Iterator[bytes]:
    """A file of authorized keys without a newline at its end; the lab's own is brought back."""
    file = lab.home / ".ssh" / "authorized_keys"
    of_lab = file.read_bytes()
    file.write_bytes(NO_NEWLINE)
    yield NO_NEWLINE
    file.unlink(missing_ok=True)
    file.write_bytes(of_lab)
    file.chmod(0o600)
    lab.home.chmod(0o755)
    subprocess.run(["chown", "--reference", lab.home, file], check=True)


@pytest.fixture
def owner(lab: LabNode, keys_before: bytes, tmp_path: Path) -> Owner:
    """Knows the password and has never been there."""
    paths = user_paths()
    prompter = ScriptedPrompter(
        answers={
            SecretKind.INTERACTIVE: [lab.password],
            SecretKind.PASSWORD: [lab.password],
            SecretKind.PASSPHRASE: [lab.passphrase],
        }
    )
    secrets = SecretStore(SettingsStore(paths.settings))
    how = Connector(KnownHosts(paths.known_hosts, also=()), prompter, secrets, use_agent=False)
    return Owner(lab, paths, prompter, how, node_of(lab))


def test_password_once_then_key_then_password_login_turned_off_then_revoked(
    owner: Owner, lab: LabNode, keys_before: bytes
) -> None:
    """The whole story of an owner's first day."""
    book = NodeBook(SettingsStore(owner.paths.settings))
    book.save(owner.node)
    session = owner.open()
    assert len(owner.prompter.keys) == 1, "the host key was shown"
    assert len(owner.prompter.asked) == 1, "and the password asked for"

    plan = owner.access.plan(session, owner.node)
    assert (plan.makes_key, plan.adds_line, plan.makes_file) == (True, True, False)
    assert owner.file.read_bytes() == keys_before, "a plan changes nothing"
    assert not own_key_file(owner.paths.keys).exists()

    change = owner.access.install(session, owner.node, cancel=Cancel())
    book.save(change.node)
    session.close()
    assert owner.how.secrets.recall(owner.node.target, SecretKind.PASSWORD) is None

    node = NodeBook(SettingsStore(owner.paths.settings)).get(owner.node.id)
    with Kept(node, owner.how) as kept:
        wait_for(lambda: kept.times(Phase.CONNECTED) == 1)
        lab.sshd_options = NO_PASSWORDS
        lab.restart_server()
        wait_for(lambda: kept.times(Phase.CONNECTED) == 2)
        still_there = kept.keeper.session
        assert still_there is not None
        assert still_there.exec(["id", "-un"]).check().text.strip() == lab.user
        assert len(owner.prompter.asked) == 1, "nobody was asked again"

        after = owner.access.revoke(still_there, node, cancel=Cancel())

    assert owner.file.read_bytes() == keys_before
    assert after.node.identity_file == ""
    with pytest.raises(AuthenticationFailed):
        owner.open(node)
    assert owner.outcomes() == ["begun", "done", "begun", "done"]


@pytest.mark.parametrize("method", ["password", "keyboard-interactive"])
def test_password_is_held_by_nothing_once_the_key_works(
    owner: Owner, lab: LabNode, method: str
) -> None:
    other = "KbdInteractiveAuthentication" if method == "password" else "PasswordAuthentication"
    lab.sshd_options = {other: "no"}
    lab.restart_server()
    session = owner.open()
    owner.prompter.answers.clear()
    assert holders(lab.password, of=lab), "a reconnect would need it"

    owner.access.install(session, owner.node, cancel=Cancel())

    assert holders(lab.password, of=lab) == []
    session.close()


def holders(secret: str, *, of: LabNode) -> list[object]:
    """Return every container in memory that holds a secret, but for the lab's own."""
    gc.collect()
    found: list[object] = []
    for each in gc.get_objects():
        if type(each) is Answers:
            found += [each] * (secret in each.lines)
        elif type(each) in (dict, list, tuple, set) and each is not vars(of):
            values = each.values() if type(each) is dict else each
            found += [each for value in list(values) if type(value) is str and value == secret]
    return found


def test_install_twice_adds_one_line(owner: Owner) -> None:
    session = owner.open()

    first = owner.access.install(session, owner.node, cancel=Cancel())
    again = owner.access.install(session, first.node, cancel=Cancel())
    status = owner.access.status(session, first.node)
    session.close()

    assert (first.lines, again.lines) == (1, 0)
    assert status.installed
    assert (status.our_lines, status.other_lines) == (1, 0)
    assert owner.file.read_bytes().count(b"spark-command-center") == 1
    assert owner.file.stat().st_uid == owner.file.parent.stat().st_uid


def test_install_makes_what_is_missing(owner: Owner) -> None:
    session = owner.open()
    owner.file.unlink()

    assert owner.access.plan(session, owner.node).makes_file
    owner.access.install(session, owner.node, cancel=Cancel())
    session.close()

    key = read_key(own_key_file(owner.paths.keys))
    assert owner.file.read_text() == f"{key.line}\n"
    assert owner.file.stat().st_mode & 0o777 == 0o600
    assert owner.file.stat().st_uid == owner.file.parent.stat().st_uid


def test_install_of_an_encrypted_key_the_user_chose_asks_for_its_passphrase(owner: Owner) -> None:
    session = owner.open()
    chosen = owner.lab.encrypted_identity

    change = owner.access.install(session, owner.node, key_file=chosen, cancel=Cancel())

    assert change.node.identity_file == str(chosen)
    assert owner.prompter.asked[-1].kind is SecretKind.PASSPHRASE
    assert owner.access.status(session, change.node).our_lines == 1
    assert owner.access.revoke(session, change.node, cancel=Cancel()).lines == 1
    session.close()
    assert owner.file.read_bytes() == NO_NEWLINE


@pytest.mark.parametrize(
    "options",
    [
        {"PubkeyAuthentication": "no"},
        {"AuthorizedKeysFile": "/etc/ssh/keys/%u"},
        {"AuthorizedKeysFile": "none"},
    ],
)
def test_key_that_the_server_does_not_take_is_taken_back(
    owner: Owner, lab: LabNode, keys_before: bytes, options: dict[str, str]
) -> None:
    lab.sshd_options = options
    lab.restart_server()
    session = owner.open()

    with pytest.raises(AuthenticationFailed) as caught:
        owner.access.install(session, owner.node, cancel=Cancel())
    session.close()

    assert owner.file.read_bytes() == keys_before
    assert "did not accept the key. Our line was taken out again." in caught.value.message
    assert "AuthorizedKeysFile" in caught.value.hint
    begun, failed = owner.outcomes()
    assert begun == "begun"
    assert failed == caught.value.message
    password = owner.how.secrets.recall(owner.node.target, SecretKind.PASSWORD)
    assert password == lab.password, "it is still needed to reconnect"


def test_line_that_cannot_be_taken_back_is_said(owner: Owner, lab: LabNode) -> None:
    def lose_it(_node: Node, _cancel: Cancel) -> SshSession:
        lab.kill_sessions()
        wait_for(lambda: not session.alive)
        raise HostUnreachable("The node does not answer.")

    session = owner.open()
    access = KeyAccess(owner.paths, lose_it, owner.how.secrets)

    with pytest.raises(HostUnreachable) as caught:
        access.install(session, owner.node, cancel=Cancel())

    assert "The key could not be tried" in caught.value.message
    assert "Our line is still there: The connection was lost." in caught.value.message
    assert owner.outcomes()[-1] == caught.value.message
    session.close()


def test_home_that_others_may_write_is_named_as_the_reason(owner: Owner, lab: LabNode) -> None:
    lab.home.chmod(0o777)
    session = owner.open()

    assert any("chmod go-w ~" in note for note in owner.access.plan(session, owner.node).notes)
    with pytest.raises(AuthenticationFailed, match="chmod go-w ~"):
        owner.access.install(session, owner.node, cancel=Cancel())
    session.close()


def test_file_that_is_not_ours_is_refused(owner: Owner, keys_before: bytes) -> None:
    os.chown(owner.file, 0, 0)
    owner.file.chmod(0o644)
    session = owner.open()

    plan = owner.access.plan(session, owner.node)
    with pytest.raises(RemoteError, match="belongs to root"):
        owner.access.install(session, owner.node, cancel=Cancel())
    session.close()

    assert "belongs to root" in plan.refusal
    assert owner.file.read_bytes() == keys_before
    assert owner.file.stat().st_mode & 0o777 == 0o644


def test_revoke_leaves_a_line_that_somebody_else_wrote(owner: Owner) -> None:
    session = owner.open()
    change = owner.access.install(session, owner.node, cancel=Cancel())
    theirs = " ".join(owner.file.read_text().split()[:2]).encode() + b" ann@laptop\n"
    owner.file.write_bytes(theirs + owner.file.read_bytes())

    revoked = owner.access.revoke(session, change.node, cancel=Cancel())
    session.close()

    assert (revoked.lines, revoked.remaining) == (1, 1)
    assert owner.file.read_bytes() == theirs + NO_NEWLINE
    assert revoked.node.identity_file, "the key still lets us in"


def test_two_factors_are_enough_when_the_key_is_the_first(owner: Owner, lab: LabNode) -> None:
    session = owner.open()
    lab.sshd_options = {"AuthenticationMethods": "publickey,keyboard-interactive"}
    lab.stop_listening()
    lab.start_server()
    owner.prompter.answers[SecretKind.INTERACTIVE] = [lab.password]

    change = owner.access.install(session, owner.node, cancel=Cancel())
    session.close()

    assert change.lines == 1


def test_this_computer_needs_no_key(owner: Owner) -> None:
    session = owner.open()
    local = NodeBook(SettingsStore(owner.paths.settings)).find("local")

    with pytest.raises(BadInput, match="needs no key"):
        owner.access.plan(session, local)
    session.close()


# The command line


def run(*argv: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        python(*argv), capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL,
        cwd=Path(__file__).parents[2],
    )  # fmt: skip


def test_cli_installs_shows_and_revokes(owner: Owner, lab: LabNode, keys_before: bytes) -> None:
    NodeBook(SettingsStore(owner.paths.settings)).save(replace(owner.node, name="box"))
    known = ("--known-hosts", str(lab.known_hosts))

    with Terminal(python("key", "install", "box", *known)) as terminal:
        terminal.answer("Password: ", lab.password)
        terminal.answer("Let this key in? Type yes: ", "yes")
        assert terminal.exit_status() == 0, terminal.shown
        assert "a login with it worked" in terminal.shown
        assert "Remember it" not in terminal.shown
    lab.sshd_options = NO_PASSWORDS
    lab.restart_server()

    status = run("key", "status", "box", "--json", *known)
    assert status.returncode == 0, status.stderr
    told: dict[str, Any] = json.loads(status.stdout)
    assert told["installed"] is True
    assert told["our_lines"] == 1
    assert run("key", "revoke", "box", *known).returncode == BadInput.exit_code
    assert owner.file.read_bytes() != keys_before, "nothing is changed unasked"

    revoked = run("key", "revoke", "box", "--yes", *known)
    assert revoked.returncode == 0, revoked.stderr
    assert owner.file.read_bytes() == keys_before
    assert run("exec", "box", *known, "--", "true").returncode == AuthenticationFailed.exit_code


def test_cli_changes_nothing_when_the_user_says_no(
    owner: Owner, lab: LabNode, keys_before: bytes
) -> None:
    options = ("--known-hosts", str(lab.known_hosts))

    with Terminal(python("key", "install", lab.url, *options)) as terminal:
        terminal.answer("Password: ", lab.password)
        terminal.answer("Type yes: ", "no")
        assert terminal.exit_status() == 130

    assert owner.file.read_bytes() == keys_before
    assert not owner.paths.audit.exists()


def test_cli_without_a_saved_node_says_how_to_use_the_key(owner: Owner, lab: LabNode) -> None:
    options = ("--known-hosts", str(lab.known_hosts), "--yes")

    with Terminal(python("key", "install", lab.url, *options)) as terminal:
        terminal.answer("Password: ", lab.password)
        assert terminal.exit_status() == 0, terminal.shown
        assert f"--identity {own_key_file(owner.paths.keys)}" in terminal.shown
