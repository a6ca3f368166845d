"""What is sent when text is pasted: it must not be able to press keys."""

from __future__ import annotations

import re

_BEGIN, _END = b"\x1b[200~", b"\x1b[201~"
_KEYS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


def pasted(text: str, *, bracketed: bool) -> bytes:
    """Return what a program is sent; line ends are Return, other control characters are left out.

    Without them no text can end the brackets by which a program tells pasted text from typed text.
    """
    plain = _KEYS.sub("", text.replace("\r\n", "\r").replace("\n", "\r"))
    data = plain.encode("utf-8", "replace")
    return _BEGIN + data + _END if bracketed and data else data


def runs_commands(text: str, *, bracketed: bool) -> bool:
    """Whether a shell would run (a part of) the text at once."""
    return not bracketed and ("\n" in text or "\r" in text)
