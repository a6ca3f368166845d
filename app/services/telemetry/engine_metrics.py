"""What inference engines call their metrics → `EngineReading`s. Several names are tried.

Names changed with versions. Counters begin anew when the engine does; histograms count since then.
Both are told as the change since the reading before.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto

from app.core.i18n import tr
from app.services.telemetry.api import EngineReading
from app.services.telemetry.exposition import Metrics, Series
from app.services.telemetry.rates import FIRST, NOT_COUNTED, RESET, Rates, Steps

NOT_TOLD = tr("{} does not tell")
MAX_MODELS = 8
NOTHING_NEW = tr("no token since the reading before")
STARTED = "process_start_time_seconds"


class Counted(Enum):
    """When a counter of tokens grows."""

    AS_WRITTEN = auto()
    SOME_AT_A_TIME = auto()
    AT_THE_END = auto()  # of the request that they are of


@dataclass(frozen=True, slots=True)
class Name:
    """A metric by its name and labels."""

    name: str
    labels: Mapping[str, str] = field(default_factory=dict)
    counted: Counted = Counted.AS_WRITTEN


@dataclass(frozen=True, slots=True)
class UnderWay:
    """Tokens of the requests that run, which its counters do not have yet."""

    read: float = 0.0
    written: float = 0.0


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
    prompt_tokens=(
        Name("sglang:realtime_tokens_total", {"mode": "prefill_compute"}),
        *_names("sglang:prompt_tokens_total"),  # grows when a request has ended
    ),
    generated_tokens=(
        Name("sglang:realtime_tokens_total", {"mode": "decode"}, Counted.SOME_AT_A_TIME),
        Name("sglang:generation_tokens_total", counted=Counted.AT_THE_END),
    ),
    first_token=_histograms("sglang:time_to_first_token_seconds"),
    token=_histograms("sglang:inter_token_latency_seconds", "sglang:time_per_output_token_seconds"),
)
LLAMA_READ = "llamacpp:prompt_tokens_total"
LLAMA_WRITTEN = "llamacpp:tokens_predicted_total"
LLAMA_CPP = Engine(
    "llama.cpp",
    running=_names("llamacpp:requests_processing"),
    waiting=_names("llamacpp:requests_deferred"),
    kv_cache=_names("llamacpp:kv_cache_usage_ratio"),
    prompt_tokens=_names(LLAMA_READ),
    generated_tokens=(Name(LLAMA_WRITTEN, counted=Counted.AT_THE_END),),
    token=(Mean("llamacpp:tokens_predicted_seconds_total", LLAMA_WRITTEN),),
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
        self._steps: dict[str, Steps] = {}
        self._reasons: dict[str, str] = {}

    def reading(
        self, metrics: Metrics, engine: Engine, at: float, under_way: UnderWay | None = None
    ) -> tuple[EngineReading, dict[str, str]]:
        """Return what an engine says, and why values are missing, by the field's name.

        Args:
            metrics: Its metrics.
            engine: Whose they are.
            at: Seconds by a monotonic clock.
            under_way: What requests have read and written of which it tells elsewhere; None: it
                does not, or what it tells does not fit its counters.
        """
        started = metrics.value(STARTED)
        if started != self._started:
            self._started, self._rates, self._means = started, Rates(), _Means()
            self._steps.clear()
        self._reasons = {}
        running = self._gauge(metrics, engine, "requests_running", engine.running)
        kv_cache = self._gauge(metrics, engine, "kv_cache_percent", engine.kv_cache, mean=True)
        told = EngineReading(
            engine=engine.title,
            port=self._port,
            model=_model(metrics, engine),
            requests_running=running,
            requests_waiting=self._gauge(metrics, engine, "requests_waiting", engine.waiting),
            kv_cache_percent=None if kv_cache is None else min(kv_cache * 100.0, 100.0),
            prompt_tokens_per_s=self._rate(
                metrics,
                engine,
                "prompt_tokens_per_s",
                engine.prompt_tokens,
                at,
                None if under_way is None else under_way.read,
            ),
            generated_tokens_per_s=self._generated(metrics, engine, at, running, under_way),
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
        under_way: float | None = None,
    ) -> float | None:
        name = _told(metrics, names)
        if name is None:
            self._reasons[field_name] = NOT_TOLD.format(engine.title)
            return None
        counter = sum(value for _, value in _first(metrics, (name,)))
        rate, why = self._rates.per_second(f"{field_name} {name.name}", counter, at)
        return self._or_live(field_name, name, (rate, why), counter, under_way, at)

    def _or_live(
        self,
        field_name: str,
        name: Name,
        counted: tuple[float | None, str],
        counter: float,
        under_way: float | None,
        at: float,
    ) -> float | None:
        """Return the rate with what is under way, where that is known; else what was counted."""
        rate, why = counted
        if under_way is not None:
            live, _why = self._rates.per_second(f"{name.name} live", counter + under_way, at)
            rate = rate if live is None else live
        if rate is None:
            self._reasons[field_name] = why
        return rate

    def _generated(
        self,
        metrics: Metrics,
        engine: Engine,
        at: float,
        running: float | None,
        under_way: UnderWay | None,
    ) -> float | None:
        """Return the tokens per second, however and whenever the engine counts them."""
        field_name = "generated_tokens_per_s"
        name = _told(metrics, engine.generated_tokens)
        if name is None or name.counted is Counted.AS_WRITTEN:
            return self._rate(metrics, engine, field_name, engine.generated_tokens, at)
        counter = sum(value for _, value in _first(metrics, (name,)))
        steps = self._steps.setdefault(name.name, Steps())
        rate, why = steps.per_second(counter, at, busy=bool(running))
        if why == NOT_COUNTED and name.counted is Counted.SOME_AT_A_TIME:
            rate = 0.0  # they would have come by now
        written = None if under_way is None else under_way.written
        return self._or_live(field_name, name, (rate, why), counter, written, at)

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


def _told(metrics: Metrics, names: tuple[Name, ...]) -> Name | None:
    """Return the first name that has any series."""
    return next((name for name in names if metrics.series(name.name, **name.labels)), None)


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
