"""EndpointBook: endpoints that the user added, and what each model was found to do. One JSON file.

Keys are no part of it: they are in the system's keyring.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from app.core.errors import BadInput, SettingsUnwritable
from app.core.files import exclusively, write_atomic
from app.core.i18n import tr
from app.core.ports import is_port
from app.core.web import site_of
from app.services.chat.api import Ability, Card, ChatEndpoint, Finding
from app.services.serving.kept_file import read_kept

MAX_BYTES = 8 * 1024 * 1024
MAX_TITLE = 80
KEPT_CARDS = 500
"""Cards that are kept; the oldest go."""
_HERE = ("127.0.0.1", "localhost", "::1")


class _CardKept(msgspec.Struct):
    """A card whose abilities may be those of another version."""

    endpoint: str
    model: str
    engine: str = ""
    context: int | None = None
    findings: dict[str, Finding] = {}
    reasoning_field: str = ""
    ignored: frozenset[str] = frozenset()
    refused: frozenset[str] = frozenset()
    embedding_dimensions: int | None = None
    tested_at: float = 0.0


class _Book(msgspec.Struct):
    version: int = 1
    endpoints: list[ChatEndpoint] = []
    cards: list[_CardKept] = []


class EndpointBook:
    """Reads the file when first asked. Thread-safe; several processes may write it. Blocks."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()

    def endpoints(self) -> tuple[ChatEndpoint, ...]:
        """Return the endpoints that the user added. Raises SettingsUnwritable."""
        return tuple(self._load().endpoints)

    def cards(self) -> tuple[Card, ...]:
        """Return what models were found to do. Raises SettingsUnwritable."""
        return tuple(_card(each) for each in self._load().cards)

    def save(self, endpoint: ChatEndpoint) -> ChatEndpoint:
        """Add an endpoint, or change the one with its id; return it as it is kept.

        Raises BadInput, SettingsUnwritable.
        """
        endpoint = checked(endpoint)
        if not endpoint.id:
            endpoint = replace(endpoint, id=f"custom-{os.urandom(6).hex()}")

        def change(book: _Book) -> None:
            ids = [each.id for each in book.endpoints]
            if endpoint.id in ids:
                book.endpoints[ids.index(endpoint.id)] = endpoint
            else:
                book.endpoints.append(endpoint)

        self._change(change)
        return endpoint

    def remove(self, endpoint: str) -> None:
        """Forget an endpoint and its cards. Raises SettingsUnwritable."""

        def change(book: _Book) -> None:
            book.endpoints = [each for each in book.endpoints if each.id != endpoint]
            book.cards = [each for each in book.cards if each.endpoint != endpoint]

        self._change(change)

    def save_card(self, card: Card) -> None:
        """Keep what a model was found to do. Raises SettingsUnwritable."""

        def change(book: _Book) -> None:
            name = (card.endpoint, card.model)
            others = [each for each in book.cards if (each.endpoint, each.model) != name]
            book.cards = [*others[1 - KEPT_CARDS :], _kept(card)]

        self._change(change)

    def _change(self, change: Callable[[_Book], None]) -> None:
        with self._lock:
            try:
                with exclusively(self._path):
                    book = self._read()
                    change(book)
                    write_atomic(self._path, msgspec.json.encode(book))
            except OSError as error:
                raise _unwritable(error) from error

    def _load(self) -> _Book:
        with self._lock:
            try:
                return self._read()
            except OSError as error:
                raise _unwritable(error) from error

    def _read(self) -> _Book:
        return (
            read_kept(self._path, _Book, limit=MAX_BYTES, what=tr("the list of endpoints"))
            or _Book()
        )


def checked(endpoint: ChatEndpoint) -> ChatEndpoint:
    """Return an endpoint of the user's as it is kept; BadInput says what is wrong with it."""
    title = " ".join(endpoint.title.split())
    if not title.isprintable() or len(title) > MAX_TITLE:
        raise BadInput(
            tr("The name has more than {most} characters, or some without a shape.").format(
                most=MAX_TITLE
            )
        )
    if endpoint.node is not None:
        if not is_port(endpoint.port):
            raise BadInput(tr("A port is a number from 1 to 65535."))
        base = checked_path(endpoint.base)
        title = title or tr("Port {port}").format(port=endpoint.port)
        return replace(endpoint, title=title, base=base, url="", is_custom=True)
    url = checked_url(endpoint.url)
    title = title or urlsplit(url).netloc
    return replace(endpoint, title=title, url=url, port=0, base="", is_custom=True)


def checked_url(text: str) -> str:
    """Return where the OpenAI protocol begins at an address that was typed."""
    url = text.strip()
    if "://" not in url:
        url = f"http://{url}"
    parts = urlsplit(url) if site_of(url) else None
    if parts is None or not url.isascii() or not url.isprintable() or " " in url:
        raise BadInput(
            tr("That is no address of an endpoint."),
            tr("One is like https://host.example:8000/v1."),
        )
    if parts.query or parts.fragment:
        raise BadInput(tr("The address has something behind ? or #."), tr("Take that away."))
    return f"{site_of(url)}{checked_path(parts.path)}"


def is_open(url: str) -> bool:
    """Whether others on the way can read what is sent to an address, as it was typed."""
    try:
        parts = urlsplit(checked_url(url))
    except BadInput:
        return False
    return parts.scheme == "http" and parts.hostname not in _HERE


def checked_path(text: str) -> str:
    """Return the path below which an endpoint answers; nothing stands for `/v1`."""
    path = text.strip().rstrip("/")
    for end in ("/chat/completions", "/models", "/embeddings"):  # pasted from an example
        path = path.removesuffix(end)
    path = f"/{path.lstrip('/')}" if path else "/v1"
    if not path.isascii() or not path.isprintable() or " " in path:
        raise BadInput(
            tr("The path has characters that no address has."), tr("It is /v1, as a rule.")
        )
    return path


def _card(kept: _CardKept) -> Card:
    known = {ability.value for ability in Ability}
    findings = {Ability(name): each for name, each in kept.findings.items() if name in known}
    return Card(
        kept.endpoint,
        kept.model,
        kept.engine,
        kept.context,
        findings,
        kept.reasoning_field,
        kept.ignored,
        kept.refused,
        kept.embedding_dimensions,
        kept.tested_at,
    )


def _kept(card: Card) -> _CardKept:
    return _CardKept(
        card.endpoint,
        card.model,
        card.engine,
        card.context,
        {ability.value: each for ability, each in card.findings.items()},
        card.reasoning_field,
        card.ignored,
        card.refused,
        card.embedding_dimensions,
        card.tested_at,
    )


def _unwritable(error: OSError) -> SettingsUnwritable:
    why = error.strerror or tr("it cannot be used")
    return SettingsUnwritable(
        tr("The list of endpoints cannot be kept: {why}.").format(why=why),
        tr("Look at the folder of this program."),
    )
