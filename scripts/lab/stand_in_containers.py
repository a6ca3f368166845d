"""Containers as the owner of a Spark has them, on a lab node's real engine: stand-ins under names.

Every image has the files of the lab's own, so nothing of what they are called runs: the web servers
serve one page, the engine prints what a real llama-server printed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from scripts.lab import gb10
from scripts.lab.docker_engine import DockerEngine
from scripts.lab.node import LabNode

LOG = Path(__file__).with_name("captures") / "llama_server_log.txt"
SAY = 'while true; do while read -r line; do echo "$line"; sleep 0.4; done < /log; done'
PAGE = ("httpd", "-f", "-h", "/www")
REST = ("sleep", "100000")
ENGINE = "gpt-oss-120b"


@dataclass(frozen=True, slots=True)
class StandIn:
    """One container."""

    name: str
    image: str
    command: tuple[str, ...]
    options: tuple[str, ...] = ()
    project: str = ""
    service: str = ""
    gpu_mib: int = 0
    """What its first process has of the simulated GPU."""


STAND_INS = (
    StandIn(
        ENGINE,
        "ghcr.io/ggml-org/llama.cpp:server-cuda",
        ("sh", "-c", SAY),
        ("-p", "30000:80", "--shm-size=16g", "--restart=unless-stopped", "-e", "HF_TOKEN=hf_lab"),
        "assistant",
        "llm",
        57200,
    ),
    StandIn(
        "open-webui",
        "ghcr.io/open-webui/open-webui:main",
        PAGE,
        ("-p", "127.0.0.1:3000:80", "-v", "open-webui:/data", "--health-cmd=true"),
        "assistant",
        "open-webui",
    ),
    StandIn(
        "assistant-db",
        "postgres:17",
        REST,
        ("-v", "assistant-db:/data", "--health-cmd=false", "--health-retries=1"),
        "assistant",
        "db",
    ),
    StandIn(
        "prometheus",
        "prom/prometheus:v3.7.0",
        PAGE,
        ("-p", "127.0.0.1:9090:80", "-v", "prometheus:/data"),
        "monitoring",
        "prometheus",
    ),
    StandIn("grafana", "grafana/grafana:12.2.0", PAGE, ("-p", "3001:80"), "monitoring", "grafana"),
    StandIn(
        "qwen3-embed",
        "vllm/vllm-openai:v0.11.0",
        ("eat", "64", "400"),
        ("-p", "127.0.0.1:8081:80", "--ipc=host"),
        gpu_mib=6100,
    ),
    StandIn("notebook", "nvcr.io/nvidia/pytorch:25.10-py3", ("sh", "-c", "exit 137")),
)


def start(docker: DockerEngine) -> None:
    """Start them all."""
    for each in STAND_INS:
        docker.add_image(each.image)
        options = each.options
        if each.project:
            options += ("--label", f"com.docker.compose.project={each.project}")
            options += ("--label", f"com.docker.compose.service={each.service}")
        if SAY in each.command:
            options += ("-v", f"{LOG}:/log:ro")
        if any(word.startswith("--health-cmd") for word in options):
            options += ("--health-interval=1s",)
        docker.run(each.name, *each.command, image=each.image, network="bridge", options=options)


def show_on_gpu(node: LabNode, docker: DockerEngine) -> None:
    """Have the simulated GPU tell of their processes."""
    shown = tuple(
        gb10.Process(docker.pid(each.name), each.command[0], each.gpu_mib)
        for each in STAND_INS
        if each.gpu_mib
    )
    scenario = replace(gb10.SCENARIOS["loaded"], processes=shown)
    gb10.apply(node.root, scenario, "not-supported")
