"""`bench MODEL --node NODE`."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.cli.opening import Opener
from app.cli.reaching import reached
from app.cli.terminal import say
from app.core.cancel import Cancel, Wake
from app.core.errors import BadInput, RemoteError
from app.core.log import register_secret
from app.core.ports import read_port
from app.core.said import said
from app.services.serving.benchmarks.api import BenchmarkProgress, BenchmarkRun, Ending, Sweep
from app.services.serving.benchmarks.figures import figure
from app.services.serving.benchmarks.measuring import benchmark_model
from app.services.serving.benchmarks.options import read_levels
from app.services.serving.benchmarks.store import BenchmarkStore
from app.services.serving.keys import check_key
from app.services.serving.measured import MeasuredBook
from app.services.serving.recipes.book import RecipeBook
from app.services.serving.running.api import Endpoint, ModelState, RunningModel

if TYPE_CHECKING:
    from app.services.serving.reach import NodeReach

SHOWN = (
    "first_token_s", "first_token_p95_s", "tokens_per_s", "total_tokens_per_s", "power_w",
    "joules_per_token",
)  # fmt: skip


def run(options: argparse.Namespace, cancel: Cancel) -> int:
    """Find the model, measure it, print what came of it."""
    sweep = Sweep(
        read_levels(options.levels), options.prompt_tokens, options.tokens, options.rounds
    ).checked(None)
    key = key_from(options.key_from)
    opener = Opener.from_options(options)
    paths = opener.paths
    with reached(opener, cancel) as reach:
        model = model_meant(reach, options.model, cancel)
        recipes = RecipeBook(paths.recipes).load() if model.recipe else None
        recipe = recipes.find(model.recipe) if recipes is not None else None
        store = BenchmarkStore(paths.benchmarks)
        done = benchmark_model(
            reach,
            model,
            recipe,
            sweep,
            cancel,
            _Telling(),
            store=store,
            book=MeasuredBook(paths.measured),
            key=key,
        )
    say(f"Saved as {paths.benchmarks / done.id}.json")
    if options.json:
        import msgspec

        print(msgspec.json.format(msgspec.json.encode(done), indent=2).decode())
    else:
        _print(done)
    if done.ending is Ending.CANCELLED:
        cancel.raise_if_cancelled()
    return RemoteError.exit_code if done.ending is Ending.STOPPED else 0


def key_from(variable: str) -> str:
    """Return the endpoint's key from the environment; BadInput when it is not there."""
    key = os.environ.get(variable, "") if variable else ""
    if variable and not key:
        raise BadInput(f"The environment variable {said(variable)} is not set.")
    if not key:
        return ""
    key = check_key(variable, key)
    register_secret(key)  # a server may repeat it in what it refuses
    return key


def model_meant(reach: NodeReach, wanted: str, cancel: Cancel) -> RunningModel:
    """Return the model that is meant; a port is asked itself where nobody knows of an engine."""
    models = running(reach, cancel)
    port = read_port(wanted)
    if port is not None and all(each.endpoint.port != port for each in models):
        return at_port(reach, port, cancel)
    return find_model(models, wanted)


def at_port(reach: NodeReach, port: int, cancel: Cancel) -> RunningModel:
    """Return the first model that a port lists; BadInput where it is no such endpoint."""
    from app.services.serving.running.probing import Answering, Question, probe

    found = probe(reach.session(), Question(port), cancel)
    if found.answering is not Answering.READY or not found.models:
        raise BadInput(f"Port {port} does not answer as OpenAI does.", found.trouble)
    served = found.models[0]
    engine = found.engine or "endpoint"
    endpoint = Endpoint(reach.node, port, served.id, engine, found.base)
    return RunningModel(endpoint, served.id, ModelState.READY, context=served.context)


def running(reach: NodeReach, cancel: Cancel) -> tuple[RunningModel, ...]:
    """Return what the node serves now; raises what keeps that from being known."""
    from app.services.serving.running.watch import watch_models

    for told in watch_models(reach, cancel, Wake()):
        if told.error is not None:
            raise told.error
        if told.models is not None:
            return told.models
    return ()


def find_model(models: Sequence[RunningModel], wanted: str) -> RunningModel:
    """Return the model that a person means; BadInput when it is none, or more than one."""
    answering = [each for each in models if each.state is ModelState.READY]
    for names in (_exactly, _loosely):
        found = [each for each in answering if wanted.casefold() in names(each)]
        if len(found) == 1:
            return found[0]
        if found:
            raise BadInput(f"{len(found)} models are called {wanted}.", _known(found))
    if any(wanted.casefold() in (*_exactly(each), *_loosely(each)) for each in models):
        raise BadInput(f"{wanted} does not answer yet.", "See `models`.")
    raise BadInput(f"No model {said(wanted)} runs there.", _known(answering))


def _exactly(model: RunningModel) -> tuple[str, ...]:
    endpoint = model.endpoint
    return (endpoint.model_id.casefold(), str(endpoint.port))


def _loosely(model: RunningModel) -> tuple[str, ...]:
    short = model.endpoint.model_id.rsplit("/", 1)[-1]
    names = (model.title, model.container, model.recipe, short)
    return tuple(each.casefold() for each in names if each)


def _known(models: Sequence[RunningModel]) -> str:
    names = [f"{said(m.endpoint.model_id)} (port {m.endpoint.port})" for m in models[:8]]
    return f"Those that answer: {', '.join(names)}." if names else "Nothing answers there."


class _Telling:
    """Says on stderr how far it is: each line once where that is no terminal."""

    def __init__(self) -> None:
        self._levels = 0

    def __call__(self, progress: BenchmarkProgress) -> None:
        if sys.stderr.isatty():
            sys.stderr.write(f"\r\x1b[K{progress.detail}")
            sys.stderr.flush()
        for level in progress.run.levels[self._levels :]:
            self._levels += 1
            if sys.stderr.isatty():
                sys.stderr.write("\r\x1b[K")
            words = figure("total_tokens_per_s").text(level)
            say(f"{level.users} at a time: {words} of all, {level.failures} failed")


def _print(run: BenchmarkRun) -> None:
    figures = [figure(name) for name in SHOWN]
    rows = [("USERS", "ANSWERS", *(each.title.upper() for each in figures))]
    for level in run.levels:
        answers = f"{level.requests - level.failures}/{level.requests}"
        rows.append((str(level.users), answers, *(each.text(level) for each in figures)))
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        print("  ".join(text.rjust(width) for text, width in zip(row, widths, strict=True)))
    unknown = {each.title: each.why(level) for level in run.levels for each in figures}
    for title, why in unknown.items():
        if why:
            print(f"{title}: {why}.")
    for note in (run.why, *run.notes):
        if note:
            print(said(note, limit=400))
