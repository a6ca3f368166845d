"""GB10: recognise it, and say why it reports less than other GPUs."""

from __future__ import annotations

from app.core.i18n import tr

PCI_ID = 0x2E1210DE
"""Device 2e12 of vendor 10de, as nvidia-smi and NVML print it."""
NAME = "GB10"
UNIFIED_TOLERANCE = 0.05
"""A GPU memory this close to MemTotal is the host's memory, reported twice."""
UNIFIED = tr("not reported by {}: GPU and CPU share one memory, see memory.parts")


def is_gb10(name: str | None, pci_id: int | None) -> bool:
    """Whether a GPU is a GB10, by its PCI id or its name."""
    return pci_id == PCI_ID or (name is not None and NAME in name.split())


def is_unified(
    *,
    name: str | None,
    pci_id: int | None,
    addressing: str | None,
    memory_total: int | None,
    memory_error: str,
    host_total: int | None,
) -> bool:
    """Whether GPU and CPU share one memory; `memory_error` says why there is no `memory_total`.

    The size alone proves nothing: a card of 16 GB may sit in a computer with 16 GB. Nor does ATS
    alone: Grace Hopper has it too, and memory of its own.
    """
    if is_gb10(name, pci_id):
        return True
    if addressing != "ATS":
        return False
    if memory_total is None:  # another error, such as a lost GPU, says nothing of its memory
        return not memory_error or "NOT_SUPPORTED" in memory_error
    if not host_total:
        return False
    return abs(memory_total - host_total) < UNIFIED_TOLERANCE * host_total


WORDS = {
    "utilization_percent": tr("utilization"),
    "temperature_c": tr("temperature"),
    "power_w": tr("power draw"),
    "power_limit_w": tr("power limit"),
    "sm_clock_mhz": tr("SM clock"),
    "performance_state": tr("performance state"),
    "throttle_reasons": tr("clock-event reasons"),
    "memory_total_bytes": tr("GPU memory"),
    "memory_used_bytes": tr("GPU memory in use"),
    "uuid": "UUID",
    "processes": tr("processes"),
}


def why_missing(gpu_name: str, field: str, error: str, *, unified: bool = False) -> str:
    """Return the reason for a value that the driver does not give."""
    short = NAME if NAME in gpu_name.split() else gpu_name
    if unified and field in ("memory_total_bytes", "memory_used_bytes"):
        return UNIFIED.format(short)
    word = WORDS.get(field, field)
    if not error or "NOT_SUPPORTED" in error or "FUNCTION_NOT_FOUND" in error:
        return tr("{word}: not reported by {short}").format(word=word, short=short)
    return f"{word}: {error}"
