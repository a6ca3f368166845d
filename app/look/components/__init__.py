"""Small widgets that shell and panes share; everything a caller needs is named here."""

from __future__ import annotations

from app.look.components.controls import (
    Button,
    Chosen,
    FormField,
    IconButton,
    Segmented,
)
from app.look.components.focus import FocusRing
from app.look.components.status import DotState, Pill, StateDot
from app.look.components.surfaces import Card, EmptyState, Line, scrolled
from app.look.components.text import ElidedLabel, KeyValues, SectionLabel, Text, plain_tip

__all__ = [
    "Button",
    "Card",
    "Chosen",
    "DotState",
    "ElidedLabel",
    "EmptyState",
    "FocusRing",
    "FormField",
    "IconButton",
    "KeyValues",
    "Line",
    "Pill",
    "SectionLabel",
    "Segmented",
    "StateDot",
    "Text",
    "plain_tip",
    "scrolled",
]
