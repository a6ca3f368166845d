"""What the dialog of keys has done in workers. The keyring blocks."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.core.i18n import tr
from app.services.serving.api import HF_TOKEN
from app.services.serving.keys import (
    NGC_API_KEY,
    KeyState,
    ask_nvidia,
    ask_whose,
    forget_key,
    key_states,
    remember_key,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.core.cancel import Cancel
    from app.hosts.keyring import KeyringState
    from app.services.serving.reach import NodeReach
    from app.state.hub import Hub


@dataclass(frozen=True, slots=True)
class Known:
    """Which keys are there."""

    states: tuple[KeyState, ...]
    keyring: KeyringState | None = None
    """None: it was not asked."""
    done: str = ""
    """What was done before it was looked."""
    note: str = ""
    """Why a key is not in the keyring, or still is."""


def looking(hub: Hub) -> Callable[[Cancel], Known]:
    """Return what finds out which keys are there, and whether the keyring can be used."""

    def work(cancel: Cancel) -> Known:
        secrets = hub.serving.secrets()
        return Known(key_states(secrets), secrets.state(cancel))

    return work


def forgetting(hub: Hub, variable: str, title: str) -> Callable[[Cancel], Known]:
    """Return what drops a key everywhere."""

    def work(cancel: Cancel) -> Known:
        secrets = hub.serving.secrets()
        note = forget_key(secrets, variable, cancel)
        return Known(
            key_states(secrets), done=tr("The {title} was removed.").format(title=title), note=note
        )

    return work


@dataclass(frozen=True, slots=True)
class Wish:
    """A key to be added."""

    variable: str
    title: str
    key: str = field(repr=False)
    keep: bool
    check: bool
    """Whether who gave it is asked first."""


def adding(hub: Hub, wish: Wish) -> Callable[[Cancel], Known]:
    """Return what keeps a key that needs no node to be checked."""

    def work(cancel: Cancel) -> Known:
        whose = ""
        if wish.check and wish.variable == HF_TOKEN:
            from app.services.serving.facts.hub import HubAccess

            whose = tr("Hugging Face knows it as {user}.").format(
                user=ask_whose(HubAccess(), wish.key, cancel)
            )
        return _keep(hub, wish, whose, cancel)

    return work


def adding_by(hub: Hub, wish: Wish) -> Callable[[NodeReach, Cancel], Known]:
    """Return what keeps an NGC key after a node asked nvcr.io."""

    def work(reach: NodeReach, cancel: Cancel) -> Known:
        ask_nvidia(reach, wish.key, cancel)
        return _keep(hub, wish, tr("nvcr.io lets it in."), cancel)

    return work


def needs_node(wish: Wish) -> bool:
    """Tell whether a node has to ask for it."""
    return wish.check and wish.variable == NGC_API_KEY


def _keep(hub: Hub, wish: Wish, more: str, cancel: Cancel) -> Known:
    secrets = hub.serving.secrets()
    note = remember_key(secrets, wish.variable, wish.key, keep=wish.keep, cancel=cancel)
    done = tr("The {title} was added.").format(title=wish.title)
    return Known(key_states(secrets), done=f"{done} {more}".rstrip(), note=note)
