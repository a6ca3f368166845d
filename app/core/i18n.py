"""Texts in the user's language, for every layer, with Qt or without.

English is in the code. `tr` returns it as it is until `speak` was called with something that knows
better, which happens before the window's modules are imported: texts of module constants are
translated, too, and another language is spoken from the next start on. The command line speaks
English.

`pyside6-lupdate` finds `tr("…")` with literal texts only: a value goes into the result,
`tr("{name} was stopped").format(name=name)`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

Translate = Callable[[str, str, int], str]
"""`translate(text, comment, n)` returns the translated text, or nothing where there is none."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How a language is written, and how numbers are."""

    language: str = "en"
    """Code as in the names of the catalogues: `en`, `de`, `zh_CN`."""
    decimal_point: str = "."
    group_separator: str = ","


_translate: Translate | None = None
_manner = Manner()


def speak(manner: Manner, translate: Translate | None) -> None:
    """Use another language from now on."""
    global _manner, _translate
    _manner, _translate = manner, translate


def language() -> str:
    """Return the code of the language that is spoken."""
    return _manner.language


def manner() -> Manner:
    """Return the language that is spoken, for another process of ours."""
    return _manner


def tr(text: str, comment: str = "", n: int = -1) -> str:
    """Return `text` in the user's language.

    Args:
        text: English, a literal. With `n`, it has `%n` where the number goes, and is the plural.
        comment: what tells two equal texts apart; with `n`, the English singular.
        n: a number that the text is about.
    """
    found = _translate(text, comment, n) if _translate is not None else ""
    if n < 0:
        return found or text
    return (found or (comment if n == 1 and comment else text)).replace("%n", numeral(n))


def tr_of(text: str) -> str:
    """Return a text of our own data files, or of another process of ours, in the user's language.

    `scripts/translations.py` names the files whose texts the catalogues have.
    """
    return (_translate(text, "", -1) if _translate is not None else "") or text


def key_words(key: str) -> str:
    """Return the English words of a key, "" where English is spoken.

    What is searched is found by them, too: also by somebody who cannot read the chosen language,
    or types without its input method.
    """
    return "" if _manner.language == "en" else " ".join(re.findall(r"[a-z]+", key.lower()))


def inside(text: str) -> str:
    """Return a text with a capital as it goes on within a sentence: English has a small letter."""
    if _manner.language == "en" and text[1:2].islower():  # no abbreviation
        return text[0].lower() + text[1:]
    return text


def beginning(text: str) -> str:
    """Return a text as a sentence or a line begins."""
    return text[:1].upper() + text[1:]


def numeral(value: float, digits: int = 0, *, grouped: bool = True) -> str:
    """Return a number as the language writes it: `1,234.5`, `1.234,5`."""
    text = f"{value:{',' if grouped else ''}.{digits}f}"
    if _manner.decimal_point == "." and _manner.group_separator == ",":
        return text
    whole, _point, rest = text.partition(".")
    whole = whole.replace(",", _manner.group_separator)
    return f"{whole}{_manner.decimal_point}{rest}" if rest else whole
