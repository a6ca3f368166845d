"""A backend that keeps secrets in the clear, as keyrings.alt has one: it must be refused."""

from __future__ import annotations

from keyring.backend import KeyringBackend


class PlaintextKeyring(KeyringBackend):
    """Would write to a file."""

    priority = 9  # type: ignore[assignment]  # above every real one

    def get_password(self, service: str, username: str) -> str | None:
        raise AssertionError("asked")

    def set_password(self, service: str, username: str, password: str) -> None:
        raise AssertionError("asked")

    def delete_password(self, service: str, username: str) -> None:
        raise AssertionError("asked")
