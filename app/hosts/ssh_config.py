"""Hosts of an OpenSSH client configuration, as drafts of nodes. Nothing is written."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from app.core.errors import BadInput
from app.core.i18n import tr
from app.core.ports import read_port
from app.hosts.nodes import DEFAULT_PORT, Hop, Node, check_node, new_node_id
from app.hosts.ssh_config_file import SshConfig, is_none
from app.hosts.target import logged_in_user

USER_FILE = "~/.ssh/config"
MAX_HOSTS = 1000
MAX_HOPS = 8
JUMP = re.compile(
    r"(?:ssh://)?(?:(?P<user>[^@]+)@)?(?:\[(?P<v6>[^\]]+)\]|(?P<host>[^:]+))(?::(?P<port>\d+))?/?"
)

NOT_TAKEN = {
    name.lower(): name
    for name in (
        "AddressFamily", "BindAddress", "BindInterface", "CertificateFile", "DynamicForward",
        "HostKeyAlias", "IdentityAgent", "KnownHostsCommand", "LocalForward", "PKCS11Provider",
        "RemoteCommand", "RemoteForward", "RevokedHostKeys", "UserKnownHostsFile",
    )
}  # fmt: skip
"""Settings that change who is reached, how one is let in or what is opened there."""


@dataclass(frozen=True, slots=True)
class ImportedHost:
    """One name without wildcards, and where `ssh NAME` would connect to."""

    alias: str
    node: Node
    """A draft: not saved, nothing of it trusted. Complete unless `problem` says why not."""
    source: str
    """`file:line` of its Host line."""
    problem: str = ""
    """Why it cannot be imported."""
    warnings: tuple[str, ...] = ()
    """What of it is not taken over."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What a configuration holds."""

    hosts: tuple[ImportedHost, ...] = ()
    warnings: tuple[str, ...] = ()
    """What was skipped, each with its place and the reason."""


def read_hosts(path: Path | None = None) -> Imported:
    """Read every host of a configuration, `~/.ssh/config` when None. Raises BadInput."""
    config = SshConfig(path or Path(USER_FILE).expanduser())
    aliases = config.aliases()
    warnings = list(config.warnings)
    if len(aliases) > MAX_HOSTS:
        warnings.append(
            tr("Only the first {most} of {aliases} hosts are read.").format(
                most=MAX_HOSTS, aliases=len(aliases)
            )
        )
    chosen = list(aliases.items())[:MAX_HOSTS]
    hosts = tuple(imported_host(config, alias, line.source) for alias, line in chosen)
    return Imported(hosts, tuple(warnings))


def imported_host(config: SshConfig, alias: str, source: str) -> ImportedHost:
    """Return what `alias` stands for in `config`."""
    values = config.values(alias)
    warnings: list[str] = []
    name = "".join(c for c in alias if c.isprintable())
    node = Node(new_node_id(), name, connect_at_start=False)  # there may be dozens
    try:
        port = _port(values)
        address, user = _address(alias, values), _user(values)
        node = replace(node, address=address, port=port, user=user)
        if user == "git":
            raise BadInput(tr("Its user is git: a server of repositories, not a machine."))
        file, warning = _identity_file(alias, values)
        warnings += [warning] if warning else []
        via = _hops_to(config, alias, (), warnings)
        warnings += _not_taken(alias, values)
        node = check_node(replace(node, identity_file=file, via=via), key_file=False)
    except BadInput as error:
        return ImportedHost(name, node, source, error.message)
    return ImportedHost(name, node, source, "", tuple(dict.fromkeys(warnings)))


def _hops_to(
    config: SshConfig, alias: str, chain: tuple[str, ...], warnings: list[str]
) -> tuple[Hop, ...]:
    """Return the jump hosts on the way to `alias`; raises BadInput for a loop or a command."""
    chain = (*chain, alias)
    values = config.values(alias)
    if not is_none(values.get("proxycommand")):
        raise BadInput(
            tr("{alias} is reached by a ProxyCommand, which is not imported.").format(alias=alias)
        )
    if is_none(values.get("proxyjump")):
        return ()
    address, port, user = _address(alias, values), _port(values), _user(values)
    tokens = {"h": address, "n": alias, "p": str(port), "r": user}
    jumps = [each.strip() for each in _expand(" ".join(values["proxyjump"]), tokens).split(",")]
    if len(jumps) + len(chain) > MAX_HOPS:
        raise BadInput(tr("It is reached over more than {most} jump hosts.").format(most=MAX_HOPS))
    hops = [_hop(config, jump, warnings) for jump in jumps]
    first = hops[0][0]
    if first in chain:
        raise BadInput(
            tr("Its jump hosts go in a circle: {hosts}.").format(hosts=" → ".join((*chain, first)))
        )
    # As ssh does it: the first jump host is reached the way its own settings say, each further
    # one over the one before.
    return (*_hops_to(config, first, chain, warnings), *(hop for _alias, hop in hops))


def _hop(config: SshConfig, text: str, warnings: list[str]) -> tuple[str, Hop]:
    """Return the name of a jump host (`[user@]host[:port]` or `ssh://…`) and what it stands for."""
    found = JUMP.fullmatch(text)
    if found is None:
        raise BadInput(tr("“{text}” is not a jump host.").format(text=text))
    alias = found["v6"] or found["host"]
    values = config.values(alias)
    file, warning = _identity_file(alias, values)
    warnings += [warning] if warning else []
    warnings += _not_taken(alias, values)
    hop = Node(
        new_node_id(),
        alias,
        _address(alias, values),
        int(found["port"]) if found["port"] else _port(values),
        found["user"] or _user(values),
        file,
    )
    hop = check_node(hop, key_file=False)
    return alias, Hop(hop.address, hop.port, hop.user, hop.identity_file)


def _address(alias: str, values: Mapping[str, tuple[str, ...]]) -> str:
    return _expand(values.get("hostname", (alias,))[0], {"h": alias})


def _port(values: Mapping[str, tuple[str, ...]]) -> int:
    text = values.get("port", (str(DEFAULT_PORT),))[0]
    port = read_port(text)
    if port is None:
        raise BadInput(tr("“{text}” is not a port.").format(text=text))
    return port


def _user(values: Mapping[str, tuple[str, ...]]) -> str:
    return values["user"][0] if "user" in values else logged_in_user()


def _identity_file(alias: str, values: Mapping[str, tuple[str, ...]]) -> tuple[str, str]:
    """Return the first private key that is there, and what is to be said about the others."""
    files = [file for file in values.get("identityfile", ()) if file.lower() != "none"]
    tokens = {
        "d": os.path.expanduser("~"),
        "h": _address(alias, values),
        "n": alias,
        "p": str(_port(values)),
        "r": _user(values),
        "u": logged_in_user(),
    }
    paths = [os.path.expanduser(os.path.expandvars(_expand(file, tokens))) for file in files]
    there = [path for path in paths if os.path.isfile(path)]
    if len(there) > 1:
        return there[0], tr("Only the first of {alias}'s keys is offered: {there}.").format(
            alias=alias, there=there[0]
        )
    if files and not there:
        return "", tr(
            "{alias}'s key file {paths} does not exist; agent and default keys are used."
        ).format(alias=alias, paths=paths[0])
    return (there[0] if there else ""), ""


def _not_taken(alias: str, values: Mapping[str, tuple[str, ...]]) -> list[str]:
    """Say which settings of `alias` count for ssh and not here; none where there are none."""
    names = [NOT_TAKEN[each] for each in values if each in NOT_TAKEN and not is_none(values[each])]
    if not names:
        return []
    told = tr("Not taken over from {alias}: {names}.")
    return [told.format(alias=alias, names=", ".join(sorted(names)))]


def _expand(text: str, tokens: Mapping[str, str]) -> str:
    """Replace `%h` and its like; raises BadInput for one that is not known."""

    def value(found: re.Match[str]) -> str:
        letter = found[1]
        if letter == "%":
            return "%"
        if letter not in tokens:
            raise BadInput(
                tr("%{letter} in “{text}” is not understood.").format(letter=letter, text=text)
            )
        return tokens[letter]

    return re.sub(r"%(.?)", value, text)
