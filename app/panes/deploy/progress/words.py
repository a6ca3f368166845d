"""A deployment's progress in words, phase by phase. No Qt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from app.core import units
from app.core.errors import UserError
from app.core.i18n import tr
from app.core.said import said
from app.services.serving.api import DeployProgress, LaunchPlan, Phase
from app.services.serving.launching.failure import IT_SAID, LaunchFailed
from app.state.errands import Errand, ErrandPhase

TITLES: Mapping[Phase, str] = {
    Phase.WAITING: tr("Getting ready"),
    Phase.PULLING: tr("Pulling the image"),
    Phase.DOWNLOADING: tr("Downloading the model"),
    Phase.LOADING: tr("Loading into memory"),
    Phase.COMPILING: tr("Compiling and warming up"),
    Phase.CHECKING: tr("Checking that it answers"),
    Phase.READY: tr("Ready"),
}
ORDER = tuple(Phase)
_MOVING = (Phase.PULLING, Phase.DOWNLOADING)
_SAID = 200


class StepState(Enum):
    """How a phase is."""

    DONE = "done"
    SKIPPED = "skipped"
    CURRENT = "goes on"
    FAILED = "failed"
    CANCELLED = "cancelled"
    AHEAD = "to come"

    @property
    def words(self) -> str:
        """What it is called where a person reads it."""
        return _STATE_WORDS[self]


_STATE_WORDS = {
    StepState.DONE: tr("done"),
    StepState.SKIPPED: tr("skipped"),
    StepState.CURRENT: tr("goes on"),
    StepState.FAILED: tr("failed"),
    StepState.CANCELLED: tr("cancelled"),
    StepState.AHEAD: tr("to come"),
}


@dataclass(frozen=True, slots=True)
class StepRow:
    """One phase as it is shown."""

    phase: Phase
    title: str
    state: StepState
    time: str = ""
    """`12 s`, `already there`, empty for what is to come."""
    fraction: float | None = None
    detail: str = ""
    """Of the current one."""


def step_rows(progress: DeployProgress, errand: Errand, now: float) -> tuple[StepRow, ...]:
    """Return the phases in order."""
    took = {each.phase: each.seconds for each in progress.times}
    current = _current_phase(progress, errand)
    reached = ORDER.index(current)
    rows = []
    for number, phase in enumerate(ORDER):
        if number < reached:
            rows.append(_past(progress, phase, took.get(phase)))
        elif phase is current:
            rows.append(_current(progress, errand, phase, now))
        else:
            rows.append(StepRow(phase, TITLES[phase], StepState.AHEAD))
    return tuple(rows)


_OVER = {
    ErrandPhase.DONE: tr("Ready after {duration}"),
    ErrandPhase.FAILED: tr("Failed after {duration}"),
    ErrandPhase.CANCELLED: tr("Cancelled after {duration}"),
}


def heading(errand: Errand, progress: DeployProgress) -> str:
    """Return the page's title."""
    title = said(progress.plan.recipe.title)
    if errand.is_done:
        return tr("{title} is ready").format(title=title)
    return {
        ErrandPhase.FAILED: tr("{title} could not be deployed").format(title=title),
        ErrandPhase.CANCELLED: tr("The deployment of {title} was cancelled").format(title=title),
    }.get(errand.phase, tr("Deploying {title}").format(title=title))


def about(plan: LaunchPlan, engine: str, node: str, begun: float) -> str:
    """Return the line below the title."""
    parts = [engine, tr("{node}, port {port}").format(node=node, port=plan.port)]
    if begun:
        parts.append(tr("begun {clock}").format(clock=units.clock(begun)))
    return " · ".join(parts)


def overall_text(progress: DeployProgress, errand: Errand) -> str:
    """Return how far all is: `62 %`, or how it ended."""
    if not errand.is_running:
        took = units.duration((errand.ended or 0.0) - progress.begun)
        return _OVER[errand.phase].format(duration=took)
    if progress.overall is None:
        return tr("How far it is cannot be said")
    return f"{min(99, int(progress.overall * 100))} %"


def eta_text(progress: DeployProgress) -> str:
    """Return when it will be ready, and who says so; empty where nobody can."""
    if progress.eta_s is None:
        return ""
    is_soon = progress.eta_s < 1
    left = (
        tr("any moment")
        if is_soon
        else tr("about {duration} left").format(duration=units.duration(progress.eta_s))
    )
    return f"{left}, {progress.eta_origin}" if progress.eta_origin else left


def waiting_text(progress: DeployProgress) -> str:
    """Return why nothing goes on; empty when it does."""
    if not progress.waiting_why:
        return ""
    why = said(progress.waiting_why).rstrip(".")
    return tr("{why}. The work goes on there; it is picked up by itself.").format(why=why)


def cancel_text(plan: LaunchPlan, node: str) -> str:
    """Say what cancelling takes away, and what stays."""
    if plan.run is not None:
        taken = tr("The container {name} is stopped and removed on {node}.").format(
            name=said(plan.run.name), node=node
        )
    elif plan.steps:
        taken = tr("What was started on {node} is taken back.").format(node=node)
    else:
        return tr("Nothing was changed on {node}.").format(node=node)
    return tr(
        "{taken} The image and what of the model has been downloaded stay, so that "
        "another try goes on from there."
    ).format(taken=taken)


def cancelled_text(plan: LaunchPlan, node: str) -> str:
    """Say what is left after a cancel."""
    if plan.run is not None:
        return tr(
            "The container was removed from {node}. What has been downloaded is still there."
        ).format(node=node)
    return tr(
        "What was started on {node} was taken back. What has been downloaded is still there."
    ).format(node=node)


def hint_text(error: UserError) -> str:
    """Return an error's hint, without the last words that are shown on their own."""
    if isinstance(error, LaunchFailed) and error.lines:
        begin = IT_SAID.partition("{words}")[0]
        return error.hint.partition(begin)[0].strip() if begin else error.hint
    return error.hint


def _current_phase(progress: DeployProgress, errand: Errand) -> Phase:
    """Return where it is; an engine that ended may have been further than was told."""
    if errand.is_done:
        return Phase.READY
    failed_in = errand.error.phase if isinstance(errand.error, LaunchFailed) else progress.phase
    return max(progress.phase, failed_in, key=ORDER.index)


def _past(progress: DeployProgress, phase: Phase, took: float | None) -> StepRow:
    if took is not None:
        return StepRow(phase, TITLES[phase], StepState.DONE, units.duration(took))
    if phase is progress.phase:  # how long it took was not told any more
        return StepRow(phase, TITLES[phase], StepState.DONE)
    return StepRow(phase, TITLES[phase], StepState.SKIPPED, _skipped(phase))


def _current(progress: DeployProgress, errand: Errand, phase: Phase, now: float) -> StepRow:
    title = TITLES[phase]
    if errand.is_done:
        return StepRow(phase, title, StepState.DONE)
    until = now if errand.ended is None else errand.ended
    is_timed = bool(progress.phase_begun) and phase is progress.phase
    time = units.duration(max(0.0, until - progress.phase_begun)) if is_timed else ""
    if not errand.is_running:
        is_failed = errand.phase is ErrandPhase.FAILED
        state = StepState.FAILED if is_failed else StepState.CANCELLED
        return StepRow(phase, title, state, time)
    detail = said(progress.detail, limit=_SAID)
    return StepRow(phase, title, StepState.CURRENT, time, progress.fraction, detail)


def _skipped(phase: Phase) -> str:
    return tr("already there") if phase in _MOVING else tr("not needed")
