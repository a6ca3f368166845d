"""LaunchJob: what the parts of one launch share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.services.serving.api import LaunchPlan
from app.services.serving.running.api import LABEL, Endpoint

if TYPE_CHECKING:
    from app.core.cancel import Cancel
    from app.services.serving.api import EngineSpec
    from app.services.serving.launching.memory_gate import MemoryGate
    from app.services.serving.launching.phases import PhaseBoard
    from app.services.serving.launching.readiness import Readiness
    from app.services.serving.reach import NodeReach

LAUNCH_LABEL = f"{LABEL}launch"
"""Names the launch that made a container, so that it is found again whatever was lost."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a launch waits. There is no limit while anything goes on."""

    still_s: float = 10.0
    """Without memory coming back."""
    silence_s: float = 1800.0
    """Without a line of its log, a byte or a sign of life."""
    listed_s: float = 60.0
    """Until an engine that is well lists its model."""
    look_s: float = 0.4
    """Between two looks whether it is ready."""
    turn_s: float = 1.0
    """Between two looks whether another launch has its memory."""


@dataclass(frozen=True, slots=True)
class LaunchJob:
    """One launch on one node."""

    launch: str
    """Its id."""
    plan: LaunchPlan
    engine: EngineSpec
    reach: NodeReach
    cancel: Cancel
    board: PhaseBoard
    gate: MemoryGate
    readiness: Readiness
    patience: Patience
    by: str
    """`ann@laptop`."""
    made: Callable[[str], object]
    """Remembers the container that was made."""
    whose_turn: Callable[[], str]
    """Returns who has to be waited for, of this computer's launches."""
    take_turn: Callable[[], str]
    """The same; empty: the memory is ours to take, and others wait."""
    leaving: Callable[[], bool]
    """Whether a cancel only ends this program: what it does on the node goes on."""
    is_resumed: bool = False
    """Whether an earlier run of this program began it."""
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    """By environment variable."""

    @property
    def title(self) -> str:
        """What runs: the recipe's title."""
        return self.plan.recipe.title

    @property
    def endpoint(self) -> Endpoint:
        """Where it will answer."""
        plan = self.plan
        return Endpoint(
            plan.node.node,
            plan.port,
            self.readiness.model_id,
            self.engine.name,
            self.engine.health.base,
            needs_key=self.readiness.has_key,
        )

    def wait_for(self, why: str) -> None:
        """Tell why nothing goes on; empty: it does."""
        self.board.wait_for(why)
        self.board.publish()
