"""Which preferences a search finds."""

from __future__ import annotations

from app.core.i18n import key_words
from app.panes.settings.topics import LOOKS
from app.state.preferences import Choices, Preference, Press


def finds(query: str, preference: Preference) -> bool:
    """Tell whether every word of a query is in what is said of a preference."""
    said = _said(preference)
    return all(word in said for word in query.casefold().split())


def _said(preference: Preference) -> str:
    control = preference.control
    parts = [preference.title, preference.help, preference.words, LOOKS[preference.topic].title]
    parts.append(key_words(preference.key))
    if isinstance(control, Choices):
        parts += [words for _key, words in control.options]
    elif isinstance(control, Press):
        parts.append(control.verb)
    return " ".join(parts).casefold()
