"""Services known by their port: those of DGX Spark's own documents and of its users.

To add one, add a row. `key` is what the command line calls it and must be unique; several rows may
share a port. Everything leads to 127.0.0.1 of the node, on any local port, unless `same_port` says
that the service breaks when its port differs here.
"""

from __future__ import annotations

import re
from dataclasses import replace

from app.core.errors import BadInput
from app.services.tunnels.api import Preset

NO_PAGE = ""
"""Scheme of a service that is no web page."""

TOKEN = "token"  # noqa: S105 - a name
"""Name of the query parameter that Jupyter and others take their token from."""
NAMED = 2
"""How many of the services that share a port are named."""

CHATBOT = "Multi-agent chatbot"
TXT2KG = "txt2kg"
LLAMA = ("llama-server", "llamacpp")

PRESETS: tuple[Preset, ...] = (
    Preset("dashboard", "DGX Dashboard", 11000, about="login, updates, JupyterLab"),
    Preset("jupyterlab", "JupyterLab", 11002, about="of the DGX Dashboard, one port per user"),
    Preset("jupyter", "Jupyter", 8888, token_query=TOKEN, about="notebooks in a container"),
    Preset("vllm", "vLLM", 8000, path="/v1/models", about="OpenAI-compatible API"),
    Preset("nim", "NIM", 8000, path="/v1/models", about="NVIDIA's inference microservice"),
    Preset(
        "chatbot",
        "Multi-agent chatbot",
        3000,
        same_port=True,
        group=CHATBOT,
        companions=(8000,),
        about="its page asks the backend on port 8000 of the same address",
    ),
    Preset("grafana", "Grafana", 3000, about="dashboards"),
    Preset("ollama", "Ollama", 11434, about="API; its page says that it runs"),
    Preset("open-webui", "Open WebUI", 12000, about="chat page, where NVIDIA Sync puts it"),
    Preset("webui", "Open WebUI", 8080, about="chat page, started by hand"),
    Preset("llama-cpp", "llama.cpp", 8080, about="its own page and an API", programs=LLAMA),
    Preset("openshell", "OpenShell gateway", 8080, about="sandboxes of agents"),
    Preset("cadvisor", "cAdvisor", 8080, about="metrics of containers"),
    Preset("alt-http", "Web page", 8081, about="second web server"),
    Preset("sglang", "SGLang", 30000, path="/v1/models", about="OpenAI-compatible API"),
    Preset("llama-server", "llama.cpp", 30000, about="as in NVIDIA's playbook", programs=LLAMA),
    Preset("trtllm", "TensorRT-LLM", 8355, path="/v1/models", about="OpenAI-compatible API"),
    Preset("trtllm-vlm", "TensorRT-LLM vision", 8356, path="/v1/models", about="vision models"),
    Preset("nemotron", "TensorRT-LLM Nemotron", 8123, path="/v1/models", about="Nemotron Super"),
    Preset("model-runner", "Docker Model Runner", 12434, path="/engines/v1/models", about="API"),
    Preset("model-runner-cloud", "Docker Model Runner", 12435, path="/engines/v1/models"),
    Preset("lmstudio", "LM Studio", 1234, path="/v1/models", about="OpenAI-compatible API"),
    Preset("comfyui", "ComfyUI", 8188, about="images by nodes"),
    Preset("vlm-webui", "Live VLM WebUI", 8090, "https", about="its certificate is self-signed"),
    Preset("vss", "Video search", 7777, about="video search and summarization (VSS)"),
    Preset("txt2kg", "txt2kg", 3001, group=TXT2KG, about="knowledge graphs out of text"),
    Preset("txt2kg-vllm", "txt2kg vLLM", 8001, path="/v1/models", group=TXT2KG),
    Preset("arangodb", "ArangoDB", 8529, about="graph database"),
    Preset(
        "neo4j",
        "Neo4j",
        7474,
        same_port=True,
        group="Neo4j",
        companions=(7687,),
        about="its page asks the database on port 7687 of the same address",
    ),
    Preset("neo4j-bolt", "Neo4j database", 7687, NO_PAGE, same_port=True, group="Neo4j"),
    Preset("qdrant", "Qdrant", 6333, path="/dashboard", about="vector database"),
    Preset("qdrant-grpc", "Qdrant gRPC", 6334, NO_PAGE),
    Preset("milvus", "Milvus", 19530, NO_PAGE, about="vector database"),
    Preset("milvus-webui", "Milvus health", 9091, path="/webui", about="its page and metrics"),
    Preset("postgres", "PostgreSQL", 5432, NO_PAGE, about="database"),
    Preset(
        "openclaw",
        "OpenClaw",
        18789,
        same_port=True,
        token_query=TOKEN,
        about="accepts its own port only; its address carries a token",
    ),
    Preset("nemoclaw", "NemoClaw", 18790, same_port=True, token_query=TOKEN),
    Preset("ray", "Ray dashboard", 8265, about="jobs of a cluster"),
    Preset("ray-gcs", "Ray", 6379, NO_PAGE, about="cluster store"),
    Preset("dask", "Dask dashboard", 8787, path="/status"),
    Preset("dask-scheduler", "Dask scheduler", 8786, NO_PAGE),
    Preset("streamlit", "Streamlit", 8501),
    Preset("dash", "Dash", 8050),
    Preset("dcgm", "DCGM exporter", 9400, path="/metrics", about="GPU metrics for Prometheus"),
    Preset("node-exporter", "Node exporter", 9100, path="/metrics", about="machine metrics"),
    Preset("reachy", "Reachy photo booth", 9010),
    Preset("sglang-dist", "SGLang workers", 25000, NO_PAGE, about="between nodes of a cluster"),
    Preset("llama-rpc", "llama.cpp RPC", 50052, NO_PAGE, about="no password: keep it private"),
    Preset("trtllm-ssh", "TensorRT-LLM sshd", 2233, NO_PAGE, about="between nodes of a cluster"),
    Preset("ssh", "SSH", 22, NO_PAGE),
)  # fmt: skip


def by_port(port: int) -> tuple[Preset, ...]:
    """Return every preset of a port, the likeliest first."""
    return tuple(preset for preset in PRESETS if preset.port == port)


def find(name: str) -> Preset:
    """Return the preset that a person calls `name`; BadInput names those that are near."""
    wanted = name.strip().casefold()
    for preset in PRESETS:
        if wanted in (preset.key, preset.name.casefold()):
            return preset
    import difflib

    near = difflib.get_close_matches(wanted, [preset.key for preset in PRESETS], 3, 0.5)
    raise BadInput(
        f"“{name}” is no service that is known by name.",
        f"Did you mean {' or '.join(near)}?" if near else "Give its port instead.",
    )


def guess(port: int, program: str = "", container: str = "") -> Preset | None:
    """Return what probably listens on a port.

    A program or container whose name says more decides among several; else all are named.
    """
    candidates = by_port(port)
    if len(candidates) < 2:
        return candidates[0] if candidates else None
    said = _squeezed(f"{program} {container}")
    named = [each for each in candidates if any(word in said for word in _words(each))]
    if len(named) == 1:
        return named[0]
    names = list(dict.fromkeys(each.name for each in candidates))[:NAMED]
    first = candidates[0]
    return replace(
        first,
        name=f"{', '.join(names)} or another" if len(names) > 1 else first.name,
        same_port=False,
        group="",
        companions=(),
        about="several programs use this port",
    )


def _words(preset: Preset) -> tuple[str, ...]:
    return tuple(_squeezed(word) for word in (preset.key, preset.name, *preset.programs))


def _squeezed(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "", text.casefold())
