"""Tokens that models need: the Hugging Face token, the NGC key. In the keyring, never elsewhere.

A key travels to a node inside the request that creates a container, and to a registry inside the
request that pulls: nothing is written on the node.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.core.errors import BadInput
from app.core.i18n import tr
from app.services.containers.references import NGC, NGC_USER, check_server
from app.services.serving.api import HF_TOKEN, SecretOf

if TYPE_CHECKING:
    from app.core.cancel import Cancel
    from app.hosts.secrets import SecretStore
    from app.services.containers.image_api import Credentials, LoginOf
    from app.services.serving.facts.hub import HubAccess
    from app.services.serving.reach import NodeReach

KIND = "model-key"
NGC_API_KEY = "NGC_API_KEY"
MAX_KEY = 4096
INSPECT_WARNING = tr(
    "A key becomes part of the container's environment: whoever may use Docker on "
    "that machine can read it with docker inspect."
)


@dataclass(frozen=True, slots=True)
class Key:
    """A key that engines ask for."""

    variable: str
    """The environment variable: `HF_TOKEN`."""
    title: str
    purpose: str
    page: str = ""
    """Where one gets it."""
    shape: re.Pattern[str] | None = None
    shape_in_words: str = ""
    """What it looks like, for whoever pasted something else: a sentence."""
    aliases: tuple[str, ...] = ()
    """Other variables that want the same key."""


KEYS = (
    Key(
        HF_TOKEN,
        tr("Hugging Face token"),
        tr("Downloads gated and private models, and may ask Hugging Face more often."),
        "https://huggingface.co/settings/tokens",
        re.compile(r"hf_[A-Za-z0-9]{30,80}"),
        tr("A Hugging Face token is hf_ with some 34 letters and digits behind it."),
        ("HUGGING_FACE_HUB_TOKEN", "HUGGINGFACE_TOKEN"),
    ),
    Key(
        NGC_API_KEY,
        tr("NVIDIA NGC key"),
        tr("Pulls NIM images from nvcr.io, and their models from NGC."),
        "https://org.ngc.nvidia.com/setup/api-keys",
        re.compile(r"nvapi-[A-Za-z0-9_-]{40,120}|[A-Za-z0-9+/]{80,92}={0,2}"),
        tr(
            "An NGC key is nvapi- with some 64 characters behind it; older ones are 84 to "
            "88 letters and digits."
        ),
        ("NGC_CLI_API_KEY", "NVIDIA_API_KEY"),
    ),
    Key(
        "LLAMA_API_KEY",
        tr("llama.cpp key"),
        tr("What a llama.cpp server that you start wants to see in requests; any text you choose."),
    ),
    Key(
        "SGLANG_API_KEY",
        tr("SGLang key"),
        tr("What an SGLang server that you start wants to see in requests; any text you choose."),
    ),
    Key(
        "VLLM_API_KEY",
        tr("vLLM key"),
        tr("What a vLLM server that you start wants to see in requests; any text you choose."),
    ),
)


def key_of(variable: str) -> Key | None:
    """Return the key that a variable wants; None for one that is not known."""
    return next((each for each in KEYS if variable in (each.variable, *each.aliases)), None)


def how_to_save(variable: str) -> str:
    """Return what to do where a key is missing: a sentence."""
    if key_of(variable) is not None:
        return tr("Save it under Keys, then try again.")
    return tr(
        "Only the keys under Keys can be saved: take it out of the recipe, or copy the commands."
    )


def check_key(variable: str, text: str) -> str:
    """Return a key as it is used; BadInput says what is wrong with it, and never repeats it."""
    key = key_of(variable)
    title = key.title if key else variable
    wanted = _unwrapped(variable, text)
    if not wanted:
        raise BadInput(
            tr("There is no {title} in that.").format(title=title),
            key.shape_in_words if key else "",
        )
    if len(wanted) > MAX_KEY or not wanted.isascii() or not wanted.isprintable() or " " in wanted:
        raise BadInput(
            tr("That is no {title}: it has blanks, or characters that no key has.").format(
                title=title
            ),
            tr("Copy it once more, without what stands around it."),
        )
    if key is not None and key.shape is not None and not key.shape.fullmatch(wanted):
        raise BadInput(
            tr("That is no {title}{other_kind}.").format(
                title=title, other_kind=_other_kind(key, wanted)
            ),
            key.shape_in_words,
        )
    return wanted


def secret_of(secrets: SecretStore, cancel: Cancel | None = None) -> SecretOf:
    """Return where a launch finds its secrets, by the environment variable's name. Blocks."""

    def recall(variable: str) -> str | None:
        key = key_of(variable)
        return secrets.recall(key.variable if key else variable, KIND, cancel)

    return recall


def remember_key(
    secrets: SecretStore, variable: str, text: str, *, keep: bool, cancel: Cancel | None = None
) -> str:
    """Hold a key for this run, with `keep` in the keyring; return why it is not kept there.

    Raises BadInput, Cancelled.
    """
    key = key_of(variable)
    name, wanted = key.variable if key else variable, check_key(variable, text)
    if not keep:  # an older one must not come back with the next start
        secrets.forget(name, KIND, cancel)
    return secrets.remember(name, KIND, wanted, keep=keep, cancel=cancel)


def forget_key(secrets: SecretStore, variable: str, cancel: Cancel | None = None) -> str:
    """Drop a key everywhere; return why it is still in the keyring, empty when it is not."""
    key = key_of(variable)
    return secrets.forget(key.variable if key else variable, KIND, cancel)


@dataclass(frozen=True, slots=True)
class KeyState:
    """Whether a key is there, and where it is kept."""

    key: Key
    is_there: bool
    in_keyring: bool = False


def key_states(secrets: SecretStore) -> tuple[KeyState, ...]:
    """Return the keys that are known; the keyring is not asked, so nobody has to unlock it."""
    states = []
    for key in KEYS:
        kept = secrets.is_kept(key.variable, KIND)
        there = kept or secrets.recall(key.variable, KIND) is not None
        states.append(KeyState(key, there, kept))
    return tuple(states)


def login_of_keys(login_of: LoginOf, secret_of: SecretOf) -> LoginOf:
    """Return what finds accounts of registries, for nvcr.io also by the NGC key.

    An account that was added for nvcr.io comes before it.
    """

    def find(server: str) -> Credentials | None:
        known = login_of(server)
        if known is not None or check_server(server) != NGC:
            return known
        key = secret_of(NGC_API_KEY)
        return (NGC_USER, key) if key else None

    return find


def ask_whose(access: HubAccess, token: str, cancel: Cancel) -> str:
    """Ask Hugging Face whose a token is, and return the account's name.

    Raises ModelGated when it is nobody's, FactsUnavailable, Cancelled.
    """
    from app.services.containers.reading import as_dict, as_text
    from app.services.serving.facts.hub import HubAccess, HubClient

    with HubClient(HubAccess(access.base_url, lambda _variable: token), cancel) as hub:
        told = as_dict(hub.json("/api/whoami-v2"))
    return as_text(told.get("name")) or as_text(told.get("fullname")) or tr("an account")


def ask_nvidia(reach: NodeReach, key: str, cancel: Cancel) -> None:
    """Ask nvcr.io, by a node's engine, whether it lets an NGC key in; nothing is kept there.

    Raises AuthenticationFailed when it does not, RemoteError, SessionLost, Cancelled.
    """
    from app.services.containers.logins import check_login

    check_login(reach.holder.engine(cancel), NGC, NGC_USER, key)


def _unwrapped(variable: str, text: str) -> str:
    """Take off what is pasted with a key: quotes, `export HF_TOKEN=`, `Bearer`."""
    wanted = text.strip().removeprefix("export ").lstrip()
    names = key.aliases if (key := key_of(variable)) else ()
    for name in (variable, key.variable if key else variable, *names):
        wanted = wanted.removeprefix(f"{name}=")
    return wanted.removeprefix("Bearer ").strip().strip("\"'").strip()


def _other_kind(key: Key, wanted: str) -> str:
    """Return whose key it is, when it is one of another kind."""
    for other in KEYS:
        if other is not key and other.shape is not None and other.shape.fullmatch(wanted):
            return tr(": it looks like your {title}").format(title=other.title)
    return ""
