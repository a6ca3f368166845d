"""Which parameters engines ignore or refuse, by their documentation and sources.

What the Endpoint Doctor sees of a server counts more.
"""

from __future__ import annotations

from dataclasses import dataclass


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
