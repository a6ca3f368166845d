"""`Sample` → what `watch --json` prints: plain JSON values, one document for each sample.

`null` has its reason under `reasons`, by the dotted name of the field (`gpus.0.power_limit_w`,
`processes.3.owner.container`, or the group: `rails`); what another source told is in `origins` by
the same names. Sizes are bytes, rates bytes per second, temperatures °C, power W, clocks MHz;
fields are those of `api.Sample`:

    {
      "time": "2026-10-30T09:14:05.123Z", "node": "spark-01", "source": "agent",
      "machine_time": "2026-10-30T09:14:05.120Z", "monotonic_s": 81234.5,
      "memory": {"total_bytes", "available_bytes", "swap_total_bytes", "swap_free_bytes",
                 "swap_in_bytes_per_s", "swap_out_bytes_per_s",
                 "parts": [{"name", "kind", "bytes", "pid", "owner": OWNER or null}, …]},
      "gpus": [{"name", "uuid", "utilization_percent", "memory_total_bytes", "memory_used_bytes",
                "temperature_c", "power_w", "power_limit_w", "sm_clock_mhz", "unified_memory",
                "processes": [{"pid", "name", "memory_bytes", "graphics"}, …],
                "performance_state", "throttle_reasons": […], "xid"}, …],
      "cpu": {"percent", "per_core_percent": […], "load_1m", "cluster_of_core": […],
              "clock_mhz": […]},
      "temperatures": [{"name", "sensor", "celsius", "critical_c"}, …],
      "disks": [{"name", "read_bytes_per_s", "write_bytes_per_s", "busy_percent", "mount",
                 "total_bytes", "free_bytes"}, …],
      "networks": [{"name", "kind", "receive_bytes_per_s", "transmit_bytes_per_s", "up",
                    "speed_bytes_per_s"}, …],
      "pressure": {"memory_some", "memory_full", "cpu_some", "io_some"} or null,
      "processes": [{"pid", "name", "command", "owner": OWNER, "cpu_percent", "memory_bytes",
                     "gpu_memory_bytes", "started", "state"}, …],
      "rails": [{"name", "power_w", "limit_w"}, …], "prochot": true, false or null,
      "engines": [{"engine", "port", "model", "requests_running", …}, …],
      "kernel_events": [{"time", "kind", "text", "xid"}, …],
      "reasons": {"…": "…"}, "origins": {"…": "…"}
    }

OWNER is {"container", "container_id", "unit", "user"}. Parts of memory sum to `total_bytes`.
"""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

from app.core.units import iso_time
from app.services.telemetry.api import Sample


def sample_to_json(sample: Sample) -> dict[str, Any]:
    """Return a sample as JSON values, in the shape that this module documents."""
    plain = replace(sample, reasons=dict(sample.reasons), origins=dict(sample.origins))
    return asdict(plain) | {
        "time": iso_time(sample.time),
        "machine_time": None if sample.machine_time is None else iso_time(sample.machine_time),
    }
