"""What a program needs to use a model: its address, a command, a few lines of Python.

A key is never part of it: both samples take it from an environment variable.
"""

from __future__ import annotations

import json
import shlex
from dataclasses import dataclass

KEY_VARIABLE = "OPENAI_API_KEY"
QUESTION = "Say hello in one sentence."
NO_KEY = "not-needed"
"""What OpenAI's client is given where the server asks for no key: it must have one."""


@dataclass(frozen=True, slots=True)
class CodeSamples:
    """Three ways to say the same."""

    base_url: str
    curl: str
    """For a POSIX shell."""
    python: str


def code_samples(port: int, base: str, model: str, *, needs_key: bool) -> CodeSamples:
    """Return samples for a model.

    Args:
        port: of this computer, on 127.0.0.1.
        base: where the API begins, `/v1`.
        model: as the endpoint lists it.
        needs_key: whether the server asks for one.
    """
    url = f"http://127.0.0.1:{port}{base}"
    return CodeSamples(url, _curl(url, model, needs_key), _python(url, model, needs_key))


def _curl(url: str, model: str, needs_key: bool) -> str:
    asked = {"model": model, "messages": [{"role": "user", "content": QUESTION}]}
    lines = [
        f"curl {shlex.quote(f'{url}/chat/completions')}",
        "-H 'Content-Type: application/json'",
        *([f'-H "Authorization: Bearer ${KEY_VARIABLE}"'] if needs_key else []),
        f"-d {shlex.quote(json.dumps(asked, ensure_ascii=False))}",
    ]
    return " \\\n  ".join(lines)


def _python(url: str, model: str, needs_key: bool) -> str:
    key = f'os.environ["{KEY_VARIABLE}"]' if needs_key else f'"{NO_KEY}"'
    lines = [
        *(["import os", ""] if needs_key else []),
        "from openai import OpenAI",
        "",
        f"client = OpenAI(base_url={_text(url)}, api_key={key})",
        "stream = client.chat.completions.create(",
        f"    model={_text(model)},",
        f'    messages=[{{"role": "user", "content": {_text(QUESTION)}}}],',
        "    stream=True,",
        ")",
        "for chunk in stream:",
        "    if chunk.choices:",
        '        print(chunk.choices[0].delta.content or "", end="", flush=True)',
    ]
    return "\n".join(lines) + "\n"


def _text(text: str) -> str:
    """Return a text as Python reads it, in double quotes: JSON's escapes are Python's."""
    return json.dumps(text, ensure_ascii=False)
