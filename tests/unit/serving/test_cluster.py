"""The plan for several Sparks: what is looked at, and what the scripts run."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import BadInput
from app.core.ids import NodeId
from app.services.serving.api import (
    Check,
    CheckVerdict,
    EnvironmentEntry,
    LaunchSettings,
    ModelRef,
    Recipe,
    Source,
)
from app.services.serving.cluster.api import ClusterNode, ClusterRequest, Link, Script, Way
from app.services.serving.cluster.look import links_of
from app.services.serving.cluster.planning import plan_cluster
from app.services.serving.cluster.preflight import fabric_of
from app.services.serving.launching.admission import idle_spark
from app.services.serving.measured import MeasuredBook
from tests.fit_cases import LLAMA70, config_of

LLAMA = Recipe(
    "llama-3.3-70b-bf16-vllm",
    "Llama 3.3 70B Instruct",
    "vllm",
    ModelRef(Source.HUGGING_FACE, LLAMA70),
    quantization="BF16",
    image="nvcr.io/nvidia/vllm:26.05-py3",
    arguments=("--tensor-parallel-size", "2", "--distributed-executor-backend", "ray"),
    settings=LaunchSettings(context=2048, memory_fraction=0.8),
    secrets=("HF_TOKEN",),
    gated=True,
    nodes=2,
    config=config_of(LLAMA70),
)
QWEN = replace(
    LLAMA,
    engine="tensorrt_llm",
    model=ModelRef(Source.HUGGING_FACE, "nvidia/Qwen3-235B-A22B-FP4"),
    image="nvcr.io/nvidia/tensorrt-llm/release:1.3.0rc5",
    arguments=("--tp_size", "2", "--backend", "pytorch"),
    settings=LaunchSettings(users=4, batch_tokens=32768),
    gated=False,
    secrets=(),
)
GGUF = replace(
    LLAMA,
    engine="llama_cpp",
    model=ModelRef(Source.GGUF, "unsloth/Qwen3-235B-A22B-GGUF:Q4_K_M"),
    arguments=("--no-mmap",),
    settings=LaunchSettings(context=8192, users=2),
)


def rail(address: str = "", name: str = "enp1s0f1np1", **fields: Any) -> Link:
    known: dict[str, Any] = {"mtu": 1500, "speed_bits_per_s": 200e9, "prefix": 24}
    return Link(name, True, True, address=address, **(known | fields))


def node(name: str, *links: Link, **fields: Any) -> ClusterNode:
    known: dict[str, Any] = {
        "user": "ann",
        "home": "/home/ann",
        "gpus": ("NVIDIA GB10",),
        "driver": "580.142",
        "system": "DGX OS 7.4.0",
        "has_docker": True,
        "has_rdma": True,
        "has_image": True,
        "has_programs": True,
        "room": idle_spark(),
    }
    return ClusterNode(NodeId(name), name, links=links, **(known | fields))


A = node("spark-1", rail("192.168.100.10"))
B = node("spark-2", rail("192.168.100.11"))


@pytest.fixture
def book(tmp_path: Path) -> MeasuredBook:
    return MeasuredBook(tmp_path / "measured.json")


def checks(book: MeasuredBook, *nodes: ClusterNode, way: Way = Way.VLLM_RAY) -> dict[str, Check]:
    recipes = {Way.VLLM_RAY: LLAMA, Way.TENSORRT_LLM: QWEN, Way.LLAMA_RPC: GGUF}
    plan = plan_cluster(ClusterRequest(way, recipes[way], nodes), book)
    return {check.name: check for check in plan.checks}


def run_scripts(scripts: tuple[Script, ...], folder: Path) -> list[list[str]]:
    """Run the scripts with programs that only write down how they were called."""
    programs = folder / "bin"
    programs.mkdir()
    calls = folder / "calls"
    for name in ("docker", "rpc-server", "llama-server"):
        program = programs / name
        program.write_text(
            '#!/bin/sh\n{ printf "%s\\0" "${0##*/}" "$@"; printf "\\n\\0"; } >>"$CALLS"\n'
            '[ -t 0 ] || [ "$3" != "-i" ] || cat >/dev/null\n'
        )
        program.chmod(0o755)
    environment = {
        "PATH": f"{programs}:{os.environ['PATH']}",
        "CALLS": str(calls),
        "HF_TOKEN": "hf_secret",
        "HOME": str(folder),
    }
    for script in scripts:
        text = script.text.replace("/home/ann", str(folder))
        done = subprocess.run(
            ["sh"], input=text, text=True, env=environment, capture_output=True, timeout=30,
            check=False, cwd=folder,
        )  # fmt: skip
        assert done.returncode == 0, (script.title, done.stderr)
    words = calls.read_text().split("\0")[:-1]
    found: list[list[str]] = [[]]
    for word in words:
        if word == "\n":
            found.append([])
        else:
            found[-1].append(word)
    return found[:-1]


def test_two_sparks_joined_by_cx7_are_good(book: MeasuredBook) -> None:
    found = checks(book, A, B)

    assert {check.verdict for name, check in found.items() if name != "memory"} == {
        CheckVerdict.GOOD
    }
    assert found["network"].message == (
        "Over CX-7: spark-1 192.168.100.10, spark-2 192.168.100.11."
    )
    assert found["links"].message == "spark-2: enp1s0f1np1 200 Gb/s."


def test_the_model_is_judged_over_both(book: MeasuredBook) -> None:
    plan = plan_cluster(ClusterRequest(Way.VLLM_RAY, LLAMA, (A, B)), book)

    assert plan.fit is not None
    assert plan.fit.room.gpus == plan.fit.room.machines == 2
    assert plan.fit.overhead_bytes == 2 * 7 * 2**30
    assert plan.fit.verdict != "no"
    assert "launching" in plan.notes[0].lower()
    small = replace(LLAMA, weights_bytes=40 * 10**9)
    easy = plan_cluster(ClusterRequest(Way.VLLM_RAY, small, (A, B)), book)
    assert any("alone, and is faster there" in note for note in easy.notes)


@pytest.mark.parametrize(
    ("other", "name", "verdict", "message"),
    [
        (node("spark-2", rail("10.0.0.2")), "network", CheckVerdict.REFUSED, "no network"),
        (node("spark-2", rail("192.168.100.11", mtu=9000)), "frames", CheckVerdict.NOTE, "differs"),
        (node("spark-2", rail("192.168.100.11", speed_bits_per_s=100e9)), "links",
         CheckVerdict.NOTE, "slower than 200 Gb/s"),
        (node("spark-2", rail("192.168.100.11"), rail("192.168.100.12", "enP2p1s0f1np1")),
         "subnets", CheckVerdict.NOTE, "two CX-7 links in one network"),
        (replace(B, driver="580.95"), "driver", CheckVerdict.NOTE, "spark-2 580.95"),
        (replace(B, driver=""), "driver", CheckVerdict.UNKNOWN, "spark-2 n/a"),
        (replace(B, system="DGX OS 7.6.0"), "system", CheckVerdict.NOTE, "differs"),
        (replace(B, user="bob"), "account", CheckVerdict.NOTE, "spark-2 bob"),
        (replace(B, has_image=False), "image", CheckVerdict.NOTE, "pulled first on spark-2"),
        (replace(B, has_image=None), "image", CheckVerdict.UNKNOWN, "could not be listed"),
        (replace(B, has_docker=False), "docker", CheckVerdict.NOTE, "cannot be used on spark-2"),
        (replace(B, has_rdma=False), "transport", CheckVerdict.NOTE, "slower sockets"),
        (replace(B, links=()), "links", CheckVerdict.UNKNOWN, "does not tell its links"),
        (replace(B, room=None), "memory", CheckVerdict.UNKNOWN, "not known"),
    ],
)  # fmt: skip
def test_what_is_not_alike_is_said(
    book: MeasuredBook, other: ClusterNode, name: str, verdict: CheckVerdict, message: str
) -> None:
    check = checks(book, A, other)[name]

    assert check.verdict is verdict
    assert message in check.message


def test_a_cable_that_is_not_in_is_refused_and_a_slow_network_is_said(book: MeasuredBook) -> None:
    down = Link("enp1s0f1np1", True, False)
    lan_a = Link("enP7s7", False, True, 1500, 10e9, "192.168.1.5", 24)
    lan_b = replace(lan_a, address="192.168.1.6")

    alone = checks(book, node("spark-1", down), node("spark-2", down))
    assert alone["links"].verdict is CheckVerdict.REFUSED
    assert "QSFP cable" in alone["links"].hint
    slow = checks(book, node("spark-1", down, lan_a), node("spark-2", down, lan_b))
    assert slow["links"].verdict is CheckVerdict.NOTE
    assert "Not over CX-7, but over enP7s7" in slow["network"].message


def test_link_local_addresses_are_used_and_said(book: MeasuredBook) -> None:
    found = checks(
        book,
        node("spark-1", rail("169.254.35.62", prefix=16)),
        node("spark-2", rail("169.254.35.63", prefix=16)),
    )

    assert found["network"].verdict is CheckVerdict.NOTE
    assert "link-local" in found["network"].message


def test_the_fabric_is_the_cx7_never_a_bridge_of_containers() -> None:
    bridge = Link("docker0", False, True, 1500, None, "172.17.0.1", 16)
    lan_a = Link("enP7s7", False, True, 1500, 10e9, "192.168.1.5", 24)
    lan_b = replace(lan_a, address="192.168.1.6")
    first = node("a", bridge, lan_a, rail("192.168.100.10"))
    second = node("b", bridge, lan_b, rail("192.168.100.11"))

    found = fabric_of((first, second))
    assert found is not None
    assert [link.address for link in found.links] == ["192.168.100.10", "192.168.100.11"]
    only_bridges = fabric_of((node("a", bridge), node("b", bridge)))
    assert only_bridges is None
    assert fabric_of((first,)) is None


def test_one_machine_is_no_cluster(book: MeasuredBook) -> None:
    found = checks(book, A)

    assert found["nodes"].verdict is CheckVerdict.REFUSED
    assert plan_cluster(ClusterRequest(Way.VLLM_RAY, LLAMA, (A,)), book).scripts == ()


def test_vllm_with_ray_is_what_the_playbook_runs(book: MeasuredBook, tmp_path: Path) -> None:
    plan = plan_cluster(ClusterRequest(Way.VLLM_RAY, LLAMA, (A, B)), book)
    titles = [(script.node, script.title) for script in plan.scripts]
    calls = run_scripts(plan.scripts, tmp_path)
    runs = [call for call in calls if call[1] == "run"]
    serve = next(call for call in calls if "serve" in call)

    assert titles == [
        ("spark-1", "Start Ray, which waits for the others"),
        ("spark-2", "Join Ray"),
        ("spark-1", "Serve the model"),
        ("spark-1", "Take it back"),
        ("spark-2", "Take it back"),
    ]
    assert [script.file_name for script in plan.scripts][:2] == [
        "1-spark-1-start.sh",
        "2-spark-2-start.sh",
    ]
    assert runs[0][-7:] == [
        "ray", "start", "--block", "--node-ip-address=192.168.100.10", "--head", "--port=6379",
        "--include-dashboard=false",
    ]  # fmt: skip
    assert runs[1][-5:] == [
        "ray", "start", "--block", "--node-ip-address=192.168.100.11",
        "--address=192.168.100.10:6379",
    ]  # fmt: skip
    for call, own in zip(runs, ("192.168.100.10", "192.168.100.11"), strict=True):
        values = [call[at + 1] for at, word in enumerate(call) if word == "-e"]
        assert f"VLLM_HOST_IP={own}" in values
        assert "NCCL_SOCKET_IFNAME=enp1s0f1np1" in values
        assert "MASTER_ADDR=192.168.100.10" in values
        assert "HF_TOKEN" in values  # by name: its value is the shell's
        assert call[call.index("--device") + 1] == "/dev/infiniband"
    assert serve[1:] == [
        "exec", "vllm-cluster", "vllm", "serve", LLAMA70, "--host", "127.0.0.1", "--port", "8000",
        "--tensor-parallel-size", "2", "--distributed-executor-backend", "ray",
        "--max-model-len", "2048", "--gpu-memory-utilization", "0.8",
    ]  # fmt: skip


def test_tensorrt_llm_is_what_the_playbook_runs(book: MeasuredBook, tmp_path: Path) -> None:
    plan = plan_cluster(ClusterRequest(Way.TENSORRT_LLM, QWEN, (A, B)), book)
    calls = run_scripts(plan.scripts, tmp_path)
    serve = next(call for call in calls if "mpirun" in call)
    text = next(script.text for script in plan.scripts if script.title == "Serve the model")

    assert serve[1:] == [
        "exec", "-e", "HF_TOKEN", "trtllm-multinode", "mpirun", "-x", "HF_TOKEN",
        "trtllm-llmapi-launch", "trtllm-serve", "nvidia/Qwen3-235B-A22B-FP4",
        "--host", "127.0.0.1", "--port", "8355", "--tp_size", "2",
        "--max_batch_size", "4", "--max_num_tokens", "32768", "--backend", "pytorch",
        "--extra_llm_api_options", "/tmp/extra-llm-api-config.yml",
    ]  # fmt: skip
    assert "192.168.100.10\n192.168.100.11\nEND" in text
    assert checks(book, A, B, way=Way.TENSORRT_LLM)["logins"].verdict is CheckVerdict.UNKNOWN


def test_llama_cpp_offers_gpus_in_the_network_of_the_cx7_only(
    book: MeasuredBook, tmp_path: Path
) -> None:
    plan = plan_cluster(ClusterRequest(Way.LLAMA_RPC, GGUF, (A, B)), book)

    assert run_scripts(plan.scripts, tmp_path) == [
        ["rpc-server", "--host", "192.168.100.11", "--port", "50052"],
        ["llama-server", "-hf", "unsloth/Qwen3-235B-A22B-GGUF:Q4_K_M",
         "--rpc", "192.168.100.11:50052", "--host", "127.0.0.1", "--port", "30000", "--metrics",
         "-c", "16384", "-np", "2", "--no-mmap"],
    ]  # fmt: skip


def test_nothing_takes_more_of_a_spark_than_is_safe_where_nobody_says_how_much(
    book: MeasuredBook,
) -> None:
    """vLLM's own share fails on GB10, and 0.9 of what is free freezes it."""
    plain = replace(LLAMA, settings=LaunchSettings(context=2048), image="", quantization="NVFP4")
    plan = plan_cluster(ClusterRequest(Way.VLLM_RAY, plain, (A, B)), book)
    serve = next(script.text for script in plan.scripts if script.title == "Serve the model")
    assert "--gpu-memory-utilization 0.8" in serve
    assert plan.fit is not None
    assert plan.fit.takes_bytes <= plan.fit.room.bytes
    # The playbook's image is older than NVFP4 needs.
    assert "nvcr.io/nvidia/vllm:26.10-py3" in plan.scripts[0].text
    wide = plan_cluster(
        ClusterRequest(Way.VLLM_RAY, replace(plain, quantization="BF16"), (A, B)), book
    )
    assert "nvcr.io/nvidia/vllm:26.05-py3" in wide.scripts[0].text

    busy = tuple(replace(each, room=replace(idle_spark(), bytes=60 << 30)) for each in (A, B))
    plan = plan_cluster(ClusterRequest(Way.VLLM_RAY, plain, busy), book)
    serve = next(script.text for script in plan.scripts if script.title == "Serve the model")
    assert "--gpu-memory-utilization 0.49" in serve
    tensorrt = plan_cluster(ClusterRequest(Way.TENSORRT_LLM, QWEN, (A, B)), book)
    assert any("free_gpu_memory_fraction: 0.5\n" in each.text for each in tensorrt.scripts)


EVIL = "x'; touch pwned; $(touch pwned) `touch pwned` \" \n touch pwned #"


@pytest.mark.parametrize("way", Way)
def test_no_word_of_a_recipe_or_a_machine_reaches_a_shell(
    book: MeasuredBook, tmp_path: Path, way: Way
) -> None:
    recipe = {Way.VLLM_RAY: LLAMA, Way.TENSORRT_LLM: QWEN, Way.LLAMA_RPC: GGUF}[way]
    evil = replace(
        recipe,
        title=EVIL,
        arguments=(EVIL, f"--flag={EVIL}"),
        environment=(EnvironmentEntry("A", EVIL),),
    )
    first = replace(A, name=EVIL, links=(rail("192.168.100.10", f"e{EVIL}"),), user=EVIL)
    second = replace(B, name=EVIL)
    plan = plan_cluster(
        ClusterRequest(way, evil, (first, second), LaunchSettings(served_name=EVIL)), book
    )

    calls = run_scripts(plan.scripts, tmp_path)
    assert not list(tmp_path.rglob("*pwned*"))
    assert any(EVIL in call for call in calls)
    assert all("/" not in script.file_name for script in plan.scripts)


@pytest.mark.parametrize(
    "evil",
    [
        {"image": EVIL},
        {"image": "--privileged"},
        {"environment": (EnvironmentEntry("-S", "touch pwned"),)},
        {"environment": (EnvironmentEntry(EVIL, ""),)},
        {"environment": (EnvironmentEntry("A", "\0"),)},
        {"command": ("sh", "-c", "x")},
    ],
)
def test_what_could_be_taken_for_an_option_is_refused(
    book: MeasuredBook, evil: dict[str, Any]
) -> None:
    with pytest.raises(BadInput):
        plan_cluster(ClusterRequest(Way.VLLM_RAY, replace(LLAMA, **evil), (A, B)), book)


@pytest.mark.parametrize("handle", [EVIL, "--help", "../../etc", ""])
def test_a_model_that_is_no_name_is_refused(book: MeasuredBook, handle: str) -> None:
    evil = replace(LLAMA, model=ModelRef(Source.HUGGING_FACE, handle))

    with pytest.raises(BadInput):
        plan_cluster(ClusterRequest(Way.VLLM_RAY, evil, (A, B)), book)


def test_a_recipe_of_another_engine_is_refused(book: MeasuredBook) -> None:
    with pytest.raises(BadInput, match="cannot be run with llama"):
        plan_cluster(ClusterRequest(Way.LLAMA_RPC, LLAMA, (A, B)), book)


def test_links_are_read_of_what_ip_and_the_kernel_tell() -> None:
    told = {
        "links": [json.dumps([
            {"ifname": "lo", "mtu": 65536, "flags": ["UP", "LOWER_UP"], "addr_info": [
                {"family": "inet", "local": "127.0.0.1", "prefixlen": 8}]},
            {"ifname": "enp1s0f1np1", "mtu": 1500, "flags": ["UP", "LOWER_UP"], "addr_info": [
                {"family": "inet6", "local": "fe80::1", "prefixlen": 64},
                {"family": "inet", "local": "169.254.35.62", "prefixlen": 16}]},
            {"ifname": "enp1s0f0np0", "mtu": 1500, "flags": ["NO-CARRIER", "UP"], "addr_info": []},
            {"ifname": "enP7s7", "mtu": 1500, "flags": ["UP", "LOWER_UP"], "addr_info": []},
        ])],
        "driver": ["enp1s0f1np1 mlx5_core", "enp1s0f0np0 mlx5_core", "enP7s7 r8127"],
        "speed": ["enp1s0f1np1 200000", "enp1s0f0np0 -1", "enP7s7 "],
    }  # fmt: skip

    assert list(links_of(told)) == [
        Link("enp1s0f1np1", True, True, 1500, 200e9, "169.254.35.62", 16),
        Link("enp1s0f0np0", True, False, 1500, None),
    ]


@given(
    st.dictionaries(
        st.sampled_from(["links", "driver", "speed"]),
        st.lists(st.text(max_size=30), max_size=4),
    )
)
def test_no_text_of_a_machine_raises(told: dict[str, list[str]]) -> None:
    list(links_of(told))


ENTRY = st.fixed_dictionaries(
    {},
    optional={
        "ifname": st.text(max_size=20) | st.integers(),
        "mtu": st.integers() | st.none() | st.text(max_size=3),
        "flags": st.lists(st.sampled_from(["UP", "LOWER_UP", 1])) | st.none(),
        "addr_info": st.lists(
            st.fixed_dictionaries(
                {},
                optional={
                    "family": st.sampled_from(["inet", "inet6", None]),
                    "local": st.text(max_size=15) | st.just("10.0.0.1") | st.integers(),
                    "prefixlen": st.integers(-1, 40) | st.none(),
                },
            )
            | st.integers(),
            max_size=3,
        )
        | st.none(),
    },
)


@given(st.lists(ENTRY | st.integers(), max_size=5))
def test_no_answer_of_ip_raises(entries: list[Any]) -> None:
    for link in links_of({"links": [json.dumps(entries)]}):
        assert link.network is not None
