"""How shells are opened: of a node, and in a container, over the session that is there."""

from __future__ import annotations

import contextlib
import threading
from typing import TYPE_CHECKING

from app.core.errors import SessionLost
from app.core.i18n import tr

if TYPE_CHECKING:
    from app.core.cancel import Cancel
    from app.core.ids import NodeId
    from app.services.containers.exec_wish import ExecWish
    from app.state.hub import Hub
    from app.terminal.running import OpenShell
    from app.transport.api import Session
    from app.transport.shell import Shell, WindowSize
    from app.transport.slot import SessionSlot

PATIENCE_S = 20.0
"""Seconds that a node has to be connected (again)."""


def shell_of_node(hub: Hub, node: NodeId) -> OpenShell:
    """Return what opens the account's own shell on a node."""
    slot, name = hub.sessions.slot(node), hub.nodes.name_of(node)

    def open_shell(size: WindowSize, cancel: Cancel) -> Shell:
        return _session(slot, name, cancel).open_shell(size)

    return open_shell


def shell_in_container(hub: Hub, node: NodeId, container: str, wish: ExecWish) -> OpenShell:
    """Return what opens a shell in a container."""
    slot, name, containers = hub.sessions.slot(node), hub.nodes.name_of(node), hub.containers

    def open_shell(size: WindowSize, cancel: Cancel) -> Shell:
        from app.services.containers import execs

        _session(slot, name, cancel)
        return execs.open_shell(containers.holder(node).engine(cancel), container, size, wish)

    return open_shell


def _session(slot: SessionSlot, name: str, cancel: Cancel) -> Session:
    """Return a node's session, once it has one."""
    changed = threading.Event()
    with contextlib.ExitStack() as stack:
        stack.callback(slot.watch(lambda _session: changed.set()))
        stack.enter_context(cancel.on_cancel(changed.set))
        session = slot.session
        if session is None:
            changed.wait(PATIENCE_S)
            cancel.raise_if_cancelled()
            session = slot.session
    if session is None:
        raise SessionLost(
            tr("{name} is not connected.").format(name=name),
            tr("Connect it, then start the shell."),
        )
    return session
