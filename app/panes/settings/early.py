"""Choices that are read before there is a store: here so that no start has to declare them."""

from __future__ import annotations

from dataclasses import dataclass

from app.core.settings import setting
from app.look import languages, scale


@dataclass(frozen=True, slots=True)
class LanguageSettings:
    """The choice of a language; it is spoken from the next start on."""

    SECTION = languages.SECTION

    code: str = setting("", "Language of the window: en, de, zh_CN; empty follows the desktop.")


@dataclass(frozen=True, slots=True)
class ScaleSettings:
    """The choice of a size; it is used from the next start on."""

    SECTION = scale.SECTION

    percent: str = setting(scale.USUAL, "Size of text and controls in percent: 90 to 200.")
