"""Asking a model over SSH beside curl through `ssh -L`: first token, speed, and Stop.

The server is llama.cpp's with a tiny model whose answers do not end; the node's sshd is real.
curl's figure is by its own trace, from connecting to the first piece of the answer; ours is from
the call to the first piece that is told, all that is made for a question included. About 40 ms of
both are llama.cpp's own, which waits for the ACK of its headers. Each question begins with other
words, so nothing is in the server's cache. The speed by our own clock is what is shown of engines
that do not measure it themselves.
"""

from __future__ import annotations

import contextlib
import itertools
import json
import re
import subprocess
import threading
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from app.core.audit import AuditLog
from app.core.cancel import Cancel
from app.core.ids import NodeId
from app.services.chat.api import Message, Parameters, Role, Stopped
from app.services.chat.asking import Question, Reply, ask_chat
from app.services.chat.stopping import ServerLook
from app.services.containers.holder import EngineHolder
from app.services.serving.answers import Delta
from app.services.serving.completions import LocalAddress, local_address
from app.services.serving.reach import NodeReach
from app.services.serving.running.api import Endpoint
from app.transport.slot import SessionSlot
from scripts.bench.figures import Figure, Target
from scripts.bench.lab_session import open_session
from scripts.bench.tunnel_contenders import ssh, start
from scripts.lab import llama
from scripts.lab.node import LabNode

RUNS = 25
STOPS = 7
CONTEXT = 65536
WORDS = 60
SPOKEN = 1000
"""Tokens of an answer whose speed is measured."""
LOOK_S = 0.005
PATIENCE_S = 10.0
FIRST_LIMIT_MS = 15.0
SPEED_LIMIT_PERCENT = 5.0
STOP_LIMIT_S = 1.0
_LAB = NodeId("lab")
_EVENT = re.compile(r"^(?=\d\d:\d\d:\d\d\.\d+ )", re.MULTILINE)
_OFFSET = re.compile(r"^[0-9a-f]{4}: ")


@dataclass(frozen=True, slots=True)
class _Ends:
    """The two ways to the same server."""

    address: LocalAddress
    """Through our session."""
    curl: str
    """Base URL through `ssh -L`."""
    port: int
    """Of the server itself."""


def measure() -> tuple[list[Figure], list[Target]]:
    """Return what was measured, and what of it has to be reached."""
    with _ends() as ends, TemporaryDirectory() as folder:
        asker = _Asker(ends, Path(folder))
        asker.first_token()  # what is imported and opened once
        asker.curl()
        pairs = [(asker.first_token(), asker.curl()) for _ in range(RUNS)]
        speeds = [asker.speed_off() for _ in range(STOPS)]
        stops = [asker.stop() for _ in range(STOPS)]
    ours = Figure("first token, ours", tuple(each[0] * 1000 for each in pairs), "ms")
    curl = Figure("first token, curl through ssh -L", tuple(each[1] * 1000 for each in pairs), "ms")
    speed = Figure("tokens/s by our clock off the server's", tuple(speeds), "%")
    stop = Figure("Stop to free slot", tuple(stops), "s", digits=3)
    more = ours.median - curl.median
    return [ours, curl, speed, stop], [
        Target("first token beyond curl's", more, FIRST_LIMIT_MS, "ms"),
        Target("tokens/s off the server's", speed.median, SPEED_LIMIT_PERCENT, "%"),
        Target("Stop to free slot, slowest", max(stops), STOP_LIMIT_S, "s"),
    ]


@contextlib.contextmanager
def _ends() -> Iterator[_Ends]:
    with (
        TemporaryDirectory() as folder,
        llama.llama_server(Path(folder), endless=CONTEXT) as port,
        LabNode() as lab,
        start("ssh -L", ssh(lab, port)) as peer,
        contextlib.closing(open_session(lab)) as session,
    ):
        slot = SessionSlot()
        slot.put(session)
        reach = NodeReach(
            node=_LAB,
            name="lab",
            slot=slot,
            holder=EngineHolder(slot, "lab"),
            audit=AuditLog(Path(folder) / "audit.jsonl"),
            sample=lambda: None,
            machine=lambda: None,
        )
        endpoint = Endpoint(_LAB, port, llama.ALIAS, "llama_cpp")
        with local_address(reach, endpoint, Cancel()) as address:
            yield _Ends(address, f"http://127.0.0.1:{peer.port}/v1", port)


def first_piece_s(trace: str) -> float:
    """Return the seconds from curl's connecting to the first piece, by its trace."""
    begun = None
    for event in _EVENT.split(trace)[1:]:
        clock, _, rest = event.partition(" ")
        hours, minutes, seconds = clock.split(":")
        at = int(hours) * 3600 + int(minutes) * 60 + float(seconds)
        if begun is None:
            begun = at
        said = "".join(_OFFSET.sub("", line) for line in rest.splitlines())
        if "<= Recv data" in rest and '"content":"' in said:
            return at - begun
    raise SystemExit(f"curl got no answer: {trace[-400:]}")


class _Asker:
    """Asks the server in either way."""

    def __init__(self, ends: _Ends, folder: Path) -> None:
        self._ends = ends
        self._body = folder / "body.json"
        self._serial = itertools.count(1)
        self._server = ServerLook(ends.address, "llama_cpp")

    def first_token(self) -> float:
        """Return the seconds from the call to the first piece."""
        came: list[float] = []

        def tell(told: object) -> None:
            if isinstance(told, Delta) and not came:
                came.append(time.perf_counter())

        question = self._question(8)
        begun = time.perf_counter()
        ask_chat(self._ends.address, question, Cancel(), Cancel(), tell, server=self._server)
        return came[0] - begun

    def curl(self) -> float:
        """Return the seconds that curl needs to the first piece of an answer."""
        messages = [{"role": "user", "content": self._words()}]
        told = {"model": llama.ALIAS, "messages": messages, "max_tokens": 8, "stream": True}
        self._body.write_text(json.dumps(told), encoding="utf-8")
        done = subprocess.run(
            (
                "curl", "--silent", "--no-buffer", "--output", "/dev/null",
                "--trace-ascii", "-", "--trace-time",
                "--header", "Content-Type: application/json",
                "--data-binary", f"@{self._body}", f"{self._ends.curl}/chat/completions",
            ),
            check=True, capture_output=True, text=True, timeout=PATIENCE_S,
        )  # fmt: skip
        return first_piece_s(done.stdout)

    def speed_off(self) -> float:
        """Return by how many percent the speed by our clock differs from the server's."""
        reply = ask_chat(
            self._ends.address, self._question(SPOKEN), Cancel(), Cancel(), lambda _told: None
        )
        timing, tokens = reply.figures.timing, reply.figures.completion_tokens
        assert timing.by_server
        assert timing.tokens_per_s is not None
        assert timing.first_token_s is not None
        assert tokens is not None
        ours = (tokens - 1) / (timing.total_s - timing.first_token_s)
        return abs(ours / timing.tokens_per_s - 1) * 100

    def stop(self) -> float:
        """Return the seconds from Stop until the server's slots are free, seen from beside it."""
        stop, begun = Cancel(), threading.Event()
        replies: list[Reply] = []

        def tell(told: object) -> None:
            if isinstance(told, Delta):
                begun.set()

        def ask() -> None:
            replies.append(
                ask_chat(
                    self._ends.address, self._question(None), Cancel(), stop, tell,
                    server=self._server,
                )
            )  # fmt: skip

        asking = threading.Thread(target=ask, name="asks")
        asking.start()
        assert begun.wait(PATIENCE_S), "no answer came"
        assert self._is_busy()
        stopped_at = time.perf_counter()
        stop.cancel()
        while self._is_busy():
            assert time.perf_counter() - stopped_at < PATIENCE_S, "the server did not stop"
            time.sleep(LOOK_S)
        taken = time.perf_counter() - stopped_at
        asking.join()
        assert replies[0].stopped is Stopped.YES, replies
        return taken

    def _is_busy(self) -> bool:
        with urllib.request.urlopen(f"http://127.0.0.1:{self._ends.port}/slots") as told:
            return any(slot["is_processing"] for slot in json.load(told))

    def _question(self, tokens: int | None) -> Question:
        return Question(
            llama.ALIAS,
            (Message(0, None, Role.USER, self._words()),),
            parameters=Parameters(max_tokens=tokens),
            engine="llama_cpp",
        )

    def _words(self) -> str:
        return " ".join([f"{next(self._serial)} is a number", *["and this is a word"] * WORDS])
