"""`chat NODE[/MODEL] MESSAGE`."""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.bench import key_from, model_meant, running
from app.cli.opening import Opener
from app.cli.reaching import reached
from app.cli.terminal import say
from app.core import units
from app.core.cancel import Cancel
from app.core.errors import BadInput, RemoteError
from app.core.said import plain, said
from app.services.chat.api import (
    AskPhase,
    AskState,
    ChatEndpoint,
    FilePart,
    Message,
    MessageState,
    Parameters,
    Role,
    Stopped,
    ToolCall,
)
from app.services.chat.asking import Question, Reply, ask_chat
from app.services.chat.endpoints.book import is_open
from app.services.chat.endpoints.listing import list_models
from app.services.chat.endpoints.naming import of_running
from app.services.chat.endpoints.reaching import chat_address, door
from app.services.chat.energy import EnergyMeter
from app.services.chat.stopping import ServerLook
from app.services.serving.answers import Delta
from app.services.serving.running.api import ModelState, RunningModel

if TYPE_CHECKING:
    from app.services.serving.reach import NodeReach

MAX_FILE = 8 * 1024 * 1024
STOP_S = 1.2
"""Seconds that a server has to stop after Ctrl-C: the command ends soon after."""
SAID_OF_STOP = {
    Stopped.YES: "Stopped; the server has stopped, too.",
    Stopped.NO: "Stopped; the server still computes.",
    Stopped.UNKNOWN: "Stopped; the server does not tell whether it has, too.",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """Whom to ask."""

    endpoint: ChatEndpoint
    model: str
    reach: NodeReach | None = None
    key: str = ""


def run(options: argparse.Namespace, cancel: Cancel) -> int:
    """Ask, print the answer as it comes, and say how it ended."""
    if options.url:
        if options.message is not None:
            raise BadInput("With --url only the message is given.", "Name the model by --model.")
        options.target, options.message = None, options.target
    elif options.target is None:
        raise BadInput("A node is missing.", "As in: chat spark-01 “Hello”, or give --url.")
    message = _message(options)
    parameters = _parameters(options)
    with _asked(options, cancel) as asked:
        question = Question(
            asked.model,
            (message,),
            system=options.system,
            parameters=parameters,
            engine=asked.endpoint.engine,
        )
        printing = _Printing(options)
        with chat_address(asked.endpoint, asked.reach, asked.key, cancel) as address:
            reply = ask_chat(
                address,
                question,
                Cancel(),
                cancel,
                printing.tell,
                server=ServerLook(address, asked.endpoint.engine, patience_s=STOP_S),
                meter=EnergyMeter(asked.reach.sample) if asked.reach is not None else None,
            )
        printing.end(asked, reply)
    cancel.raise_if_cancelled()
    failed = reply.state is MessageState.FAILED
    broken = reply.state is MessageState.CUT_OFF and reply.finish != "length"
    return RemoteError.exit_code if failed or broken else 0


# What is asked


def _message(options: argparse.Namespace) -> Message:
    """Return the message with what is attached; BadInput where there is none."""
    if options.file.count("-") + (options.message is None) > 1:
        raise BadInput("Standard input can be used once.", "Give the message as an argument.")
    text = options.message
    if text is None:
        if sys.stdin.isatty():
            raise BadInput("Nothing is asked.", "Put the message behind the node, in quotes.")
        text = _read_stdin()
    if not text.strip():
        raise BadInput("The message is empty.")
    parts = tuple(_attached(each) for each in options.file)
    return Message(0, None, Role.USER, text.strip(), parts)


def _attached(name: str) -> FilePart:
    if name == "-":
        return FilePart("standard input", _read_stdin())
    path = Path(os.path.expanduser(name))
    try:
        with path.open("rb") as file:
            data = file.read(MAX_FILE + 1)
    except OSError as error:
        raise BadInput(f"{said(name)} cannot be read: {error.strerror}.") from error
    return FilePart(path.name, _text(data, said(name)))


def _read_stdin() -> str:
    return _text(sys.stdin.buffer.read(MAX_FILE + 1), "standard input")


def _text(data: bytes, name: str) -> str:
    if len(data) > MAX_FILE:
        raise BadInput(f"{name} is larger than {MAX_FILE // 2**20} MiB.", "Attach less of it.")
    if b"\0" in data:
        raise BadInput(f"{name} is no text.", "Convert it to text before.")
    return data.decode("utf-8", "replace")


def _parameters(options: argparse.Namespace) -> Parameters:
    temperature = options.temperature
    if temperature is not None and not 0 <= temperature <= 2:
        raise BadInput("The temperature is 0 to 2.")
    return Parameters(max_tokens=options.max_tokens, temperature=temperature)


# Whom


@contextlib.contextmanager
def _asked(options: argparse.Namespace, cancel: Cancel) -> Iterator[Asked]:
    """Yield whom to ask, until the block ends; raises what keeps that from being known."""
    key = key_from(options.key_from)
    if options.url:
        if key and is_open(options.url):
            say("Without https:// the key can be read on its way.")
        endpoint = ChatEndpoint(options.url, options.url, url=options.url, is_custom=True)
        yield _listed(Asked(endpoint, options.model, key=key), cancel)
        return
    options.node, _, model = _split(options.target)
    wanted = model or options.model
    with reached(Opener.from_options(options), cancel) as reach:
        found = _of_node(reach, wanted, cancel)
        endpoint = of_running(found.endpoint, reach.name)
        asked = Asked(endpoint, found.endpoint.model_id, reach, key)
        yield asked if asked.model else _listed(asked, cancel)


def _split(target: str) -> tuple[str, str, str]:
    """Split NODE/MODEL; a model's name may have slashes of its own, and so has `ssh://host`."""
    scheme, mark, rest = target.partition("://")
    if not mark:
        return target.partition("/")
    node, slash, model = rest.partition("/")
    return f"{scheme}://{node}", slash, model


def _of_node(reach: NodeReach, wanted: str, cancel: Cancel) -> RunningModel:
    """Return the model that is meant; BadInput where that is none, or more than one."""
    models = running(reach, cancel)
    if not wanted:
        ready = [each for each in models if each.state is ModelState.READY]
        if len(ready) == 1:
            return ready[0]
        names = ", ".join(said(each.endpoint.model_id or each.title) for each in ready[:8])
        if not ready:
            raise BadInput(f"No model answers on {reach.name}.", "See `models`.")
        raise BadInput(f"{len(ready)} models answer on {reach.name}.", f"Say which: {names}.")
    for each in models:  # further names of one endpoint, such as models that Ollama would load
        if wanted in each.also:
            return replace(each, endpoint=replace(each.endpoint, model_id=wanted))
    return model_meant(reach, wanted, cancel)


def _listed(asked: Asked, cancel: Cancel) -> Asked:
    """Return whom to ask, with what the endpoint's own list says: its engine, its first model."""
    listed = list_models(
        door(asked.endpoint, asked.reach, asked.key, cancel), asked.endpoint.engine
    )
    endpoint = replace(asked.endpoint, engine=listed.engine)
    if not asked.model and not listed.models:
        raise BadInput("The endpoint lists no model.", "Name one by --model.")
    return replace(asked, endpoint=endpoint, model=asked.model or listed.models[0].id)


# What is said


class _Printing:
    """Prints an answer as it comes; how far it is goes to a terminal's stderr."""

    def __init__(self, options: argparse.Namespace) -> None:
        self._json = options.json
        self._reasoning = options.reasoning
        self._shows_state = sys.stderr.isatty()
        self._is_terminal = sys.stdout.isatty()
        self._lock = threading.Lock()
        self._has_state = False
        self._ends_line = True

    def tell(self, told: Delta | AskState | ToolCall) -> None:
        """Print a piece."""
        with self._lock:
            if isinstance(told, AskState):
                self._state(told)
            elif isinstance(told, Delta):
                self._piece(told)

    def end(self, asked: Asked, reply: Reply) -> None:
        """Say how it ended."""
        self._clear()
        if self._json:
            print(_json(asked, reply))
        elif not self._ends_line:
            print()
        sys.stdout.flush()
        for call in () if self._json else reply.calls:
            say(said(f"It asks for the tool {call.name} with {call.arguments}", limit=2000))
        if reply.note:
            say(said(reply.note, limit=600))
        if reply.stopped is not None:
            say(SAID_OF_STOP[reply.stopped])
        elif self._shows_state:
            say(figures_text(reply))

    def _piece(self, delta: Delta) -> None:
        if delta.takes_back and not self._json and not self._ends_line:
            print(flush=True)
            say("(What stands above was thinking.)")
            self._ends_line = True
        if delta.is_reasoning and not self._reasoning:
            return
        self._clear()
        file = sys.stderr if delta.is_reasoning else sys.stdout
        if self._json and not delta.is_reasoning:
            return
        file.write(plain(delta.text) if self._is_terminal else delta.text)
        file.flush()
        if not delta.is_reasoning:
            self._ends_line = delta.text.endswith("\n")

    def _state(self, state: AskState) -> None:
        if not self._shows_state or state.phase is AskPhase.ANSWERING:
            self._clear()
            return
        words = state.phase.value
        if state.fraction is not None:
            words += f" {state.fraction:.0%}"
        sys.stderr.write(f"\r\x1b[K{words}{f', {state.detail}' if state.detail else ''} …")
        sys.stderr.flush()
        self._has_state = True

    def _clear(self) -> None:
        if self._has_state:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
            self._has_state = False


def figures_text(reply: Reply) -> str:
    """Say how fast it came: `First token after 210 ms · 41.7 tokens/s · 128 tokens · 12 J`."""
    figures, timing = reply.figures, reply.figures.timing
    parts = [f"First token after {units.duration(timing.first_token_s)}"]
    if timing.tokens_per_s is not None:
        parts.append(f"{timing.tokens_per_s:.1f} tokens/s")
    if figures.completion_tokens is not None:
        parts.append(f"{figures.completion_tokens} tokens")
    if figures.joules is not None:
        parts.append(f"{figures.joules:.0f} J of the node's GPUs")
    return " · ".join(parts)


def _json(asked: Asked, reply: Reply) -> str:
    import msgspec

    told = {
        "endpoint": asked.endpoint.title,
        "model": asked.model,
        "engine": asked.endpoint.engine,
        "text": reply.text,
        "reasoning": reply.reasoning,
        "calls": reply.calls,
        "state": reply.state,
        "finish": reply.finish,
        "note": reply.note,
        "stopped": reply.stopped,
        "refused": sorted(reply.refused),
        "figures": reply.figures,
    }
    return msgspec.json.format(msgspec.json.encode(told), indent=2).decode()
