"""Small widgets that shell and panes share.

What nearly every pane needs is named here; the rest is imported from its module.
"""

from __future__ import annotations

from app.look.components.controls import (
    Button,
    Chosen,
    FormField,
    IconButton,
    Segmented,
)
from app.look.components.focus import OWN_RING, FocusRing
from app.look.components.status import DotState, Pill, StateDot
from app.look.components.surfaces import Card, EmptyState, Line, scrolled
from app.look.components.text import ElidedLabel, KeyValues, SectionLabel, Text, plain_tip

__all__ = [
    "OWN_RING",
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
