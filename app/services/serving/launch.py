"""Launcher: does what a plan says, watches it to readiness, and takes it back when it fails."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.core.cancel import Cancel
    from app.services.containers.image_api import LoginOf
    from app.services.serving.api import Deployed, DeployProgress, LaunchPlan, SecretOf
    from app.services.serving.measured import MeasuredBook
    from app.services.serving.reach import NodeReach


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A deployment that an earlier run of this program began and did not see the end of."""

    plan: LaunchPlan
    container_id: str = ""
    """Empty while no container was made."""


class Launcher:
    """Deploys on one node."""

    def __init__(
        self,
        reach: NodeReach,
        *,
        secret_of: SecretOf,
        login_of: LoginOf,
        book: MeasuredBook,
        unfinished: Path,
        leaving: Callable[[], bool],
    ) -> None:
        """Keep what is unfinished in a file.

        `leaving` tells a cancel at the program's end from one of the user's: what was made stays.
        """
        self._reach = reach

    def deploy(
        self,
        plan: LaunchPlan,
        cancel: Cancel,
        tell: Callable[[DeployProgress], None],
        *,
        adopt: str = "",
    ) -> Deployed:
        """Return when the model answers. Cancelling takes away again what was made."""
        raise NotImplementedError


def unfinished(reach: NodeReach, file: Path, cancel: Cancel) -> tuple[Unfinished, ...]:
    """Return the deployments of a node that are not over, those that can be picked up."""
    return ()
