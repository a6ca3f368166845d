"""What only a command on the node can tell of it: one small program asks it all at once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.core.said import said
from app.services.serving.api import HF_TOKEN
from app.services.serving.keys import NGC_API_KEY, key_of
from app.services.serving.launching.disk_room import FileSystem, parse_df_line

if TYPE_CHECKING:
    from app.core.cancel import Cancel
    from app.transport.api import Session

LIMIT_S = 30.0
MAX_ANSWER = 64 * 1024
_MOST = 16
"""Lines of one kind that are kept of what a node says."""

# Prints one fact a line. Of a token only whether it has the form of one leaves the node.
_ASK = r"""
LC_ALL=C; export LC_ALL
say() { printf '%s\t%s\n' "$1" "$2"; }
soon() { if command -v timeout >/dev/null 2>&1; then timeout 5 "$@"; else "$@"; fi; }
form() {
    [ -e "$2" ] || return 0
    say "$1-file" "$2"
    if [ ! -r "$2" ]; then say "$1" unreadable
    elif head -c 20000 "$2" | grep -Eq "$3"; then say "$1" good
    else say "$1" bad; fi
    case $(stat -Lc %a "$2" 2>/dev/null) in *[4567]) say "$1" shared;; esac
    [ -O "$2" ] && say "$1" own
}
say shell "$(getent passwd "$(id -u)" 2>/dev/null | cut -d: -f7)"
nvcc=$(command -v nvcc) && say nvcc "$nvcc"
[ -x /usr/local/cuda/bin/nvcc ] && say cuda yes
[ -s "$HOME/.bashrc" ] && [ -w "$HOME/.bashrc" ] && say bashrc yes
sed --version 2>/dev/null | grep -q GNU && say sed gnu
PATH="$PATH:/usr/bin:/usr/local/bin" command -v nvidia-ctk >/dev/null 2>&1 && say toolkit yes
for each in NTP CanNTP NTPSynchronized; do
    value=$(soon timedatectl show -p "$each" --value 2>/dev/null) && say "$each" "$value"
done
df -Pk / 2>/dev/null | sed 1d | while read -r line; do say root "$line"; done
df -Pk "$HOME" 2>/dev/null | sed 1d | while read -r line; do say home "$line"; done
form hf "${HF_TOKEN_PATH:-${HF_HOME:-$HOME/.cache/huggingface}/token}" "^($1)\$"
form ngc "$HOME/.ngc/config" "^[[:space:]]*apikey[[:space:]]*=[[:space:]]*($2)[[:space:]]*\$"
"""


@dataclass(frozen=True, slots=True)
class TokenFile:
    """A file of the node that holds a token; the token itself never leaves the node."""

    path: str = ""
    """Empty where there is no such file."""
    well_formed: bool | None = None
    """None where the account may not read it."""
    is_shared: bool = False
    """Other accounts of the node may read it."""
    is_own: bool = False
    """It belongs to the account: a container that runs as root may have made it."""


@dataclass(frozen=True, slots=True)
class NodeLook:
    """What the node said. What it did not say is None, False or empty."""

    shell: str = ""
    """The account's login shell."""
    nvcc: str = ""
    """Where a command over SSH finds nvcc."""
    has_cuda: bool = False
    """nvcc is in its usual folder."""
    has_bashrc: bool = False
    """The account has a .bashrc with something in it."""
    has_gnu_sed: bool = False
    has_toolkit: bool = False
    """NVIDIA's container toolkit is installed."""
    time_service: bool | None = None
    """Whether the system is told to keep its clock by the network's."""
    can_sync: bool = False
    synchronized: bool | None = None
    root: FileSystem | None = None
    home: FileSystem | None = None
    hf_token: TokenFile = TokenFile()
    ngc_key: TokenFile = TokenFile()


def look_at(session: Session, cancel: Cancel) -> NodeLook:
    """Ask the node; blocks. Raises SessionLost, a RemoteError, Cancelled."""
    argv = ("sh", "-c", _ASK, "preflight", _shape(HF_TOKEN), _shape(NGC_API_KEY))
    done = session.exec(argv, timeout=LIMIT_S, max_output=MAX_ANSWER, cancel=cancel)
    cancel.raise_if_cancelled()
    return parse_look(done.text)


def _shape(variable: str) -> str:
    key = key_of(variable)
    assert key is not None
    assert key.shape is not None
    return key.shape.pattern.replace("(?:", "(")  # what grep -E has no word for


def parse_look(text: str) -> NodeLook:
    """Read what the program printed; lines that say nothing known are passed over."""
    told: dict[str, list[str]] = {}
    for line in text.splitlines():
        key, _, value = line.partition("\t")
        values = told.setdefault(key, [])
        if len(values) < _MOST:
            values.append(value)

    def one(key: str) -> str:
        return said(next(iter(told.get(key, ())), ""), limit=1000)

    return NodeLook(
        shell=one("shell"),
        nvcc=one("nvcc"),
        has_cuda=one("cuda") == "yes",
        has_bashrc=one("bashrc") == "yes",
        has_gnu_sed=one("sed") == "gnu",
        has_toolkit=one("toolkit") == "yes",
        time_service=_yes_or_no(one("NTP")),
        can_sync=one("CanNTP") == "yes",
        synchronized=_yes_or_no(one("NTPSynchronized")),
        root=parse_df_line(f"\n{one('root')}"),
        home=parse_df_line(f"\n{one('home')}"),
        hf_token=_token_file(one("hf-file"), told.get("hf", [])),
        ngc_key=_token_file(one("ngc-file"), told.get("ngc", [])),
    )


def _yes_or_no(word: str) -> bool | None:
    return {"yes": True, "no": False}.get(word)


def _token_file(path: str, words: list[str]) -> TokenFile:
    if not path.startswith("/"):
        return TokenFile()
    formed = True if "good" in words else False if "bad" in words else None
    return TokenFile(path, formed, "shared" in words, "own" in words)


_SECONDS = re.compile(r"(\d{1,12})(?:\.(\d{1,9}))?")


def parse_date(text: str) -> float | None:
    """Read what `date +%s.%N` printed: Unix seconds; whole ones where there is no %N."""
    found = _SECONDS.match(text.strip())
    return float(found[0]) if found else None
