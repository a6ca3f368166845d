"""From NODE on the command line to an open session."""

from __future__ import annotations

import argparse
import os
import sys
from dataclasses import dataclass, replace
from pathlib import Path

from app.cli.terminal import TerminalPrompter
from app.core.cancel import Cancel
from app.core.errors import AuthenticationFailed, BadInput, HostKeyUnknown
from app.core.paths import Paths, user_paths
from app.core.settings import SettingsStore
from app.hosts.known_hosts import KnownHosts
from app.hosts.nodes import Node, NodeBook, check_node
from app.hosts.target import resolve_node
from app.transport.api import Session
from app.transport.credentials import AcceptNewKeys, Prompter

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

    @classmethod
    def from_options(cls, options: argparse.Namespace) -> Opener:
        """Resolve NODE; raises UnknownNode or BadInput."""
        paths = user_paths()
        node = resolve_node(options.node, NodeBook(SettingsStore(paths.settings)))
        if options.identity and not node.is_local:
            node = _with_identity(node, options.identity)
        known_hosts = Path(os.path.expanduser(options.known_hosts)) if options.known_hosts else None
        return cls(paths, node, options.accept_new_host_key, known_hosts)

    def open(self, cancel: Cancel) -> Session:
        """Open a session; raises a ConnectError."""
        if self.node.is_local:
            from app.transport.local import LocalSession

            return LocalSession()
        from app.transport.ssh.connect import Connector

        prompter: Prompter = TerminalPrompter()
        if self.accept_new_host_key:
            prompter = AcceptNewKeys(prompter)
        trusted = (
            KnownHosts(self.known_hosts, also=())
            if self.known_hosts
            else KnownHosts(self.paths.known_hosts)
        )
        try:
            return Connector(trusted, prompter).open(self.node, cancel)
        except HostKeyUnknown as error:
            raise HostKeyUnknown(
                error.message,
                "Compare the fingerprint with the machine's own, then add --accept-new-host-key.",
            ) from error
        except AuthenticationFailed as error:
            if sys.stdin.isatty():
                raise
            raise AuthenticationFailed(error.message, f"{error.hint} {UNASKED}") from error


def _with_identity(node: Node, file: str) -> Node:
    try:
        return check_node(replace(node, identity_file=file))
    except BadInput as error:
        hint = "Name a private key after --identity, or leave it out to use agent and default keys."
        raise BadInput(error.message, hint) from error
