"""Run one short program in a container, as root, and take what it prints."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from app.core.cancel import Cancel
from app.core.errors import RemoteError
from app.core.i18n import tr
from app.services.containers.engine import Engine

ENVIRONMENT = {
    "PATH": "/usr/bin:/bin:/usr/sbin:/sbin",
    "LC_ALL": "C",
    "CDPATH": "",
    "LD_PRELOAD": "",
}
"""Instead of the container's own, which might lead root to a program that its user has put in."""
MAX_OUTPUT = 4 * 1024 * 1024
_HEADER = 8
_STDERR = 2


@dataclass(frozen=True, slots=True)
class Ran:
    """What a program left behind."""

    status: int | None
    """None where it was not waited for: it printed too much."""
    output: bytes
    errors: bytes


def run_program(engine: Engine, container: str, command: Sequence[str], cancel: Cancel) -> Ran:
    """Run a program by its full path; cancelling stops waiting for it at once.

    Raises RemoteError when the container does not run or has no such program, NotThere, and what
    Engine does.
    """
    with engine.errors():
        made = engine.api.exec_create(container, list(command), user="0", environment=ENVIRONMENT)
    name = made.get("Id") if isinstance(made, dict) else None
    if not isinstance(name, str) or not name.isalnum():
        raise RemoteError(tr("The engine did not say what it runs."))
    with engine.stream(
        f"/exec/{name}/start",
        {},
        cancel,
        method="POST",
        headers={"Content-Type": "application/json"},
        body=[json.dumps({"Detach": False, "Tty": False}).encode()],
    ) as stream:
        outputs = {False: bytearray(), True: bytearray()}
        for is_error, piece in unframed(stream.chunks()):
            outputs[is_error] += piece
            if sum(map(len, outputs.values())) > MAX_OUTPUT:
                return Ran(None, bytes(outputs[False]), bytes(outputs[True]))
    with engine.errors():
        status = engine.api.exec_inspect(name).get("ExitCode")
    known = isinstance(status, int) and not isinstance(status, bool)
    return Ran(status if known else None, bytes(outputs[False]), bytes(outputs[True]))


def unframed(chunks: Iterable[bytes]) -> Iterator[tuple[bool, bytes]]:
    """Yield what was printed, and whether to the output for errors, from the engine's frames."""
    kept = bytearray()
    for chunk in chunks:
        kept += chunk
        while len(kept) >= _HEADER:
            end = _HEADER + int.from_bytes(kept[4:_HEADER])
            if len(kept) < end:
                break
            yield kept[0] == _STDERR, bytes(kept[_HEADER:end])
            del kept[:end]
