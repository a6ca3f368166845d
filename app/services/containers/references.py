"""Names of images: `nginx` is docker.io/library/nginx:latest, as every engine reads it."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass, replace

from app.core.errors import BadInput
from app.core.i18n import tr
from app.core.said import said

DOCKER_HUB = "docker.io"
NGC = "nvcr.io"
NGC_USER = "$oauthtoken"
"""What NVIDIA's registry calls whoever comes with a key."""
LATEST = "latest"
MAX_NAME = 255
_HUB_NAMES = ("index.docker.io", "registry-1.docker.io", "registry.hub.docker.com")
_LABEL = r"[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?"
_HOST = re.compile(rf"(?:{_LABEL}(?:\.{_LABEL})*|\[[0-9a-fA-F:.]{{2,45}}\])(?::([0-9]{{1,5}}))?")
_PATH = re.compile(r"[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*")
_TAG = re.compile(r"[a-zA-Z0-9_][a-zA-Z0-9_.-]{0,127}")
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128}")
_ID = re.compile(r"(?:sha256:)?[0-9a-f]{12,64}")


@dataclass(frozen=True, slots=True)
class Reference:
    """A name of an image, whole; it has a tag, a digest or both."""

    registry: str
    """`docker.io`, `nvcr.io`, `127.0.0.1:5000`."""
    repository: str
    """`library/nginx`, `nim/meta/llama`."""
    tag: str = ""
    digest: str = ""

    @property
    def name(self) -> str:
        """Registry and repository: `docker.io/library/nginx`."""
        return f"{self.registry}/{self.repository}"

    @property
    def wanted(self) -> str:
        """What is asked for in its repository: the digest where there is one, else the tag."""
        return self.digest or self.tag

    @property
    def short(self) -> str:
        """What an engine calls it: `nginx:latest`, `nvcr.io/nim/llama:1.2`."""
        name = self.name.removeprefix(f"{DOCKER_HUB}/").removeprefix("library/")
        if self.registry != DOCKER_HUB:
            name = self.name
        return f"{name}{self._after_name}"

    @property
    def is_loopback(self) -> bool:
        """Whether its registry is on the node itself, where engines do without TLS."""
        return is_loopback(self.registry)

    def with_tag(self, tag: str) -> Reference:
        """Return the same repository's other tag."""
        return replace(self, tag=tag, digest="")

    def __str__(self) -> str:
        return f"{self.name}{self._after_name}"

    @property
    def _after_name(self) -> str:
        tag = f":{self.tag}" if self.tag else ""
        return f"{tag}@{self.digest}" if self.digest else tag


def parse_reference(text: str) -> Reference:
    """Read what a person typed or pasted; BadInput when it names no image."""
    wanted = text.strip().removeprefix("docker pull ").lstrip()
    wanted = wanted.removeprefix("https://").removeprefix("http://")
    rest, _, digest = wanted.partition("@")
    if "@" in wanted and not _DIGEST.fullmatch(digest):
        raise _bad(text, tr("What follows @ is a digest: sha256: and 64 digits."))
    registry, path = _split(rest)
    path, colon, tag = path.partition(":")
    if colon and not _TAG.fullmatch(tag):
        raise _bad(text, tr("A tag has letters, digits, dots, dashes and underscores."))
    if not path or not all(_PATH.fullmatch(part) for part in path.split("/")):
        raise _bad(
            text, tr("Write it as in nginx, nvcr.io/nim/meta/llama:1.2 or 127.0.0.1:5000/mine.")
        )
    if registry == DOCKER_HUB and "/" not in path:
        path = f"library/{path}"
    if len(registry) + 1 + len(path) > MAX_NAME:
        raise _bad(text, tr("It is longer than {most} characters.").format(most=MAX_NAME))
    return Reference(registry, path, tag or ("" if digest else LATEST), digest)


def check_server(text: str) -> str:
    """Return a registry's name as accounts are kept under it; BadInput when it is none."""
    server = text.strip().removeprefix("https://").removeprefix("http://")
    server = server.removesuffix("/").removesuffix("/v1").removesuffix("/v2").lower()
    server = DOCKER_HUB if server in (*_HUB_NAMES, "hub.docker.com") else server
    if not _is_host(server):
        raise BadInput(
            tr("“{text}” is no registry.").format(text=said(text)),
            tr("Write it as in nvcr.io, docker.io or 10.0.0.5:5000."),
        )
    return server


def check_image(text: str) -> str:
    """Return a name or an id that may stand in a request to an engine; BadInput otherwise."""
    return text if _ID.fullmatch(text) else parse_reference(text).short


def is_loopback(server: str) -> bool:
    """Tell whether a registry is reached by the node's own loopback."""
    host = host_and_port(server)[0]
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def host_and_port(server: str) -> tuple[str, int | None]:
    """Cut a registry's name in two."""
    match = _HOST.fullmatch(server)
    port = match[1] if match else None
    host = server[: -len(port) - 1] if port else server
    return host.strip("[]"), int(port) if port else None


def _split(text: str) -> tuple[str, str]:
    """Return registry and path. The first part is a host when it can be nothing else."""
    first, slash, path = text.partition("/")
    if not slash or not (
        "." in first or ":" in first or first == "localhost" or first.lower() != first
    ):
        return DOCKER_HUB, text
    if not _is_host(first):
        raise _bad(text, tr("“{text}” is no registry.").format(text=said(first)))
    return (DOCKER_HUB if first in _HUB_NAMES else first), path


def _is_host(text: str) -> bool:
    match = _HOST.fullmatch(text)
    return match is not None and (match[1] is None or 0 < int(match[1]) < 65536)


def _bad(text: str, hint: str) -> BadInput:
    return BadInput(tr("“{text}” names no image.").format(text=said(text, limit=100)), hint)
