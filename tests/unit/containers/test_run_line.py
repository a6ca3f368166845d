"""A docker run line, written and read: lines of NVIDIA's playbooks, and any spec there and back."""

from __future__ import annotations

import contextlib
import shlex
import string
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.errors import BadInput
from app.services.containers import run_options
from app.services.containers.run_body import body_of, changed, spec_of
from app.services.containers.run_line import Pasted, kept_local, line_of, read_line
from app.services.containers.run_spec import (
    LOOPBACK,
    Device,
    Gpus,
    HealthCheck,
    PublishedPort,
    Restart,
    RestartPolicy,
    RunSpec,
    Ulimit,
    Variable,
    Volume,
)
from app.services.containers.run_values import size_text
from tests.captures import DATA

LINES = DATA / "docker"
HELP = (LINES / "docker_run_help_28.2.2.txt").read_text()


def pasted(name: str) -> Pasted:
    return read_line((LINES / name).read_text())


def test_vllm_of_the_playbook() -> None:
    told = pasted("run_vllm_playbook.txt")
    assert told.spec == RunSpec(
        image="nvcr.io/nvidia/vllm:26.05.post1-py3",
        command=("vllm", "serve", "openai/gpt-oss-20b"),
        name="vllm-server",
        ports=(PublishedPort(8000, host_ip="", host_port=8000),),
        gpus=Gpus(),
    )
    assert told.notes == ()
    assert kept_local(told.spec).ports == (PublishedPort(8000, host_ip=LOOPBACK, host_port=8000),)


def test_agent_ready_vllm_says_what_only_a_shell_would_know() -> None:
    told = pasted("run_vllm_agent_playbook.txt")
    assert told.spec.environment == (Variable("HF_TOKEN", ""),)
    assert told.unset == ("HF_TOKEN",)
    assert told.spec.volumes == (Volume("~/.cache/huggingface", "/root/.cache/huggingface"),)
    assert told.notes == ("~ is not expanded here: write what it stands for.",)
    assert '{"method":"mtp","num_speculative_tokens":3,"moe_backend":"triton"}' in told.spec.command
    assert told.spec.interactive
    assert told.spec.tty


def test_nim_of_the_playbook() -> None:
    spec = pasted("run_nim_playbook.txt").spec
    assert (spec.name, spec.shm_bytes, spec.auto_remove) == ("nim-llm-demo", 16 * 1024**3, True)
    assert spec.gpus == Gpus()
    assert len(spec.volumes) == 2


def test_sglang_of_the_playbook_is_two_commands() -> None:
    told = pasted("run_sglang_playbook.txt")
    assert told.spec.command == ("bash",)
    assert len(told.notes) == 1
    assert told.notes[0].startswith("“python3 -m sglang.launch_server")


def test_tensorrt_of_the_playbook_keeps_its_script_whole() -> None:
    told = pasted("run_trtllm_playbook.txt")
    assert told.spec.command[:2] == ("bash", "-c")
    assert told.spec.command[2].startswith("hf download $MODEL_HANDLE && cat > /tmp/extra")
    assert told.spec.ipc == told.spec.network == "host"
    assert told.spec.environment[1] == Variable("MODEL_HANDLE", "nvidia/Llama-3.1-8B-Instruct-FP4")
    assert "$HOME is not expanded here: write what it stands for." in told.notes


def test_two_sparks_of_the_playbook() -> None:
    spec = pasted("run_trtllm_multinode_playbook.txt").spec
    assert spec.gpus == Gpus(ids=("all",))
    assert spec.ulimits == (Ulimit("memlock", -1, -1), Ulimit("stack", 67108864, 67108864))
    assert spec.devices == (Device("/dev/infiniband", "/dev/infiniband"),)
    assert spec.volumes[1] == Volume("~/.ssh", "/tmp/.ssh", "ro")
    assert len(spec.environment) == 9


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("sudo docker run -itd -p80:80 lab", RunSpec("lab", interactive=True, tty=True)),
        ("$ docker container run lab sh -c 'a b'", RunSpec("lab", ("sh", "-c", "a b"))),
        ("```bash\ndocker run \\\n  --rm=true \\  \n  lab\n```", RunSpec("lab", auto_remove=True)),
        ("docker run --gpus '\"device=0,1\"' lab", RunSpec("lab", gpus=Gpus(("0", "1")))),
        ("docker run --gpus 2 lab", RunSpec("lab", gpus=Gpus(count=2))),
        ("docker run --net=host -- lab -x", RunSpec("lab", ("-x",), network="host")),
        ("docker run --mount type=bind,src=/a,dst=/b,readonly lab",
         RunSpec("lab", volumes=(Volume("/a", "/b", "ro"),))),
        ("docker run --health-cmd='true' --health-interval=1m30s lab",
         RunSpec("lab", health=HealthCheck("true", 90 * 10**9))),
        ("docker run --entrypoint '' lab", RunSpec("lab", entrypoint="")),
    ],
)  # fmt: skip
def test_lines_as_people_paste_them(line: str, expected: RunSpec) -> None:
    told = read_line(line)
    assert replace(told.spec, ports=()) == expected
    assert not told.notes


def test_what_cannot_be_taken_over_is_named() -> None:
    told = read_line(
        "A=1 docker --context far run --cgroupns host --env-file .env -v $(pwd):/x -P "
        "--sysctl net.core.somaxconn=1024 lab 2>&1 | tee log"
    )
    assert told.spec == RunSpec("lab", volumes=(Volume("$(pwd)", "/x"),))
    assert told.notes == (
        "A, which the line sets for its shell, was left out.",
        "--context of docker itself was left out: it runs on this node.",
        "--cgroupns=host cannot be set here and was left out.",
        "--env-file was left out: the file lies where docker is run; type its variables here.",
        "--publish-all cannot be set here and was left out.",
        "--sysctl=net.core.somaxconn=1024 cannot be set here and was left out.",
        "$(pwd) is not expanded here: write what it stands for.",
        "“2>&1 | tee log” after the command was left out.",
    )


@pytest.mark.parametrize(
    "line",
    ["", "docker", "docker ps", "ls -l", "docker run", "docker run -p 8000:8000", "docker run 'lab",
     "docker run --nonsense x lab", "docker run -Z lab", "docker run -p 0:1 lab",
     "docker run --memory lots lab", "docker run --restart sometimes lab", "docker run -e"],
)  # fmt: skip
def test_what_is_no_line_is_refused(line: str) -> None:
    with pytest.raises(BadInput):
        read_line(line)


def test_secrets_are_written_by_name() -> None:
    spec = RunSpec("lab", environment=(Variable("HF_TOKEN", "hf_abc"), Variable("A", "b c")))
    assert line_of(spec) == "docker run -d \\\n  -e HF_TOKEN \\\n  -e 'A=b c' \\\n  lab"
    assert read_line(line_of(spec, secrets=True)).spec == spec
    assert "hf_abc" not in repr(spec)


def test_every_option_of_docker_is_known_and_cut_as_docker_cuts_it() -> None:
    for line in HELP.splitlines():
        words = line.split()
        if not words or not line.startswith(("      --", "  -")):
            continue
        name = next(word for word in words if word.startswith("--")).removeprefix("--")
        assert name in run_options.KNOWN, name
        has_value = line[line.index(f"--{name}") + len(name) + 2 :][1:2].strip() != ""
        assert has_value is (name not in run_options.FLAGS), name
        if words[0].endswith(","):
            assert run_options.SHORT[words[0][1]] == name


# Any spec

text = st.text(
    string.printable.replace("\r", "").replace("\x0b", "").replace("\x0c", ""), max_size=8
)
word = st.text(string.ascii_lowercase + string.digits, min_size=2, max_size=8)
path = st.lists(word, min_size=1, max_size=3).map(lambda parts: "/" + "/".join(parts))
some_words = st.lists(word, min_size=1, max_size=3).map(tuple)
limit = st.integers(-1, 9)
size = st.integers(0, 2**50)
specs = st.builds(
    RunSpec,
    image=word,
    command=st.lists(text, max_size=3).map(tuple),
    name=st.just("") | word,
    entrypoint=st.none() | word | st.just(""),
    ports=st.lists(
        st.builds(
            PublishedPort, st.integers(1, 65535), st.sampled_from(["tcp", "udp"]),
            st.sampled_from(["", LOOPBACK, "::1", "10.0.0.5"]), st.none() | st.integers(1, 65535),
        ), max_size=3, unique_by=lambda port: (port.number, port.protocol),
    ).map(tuple),
    volumes=st.lists(
        st.builds(Volume, path | word, path, st.sampled_from(["", "ro", "ro,z"]))
        , max_size=2).map(tuple),
    environment=st.lists(
        st.builds(Variable, word, text), max_size=3, unique_by=lambda variable: variable.name,
    ).map(tuple),
    gpus=st.none() | st.builds(Gpus) | st.builds(Gpus, some_words)
    | st.builds(Gpus, count=st.integers(1, 8), capabilities=st.just(("utility",)), driver=word),
    restart=st.sampled_from(Restart).map(RestartPolicy)
    | st.integers(0, 9).map(lambda most: RestartPolicy(Restart.ON_FAILURE, most)),
    shm_bytes=size, memory_bytes=size, swap_bytes=size | st.just(-1),
    nano_cpus=st.integers(0, 20 * 10**9),
    ulimits=st.lists(
        st.builds(Ulimit, st.sampled_from(["memlock", "nofile"]), limit, limit),
        max_size=2).map(tuple),
    ipc=st.sampled_from(["", "host"]), network=st.sampled_from(["", "host", "mine"]),
    labels=st.lists(st.tuples(word, text), max_size=2, unique_by=lambda pair: pair[0]).map(tuple),
    devices=st.lists(st.builds(Device, path, path, st.sampled_from(["rwm", "r", "rw"])), max_size=2)
    .map(tuple),
    health=st.none() | st.just(HealthCheck(off=True)) | st.builds(
        HealthCheck, word, st.integers(1, 10**12), st.integers(0, 10**12), st.integers(0, 10**12),
        st.integers(0, 9)),
    privileged=st.booleans(), init=st.booleans(), tty=st.booleans(), auto_remove=st.booleans(),
    groups=st.lists(word, max_size=2).map(tuple), user=st.just("") | word,
    tmpfs=st.lists(st.tuples(path, st.just("") | st.just("size=64m")), max_size=2,
                   unique_by=lambda pair: pair[0]).map(tuple),
)  # fmt: skip


@settings(max_examples=40)
@given(specs)
def test_any_spec_is_the_same_after_its_line(spec: RunSpec) -> None:
    told = read_line(line_of(spec, secrets=True))
    assert told.spec == spec
    assert told.notes == ()


@settings(max_examples=40)
@given(specs)
def test_the_line_is_what_a_shell_would_read(spec: RunSpec) -> None:
    words = shlex.split(line_of(spec, secrets=True))
    end = len(words) - len(spec.command)
    assert tuple(words[end:]) == spec.command
    assert words[end - 1] == spec.image


@settings(max_examples=40)
@given(specs)
def test_any_spec_is_the_same_after_its_body(spec: RunSpec) -> None:
    assert set(spec_of(body_of(spec), spec.name).ports) == set(spec.ports)
    assert replace(spec_of(body_of(spec), spec.name), ports=()) == replace(spec, ports=())


@settings(max_examples=40)
@given(specs, specs)
def test_a_body_is_changed_as_far_as_the_specs_differ(before: RunSpec, after: RunSpec) -> None:
    body = body_of(before)
    body["Domainname"] = "kept"
    body["HostConfig"]["CpuShares"] = 7
    new = changed(body, before, after)
    assert (new.pop("Domainname"), new["HostConfig"].pop("CpuShares")) == ("kept", 7)
    assert replace(spec_of(new, after.name), ports=()) == replace(after, ports=())


@given(st.text() | st.text(" \\'\"$`(){}-=:,/.~\nabdegmnoprstuv01").map("docker run ".__add__))
def test_no_text_raises_anything_but_bad_input(line: str) -> None:
    with contextlib.suppress(BadInput):
        read_line(line)


json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["HostConfig", "PortBindings", "Binds", "Env", "DeviceRequests", "Ulimits",
                         "Capabilities", "Healthcheck", "Test", "RestartPolicy", "80/tcp"]),
        inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


@given(st.dictionaries(st.sampled_from(["HostConfig", "Env", "Healthcheck", "Entrypoint"]), json))
def test_no_body_is_refused(body: dict[str, object]) -> None:
    spec_of(body)


def test_sizes_read_as_docker_counts_them() -> None:
    assert size_text(16 * 1024**3) == "16g"
    assert size_text(1000) == "1000"
