"""Accounts of registries: the secret is in the keyring, and travels with one request at a time.

An engine is never logged in: that would write the secret into a file on the node.
"""

from __future__ import annotations

import base64
import contextlib
import json
from collections.abc import Iterable
from typing import TYPE_CHECKING

from app.core.errors import AuthenticationFailed, BadInput, RemoteError
from app.core.i18n import tr
from app.core.log import MASK, register_secret
from app.core.said import said
from app.services.containers.image_api import Credentials, Login, LoginOf
from app.services.containers.pull_failures import NGC_HINT
from app.services.containers.references import DOCKER_HUB, NGC, check_server

if TYPE_CHECKING:
    from app.core.cancel import Cancel
    from app.hosts.secrets import SecretStore
    from app.services.containers.engine import Engine

KIND = "registry"
"""What its secrets are called in the keyring: `registry of nvcr.io`."""
HUB_SERVER = "https://index.docker.io/v1/"
"""What engines call Docker Hub when it comes to accounts."""
CHECK_LIMIT_S = 60.0
_REFUSED = ("401", "403", "unauthorized", "denied", "incorrect")


def login_of(
    logins: Iterable[Login], secrets: SecretStore, cancel: Cancel | None = None
) -> LoginOf:
    """Return what finds the user and secret for a registry; it may ask the keyring and block."""
    known: dict[str, Login] = {}
    for each in logins:
        with contextlib.suppress(BadInput):  # of settings that somebody wrote by hand
            known[check_server(each.server)] = each

    def find(server: str) -> Credentials | None:
        login = known.get(check_server(server))
        secret = secrets.recall(login.server, KIND, cancel) if login else None
        return (login.user, secret) if login and secret is not None else None

    return find


def check_login(engine: Engine, server: str, user: str, secret: str) -> None:
    """Ask the registry, by the node's engine, whether it knows the account.

    Raises AuthenticationFailed when it does not, RemoteError when it cannot be asked, BadInput.
    """
    server = check_server(server)
    body = auth_config(server, (user, secret))
    api = engine.api
    try:
        with engine.errors():
            answer = api.post(
                f"{api.base_url}/v{engine.api_version}/auth", json=body, timeout=CHECK_LIMIT_S
            )
            status, words = answer.status_code, said(answer.text, limit=1000)
    except RemoteError as error:
        raise error.saying(_without(error.message, secret)) from None
    if status in (200, 204):
        return
    hint = NGC_HINT if server == NGC else tr("Check user and password; some want a token instead.")
    message = _without(_words(words), secret)
    if any(each in message.lower() for each in _REFUSED):
        raise AuthenticationFailed(
            tr("{server} does not let {user} in: {message}").format(
                server=server, user=said(user), message=message
            ),
            hint,
        )
    raise RemoteError(
        message, tr("It is the node that asks {server}; look at its network.").format(server=server)
    )


def auth_config(server: str, login: Credentials | None) -> dict[str, str]:
    """Return an account as the SDK takes it, empty without one.

    Never leave it out: the SDK would look for an account on this computer.
    """
    if login is None:
        return {}
    user, secret = login
    register_secret(secret)
    return {"username": user, "password": secret, "serveraddress": _address(server)}


def auth_header(server: str, login: Credentials | None) -> str:
    """Return what X-Registry-Auth holds."""
    told = auth_config(server, login)
    header = base64.urlsafe_b64encode(json.dumps(told).encode()).decode()
    if told:
        register_secret(header)
    return header


def _address(server: str) -> str:
    return HUB_SERVER if server == DOCKER_HUB else server


def _words(body: str) -> str:
    try:
        told = json.loads(body)
        message = str(told.get("message", "")) if isinstance(told, dict) else ""
    except (ValueError, RecursionError):
        message = body
    return said(message, limit=1000) or tr("Docker did not say why.")


def _without(text: str, secret: str) -> str:
    return text.replace(secret, MASK) if secret else text
