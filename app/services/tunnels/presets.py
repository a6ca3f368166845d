"""Services known by their port: those of DGX Spark's own documents and of its users.

To add one, add a row. `key` is what the command line calls it and must be unique; several rows may
share a port. Everything leads to 127.0.0.1 of the node, on any local port, unless `same_port` says
that the service breaks when its port differs here.
"""

from __future__ import annotations

import re
from dataclasses import replace

from app.core.errors import BadInput
from app.core.i18n import tr
from app.core.listed import any_of
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
    Preset("dashboard", tr("DGX Dashboard"), 11000, about=tr("login, updates, JupyterLab")),
    Preset("jupyterlab", "JupyterLab", 11002, about=tr("of the DGX Dashboard, one port per user")),
    Preset("jupyter", "Jupyter", 8888, token_query=TOKEN, about=tr("notebooks in a container")),
    Preset("vllm", "vLLM", 8000, path="/v1/models", about=tr("OpenAI-compatible API")),
    Preset("nim", "NIM", 8000, path="/v1/models", about=tr("NVIDIA's inference microservice")),
    Preset(
        "chatbot",
        "Multi-agent chatbot",
        3000,
        same_port=True,
        group=CHATBOT,
        companions=(8000,),
        about=tr("its page asks the backend on port 8000 of the same address"),
    ),
    Preset("grafana", "Grafana", 3000, about=tr("dashboards")),
    Preset("ollama", "Ollama", 11434, about=tr("API; its page says that it runs")),
    Preset("open-webui", tr("Open WebUI"), 12000, about=tr("chat page, where NVIDIA Sync puts it")),
    Preset("webui", tr("Open WebUI"), 8080, about=tr("chat page, started by hand")),
    Preset("llama-cpp", "llama.cpp", 8080, about=tr("its own page and an API"), programs=LLAMA),
    Preset("openshell", tr("OpenShell gateway"), 8080, about=tr("sandboxes of agents")),
    Preset("cadvisor", "cAdvisor", 8080, about=tr("metrics of containers")),
    Preset("alt-http", tr("Web page"), 8081, about=tr("second web server")),
    Preset("sglang", "SGLang", 30000, path="/v1/models", about=tr("OpenAI-compatible API")),
    Preset("llama-server", "llama.cpp", 30000, about=tr("as in NVIDIA's playbook"), programs=LLAMA),
    Preset("trtllm", "TensorRT-LLM", 8355, path="/v1/models", about=tr("OpenAI-compatible API")),
    Preset(
        "trtllm-vlm", tr("TensorRT-LLM vision"), 8356, path="/v1/models", about=tr("vision models")
    ),
    Preset(
        "nemotron", tr("TensorRT-LLM Nemotron"), 8123, path="/v1/models", about=tr("Nemotron Super")
    ),
    Preset(
        "model-runner", tr("Docker Model Runner"), 12434, path="/engines/v1/models", about="API"
    ),
    Preset("model-runner-cloud", tr("Docker Model Runner"), 12435, path="/engines/v1/models"),
    Preset("lmstudio", tr("LM Studio"), 1234, path="/v1/models", about=tr("OpenAI-compatible API")),
    Preset("comfyui", "ComfyUI", 8188, about=tr("images by nodes")),
    Preset(
        "vlm-webui", tr("Live VLM WebUI"), 8090, "https", about=tr("its certificate is self-signed")
    ),
    Preset("vss", tr("Video search"), 7777, about=tr("video search and summarization (VSS)")),
    Preset("txt2kg", "txt2kg", 3001, group=TXT2KG, about=tr("knowledge graphs out of text")),
    Preset("txt2kg-vllm", tr("txt2kg vLLM"), 8001, path="/v1/models", group=TXT2KG),
    Preset("arangodb", "ArangoDB", 8529, about=tr("graph database")),
    Preset(
        "neo4j",
        "Neo4j",
        7474,
        same_port=True,
        group="Neo4j",
        companions=(7687,),
        about=tr("its page asks the database on port 7687 of the same address"),
    ),
    Preset("neo4j-bolt", tr("Neo4j database"), 7687, NO_PAGE, same_port=True, group="Neo4j"),
    Preset("qdrant", "Qdrant", 6333, path="/dashboard", about=tr("vector database")),
    Preset("qdrant-grpc", tr("Qdrant gRPC"), 6334, NO_PAGE),
    Preset("milvus", "Milvus", 19530, NO_PAGE, about=tr("vector database")),
    Preset(
        "milvus-webui", tr("Milvus health"), 9091, path="/webui", about=tr("its page and metrics")
    ),
    Preset("postgres", "PostgreSQL", 5432, NO_PAGE, about=tr("database")),
    Preset(
        "openclaw",
        "OpenClaw",
        18789,
        same_port=True,
        token_query=TOKEN,
        about=tr("accepts its own port only; its address carries a token"),
    ),
    Preset("nemoclaw", "NemoClaw", 18790, same_port=True, token_query=TOKEN),
    Preset("ray", tr("Ray dashboard"), 8265, about=tr("jobs of a cluster")),
    Preset("ray-gcs", "Ray", 6379, NO_PAGE, about=tr("cluster store")),
    Preset("dask", tr("Dask dashboard"), 8787, path="/status"),
    Preset("dask-scheduler", tr("Dask scheduler"), 8786, NO_PAGE),
    Preset("streamlit", "Streamlit", 8501),
    Preset("dash", "Dash", 8050),
    Preset(
        "dcgm", tr("DCGM exporter"), 9400, path="/metrics", about=tr("GPU metrics for Prometheus")
    ),
    Preset(
        "node-exporter", tr("Node exporter"), 9100, path="/metrics", about=tr("machine metrics")
    ),
    Preset("reachy", tr("Reachy photo booth"), 9010),
    Preset(
        "sglang-dist", tr("SGLang workers"), 25000, NO_PAGE, about=tr("between nodes of a cluster")
    ),
    Preset(
        "llama-rpc", tr("llama.cpp RPC"), 50052, NO_PAGE, about=tr("no password: keep it private")
    ),
    Preset(
        "trtllm-ssh", tr("TensorRT-LLM sshd"), 2233, NO_PAGE, about=tr("between nodes of a cluster")
    ),
    Preset("ssh", "SSH", 22, NO_PAGE),
)


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
        tr("“{name}” is no service that is known by name.").format(name=name),
        tr("Did you mean {near}?").format(near=any_of(near))
        if near
        else tr("Give its port instead."),
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
        name=tr("{names} or another").format(names=", ".join(names))
        if len(names) > 1
        else first.name,
        same_port=False,
        group="",
        companions=(),
        about=tr("several programs use this port"),
    )


def _words(preset: Preset) -> tuple[str, ...]:
    return tuple(_squeezed(word) for word in (preset.key, preset.name, *preset.programs))


def _squeezed(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "", text.casefold())
