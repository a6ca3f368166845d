"""Models of all nodes and deployments in progress as rows of one table. No Qt."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.core import units
from app.core.i18n import numeral, tr
from app.core.ids import NodeId
from app.core.said import said
from app.core.whoami import whoami
from app.panes.row_model import Column, TableSpec
from app.services.serving.api import Phase
from app.services.serving.running.api import ModelState, RunningModel

if TYPE_CHECKING:
    from app.state.deployments import Deployment

PHASES = {
    Phase.WAITING: tr("Waiting"),
    Phase.PULLING: tr("Pulling"),
    Phase.DOWNLOADING: tr("Downloading"),
    Phase.LOADING: tr("Loading"),
    Phase.COMPILING: tr("Compiling"),
    Phase.CHECKING: tr("Checking"),
    Phase.READY: tr("Ready"),
}
STATES = {
    ModelState.READY: (tr("Ready"), "ok"),
    ModelState.STARTING: (tr("Loading"), "warn"),
    ModelState.UNWELL: (tr("Unwell"), "err"),
    ModelState.STOPPED: (tr("Stopped"), "text2"),
}
NOT_YET = tr("it is being deployed")


@dataclass(frozen=True, slots=True)
class ModelRow:
    """A model, or a deployment that will be one."""

    node: NodeId
    node_name: str
    engine: str
    """As a person calls it: `vLLM`."""
    model: RunningModel | None = None
    deployment: Deployment | None = None
    """One that goes on or failed, where there is no model yet."""
    age_s: float | None = None
    """Seconds since it was started, in whole ones."""
    is_old: bool = False
    """Whether nothing newer is known of its node."""

    @property
    def title(self) -> str:
        """What a person calls the model."""
        if self.model is not None:
            return said(self.model.title)
        return said(self.deployment.plan.recipe.title) if self.deployment is not None else ""

    @property
    def port(self) -> int | None:
        """The port on the node."""
        if self.model is not None:
            return self.model.endpoint.port or None
        return self.deployment.plan.port or None if self.deployment is not None else None


def model_row(
    node: NodeId, name: str, engine: str, model: RunningModel, *, is_old: bool = False
) -> ModelRow:
    """Return the row of a model that a node serves."""
    runs = model.started is not None and model.state is not ModelState.STOPPED
    age = max(time.time() - (model.started or 0.0), 0.0) if runs else None
    return ModelRow(
        node, name, engine, model, age_s=None if age is None else _whole(age), is_old=is_old
    )


def _whole(age_s: float) -> float:
    """Round an age to what is shown of it, so that rows do not change each second."""
    return float(int(age_s // 60) * 60) if age_s >= 60 else float(int(age_s // 10) * 10)


def identity(row: ModelRow) -> str:
    """Return what stays the same while a row changes."""
    if row.model is None:
        return f"deployment:{row.deployment.id if row.deployment is not None else ''}"
    endpoint = row.model.endpoint
    return f"{row.node}:{endpoint.port}:{row.model.container_id}:{endpoint.model_id}"


def state_text(row: ModelRow) -> str:
    """Return the pill's word: `Ready`, `Pulling 63 %`."""
    if row.model is not None:
        return _special(row.model) or STATES[row.model.state][0]
    if row.deployment is None or not row.deployment.errand.is_running:
        return tr("Failed")
    progress = row.deployment.progress
    word = PHASES[progress.phase]
    fraction = progress.fraction
    return word if fraction is None else f"{word} {units.percent(fraction * 100)}"


def state_tone(row: ModelRow) -> str:
    """Return the pill's colour token."""
    if row.model is None:
        return "warn" if row.deployment and row.deployment.errand.is_running else "err"
    if row.is_old:
        return "text2"
    return "info" if _special(row.model) else STATES[row.model.state][1]


def state_why(row: ModelRow) -> str:
    """Return more about the state."""
    if row.model is not None:
        old = tr("{node_name} is not connected: this is what it served before. ").format(
            node_name=row.node_name
        )
        return f"{old if row.is_old else ''}{said(row.model.trouble)}".strip()
    if row.deployment is None:
        return ""
    progress, error = row.deployment.progress, row.deployment.errand.error
    words = (progress.detail, progress.waiting_why, error.message if error is not None else "")
    return " · ".join(said(each) for each in words if each)


def _special(model: RunningModel) -> str:
    """Return what a server that is well needs before it answers, empty for nothing."""
    if model.state is not ModelState.READY:
        return ""
    if model.endpoint.needs_key:
        return tr("Needs a key")
    return "" if model.endpoint.model_id else tr("None loaded")


def context_text(tokens: int | None) -> str:
    """Return a context: `131,072`."""
    return units.NOT_AVAILABLE if tokens is None else numeral(tokens)


def requests_text(row: ModelRow) -> str:
    """Return requests that run and wait: `2 / 0`."""
    model = row.model
    if model is None or (model.requests_running is None and model.requests_waiting is None):
        return units.NOT_AVAILABLE
    return f"{_count(model.requests_running)} / {_count(model.requests_waiting)}"


def _count(value: float | None) -> str:
    return units.NOT_AVAILABLE if value is None else f"{value:.0f}"


def speed_text(row: ModelRow) -> str:
    """Return the tokens per second that it generates now."""
    value = row.model.tokens_per_s if row.model is not None else None
    return units.NOT_AVAILABLE if value is None else numeral(value, 1, grouped=False)


def why(row: ModelRow, *fields: str) -> str:
    """Say why a value is n/a, empty when it is known."""
    if row.model is None:
        return NOT_YET
    reasons = row.model.reasons
    told = [reasons[name] for name in fields if reasons.get(name)]
    return ", ".join(dict.fromkeys(told))


def port_text(row: ModelRow) -> str:
    """Return the port on the node."""
    return units.NOT_AVAILABLE if row.port is None else str(row.port)


def started_by(row: ModelRow) -> str:
    """Return who started it: `you`, or `ann@laptop` where that is somebody else."""
    if row.model is None or (row.model.is_ours and row.model.started_by == whoami()):
        return tr("you")
    return said(row.model.started_by) or units.NOT_AVAILABLE


_STATE_ORDER = (ModelState.UNWELL, ModelState.STARTING, ModelState.READY, ModelState.STOPPED)


def _state_key(row: ModelRow) -> int:
    return _STATE_ORDER.index(row.model.state) if row.model is not None else -1


def _context(row: ModelRow) -> str:
    return context_text(row.model.context if row.model is not None else None)


def memory_text(row: ModelRow) -> str:
    """Return what it has on the GPU."""
    held = row.model.gpu_bytes if row.model is not None else None
    return tr("none") if held == 0 else units.memory(held)


def _kv(row: ModelRow) -> str:
    return units.percent(row.model.kv_percent if row.model is not None else None)


def uptime(row: ModelRow) -> str:
    """Return how long it runs."""
    if row.age_s is not None and row.age_s < 60:
        return tr("< 1 min")
    return units.duration(row.age_s)


def _more_words(row: ModelRow) -> str:
    model = row.model
    if model is None:
        return ""
    return f"{model.container} {model.program} {model.recipe} {model.endpoint.model_id}"


def _text(title: str, width: int, least: int, text: Callable[[ModelRow], str]) -> Column:
    return Column(title, width, least, text, lambda row: text(row).casefold())


def _number(
    title: str,
    width: int,
    least: int,
    text: Callable[[ModelRow], str],
    *fields: str,
) -> Column:
    """Return a column of numbers, sorted by the first of the model's `fields`."""

    def key(row: ModelRow) -> object:
        return getattr(row.model, fields[0]) if row.model is not None else None

    return Column(title, width, least, text, key, numeric=True, why=lambda row: why(row, *fields))


SPEC = TableSpec(
    title=tr("Running models"),
    columns=(
        _text(tr("Model"), 200, 190, lambda row: row.title),
        Column(
            tr("State"), 108, 96, state_text, _state_key, why=state_why, tone=state_tone, pill=True
        ),
        _text(tr("Node"), 106, 104, lambda row: row.node_name),
        _text(tr("Engine"), 106, 84, lambda row: row.engine),
        Column(tr("Port"), 66, 66, port_text, lambda row: row.port, numeric=True),
        _number(tr("Context"), 84, 74, _context, "context"),
        _number(tr("GPU memory"), 108, 106, memory_text, "gpu_bytes"),
        _number(tr("Requests"), 82, 78, requests_text, "requests_running", "requests_waiting"),
        _number("Tokens/s", 80, 76, speed_text, "tokens_per_s"),
        _number(tr("KV use"), 70, 66, _kv, "kv_percent"),
        replace(_number(tr("Up"), 88, 82, uptime, "started"), key=lambda row: row.age_s),
        replace(
            _text(tr("Started by"), 96, 90, started_by), why=lambda row: why(row, "started_by")
        ),
    ),
    identity=identity,
    stretch=0,
    spare=(11, 9, 10, 5, 7, 4),
    more_words=_more_words,
)
