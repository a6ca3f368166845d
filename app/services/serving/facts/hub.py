"""The Hugging Face Hub over HTTP: each answer limited in size and time, the token for it alone.

httpx2 speaks HTTP: it takes proxies from the environment, verifies certificates as this computer
does and limits headers (record 20).
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import socket
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urljoin, urlsplit

from app.core.cancel import Cancel
from app.core.errors import BadInput
from app.core.i18n import tr
from app.core.log import register_secret
from app.core.said import said
from app.core.units import duration
from app.core.web import site_of
from app.services.serving.api import HF_TOKEN, SecretOf
from app.services.serving.facts.api import FactsUnavailable, ModelGated, ModelNotFound

if TYPE_CHECKING:
    import httpx2


HUB = "https://huggingface.co"
ENDPOINT = "HF_ENDPOINT"
"""Variable that other programs read the Hub's address from, too."""
MAX_ANSWER = 8 * 1024 * 1024
MAX_REDIRECTS = 5
CONNECT_S = 8.0
SILENCE_S = 10.0
ANSWER_S = 40.0
"""Seconds for a whole answer, however steadily it drips."""
_REDIRECTS = (301, 302, 303, 307, 308)
_LIMIT = re.compile(r'"\w+"\s*;\s*r\s*=\s*(\d{1,9})\s*;\s*t\s*=\s*(\d{1,9})')
_TOKENS_PAGE = "https://huggingface.co/settings/tokens"


def _no_token(_variable: str) -> str | None:
    return None


@dataclass(frozen=True, slots=True)
class HubAccess:
    """Where the Hub is, and who asks it."""

    base_url: str = ""
    """Empty: what `HF_ENDPOINT` says, else huggingface.co."""
    token_of: SecretOf = _no_token
    """Finds `HF_TOKEN`; may ask the keyring and block."""

    def base(self) -> str:
        """Return the address without a slash at its end; BadInput when it is none."""
        text = self.base_url or os.environ.get(ENDPOINT, "").strip() or HUB
        site = site_of(text)
        if not site:
            raise BadInput(
                tr("“{text}” is no address of a Hub.").format(text=said(text)),
                tr("Write it as {example}, or leave it empty.").format(example=HUB),
            )
        return site + urlsplit(text).path.rstrip("/")


@dataclass(frozen=True, slots=True)
class HubAnswer:
    """What the Hub said; the names of headers are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)
    site: str
    """Who said it: where the last redirect led."""


class HubClient:
    """Asks one Hub. For one thread; close it.

    Raises ModelNotFound, ModelGated, FactsUnavailable, Cancelled.
    """

    def __init__(self, access: HubAccess, cancel: Cancel) -> None:
        import httpx2

        self._base = access.base()
        self._cancel = cancel
        self._sockets: list[socket.socket] = []
        """Of connections that were opened; one of them may be used again."""
        cancel.raise_if_cancelled()
        self._token = (access.token_of(HF_TOKEN) or "") if _may_have_token(self._base) else ""
        register_secret(self._token)
        cancel.raise_if_cancelled()
        timeout = httpx2.Timeout(SILENCE_S, connect=CONNECT_S)
        try:
            self._http = httpx2.Client(timeout=timeout)
        except (OSError, ValueError, httpx2.InvalidURL):  # a proxy that is no address
            raise FactsUnavailable(
                tr("The proxy that the environment names cannot be used."),
                tr("Look at HTTPS_PROXY."),
            ) from None

    def __enter__(self) -> HubClient:
        return self

    def __exit__(self, *_exception: object) -> None:
        self._http.close()

    def page(self, repository: str) -> str:
        """Return a repository's page, where its licence is accepted."""
        return f"{self._base}/{quote(repository)}"

    def json(self, path: str, repository: str = "", *, limit: int = MAX_ANSWER) -> Any:  # noqa: ANN401 - whatever JSON holds
        """Return what the Hub answers to a path, as JSON."""
        return parsed(self.get(path, repository, limit=limit).body, self._host)

    def get(
        self,
        path: str,
        repository: str = "",
        *,
        limit: int = MAX_ANSWER,
        part: tuple[int, int] | None = None,
    ) -> HubAnswer:
        """Return an answer; `part` are the first and the last byte that are wanted."""
        headers = {"Range": f"bytes={part[0]}-{part[1]}"} if part else {}
        answer = self._follow(f"{self._base}{path}", headers, limit)
        if answer.status in (200, 206):
            return answer
        raise self._refusal(answer, repository)

    # How it is done

    @property
    def _host(self) -> str:
        return urlsplit(self._base).netloc

    def _follow(self, url: str, headers: Mapping[str, str], limit: int) -> HubAnswer:
        """Ask, and go where redirects lead; the token stays with the Hub."""
        with self._time_limit() as watch:
            for _ in range(MAX_REDIRECTS + 1):
                answer = self._ask(url, headers, limit, watch)
                target = answer.headers.get("location", "")
                if answer.status not in _REDIRECTS or not target:
                    return answer
                url = self._redirected(url, target)
        raise FactsUnavailable(tr("{host} redirects without end.").format(host=self._host))

    def _redirected(self, url: str, target: str) -> str:
        try:
            new = urljoin(url, target)
        except ValueError:
            new = ""
        if not site_of(new) or not new.isascii() or not new.isprintable() or " " in new:
            raise FactsUnavailable(tr("{host} redirects to nowhere.").format(host=self._host))
        if self._base.startswith("https://") and not new.startswith("https://"):
            raise FactsUnavailable(
                tr("{host} redirects to where there is no HTTPS.").format(host=self._host)
            )
        return new

    def _ask(self, url: str, headers: Mapping[str, str], limit: int, watch: _Watch) -> HubAnswer:
        sent = {"User-Agent": "spark-command-center", "Accept-Encoding": "identity", **headers}
        if self._token and site_of(url) == site_of(self._base):
            sent["Authorization"] = f"Bearer {self._token}"
        with (
            self._told(watch),
            self._http.stream("GET", url, headers=sent, extensions={"trace": watch.trace}) as told,
        ):
            names = {name.lower(): text for name, text in told.headers.items()}
            body = b"" if told.status_code in _REDIRECTS else self._read(told, limit, watch)
            return HubAnswer(told.status_code, names, body, site_of(url))

    def _read(self, told: httpx2.Response, limit: int, watch: _Watch) -> bytes:
        if told.headers.get("content-encoding", "identity") != "identity":
            raise FactsUnavailable(
                tr("{host} answers in a way that was not asked for.").format(host=self._host)
            )
        body = bytearray()
        for piece in told.iter_raw():
            body += piece
            watch.check()
            if len(body) > limit:
                if told.status_code == 200 and "Range" in told.request.headers:
                    return bytes(body[:limit])  # it knows no ranges: this much was wanted
                raise FactsUnavailable(
                    tr("{host} answers with more than {limit} MiB.").format(
                        host=self._host, limit=limit // (1024 * 1024)
                    ),
                    tr("No description of a model is that large."),
                )
        watch.check()  # an answer that was cut off here may look like one that ended
        return bytes(body)

    @contextlib.contextmanager
    def _time_limit(self) -> Iterator[_Watch]:
        watch = _Watch(self._cancel, self._sockets)
        timer = threading.Timer(ANSWER_S, watch.end)
        timer.name, timer.daemon = "hub-limit", True
        timer.start()
        try:
            with self._cancel.on_cancel(watch.shut):
                yield watch
        finally:
            timer.cancel()
            timer.join()

    @contextlib.contextmanager
    def _told(self, watch: _Watch) -> Iterator[None]:
        """Tell what goes wrong in our own errors."""
        import httpx2

        try:
            self._cancel.raise_if_cancelled()
            yield
        except (httpx2.HTTPError, httpx2.InvalidURL, OSError, ValueError) as error:
            self._cancel.raise_if_cancelled()
            late = watch.is_late or isinstance(error, httpx2.TimeoutException)
            raise self._unreachable(error, late) from None

    def _unreachable(self, error: Exception, late: bool) -> FactsUnavailable:
        import httpx2

        if late:
            return FactsUnavailable(
                tr("{host} did not answer in time.").format(host=self._host), tr("Try again.")
            )
        if "CERTIFICATE_VERIFY_FAILED" in str(error):
            return FactsUnavailable(
                tr("The certificate of {host} is not trusted here.").format(host=self._host),
                tr(
                    "Where a proxy opens connections, its authority must be trusted by "
                    "this computer."
                ),
            )
        if isinstance(error, httpx2.ProxyError):
            return FactsUnavailable(
                tr("The proxy does not lead to {host}.").format(host=self._host),
                tr("Look at HTTPS_PROXY."),
            )
        if isinstance(error, httpx2.ConnectError | OSError):
            return FactsUnavailable(
                tr("{host} cannot be reached.").format(host=self._host),
                tr(
                    "Look at this computer's network. Recipes and models on the node work "
                    "without it."
                ),
            )
        return FactsUnavailable(
            tr("{host} broke off or does not speak HTTP.").format(host=self._host), tr("Try again.")
        )

    def _refusal(self, answer: HubAnswer, repository: str) -> Exception:
        """Return the error for what the Hub does not give."""
        if answer.site != site_of(self._base):
            where = urlsplit(answer.site).netloc
            return FactsUnavailable(
                tr("{where} does not give a part of {repository}.").format(
                    where=where, repository=said(repository)
                )
            )
        code = answer.headers.get("x-error-code", "")
        name = said(repository) or "it"
        if code == "GatedRepo" or (answer.status == 403 and repository and self._token):
            return self._gated(name, repository)
        if answer.status == 401 and self._token and code != "RepoNotFound":
            return ModelGated(
                tr("{host} does not accept the Hugging Face token.").format(host=self._host),
                tr("It may be mistyped, expired or withdrawn: put in another one."),
                page=_TOKENS_PAGE,
            )
        if answer.status in (401, 404):
            return self._not_there(name, code)
        if answer.status == 429:
            wait = _wait_s(answer.headers)
            after = (
                tr("in {duration}").format(duration=duration(wait))
                if wait is not None
                else tr("in some minutes")
            )
            hint = tr("Try again {after}.").format(after=after)
            return FactsUnavailable(
                tr("{host} was asked too often.").format(host=self._host),
                hint
                if self._token
                else tr("{hint} With a Hugging Face token more is allowed.").format(hint=hint),
            )
        words = said(answer.headers.get("x-error-message", ""))
        return FactsUnavailable(f"{self._host}: {words or f'status {answer.status}'}.")

    def _gated(self, name: str, repository: str) -> ModelGated:
        page = self.page(repository)
        if self._token:
            return ModelGated(
                tr("The account of the Hugging Face token may not have {name}.").format(name=name),
                tr(
                    "Accept the licence on its page with that account; some makers take "
                    "days to agree. A fine-grained token also needs the right to read "
                    "gated repositories."
                ),
                page=page,
            )
        return ModelGated(
            tr("{name} is given only to accounts that accepted its licence.").format(name=name),
            tr("Accept it on its page, then put in a Hugging Face token."),
            page=page,
        )

    def _not_there(self, name: str, code: str) -> ModelNotFound:
        if code == "RevisionNotFound":
            return ModelNotFound(
                tr("{name} has no such revision.").format(name=name),
                tr("Leave it out for the newest."),
            )
        if code == "EntryNotFound":
            return ModelNotFound(tr("{name} has no such file.").format(name=name))
        hint = tr("Check how it is spelled, owner and name.")
        if not self._token:
            hint += tr(" A private model needs a Hugging Face token.")
        return ModelNotFound(
            tr("{host} has no model {name}.").format(host=self._host, name=name), hint
        )


class _Watch:
    """Ends what waits for the Hub: when it is cancelled, and when it takes too long."""

    def __init__(self, cancel: Cancel, sockets: list[socket.socket]) -> None:
        self._cancel = cancel
        self._lock = threading.Lock()
        self._sockets = sockets
        self._until = time.monotonic() + ANSWER_S
        self.is_late = False

    def trace(self, event: str, told: Mapping[str, Any]) -> None:
        """Learn which sockets there are; httpcore calls it."""
        if not event.endswith((".connect_tcp.complete", ".start_tls.complete")):
            return
        sock = told["return_value"].get_extra_info("socket")
        if isinstance(sock, socket.socket):
            with self._lock:
                self._sockets.append(sock)
            if self.is_late or self._cancel.cancelled:
                self.shut()

    def check(self) -> None:
        """Raise Cancelled, or TimeoutError when it took too long."""
        self._cancel.raise_if_cancelled()
        if self.is_late or time.monotonic() > self._until:
            self.is_late = True
            raise TimeoutError

    def end(self) -> None:
        """It takes too long."""
        self.is_late = True
        self.shut()

    def shut(self) -> None:
        """End what waits for a socket. TLS is passed by: its own way is not for a second thread."""
        with self._lock:
            for sock in self._sockets:
                with contextlib.suppress(OSError):
                    socket.socket.shutdown(sock, socket.SHUT_RDWR)


def parsed(body: bytes, whose: str) -> Any:  # noqa: ANN401 - whatever JSON holds
    """Return what JSON holds; FactsUnavailable when it is none, or nested without end."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise FactsUnavailable(
            tr("What {whose} answers is no JSON that can be read.").format(whose=whose)
        ) from None


def _may_have_token(base: str) -> bool:
    """Tell whether a token may travel there: by HTTPS, or inside this computer."""
    host = urlsplit(base).hostname or ""
    return base.startswith("https://") or host in ("localhost", "127.0.0.1", "::1")


def _wait_s(headers: Mapping[str, str]) -> float | None:
    """Return how long the Hub wants to be left alone; None when it does not say."""
    told = headers.get("retry-after", "").strip()
    if re.fullmatch(r"[0-9]{1,9}", told):
        return float(told)
    match = _LIMIT.search(headers.get("ratelimit", "")[:500])
    return float(match[2]) if match and match[1] == "0" else None
