"""The scripts of a plan, one after the other. Every word of anybody's is quoted whole."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.core.errors import BadInput
from app.core.i18n import tr
from app.core.said import said
from app.services.containers.references import check_image
from app.services.serving.api import HF_TOKEN, LaunchSettings
from app.services.serving.catalogue import engine
from app.services.serving.cluster.api import (
    ClusterNode,
    ClusterRequest,
    Fabric,
    Script,
    Way,
    spec_of,
)
from app.transport.quoting import command_line

VLLM_IMAGE = "nvcr.io/nvidia/vllm:26.05-py3"
TRT_IMAGE = "nvcr.io/nvidia/tensorrt-llm/release:1.3.0rc5"
TRT_FRACTION = 0.5
"""Of what the weights leave free. The playbook's 0.9 of it leaves a Spark nothing."""
RAY, TRT = "vllm-cluster", "trtllm-multinode"
_RAY_PORT, _RPC_PORT = 6379, 50052
_CACHE = "/root/.cache/huggingface"
_WITH_RAY = 'command -v ray >/dev/null || pip install -q "ray[default]>=2.9"; exec "$@"'
"""NVIDIA's image of vLLM comes without Ray."""
_TRT_ENTRYPOINT = (
    "curl -fsSL https://raw.githubusercontent.com/NVIDIA/dgx-spark-playbooks/refs/heads/main/"
    "nvidia/trt-llm/assets/trtllm-mn-entrypoint.sh | sh"
)
_TRT_CONFIG = "/tmp/extra-llm-api-config.yml"  # noqa: S108 - inside the container
_HOSTS = "/etc/openmpi-hostfile"
_PARALLEL = ("--tensor-parallel-size", "-tp", "--tp", "--tp_size", "--tp-size",
             "--pipeline-parallel-size", "-pp", "--distributed-executor-backend")  # fmt: skip
_VARIABLE = re.compile(r"[A-Za-z_]\w{0,99}", re.ASCII)
_FINDS_PROGRAMS = 'PATH="$PATH:$HOME/llama.cpp/build/bin"'


@dataclass(frozen=True, slots=True)
class _Making:
    """What the scripts are made of."""

    request: ClusterRequest
    fabric: Fabric

    @property
    def first(self) -> ClusterNode:
        return self.request.nodes[0]

    @property
    def others(self) -> tuple[ClusterNode, ...]:
        return self.request.nodes[1:]

    def address(self, node: ClusterNode) -> str:
        """Return a machine's address; it is put together from numbers, never taken as text."""
        index = self.request.nodes.index(node)
        return str(ipaddress.IPv4Address(self.fabric.links[index].address))

    def link(self, node: ClusterNode) -> str:
        return self.fabric.links[self.request.nodes.index(node)].name


def image_of(request: ClusterRequest) -> str:
    """Return the image that all machines run, "" where none does; BadInput for what is none."""
    if request.way is Way.LLAMA_RPC:
        return ""
    return check_image(request.settings.image or request.recipe.image or _own_image(request))


def _own_image(request: ClusterRequest) -> str:
    """Return the playbook's image; a newer vLLM for weights that its own has no kernels for."""
    if request.way is Way.TENSORRT_LLM:
        return TRT_IMAGE
    narrow = request.recipe.quantization.upper().startswith(("NVFP4", "MXFP4"))
    return engine("vllm").images.gb10 if narrow else VLLM_IMAGE


def scripts_of(request: ClusterRequest, fabric: Fabric) -> tuple[Script, ...]:
    """Return what is run where, in order; the last ones take it all back."""
    making = _Making(request, fabric)
    make = {Way.VLLM_RAY: _vllm, Way.TENSORRT_LLM: _tensorrt, Way.LLAMA_RPC: _llama}
    return tuple(
        Script(script.node, script.title, f"{number}-{script.file_name}.sh", script.text)
        for number, script in enumerate(make[request.way](making), start=1)
    )


def _script(
    making: _Making, node: ClusterNode, title: str, name: str, lines: Sequence[str]
) -> Script:
    head = [
        "#!/bin/sh",
        f"# {said(making.request.recipe.title)}, {spec_of(making.request.way).title}.",
        f"# {said(title)}. Run this on {said(node.name)}.",
        "set -eu",
    ]
    return Script(node.name, title, name, "\n".join([*head, *lines]) + "\n")


def _command(words: Sequence[str]) -> str:
    """Return a long command with each of its options in a line."""
    parts: list[list[str]] = [[]]
    for word in words:
        if word.startswith("-") and parts[-1]:
            parts.append([])
        parts[-1].append(word)
    return " \\\n  ".join(command_line(part) for part in parts)


def _token(making: _Making) -> str:
    """Return the line that says how the token gets into the shell; it is never in the script."""
    how = f"read -rs {HF_TOKEN} && export {HF_TOKEN}"
    if making.request.recipe.gated or HF_TOKEN in making.request.recipe.secrets:
        return f': "${{{HF_TOKEN}:?Set it first: {how}}}"'
    return f"# {HF_TOKEN} is used where it is there: {how}"


def _container(
    making: _Making,
    node: ClusterNode,
    name: str,
    environment: Sequence[tuple[str, str]],
    more: Sequence[str],
    command: Sequence[str],
) -> list[str]:
    cache = f"{node.home or '/root'}/.cache/huggingface"
    image = image_of(making.request)
    words = ["docker", "run", "-d", "--name", name, "--gpus", "all", "--network", "host"]
    words += ["--ipc", "host", "--shm-size", "10.24g"]
    if node.has_rdma:
        words += ["--device", "/dev/infiniband", "--cap-add", "IPC_LOCK"]
    words += ["--ulimit", "memlock=-1", "--ulimit", "stack=67108864"]
    words += ["-v", f"{cache}:{_CACHE}", "-e", HF_TOKEN]
    for variable, value in (*environment, *_variables(making)):
        words += ["-e", f"{variable}={value}"]
    words += [*more, image, *command]
    return [
        command_line(("mkdir", "-p", cache)),
        command_line(("docker", "pull", image)),
        _command(words),
    ]


def _variables(making: _Making) -> list[tuple[str, str]]:
    """Return the recipe's own variables; BadInput for what is no name."""
    known = (*making.request.recipe.environment, *making.request.settings.environment)
    for each in known:
        if not _VARIABLE.fullmatch(each.name):
            raise BadInput(
                tr("“{name}” is no variable's name.").format(name=said(each.name)),
                tr("As in HF_HUB_OFFLINE."),
            )
    return [(each.name, each.value) for each in known]


def _vllm(making: _Making) -> Iterator[Script]:
    first, head = making.first, making.address(making.first)
    for node in making.request.nodes:
        own = making.address(node)
        ray = ["ray", "start", "--block", f"--node-ip-address={own}"]
        if node is first:
            ray += ["--head", f"--port={_RAY_PORT}", "--include-dashboard=false"]
        else:
            ray += [f"--address={head}:{_RAY_PORT}"]
        start = _container(
            making,
            node,
            RAY,
            _nccl(making, node, head),
            ("--entrypoint", "/bin/bash"),
            ("-c", _WITH_RAY, "start", *ray),
        )
        title = "Start Ray, which waits for the others" if node is first else "Join Ray"
        yield _script(making, node, title, f"{node_slug(node)}-start", [_token(making), *start])
    yield _script(
        making, first, "Serve the model", f"{node_slug(first)}-serve", _vllm_serve(making)
    )
    yield from _removed(making, RAY)


def _nccl(making: _Making, node: ClusterNode, head: str) -> list[tuple[str, str]]:
    link = making.link(node)
    names = ("UCX_NET_DEVICES", "NCCL_SOCKET_IFNAME", "OMPI_MCA_btl_tcp_if_include",
             "GLOO_SOCKET_IFNAME", "TP_SOCKET_IFNAME")  # fmt: skip
    own = making.address(node)
    return [
        ("VLLM_HOST_IP", own),
        *((name, link) for name in names),
        ("RAY_memory_monitor_refresh_ms", "0"),
        ("MASTER_ADDR", head),
    ]


def _vllm_serve(making: _Making) -> list[str]:
    request = making.request
    settings, count = chosen(request), len(request.nodes)
    words = ["docker", "exec", RAY, "vllm", "serve", request.recipe.model.handle]
    words += ["--host", "127.0.0.1", "--port", str(spec_of(request.way).port)]
    words += ["--tensor-parallel-size", str(count), "--distributed-executor-backend", "ray"]
    for flag, value in (
        ("--max-model-len", settings.context),
        ("--max-num-seqs", settings.users),
        ("--max-num-batched-tokens", settings.batch_tokens),
        ("--gpu-memory-utilization", settings.memory_fraction),
        ("--kv-cache-dtype", settings.kv_dtype if settings.kv_dtype != "bf16" else None),
        ("--served-model-name", settings.served_name),
    ):
        if value:
            words += [flag, str(value)]
    words += [*other_arguments(request)]
    status = command_line(("docker", "exec", RAY, "ray", "status"))
    return [
        f"# {count} nodes must be there, each with a GPU. Where Ray is not found yet it is still",
        "# being installed: run this again after a minute.",
        status,
        "# It shows the log. Ctrl-C leaves the model running: the last scripts end it.",
        _command(words),
    ]


def _tensorrt(making: _Making) -> Iterator[Script]:
    request, first = making.request, making.first
    model = request.recipe.model.handle
    for node in request.nodes:
        link = making.link(node)
        environment = [
            ("UCX_NET_DEVICES", link),
            ("NCCL_SOCKET_IFNAME", link),
            ("OMPI_MCA_btl_tcp_if_include", link),
            ("OMPI_MCA_orte_default_hostfile", _HOSTS),
            ("OMPI_MCA_rmaps_ppr_n_pernode", "1"),
            ("OMPI_ALLOW_RUN_AS_ROOT", "1"),
            ("OMPI_ALLOW_RUN_AS_ROOT_CONFIRM", "1"),
            ("CPATH", "/usr/local/cuda/include"),
            ("TRITON_PTXAS_PATH", "/usr/local/cuda/bin/ptxas"),
        ]
        keys = f"{node.home or '/root'}/.ssh:/tmp/.ssh:ro"
        start = _container(
            making, node, TRT, environment, ("-v", keys), ("sh", "-c", _TRT_ENTRYPOINT)
        )
        lines = [
            _token(making),
            "# NVIDIA's own start script is fetched inside: it needs port 2233 to be free.",
            *start,
            command_line(("docker", "exec", "-e", HF_TOKEN, TRT, "hf", "download", model)),
        ]
        yield _script(making, node, "Start the container", f"{node_slug(node)}-start", lines)
    yield _script(making, first, "Serve the model", f"{node_slug(first)}-serve", _trt_serve(making))
    yield from _removed(making, TRT)


def _trt_serve(making: _Making) -> list[str]:
    request = making.request
    settings, count = chosen(request), len(request.nodes)
    hosts = "\n".join(making.address(node) for node in request.nodes)
    words = ["docker", "exec", "-e", HF_TOKEN, TRT]
    words += ["mpirun", "-x", HF_TOKEN, "trtllm-llmapi-launch"]
    words += ["trtllm-serve", request.recipe.model.handle, "--host", "127.0.0.1"]
    words += ["--port", str(spec_of(request.way).port), "--tp_size", str(count)]
    for flag, value in (
        ("--max_batch_size", settings.users),
        ("--max_num_tokens", settings.batch_tokens),
        ("--max_seq_len", settings.context),
    ):
        if value:
            words += [flag, str(value)]
    words += [*other_arguments(request), "--extra_llm_api_options", _TRT_CONFIG]
    into = command_line(("docker", "exec", "-i", TRT, "tee"))
    return [
        "# The machines of mpirun, and the engine's settings.",
        f"{into} {_HOSTS} <<'END'\n{hosts}\nEND",
        f"{into} {_TRT_CONFIG} <<'END'\n{_trt_config(settings)}END",
        _command(words),
    ]


def _trt_config(settings: LaunchSettings) -> str:
    """Return its settings as YAML: names and numbers only."""
    fraction = settings.memory_fraction or TRT_FRACTION
    dtype = "fp8" if settings.kv_dtype == "fp8" else "auto"
    return (
        "print_iter_log: false\n"
        "kv_cache_config:\n"
        f'  dtype: "{dtype}"\n'
        f"  free_gpu_memory_fraction: {fraction:g}\n"
        "cuda_graph_config:\n"
        "  enable_padding: true\n"
        "disable_overlap_scheduler: true\n"
    )


def _llama(making: _Making) -> Iterator[Script]:
    request, settings = making.request, chosen(making.request)
    for node in making.others:
        serve = ["rpc-server", "--host", making.address(node), "--port", str(_RPC_PORT)]
        lines = [
            _FINDS_PROGRAMS,
            "# It asks nobody who they are: only the machines of this network may reach it.",
            command_line(serve),
        ]
        yield _script(making, node, "Offer the GPU", f"{node_slug(node)}-offer", lines)
    workers = ",".join(f"{making.address(node)}:{_RPC_PORT}" for node in making.others)
    words = ["env", *(f"{name}={value}" for name, value in _variables(making))]
    words += ["llama-server", "-hf", request.recipe.model.handle, "--rpc", workers]
    words += ["--host", "127.0.0.1", "--port", str(spec_of(request.way).port), "--metrics"]
    if settings.context:
        words += ["-c", str(settings.context * (settings.users or 1))]
    if settings.users:
        words += ["-np", str(settings.users)]
    if settings.kv_dtype not in ("", "bf16"):
        words += ["--cache-type-k", settings.kv_dtype, "--cache-type-v", settings.kv_dtype]
    if settings.served_name:
        words += ["--alias", settings.served_name]
    words += [*other_arguments(request)]
    lines = [_FINDS_PROGRAMS, _command(words)]
    yield _script(
        making, making.first, "Serve the model", f"{node_slug(making.first)}-serve", lines
    )


def _removed(making: _Making, name: str) -> Iterator[Script]:
    for node in making.request.nodes:
        lines = [command_line(("docker", "rm", "-f", name))]
        yield _script(making, node, "Take it back", f"{node_slug(node)}-stop", lines)


def chosen(request: ClusterRequest) -> LaunchSettings:
    """Return the settings: the person's, else the recipe's."""
    own, mine = request.recipe.settings, request.settings
    return LaunchSettings(
        context=mine.context or own.context,
        users=mine.users or own.users,
        kv_dtype=mine.kv_dtype or own.kv_dtype,
        memory_fraction=mine.memory_fraction or own.memory_fraction,
        batch_tokens=mine.batch_tokens or own.batch_tokens,
        served_name=mine.served_name or own.served_name,
    )


def other_arguments(request: ClusterRequest) -> tuple[str, ...]:
    """Return the recipe's arguments without those that the number of machines decides."""
    kept: list[str] = []
    skip = False
    for argument in (*request.recipe.arguments, *request.settings.arguments):
        flag = argument.partition("=")[0]
        if skip:
            skip = False
        elif flag in _PARALLEL:
            skip = "=" not in argument
        else:
            kept.append(argument)
    return tuple(kept)


def node_slug(node: ClusterNode) -> str:
    """Return a machine's name as a part of a file's name."""
    slug = "".join(c if c.isascii() and c.isalnum() else "-" for c in node.name.lower())
    return slug.strip("-")[:40] or "node"
