"""Where models may answer, and what is left alone."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.core.ids import NodeId
from app.services.containers.api import Container, Port, State
from app.services.containers.gpu import gpu_memory
from app.services.serving.catalogue import engines
from app.services.serving.running.api import LABEL, ModelState
from app.services.serving.running.joining import Around, models_of
from app.services.serving.running.metering import Meter, from_sample
from app.services.serving.running.orphans import orphans_of
from app.services.serving.running.places import Place, Seen, own_labels, places_of
from app.services.serving.running.probing import Answering, Probe, Served
from app.services.serving.running.process_table import NO_PROCESSES, ProcessTable, parse_processes
from app.services.telemetry.api import EngineReading, GpuProcess, Owner, Process, Sample
from app.services.tunnels.sockets import Socket
from tests.spark_samples import spark_sample

GIB = 1024**3
NODE = NodeId("spark")
ID = "a" * 64
TABLE = """\
      1       0  6-04:00:00 root    /sbin/init
    900       1  6-03:59:00 ollama  /usr/local/bin/ollama serve
    950     900     02:00:10 ollama  /usr/local/bin/ollama runner --model x
   2000       1       10:00 ann     /usr/bin/llama-server -m q.gguf --port 8081
   3000       1       00:30 ann     VLLM::EngineCore
   4000       1    01:00:00 root    /usr/bin/containerd-shim-runc-v2 -id x
   4001    4000    01:00:00 root    python3 -m vllm.entrypoints.openai.api_server
   4002    4001       59:00 root    VLLM::EngineCore
   4003    4002       58:00 root    VLLM::Worker_TP0
"""  # synthetic: as procps prints it


def container(image: str = "vllm/vllm-openai:v0.24.0", **more: Any) -> Container:
    ports = (Port(8000, "tcp", "127.0.0.1", 8000),)
    values: dict[str, Any] = {"command": "", "state": State.RUNNING, "status": "Up", "ports": ports}
    return Container(ID, "gpt-oss", image, "sha256:x", **(values | more))


def around(sample: Sample | None = None, table: ProcessTable = NO_PROCESSES, **more: Any) -> Around:
    return Around(NODE, engines(), sample, gpu_memory(sample), table, seen_at=1e9, **more)


def ports(seen: Seen) -> dict[int, str]:
    return {place.port: place.engine for place in places_of(seen, engines())}


def test_an_engine_is_known_by_its_image() -> None:
    seen = Seen((Socket(8000, "127.0.0.1"), Socket(5432, "0.0.0.0")), (container(),))

    assert ports(seen) == {8000: "vllm"}


def test_nim_is_known_though_it_calls_itself_vllm() -> None:
    nim = container("nvcr.io/nim/meta/llama-3.1-8b-instruct-dgx-spark:1.0.0-variant")
    (place,) = places_of(Seen((Socket(8000, "0.0.0.0"),), (nim,)), engines())
    probe = Probe(Answering.READY, "vllm", models=(Served("meta/llama-3.1-8b-instruct", 8192),))

    (model,) = models_of(place, probe, Meter(), around())

    assert model.endpoint.engine == "nim"
    assert model.title == "llama-3.1-8b-instruct"


def test_an_image_of_ones_own_is_known_by_its_command_or_its_port() -> None:
    by_command = container("mine:1", command="vllm serve Qwen/Qwen3-8B --port 9001", ports=())
    at = Socket(9001, "0.0.0.0")
    assert ports(Seen((at,), (replace(by_command, networks=("host",)),))) == {9001: "vllm"}

    inside = (Port(8000, "tcp", "0.0.0.0", 9000),)
    assert ports(Seen((Socket(9000, "0.0.0.0"),), (container("mine:2", ports=inside),))) == {
        9000: ""
    }


def test_further_ports_of_an_engine_are_left_alone() -> None:
    table = parse_processes(TABLE)
    runner = Socket(40123, "127.0.0.1", "ollama", 950)
    core = Socket(41001, "127.0.0.1", "VLLM::EngineCor", 3000)
    rpc = Socket(50052, "127.0.0.1", "llama-server", 2000)
    asked = (Socket(11434, "127.0.0.1", "ollama", 900), Socket(8081, "*", "llama-server", 2000))

    found = ports(Seen((*asked, runner, core, rpc), processes=table))

    assert found == {8081: "llama_cpp", 11434: "ollama"}


def test_services_of_others_are_not_asked() -> None:
    sockets = tuple(Socket(port, "0.0.0.0") for port in (22, 80, 443, 3000, 5432, 6379, 9090))

    assert ports(Seen(sockets)) == {}


def test_what_telemetry_reads_is_asked_on_any_port() -> None:
    seen = Seen((Socket(9123, "127.0.0.1"),), engines=(EngineReading("vLLM", 9123),))

    assert ports(seen) == {9123: "vllm"}


def test_own_containers_keep_what_was_deployed() -> None:
    labels = own_labels({f"{LABEL}engine": "vllm", f"{LABEL}port": "8000", "other": "x"})
    assert labels == {"engine": "vllm", "port": "8000"}
    told = labels | {"model_id": "gpt-oss", "by": "ann@laptop", "context": "4096", "recipe": "r"}
    ended = container("anything", state=State.EXITED, exit_code=137)

    (place,) = places_of(Seen((), (ended,), {ID: told}), engines())
    (model,) = models_of(place, None, Meter(), around())

    assert (model.state, model.title, model.context) == (ModelState.STOPPED, "gpt-oss", 4096)
    assert (model.is_ours, model.started_by, model.recipe) == (True, "ann@laptop", "r")
    assert model.trouble == "Its container ended with status 137."
    assert model.reasons["tokens_per_s"] == "it does not run"


def test_a_container_that_is_being_started_keeps_its_port() -> None:
    made = container("anything", state=State.CREATED, created=time.time())
    labels = {"engine": "vllm", "port": "8000"}
    seen = Seen((Socket(8000, "127.0.0.1"),), (made,), {ID: labels})

    (place,) = places_of(seen, engines())
    (begun,) = models_of(place, None, Meter(), around())
    old = replace(place, container=replace(made, created=5.0))
    (stuck,) = models_of(old, None, Meter(), around())

    assert (begun.state, stuck.state) == (ModelState.STARTING, ModelState.STOPPED)


# Joining


def ready(*models: Served, **more: Any) -> Probe:
    return Probe(Answering.READY, models=models, **more)


def test_a_model_has_the_memory_of_its_container_and_the_numbers_of_its_metrics() -> None:
    core = GpuProcess(4002, "VLLM::EngineCore", 71 * GIB)
    process = Process(4002, "VLLM", "VLLM::EngineCore", Owner("gpt-oss", ID), 1.0, 1, 71 * GIB, 1)
    reading = EngineReading("vLLM", 8000, "gpt-oss", 2.0, 1.0, 34.0, None, 41.7)
    sample = replace(spark_sample(core), processes=(process,), engines=(reading,))
    meter = from_sample(8000, sample)
    assert meter is not None

    place = Place(8000, "vllm", container())
    probe = ready(Served("openai/gpt-oss-120b", 131072), engine="vllm")
    (model,) = models_of(place, probe, meter, around(sample, started={ID: 5.0}))

    assert model.gpu_bytes == 71 * GIB
    numbers = (model.requests_running, model.requests_waiting, model.tokens_per_s, model.kv_percent)
    assert numbers == (2.0, 1.0, 41.7, 34.0)
    assert (model.started, model.context) == (5.0, 131072)
    assert model.reasons == {"started_by": "a container does not keep who started it"}


def test_what_is_loading_has_no_gpu_memory_yet_rather_than_none() -> None:
    place = Place(8000, "vllm", container())
    seen = around(spark_sample())
    (loading,) = models_of(place, Probe(Answering.LOADING), Meter(), seen)
    (there,) = models_of(place, ready(Served("gpt-oss"), engine="vllm"), Meter(), seen)

    assert (loading.gpu_bytes, there.gpu_bytes) == (None, 0)
    assert loading.reasons["gpu_bytes"] == "nothing of it is on the GPU yet"


def test_a_program_has_the_memory_of_all_that_it_began() -> None:
    sample = spark_sample(GpuProcess(950, "ollama", 20 * GIB), GpuProcess(4002, "x", GIB))
    place = Place(11434, "ollama", pid=900, program="ollama")
    probe = ready(Served("qwen2.5:32b", 4096), engine="ollama", lists_installed=True)

    (model,) = models_of(place, probe, Meter(), around(sample, parse_processes(TABLE)))

    assert model.gpu_bytes == 20 * GIB
    assert (model.started_by, model.started) == ("ollama", 1e9 - 6 * 86400 - 4 * 3600 + 60)


def test_a_program_of_another_account_is_the_only_one_of_its_kind() -> None:
    place = Place(11434, "ollama")
    probe = ready(Served("phi", loaded=False), engine="ollama", lists_installed=True)

    (model,) = models_of(place, probe, Meter(), around(spark_sample(), parse_processes(TABLE)))

    assert (model.pid, model.program, model.started_by) == (900, "ollama", "ollama")
    assert (model.title, model.endpoint.model_id, model.also) == ("Ollama", "", ("phi",))
    assert model.reasons["context"] == "no model is loaded"


def test_each_loaded_model_of_a_server_is_a_row() -> None:
    probe = ready(Served("a"), Served("b"), Served("c", loaded=False), lists_installed=True)

    found = models_of(Place(11434, "ollama"), probe, Meter(), around())

    assert [(each.title, each.also) for each in found] == [("a", ("c",)), ("b", ("c",))]


def test_an_endpoint_with_adapters_is_one_row_of_its_base() -> None:
    probe = ready(Served("lora", parent="base"), Served("base", 4096))

    (model,) = models_of(Place(8000), probe, Meter(), around())

    assert (model.title, model.also, model.context) == ("base", ("lora",), 4096)
    assert model.endpoint.engine == "endpoint"


def test_every_value_that_is_missing_has_its_reason() -> None:
    fields = ("context", "gpu_bytes", "requests_running", "requests_waiting", "tokens_per_s",
              "kv_percent", "started")  # fmt: skip
    for answering in Answering:
        for place in (Place(8000, "vllm"), Place(8000, "vllm", container()), Place(8000)):
            for model in models_of(place, Probe(answering), Meter(), around()):
                missing = [name for name in fields if getattr(model, name) is None]
                assert all(model.reasons.get(name) for name in missing), (answering, model)


def test_a_container_that_answers_nothing_is_starting_and_later_unwell() -> None:
    silent, place = Probe(Answering.SILENT), Place(8000, "vllm", container())

    (young,) = models_of(place, silent, Meter(), around())
    (old,) = models_of(place, silent, Meter(), around(started={ID: 5.0}))

    assert (young.state, old.state) == (ModelState.STARTING, ModelState.UNWELL)
    assert "8000" in old.trouble
    assert models_of(Place(8000), silent, Meter(), around()) == ()


# Orphans


def test_a_core_whose_server_is_gone_is_an_orphan() -> None:
    sample = spark_sample(
        GpuProcess(3000, "VLLM::EngineCore", 62 * GIB), GpuProcess(4003, "VLLM::Worker", GIB),
        GpuProcess(950, "ollama", GIB), GpuProcess(2000, "llama-server", GIB),
    )  # fmt: skip

    (orphan,) = orphans_of(sample, parse_processes(TABLE))

    assert (orphan.pid, orphan.name, orphan.gpu_bytes) == (3000, "VLLM::EngineCore", 62 * GIB)
    assert "/sbin/init (process 1)" in orphan.why


def test_a_shell_that_is_a_containers_first_process_takes_orphans() -> None:
    shelled = TABLE.replace("python3 -m vllm.entrypoints.openai.api_server", "bash -c serve")
    sample = spark_sample(GpuProcess(4003, "VLLM::Worker_TP0", GIB))

    assert [each.pid for each in orphans_of(sample, parse_processes(shelled))] == [4003]
    assert orphans_of(sample, parse_processes(TABLE)) == ()
    assert orphans_of(sample, NO_PROCESSES) == ()
    assert orphans_of(None, NO_PROCESSES) == ()


@given(st.text())
def test_a_process_list_is_read_whatever_it_says(text: str) -> None:
    for process in parse_processes(text).by_pid.values():
        assert process.command.isprintable()


def test_a_loop_of_parents_ends() -> None:
    table = parse_processes("1 2 00:01 a x\n2 1 00:01 a VLLM::EngineCore\n")

    assert orphans_of(spark_sample(GpuProcess(2, "x", GIB)), table) != ()


_NAMES = st.sampled_from(["engine", "port", "model_id", "base", "context", "by", "model", "x"])


@given(
    st.dictionaries(_NAMES.map(lambda name: f"{LABEL}{name}"), st.text() | st.integers()),
    st.text(),
    st.text(),
    st.sampled_from(State),
    st.integers(0, 70_000),
)
def test_places_and_models_are_made_of_whatever_a_node_says(
    labels: dict[str, object], image: str, command: str, state: State, port: int
) -> None:
    published = (Port(8000, "tcp", "", port or None),)
    one = container(image, command=command, state=state, ports=published, networks=("host",))
    seen = Seen((Socket(port, "*", command[:15], 7),), (one,), {ID: own_labels(labels)})
    for place in places_of(seen, engines()):
        for answering in Answering:
            for model in models_of(place, Probe(answering), Meter(), around()):
                assert model.endpoint.engine in engines()
                assert model.context is None or model.context > 0
