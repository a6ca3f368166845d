"""The saved nodes as an OpenSSH configuration, for terminals and editors.

`ssh_config` has one alias a node, with its key, jump hosts and our known_hosts file. `ssh_command`
is what a terminal is started with: our aliases first, then whatever the user's own file says.
Editors read only the user's own file; they find the aliases once it includes ours (`include`).
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from app.core.errors import BadInput, SettingsUnwritable
from app.core.files import write_atomic
from app.core.i18n import tr
from app.core.ids import NodeId
from app.hosts.nodes import Hop, Node, Route

log = logging.getLogger(__name__)

PREFIX = "scc-"
HEAD = "# Written by Spark Command Center; changes are lost.\n"
NOTE = "# Spark Command Center: aliases of its nodes"


class SshFiles:
    """Writes the configuration beside our known_hosts file."""

    def __init__(self, known_hosts: Path, home: Path | None = None) -> None:
        self._known_hosts = known_hosts
        self.aliases = known_hosts.with_name("ssh_config")
        self._terminal = known_hosts.with_name("ssh_config_terminal")
        self.users = (home or Path.home()) / ".ssh" / "config"

    def write(self, nodes: Iterable[Node], in_use: Mapping[NodeId, Route] | None = None) -> None:
        """Write every remote node's alias; `in_use` names the route of those that are connected.

        Raises SettingsUnwritable, with the old files untouched.
        """
        in_use = in_use or {}
        blocks: list[str] = []
        for node in nodes:
            if node.is_local:
                continue
            try:
                blocks += list(self._blocks(node, in_use.get(node.id, node.routes[0])))
            except BadInput as error:
                log.warning("%s has no alias: %s", node.name, error)  # the others have theirs
        includes = f"Include {self._include_path}\nInclude {_quoted_text(self.users.as_posix())}\n"
        try:
            write_atomic(self.aliases, (HEAD + "\n" + "\n".join(blocks)).encode())
            write_atomic(self._terminal, (HEAD + includes).encode())
        except OSError as error:
            raise SettingsUnwritable(
                tr("The SSH configuration could not be written: {why}.").format(why=error.strerror),
                tr("Check free space and permissions of {folder}.").format(
                    folder=self.aliases.parent
                ),
            ) from error

    def ssh_command(self, node: Node) -> tuple[str, ...]:
        """Return what logs in to a node in a terminal, once `write` was called.

        Raises BadInput for a node that cannot be written to a configuration.
        """
        list(self._blocks(node, node.routes[0]))
        return ("ssh", "-F", str(self._terminal), alias_of(node))

    @property
    def included(self) -> bool:
        """Whether the user's own configuration includes our aliases."""
        try:
            text = self.users.read_text(errors="replace")
        except OSError:
            return False
        wanted = {str(self.aliases), self.aliases.as_posix()}
        lines = (line.split(None, 1) for line in text.splitlines() if line.strip())
        return any(
            words[0].casefold() == "include" and words[1].strip().strip('"') in wanted
            for words in lines
            if len(words) == 2
        )

    def include(self) -> None:
        """Add one Include line at the top of the user's own configuration, once.

        Everything else in it stays byte for byte. Raises SettingsUnwritable.
        """
        if self.included:
            return
        try:
            before = self.users.read_bytes() if self.users.exists() else b""
            mode = self.users.stat().st_mode & 0o777 if self.users.exists() else 0o600
            self.users.parent.mkdir(mode=0o700, exist_ok=True)
            line = f"{NOTE}\nInclude {self._include_path}\n\n".encode()
            write_atomic(self.users, line + before, mode=mode)
        except OSError as error:
            raise SettingsUnwritable(
                tr("{file} could not be changed: {why}.").format(
                    file=self.users, why=error.strerror
                ),
                tr("Add this line at its top yourself: {line}").format(
                    line=f"Include {self._include_path}"
                ),
            ) from error

    @property
    def _include_path(self) -> str:
        return _quoted_text(self.aliases.as_posix())

    def _blocks(self, node: Node, route: Route) -> Iterator[str]:
        """Yield the node's entry and one for each of its jump hosts."""
        alias, jump = alias_of(node), ""
        for number, hop in enumerate(route.via, start=1):
            hop_alias = f"{alias}_hop{number}"  # no node's alias has an underscore
            yield self._block(hop_alias, hop, node.user, jump)
            jump = hop_alias
        end = Hop(route.address, route.port, node.user, node.identity_file)
        yield self._block(alias, end, node.user, jump)

    def _block(self, alias: str, hop: Hop, user: str, jump: str) -> str:
        lines = [
            f"Host {alias}",
            f"  HostName {_literal(hop.address)}",
            f"  Port {hop.port}",
            f"  User {_quoted_text(hop.user or user)}",
            f"  UserKnownHostsFile {_quoted(self._known_hosts)} ~/.ssh/known_hosts",
            # Whatever the user's own file says: ssh adds the keys that it accepts to ours.
            "  StrictHostKeyChecking ask",
            "  UpdateHostKeys no",
        ]
        if hop.identity_file:
            lines.append(f"  IdentityFile {_quoted(Path(hop.identity_file).expanduser())}")
        if jump:
            lines.append(f"  ProxyJump {jump}")
        return "\n".join(lines) + "\n"


def alias_of(node: Node) -> str:
    """Return the node's alias: `scc-spark-01`. Its end tells nodes of similar names apart."""
    slug = re.sub(r"[^A-Za-z0-9.-]+", "-", node.name).strip("-.")
    unique = "" if slug == node.name else f"-{node.id[-4:]}"
    return f"{PREFIX}{slug}{unique}"


def _quoted(path: Path) -> str:
    return _quoted_text(_literal(path.as_posix()))


def _literal(text: str) -> str:
    """Keep ssh from reading `%` as the begin of a token."""
    return text.replace("%", "%%")


def _quoted_text(text: str) -> str:
    """Quote a value as ssh_config reads it; it knows no way to write a quote or a line break."""
    if '"' in text or "\n" in text:
        raise BadInput(
            tr("{text} cannot be written to an SSH configuration.").format(text=repr(text)),
            tr("It has a quote in it."),
        )
    return f'"{text}"'
