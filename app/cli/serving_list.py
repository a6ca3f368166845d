"""`models`: what nodes serve, whoever started it."""

from __future__ import annotations

import argparse
import copy
import json
import time
from dataclasses import asdict
from typing import Any

from app.cli.containers import print_table
from app.cli.opening import Opener
from app.cli.reaching import reached
from app.cli.terminal import say
from app.core import units
from app.core.cancel import Cancel, Wake
from app.core.errors import UserError
from app.core.paths import user_paths
from app.core.said import said
from app.core.settings import SettingsStore
from app.hosts.nodes import NodeBook
from app.services.serving.catalogue import title_of
from app.services.serving.running.api import NodeModels, RunningModel
from app.services.serving.running.watch import watch_models

HEADINGS = (
    "NODE", "MODEL", "STATE", "ENGINE", "PORT", "CONTEXT", "GPU", "REQUESTS", "TOKENS/S", "KV",
    "UP", "STARTED BY",
)  # fmt: skip


def run(options: argparse.Namespace, cancel: Cancel) -> int:
    """List the models; the code of the last node that could not be asked, if any."""
    code, found = 0, []
    for node in [options.node] if options.node else _saved():
        asked = copy.copy(options)
        asked.node = node
        try:
            opener = Opener.from_options(asked)
            told = _ask(opener, cancel)
        except UserError as error:
            if options.node:
                raise
            say(f"{node}: {error}")
            code = error.exit_code
            continue
        for limit in told.limits:
            say(f"{opener.node.name}: {limit}")
        for orphan in told.orphans:
            held = units.memory(orphan.gpu_bytes)
            say(f"{opener.node.name}: process {orphan.pid} holds {held} for nothing. {orphan.why}")
        found += [(opener.node.name, each) for each in told.models or () if _wanted(each, options)]
    if options.json:
        rows = [model_to_json(node, model) for node, model in found]
        print(json.dumps(rows, indent=2, ensure_ascii=False))
    elif found:
        print_table([HEADINGS, *(_cells(node, model) for node, model in found)])
    else:
        say("No model runs.")
    return code


def _saved() -> list[str]:
    return [node.name for node in NodeBook(SettingsStore(user_paths().settings)).all()]


def _ask(opener: Opener, cancel: Cancel) -> NodeModels:
    with reached(opener, cancel) as reach:
        for told in watch_models(reach, cancel, Wake()):
            if told.error is not None:
                raise told.error
            return told
    raise AssertionError("watching never ends by itself")


def _wanted(model: RunningModel, options: argparse.Namespace) -> bool:
    return bool(options.all) or model.runs


def model_to_json(node: str, model: RunningModel) -> dict[str, Any]:
    """Return a model as `--json` prints it; what is not known is null, `reasons` say why."""
    told = asdict(model)
    endpoint: dict[str, Any] = told.pop("endpoint")
    endpoint["model"] = endpoint.pop("model_id")
    endpoint["node"] = node
    started = model.started
    return endpoint | told | {"started": None if started is None else units.iso_time(started)}


def _cells(node: str, model: RunningModel) -> tuple[str, ...]:
    state = "needs a key" if model.endpoint.needs_key else str(model.state)
    requests = (_number(model.requests_running), _number(model.requests_waiting))
    speed = model.tokens_per_s
    cells = (
        node,
        model.title,
        state,
        title_of(model.endpoint.engine),
        str(model.endpoint.port),
        units.NOT_AVAILABLE if model.context is None else str(model.context),
        units.memory(model.gpu_bytes),
        units.NOT_AVAILABLE if requests == ("n/a", "n/a") else "/".join(requests),
        units.NOT_AVAILABLE if speed is None else f"{speed:.1f}",
        units.percent(model.kv_percent),
        units.duration(None if model.started is None else max(time.time() - model.started, 0.0)),
        model.started_by or units.NOT_AVAILABLE,
    )
    return tuple(said(cell) for cell in cells)


def _number(value: float | None) -> str:
    return units.NOT_AVAILABLE if value is None else f"{value:.0f}"
