"""RegistryClient: tags and manifests of a registry, asked for as its node would ask (record 15).

Each request goes over the node's session to where the node would go: its loopback is the node's,
names are the node's to resolve, and nothing leaves this computer but for the node. Certificates are
verified here. What a registry answers is limited in size and time, and an account's secret goes to
that registry, or the server of tokens at its site, and nowhere else.
"""

from __future__ import annotations

import base64
import json
import re
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode, urljoin, urlsplit

from app.core.cancel import Cancel
from app.core.errors import RemoteError
from app.core.i18n import tr
from app.core.log import register_secret
from app.core.said import said
from app.core.web import site_of
from app.services.containers.api import NotThere
from app.services.containers.image_api import Credentials, RegistryRefused
from app.services.containers.reading import as_dict, as_dicts, as_whole
from app.services.containers.references import DOCKER_HUB, is_loopback
from app.services.containers.registry_http import Answer, NoTls, fetch
from app.transport.api import Session

HUB_HOST = "registry-1.docker.io"
MAX_TAGS = 20_000
MAX_PAGES = 40
MAX_REDIRECTS = 3
PAGE = 1000
MANIFESTS = (
    "application/vnd.oci.image.index.v1+json",
    "application/vnd.docker.distribution.manifest.list.v2+json",
    "application/vnd.oci.image.manifest.v1+json",
    "application/vnd.docker.distribution.manifest.v2+json",
)
_REDIRECTS = (301, 302, 303, 307, 308)
_PARAMETER = re.compile(r'(?<![a-zA-Z_])([a-zA-Z_]{1,40})\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s",]+))')
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
_TOKEN = re.compile(r"[\x21-\x7e]{1,65536}")


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a tag or digest names: one image, or an index of images for several machines."""

    digest: str
    content: Mapping[str, object] = field(repr=False)

    @property
    def layer_sizes(self) -> dict[str, int]:
        """Return the layers' bytes, by the first twelve digits of their digests."""
        sizes = {}
        for layer in as_dicts(self.content.get("layers")):
            digest, size = layer.get("digest"), as_whole(layer.get("size"))
            if isinstance(digest, str) and _DIGEST.fullmatch(digest) and size is not None:
                sizes[digest[7:19]] = max(0, size)
        return sizes

    @property
    def annotations(self) -> dict[str, str]:
        """Return what its maker wrote beside it."""
        told = as_dict(self.content.get("annotations"))
        return {str(key): value for key, value in told.items() if isinstance(value, str)}

    @property
    def config(self) -> str:
        """Return the digest of its configuration, where the labels are."""
        digest = as_dict(self.content.get("config")).get("digest")
        return digest if isinstance(digest, str) and _DIGEST.fullmatch(digest) else ""

    def of(self, architecture: str) -> str | None:
        """Return the digest of an index's image for a machine; None when it has none."""
        for each in as_dicts(self.content.get("manifests")):
            where, digest = as_dict(each.get("platform")), each.get("digest")
            fits = where.get("architecture") == architecture and where.get("os") == "linux"
            if fits and isinstance(digest, str) and _DIGEST.fullmatch(digest):
                return digest
        return None

    @property
    def is_index(self) -> bool:
        """Whether it is a list of images."""
        return isinstance(self.content.get("manifests"), list)


@dataclass(frozen=True, slots=True)
class Challenge:
    """How a registry wants to be asked: by `basic`, or with a token from `realm`."""

    scheme: str
    realm: str = ""
    service: str = ""


class RegistryClient:
    """Reads one registry. For one thread; every method blocks.

    Raises NotThere, RegistryRefused, RemoteError in the registry's words, ChannelRefused when the
    node does not get there, TimedOut, OutputTooLarge, SessionLost, Cancelled.
    """

    def __init__(
        self,
        session: Session,
        server: str,
        cancel: Cancel,
        login: Credentials | None = None,
        *,
        trusted: ssl.SSLContext | None = None,
    ) -> None:
        self._session = session
        self._server = server
        self._cancel = cancel
        self._login = login
        self._trusted = trusted
        self._authorization: dict[str, str] = {}
        """What each site was last asked with, by scheme, host and port."""
        host = HUB_HOST if server == DOCKER_HUB else server
        self._may_be_plain = is_loopback(server)
        self._bases = [f"http://{host}"] if self._may_be_plain else []
        """Where to ask; the first one that answers stays."""
        self._bases.append(f"https://{host}")

    def tags(self, repository: str) -> tuple[str, ...]:
        """Return the tags of a repository, as many as are told."""
        found: dict[str, None] = {}
        path = f"/v2/{repository}/tags/list?n={PAGE}"
        for _ in range(MAX_PAGES):
            answer = self._get(path, repository)
            told = as_dict(_parsed(answer.body, self._server)).get("tags")
            names = told if isinstance(told, list) else []
            found |= dict.fromkeys(each for each in names if isinstance(each, str))
            path = _next_page(answer.headers.get("link", ""))
            if not path or len(found) > MAX_TAGS:
                break
        return tuple(found)[:MAX_TAGS]

    def manifest(self, repository: str, wanted: str) -> Manifest:
        """Return what a tag or digest names."""
        answer = self._manifest(repository, wanted)
        digest = answer.headers.get("docker-content-digest", "")
        content = as_dict(_parsed(answer.body, self._server))
        return Manifest(digest if _DIGEST.fullmatch(digest) else "", content)

    def digest(self, repository: str, wanted: str) -> str:
        """Return what a tag names now, without reading it: no registry counts that as a pull."""
        digest = self._manifest(repository, wanted, method="HEAD").headers.get(
            "docker-content-digest", ""
        )
        return digest if _DIGEST.fullmatch(digest) else ""

    def image_manifest(self, repository: str, wanted: str, architecture: str) -> Manifest:
        """Return the image for a machine, out of the index where there is one."""
        found = self.manifest(repository, wanted)
        if not found.is_index:
            return found
        digest = found.of(architecture)
        if digest is None:
            raise NotThere(
                tr("{server} has no {repository} for {architecture}.").format(
                    server=self._server, repository=repository, architecture=architecture
                )
            )
        return self.manifest(repository, digest)

    def labels(self, repository: str, manifest: Manifest) -> dict[str, str]:
        """Return the labels of an image, out of its configuration."""
        if not manifest.config:
            return {}
        answer = self._get(f"/v2/{repository}/blobs/{manifest.config}", repository)
        config = as_dict(as_dict(_parsed(answer.body, self._server)).get("config"))
        told = as_dict(config.get("Labels"))
        return {str(key): value for key, value in told.items() if isinstance(value, str)}

    # How it is done

    def _manifest(self, repository: str, wanted: str, method: str = "GET") -> Answer:
        kinds = {"Accept": ", ".join(MANIFESTS)}
        path = f"/v2/{repository}/manifests/{wanted}"
        try:
            return self._get(path, repository, kinds, method=method)
        except NotThere as error:
            kind = tr("digest") if wanted.startswith("sha256:") else tr("tag")
            raise NotThere(
                tr("{server} has no image {repository} with the {kind} {reference}.").format(
                    server=self._server, repository=repository, kind=kind, reference=said(wanted)
                ),
                tr(
                    "{message} It may have been renamed or removed there: name another image."
                ).format(message=error.message),
            ) from None

    def _get(
        self,
        path: str,
        repository: str,
        headers: Mapping[str, str] | None = None,
        *,
        method: str = "GET",
    ) -> Answer:
        """Ask, with an account where that is wanted; raise what the registry refuses with."""
        try:
            answer = self._follow(f"{self._bases[0]}{path}", headers or {}, repository, method)
        except NoTls:
            raise RemoteError(
                tr("{server} does not speak HTTPS.").format(server=self._server),
                tr("Only a registry on the node itself is asked without it."),
            ) from None
        if answer.status == 400 and len(self._bases) > 1:  # so says a server that wants TLS
            self._bases.pop(0)
            return self._get(path, repository, headers, method=method)
        if answer.status != 200:
            raise _refusal(self._server, answer)
        self._bases = self._bases[:1]
        return answer

    def _follow(self, url: str, headers: Mapping[str, str], repository: str, method: str) -> Answer:
        for _ in range(MAX_REDIRECTS + 1):
            site = site_of(url)
            answer = self._ask(url, headers, method)
            if answer.status == 401 and self._authorise(site, answer, repository):
                answer = self._ask(url, headers, method)
            target = answer.headers.get("location", "")
            if answer.status not in _REDIRECTS or not target:
                return answer
            url = self._redirected(url, target)
        raise RemoteError(tr("{server} redirects without end.").format(server=self._server))

    def _ask(self, url: str, headers: Mapping[str, str], method: str) -> Answer:
        sent = {"User-Agent": "spark-command-center", "Connection": "close", **headers}
        if known := self._authorization.get(site_of(url)):
            sent["Authorization"] = known
        return fetch(self._session, url, sent, self._cancel, trusted=self._trusted, method=method)

    def _redirected(self, url: str, target: str) -> str:
        """Return where a redirect leads, unless that would give something away."""
        new = _joined(url, target)
        if not new.isascii() or not new.isprintable() or " " in new or site_of(new) == "":
            raise RemoteError(tr("{server} redirects to nowhere.").format(server=self._server))
        if not new.startswith("https://") and site_of(new) != site_of(self._bases[0]):
            raise RemoteError(
                tr("{server} redirects to where there is no HTTPS.").format(server=self._server)
            )
        if is_loopback(site_of(new).partition("://")[2]) and not self._may_be_plain:
            raise RemoteError(
                tr("{server} redirects to the node itself.").format(server=self._server)
            )
        return new

    def _authorise(self, site: str, answer: Answer, repository: str) -> bool:
        """Get what the site wants to see; False when there is nothing (new) to show."""
        challenge = parse_challenge(answer.headers.get("www-authenticate", ""))
        if challenge is None or site in self._authorization:
            return False
        mine = self._login if site == site_of(self._bases[0]) else None
        if challenge.scheme == "basic":
            if mine is None:
                return False
            self._authorization[site] = _basic(*mine)
            return True
        token = self._token(site, challenge, repository, mine)
        if token:
            self._authorization[site] = f"Bearer {token}"
        return bool(token)

    def _token(
        self, site: str, challenge: Challenge, repository: str, login: Credentials | None
    ) -> str:
        """Ask the site's server of tokens for one that reads the repository."""
        realm = _joined(site, challenge.realm)
        if not may_ask_for_token(site, realm):
            raise RegistryRefused(
                tr("{server} wants a token from {realm}, which is not asked.").format(
                    server=self._server, realm=said(realm)
                ),
                tr("It is another site, or has no HTTPS."),
            )
        asked = {"service": challenge.service, "scope": f"repository:{repository}:pull"}
        query = urlencode({key: value for key, value in asked.items() if value})
        url = f"{realm}{'&' if '?' in realm else '?'}{query}"
        headers = {"User-Agent": "spark-command-center", "Connection": "close"}
        if login is not None:
            headers["Authorization"] = _basic(*login)
        answer = fetch(self._session, url, headers, self._cancel, trusted=self._trusted)
        if answer.status != 200:
            raise _refusal(self._server, answer)
        told = as_dict(_parsed(answer.body, self._server))
        token = told.get("token") or told.get("access_token")
        if not isinstance(token, str) or not _TOKEN.fullmatch(token):
            return ""
        return token


def parse_challenge(header: str) -> Challenge | None:
    """Read WWW-Authenticate; None when it asks for nothing that is known."""
    scheme, _, rest = header.strip().partition(" ")
    if scheme.lower() not in ("basic", "bearer"):
        return None
    told = {key.lower(): quoted or bare for key, quoted, bare in _PARAMETER.findall(rest)}
    if scheme.lower() == "basic":
        return Challenge("basic")
    realm = told.get("realm", "")
    if not realm.isascii() or not realm.isprintable() or " " in realm or not realm:
        return None
    return Challenge("bearer", realm, said(told.get("service", "")))


def _next_page(link: str) -> str:
    """Return the path of the next page of tags, empty after the last one."""
    match = re.match(r'\s*<([^<>\s]{1,2000})>\s*;\s*rel="?next"?', link)
    path = urlsplit(match[1])._replace(scheme="", netloc="").geturl() if match else ""
    return path if path.startswith("/v2/") and path.isascii() else ""


def may_ask_for_token(site: str, realm: str) -> bool:
    """Whether a server of tokens is the registry's own: the same host, or its site, by HTTPS."""
    if site_of(realm) == site:
        return True
    if not realm.startswith("https://"):
        return False
    ours, theirs = (urlsplit(each).hostname or "" for each in (site, realm))
    domain = ".".join(ours.split(".")[-2:])
    by_name = not re.fullmatch(r"[0-9.]+|.*:.*", ours) and "." in domain
    return by_name and (theirs == domain or theirs.endswith(f".{domain}"))


def _joined(url: str, target: str) -> str:
    """Return where `target` leads from there; empty for what is no address."""
    try:
        return urljoin(url, target)
    except ValueError:
        return ""


def _basic(user: str, secret: str) -> str:
    word = base64.b64encode(f"{user}:{secret}".encode()).decode()
    register_secret(word)
    return f"Basic {word}"


def _refusal(server: str, answer: Answer) -> RemoteError:
    """Return the error for what a registry does not give, in its words."""
    try:
        told = next(as_dicts(as_dict(json.loads(answer.body)).get("errors")), {})
        words = str(told.get("message") or told.get("code") or "")
    except (ValueError, RecursionError):
        words = ""
    message = f"{server}: {said(words) or f'status {answer.status}'}."
    if answer.status in (401, 403):
        return RegistryRefused(
            message, tr("Check the account of {server}, and the name.").format(server=server)
        )
    if answer.status == 404:
        return NotThere(message)
    if answer.status == 429:
        return RemoteError(message, tr("It was asked too often; wait a while."))
    return RemoteError(message)


def _parsed(body: bytes, server: str) -> object:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise RemoteError(
            tr("What {server} answers is no JSON; is it a registry?").format(server=server)
        ) from None
