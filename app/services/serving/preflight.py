"""What is looked at before a launch: memory, disk, ports, image, secrets, licence, GPU."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.services.serving.api import Check, CheckVerdict, LaunchPlan

if TYPE_CHECKING:
    from app.core.cancel import Cancel
    from app.services.containers.image_api import LoginOf
    from app.services.serving.api import EngineSpec, LaunchRequest, SecretOf
    from app.services.serving.facts.api import ModelFacts
    from app.services.serving.fit.api import Fit
    from app.services.serving.measured import MeasuredBook
    from app.services.serving.reach import NodeReach


@dataclass(frozen=True, slots=True)
class Preflight:
    """A plan with its final ports, and what was found."""

    plan: LaunchPlan
    checks: tuple[Check, ...]
    fit: Fit | None = None
    image_bytes: int | None = None
    """To be pulled; 0: it is there; None: not known."""
    model_bytes: int | None = None
    """To be downloaded; 0: it is there; None: not known."""
    disk_free_bytes: int | None = None

    @property
    def refused(self) -> tuple[Check, ...]:
        """Return what forbids the launch."""
        return tuple(each for each in self.checks if each.verdict is CheckVerdict.REFUSED)


def look(
    request: LaunchRequest,
    engine: EngineSpec,
    reach: NodeReach,
    *,
    facts: ModelFacts | None,
    book: MeasuredBook,
    secret_of: SecretOf,
    login_of: LoginOf,
    cancel: Cancel,
) -> Preflight:
    """Return the plan of a launch and what speaks for and against it; nothing is changed."""
    raise NotImplementedError
