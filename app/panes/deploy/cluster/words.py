"""What the cluster section says."""

from __future__ import annotations

from app.core.i18n import numeral, tr
from app.core.units import about, gib
from app.services.serving.api import CheckVerdict
from app.services.serving.cluster.api import ClusterPlan
from app.services.serving.fit.api import Fit, Verdict

TEACHES = tr(
    "Two Sparks joined by a QSFP cable hold a model that is too large for one: its "
    "weights and KV cache are split between them. Connect two machines and look here "
    "again: their links are looked at, and scripts are made for vLLM with Ray, "
    "TensorRT-LLM or llama.cpp."
)
WAITS = tr(
    "Looking changes nothing on the machines: it reads their links, versions, images "
    "and memory. What comes of it is a list of what was found, and the scripts to "
    "run."
)
_VERDICTS = {Verdict.FITS: tr("fits"), Verdict.TIGHT: tr("tight"), Verdict.NO: tr("does not fit")}


def outcome_of(plan: ClusterPlan) -> tuple[str, str]:
    """Return the outcome in a sentence and its colour token."""
    verdicts = [check.verdict for check in plan.checks]
    if CheckVerdict.REFUSED in verdicts:
        return tr("It would not work like this: see what is refused."), "err"
    if CheckVerdict.NOTE in verdicts or CheckVerdict.UNKNOWN in verdicts:
        return tr("The scripts can be run. Read what is marked."), "text"
    return tr("All is well. The scripts can be run."), "text"


def fit_rows(fit: Fit) -> list[tuple[str, str]]:
    """Return what it takes, for a list of names and values."""
    demand, room = fit.demand, fit.room
    users = tr("1 user") if demand.users == 1 else tr("{users} users").format(users=demand.users)
    takes = tr("{needed} of {room}").format(
        needed=about(gib(fit.takes_bytes), is_estimate=fit.is_estimate), room=gib(room.bytes)
    )
    if demand.memory_fraction is not None and fit.takes_bytes != fit.need_bytes:
        takes += tr(": it takes its share of {memory_fraction:g} at once").format(
            memory_fraction=demand.memory_fraction
        )
    return [
        (tr("Verdict"), f"{_VERDICTS[fit.verdict]}, {takes}"),
        (
            tr("Weights"),
            tr("{memory}, split over {gpus} machines").format(
                memory=about(gib(fit.weights_bytes), is_estimate=fit.is_estimate), gpus=room.gpus
            ),
        ),
        (
            tr("KV cache"),
            tr("{memory} for {context} tokens, {users}").format(
                memory=gib(fit.kv_bytes), context=numeral(demand.context), users=users
            ),
        ),
        (tr("Engine"), tr("{memory} on all together").format(memory=gib(fit.overhead_bytes))),
        (
            tr("Context"),
            tr("{max_context} tokens at most for {users}").format(
                max_context=numeral(fit.max_context), users=users
            )
            if fit.max_context
            else tr("none"),
        ),
        (tr("Speed"), _speed(fit)),
    ]


def _speed(fit: Fit) -> str:
    speed = fit.speed
    if speed is None:
        return tr("n/a: how much of the model a token reads is not known")
    return tr("about {likely} tok/s for one user, between {low} and {high}").format(
        likely=numeral(speed.likely, 1, grouped=False),
        low=numeral(speed.low, 1, grouped=False),
        high=numeral(speed.high, 1, grouped=False),
    )
