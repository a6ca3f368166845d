"""Any OpenAI-compatible endpoint that somebody else runs: found, asked, never launched."""

from __future__ import annotations

from app.core.errors import BadInput
from app.core.i18n import tr
from app.services.serving.api import EngineSpec, LaunchPlan, LaunchRequest, Runtime
from app.services.serving.fit.api import Overhead

PORT = 8000


def plan(request: LaunchRequest) -> LaunchPlan:
    """Refuse: nothing is launched."""
    raise BadInput(
        tr("An endpoint is not launched from here: somebody runs it already."),
        tr("What answers like OpenAI on a port of the node is listed under Running by itself."),
    )


ENGINE = EngineSpec(
    name="endpoint",
    title=tr("OpenAI-compatible endpoint"),
    summary=tr("Whatever answers /v1/models on the node, whoever started it."),
    runtimes=(Runtime.ENDPOINT,),
    sources=(),
    port=PORT,
    plan=plan,
    overhead=Overhead(fixed_bytes=0, source="it runs already: the memory it has is measured"),
    kv_dtypes=(),
    start_s=(0.0, 0.0),
    proved=tr("A llama.cpp server that somebody else started is found and asked."),
    order=90,
)
