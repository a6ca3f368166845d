"""From what a person types (`dashboard`, `8888`, `9000:8888`) to the tunnels that are meant."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from app.core.errors import BadInput, UserError
from app.core.i18n import tr
from app.core.ports import LAST_PORT
from app.hosts.nodes import Node
from app.services.tunnels.api import Listener, TunnelSpec
from app.services.tunnels.book import TunnelBook, check_port, check_spec, is_called, new_tunnel_id
from app.services.tunnels.presets import find, guess
from app.transport.tunnel.api import ForwardKind


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which service of a node, and on which local port."""

    service: str = ""
    """A saved tunnel's name, or a preset's; empty when a port is given."""
    port: int = 0
    local_port: int = 0
    socks: bool = False
    fixed: bool = False
    """Take this local port or none."""

    @classmethod
    def parse(cls, text: str, *, socks: bool = False, fixed: bool = False) -> Wanted:
        """Read `SERVICE`, `PORT` or `LOCAL:PORT`; with `socks` the local port or nothing."""
        local, colon, remote = text.strip().partition(":")
        if socks:
            if colon or (local and not _is_number(local)):
                raise BadInput(
                    tr("“{text}” is no local port.").format(text=text),
                    tr("--socks takes a local port only."),
                )
            port = check_port(int(local), is_local=True) if local else 0
            return cls(local_port=port, socks=True, fixed=fixed)
        if not colon:
            if _is_number(local):
                return cls(port=check_port(int(local)), fixed=fixed)
            if not local:
                raise BadInput(
                    tr("A service or port is missing."), tr("Such as dashboard or 8888.")
                )
            return cls(service=local, fixed=fixed)
        if not (_is_number(local) and _is_number(remote)):
            raise BadInput(
                tr("“{text}” is not LOCAL:PORT.").format(text=text),
                tr("Such as 9000:8888: here 9000."),
            )
        return cls(
            port=check_port(int(remote)),
            local_port=check_port(int(local), is_local=True),
            fixed=fixed,
        )

    def as_arguments(self) -> dict[str, Any]:
        """Return this as arguments of a request to a running process."""
        return {
            "service": self.service,
            "port": self.port,
            "local_port": self.local_port,
            "socks": self.socks,
            "fixed": self.fixed,
        }

    @classmethod
    def from_arguments(cls, arguments: dict[str, Any]) -> Wanted:
        """Read what `as_arguments` made; BadInput for anything else."""
        service = arguments.get("service", "")
        port, local_port = arguments.get("port", 0), arguments.get("local_port", 0)
        numbers = all(
            isinstance(each, int) and 0 <= each <= LAST_PORT for each in (port, local_port)
        )
        if not isinstance(service, str) or not numbers:
            raise BadInput(tr("The request was not understood."))
        return cls(
            service,
            port,
            local_port,
            socks=arguments.get("socks") is True,
            fixed=arguments.get("fixed") is True,
        )


def specs_for(
    book: TunnelBook, node: Node, wanted: Wanted, *, save: bool
) -> tuple[TunnelSpec, ...]:
    """Return the tunnels that are meant, the service's own first; new ones are saved if `save`.

    A local port that was given becomes the tunnel's stable one.
    """
    spec, *more = _specs(book, node, wanted)
    if wanted.local_port:
        if spec.same_port and wanted.local_port != spec.remote_port:
            raise BadInput(
                tr("{name} works on local port {remote_port} only.").format(
                    name=spec.name, remote_port=spec.remote_port
                ),
                tr("Leave {local_port} out.").format(local_port=wanted.local_port),
            )
        spec = replace(spec, local_port=wanted.local_port)
    specs = [check_spec(spec), *more]
    if not save:
        return tuple(specs)
    return tuple(
        each if book.has(each.id) and each == book.get(each.id) else book.save(_named(book, each))
        for each in specs
    )


def means(wanted: Wanted, spec: TunnelSpec) -> bool:
    """Whether a tunnel that is open is the one that is asked for."""
    if wanted.socks:
        return spec.kind is ForwardKind.SOCKS
    if wanted.port:
        return spec.remote_port == wanted.port
    return is_called(spec, wanted.service)


def is_asked(node: Node, arguments: dict[str, Any]) -> bool:
    """Whether a request of another process is about this node: by where it is, else by its name.

    A name alone would do for another machine: `root@spark` is not the saved `spark`.
    """
    name, target = str(arguments.get("node", "")), str(arguments.get("target", ""))
    return node.target == target if target else node.name.casefold() == name.casefold()


def asked(node: Node, wanted: Wanted) -> dict[str, Any]:
    """Return the arguments of a request about a service of a node."""
    return {"node": node.name, "target": node.target, **wanted.as_arguments()}


def refusal(error: UserError) -> dict[str, Any]:
    """Return an error as a reply to another process."""
    return {"error": error.message, "hint": error.hint, "exit_code": error.exit_code}


def raise_refusal(reply: dict[str, Any]) -> None:
    """Raise the error that another process replied, if it did."""
    if message := reply.get("error"):
        kind = BadInput if reply.get("exit_code") == BadInput.exit_code else UserError
        raise kind(str(message), str(reply.get("hint", "")))


def _named(book: TunnelBook, spec: TunnelSpec) -> TunnelSpec:
    return spec if book.has(spec.id) else book.unique_name(spec)


def _specs(book: TunnelBook, node: Node, wanted: Wanted) -> tuple[TunnelSpec, ...]:
    if wanted.socks:
        known = book.find(node.id, ForwardKind.SOCKS)
        made = TunnelSpec(
            new_tunnel_id(), node.id, tr("SOCKS proxy"), ForwardKind.SOCKS, scheme="", path="/"
        )
        return (known or made,)
    if wanted.port:
        listener = Listener(wanted.port, (), preset=guess(wanted.port))
        return book.planned(node.id, listener)
    known = book.find(node.id, wanted.service)
    if known is not None:
        return book.of_group(node.id, known.group) if known.group else (known,)
    return book.planned(node.id, find(wanted.service))


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 9
