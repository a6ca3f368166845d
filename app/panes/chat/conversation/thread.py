"""What a transcript shows of a message."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import PurePath

from app.core import units
from app.core.i18n import numeral, tr
from app.core.said import said
from app.services.chat.answering import STILL_COMPUTES
from app.services.chat.api import (
    AskPhase,
    AskState,
    ContextKind,
    ContextPart,
    Figures,
    FilePart,
    ImagePart,
    Message,
    MessageState,
    Role,
    Source,
)
from app.services.chat.endpoints.naming import model_title
from app.transcript.api import Act, Call, Chip, Entry, Picture, Who

NO_PICTURES: Mapping[str, bytes] = {}
_WHO = {
    Role.USER: Who.USER,
    Role.ASSISTANT: Who.ASSISTANT,
    Role.SYSTEM: Who.SYSTEM,
    Role.TOOL: Who.TOOL,
}
_CAN_GO_ON = (MessageState.STOPPED, MessageState.CUT_OFF)
_GO_ON = tr("Continue goes on from there.")
_PATIENCE_S = 3.0
"""Seconds after which it is said for how long something is waited for."""


def entry_of(
    message: Message,
    *,
    branch: int = 1,
    branches: int = 1,
    asked: AskState | None = None,
    pictures: Mapping[str, bytes] = NO_PICTURES,
) -> Entry:
    """Return what is shown of a message.

    Args:
        message: what it is.
        branch: which of those in its place it is, from 1.
        branches: how many stand in its place.
        asked: what it waits for, when it is on its way.
        pictures: the bytes of pictures that were read by now, by their hash.
    """
    is_coming = message.state is MessageState.ANSWERING
    return Entry(
        key=message.id,
        who=_WHO[message.role],
        title=title_of(message),
        text=message.text,
        time=time_of(message.created),
        reasoning=message.reasoning,
        reasoning_title=_reasoning_title(message),
        pictures=_pictures(message, pictures),
        chips=_chips(message, pictures),
        calls=tuple(Call(said(call.name), call.arguments) for call in message.calls),
        citations=max((source.number for source in message.sources), default=0),
        status=status_of(asked) if is_coming else "",
        fraction=asked.fraction if is_coming and asked is not None else None,
        note=_note(message),
        note_tone=_note_tone(message),
        figures="" if message.figures is None else figures_text(message.figures),
        figures_tip="" if message.figures is None else figures_tip(message.figures),
        branch=branch if branches > 1 else 0,
        branches=branches if branches > 1 else 0,
        acts=() if is_coming else _acts(message, branch > 1, branch < branches),
        is_coming=is_coming,
    )


def title_of(message: Message) -> str:
    """Return who says it: `You`, or what the model is called."""
    if message.role is Role.USER:
        return tr("You")
    if message.role is Role.ASSISTANT:
        return model_title(message.model) or tr("Model")
    return tr("System", "who says it")


def time_of(unix_seconds: float) -> str:
    """Return when it was: `14:02`, on other days with the date; empty where nobody knows."""
    if unix_seconds <= 0:
        return ""
    moment = datetime.fromtimestamp(unix_seconds)
    clock = f"{moment.hour:02}:{moment.minute:02}"
    return clock if moment.date() == date.today() else f"{moment.date()} {clock}"


def status_of(asked: AskState | None) -> str:
    """Return what an answer waits for: `Reading prompt, 41 %`; empty while it is written."""
    if asked is None or asked.phase is AskPhase.ANSWERING:
        return ""
    words = {
        AskPhase.CONNECTING: tr("Connecting"),
        AskPhase.QUEUED: tr("Waiting for the server"),
        AskPhase.READING: tr("Reading prompt"),
        AskPhase.THINKING: tr("Thinking"),
        AskPhase.STOPPING: tr("Stopping"),
    }[asked.phase]
    parts = [words if asked.fraction is None else f"{words}, {asked.fraction * 100:.0f} %"]
    waited = time.monotonic() - asked.since
    if waited >= _PATIENCE_S:
        parts.append(units.duration(waited))
    if asked.detail:
        parts.append(said(asked.detail))
    return " · ".join(parts)


def figures_text(figures: Figures) -> str:
    """Say how an answer came about: `41.7 tok/s · first token after 210 ms · 312 tokens · 96 J`."""
    timing = figures.timing
    parts = []
    if timing.tokens_per_s is not None:
        parts.append(units.token_rate(timing.tokens_per_s))
    if timing.first_token_s is not None:
        parts.append(
            tr("first token after {duration}").format(duration=units.duration(timing.first_token_s))
        )
    if figures.completion_tokens is not None:
        parts.append(_tokens(figures.completion_tokens))
    if timing.prompt_tokens_per_s is not None:
        sign = "" if timing.prompt_by_server else "~"
        parts.append(
            tr("prompt {rate}").format(rate=f"{sign}{units.token_rate(timing.prompt_tokens_per_s)}")
        )
    if figures.joules is not None:
        parts.append(joules(figures.joules))
    return " · ".join(parts)


def figures_tip(figures: Figures) -> str:
    """Say each figure with where it is from, or why there is none."""
    timing, reasons = figures.timing, figures.timing.reasons
    by = tr("measured by the server") if timing.by_server else tr("measured here")
    first = reasons.get("first_token_s")
    lines = [
        _line(tr("Speed"), timing.tokens_per_s, units.token_rate, by, reasons.get("tokens_per_s")),
        _line(tr("First token after"), timing.first_token_s, units.duration, "", first),
    ]
    if figures.others:
        lines.append(
            tr("Other requests beside it: {others}; they took their share").format(
                others=numeral(figures.others, grouped=False)
            )
        )
    if timing.answer_s is not None:
        lines.append(
            tr("Answer began after {duration}").format(duration=units.duration(timing.answer_s))
        )
    how = tr("measured by the server") if timing.prompt_by_server else tr("about; includes waiting")
    why = reasons.get("prompt_tokens_per_s")
    prompt = timing.prompt_tokens_per_s
    lines.append(_line(tr("Reading the prompt"), prompt, units.token_rate, how, why))
    if figures.prompt_tokens is not None:
        cached = (
            ""
            if not figures.cached_tokens
            else tr(", {cached_tokens} of them known").format(
                cached_tokens=numeral(figures.cached_tokens)
            )
        )
        lines.append(
            tr("Prompt: {tokens}{cached}").format(
                tokens=_tokens(figures.prompt_tokens), cached=cached
            )
        )
    if figures.completion_tokens is not None:
        lines.append(
            tr("Answer: {tokens}, thinking included").format(
                tokens=_tokens(figures.completion_tokens)
            )
        )
    lines.append(tr("In all {duration}").format(duration=units.duration(timing.total_s)))
    lines.append(_line(tr("GPU energy"), figures.joules, joules, figures.joules_note, None))
    return "\n".join(line for line in lines if line)


def joules(value: float) -> str:
    """Energy: `96 J`, `1.2 kJ`."""
    if value < 999.5:
        return f"{numeral(value, 0 if value >= 9.95 else 1)} J"
    return f"{numeral(value / 1000, 1, grouped=False)} kJ"


def source_title(source: Source) -> str:
    """Return what a source is called: `[2] manual.pdf, p. 4`, numbered as in the answer."""
    page = "" if source.page is None else f", p. {source.page}"
    name = said(source.title or PurePath(source.document).name, limit=80)
    return f"[{source.number}] {name}{page}"


def _tokens(count: int) -> str:
    return tr("1 token") if count == 1 else tr("{count} tokens").format(count=numeral(count))


def _line(name: str, value: float | None, words: object, more: str, reason: str | None) -> str:
    if value is None:
        why = reason or more
        return f"{name}: n/a, {why}" if why else ""
    assert callable(words)
    return f"{name}: {words(value)}" + (f" ({more})" if more else "")


def _note(message: Message) -> str:
    can_go_on = message.state is MessageState.CUT_OFF and bool(message.text)
    return said(f"{message.note} {_GO_ON}" if can_go_on else message.note, limit=600)


def _note_tone(message: Message) -> str:
    if message.state is MessageState.FAILED:
        return "err"
    is_as_wanted = message.state is MessageState.STOPPED and STILL_COMPUTES not in message.note
    return "info" if is_as_wanted else "warn"


def _reasoning_title(message: Message) -> str:
    if not message.reasoning:
        return ""
    if message.state is MessageState.ANSWERING and not message.text:
        return tr("Thinking")
    seconds = message.figures.reasoning_s if message.figures is not None else None
    return (
        tr("Thoughts")
        if seconds is None
        else tr("Thought for {duration}").format(duration=units.duration(seconds))
    )


def _pictures(message: Message, pictures: Mapping[str, bytes]) -> tuple[Picture, ...]:
    found = []
    for number, part in enumerate(message.parts):
        if isinstance(part, ImagePart) and (data := part.data or pictures.get(part.sha256, b"")):
            text = tr("Picture {name}, {width} by {height} pixels").format(
                name=said(part.name), width=part.width, height=part.height
            )
            found.append(Picture(f"part:{number}", data, text))
    return tuple(found)


def _chips(message: Message, pictures: Mapping[str, bytes]) -> tuple[Chip, ...]:
    chips = []
    for number, part in enumerate(message.parts):
        key = f"part:{number}"
        if isinstance(part, FilePart):
            name = "file-pdf" if part.name.lower().endswith(".pdf") else "file-text"
            chips.append(Chip(key, said(part.name, limit=80), name, said(part.detail)))
        elif isinstance(part, ContextPart):
            name = "scroll" if part.kind is ContextKind.LOG else "chart-line-up"
            chips.append(Chip(key, said(part.title, limit=80), name))
        elif not part.data and part.sha256 not in pictures:
            chips.append(Chip(key, said(part.name) or tr("Picture"), "image"))
    for source in message.sources:
        where = said(source.heading) or said(source.document, limit=400)
        chips.append(
            Chip(
                f"source:{source.number}",
                source_title(source),
                "book-open",
                where,
            )
        )
    return tuple(chips)


def _acts(message: Message, has_previous: bool, has_next: bool) -> tuple[Act, ...]:
    turns = ((Act.PREVIOUS,) if has_previous else ()) + ((Act.NEXT,) if has_next else ())
    own = _acts_of(message)
    return (*turns, Act.COPY, *own, Act.FORK, *_sources_act(message), Act.DELETE)


def _acts_of(message: Message) -> tuple[Act, ...]:
    """Return what can be asked because of a message."""
    if message.role is Role.USER:
        return (Act.EDIT,)
    if message.role is not Role.ASSISTANT:
        return ()
    if message.state is MessageState.FAILED:
        return (Act.RETRY,)
    can_go_on = message.state in _CAN_GO_ON and bool(message.text)
    return (Act.CONTINUE, Act.REGENERATE) if can_go_on else (Act.REGENERATE,)


def _sources_act(message: Message) -> tuple[Act, ...]:
    return (Act.SOURCES,) if message.sources else ()
