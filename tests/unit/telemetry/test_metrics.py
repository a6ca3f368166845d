from __future__ import annotations

from app.services.telemetry.api import Cpu, Memory, Network, Sample
from app.services.telemetry.metrics import physical_networks, reason_for, row_of


def sample(*networks: Network, **reasons: str) -> Sample:
    return Sample(
        time=0.0,
        node="spark",
        source="agent",
        memory=Memory(None, None, None, None),
        gpus=(),
        cpu=Cpu(None, (), None),
        networks=networks,
        reasons={name.replace("__", "."): text for name, text in reasons.items()},
    )


def test_metrics_count_virtual_networks_only_where_none_is_physical() -> None:
    wire = Network("enP7s7", "ethernet", 100.0, 10.0)
    bridge = Network("br0", "virtual", 100.0, 10.0)
    assert list(physical_networks(sample(bridge, wire))) == [1]
    assert row_of(sample(bridge, wire))["networks.receive_bytes_per_s"] == 100
    assert row_of(sample(bridge))["networks.receive_bytes_per_s"] == 100


def test_metrics_borrow_no_reason_of_another_field() -> None:
    speed = "the interface has no link"
    first = "needs a second reading"
    assert reason_for(sample(networks__0__speed_bytes_per_s=speed), "networks") == ""
    both = sample(networks__0__speed_bytes_per_s=speed, networks__1__receive_bytes_per_s=first)
    assert reason_for(both, "networks") == first
