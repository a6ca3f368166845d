"""Tokens that models need: the Hugging Face token, the NGC key. In the keyring, never elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.hosts.secrets import SecretStore
    from app.services.serving.api import SecretOf

KIND = "model-key"


def secret_of(secrets: SecretStore) -> SecretOf:
    """Return where a launch finds its secrets, by the environment variable's name. Blocks."""

    def recall(variable: str) -> str | None:
        return secrets.recall(variable, KIND)

    return recall
