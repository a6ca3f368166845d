"""Which parameters engines ignore or refuse, by their documentation and sources.

What the Endpoint Doctor sees of a server counts more.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import msgspec

from app.services.chat.api import Parameters
from app.services.chat.messages import Body, Question
from app.services.chat.request import request_body


@dataclass(frozen=True, slots=True)
class KnownParameters:
    """What is known of an engine: names are those of `Parameters`."""

    ignored: frozenset[str] = frozenset()
    """Taken without a word and not used."""
    refused: frozenset[str] = frozenset()
    """Answered with an error."""


_NONE = KnownParameters()
_KNOWN = {
    # docs.ollama.com/api/openai-compatibility, "supported request fields"; facts §2.6
    "ollama": KnownParameters(frozenset({"top_k", "min_p", "repeat_penalty", "thinking"})),
    # lmstudio.ai/docs/developer/openai-compat/chat-completions, "supported payload parameters"
    "lm_studio": KnownParameters(frozenset({"min_p", "reasoning_effort", "thinking"})),
    # its template alone decides: trap 07
    "llama_cpp": KnownParameters(frozenset({"reasoning_effort"})),
    "docker_model_runner": KnownParameters(frozenset({"reasoning_effort"})),
}


def known_parameters(engine: str) -> KnownParameters:
    """Return what is known of an engine; nothing of one that is not known."""
    return _KNOWN.get(engine, _NONE)


VALUES: Mapping[str, object] = {
    "temperature": 0.7,
    "top_p": 0.9,
    "top_k": 40,
    "min_p": 0.05,
    "frequency_penalty": 0.1,
    "presence_penalty": 0.1,
    "repeat_penalty": 1.05,
    "seed": 1,
    "stop": ("\u0003",),
    "reasoning_effort": "low",
    "thinking": True,
}
"""A value of each parameter that a server who reads it takes."""
NUMBERS = (
    "top_p",
    "top_k",
    "min_p",
    "frequency_penalty",
    "presence_penalty",
    "repeat_penalty",
    "seed",
)
"""Those for which a text is a wrong value to every server that reads them."""


def fields_of(engine: str, parameters: Mapping[str, object]) -> Body:
    """Return parameters as a request to an engine has them."""
    wanted = msgspec.convert(parameters, Parameters)
    nothing = request_body(Question("", (), engine=engine))
    asked = request_body(Question("", (), parameters=wanted, engine=engine))
    return {name: value for name, value in asked.items() if name not in nothing}
