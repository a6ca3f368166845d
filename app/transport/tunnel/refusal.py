"""Why a connection was not served, in words; for a browser as a page."""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import Final

from app.core.i18n import numeral, tr
from app.transport.tunnel.target import PORT

METHODS: Final = (b"GET ", b"HEAD ", b"POST ", b"PUT ", b"DELETE ", b"OPTIONS ", b"PATCH ")
PAGE = """\
<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width">
<style>
:root {{ color-scheme: light dark }}
body {{ font: 16px/1.5 system-ui, sans-serif; max-width: 36em; margin: 15vh auto; padding: 0 1em }}
h1 {{ font-size: 1.4em }}
p.small {{ opacity: .7; font-size: .9em }}
</style></head>
<body><h1>{title}</h1>
<p>{reason}</p>
<p>{hint}</p>
<p><a href="">Try again</a></p>
<p class="small">Spark Command Center answers this, not the service.</p>
</body></html>
"""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a connection is not served: `reason` begins in lower case, `hint` says what to do."""

    reason: str
    hint: str

    def page(self, request: bytes) -> bytes:
        """Return an HTTP answer that says so."""
        title = tr("The service does not answer through the tunnel")
        body = PAGE.format(
            title=title, reason=_sentence(self.reason), hint=html.escape(self.hint)
        ).encode()
        head = (
            "HTTP/1.1 502 Bad Gateway\r\n"
            "Content-Type: text/html; charset=utf-8\r\n"
            f"Content-Length: {len(body)}\r\n"
            "Cache-Control: no-store\r\n"
            "Connection: close\r\n\r\n"
        )
        return head.encode() + (b"" if request.startswith(b"HEAD ") else body)


def speaks_http(begin: bytes) -> bool:
    """Whether a client's first bytes are an HTTP request."""
    return begin.startswith(METHODS)


def refused_channel(where: str, code: int, text: str) -> Refusal:
    """Return what an SSH server's answer to CHANNEL_OPEN means for `where` (`port 8888`)."""
    said = f" ({text})" if text else ""
    if code == 1:
        return Refusal(
            tr(
                "the node's SSH server forbids forwarding to {where} (administratively prohibited)"
            ).format(where=where),
            tr(
                "Allow it in the node's sshd_config (AllowTcpForwarding, PermitOpen), or "
                "for this key in its authorized_keys."
            ),
        )
    if code == 2:
        return Refusal(
            tr("nothing answers on {seen}{detail}").format(seen=_seen(where), detail=said),
            tr("Start the service there, or check that this is its port."),
        )
    if code == 4:
        return Refusal(
            tr(
                "the node's SSH server has no room for one more connection to {where}{detail}"
            ).format(where=where, detail=said),
            tr("Close some connections and try again."),
        )
    return Refusal(
        tr("the node's SSH server does not forward to {where}{detail}").format(
            where=where, detail=said
        ),
        tr("Its own log may say why."),
    )


def no_answer(where: str, seconds: float) -> Refusal:
    """Return that the node could not reach `where` in time."""
    return Refusal(
        tr("{seen} did not answer within {seconds} s").format(
            seen=_seen(where), seconds=numeral(seconds, grouped=False)
        ),
        tr("A firewall may drop the connection, or the service is overloaded."),
    )


def node_away(where: str, seconds: float) -> Refusal:
    """Return that there was no session for too long."""
    return Refusal(
        tr("the node was not connected within {seconds} s, so {where} could not be reached").format(
            seconds=numeral(seconds, grouped=False), where=where
        ),
        tr("It is tried again by itself once the node is back."),
    )


def _seen(where: str) -> str:
    """Say whose port it is: `port 8888` is one of the node, another machine's is reached by it."""
    return (
        tr("{where} of the node").format(where=where)
        if where.startswith(PORT.partition("{port}")[0])
        else tr("{where} from the node").format(where=where)
    )


def _sentence(words: str) -> str:
    return html.escape(words[:1].upper() + words[1:]) + "."
