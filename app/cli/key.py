"""`key install|revoke|status NODE`: log in by key instead of by password."""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass, replace
from pathlib import Path

from app.cli.opening import Opener
from app.cli.terminal import confirm, say
from app.core.cancel import Cancel
from app.core.errors import BadInput, RemoteError
from app.core.said import plain
from app.core.settings import SettingsStore
from app.hosts.nodes import NodeBook
from app.services.access.key_access import KeyAccess, KeyChange, KeyPlan
from app.transport.api import Session


def run(options: argparse.Namespace, cancel: Cancel) -> int:
    """Do what the options say; 0 when it is done, 1 when `status` finds that no key is let in."""
    opener = Opener.from_options(options, used_once=True)
    if opener.node.is_local:
        raise BadInput("This computer needs no key: nothing logs in to it.")
    session = opener.open(cancel)
    try:
        access = KeyAccess(opener.paths, opener.connector(only_key=True).open, opener.secrets)
        key_file = Path(options.key).expanduser() if options.key else None
        command = _KeyCommand(opener, access, session, key_file, cancel)
        if options.key_command == "install":
            return command.install(confirmed=options.yes)
        if options.key_command == "revoke":
            return command.revoke(confirmed=options.yes)
        return command.status(as_json=options.json)
    finally:
        session.close()


@dataclass(frozen=True)
class _KeyCommand:
    """One command about the key of one node, over an open session."""

    opener: Opener
    access: KeyAccess
    session: Session
    key_file: Path | None
    cancel: Cancel

    def install(self, *, confirmed: bool) -> int:
        """Let the key in, once the user confirmed what will be changed."""
        node = self.opener.node
        plan = self.access.plan(self.session, node, key_file=self.key_file, cancel=self.cancel)
        if plan.refusal:
            raise RemoteError(plan.refusal)
        for line in _plan_lines(plan):
            say(line)
        if plan.adds_line and not confirmed:
            confirm("Let this key in?")
        change = self.access.install(self.session, node, key_file=self.key_file, cancel=self.cancel)
        what = "is let in now" if change.lines else "was let in already"
        print(f"{change.fingerprint} {what} ({plain(change.file)}); a login with it worked.")
        self._save(change)
        return 0

    def revoke(self, *, confirmed: bool) -> int:
        """Take our line of the key out again."""
        node = self.opener.node
        status = self.access.status(self.session, node, key_file=self.key_file, cancel=self.cancel)
        if status.our_lines and not confirmed:
            say(f"{status.fingerprint} will be taken out of {status.file}.")
            say("Without it, logging in takes another key or the password.")
            confirm("Revoke this key?")
        change = self.access.revoke(self.session, node, key_file=self.key_file, cancel=self.cancel)
        if change.lines:
            print(f"{change.fingerprint} was taken out of {plain(change.file)}.")
        else:
            print(
                f"{plain(change.file)} has no line of {change.fingerprint} that this program wrote."
            )
        if change.remaining:
            say("The key is still let in: this program did not write the other line of it.")
        self._save(change)
        return 0

    def status(self, *, as_json: bool) -> int:
        """Say whether the key is let in."""
        status = self.access.status(
            self.session, self.opener.node, key_file=self.key_file, cancel=self.cancel
        )
        if as_json:
            shown = {
                "installed": status.installed,
                "fingerprint": status.fingerprint or None,
                "key_file": str(status.key_file),
                "file": status.file,
                "our_lines": status.our_lines,
                "other_lines": status.other_lines,
            }
            print(json.dumps(shown, indent=2, ensure_ascii=False))
        elif not status.fingerprint:
            print(f"This computer has no key of its own yet ({status.key_file}).")
        else:
            word = "is" if status.installed else "is not"
            print(f"{status.fingerprint} {word} let in ({plain(status.file)}).")
        return 0 if status.installed else 1

    def _save(self, change: KeyChange) -> None:
        """Use the key from now on, if the node is a saved one."""
        if change.warning:
            say(change.warning)
        if change.node == self.opener.node:
            return
        book = NodeBook(SettingsStore(self.opener.paths.settings))
        if any(node.id == change.node.id for node in book.all()):
            saved = book.get(change.node.id)
            book.save(replace(saved, identity_file=change.node.identity_file))
        elif change.node.identity_file:
            say(f"Log in with: --identity {change.node.identity_file}")


def _plan_lines(plan: KeyPlan) -> list[str]:
    """Say what `install` will do."""
    if not plan.adds_line:
        return [f"{plan.target} lets in {plan.fingerprint} already; the login is tried."]
    key = "a new key, made in" if plan.makes_key else f"the key {plan.fingerprint} in"
    where = "a new file" if plan.makes_file else f"{plan.other_keys} other keys there stay"
    return [
        f"{plan.target} will let in {key} {plan.key_file},",
        f"by one line in {plan.file} ({where}).",
        *plan.notes,
    ]
