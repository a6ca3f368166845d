"""What is said of models that are asked beside each other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from app.core.i18n import tr
from app.panes.chat.conversation.model_words import picture_refusal

if TYPE_CHECKING:
    from app.core.ids import NodeId
    from app.panes.chat.compare.column import CompareColumn

_SHARED = tr("{names} run on {node}: while they answer together, each is slower than alone.")


def shared_words(columns: Sequence[CompareColumn], name_of: Callable[[NodeId], str]) -> str:
    """Return which models slow each other down; empty: none do."""
    nodes = [column.node for column in columns if column.node is not None]
    shared = next((node for node in nodes if nodes.count(node) > 1), None)
    if shared is None:
        return ""
    count = nodes.count(shared)
    everyone = tr("Both") if count == 2 else tr("All")
    names = everyone if count == len(columns) else tr("{count} of them").format(count=count)
    return _SHARED.format(names=names, node=name_of(shared))


def why_not(columns: Sequence[CompareColumn]) -> str:
    """Return why they cannot be asked; empty: they can."""
    for column in columns:
        if not column.asked.model:
            return tr("Choose a model for each side.")
        if why := column.asked.why_blocked:
            return f"{column.alias or column.who}: {why}"
    return ""


def pictures_refused(columns: Sequence[CompareColumn]) -> str:
    """Return why one of them takes no pictures; empty: all do, or nobody knows."""
    for column in columns:
        partner = column.asked.partner
        if partner is not None and (why := picture_refusal(column.who, partner)):
            return why
    return ""
