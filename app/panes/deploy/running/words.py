"""Models in words: facts, questions, what can be done. No Qt."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.core import units
from app.core.i18n import numeral, tr
from app.core.listed import listed
from app.core.said import said
from app.panes.deploy.running.rows import (
    ModelRow,
    context_text,
    memory_text,
    requests_text,
    speed_text,
    started_by,
    uptime,
    why,
)
from app.services.serving.running.api import ModelState, RunningModel

_NAMED = 6
"""Further models that are named."""
UNLOADED = ("ollama", "lm_studio", "docker_model_runner")
"""Engines that let go of a model and go on themselves."""


class Act(StrEnum):
    """What can be done with a model."""

    CHAT = "chat"
    CODE = "code"
    LOG = "log"
    TUNNEL = "tunnel"
    BENCHMARK = "benchmark"
    RESTART = "restart"
    STOP = "stop"
    REMOVE = "remove"


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that can be done with a model, or why not."""

    act: Act
    text: str
    icon: str
    why_not: str = ""
    is_danger: bool = False


def offers(row: ModelRow, *, is_local: bool) -> tuple[Offer, ...]:
    """Return what can be done with a model."""
    model = row.model
    if model is None:
        return ()
    away = tr("{node_name} is not connected.").format(node_name=row.node_name) if row.is_old else ""
    silent = away or _why_silent(model)
    unnamed = silent or ("" if model.endpoint.model_id else tr("No model is loaded there."))
    stopped = model.state is ModelState.STOPPED
    here = tr("It is on this computer already.") if is_local else ""
    return (
        Offer(Act.CHAT, tr("Chat"), "chat-circle-dots", silent),
        Offer(Act.CODE, tr("Copy for my code"), "copy", silent),
        Offer(Act.LOG, tr("Log"), "scroll", away or _why_no_log(model)),
        Offer(Act.TUNNEL, tr("Open tunnel"), "plugs", silent or here),
        Offer(Act.BENCHMARK, tr("Benchmark"), "gauge", unnamed),
        Offer(
            Act.RESTART,
            tr("Start again") if stopped else tr("Restart…"),
            "play" if stopped else "arrow-clockwise",
            away or _why_not_again(model),
        ),
        Offer(Act.REMOVE, tr("Remove…"), "trash", away, is_danger=True)
        if stopped
        else Offer(Act.STOP, tr("Stop…"), "stop", away or _why_not_stopped(model), is_danger=True),
    )


def _why_silent(model: RunningModel) -> str:
    if model.state is ModelState.STOPPED:
        return tr("It does not run.")
    if model.state is ModelState.STARTING:
        return tr("It is still loading.")
    return ""


def _why_not_stopped(model: RunningModel) -> str:
    if model.container_id:
        return ""
    if model.endpoint.engine in UNLOADED:
        return "" if model.endpoint.model_id else tr("No model is loaded there.")
    if model.pid is None:
        return tr(
            "Which process it is cannot be seen by this account: stop it where it was started."
        )
    if model.program.endswith(".service"):
        return tr("It is a service of the node. There: sudo systemctl stop {program}").format(
            program=said(model.program)
        )
    return ""


def _why_not_again(model: RunningModel) -> str:
    if model.container_id:
        return ""
    return tr("It does not run in a container: stop it, then start it where it was started.")


def _why_no_log(model: RunningModel) -> str:
    return "" if model.container_id else tr("Only the log of a container can be read from here.")


def below_text(row: ModelRow) -> str:
    """Return the line below a model's name: `vLLM · spark-01:8000 · container gpt-oss`."""
    model = row.model
    if model is None:
        return ""
    parts = [row.engine, f"{row.node_name}:{model.endpoint.port}"]
    if model.container:
        parts.append(tr("container {container}").format(container=said(model.container)))
    elif model.program:
        parts.append(said(model.program))
    return " · ".join(parts)


def facts_of(row: ModelRow) -> tuple[tuple[str, str], ...]:
    """Return everything known of a model; why something is not, too."""
    model = row.model
    if model is None:
        return ()
    endpoint = model.endpoint
    requests = tr("{requests} (running / waiting)").format(requests=requests_text(row))
    facts = [
        (tr("Model"), endpoint.model_id or _why_unnamed(model)),
        (tr("Also answers"), _also(model)),
        (
            tr("Endpoint"),
            tr("127.0.0.1:{port}{base} on {node_name}").format(
                port=endpoint.port, base=endpoint.base, node_name=row.node_name
            ),
        ),
        (tr("Key"), tr("It asks for one.") if endpoint.needs_key else ""),
        (tr("Recipe"), said(model.recipe)),
        (
            tr("Context"),
            _or_why(
                row,
                tr("{count} tokens").format(count=context_text(model.context)),
                "context",
            ),
        ),
        (tr("GPU memory"), _or_why(row, memory_text(row), "gpu_bytes")),
        (tr("Requests"), _or_why(row, requests, "requests_running")),
        ("Tokens/s", _or_why(row, speed_text(row), "tokens_per_s")),
        (tr("KV use"), _or_why(row, units.percent(model.kv_percent), "kv_percent")),
        (tr("Up"), _or_why(row, uptime(row), "started")),
        (tr("Started by"), _or_why(row, started_by(row), "started_by")),
    ]
    return tuple((name, value) for name, value in facts if value)


def _why_unnamed(model: RunningModel) -> str:
    if model.state is ModelState.READY and not model.endpoint.needs_key:
        return tr("none is loaded")
    why = model.reasons.get("context", "") or tr("it does not tell")
    return f"{units.NOT_AVAILABLE}: {why}"


def _or_why(row: ModelRow, value: str, field: str) -> str:
    reason = why(row, field)
    return f"{units.NOT_AVAILABLE}: {reason}" if reason else value


def _also(model: RunningModel) -> str:
    return listed([said(each) for each in model.also], _NAMED)


def stop_text(row: ModelRow, *, restart: bool = False) -> str:
    """Say exactly what is lost when a model is stopped or restarted."""
    model = row.model
    if model is None:
        return ""
    sentences = [f"{below_text(row)}."]
    if model.requests_running or model.requests_waiting:
        running, waiting = model.requests_running or 0, model.requests_waiting or 0
        sentences.append(
            tr("It has {running} requests running and {waiting} waiting: they are lost.").format(
                running=numeral(running, grouped=False), waiting=numeral(waiting, grouped=False)
            )
        )
    elif model.requests_running is None:
        sentences.append(tr("Whether requests are running is not known; those that do are lost."))
    if not model.is_ours:
        who = (
            tr("{user} did").format(user=said(model.started_by))
            if model.started_by
            else tr("somebody else did")
        )
        sentences.append(
            tr("It was not started from here: {who}. Ask before you take it away.").format(who=who)
        )
    sentences.append(_what_is_done(row, model, restart=restart))
    if model.also and model.container_id:
        sentences.append(tr("Its endpoint answers for {also}, too.").format(also=_also(model)))
    sentences.append(tr("The audit log notes it."))
    return "\n\n".join(sentences)


def _what_is_done(row: ModelRow, model: RunningModel, *, restart: bool) -> str:
    back = (
        tr(" {memory} of GPU memory come back.").format(memory=units.memory(model.gpu_bytes))
        if model.gpu_bytes
        else ""
    )
    if restart:
        return tr("Its container starts anew and loads the model again, which takes a while.")
    if model.container_id:
        return tr("Its container is stopped and kept: it can be started again.{back}").format(
            back=back
        )
    if model.endpoint.engine in UNLOADED:
        return tr(
            "{engine} unloads it and goes on; whoever asks for it loads it again.{back}"
        ).format(engine=row.engine, back=back)
    return tr("Process {pid} is asked to end (SIGTERM).{back}").format(pid=model.pid, back=back)


def remove_text(row: ModelRow) -> str:
    """Say exactly what is lost when a model's container is removed."""
    name = said(row.model.container) if row.model is not None else ""
    return tr(
        "The container {name} on {node_name} goes, with its log and whatever was "
        "written only inside it. Its image stays, and so do models in folders of the "
        "node.\n\nThe audit log notes it."
    ).format(name=name, node_name=row.node_name)
