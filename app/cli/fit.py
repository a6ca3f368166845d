"""`fit MODEL`: whether a model fits a machine, and how fast it will be."""

from __future__ import annotations

import argparse
import contextlib
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from app.cli.opening import Opener
from app.core.cancel import Cancel
from app.core.errors import BadInput, SourceUnavailable
from app.core.paths import Paths, user_paths
from app.core.said import said
from app.core.settings import SettingsStore
from app.hosts.secrets import SecretStore
from app.services.serving.api import LaunchSettings, ModelRef, Recipe, Source
from app.services.serving.catalogue import engine
from app.services.serving.facts.api import ModelFacts
from app.services.serving.facts.look import HubAccess, look_up
from app.services.serving.facts.refs import parse_model
from app.services.serving.fit.api import GIB, Fit, Room, Verdict, Weights
from app.services.serving.fit.launch_fit import fit_of, gpus_planned
from app.services.serving.fit.on_disk import read_model
from app.services.serving.keys import secret_of
from app.services.serving.launching.admission import admit, idle_spark, room_of, why_no_room
from app.services.serving.measured import MeasuredBook, measured_machine
from app.services.serving.recipes.book import RecipeBook
from app.services.telemetry.watcher import Watcher

_MOST_BYTES = 1 << 60


def run(options: argparse.Namespace, cancel: Cancel) -> int:
    """Print the verdict."""
    paths = user_paths()
    for size in (options.weights_bytes, options.room_bytes):
        if size is not None and size > _MOST_BYTES:
            raise BadInput(f"{size:.3g} bytes are more than any machine has.")
    recipe, facts = _find(options, paths, cancel)
    if options.weights_bytes is not None:
        weights = Weights(options.weights_bytes, "as given by --weights-bytes")
        facts = replace(facts or ModelFacts(recipe.model), weights=weights)
    room, machine = _room(options, cancel)
    settings = LaunchSettings(
        context=options.context, users=options.users, kv_dtype=options.kv_dtype or ""
    )
    spec, book = engine(recipe.engine), MeasuredBook(paths.measured)
    gpus = gpus_planned(recipe, settings, spec, room.gpus)
    found = fit_of(recipe, settings, spec, facts, room, book, machine, gpus=gpus)
    if found is None:
        raise BadInput(
            f"It is not known how much memory {said(recipe.title)} takes.",
            "Give its config.json, and --weights-bytes.",
        )
    print(json.dumps(fit_to_json(found), ensure_ascii=False) if options.json else _text(found))
    return 0


def _find(
    options: argparse.Namespace, paths: Paths, cancel: Cancel
) -> tuple[Recipe, ModelFacts | None]:
    """Return what MODEL means: a file, a recipe, or a model of Hugging Face."""
    path = Path(options.model).expanduser()
    if path.exists() or path.suffix in (".json", ".gguf"):
        facts = read_model(path)
        return _recipe_of(facts, options.engine), facts
    recipe = RecipeBook(paths.recipes).load().find(options.model)
    if recipe is not None:
        return replace(recipe, engine=options.engine or recipe.engine), None
    ref = parse_model(options.model)
    if not ref.is_on_hub:
        raise BadInput(
            f"There is no recipe or file “{said(options.model)}”, and no such model can be looked "
            "up.",
            "Name a model of Hugging Face, or a config.json.",
        )
    secrets = SecretStore(SettingsStore(paths.settings))
    facts = look_up(ref, HubAccess(token_of=secret_of(secrets, cancel)), cancel)
    return _recipe_of(facts, options.engine), facts


def _recipe_of(facts: ModelFacts, wanted: str | None) -> Recipe:
    """Return a recipe that says nothing but which model."""
    ref: ModelRef = facts.ref
    is_gguf = ref.source is Source.GGUF or ref.handle.lower().endswith(".gguf")
    name = wanted or ("llama_cpp" if is_gguf else "vllm")
    return Recipe(ref.short, ref.short, name, ref)


def _room(options: argparse.Namespace, cancel: Cancel) -> tuple[Room, str]:
    """Return the room, and the name under which the machine's measurements are kept."""
    room, machine = idle_spark(), ""
    if options.node is not None:
        room, machine = _room_there(options, cancel)
    if options.room_bytes is not None:
        size = options.room_bytes
        room = replace(
            room,
            bytes=size,
            total_bytes=max(size, room.total_bytes),
            takers=(),
            limited_by="As given by --room-bytes.",
        )
    return room, machine


def _room_there(options: argparse.Namespace, cancel: Cancel) -> tuple[Room, str]:
    opener = Opener.from_options(options)
    watcher = Watcher(SettingsStore(opener.paths.settings), opener.secrets.recall)
    with contextlib.closing(opener.open(cancel)) as session:
        for reading in watcher.watch(session, opener.node.name, 1.0, cancel):
            machine = reading.machine
            room = room_of(reading.sample, machine)
            if room is None:
                why = why_no_room(reading.sample, machine)
                raise SourceUnavailable(f"{opener.node.name} does not tell its memory: {why}.")
            name = measured_machine(session.host_key, machine.machine_id if machine else None)
            return room, name
    raise SourceUnavailable(f"{opener.node.name} told nothing.")


def fit_to_json(fit: Fit) -> dict[str, Any]:
    """Return a verdict as `--json` prints it."""
    speed = fit.speed
    return {
        "kv_bytes": fit.kv_bytes,
        "weights_bytes": fit.weights_bytes,
        "overhead_bytes": fit.overhead_bytes,
        "need_bytes": fit.need_bytes,
        "room_bytes": fit.room.bytes,
        "verdict": fit.verdict.value,
        "max_context": fit.max_context,
        "tokens_per_second": None if speed is None else round(speed.likely, 2),
        "method": " ".join([fit.method, f"Room: {fit.room.limited_by}", *_speed(fit), *fit.notes]),
    }


def _speed(fit: Fit) -> list[str]:
    speed = fit.speed
    if speed is None:
        if fit.room.bandwidth is None:
            return ["Speed: n/a, there is no GPU whose memory's speed is known."]
        return ["Speed: n/a, it is not known how much of the model a token reads."]
    if speed.is_measured:
        return [f"Speed: {speed.likely:.1f} tok/s, {speed.origin}."]
    likely = f"{speed.likely:.1f} tok/s, between {speed.low:.1f} and {speed.high:.1f}"
    full = "" if speed.at_full is None else f"; {speed.at_full:.1f} with the context full"
    return [f"Speed: {likely}{full} ({speed.origin})."]


def _text(fit: Fit) -> str:
    demand = fit.demand
    users = "1 user" if demand.users == 1 else f"{demand.users} users"
    rows = [
        ("Weights", fit.weights_bytes, ""),
        ("KV cache", fit.kv_bytes, f"{demand.context:,} tokens, {users}, {demand.kv_dtype}"),
        ("Engine", fit.overhead_bytes, ""),
        ("Together", fit.need_bytes, f"of {fit.room.bytes / GIB:.1f} GiB room"),
    ]
    lines = [f"{name:<9}{size / GIB:7.1f} GiB  {words}".rstrip() for name, size, words in rows]
    lines.append(f"Verdict: {fit.verdict.value}{' (estimate)' if fit.is_estimate else ''}")
    if fit.verdict is Verdict.NO:
        lines.append(f"Instead: {admit(fit, 'the machine').hint}")
    if fit.max_context:
        lines.append(f"At most {fit.max_context:,} tokens for {users}.")
    if fit.max_users:
        others = "1 user" if fit.max_users == 1 else f"{fit.max_users} users"
        lines.append(f"At most {others} with {demand.context:,} tokens each.")
    said_of = [*_speed(fit), *fit.notes, fit.method, f"Room: {fit.room.limited_by}"]
    return "\n".join([*lines, *said_of])
