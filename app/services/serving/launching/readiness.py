"""Whether a model is ready: its engine is healthy, lists it, and completes one token.

A process that runs is not ready, and one that is healthy may not answer. Asked through the node's
session; no port is opened here.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from enum import StrEnum
from typing import TYPE_CHECKING

from app.core.errors import RemoteError, SourceUnavailable
from app.core.i18n import tr
from app.core.said import said
from app.services.serving.asking import Reply, ask
from app.services.serving.running.probing import read_error, read_models
from app.services.telemetry.fetch import Address

if TYPE_CHECKING:
    from app.core.cancel import Cancel
    from app.services.serving.api import EngineSpec, LaunchPlan
    from app.transport.api import Session

ENDPOINT_KEYS = ("LLAMA_API_KEY", "VLLM_API_KEY", "SGLANG_API_KEY")
"""Variables that hold the key which an engine wants of those who ask it."""
HEALTH_S = 2.0
"""Seconds of silence before a question about health is given up: it is asked again soon."""
FIRST_TOKEN_S = 180.0
"""Seconds that the first token may take: some engines compile for it."""
_HINT = tr("Look at its log: an engine that is well answers with status 200.")


class Standing(StrEnum):
    """How far an endpoint is."""

    SILENT = "silent"  # nothing listens, or it does not speak HTTP yet
    LOADING = "loading"  # it listens and says that it is not ready
    HEALTHY = "healthy"


class NotAnswering(RemoteError):
    """An endpoint that is well refuses what it is asked, and waiting would not help."""


class Readiness:
    """Asks one endpoint how far it is. For one thread."""

    def __init__(self, plan: LaunchPlan, engine: EngineSpec, key: str | None = None) -> None:
        """Prepare to ask; `key` is what the endpoint wants of everyone."""
        self._plan = plan
        self._health = engine.health
        self._title = engine.title
        self._headers = {"Authorization": f"Bearer {key}"} if key else {}
        self.has_key = bool(key)
        """Whether the endpoint wants a key."""
        self.listed: tuple[str, ...] = ()
        """What it listed last."""

    def look(self, session: Session, cancel: Cancel) -> Standing:
        """Return how far it is by its health alone. Raises SessionLost, Cancelled."""
        health = self._ask(session, self._health.ready or self._health.models, cancel)
        if health is None:
            return Standing.SILENT
        if health.status != 200:
            return Standing.LOADING
        return Standing.HEALTHY

    def is_listed(self, session: Session, cancel: Cancel) -> bool:
        """Tell whether the model is among those that it lists."""
        if not self._health.models:
            return True
        answer = self._ask(session, self._health.models, cancel)
        if answer is None or answer.status in (404, 503):
            return False
        if answer.status in (401, 403):
            raise NotAnswering(
                tr("{title} wants a key, and refuses the one that it was asked with.").format(
                    title=self._title
                ),
                tr("Save the endpoint's key under Keys, then deploy it again."),
            )
        models = read_models(answer.told) or ()
        self.listed = tuple(each.id for each in models)
        return any(is_same(each, self._plan.model_id) for each in self.listed)

    def complete(self, session: Session, cancel: Cancel) -> bool:
        """Ask for one token; True when it came, False while it loads. Raises NotAnswering."""
        if not self._health.base:
            return True  # it speaks a language of its own: its health is all there is
        refusal = ""
        for path, body in questions(self._plan, self.model_id, self._health.base):
            answer = self._ask(session, path, cancel, body, patience_s=FIRST_TOKEN_S)
            if answer is None or answer.status == 503:
                return False
            if answer.status == 200:
                return True
            refusal = refusal or tr("status {status}: {why}").format(
                status=answer.status, why=read_error(answer.told)
            ).rstrip(": ")
        raise NotAnswering(
            tr("{title} refuses a first question with {refusal}.").format(
                title=self._title, refusal=refusal
            ),
            _HINT,
        )

    @property
    def model_id(self) -> str:
        """The model as the endpoint lists it."""
        wanted = self._plan.model_id
        return next((each for each in self.listed if is_same(each, wanted)), wanted)

    def _ask(
        self,
        session: Session,
        path: str,
        cancel: Cancel,
        body: bytes | None = None,
        *,
        patience_s: float = HEALTH_S,
    ) -> Reply | None:
        """Return what a path answers; None while nothing that speaks HTTP does."""
        address = Address(self._plan.port, path)
        headers = self._headers | ({"Content-Type": "application/json"} if body else {})
        try:
            return ask(
                session,
                address,
                cancel,
                method="POST" if body else "GET",
                body=body,
                headers=headers,
                patience_s=patience_s,
            )
        except (RemoteError, SourceUnavailable):
            return None


def is_same(listed: str, wanted: str) -> bool:
    """Tell whether an engine lists the wanted model: Ollama and others add `:latest`."""
    return listed == wanted or listed == f"{wanted}:latest" or f"{listed}:latest" == wanted


def questions(plan: LaunchPlan, model: str, base: str) -> Iterable[tuple[str, bytes]]:
    """Yield the smallest questions that show that a model answers, each with its path.

    The second is for models that were never taught to chat.
    """
    features = plan.recipe.features
    if "embeddings" in features:
        yield f"{base}/embeddings", _body(model=model, input="Hi")
    elif "reranking" in features:
        yield f"{base}/rerank", _body(model=model, query="Hi", documents=["Hi"])
    else:
        turns = [{"role": "user", "content": "Hi"}]
        yield f"{base}/chat/completions", _body(model=model, messages=turns, max_tokens=1)
        yield f"{base}/completions", _body(model=model, prompt="Hi", max_tokens=1)


def endpoint_key(plan: LaunchPlan) -> str:
    """Return the variable with the key that a plan's endpoint will want; empty: it wants none."""
    names = {each.variable for each in plan.secrets}
    return next((each for each in ENDPOINT_KEYS if each in names), "")


def _body(**fields: object) -> bytes:
    return json.dumps(fields).encode()


def listed_words(listed: tuple[str, ...]) -> str:
    """Say what an endpoint lists."""
    return ", ".join(said(each) for each in listed[:5]) or tr("nothing", "what it said")
