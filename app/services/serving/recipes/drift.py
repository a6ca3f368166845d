"""What has changed since a recipe was kept: the one it was copied from, and its image."""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.core.cancel import Cancel
from app.core.errors import BadInput, RemoteError
from app.core.i18n import tr
from app.services.containers.api import NotThere
from app.services.containers.engine import Engine
from app.services.containers.image_api import Credentials
from app.services.containers.pull_failures import explained
from app.services.containers.references import parse_reference
from app.services.containers.registry import RegistryClient
from app.services.containers.tags import newer_tags
from app.services.containers.updates import check_update
from app.services.serving.api import Recipe, Recipes
from app.services.serving.recipes.schema import fingerprint, read_recipe

_MOST_TAGS = 5
_IMAGE = re.compile(r"(?m)^image:.*$")
_DIGEST = re.compile(r"(?m)^image_digest:.*\n?")


@dataclass(frozen=True, slots=True)
class ImageDrift:
    """A recipe's image beside what node and registry have under its name."""

    image: str
    pinned: str = ""
    """The digest that the recipe names."""
    there: str = ""
    """The digest that the node has; empty: it has none, or made its own."""
    now: str = ""
    """The digest that the registry has; empty: not known."""
    newer: tuple[str, ...] = ()
    """Higher versions beside its tag, highest first."""
    why: str = ""
    """Why something is not known."""

    @property
    def words(self) -> tuple[str, ...]:
        """Return what a person should know, a sentence each."""
        said = []
        if self.pinned and self.now and self.pinned != self.now:
            said.append(tr("A newer image is there than the one that the recipe was checked with."))
        if self.there and self.now and self.there != self.now:
            said.append(tr("The node has an older image than the registry."))
        if self.pinned and self.there and self.pinned != self.there:
            said.append(tr("The node has another image than the recipe names: it would be pulled."))
        if self.newer:
            said.append(tr("Newer versions: {newer}.").format(newer=", ".join(self.newer)))
        if self.why:
            said.append(self.why)
        if not said:
            said.append(tr("The image is the newest under its name."))
        if not self.there and self.now:
            said.append(tr("The node does not have it yet."))
        return tuple(said)


def newer_recipe(own: Recipe, recipes: Recipes) -> Recipe | None:
    """Return the recipe that one was copied from, where it is another by now."""
    name, _, state = own.copied_from.partition("@")
    origin = recipes.find(name) if name else None
    if origin is None or origin.is_own or fingerprint(origin) == state:
        return None
    return origin


def pinned(text: str, digest: str) -> str:
    """Return a recipe's text that names its image's digest, with its comments as they are.

    Raises BadInput where the text has no line for it.
    """
    new = _IMAGE.sub(lambda line: f"{line[0]}\nimage_digest: {digest}", _DIGEST.sub("", text), 1)
    if read_recipe(new).image_digest != digest:
        raise BadInput(
            tr("The recipe names no image in a line of its own."), tr("Edit it by hand.")
        )
    return new


def image_drift(
    engine: Engine,
    image: str,
    pinned: str = "",
    *,
    login: Credentials | None = None,
    cancel: Cancel | None = None,
) -> ImageDrift:
    """Compare an image with what the node and its registry have.

    Raises BadInput, SessionLost, EngineUnavailable, Cancelled; a registry that does not answer is
    no error.
    """
    cancel = cancel or Cancel()
    try:
        found = check_update(engine, image, login=login, cancel=cancel)
    except NotThere:
        return _of_registry(engine, image, pinned, login, cancel)
    newer = found.newer_tags[:_MOST_TAGS]
    return ImageDrift(image, pinned, found.local_digest, found.remote_digest, newer, found.why)


def _of_registry(
    engine: Engine, image: str, pinned: str, login: Credentials | None, cancel: Cancel
) -> ImageDrift:
    wanted = parse_reference(image)
    client = RegistryClient(engine.session, wanted.registry, cancel, login)
    try:
        now = client.digest(wanted.repository, wanted.wanted)
        tags = client.tags(wanted.repository) if wanted.tag else ()
    except RemoteError as error:
        return ImageDrift(image, pinned, why=str(explained(error, wanted, login, engine)))
    newer = newer_tags(wanted.tag, tags)[:_MOST_TAGS] if wanted.tag else ()
    return ImageDrift(image, pinned, now=now, newer=newer)
