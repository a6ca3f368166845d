"""Colours by role, dark and light, with the contrast each was chosen for.

WCAG contrast on `surface`: text ≥ 14, text2 ≥ 8, text3 and status colours ≥ 5.4, `field` ≥ 3.8.
Text of every tone is ≥ 4.5 and `field` ≥ 3 on all four surfaces, a selected row among them.
Chart series were found by search: the smallest CIEDE2000 between any two under simulated protan,
deutan and tritan vision is 13.7 (dark) and 14.9 (light).
"""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Tokens:
    """One colour scheme; every colour is `#RRGGBB`."""

    dark: bool
    bg: str
    surface: str
    raised: str
    selected: str
    border: str
    field: str
    text: str
    text2: str
    text3: str
    accent: str
    on_accent: str
    ok: str
    warn: str
    err: str
    info: str
    memory_driver: str
    memory_os: str
    memory_cache: str
    series: tuple[str, str, str, str, str, str]


def with_more_contrast(tokens: Tokens) -> Tokens:
    """Return a scheme for those who ask their desktop for contrast: every step one stronger."""
    return replace(tokens, border=tokens.field, text2=tokens.text, text3=tokens.text2)


DARK = Tokens(
    dark=True,
    bg="#0E1116",
    surface="#161B22",
    raised="#1E252E",
    selected="#22304D",
    border="#2B3440",
    field="#6F7B8B",
    text="#E8ECF1",
    text2="#A9B3C0",
    text3="#8F9BAA",
    accent="#7AA2FF",
    on_accent="#0A1124",
    ok="#3FCF8E",
    warn="#F5B84A",
    err="#FF7B7B",
    info="#5CC8FF",
    memory_driver="#56626F",
    memory_os="#46515D",
    memory_cache="#303A46",
    series=("#7AA2FF", "#FFC83D", "#53F0EF", "#DF87AA", "#FF5A40", "#A7C390"),
)

LIGHT = Tokens(
    dark=False,
    bg="#F4F6F9",
    surface="#FFFFFF",
    raised="#EDF0F5",
    selected="#E0E9FF",
    border="#D9DFE7",
    field="#778392",
    text="#12161C",
    text2="#465162",
    text3="#5A6676",
    accent="#2B59D6",
    on_accent="#FFFFFF",
    ok="#137647",
    warn="#8A5600",
    err="#C32F3D",
    info="#0A6AA3",
    memory_driver="#8793A1",
    memory_os="#A3ADB9",
    memory_cache="#CDD4DD",
    series=("#2B59D6", "#9A7B00", "#0096C4", "#E0387C", "#4A3350", "#9C2A0C"),
)
