"""LayerSizes: how many bytes a pull will be, from the registry's manifest, while it begins."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING

from app.core.cancel import Cancel
from app.core.errors import Cancelled, CommandCenterError
from app.services.containers.references import DOCKER_HUB, Reference
from app.services.containers.registry import RegistryClient

if TYPE_CHECKING:
    from app.services.containers.engine import Engine
    from app.services.containers.image_api import Credentials

log = logging.getLogger(__name__)
_END_S = 5.0


class LayerSizes:
    """Asks in a thread of its own for the `with` block; a pull never waits for it.

    Docker Hub counts who looks at a manifest as pulling, and lets strangers pull only a few times
    an hour: it is asked with an account only.
    """

    def __init__(
        self, engine: Engine, wanted: Reference, login: Credentials | None, cancel: Cancel
    ) -> None:
        self.known: dict[str, int] | None = None
        """Bytes by the first twelve digits of the layers' digests; None while not known."""
        self._engine = engine
        self._wanted = wanted
        self._login = login
        self._outer = cancel
        self._cancel = Cancel()
        self._thread = threading.Thread(target=self._look, name="layer-sizes", daemon=True)

    def __enter__(self) -> LayerSizes:
        if self._login is not None or self._wanted.registry != DOCKER_HUB:
            self._thread.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self._cancel.cancel()
        if self._thread.ident is not None:
            self._thread.join(_END_S)

    def _look(self) -> None:
        wanted = self._wanted
        try:
            with self._outer.on_cancel(self._cancel.cancel):
                architecture = self._engine.architecture()
                client = RegistryClient(
                    self._engine.session, wanted.registry, self._cancel, self._login
                )
                found = client.image_manifest(wanted.repository, wanted.wanted, architecture)
            self.known = found.layer_sizes or None
        except Cancelled:
            pass
        except CommandCenterError as error:
            log.info("the size of %s is not known before it is pulled: %s", wanted, error)
