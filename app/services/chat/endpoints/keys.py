"""Keys of endpoints: in memory or in the system's keyring, never in a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.core.errors import BadInput
from app.core.i18n import tr
from app.services.serving.keys import KIND as ENGINE_KIND

if TYPE_CHECKING:
    from app.core.cancel import Cancel
    from app.hosts.secrets import SecretStore
    from app.services.chat.api import ChatEndpoint

KIND = "endpoint-key"
MAX_KEY = 4096
_VARIABLES = {
    "vllm": "VLLM_API_KEY",
    "llama_cpp": "LLAMA_API_KEY",
    "sglang": "SGLANG_API_KEY",
}
"""The keys that engines deployed from here were started with, by engine."""


def key_of(secrets: SecretStore, endpoint: ChatEndpoint, cancel: Cancel) -> str:
    """Return an endpoint's key, empty where none is known. Blocks: the keyring may be asked.

    What this program deployed with a key of the deployer's is let in by that one.
    """
    own = secrets.recall(endpoint.id, KIND, cancel)
    if own or not (endpoint.is_ours and endpoint.needs_key):
        return own or ""
    variable = _VARIABLES.get(endpoint.engine)
    return (variable and secrets.recall(variable, ENGINE_KIND, cancel)) or ""


def check_key(text: str) -> str:
    """Return a key as it is used; BadInput, which never repeats it."""
    key = text.strip().removeprefix("Bearer ").strip().strip("\"'").strip()
    if len(key) > MAX_KEY or not key.isascii() or not key.isprintable() or " " in key:
        raise BadInput(
            tr("That is no key: it has blanks, or characters that no key has."),
            tr("Copy it once more, without what stands around it."),
        )
    return key


def remember_key(
    secrets: SecretStore, endpoint: str, key: str, *, keep: bool, cancel: Cancel
) -> str:
    """Hold a key, with `keep` in the keyring; return why it is not kept there."""
    if not keep:  # an older one must not come back with the next start
        secrets.forget(endpoint, KIND, cancel)
    return secrets.remember(endpoint, KIND, key, keep=keep, cancel=cancel)


def forget_key(secrets: SecretStore, endpoint: str, cancel: Cancel) -> str:
    """Drop a key everywhere; return why it is still in the keyring."""
    return secrets.forget(endpoint, KIND, cancel)
