"""Is there a newer image: under the same tag, or under a higher one beside it?"""

from __future__ import annotations

import contextlib
import logging
import re

from app.core.cancel import Cancel
from app.core.errors import Cancelled, RemoteError, SessionLost
from app.core.i18n import tr
from app.core.said import said
from app.services.containers.api import EngineUnavailable
from app.services.containers.engine import Engine
from app.services.containers.image_api import Credentials, Image, UpdateCheck
from app.services.containers.images import image
from app.services.containers.logins import auth_config
from app.services.containers.pull_failures import explained
from app.services.containers.reading import as_dict
from app.services.containers.references import DOCKER_HUB, Reference, parse_reference
from app.services.containers.registry import RegistryClient
from app.services.containers.tags import newer_tags

log = logging.getLogger(__name__)
MAX_NEWER = 20
_SECURITY = re.compile(
    r"secur|vulnerab|\bcve\b|advisor|deprecat|end-of-life|\beol\b", re.IGNORECASE
)
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
_LOST = (Cancelled, SessionLost, EngineUnavailable)


def check_update(
    engine: Engine,
    reference: str,
    *,
    login: Credentials | None = None,
    cancel: Cancel | None = None,
) -> UpdateCheck:
    """Compare an image with its registry, and look for newer tags beside its own.

    What cannot be known is left open and `why` says why; an image of a registry that does not
    answer is no error. Raises BadInput, NotThere when the node has no such image, SessionLost,
    EngineUnavailable, Cancelled.
    """
    cancel = cancel or Cancel()
    wanted = parse_reference(reference)
    known = local_digests(image(engine, wanted.short), wanted)
    if not known:  # nobody says that it came from the registry its name begins with
        return UpdateCheck(
            wanted.short,
            why=tr("{short} was made or loaded on this node.").format(short=wanted.short),
        )
    client = RegistryClient(engine.session, wanted.registry, cancel, login)
    try:
        remote = _remote_digest(engine, client, wanted, login)
    except _LOST:
        raise
    except RemoteError as error:
        return UpdateCheck(wanted.short, known[0], why=str(explained(error, wanted, login, engine)))
    cancel.raise_if_cancelled()
    is_newer = remote not in known if remote else None
    newer, why = _newer(client, wanted)
    if not remote:
        why = (
            tr("{registry} does not say which image {short} is now. {why}")
            .format(registry=wanted.registry, short=wanted.short, why=why)
            .strip()
        )
    note = ""
    if newer or is_newer:
        note = _note(engine, client, wanted.with_tag(newer[0]) if newer else wanted)
    local = remote if remote in known else known[0]
    return UpdateCheck(wanted.short, local, remote, is_newer, why, newer, note)


def local_digests(found: Image, wanted: Reference) -> tuple[str, ...]:
    """Return what the registry called an image when it was pulled; none when it never was."""
    named = (each.partition("@") for each in found.digests)
    return tuple(
        digest
        for name, _, digest in named
        if _DIGEST.fullmatch(digest) and parse_reference(name).name == wanted.name
    )


def _remote_digest(
    engine: Engine, client: RegistryClient, wanted: Reference, login: Credentials | None
) -> str:
    """Ask the registry what an image's tag names now.

    By the engine, which has the node's proxy and certificates; but it reads the manifest, and
    Docker Hub counts that as a pull, so there we only ask for the digest first.
    """
    if wanted.registry == DOCKER_HUB:
        with contextlib.suppress(RemoteError):
            return client.digest(wanted.repository, wanted.wanted)
    with engine.errors():
        told = engine.api.inspect_distribution(
            wanted.short, auth_config=auth_config(wanted.registry, login)
        )
    digest = as_dict(as_dict(told).get("Descriptor")).get("digest")
    return digest if isinstance(digest, str) and _DIGEST.fullmatch(digest) else ""


def _newer(client: RegistryClient, wanted: Reference) -> tuple[tuple[str, ...], str]:
    """Return newer tags, and why they are not known."""
    if not wanted.tag:
        return (), ""
    try:
        return newer_tags(wanted.tag, client.tags(wanted.repository))[:MAX_NEWER], ""
    except _LOST:
        raise
    except RemoteError as error:
        return (), tr("Newer tags are not known: {error}").format(error=error)


def _note(engine: Engine, client: RegistryClient, wanted: Reference) -> str:
    """Return what the registry says of an image's security, empty where that cannot be read."""
    try:
        architecture = engine.architecture()
        return security_words(said_of(client, wanted.repository, wanted.wanted, architecture))
    except _LOST:
        raise
    except RemoteError as error:
        log.info("what is said of %s is not known: %s", wanted, error)
        return ""


def said_of(client: RegistryClient, repository: str, tag: str, architecture: str) -> dict[str, str]:
    """Return annotations and labels of an image, as its maker wrote them."""
    top = client.manifest(repository, tag)
    words = dict(top.annotations)
    one = top
    if top.is_index:
        digest = top.of(architecture)
        if digest is None:
            return words
        one = client.manifest(repository, digest)
    return words | one.annotations | client.labels(repository, one)


def security_words(words: dict[str, str]) -> str:
    """Return what is said of security, word for word; empty where nothing is."""
    return "; ".join(
        f"{said(key)}: {said(text)}"
        for key, text in sorted(words.items())
        if _SECURITY.search(key) and text.strip()
    )
