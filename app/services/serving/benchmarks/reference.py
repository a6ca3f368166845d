"""Benchmarks of others, made ours: the files of heitor-mocelin/dgx-spark-research.

They say who measured; what they do not tell is None here.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from datetime import datetime

from app.core.errors import BadInput
from app.core.i18n import tr
from app.core.said import said
from app.services.containers.reading import as_dict
from app.services.serving.benchmarks.api import (
    MAX_TOKENS,
    MAX_USERS,
    BenchmarkRun,
    Ending,
    Level,
    Subject,
    Sweep,
)
from app.services.serving.benchmarks.figures import FIGURES

SOURCE = "heitor-mocelin/dgx-spark-research"
SOURCE_URL = "https://github.com/heitor-mocelin/dgx-spark-research"
_QUANTIZATIONS = re.compile(r"nvfp4|mxfp4|fp8|bf16|fp16|int4|q\d_\w+", re.IGNORECASE)
_NOTE = tr("Published figures of another machine; how long the questions were is not told.")
_UNTOLD = tr("its source does not tell it")
_Facts = Mapping[str, object]


def read_reference(data: bytes, name: str) -> BenchmarkRun:
    """Read such a file; BadInput when it is another one, or says that it could not be run."""
    try:
        facts = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise BadInput(
            tr("{name}.json is no benchmark.").format(name=name), tr("It is not JSON.")
        ) from error
    facts = as_dict(facts)
    if facts.get("blocked") is True:
        raise BadInput(
            tr("{name}.json says that the model could not be run, and measures nothing.").format(
                name=name
            )
        )
    levels = _levels_of_one(facts) or _levels_of_pair(facts)
    if not levels:
        raise BadInput(
            tr("{name}.json is no benchmark that is known.").format(name=name),
            tr("Files of this program and of {source} are.").format(source=SOURCE),
        )
    phases = "phases" in facts
    label = said(_text(facts.get("label")) or name)
    return BenchmarkRun(
        id=name,
        subject=Subject(
            model=said(_text(facts.get("model")) or name),
            title=label,
            engine="vllm",
            node=tr("two DGX Sparks") if phases else tr("DGX Spark"),
            quantization=_quantization(label),
            gpus=("NVIDIA GB10",) * (2 if phases else 1),
        ),
        sweep=Sweep(
            tuple(level.users for level in levels),
            prompt_tokens=0,
            answer_tokens=min(_count(facts.get("max_tokens")) or 0, MAX_TOKENS),
        ),
        at=_moment(facts.get("started")),
        levels=levels,
        ending=Ending.DONE,
        notes=(_NOTE,),
        source=SOURCE,
        source_url=SOURCE_URL,
    )


def _levels_of_one(facts: _Facts) -> tuple[Level, ...]:
    """Read the form for one machine: `single_stream` and `concurrency`."""
    single = as_dict(facts.get("single_stream"))
    saturated = _number(as_dict(facts.get("saturated_telemetry")).get("power_w_avg"))
    peak = _number(facts.get("peak_tok_s"))
    levels = []
    for row in _rows(facts.get("concurrency")):
        users = _count(row.get("c"))
        if users is None or not 1 <= users <= MAX_USERS:
            continue
        total = _number(row.get("agg_tok_s_mean"))
        alone = users == 1
        power = _number(as_dict(single.get("telemetry")).get("power_w_avg")) if alone else None
        if not alone and total is not None and total == peak:
            power = saturated
        levels.append(
            _level(
                users,
                first_token_s=_seconds(row.get("ttft_p50_ms")),
                total_tokens_per_s=total,
                tokens_per_s=_number(single.get("tok_s")) if alone else None,
                token_s=_seconds(single.get("itl_ms")) if alone else None,
                power_w=power,
            )
        )
    return tuple(sorted(levels, key=lambda level: level.users))


def _levels_of_pair(facts: _Facts) -> tuple[Level, ...]:
    """Read the form for two machines: `phases.single_stream` and `phases.sweep`."""
    phases = as_dict(facts.get("phases"))
    single = as_dict(phases.get("single_stream"))
    levels = []
    for row in _rows(phases.get("sweep")):
        users = _count(row.get("concurrency"))
        if users is None or not 1 <= users <= MAX_USERS:
            continue
        machines = [as_dict(each) for each in as_dict(row.get("telemetry")).values()]
        machines = [each for each in machines if each]
        powers = [_number(each.get("power_w_avg")) for each in machines]
        heats = [_number(each.get("gpu_temp_c_max")) for each in machines]
        known = [power for power in powers if power is not None]
        alone = users == 1
        levels.append(
            _level(
                users,
                requests=_count(row.get("requests")) or 0,
                seconds=_number(row.get("wall_s")),
                tokens=_count(row.get("total_tokens")),
                total_tokens_per_s=_number(row.get("agg_tok_s")),
                tokens_per_s=_number(single.get("decode_tok_s_mean")) if alone else None,
                first_token_s=_number(single.get("ttft_s_mean")) if alone else None,
                power_w=sum(known) if known and len(known) == len(powers) else None,
                temperature_c=max((heat for heat in heats if heat is not None), default=None),
            )
        )
    return tuple(sorted(levels, key=lambda level: level.users))


def _level(
    users: int, *, requests: int = 0, tokens: int | None = None, **figures: float | None
) -> Level:
    total, power = figures.get("total_tokens_per_s"), figures.get("power_w")
    figures["joules_per_token"] = power / total if power is not None and total else None
    known = {name: value for name, value in figures.items() if value is not None}
    reasons = {each.name: _UNTOLD for each in FIGURES if each.name not in known}
    return Level(users=users, requests=requests, tokens=tokens, reasons=reasons, **known)  # type: ignore[arg-type]


def _quantization(label: str) -> str:
    found = _QUANTIZATIONS.search(label)
    return found[0].upper() if found else ""


def _moment(value: object) -> float:
    """Return when it was measured; 0 where that is not told."""
    try:
        return max(0.0, datetime.fromisoformat(_text(value)).timestamp())
    except (ValueError, OverflowError, OSError):
        return 0.0


def _rows(value: object) -> list[_Facts]:
    return [as_dict(each) for each in value] if isinstance(value, list) else []


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) and number > 0 else None


def _count(value: object) -> int | None:
    number = _number(value)
    return None if number is None or number > 2**53 else int(number)


def _seconds(value: object) -> float | None:
    milliseconds = _number(value)
    return None if milliseconds is None else milliseconds / 1000
