"""What of a node decides how engines run there: one small program asks it all at once."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING

from app.core.said import said
from app.services.containers.api import EngineUnavailable, Trouble
from app.services.serving.api import NodeFacts

if TYPE_CHECKING:
    from app.core.cancel import Cancel
    from app.services.serving.reach import NodeReach
    from app.transport.api import Session

LIMIT_S = 20.0
MAX_ANSWER = 64 * 1024
_MOST = 64
"""Entries of one kind that are kept of what a node says."""
_ARCHITECTURES = {"aarch64": "arm64", "x86_64": "amd64", "arm64": "arm64", "amd64": "amd64"}
_ASK = r"""
LC_ALL=C; export LC_ALL
say() { printf '%s\t%s\n' "$1" "$2"; }
soon() { if command -v timeout >/dev/null 2>&1; then timeout 5 "$@"; else "$@"; fi; }
say machine "$(uname -m)"
say home "$HOME"
say uid "$(id -u)"
soon nvidia-smi --query-gpu=name --format=csv,noheader 2>/dev/null | while read -r name; do
  say gpu "$name"; done
{ ip -4 -o addr show 2>/dev/null || true; } | while read -r _ _ _ address _; do
  say address "${address%%/*}"; done
PATH="$PATH:/usr/local/bin:$HOME/.local/bin:$HOME/.lmstudio/bin:$HOME/llama.cpp/build/bin"
for program in ollama lms llama-server; do
  path=$(command -v "$program" 2>/dev/null) || continue
  say program "$program"; say path "$path"
  version=--version; [ "$program" = lms ] && version=version
  say version "$(soon "$path" $version 2>&1 </dev/null | head -c 2000 | tr '\n' ' ')"; done
if version=$(soon docker model version 2>/dev/null </dev/null | head -c 2000 | tr '\n' ' ') &&
  [ -n "$version" ]; then
  say program docker-model; say path ""; say version "$version"; fi
"""
_VERSION = re.compile(r"\d{1,6}(?:\.\d{1,6}){1,3}[\w.+-]{0,20}|\bb?\d{4,6}\b")
_IPV4 = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}")


def node_facts(reach: NodeReach, cancel: Cancel) -> NodeFacts:
    """Return what is known of a node; blocks. SessionLost while it is not connected.

    One command, and a question to its container engine where that was not asked before.
    """
    session = reach.session()
    told = _Answer(_ask(session, cancel))
    gpus = told.of("gpu") or _gpus_of_sample(reach)
    machine, sample = reach.machine(), reach.sample()
    is_gb10 = machine.is_gb10 if machine is not None else any("GB10" in each for each in gpus)
    unified = is_gb10 or (sample is not None and any(gpu.unified_memory for gpu in sample.gpus))
    return NodeFacts(
        node=reach.node,
        name=reach.name,
        architecture=_ARCHITECTURES.get(told.one("machine"), told.one("machine")),
        home=told.one("home") if told.one("home").startswith("/") else "",
        uid=int(told.one("uid")) if told.one("uid").isdecimal() else None,
        gpus=gpus,
        unified=unified,
        is_gb10=is_gb10,
        has_docker=_has_docker(reach, cancel),
        programs=told.versions,
        program_paths=told.paths,
        addresses=tuple(
            each
            for each in dict.fromkeys(told.of("address"))
            if _IPV4.fullmatch(each) and not each.startswith("127.")
        ),
    )


def _ask(session: Session, cancel: Cancel) -> str:
    if session.is_local and sys.platform == "win32":
        return ""
    done = session.exec(("sh", "-c", _ASK), timeout=LIMIT_S, max_output=MAX_ANSWER, cancel=cancel)
    return done.text


def _has_docker(reach: NodeReach, cancel: Cancel) -> bool:
    try:
        reach.holder.engine(cancel)
    except EngineUnavailable as error:
        return error.trouble in (Trouble.NOT_RUNNING, Trouble.INTERRUPTED)
    return True


def _gpus_of_sample(reach: NodeReach) -> tuple[str, ...]:
    sample = reach.sample()
    return tuple(gpu.name for gpu in sample.gpus if gpu.name) if sample is not None else ()


class _Answer:
    """What the program said, line by line; anything may stand there."""

    def __init__(self, text: str) -> None:
        self._told: dict[str, list[str]] = {}
        self.versions: Mapping[str, str]
        self.paths: Mapping[str, str]
        versions, paths, program = dict[str, str](), dict[str, str](), ""
        for line in text.splitlines():
            key, _, value = line.partition("\t")
            value = said(value, limit=2000)
            entries = self._told.setdefault(key, [])
            if value and len(entries) < _MOST:
                entries.append(value)
            if key == "program":
                program = value
                versions[program] = ""
            elif key == "path" and value.startswith("/"):
                paths[program] = value
            elif key == "version" and program and (match := _VERSION.search(value)):
                versions[program] = match[0]
        self.versions, self.paths = versions, paths

    def of(self, key: str) -> tuple[str, ...]:
        return tuple(self._told.get(key, ()))

    def one(self, key: str) -> str:
        return next(iter(self._told.get(key, ())), "")
