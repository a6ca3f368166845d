"""The lab is what it claims: asked with OpenSSH's own client and NVIDIA's own NVML module."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pynvml
import pytest

from scripts.lab import cli, gb10, namespace, processes
from scripts.lab.node import LabNode
from scripts.lab.sshd import free_port

pytestmark = pytest.mark.lab
PROBE = """
import json, sys
sys.path.insert(0, {folder!r})
import pynvml as n
def ask(call, *arguments):
    try:
        return call(*arguments)
    except n.NVMLError as error:
        return str(error)
n.nvmlInit()
answer = {{"count": n.nvmlDeviceGetCount(), "driver": n.nvmlSystemGetDriverVersion()}}
if answer["count"]:
    gpu = n.nvmlDeviceGetHandleByIndex(0)
    memory = ask(n.nvmlDeviceGetMemoryInfo, gpu)
    answer |= {{
        "name": n.nvmlDeviceGetName(gpu),
        "bus": n.nvmlDeviceGetPciInfo(gpu).busId,
        "memory": memory if isinstance(memory, str) else [memory.total, memory.used],
        "memory_v2": str(ask(n.nvmlDeviceGetMemoryInfo, gpu, n.nvmlMemory_v2))[:13],
        "row": [
            n.nvmlDeviceGetUtilizationRates(gpu).gpu,
            n.nvmlDeviceGetTemperatureV(gpu, n.NVML_TEMPERATURE_GPU),
            n.nvmlDeviceGetPowerUsage(gpu),
            n.nvmlDeviceGetClockInfo(gpu, n.NVML_CLOCK_SM),
            "P%d" % n.nvmlDeviceGetPerformanceState(gpu),
        ],
        "limit": ask(n.nvmlDeviceGetEnforcedPowerLimit, gpu),
        "memory_clock": ask(n.nvmlDeviceGetClockInfo, gpu, n.NVML_CLOCK_MEM),
        "reasons": n.nvmlDeviceGetCurrentClocksEventReasons(gpu),
        "capability": n.nvmlDeviceGetCudaComputeCapability(gpu),
        "addressing": n.nvmlDeviceGetAddressingMode(gpu),
        "compute": [
            [p.pid, p.usedGpuMemory, n.nvmlSystemGetProcessName(p.pid)]
            for p in n.nvmlDeviceGetComputeRunningProcesses(gpu)
        ],
        "graphics": [p.pid for p in n.nvmlDeviceGetGraphicsRunningProcesses(gpu)],
    }}
n.nvmlShutdown()
print(json.dumps(answer))
"""


def ssh(node: LabNode, command: str, *options: str) -> subprocess.CompletedProcess[str]:
    """Run a command on the node with OpenSSH's client."""
    line = ["ssh", *options, *node.ssh_options, node.destination, command]
    return subprocess.run(line, capture_output=True, text=True, timeout=60)


def answer(node: LabNode, command: str) -> str:
    """Return what a command printed; it must have succeeded."""
    done = ssh(node, command)
    assert done.returncode == 0, done.stderr
    return done.stdout


def nvml(node: LabNode) -> dict[str, object]:
    """Ask NVML on the node through NVIDIA's own Python module."""
    (node.home / "nvml").mkdir(exist_ok=True)
    source = Path(pynvml.__file__).read_text()
    (node.home / "nvml" / "pynvml.py").write_text(source)
    probe = PROBE.format(folder=f"{node.home}/nvml")
    found = json.loads(answer(node, f"python3 -c {shlex.quote(probe)}"))
    assert isinstance(found, dict)
    return found


def test_lab_shows_captured_meminfo_and_leaves_ours(lab: LabNode) -> None:
    ours = Path("/proc/meminfo").read_text().splitlines()[0]

    assert answer(lab, "cat /proc/meminfo") == gb10.SCENARIOS["idle"].meminfo_text

    assert Path("/proc/meminfo").read_text().splitlines()[0] == ours
    assert "spark" not in Path("/etc/passwd").read_text()
    assert not Path("/etc/dgx-release").exists()


def test_lab_has_identity_of_its_own(lab: LabNode) -> None:
    told = answer(lab, "id -un; hostname; cat /etc/machine-id; grep OTA_VERSION /etc/dgx-release")

    user, hostname, machine, *updates = told.splitlines()
    assert (user, hostname) == ("spark", "spark-lab")
    assert re.fullmatch(r"[0-9a-f]{32}", machine)
    host = Path("/etc/machine-id")  # a minimal system has none
    assert not host.exists() or machine != host.read_text().strip()
    assert updates[-1] == 'DGX_OTA_VERSION="7.4.0"'


@pytest.mark.parametrize("name", [name for name in gb10.SCENARIOS if name != "no-devices"])
def test_scenario_nvidia_smi_replays_captures(lab: LabNode, name: str) -> None:
    lab.set_scenario(name)
    scenario = gb10.SCENARIOS[name]

    fields = "utilization.gpu,temperature.gpu,power.draw,clocks.sm,pstate,memory.total,power.limit"
    cells = answer(lab, f"nvidia-smi --query-gpu={fields} --format=csv,noheader,nounits")
    util, temperature, power, clock, state, total, limit = cells.strip().split(", ")
    apps = answer(
        lab, "nvidia-smi --query-compute-apps=pid,process_name,used_memory --format=csv,noheader"
    )

    rows = {
        (str(r.utilization_percent), str(r.temperature_c), str(r.sm_clock_mhz), r.performance_state)
        for r in scenario.gpu_rows
    }
    assert (util, temperature, clock, state) in rows
    assert any(abs(float(power) - r.power_mw / 1000) < 0.006 for r in scenario.gpu_rows)
    assert (total, limit) == ("[N/A]", "[N/A]")
    compute = [process for process in scenario.processes if not process.graphics]
    assert apps.splitlines() == [f"{p.pid}, {p.name}, {p.mib} MiB" for p in compute]
    assert answer(lab, "cat /proc/meminfo") == scenario.meminfo_text


@pytest.mark.parametrize("name", [name for name in gb10.SCENARIOS if name != "no-devices"])
def test_scenario_nvml_replays_captures(lab: LabNode, name: str) -> None:
    lab.set_scenario(name)
    scenario = gb10.SCENARIOS[name]

    told = nvml(lab)

    assert (told["count"], told["name"], told["driver"]) == (1, "NVIDIA GB10", gb10.DRIVER)
    assert told["bus"] == "0000000F:01:00.0"
    for unsupported in ("memory", "memory_v2", "limit", "memory_clock"):
        assert told[unsupported] == "Not Supported"
    assert told["row"] in [
        [
            r.utilization_percent,
            r.temperature_c,
            r.power_mw,
            r.sm_clock_mhz,
            r.performance_state,
        ]
        for r in scenario.gpu_rows
    ]
    assert (told["reasons"], told["capability"], told["addressing"]) == (0, [12, 1], 2)
    compute = [p for p in scenario.processes if not p.graphics]
    assert told["compute"] == [[p.pid, p.mib << 20, p.name] for p in compute]
    assert told["graphics"] == [p.pid for p in scenario.processes if p.graphics]


def test_scenario_loaded_fits_into_the_pool() -> None:
    scenario = gb10.SCENARIOS["loaded"]
    named = ("MemFree", "Buffers", "Cached", "AnonPages", "KReclaimable", "SUnreclaim", "Percpu")

    accounted = sum(scenario.meminfo_kib(line) for line in named)
    engines = sum(process.mib for process in scenario.processes) * 1024

    assert 0 <= scenario.meminfo_kib("MemTotal") - accounted - engines < 1024 * 1024


def test_scenario_no_devices_refuses_as_captured(lab: LabNode) -> None:
    lab.set_scenario("no-devices")

    done = ssh(lab, "nvidia-smi --query-gpu=name --format=csv")

    assert (done.returncode, done.stdout) == (6, "No devices were found\n")
    assert nvml(lab)["count"] == 0


def test_nvml_memory_total_is_the_pool(lab: LabNode) -> None:
    lab.set_scenario("loaded", nvml="total")
    scenario = gb10.SCENARIOS["loaded"]
    total, available = (scenario.meminfo_kib(line) for line in ("MemTotal", "MemAvailable"))

    assert nvml(lab)["memory"] == [total * 1024, (total - available) * 1024]


def test_nvml_none_leaves_nvidia_smi(lab: LabNode) -> None:
    lab.set_scenario("idle", nvml="none")

    load = "import ctypes; ctypes.CDLL('libnvidia-ml.so.1')"

    assert "libnvidia-ml.so.1" in ssh(lab, f"python3 -c {shlex.quote(load)}").stderr
    assert answer(lab, "nvidia-smi -L").startswith("GPU 0: NVIDIA GB10")


def test_nvidia_smi_refuses_whole_query_for_one_unknown_field(lab: LabNode) -> None:
    done = ssh(lab, "nvidia-smi --query-gpu=name,warp.factor --format=csv")

    assert done.returncode == 2
    assert done.stdout.startswith('Field "warp.factor" is not a valid field to query.')
    assert "NVIDIA GB10" not in done.stdout


def test_nvidia_smi_header_is_as_captured(lab: LabNode) -> None:
    lab.set_scenario("wedge")
    captured = (  # nvidia-smi_query_clocks_csv.txt
        "name, clocks.current.graphics [MHz], clocks.max.graphics [MHz], temperature.gpu, "
        "power.draw [W]"
    )

    printed = answer(
        lab,
        "nvidia-smi --query-gpu=name,clocks.gr,clocks.max.gr,temperature.gpu,power.draw"
        " --format=csv",
    )

    assert printed.splitlines() == [captured, "NVIDIA GB10, 513 MHz, 3003 MHz, 39, 4.39 W"]


def test_nvidia_smi_loop_follows_the_scenario(lab: LabNode) -> None:
    lab.set_scenario("idle")
    query = "nvidia-smi --query-gpu=clocks.sm --format=csv,noheader,nounits -lms 50"
    line = ["ssh", *lab.ssh_options, lab.destination, query]
    with subprocess.Popen(line, stdout=subprocess.PIPE, text=True) as loop:
        assert loop.stdout is not None
        assert loop.stdout.readline() == "2405\n"
        lab.set_scenario("wedge")
        assert "513\n" in (loop.stdout.readline() for _ in range(100))
        loop.terminate()


def test_locale_with_comma_adds_columns(lab: LabNode) -> None:
    lab.set_scenario("wedge")
    lab.locale = "de_DE.UTF-8"
    lab.restart_server()
    query = "nvidia-smi --query-gpu=power.draw,name --format=csv,noheader"

    assert answer(lab, query) == "4,39 W, NVIDIA GB10\n"
    assert answer(lab, f"LC_ALL=C {query}") == "4.39 W, NVIDIA GB10\n"


def _ask_password(node: LabNode, tmp_path: Path, method: str, password: str) -> str:
    """Log in with OpenSSH's client and a password program; return what it printed."""
    program = tmp_path / "askpass"
    program.write_text(f"#!/bin/sh\necho {shlex.quote(password)}\n")
    program.chmod(0o755)
    environment = os.environ | {"SSH_ASKPASS": str(program), "SSH_ASKPASS_REQUIRE": "force"}
    told = {"BatchMode": "no", "PreferredAuthentications": method, "NumberOfPasswordPrompts": "1"}
    first = [word for name, value in told.items() for word in ("-o", f"{name}={value}")]
    line = ["ssh", *first, *node.ssh_options, node.destination, "id -un"]
    done = subprocess.run(line, env=environment, capture_output=True, text=True, timeout=60)
    return done.stdout + done.stderr


@pytest.mark.parametrize("method", ["password", "keyboard-interactive"])
def test_login_by_password_works(lab: LabNode, tmp_path: Path, method: str) -> None:
    assert _ask_password(lab, tmp_path, method, lab.password) == "spark\n"
    assert "Permission denied" in _ask_password(lab, tmp_path, method, "wrong")


def test_login_by_unauthorised_key_is_refused(lab: LabNode) -> None:
    wrong = str(lab.wrong_identity)
    options = [wrong if option == str(lab.identity) else option for option in lab.ssh_options]
    line = ["ssh", *options, lab.destination, "true"]

    done = subprocess.run(line, capture_output=True, text=True, timeout=60)

    assert done.returncode == 255
    assert "Permission denied" in done.stderr


@pytest.fixture
def session(lab: LabNode) -> Iterator[subprocess.Popen[str]]:
    """An open session that echoes lines, with a short keep-alive."""
    alive = ["-o", "ServerAliveInterval=1", "-o", "ServerAliveCountMax=3"]
    line = ["ssh", *alive, *lab.ssh_options, lab.destination, "cat"]
    pipe = subprocess.PIPE
    with subprocess.Popen(line, stdin=pipe, stdout=pipe, stderr=pipe, text=True) as opened:
        assert _echo(opened)
        yield opened
        opened.kill()


def _echo(opened: subprocess.Popen[str]) -> bool:
    assert opened.stdin is not None
    assert opened.stdout is not None
    opened.stdin.write("ping\n")
    opened.stdin.flush()
    return opened.stdout.readline() == "ping\n"


def test_kill_sessions_spares_the_listener(lab: LabNode, session: subprocess.Popen[str]) -> None:
    lab.kill_sessions()

    assert session.wait(timeout=60) == 255
    assert answer(lab, "echo back") == "back\n"


def test_kill_server_ends_all_until_restart(lab: LabNode, session: subprocess.Popen[str]) -> None:
    lab.kill_server()

    assert session.wait(timeout=60) == 255
    assert "refused" in ssh(lab, "true").stderr
    port = lab.port
    lab.start_server()
    assert lab.port == port
    assert answer(lab, "echo back") == "back\n"


def test_stop_listening_spares_sessions(lab: LabNode, session: subprocess.Popen[str]) -> None:
    lab.stop_listening()

    assert _echo(session)
    assert "refused" in ssh(lab, "true").stderr


def test_stop_sessions_makes_the_peer_half_open(
    lab: LabNode, session: subprocess.Popen[str]
) -> None:
    lab.stop_sessions()

    assert session.wait(timeout=60) == 255
    assert session.stderr is not None
    assert "not responding" in session.stderr.read()


def test_continue_sessions_lets_them_live_on(lab: LabNode, session: subprocess.Popen[str]) -> None:
    lab.stop_sessions()
    lab.continue_sessions()

    assert _echo(session)


def test_change_host_key_is_noticed(lab: LabNode) -> None:
    before = lab.host_key_fingerprint()

    lab.change_host_key()

    assert lab.host_key_fingerprint() != before
    assert "HOST IDENTIFICATION HAS CHANGED" in ssh(lab, "true").stderr


def test_without_and_program_change_what_is_found(lab: LabNode) -> None:
    lab.without("python3", "nvidia-smi")
    assert ssh(lab, "python3 -V").returncode == 127
    assert ssh(lab, "nvidia-smi").returncode == 127

    lab.program("nvidia-smi", "#!/bin/sh\necho garbage\n")
    assert answer(lab, "nvidia-smi") == "garbage\n"


def test_write_bashrc_is_read_by_commands(lab: LabNode) -> None:
    lab.write_bashrc("echo welcome\n")

    assert answer(lab, "echo done") == "welcome\ndone\n"


def test_sshd_options_take_precedence(lab: LabNode, tmp_path: Path) -> None:
    lab.sshd_options = {"PasswordAuthentication": "no"}
    lab.restart_server()

    told = _ask_password(lab, tmp_path, "password", lab.password)

    assert "Permission denied (publickey,keyboard-interactive)" in told


def test_nodes_side_by_side_share_nothing(lab: LabNode, lab_node: LabNode) -> None:
    lab_node.set_scenario("wedge")

    assert lab.port != lab_node.port
    assert lab.host_key_fingerprint() != lab_node.host_key_fingerprint()
    assert answer(lab, "nvidia-smi --query-gpu=clocks.sm --format=csv,noheader") == "2405 MHz\n"
    assert answer(lab_node, "nvidia-smi --query-gpu=clocks.sm --format=csv,noheader") == "513 MHz\n"


def test_stop_leaves_nothing(lab_node: LabNode) -> None:
    leave = "setsid sleep 300 </dev/null >/dev/null 2>&1 & sleep 300"
    line = ["ssh", *lab_node.ssh_options, lab_node.destination, leave]
    with subprocess.Popen(line, stderr=subprocess.DEVNULL) as client:
        processes.wait_until(
            lambda: [each.name for each in lab_node.processes()].count("sleep") == 2, 30, "sleeps"
        )
        inside, root = lab_node.processes(), lab_node.root
        lab_node.stop()
        assert client.wait(timeout=60) == 255

    assert not [each for each in inside if processes.is_same(each.pid, each.started)]
    assert not root.exists()


@pytest.mark.usefixtures("lab_session")
def test_node_ends_with_a_killed_program() -> None:
    script = (
        "from scripts.lab.node import LabNode\n"
        "node = LabNode(); node.start()\n"
        "print(node.inside.init_pid, flush=True)\n"
        "print(node.root, flush=True)\n"
        "input()\n"
    )
    pipe = subprocess.PIPE
    command = [sys.executable, "-c", script]
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as program:
        assert program.stdout is not None
        init = int(program.stdout.readline())  # when it ends the kernel ends all inside
        root = Path(program.stdout.readline().strip())
        pids = [init, *(each.pid for each in processes.descendants(init))]
        assert any((each := processes.look_up(pid)) and each.name == "sshd" for pid in pids)
        program.kill()

    processes.wait_gone(pids)
    with LabNode():
        assert not root.exists()  # the next start sweeps the folder


@pytest.mark.usefixtures("lab_session")
def test_cli_up_switches_down(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SPARK_LAB_DIR", str(tmp_path))

    def run(*argv: str) -> dict[str, object]:
        assert cli.main([*argv, "--json"]) == 0
        found = json.loads(capsys.readouterr().out)
        assert isinstance(found, dict)
        return found

    first = run("up", "--gb10", "loaded")
    try:
        known = f"UserKnownHostsFile={first['known_hosts']}"
        log_in = ["ssh", "-F", "none", "-i", str(first["identity"]), "-o", known, str(first["url"])]
        ask = [*log_in, "nvidia-smi --query-gpu=pstate,clocks.sm --format=csv,noheader"]
        second = run("up", "--gb10", "wedge")
        printed = subprocess.run(ask, capture_output=True, text=True, check=True, timeout=30).stdout
        assert printed == "P0, 513 MHz\n"
        assert (second["url"], second["fingerprint"]) == (first["url"], first["fingerprint"])
        assert run("status")["scenario"] == "wedge"
    finally:
        down = run("down")
    assert down == run("status") == {"up": False}
    again = run("up")
    run("down")
    assert again["fingerprint"] == first["fingerprint"]


@pytest.mark.usefixtures("lab_session")
def test_cli_commands_for_another_node_can_be_pasted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SPARK_LAB_DIR", str(tmp_path))
    port = str(free_port())
    down = "  python3 scripts/dev.py lab down --name ux"

    assert cli.main(["up", "--name", "ux", "--port", port, "--gb10", "idle"]) == 0
    try:
        up = capsys.readouterr().out.splitlines()
        cli.main(["status", "--name", "ux"])
        status = capsys.readouterr().out.splitlines()
    finally:
        cli.main(["down", "--name", "ux"])
    capsys.readouterr()
    cli.main(["status", "--name", "ux"])

    again = f"  python3 scripts/dev.py lab up --gb10 loaded --name ux --port {port}"
    assert up == status
    assert {again, down} <= set(up)
    assert "  python3 scripts/dev.py lab up --name ux" in capsys.readouterr().out.splitlines()


@pytest.mark.usefixtures("lab_session")
def test_node_without_namespaces_says_what_is_less_true(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(namespace, "permitted", lambda: False)
    with LabNode(scenario="wedge") as node:
        assert answer(node, "nvidia-smi --query-gpu=clocks.sm --format=csv,noheader") == "513 MHz\n"
        assert answer(node, "echo $HOME") == f"{node.home}\n"
        assert "/proc/meminfo is this computer's own" in node.limits[0]
        # The sessions end a moment after their clients.
        processes.wait_until(
            lambda: [each.name for each in node.processes()] == ["sshd"], 30, "the end of sessions"
        )
        inside = node.processes()

    assert not [each for each in inside if processes.is_same(each.pid, each.started)]
