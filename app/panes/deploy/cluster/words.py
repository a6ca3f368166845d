"""What the cluster section says."""

from __future__ import annotations

from app.core.units import gib
from app.services.serving.api import CheckVerdict
from app.services.serving.cluster.api import ClusterPlan
from app.services.serving.fit.api import Fit, Verdict

TEACHES = (
    "Two Sparks joined by a QSFP cable hold a model that is too large for one: its weights and KV "
    "cache are split between them. Connect two machines and look here again: their links are "
    "looked at, and scripts are made for vLLM with Ray, TensorRT-LLM or llama.cpp."
)
WAITS = (
    "Looking changes nothing on the machines: it reads their links, versions, images and memory. "
    "What comes of it is a list of what was found, and the scripts to run."
)
_VERDICTS = {Verdict.FITS: "fits", Verdict.TIGHT: "tight", Verdict.NO: "does not fit"}


def outcome_of(plan: ClusterPlan) -> tuple[str, str]:
    """Return the outcome in a sentence and its colour token."""
    verdicts = [check.verdict for check in plan.checks]
    if CheckVerdict.REFUSED in verdicts:
        return "It would not work like this: see what is refused.", "err"
    if CheckVerdict.NOTE in verdicts or CheckVerdict.UNKNOWN in verdicts:
        return "The scripts can be run. Read what is marked.", "text"
    return "All is well. The scripts can be run.", "text"


def fit_rows(fit: Fit) -> list[tuple[str, str]]:
    """Return what it takes, for a list of names and values."""
    demand, room = fit.demand, fit.room
    about = "about " if fit.is_estimate else ""
    users = "1 user" if demand.users == 1 else f"{demand.users} users"
    takes = f"{about}{gib(fit.takes_bytes)} of {gib(room.bytes)}"
    if demand.memory_fraction is not None and fit.takes_bytes != fit.need_bytes:
        takes += f": it takes its share of {demand.memory_fraction:g} at once"
    return [
        ("Verdict", f"{_VERDICTS[fit.verdict]}, {takes}"),
        ("Weights", f"{about}{gib(fit.weights_bytes)}, split over {room.gpus} machines"),
        ("KV cache", f"{gib(fit.kv_bytes)} for {demand.context:,} tokens, {users}"),
        ("Engine", f"{gib(fit.overhead_bytes)} on all together"),
        (
            "Context",
            f"{fit.max_context:,} tokens at most for {users}" if fit.max_context else "none",
        ),
        ("Speed", _speed(fit)),
    ]


def _speed(fit: Fit) -> str:
    speed = fit.speed
    if speed is None:
        return "n/a: how much of the model a token reads is not known"
    return (
        f"about {speed.likely:.1f} tok/s for one user, between {speed.low:.1f} and {speed.high:.1f}"
    )
