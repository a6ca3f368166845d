"""Source `dgx-dashboard`: the stream of the DGX Dashboard, where its account was given.

Undocumented, so it is believed last. Its temperature is another sensor's than the driver's, and a
version before 2026 gave the memory in rounded megabytes of 128 GiB: that is not taken.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import msgspec

from app.core.cancel import Cancel
from app.core.errors import SourceUnavailable
from app.core.i18n import tr
from app.core.log import register_secret
from app.services.telemetry.api import (
    ExtraSpec,
    Gpu,
    Memory,
    Place,
    Reading,
    Sample,
    Temperature,
)
from app.services.telemetry.fetch import Address, exchange, read_body
from app.services.telemetry.merge import blank
from app.services.telemetry.source_settings import DashboardLogin, NodeSources
from app.transport.api import Session

NAME = "dgx-dashboard"
PORT = 11000
LOGIN = ("/api/login", "/api/v1/login")
STREAM = "/api/v1/gpu_telemetry/stream"
NOT_TOLD = tr("the DGX Dashboard does not tell")
REFUSED = tr("The Dashboard does not let {} in.")
MAX_LINE = 64 * 1024
MAX_SKIPPED = 1024 * 1024
"""Bytes between two lines of telemetry."""
MAX_GPUS = 64
KIB = 1024
_FIELDS = (
    "uuid", "utilization_percent", "memory_total_bytes", "memory_used_bytes", "temperature_c",
    "power_w", "power_limit_w", "sm_clock_mhz", "performance_state", "throttle_reasons",
)  # fmt: skip


class Telemetry(msgspec.Struct, frozen=True):
    """One GPU in the stream; what an older version does not have is None."""

    percentage_utilization: float | None = None
    temperature_in_c: float | None = None
    power_draw_in_w: float | None = None
    memory_total_in_kib: float | None = None
    memory_available_in_kib: float | None = None


class _Event(msgspec.Struct, frozen=True):
    TelemetryForGPUs: list[Telemetry]


class _Token(msgspec.Struct, frozen=True):
    token: str


_event = msgspec.json.Decoder(_Event)
_token = msgspec.json.Decoder(_Token)
_FOREIGN = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)


def places(_settings: NodeSources, login: DashboardLogin | None) -> tuple[Place, ...]:
    """Return the Dashboard when there is an account for it."""
    return () if login is None else (Place(f"127.0.0.1:{PORT}", _Dashboard(login).read, PORT),)


class _Dashboard:
    """One node's Dashboard and its account."""

    def __init__(self, login: DashboardLogin) -> None:
        self._login = login
        self._refused = False

    def read(self, session: Session, node: str, cancel: Cancel) -> Iterator[Reading]:
        """Yield readings while the stream goes on; a password that was refused is not sent again.

        PAM may lock an account that fails too often.
        """
        if self._refused:
            raise SourceUnavailable(REFUSED.format(self._login.user))
        token = log_in(session, self._login, cancel)
        if token is None:
            self._refused = True
            raise SourceUnavailable(REFUSED.format(self._login.user))
        headers = {"Authorization": f"Bearer {token}", "Accept": "text/event-stream"}
        address = Address(PORT, STREAM)
        with exchange(session, address, cancel, headers=headers, limit=None) as response:
            if response.status != 200:
                raise SourceUnavailable(
                    tr("The Dashboard's stream answers with {status}.").format(
                        status=response.status
                    )
                )
            skipped = 0
            while (line := response.readline(MAX_LINE)) and skipped < MAX_SKIPPED:
                sample = read_event(line, node)
                if sample is not None:
                    yield Reading(sample)
                skipped = skipped + len(line) if sample is None else 0
        raise SourceUnavailable(
            tr("The Dashboard ended its stream, or fills it with something else.")
        )


def log_in(session: Session, login: DashboardLogin, cancel: Cancel) -> str | None:
    """Return the Dashboard's token for an account, kept nowhere; None when it is refused."""
    body = msgspec.json.encode({"username": login.user, "password": login.password})
    headers = {"Content-Type": "application/json"}
    for path in LOGIN:
        address = Address(PORT, path)
        with exchange(
            session, address, cancel, method="POST", body=body, headers=headers, limit=MAX_LINE
        ) as response:
            status, answer = response.status, read_body(response, address, MAX_LINE)
        if status in (400, 401, 403):
            return None
        if status == 200:
            return read_token(answer)
    raise SourceUnavailable(
        tr("The Dashboard's login answers with {status}.").format(status=status)
    )


def read_token(answer: bytes) -> str:
    """Return the token of a login's answer; SourceUnavailable when there is none."""
    try:
        token = _token.decode(answer).token
    except _FOREIGN:
        token = ""
    if not token or not token.isascii() or not token.isprintable():
        raise SourceUnavailable(tr("The Dashboard's login answers with no token."))
    register_secret(token)
    return token


def read_event(line: bytes, node: str) -> Sample | None:
    """Return what a line of the stream says; None for any that is no telemetry."""
    field, _, text = line.strip().partition(b":")
    if field != b"data":
        return None
    try:
        told = _event.decode(text).TelemetryForGPUs[:MAX_GPUS]
    except _FOREIGN:
        return None
    if not told:
        return None
    gpus, reasons = [], {}
    for index, each in enumerate(told):
        gpu = _gpu(each, index)
        gpus.append(gpu)
        missing = [name for name in _FIELDS if getattr(gpu, name) is None]
        reasons.update({f"gpus.{index}.{name}": NOT_TOLD for name in missing})
    return replace(
        blank(node, NAME),
        memory=Memory(
            _octets(told[0].memory_total_in_kib),
            _octets(told[0].memory_available_in_kib),
            None,
            None,
        ),
        gpus=tuple(gpus),
        temperatures=tuple(_temperatures(told)),
        reasons=reasons,
    )


def _gpu(told: Telemetry, index: int) -> Gpu:
    return Gpu(
        name=f"GPU {index}",
        uuid=None,
        utilization_percent=_within(told.percentage_utilization, 0, 100),
        memory_total_bytes=None,
        memory_used_bytes=None,
        temperature_c=None,
        power_w=_within(told.power_draw_in_w, 0, 10_000),
        power_limit_w=None,
        sm_clock_mhz=None,
        unified_memory=True,
    )


def _temperatures(told: Sequence[Telemetry]) -> Iterator[Temperature]:
    for index, each in enumerate(told):
        celsius = _within(each.temperature_in_c, -60, 200)
        if celsius is not None:
            yield Temperature(
                tr("GPU {index} (Dashboard)").format(index=index),
                f"dgx-dashboard/gpu{index}",
                celsius,
            )


def _octets(kib: float | None) -> int | None:
    known = _within(kib, 1, 2**40)
    return None if known is None else int(known * KIB)


def _within(value: float | None, least: float, most: float) -> float | None:
    return value if value is not None and least <= value <= most else None


EXTRA = ExtraSpec(name=NAME, title=tr("DGX Dashboard"), rank=70, places=places)
