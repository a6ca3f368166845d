"""What workers do for the list of endpoints: ask one, keep one, examine a model."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from app.core.web import site_of
from app.services.chat.api import ChatEndpoint, ChatModel
from app.services.chat.endpoints.book import EndpointBook, checked
from app.services.chat.endpoints.keys import check_key, forget_key, key_of, remember_key
from app.services.chat.endpoints.listing import list_models
from app.services.chat.endpoints.naming import as_engine
from app.services.chat.endpoints.reaching import door

if TYPE_CHECKING:
    from app.core.cancel import Cancel
    from app.hosts.secrets import SecretStore
    from app.services.serving.reach import NodeReach

ReachOf = Callable[[ChatEndpoint], "NodeReach | None"]


@dataclass(frozen=True, slots=True)
class Told:
    """What an endpoint told of itself."""

    endpoint: ChatEndpoint
    """With its engine, where the answer gave it away."""
    models: tuple[ChatModel, ...]
    at: float


@dataclass(frozen=True, slots=True)
class Wish:
    """An endpoint to be added or changed, as the user typed it."""

    endpoint: ChatEndpoint
    """An empty id: a new one. One that was found keeps all but its key."""
    key: str = field(default="", repr=False)
    """Empty: what is kept stays."""
    keep_key: bool = True
    """Whether it goes into the system's keyring."""
    drop_key: bool = False
    ask_first: bool = True
    """Whether it has to answer before it is kept."""


@dataclass(frozen=True, slots=True)
class Kept:
    """An endpoint that was added or changed."""

    endpoint: ChatEndpoint
    told: Told | None = None
    """What it told when it was asked before."""
    note: str = ""
    """Why its key is not in the keyring, or still is."""


def survey(endpoint: ChatEndpoint, reach_of: ReachOf, secrets: SecretStore, cancel: Cancel) -> Told:
    """Ask an endpoint for its models. Raises what `list_models` does."""
    return _told(endpoint, reach_of, key_of(secrets, endpoint, cancel), cancel)


def keep(
    wish: Wish, book: EndpointBook, reach_of: ReachOf, secrets: SecretStore, cancel: Cancel
) -> Kept:
    """Keep an endpoint of the user's, or the key of one that was found.

    Raises BadInput, SettingsUnwritable, and what `list_models` does where it is asked first.
    """
    endpoint = checked(wish.endpoint) if wish.endpoint.is_custom else wish.endpoint
    key = check_key(wish.key)
    drop = wish.drop_key or _has_moved(endpoint, book)
    endpoint = replace(endpoint, needs_key=bool(key) or (endpoint.needs_key and not drop))
    told = None
    if wish.ask_first:
        present = "" if drop else key_of(secrets, endpoint, cancel)
        told = _told(endpoint, reach_of, key or present, cancel)
        endpoint = as_engine(endpoint, told.endpoint.engine)
    if wish.endpoint.is_custom:
        endpoint = book.save(endpoint)
    note = ""
    if key:
        note = remember_key(secrets, endpoint.id, key, keep=wish.keep_key, cancel=cancel)
    elif drop:
        note = forget_key(secrets, endpoint.id, cancel)
    if told is not None:
        told = replace(told, endpoint=endpoint)
    return Kept(endpoint, told, note)


def forget(endpoint: ChatEndpoint, book: EndpointBook, secrets: SecretStore, cancel: Cancel) -> str:
    """Forget an endpoint of the user's with its key; return why the key is still in the keyring.

    Raises SettingsUnwritable.
    """
    book.remove(endpoint.id)
    return forget_key(secrets, endpoint.id, cancel)


def _has_moved(endpoint: ChatEndpoint, book: EndpointBook) -> bool:
    """Whether it leads elsewhere by now: a key is for whom it was given."""
    before = next((each for each in book.endpoints() if each.id == endpoint.id), None)
    if before is None:
        return False
    there = (before.node, before.port, site_of(before.url))
    return there != (endpoint.node, endpoint.port, site_of(endpoint.url))


def _told(endpoint: ChatEndpoint, reach_of: ReachOf, key: str, cancel: Cancel) -> Told:
    # Nobody follows what runs at an address: it may be another engine by now.
    known = "" if endpoint.is_custom else endpoint.engine
    listed = list_models(door(endpoint, reach_of(endpoint), key, cancel), known)
    return Told(as_engine(endpoint, listed.engine or endpoint.engine), listed.models, time.time())
