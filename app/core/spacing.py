"""Scripts without spaces between words: each of their characters is a word of an index.

SQLite's FTS5 takes a run of Chinese, Japanese or Korean for one word, which nobody looks for.
"""

from __future__ import annotations

import re

ALONE = (
    "\u1100-\u11ff\u2e80-\u2fdf\u3005-\u3007\u3040-\u30ff\u3105-\u312f\u3131-\u318f\u31a0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\uff66-\uff9f"
    "\U00020000-\U0003ffff"
)
"""Such characters, as a range of a regular expression."""
EACH_ALONE = re.compile(f"([{ALONE}])")
_SPACED = re.compile(f" ([{ALONE}]) ")


def spaced(text: str) -> str:
    """Return a text in which each character that is a word stands alone."""
    return text if text.isascii() else EACH_ALONE.sub(r" \1 ", text)


def unspaced(text: str) -> str:
    """Return what `spaced` was given."""
    return text if text.isascii() else _SPACED.sub(r"\1", text)
