"""The rows of the list of models: endpoints, and under each its models or why there are none."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from app.core.i18n import tr
from app.core.said import said
from app.panes.chat.endpoints.words import AT, Words, about_model, where
from app.services.chat.api import ChatModel, EndpointView
from app.services.chat.endpoints.listing import KeyWanted


class Kind(StrEnum):
    """What a row is."""

    ENDPOINT = "endpoint"
    MODEL = "model"
    NOTE = "note"  # why there are no models; choosing it does something about it


NO_PILL = Words("", "text2")


@dataclass(frozen=True, slots=True)
class Row:
    """One row."""

    kind: Kind
    endpoint: str
    title: str
    below: str = ""
    model: str = ""
    pill: Words = NO_PILL
    tone: str = "text"
    can_choose: bool = True
    wants_key: bool = False

    @property
    def key(self) -> tuple[Kind, str, str]:
        """What stays the same while the row changes."""
        return self.kind, self.endpoint, self.model

    @property
    def said(self) -> str:
        """Return it for screen readers."""
        return ", ".join(part for part in (self.title, self.pill.text, self.below) if part)


def rows_of(
    views: Iterable[EndpointView], wanted: str, is_asking: Callable[[str], bool]
) -> tuple[Row, ...]:
    """Return the rows that hold all of the words that are `wanted`."""
    words = wanted.casefold().split()
    found: list[Row] = []
    for view in views:
        title = said(view.endpoint.title, limit=80)
        models = [model for model in view.models or () if _has(model, title, words)]
        notes = [] if words and not _holds(title, words) else list(_notes(view, is_asking))
        if not models and not notes:
            continue
        place = said(where(view.endpoint))
        found.append(Row(Kind.ENDPOINT, view.endpoint.id, title, place, can_choose=False))
        found += notes
        found += [_model(view, model) for model in models]
    return tuple(found)


def _model(view: EndpointView, model: ChatModel) -> Row:
    stale = view.error is not None
    return Row(
        Kind.MODEL,
        view.endpoint.id,
        said(model.title, limit=120),
        said(about_model(model)),
        model.id,
        NO_PILL if stale else AT[model.at],
        "text3" if model.embeds or stale else "text",
        can_choose=not model.embeds,
    )


def _notes(view: EndpointView, is_asking: Callable[[str], bool]) -> Iterable[Row]:
    endpoint = view.endpoint.id
    if isinstance(view.error, KeyWanted):
        words = said(view.error.message)
        yield Row(Kind.NOTE, endpoint, tr("Enter its key…"), words, tone="accent", wants_key=True)
    elif is_asking(endpoint) and not view.models:
        yield Row(Kind.NOTE, endpoint, tr("Asking for its models…"), tone="text2", can_choose=False)
    elif view.error is not None:
        error = view.error
        yield Row(Kind.NOTE, endpoint, said(error.message), said(error.hint), tone="warn")
    elif view.models == ():
        words = tr("It has no model yet: install one there.")
        yield Row(Kind.NOTE, endpoint, words, tone="text2", can_choose=False)


def _has(model: ChatModel, endpoint: str, words: list[str]) -> bool:
    return _holds(f"{model.title} {model.id} {model.detail} {endpoint}", words)


def _holds(text: str, words: list[str]) -> bool:
    text = text.casefold()
    return all(word in text for word in words)
