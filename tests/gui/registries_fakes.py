"""A stand-in for RegistriesState: what is added is known at once, unless a test says otherwise."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.core.errors import UserError
from app.services.containers.image_api import Login
from app.state.registries import Account, AccountAnswer


class FakeRegistries(QObject):
    changed = Signal()
    answered = Signal(AccountAnswer)

    def __init__(self, _containers: object = None) -> None:
        super().__init__()
        self.known: dict[str, Account] = {}
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self.refusal: UserError | None = None
        self.note = ""

    def accounts(self) -> tuple[Account, ...]:
        return tuple(self.known.values())

    def account_of(self, server: str) -> Account | None:
        return self.known.get(server)

    def login_of(self, _cancel: object) -> Callable[[str], tuple[str, str] | None]:
        return lambda _registry: None

    def add(self, _node: object, login: Login, secret: str, **more: Any) -> None:
        self.asked.append((secret, more))
        if self.refusal is None or not more.get("check", True):
            self.known[login.server] = Account(login, in_keyring=more["keep"] and not self.note)
            self.changed.emit()
            self.answered.emit(AccountAnswer(login.server, note=self.note))
        else:
            self.answered.emit(AccountAnswer(login.server, self.refusal))

    def remove(self, server: str) -> None:
        self.known.pop(server, None)
        self.changed.emit()
        self.answered.emit(AccountAnswer(server))
