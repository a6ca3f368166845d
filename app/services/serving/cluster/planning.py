"""Puts a plan together: checks, scripts, and whether it fits over all machines. Pure."""

from __future__ import annotations

from dataclasses import replace

from app.core.errors import BadInput
from app.core.i18n import tr
from app.core.said import said
from app.services.serving.api import Check, CheckVerdict
from app.services.serving.catalogue import engine
from app.services.serving.cluster.api import ClusterPlan, ClusterRequest, Way, can_take, spec_of
from app.services.serving.cluster.preflight import check_cluster, fabric_of
from app.services.serving.cluster.scripts import chosen, scripts_of
from app.services.serving.fit.api import Fit, Room, Verdict
from app.services.serving.fit.judge import safe_fraction
from app.services.serving.fit.launch_fit import fit_of
from app.services.serving.launch_settings import (
    DISCRETE_FRACTION,
    UNIFIED_FRACTION,
    check_model,
)
from app.services.serving.launching.admission import admit
from app.services.serving.measured import MeasuredBook

NOT_LAUNCHED = tr(
    "Launching on several machines is not done from here yet: run the scripts in order."
)


def plan_cluster(request: ClusterRequest, book: MeasuredBook) -> ClusterPlan:
    """Return the plan; BadInput where the recipe is no one's for this way."""
    spec = spec_of(request.way)
    if not can_take(spec, request.recipe):
        raise BadInput(
            tr("{recipe} cannot be run with {title}.").format(
                recipe=said(request.recipe.title), title=spec.title
            ),
            tr(
                "It takes recipes of {title} for models of Hugging Face, without a "
                "command or files of their own."
            ).format(title=engine(spec.engine).title),
        )
    check_model(request.recipe.model, engine(spec.engine))
    request = _with_share(request)
    fabric = fabric_of(request.nodes)
    fit = _fit(request, book)
    checks = (*check_cluster(request, fabric), _memory(fit))
    return ClusterPlan(
        request,
        checks,
        scripts_of(request, fabric) if fabric is not None else (),
        fit,
        tuple(_notes(request, fit, book)),
    )


def _with_share(request: ClusterRequest) -> ClusterRequest:
    """Return the request with the part that vLLM takes: its own default fails on GB10."""
    if request.way is not Way.VLLM_RAY or chosen(request).memory_fraction is not None:
        return request
    room = room_of_all(request)
    most = UNIFIED_FRACTION if room is None or room.unified else DISCRETE_FRACTION
    safe = None if room is None else safe_fraction(room)
    settings = replace(request.settings, memory_fraction=min(most, safe or most))
    return replace(request, settings=settings)


def room_of_all(request: ClusterRequest) -> Room | None:
    """Return the room of machines that share a model evenly: the fullest one decides."""
    rooms = [node.room for node in request.nodes]
    known = [room for room in rooms if room is not None]
    if not known or len(known) < len(rooms):
        return None
    least, count = min(known, key=lambda room: room.bytes), len(known)
    available = least.available_bytes
    return replace(
        least,
        bytes=least.bytes * count,
        total_bytes=min(room.total_bytes for room in known) * count,
        reserve_bytes=least.reserve_bytes * count,
        available_bytes=None if available is None else available * count,
        takers=tuple(taker for room in known for taker in room.takers),
        gpus=count,
        machines=count,
    )


def _fit(request: ClusterRequest, book: MeasuredBook, *, alone: bool = False) -> Fit | None:
    room = request.nodes[0].room if alone and request.nodes else room_of_all(request)
    if room is None:
        return None
    spec = engine(spec_of(request.way).engine)
    return fit_of(request.recipe, request.settings, spec, None, room, book, "", gpus=room.gpus)


def _memory(fit: Fit | None) -> Check:
    if fit is None:
        why = tr("How much memory is free, or how much the model takes, is not known.")
        return Check("memory", CheckVerdict.UNKNOWN, why)
    return admit(fit, tr("the cluster"))


def _notes(request: ClusterRequest, fit: Fit | None, book: MeasuredBook) -> list[str]:
    notes = [NOT_LAUNCHED]
    alone = _fit(request, book, alone=True)
    if fit is not None and alone is not None and alone.verdict is not Verdict.NO:
        notes.append(
            tr(
                "It fits on {name} alone, and is faster there: machines wait for each "
                "other with every token (25.6 against 75 tok/s were measured)."
            ).format(name=request.nodes[0].name)
        )
    if request.way is Way.VLLM_RAY:
        notes.append(tr("vLLM over machines was seen to fail with 32 requests at a time and more."))
    if request.way is Way.LLAMA_RPC:
        notes.append(tr("rpc-server knows no password: keep it in the network of the CX-7."))
    return notes
