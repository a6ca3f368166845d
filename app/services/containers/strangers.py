"""What a stranger gets from a port of the node: an answer, a question for a key, or nothing.

Only GET is ever sent, and never a credential. That somebody was let in is said only where an API
gave away what it keeps; a web page may still ask for a login by itself.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any
from urllib.parse import urljoin, urlsplit

from app.core.cancel import Cancel
from app.core.errors import (
    ChannelRefused,
    OutputTooLarge,
    RemoteError,
    SourceUnavailable,
    TimedOut,
)
from app.core.i18n import tr
from app.core.listed import listed
from app.core.said import said
from app.services.containers.reading import as_dict, as_dicts, as_text
from app.services.containers.tls import TlsPorts
from app.services.telemetry.fetch import Address, Ports, exchange, read_body
from app.transport.api import Session

MAX_ANSWER = 512 * 1024
PATIENCE_S = 15.0
"""Seconds after which no further question is put to a port."""
MAX_REDIRECTS = 3
_LOGIN = ("login", "signin", "sign-in", "/auth", "/sso")
_NAMED = 3
"""Models and collections that are named."""


class Asks(StrEnum):
    """Whether a stranger is asked who they are."""

    KEY = "key"  # refused without a key, a token or a login
    NOBODY = "nobody"  # it answers whoever comes
    PAGE = "page"  # its first page comes without a login; the page itself may ask
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a stranger gets."""

    asks: Asks
    words: str
    """One sentence: `Refuses without a key (401).`"""
    service: str = ""
    """`vLLM`, `Qdrant`; empty when it is not known."""
    key_hint: str = ""
    """How its own key is set, where it has one: `start it with --api-key`."""


@dataclass(frozen=True, slots=True)
class _Reply:
    """One answer over HTTP."""

    status: int
    server: str
    place: str
    """Where a redirect leads."""
    is_page: bool
    told: dict[str, Any]
    """The object that it sent, empty for anything else."""
    wants_tls: bool
    """It says that it speaks HTTPS only."""

    @property
    def refuses(self) -> bool:
        return self.status in (401, 407) or (self.status == 403 and not self.is_page)

    @property
    def asks_login(self) -> bool:
        """Whether it sends strangers to a page where they log in."""
        path = urlsplit(self.place).path.casefold()
        return 300 <= self.status < 400 and any(word in path for word in _LOGIN)


@dataclass(frozen=True, slots=True)
class _Api:
    """A service known by what it answers at one path."""

    path: str
    read: Callable[[_Reply], Answer | None]
    """The answer when it is this service; None when it is another."""


def ask(session: Session, port: int, cancel: Cancel, host: str = "127.0.0.1") -> Answer:
    """Ask what a stranger would; raises SessionLost and Cancelled only."""
    try:
        return _Asking(session, Address(port, host=host), cancel).answer()
    except ChannelRefused:
        return Answer(Asks.UNKNOWN, tr("Nothing answers there now."))
    except TimedOut:
        return Answer(Asks.UNKNOWN, tr("It did not answer in time."))
    except SourceUnavailable:
        return Answer(Asks.UNKNOWN, tr("It speaks no HTTP: whether it asks cannot be seen."))
    except (RemoteError, OutputTooLarge) as error:
        return Answer(Asks.UNKNOWN, error.message)


class _Asking:
    """The questions to one port."""

    def __init__(self, session: Session, address: Address, cancel: Cancel) -> None:
        self._session = session
        self._ports: Ports = session
        self._address = address
        self._cancel = cancel
        self._until = time.monotonic() + PATIENCE_S

    def answer(self) -> Answer:
        first = self._begin()
        if first.asks_login:
            return _refused(tr("Sends strangers to its login page."))
        if first.refuses or first.status == 403:
            return _refused(
                tr("Refuses without a key or login ({status}).").format(status=first.status)
            )
        for api in _APIS:
            if time.monotonic() > self._until:
                break
            found = self._known(api)
            if found is not None:
                return found
        if first.status == 200:
            return Answer(
                Asks.PAGE,
                tr("Its first page is sent to anybody; whether the page itself asks is not known."),
            )
        return Answer(
            Asks.UNKNOWN,
            tr("It answers {status}; what it offers is not known.").format(status=first.status),
        )

    def _begin(self) -> _Reply:
        """Get the first page; where that is no HTTP, over TLS."""
        try:
            first = self._follow("/")
        except SourceUnavailable:
            first = None
        if first is None or first.wants_tls:
            self._ports = TlsPorts(self._session)
            first = self._follow("/")
        return first

    def _known(self, api: _Api) -> Answer | None:
        try:
            reply = self._get(api.path)
        except (OutputTooLarge, TimedOut, SourceUnavailable):
            return None
        if reply.refuses:
            return _refused(
                tr("Refuses without a key ({status} at {path}).").format(
                    status=reply.status, path=api.path
                )
            )
        if reply.status != 200:
            return None
        found = api.read(reply)
        return self._llama(found, reply) if found and _is_llama(reply) else found

    def _llama(self, found: Answer, models: _Reply) -> Answer:
        """Ask llama.cpp for more: some versions list models even to whom they refuse all else."""
        found = replace(found, service="llama.cpp", key_hint=_ENGINE_KEY)
        props = self._get("/props")
        if props.refuses:
            words = tr(
                "Lists its models to anybody and refuses the rest without a key ({status})."
            ).format(status=props.status)
            return replace(found, asks=Asks.KEY, words=words)
        return found if props.status == 200 else replace(found, asks=Asks.UNKNOWN)

    def _follow(self, path: str) -> _Reply:
        """Get a page; redirects are followed on the same port, until one leads to a login."""
        for _ in range(MAX_REDIRECTS):
            reply = self._get(path)
            target = urlsplit(urljoin(path, reply.place))
            if not 300 <= reply.status < 400 or reply.asks_login or target.netloc:
                break
            if not target.path.startswith("/") or not target.path.isprintable():
                break
            path = target.path.replace(" ", "%20")
        return reply

    def _get(self, path: str) -> _Reply:
        address = replace(self._address, path=path)
        with exchange(self._ports, address, self._cancel, limit=MAX_ANSWER) as response:
            body = read_body(response, address, MAX_ANSWER)
            kind = response.headers.get_content_type()
            return _Reply(
                status=response.status,
                server=said(response.headers.get("Server", "")),
                place=said(response.headers.get("Location", ""), limit=1000),
                is_page="html" in kind,
                told=parse_object(body),
                wants_tls=response.status == 400 and b"https" in body[:1000].lower(),
            )


def parse_object(body: bytes) -> dict[str, Any]:
    """Read a JSON object, empty when it is anything else."""
    try:
        return as_dict(json.loads(body))
    except (ValueError, RecursionError):
        return {}


def _refused(words: str) -> Answer:
    return Answer(Asks.KEY, words)


def _open(service: str, words: str, key_hint: str = "") -> Answer:
    return Answer(Asks.NOBODY, words, service, key_hint)


# What is known by its answer

_ENGINE_KEY = tr("start it with --api-key")
_OWNERS = {
    "vllm": "vLLM",
    "sglang": "SGLang",
    "llamacpp": "llama.cpp",
    "library": "Ollama",
    "organization_owner": "LM Studio",
}
_WITHOUT_KEY = ("Ollama", "LM Studio")


def _models(reply: _Reply) -> Answer | None:
    """An OpenAI-compatible API lists its models: `{"object": "list", "data": […]}`."""
    if not isinstance(reply.told.get("data"), list):
        return None
    models = list(as_dicts(reply.told["data"]))
    owner = next((as_text(each.get("owned_by")) for each in models), "")
    service = _OWNERS.get(owner, tr("an API like OpenAI's"))
    named = _few([as_text(each.get("id")) for each in models])
    words = tr("Answers prompts of anybody{models}.").format(models=f" ({named})" if named else "")
    return _open(service, words, "" if service in _WITHOUT_KEY else _ENGINE_KEY)


def _ollama(reply: _Reply) -> Answer | None:
    if not isinstance(reply.told.get("models"), list):
        return None
    named = _few([as_text(each.get("name")) for each in as_dicts(reply.told["models"])])
    models = f" ({named})" if named else ""
    return _open(
        "Ollama", tr("Anybody may use, load and delete its models{models}.").format(models=models)
    )


def _qdrant(reply: _Reply) -> Answer | None:
    collections = as_dict(reply.told.get("result")).get("collections")
    if not isinstance(collections, list):
        return None
    named = _few([as_text(each.get("name")) for each in as_dicts(collections)])
    words = tr("Anybody may read and delete its collections{names}.").format(
        names=f" ({named})" if named else ""
    )
    return _open("Qdrant", words, tr("set QDRANT__SERVICE__API_KEY"))


def _jupyter(reply: _Reply) -> Answer | None:
    if "kernels" not in reply.told or "last_activity" not in reply.told:
        return None
    words = tr("Anybody may run programs in it: it has no token.")
    return _open("Jupyter", words, tr("start it with a token or password"))


def _open_webui(reply: _Reply) -> Answer | None:
    login = as_dict(reply.told.get("features")).get("auth")
    if not isinstance(login, bool):
        return None
    if login:
        return Answer(Asks.KEY, tr("Has accounts and asks for a login."), tr("Open WebUI"))
    return _open(tr("Open WebUI"), tr("It asks nobody for a login."), tr("set WEBUI_AUTH=true"))


def _comfyui(reply: _Reply) -> Answer | None:
    if not isinstance(reply.told.get("devices"), list):
        return None
    return _open("ComfyUI", tr("Anybody may run workflows in it, which may run programs."))


def _docker(reply: _Reply) -> Answer | None:
    if "ApiVersion" not in reply.told:
        return None
    return _open("Docker", tr("Whoever reaches it is root on the node."))


_APIS = (
    _Api("/v1/models", _models),
    _Api("/api/tags", _ollama),
    _Api("/collections", _qdrant),
    _Api("/api/status", _jupyter),
    _Api("/api/config", _open_webui),
    _Api("/system_stats", _comfyui),
    _Api("/version", _docker),
)


def _is_llama(reply: _Reply) -> bool:
    return reply.server == "llama.cpp"


def _few(names: list[str]) -> str:
    return listed([name for name in names if name], _NAMED)
