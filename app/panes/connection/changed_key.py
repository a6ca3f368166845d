"""Forget the host key of a machine that shows another one, on purpose and after a question."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.core.errors import UserError
from app.core.i18n import tr
from app.core.ids import LOCAL_NODE
from app.look.components.confirm import ConfirmDialog

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.hosts.nodes import Node
    from app.state.hub import Hub


class ChangedKey(QObject):
    """Asks whether a key is to be forgotten, then connects: the new key is shown like any other."""

    def __init__(self, hub: Hub, window: QWidget) -> None:
        super().__init__(window)
        self._hub = hub
        self._window = window
        self._asked_about = LOCAL_NODE
        self._asked_key = ("", 0)
        """Address and port whose key the question is about: the node's, or a jump host's."""

    def ask(self) -> None:
        """Show the key that is trusted until now for the node that is shown, and ask."""
        node = self._hub.nodes.get(self._hub.current_node)
        self._asked_about = node.id
        key_of = self._hub.sessions.status(node.id).key_of
        self._asked_key = host, port = key_of or (node.address, node.port)
        known = self._hub.nodes.known_hosts
        entries = known.trusted(host, port)
        whose = node.name if _is_own(node, host, port) else host
        elsewhere = [str(path) for _key, path in entries if path != known.own]
        old = "\n".join(f"{key.kind} {key.fingerprint}" for key, _path in entries)
        text = tr(
            "Only do this when you know why the key changed: the machine was "
            "reinstalled, or its SSH keys were made anew. Somebody in between looks "
            "the same.\n\nTrusted until now:\n{old}\n\nThe new key is shown to be compared "
            "when you connect."
        ).format(old=old)
        if elsewhere:
            text += tr("\n\nThe old one also stands in {elsewhere}, yours to edit.").format(
                elsewhere=", ".join(elsewhere)
            )
        dialog = ConfirmDialog(
            tr("Forget the old key of {whose}?").format(whose=whose),
            text,
            tr("Forget the old key"),
            self._window,
        )
        dialog.accepted.connect(self._forget)
        dialog.open()

    def _forget(self) -> None:
        try:
            node = self._hub.nodes.get(self._asked_about)
            self._hub.nodes.known_hosts.forget(*self._asked_key)
            if _is_own(node, *self._asked_key):
                self._hub.nodes.save(replace(node, host_key=""))
        except UserError as error:
            self._hub.tell_error(error)
            return
        self._hub.sessions.connect_node(node.id)


def _is_own(node: Node, host: str, port: int) -> bool:
    """Whether an address is the node's, not a jump host's."""
    return any((route.address, route.port) == (host, port) for route in node.routes)
