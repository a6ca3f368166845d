"""Deep links: `dgxspark://node/NAME`, with `/PANE` or `/tunnel/PORT` behind it.

A link comes from a stranger: a web page, a chat, a mail. It can only name what is to be shown; what
it would open or change is asked about first. It never holds a command.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote, unquote

from app.core.errors import BadInput
from app.core.i18n import tr
from app.core.ports import is_port

SCHEME = "dgxspark"
MAX_LINK = 1000
"""Characters; a name of a hundred, each written as `%F0%9F%98%80`, fits."""
MAX_NAME = 100

_LINK = re.compile(
    r"(?i:dgxspark)://(?i:node)/(?P<node>[^/]+)"
    r"(?:/(?:(?P<pane>(?!tunnel(?:/|$))[a-z][a-z-]{0,31})|(?i:tunnel)/(?P<port>[0-9]{1,5})))?/?"
)
_UNFIT = re.compile(r"[\s\\\"'<>`{}|^?#]|%(?![0-9A-Fa-f]{2})")


@dataclass(frozen=True, slots=True)
class Link:
    """What a link wants to show: a node, one of its panes, or a port of it."""

    node: str
    """The node's name as this computer calls it."""
    pane: str = ""
    """Name of a pane, which may not exist; empty: whichever is shown."""
    port: int = 0
    """Port of the node that a tunnel shall lead to; 0: none."""

    @property
    def text(self) -> str:
        """The link as it is copied: `read_link` makes the same of it."""
        more = f"/tunnel/{self.port}" if self.port else f"/{self.pane}" if self.pane else ""
        return f"{SCHEME}://node/{quote(self.node, safe='')}{more}"


def is_link(text: str) -> bool:
    """Whether something claims to be one of our links."""
    return text.casefold().startswith(f"{SCHEME}:")


def read_link(text: str) -> Link:
    """Return what a link wants. Raises BadInput for whatever is not exactly a link of ours."""
    if len(text) > MAX_LINK or not text.isprintable() or _UNFIT.search(text):
        raise _refused()
    found = _LINK.fullmatch(text)
    if found is None:
        raise _refused()
    try:
        node = unquote(found["node"], errors="strict")
    except UnicodeDecodeError as error:
        raise _refused() from error
    if len(node) > MAX_NAME or not node.isprintable() or node != node.strip() or not node:
        raise _refused()
    port = int(found["port"] or 0)
    if found["port"] and not is_port(port):
        raise _refused()
    return Link(node, found["pane"] or "", port)


def _refused() -> BadInput:
    form = f"{SCHEME}://node/NAME/tunnel/8888"
    return BadInput(
        tr("The link was not followed."), tr("It is none of this program: {form}").format(form=form)
    )
