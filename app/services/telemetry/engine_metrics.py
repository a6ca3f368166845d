"""What inference engines call their metrics → `EngineReading`s. Several names are tried.

Names changed with versions. Counters begin anew when the engine does; histograms count since then.
Both are told as the change since the reading before.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from app.services.telemetry.api import EngineReading
from app.services.telemetry.exposition import Metrics, Series
from app.services.telemetry.rates import FIRST, RESET, Rates

NOT_TOLD = "{} does not tell"
MAX_MODELS = 8
NOTHING_NEW = "no token since the reading before"
STARTED = "process_start_time_seconds"


@dataclass(frozen=True, slots=True)
class Name:
    """A metric by its name and labels."""

    name: str
    labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean by two counters: seconds in all, and of how many."""

    seconds: str
    count: str


@dataclass(frozen=True, slots=True)
class Engine:
    """The names that one engine uses; of several the first that is there, the newest first."""

    title: str
    running: tuple[Name, ...] = ()
    waiting: tuple[Name, ...] = ()
    kv_cache: tuple[Name, ...] = ()
    """Part in use, 0 to 1."""
    prompt_tokens: tuple[Name, ...] = ()
    generated_tokens: tuple[Name, ...] = ()
    first_token: tuple[Mean, ...] = ()
    token: tuple[Mean, ...] = ()
    model_label: str = "model_name"

    def names(self) -> Iterator[str]:
        """Yield every metric it may have."""
        groups = (self.running, self.waiting, self.kv_cache, self.prompt_tokens)
        for each in (*(name for group in groups for name in group), *self.generated_tokens):
            yield each.name
        for mean in (*self.first_token, *self.token):
            yield from (mean.seconds, mean.count)


def _names(*names: str) -> tuple[Name, ...]:
    return tuple(Name(name) for name in names)


def _histograms(*names: str) -> tuple[Mean, ...]:
    return tuple(Mean(f"{name}_sum", f"{name}_count") for name in names)


def _triton(metric: str, label: str, value: str) -> tuple[Name, ...]:
    return (Name(f"nv_trt_llm_{metric}_metrics", {label: value}),)


VLLM = Engine(
    "vLLM",
    running=_names("vllm:num_requests_running"),
    waiting=_names("vllm:num_requests_waiting"),
    kv_cache=_names("vllm:kv_cache_usage_perc", "vllm:gpu_cache_usage_perc"),
    prompt_tokens=_names("vllm:prompt_tokens_total"),
    generated_tokens=_names("vllm:generation_tokens_total"),
    first_token=_histograms("vllm:time_to_first_token_seconds"),
    token=_histograms(
        "vllm:inter_token_latency_seconds",
        "vllm:time_per_output_token_seconds",
        "vllm:request_time_per_output_token_seconds",
    ),
)
SGLANG = Engine(
    "SGLang",
    running=_names("sglang:num_running_reqs"),
    waiting=_names("sglang:num_queue_reqs"),
    kv_cache=_names("sglang:token_usage"),
    prompt_tokens=_names("sglang:prompt_tokens_total"),
    generated_tokens=_names("sglang:generation_tokens_total"),
    first_token=_histograms("sglang:time_to_first_token_seconds"),
    token=_histograms("sglang:inter_token_latency_seconds", "sglang:time_per_output_token_seconds"),
)
LLAMA_CPP = Engine(
    "llama.cpp",
    running=_names("llamacpp:requests_processing"),
    waiting=_names("llamacpp:requests_deferred"),
    kv_cache=_names("llamacpp:kv_cache_usage_ratio"),
    prompt_tokens=_names("llamacpp:prompt_tokens_total"),
    generated_tokens=_names("llamacpp:tokens_predicted_total"),
    token=(Mean("llamacpp:tokens_predicted_seconds_total", "llamacpp:tokens_predicted_total"),),
)
NIM = Engine(
    "NIM",
    running=_names("num_requests_running"),
    waiting=_names("num_requests_waiting"),
    kv_cache=_names("gpu_cache_usage_perc"),
    prompt_tokens=_names("prompt_tokens_total"),
    generated_tokens=_names("generation_tokens_total"),
    first_token=_histograms("time_to_first_token_seconds"),
    token=_histograms("time_per_output_token_seconds"),
)
TENSORRT = Engine(
    "TensorRT-LLM",
    running=_names("trtllm_num_requests_running"),
    waiting=_names("trtllm_num_requests_waiting"),
    kv_cache=_names("trtllm_kv_cache_utilization"),
    first_token=_histograms("trtllm_time_to_first_token_seconds"),
    token=_histograms("trtllm_time_per_output_token_seconds"),
)
TRITON = Engine(
    "Triton",
    running=_triton("request", "request_type", "scheduled"),
    waiting=_triton("request", "request_type", "waiting"),
    kv_cache=_triton("kv_cache_block", "kv_cache_block_type", "fraction"),
    model_label="model",
)
ENGINES = (VLLM, SGLANG, LLAMA_CPP, TENSORRT, TRITON, NIM)
WANTED = (*(name for engine in ENGINES for name in engine.names()), STARTED)


def engine_of(metrics: Metrics) -> Engine | None:
    """Return whose metrics these are, None when they are no engine's."""
    there = set(metrics.names())
    return next((engine for engine in ENGINES if there.intersection(engine.names())), None)


class EngineMetrics:
    """Turns the metrics of one engine into readings; remembers its counters in between."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._started: float | None = None
        self._rates = Rates()
        self._means = _Means()
        self._reasons: dict[str, str] = {}

    def reading(
        self, metrics: Metrics, engine: Engine, at: float
    ) -> tuple[EngineReading, dict[str, str]]:
        """Return what an engine says, and why values are missing, by the field's name.

        `at` is seconds by a monotonic clock.
        """
        started = metrics.value(STARTED)
        if started != self._started:
            self._started, self._rates, self._means = started, Rates(), _Means()
        self._reasons = {}
        kv_cache = self._gauge(metrics, engine, "kv_cache_percent", engine.kv_cache, mean=True)
        told = EngineReading(
            engine=engine.title,
            port=self._port,
            model=_model(metrics, engine),
            requests_running=self._gauge(metrics, engine, "requests_running", engine.running),
            requests_waiting=self._gauge(metrics, engine, "requests_waiting", engine.waiting),
            kv_cache_percent=None if kv_cache is None else min(kv_cache * 100.0, 100.0),
            prompt_tokens_per_s=self._rate(
                metrics, engine, "prompt_tokens_per_s", engine.prompt_tokens, at
            ),
            generated_tokens_per_s=self._rate(
                metrics, engine, "generated_tokens_per_s", engine.generated_tokens, at
            ),
            first_token_s=self._mean(metrics, engine, "first_token_s", engine.first_token),
            token_s=self._mean(metrics, engine, "token_s", engine.token),
        )
        return told, self._reasons

    def _gauge(
        self,
        metrics: Metrics,
        engine: Engine,
        field_name: str,
        names: tuple[Name, ...],
        *,
        mean: bool = False,
    ) -> float | None:
        series = _first(metrics, names)
        if not series:
            self._reasons[field_name] = NOT_TOLD.format(engine.title)
            return None
        values = [value for _, value in series]
        return sum(values) / len(values) if mean else sum(values)

    def _rate(
        self,
        metrics: Metrics,
        engine: Engine,
        field_name: str,
        names: tuple[Name, ...],
        at: float,
    ) -> float | None:
        series = _first(metrics, names)
        if not series:
            self._reasons[field_name] = NOT_TOLD.format(engine.title)
            return None
        rate, why = self._rates.per_second(field_name, sum(value for _, value in series), at)
        if rate is None:
            self._reasons[field_name] = why
        return rate

    def _mean(
        self, metrics: Metrics, engine: Engine, field_name: str, means: tuple[Mean, ...]
    ) -> float | None:
        for mean in means:
            seconds = _first(metrics, (Name(mean.seconds),))
            count = _first(metrics, (Name(mean.count),))
            if seconds and count:
                break
        else:
            self._reasons[field_name] = NOT_TOLD.format(engine.title)
            return None
        sums = (sum(value for _, value in seconds), sum(value for _, value in count))
        value, why = self._means.since(field_name, *sums)
        if value is None:
            self._reasons[field_name] = why
        return value


class _Means:
    """Remembers two counters of each mean and says what it was since the reading before."""

    def __init__(self) -> None:
        self._last: dict[str, tuple[float, float]] = {}

    def since(self, key: str, seconds: float, count: float) -> tuple[float | None, str]:
        before = self._last.get(key)
        self._last[key] = (seconds, count)
        if before is None:
            return None, FIRST
        more_seconds, more = seconds - before[0], count - before[1]
        if more < 0 or more_seconds < 0:
            return None, RESET
        return (more_seconds / more, "") if more else (None, NOTHING_NEW)


def _first(metrics: Metrics, names: tuple[Name, ...]) -> list[Series]:
    """Return the series of the first name that has any, each part of the engine counted once."""
    for name in names:
        if found := metrics.series(name.name, **name.labels):
            return _once(found)
    return []


def _once(series: list[Series]) -> list[Series]:
    """Leave out what repeats the same requests: ranks of one model, and shares by priority."""
    found = [
        (labels, value)
        for labels, value in series
        if labels.get("tp_rank", "0") == "0" and labels.get("pp_rank", "0") == "0"
    ] or series
    return [each for each in found if not each[0].get("priority")] or found


def _model(metrics: Metrics, engine: Engine) -> str | None:
    names = {
        labels[engine.model_label][:200]
        for name in engine.names()
        for labels, _ in metrics.series(name)
        if labels.get(engine.model_label)
    }
    return ", ".join(sorted(names)[:MAX_MODELS]) or None
