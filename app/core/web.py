"""Addresses of the web, as far as security depends on them."""

from __future__ import annotations

import functools
from urllib.parse import urlsplit

_USUAL = {"http": 80, "https": 443}


@functools.lru_cache(maxsize=64)
def site_of(url: str) -> str:
    """Return scheme, host and port; empty for what is no address of the web.

    Two addresses of one site may share a secret. One with a user's name in it has none.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        return ""
    usual = _USUAL.get(parts.scheme)
    if usual is None or not host or parts.username is not None or not _is_name(host):
        return ""
    host = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{host}{'' if port in (None, usual) else f':{port}'}"


def _is_name(host: str) -> bool:
    """Whether a machine can be called so: asking for another name raises UnicodeError."""
    if host.isascii():
        return all(0 < len(label) < 64 for label in host.removesuffix(".").split("."))
    try:
        host.encode("idna")
    except UnicodeError:
        return False
    return True
