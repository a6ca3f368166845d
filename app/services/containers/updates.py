"""Is there a newer image: under the same tag, or under a higher one beside it?"""

from __future__ import annotations

import re

from app.core.cancel import Cancel
from app.core.errors import Cancelled, RemoteError, SessionLost
from app.core.said import said
from app.services.containers.api import EngineUnavailable
from app.services.containers.engine import Engine
from app.services.containers.image_api import Image, UpdateCheck
from app.services.containers.images import image
from app.services.containers.logins import auth_config
from app.services.containers.pull_failures import explained
from app.services.containers.reading import as_dict
from app.services.containers.references import Reference, parse_reference
from app.services.containers.registry import RegistryClient
from app.services.containers.tags import newer_tags

MAX_NEWER = 20
_SECURITY = re.compile(r"secur|vulnerab|\bcve\b|advisor|deprecat|end-of-life|eol", re.IGNORECASE)
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")


def check_update(
    engine: Engine,
    reference: str,
    *,
    login: tuple[str, str] | None = None,
    cancel: Cancel | None = None,
) -> UpdateCheck:
    """Compare an image with its registry, and look for newer tags beside its own.

    What cannot be known is left open and `why` says why; an image of a registry that does not
    answer is no error. Raises BadInput, NotThere when the node has no such image, SessionLost,
    EngineUnavailable, Cancelled.
    """
    cancel = cancel or Cancel()
    wanted = parse_reference(reference)
    local = local_digest(image(engine, wanted.short), wanted)
    if not local:  # nobody says that it came from the registry its name begins with
        return UpdateCheck(wanted.short, why=f"{wanted.short} was made or loaded on this node.")
    try:
        remote = remote_digest(engine, wanted, login)
    except (EngineUnavailable, SessionLost):
        raise
    except RemoteError as error:
        return UpdateCheck(wanted.short, local, why=str(explained(error, wanted, login, engine)))
    cancel.raise_if_cancelled()
    client = RegistryClient(engine.session, wanted.registry, cancel, login)
    newer, note, why = _beside(engine, client, wanted, changed=local != remote)
    is_newer = local != remote if remote else None
    return UpdateCheck(wanted.short, local, remote, is_newer, why, newer, note)


def local_digest(found: Image, wanted: Reference) -> str:
    """Return what the registry called an image when it was pulled, empty when it never was."""
    for each in found.digests:
        name, _, digest = each.partition("@")
        if _DIGEST.fullmatch(digest) and parse_reference(name).name == wanted.name:
            return digest
    return ""


def remote_digest(engine: Engine, wanted: Reference, login: tuple[str, str] | None) -> str:
    """Ask the registry, by the engine, what an image's tag names now."""
    with engine.errors():
        told = engine.api.inspect_distribution(
            wanted.short, auth_config=auth_config(wanted.registry, login)
        )
    digest = as_dict(as_dict(told).get("Descriptor")).get("digest")
    return digest if isinstance(digest, str) and _DIGEST.fullmatch(digest) else ""


def _beside(
    engine: Engine, client: RegistryClient, wanted: Reference, *, changed: bool
) -> tuple[tuple[str, ...], str, str]:
    """Return newer tags, what the registry says of the newest image, and why that is not known."""
    if not wanted.tag:
        return (), "", ""
    try:
        newer = newer_tags(wanted.tag, client.tags(wanted.repository))[:MAX_NEWER]
        note = ""
        if newer or changed:
            newest = newer[0] if newer else wanted.tag
            note = security_words(said_of(client, wanted.repository, newest, engine.architecture()))
    except (Cancelled, SessionLost, EngineUnavailable):
        raise
    except RemoteError as error:
        return (), "", f"Newer tags are not known: {error}"
    return newer, note, ""


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
