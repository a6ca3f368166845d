"""Why a pull failed: the engine's words, and what can be done about it."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass

from app.core.cancel import Cancel
from app.core.errors import CommandCenterError, RemoteError
from app.core.i18n import tr
from app.core.said import said
from app.core.units import disk_size
from app.services.containers.api import NotThere
from app.services.containers.disk import free_space
from app.services.containers.engine import Engine
from app.services.containers.image_api import Credentials, RegistryRefused
from app.services.containers.references import NGC, NGC_USER, Reference

NGC_HINT = tr(
    "For {server} the user is {user} and the password an NGC API key (ngc.nvidia.com)."
).format(server=NGC, user=NGC_USER)


@dataclass(frozen=True, slots=True)
class _Case:
    """What went wrong: words of which one stands in what was said, and what to do."""

    words: tuple[str, ...]
    hint: Callable[[Reference, Credentials | None, Engine], str]
    kind: type[RemoteError] = RemoteError


def explained(
    error: RemoteError, wanted: Reference, login: Credentials | None, engine: Engine
) -> RemoteError:
    """Return the error with what to do about it."""
    words = error.message.lower()
    for case in _CASES:
        if any(each in words for each in case.words):
            return case.kind(error.message, case.hint(wanted, login, engine))
    return error


def _no_access(wanted: Reference, login: Credentials | None, _engine: Engine) -> str:
    if login is None:
        hint = tr("No account of {registry} is known here; add one, or check the name.").format(
            registry=wanted.registry
        )
    else:
        user = said(login[0])
        hint = tr("It was asked as {user} of {registry}: check that account, or the name.").format(
            user=user, registry=wanted.registry
        )
    return f"{hint} {NGC_HINT}" if wanted.registry == NGC else hint


def _missing(wanted: Reference, _login: Credentials | None, _engine: Engine) -> str:
    what = (
        tr("digest {digest}…").format(digest=wanted.digest[:19])
        if wanted.digest
        else tr("tag {tag}").format(tag=wanted.tag)
    )
    return tr("{registry} has no {repository} with the {what}: check the spelling.").format(
        registry=wanted.registry, repository=wanted.repository, what=what
    )


def _too_many(wanted: Reference, login: Credentials | None, _engine: Engine) -> str:
    if login is None:
        return tr("Wait a while, or add an account of {registry}: it may pull more often.").format(
            registry=wanted.registry
        )
    return tr("Wait a while: this account has pulled as often as it may.")


def _no_space(_wanted: Reference, _login: Credentials | None, engine: Engine) -> str:
    room = ""
    with contextlib.suppress(CommandCenterError):
        space = free_space(engine, Cancel())
        if space.free_bytes is not None:
            room = tr("{disk_size} are free in {path} now.").format(
                disk_size=disk_size(space.free_bytes), path=space.path
            )
    return (
        tr("{room} Remove images and build cache that nobody needs, then pull again.")
        .format(room=room)
        .strip()
    )


def _no_such_machine(wanted: Reference, _login: Credentials | None, _engine: Engine) -> str:
    return tr("{short} is not made for this node's processor; look for a tag that is.").format(
        short=wanted.short
    )


def _not_trusted(wanted: Reference, _login: Credentials | None, _engine: Engine) -> str:
    return tr(
        "On the node, put the registry's certificate into "
        "/etc/docker/certs.d/{registry}, or, in a network of your own, name it under "
        "insecure-registries in daemon.json."
    ).format(registry=wanted.registry)


def _not_reached(wanted: Reference, _login: Credentials | None, _engine: Engine) -> str:
    return tr(
        "It is the node that pulls: check that it reaches {registry} (its network, "
        "its name server, Docker's proxy)."
    ).format(registry=wanted.registry)


_CASES = (
    _Case(("no space left on device", "disk quota exceeded"), _no_space),
    _Case(("toomanyrequests", "too many requests", "pull rate limit"), _too_many),
    _Case(("no matching manifest for", "no match for platform"), _no_such_machine),
    _Case(
        (
            "unauthorized",
            "authentication required",
            "no basic auth credentials",
            "access denied",
            "denied:",
            "403 forbidden",
            "401 unauthorized",
        ),
        _no_access,
        kind=RegistryRefused,
    ),
    _Case(
        ("manifest unknown", "not found: manifest", "name unknown", "manifest for"),
        _missing,
        kind=NotThere,
    ),
    _Case(("x509:", "server gave http response to https client", "tls: "), _not_trusted),
    _Case(
        (
            "dial tcp",
            "no such host",
            "i/o timeout",
            "connection refused",
            "connection reset",
        ),
        _not_reached,
    ),
)
