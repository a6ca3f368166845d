"""One row of a list of the overview. No Qt."""

from __future__ import annotations

from dataclasses import dataclass

DEPLOYMENT = "deployment:"
"""How the key of an item begins that is a deployment; its id follows."""


@dataclass(frozen=True, slots=True)
class Item:
    """One row of a list."""

    key: str
    icon: str
    title: str
    below: str
    pill: str = ""
    tone: str = "text2"
    action: str = ""
    """What its button is called; "" for no button."""
    action_icon: str = ""
