"""Text of bytes, whoever wrote them, and without what no text needs."""

from __future__ import annotations

import codecs
import re

from app.core.i18n import tr
from app.services.documents.extracting.limits import Unreadable

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]")
"""Control characters, and those that turn the direction of what follows."""
_SURROGATES = re.compile("[\ud800-\udfff]")
_SAMPLE = 4096


def decode(data: bytes) -> tuple[str, str]:
    """Return the text of a file and a note where its encoding was guessed."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return clean(data.decode(encoding, "replace")), ""
    sample = data[:_SAMPLE]
    if b"\x00" in sample:
        return clean(data.decode(_wide(sample), "replace")), tr("Read as UTF-16: it does not tell.")
    try:
        return clean(data.decode()), ""
    except UnicodeDecodeError:
        note = tr("It is not UTF-8 and was read as Windows-1252: accents may be wrong.")
        return clean(data.decode("cp1252", "replace")), note


def clean(text: str) -> str:
    """Return text with line feeds only, and nothing that steers a screen or breaks a database."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _SURROGATES.sub("\ufffd", _UNWANTED.sub(" ", text))


def _wide(sample: bytes) -> str:
    """Return which UTF-16 it is: of western text every second byte is 0."""
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    half = len(sample) // 4
    if odd > half and not even:
        return "utf-16-le"
    if even > half and not odd:
        return "utf-16-be"
    raise Unreadable(tr("It is not text, whatever its name says."))
