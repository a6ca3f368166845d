"""The body of a request: messages, parameters under the names of each engine, and its extras."""

from __future__ import annotations

import re
from collections.abc import Mapping

from app.services.chat.api import Parameters
from app.services.chat.messages import Body, Question, body_continuing, body_messages

_REPETITION = ("vllm", "nim", "sglang", "tensorrt_llm", "triton")
"""Engines that call it `repetition_penalty`."""
_COUNTING = ("vllm", "nim", "sglang")
"""Engines that tell with each piece how many tokens there are by now."""
FIELDS: Mapping[str, str] = {
    "max_tokens": "max_tokens",
    "temperature": "temperature",
    "top_p": "top_p",
    "top_k": "top_k",
    "min_p": "min_p",
    "frequency_penalty": "frequency_penalty",
    "presence_penalty": "presence_penalty",
    "repeat_penalty": "repeat_penalty",
    "seed": "seed",
    "stop": "stop",
    "reasoning_effort": "reasoning_effort",
    "thinking": "chat_template_kwargs",
}
"""Names of `Parameters` and what a request calls them."""


def request_body(question: Question, without: frozenset[str] = frozenset()) -> Body:
    """Return the body; `without` are parameters that the server has just refused."""
    refused = question.card.refused if question.card is not None else frozenset()
    options: Body = {"include_usage": True}
    if question.engine in _COUNTING:
        options["continuous_usage_stats"] = True
    body: Body = {
        "model": question.model,
        "messages": body_messages(question),
        "stream": True,
        "stream_options": options,
    }
    if question.engine == "llama_cpp":
        body |= {"return_progress": True, "timings_per_token": True}
    for name, value in _given(question.parameters).items():
        if name not in refused and name not in without:
            body[_field(name, question.engine)] = value
    return body | body_continuing(question)


def refused_by(words: str, question: Question) -> frozenset[str]:
    """Return which of the parameters that were given a server's refusal names."""
    return frozenset(
        name
        for name in _given(question.parameters)
        if re.search(rf"\b({name}|{_field(name, question.engine)})\b", words)
    )


def _given(parameters: Parameters) -> Body:
    """Return the parameters that are set, as a request has them."""
    found: Body = {}
    for name in FIELDS:
        value = getattr(parameters, name)
        if value is not None and value not in ("", ()):
            found[name] = list(value) if isinstance(value, tuple) else value
    if "thinking" in found:  # templates differ in its name, and ignore the other one
        found["thinking"] = {"enable_thinking": found["thinking"], "thinking": found["thinking"]}
    return found


def _field(name: str, engine: str) -> str:
    if name == "repeat_penalty" and engine in _REPETITION:
        return "repetition_penalty"
    return FIELDS[name]
