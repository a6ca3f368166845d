"""From NODE on the command line to an open session."""

from __future__ import annotations

import argparse
import os
import sys
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.terminal import TerminalPrompter
from app.core.cancel import Cancel
from app.core.errors import (
    AuthenticationFailed,
    BadInput,
    Cancelled,
    ConnectError,
    HostKeyUnknown,
)
from app.core.paths import Paths, user_paths
from app.core.settings import SettingsStore
from app.hosts.known_hosts import KnownHosts
from app.hosts.nodes import Node, NodeBook, check_node
from app.hosts.secrets import SecretStore
from app.hosts.target import parse_jump, resolve_node
from app.transport.api import Session
from app.transport.credentials import AcceptNewKeys, Prompter, UsedOnce
from app.transport.keeper import retry_wait

if TYPE_CHECKING:
    from app.transport.ssh.connect import Connector

UNASKED = (
    "Nobody could be asked here: use --identity FILE or an agent, or run it on a terminal to be "
    "asked for the password."
)
"""What to do about a refusal where no questions can be asked."""


@dataclass(frozen=True)
class Opener:
    """Opens sessions the way the options say."""

    paths: Paths
    node: Node
    accept_new_host_key: bool
    known_hosts: Path | None
    secrets: SecretStore
    used_once: bool = False
    """A password is typed for this command only: keeping it is not offered."""

    @classmethod
    def from_options(cls, options: argparse.Namespace, *, used_once: bool = False) -> Opener:
        """Resolve NODE; raises UnknownNode or BadInput."""
        paths = user_paths()
        settings = SettingsStore(paths.settings)
        node = resolve_node(options.node, NodeBook(settings))
        if options.identity and not node.is_local:
            node = _with_identity(node, options.identity)
        if options.jump is not None and not node.is_local:
            node = check_node(replace(node, via=parse_jump(options.jump), other_routes=()))
        known_hosts = Path(os.path.expanduser(options.known_hosts)) if options.known_hosts else None
        return cls(
            paths, node, options.accept_new_host_key, known_hosts, SecretStore(settings), used_once
        )

    def open(self, cancel: Cancel) -> Session:
        """Open a session; raises a ConnectError."""
        if self.node.is_local:
            from app.transport.local import LocalSession

            return LocalSession()
        try:
            return self.connector().open(self.node, cancel)
        except HostKeyUnknown as error:
            raise HostKeyUnknown(
                error.message,
                "Compare the fingerprint with the machine's own, then add --accept-new-host-key.",
            ) from error
        except AuthenticationFailed as error:
            if sys.stdin.isatty():
                raise
            raise AuthenticationFailed(error.message, f"{error.hint} {UNASKED}") from error

    def open_again(self, cancel: Cancel) -> Session:
        """Open a session as often as it takes, after one was lost.

        Raises Cancelled, or a ConnectError that trying again would not change.
        """
        lost_at, attempt = time.monotonic(), 0
        while True:
            attempt += 1
            if cancel.wait(retry_wait(attempt, time.monotonic() - lost_at)):
                raise Cancelled
            try:
                return self.open(cancel)
            except ConnectError as error:
                if error.permanent:
                    raise

    def connector(self, *, only_key: bool = False) -> Connector:
        """Return what opens sessions; with `only_key` by the node's key file or not at all."""
        from app.transport.ssh.connect import Connector

        prompter: Prompter = TerminalPrompter()
        if self.used_once:
            prompter = UsedOnce(prompter)
        if self.accept_new_host_key:
            prompter = AcceptNewKeys(prompter)
        trusted = (
            KnownHosts(self.known_hosts, also=())
            if self.known_hosts
            else KnownHosts(self.paths.known_hosts)
        )
        return Connector(trusted, prompter, self.secrets, only_key=only_key)


def _with_identity(node: Node, file: str) -> Node:
    try:
        return check_node(replace(node, identity_file=file))
    except BadInput as error:
        hint = "Name a private key after --identity, or leave it out to use agent and default keys."
        raise BadInput(error.message, hint) from error
