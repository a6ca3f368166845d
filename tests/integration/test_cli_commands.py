"""The command line as its users run it: a process of its own."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import zipfile
from argparse import Namespace
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from app.cli import support_bundle
from app.core.cancel import Cancel
from app.core.ids import NodeId
from app.core.paths import HOME_VARIABLE, user_paths
from app.core.settings import SettingsStore
from app.hosts.nodes import Node, NodeBook
from scripts.lab import gb10
from scripts.lab.node import LabNode
from scripts.lab.sshd import free_port
from tests.own_commands import reach

ROOT = Path(__file__).parents[2]
posix = pytest.mark.skipif(os.name != "posix", reason="POSIX signals and shells")
Run = Callable[..., "subprocess.CompletedProcess[str]"]


def command(*argv: str) -> list[str]:
    return [sys.executable, "-m", "app", *argv]


def run(*argv: str, **more: Any) -> subprocess.CompletedProcess[str]:
    more.setdefault("stdin", subprocess.DEVNULL)
    if "input" in more:
        del more["stdin"]
    return subprocess.run(
        command(*argv), capture_output=True, text=True, timeout=60, cwd=ROOT, **more
    )


def is_one_line_with_hint(text: str) -> bool:
    return text.startswith("spark-command-center: ") and text.count("\n") == 1 and "." in text


# watch


def samples(done: subprocess.CompletedProcess[str]) -> list[dict[str, Any]]:
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.parametrize("scenario", ["idle", "loaded"])
def test_watch_prints_true_samples(lab: LabNode, scenario: str) -> None:
    lab.set_scenario(scenario)
    shown = gb10.SCENARIOS[scenario]

    taken = samples(run("watch", "--json", "--count", "5", "--interval", "0.2", *reach(lab)))

    assert len(taken) == 5
    assert [each["time"] for each in taken] == sorted(each["time"] for each in taken)
    for sample in taken:
        memory = sample["memory"]
        assert memory["total_bytes"] == shown.meminfo_kib("MemTotal") * 1024
        assert memory["available_bytes"] == shown.meminfo_kib("MemAvailable") * 1024
        assert sum(part["bytes"] for part in memory["parts"]) == memory["total_bytes"]
        (gpu,) = sample["gpus"]
        assert gpu["name"] == "NVIDIA GB10"
        assert gpu["unified_memory"] is True
        assert gpu["memory_total_bytes"] is None
        reasons = [key for key in sample["reasons"] if key.endswith("memory_total_bytes")]
        assert reasons
        told = {item["pid"]: item["memory_bytes"] for item in gpu["processes"]}
        assert told == {each.pid: each.mib << 20 for each in shown.processes}
        assert sample["source"] == "agent"


def test_watch_is_for_people_without_json(lab: LabNode) -> None:
    done = run("watch", "--count", "1", *reach(lab))

    assert done.returncode == 0, done.stderr
    assert "memory" in done.stdout
    assert "NVIDIA GB10" in done.stdout
    assert done.stdout.count("\n") == 1


def test_watch_local() -> None:
    taken = samples(run("watch", "local", "--json", "--count", "2", "--interval", "0.2"))

    assert len(taken) == 2
    memory = taken[0]["memory"]
    assert sum(part["bytes"] for part in memory["parts"]) == memory["total_bytes"] > 0


def test_watch_says_why_no_gpu_is_shown(lab: LabNode) -> None:
    lab.set_scenario("no-devices")

    done = run("watch", "--count", "1", *reach(lab))

    assert done.returncode == 0, done.stderr
    assert re.search(r"GPU n/a \(.+\)\n$", done.stdout)


def test_watch_accepts_a_new_key_only_when_told(lab: LabNode, tmp_path: Path) -> None:
    file = tmp_path / "known_hosts"
    line = ["exec", lab.url, "--identity", str(lab.identity), "--known-hosts", str(file)]

    refused = run(*line, "--", "true")
    accepted = run(*line, "--accept-new-host-key", "--", "true")
    known = run(*line, "--", "true")

    assert refused.returncode == 4
    assert is_one_line_with_hint(refused.stderr)
    assert "--accept-new-host-key" in refused.stderr
    assert (accepted.returncode, known.returncode) == (0, 0)
    assert f"[127.0.0.1]:{lab.port}" in file.read_text()


# exec


def test_exec_passes_output_status_and_words(lab: LabNode) -> None:
    words = ["a b", "$HOME", "'", '"', "*", ""]

    done = run("exec", *reach(lab), "--", "sh", "-c", 'printf "%s|" "$@"; echo e >&2; exit 9',
               "sh", *words)  # fmt: skip

    assert done.returncode == 9
    assert done.stdout == "".join(f"{word}|" for word in words)
    assert done.stderr == "e\n"


def test_exec_passes_stdin(lab: LabNode) -> None:
    assert run("exec", *reach(lab), "--", "cat", input="hello").stdout == "hello"


def test_exec_streams_stdin_while_it_runs(lab: LabNode) -> None:
    line = command("exec", *reach(lab), "--", "cat")
    pipe = subprocess.PIPE
    with subprocess.Popen(line, stdin=pipe, stdout=pipe, stderr=pipe, cwd=ROOT) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for word in (b"one\n", b"two\n"):
            process.stdin.write(word)
            process.stdin.flush()
            assert process.stdout.readline() == word
        process.stdin.close()
        assert process.wait(60) == 0


def test_exec_needs_no_end_of_stdin_to_end(lab: LabNode) -> None:
    line = command("exec", *reach(lab), "--", "true")
    with subprocess.Popen(line, stdin=subprocess.PIPE, cwd=ROOT) as process:
        assert process.wait(60) == 0


def test_exec_streams_while_it_runs(lab: LabNode) -> None:
    line = command("exec", *reach(lab), "--", "sh", "-c", "echo first; sleep 60")
    with subprocess.Popen(
        line, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"first\n"
        process.send_signal(signal.SIGINT)
        _out, err = process.communicate(timeout=60)

    assert process.returncode == 130
    assert b"Traceback" not in err


@posix
def test_exec_local_passes_status() -> None:
    done = run("exec", "local", "--", "sh", "-c", "echo out; exit 5")

    assert (done.returncode, done.stdout) == (5, "out\n")


# nodes, doctor


def test_nodes_lists_what_is_saved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path))
    book = NodeBook(SettingsStore(user_paths().settings))
    book.save(Node(NodeId("node-1"), "Spark", "spark.local", 2222, "ann"))

    listed = json.loads(run("nodes", "--json").stdout)

    assert [each["name"] for each in listed] == ["This computer", "Spark"]
    assert listed[1]["target"] == "ann@spark.local:2222"
    assert "ann@spark.local:2222" in run("nodes").stdout


def test_doctor_looks_at_everything() -> None:
    done = run("doctor", "--json")

    found = {each["what"]: each["ok"] for each in json.loads(done.stdout)}
    assert found["Python"]
    assert found["paramiko"]
    assert done.returncode == (0 if all(found.values()) else 1)


def test_doctor_fails_on_damaged_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path))
    user_paths().settings.parent.mkdir(parents=True)
    user_paths().settings.write_text("half of")

    done = run("doctor")

    assert done.returncode == 1
    assert "damaged" in done.stdout


def test_support_bundle_is_there_without_a_window_and_tells_nobodys_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path))
    paths = user_paths()
    NodeBook(SettingsStore(paths.settings)).save(
        Node(NodeId("node-1"), "Annas Kiste", "kiste.example.org", 2222, "anneliese")
    )
    paths.log.mkdir()
    paths.log_file.write_text("2026-11-21 10:00:01,000 INFO x app: Annas Kiste: password=hunter22")
    paths.crash_file.write_text("ImportError: libEGL.so.1 for anneliese@kiste.example.org")

    support_bundle.run(Namespace(save=None), Cancel())
    printed = capsys.readouterr().out
    done = run("support-bundle", "--save", str(tmp_path / "bundle.zip"))

    assert done.returncode == 0
    assert str(tmp_path / "bundle.zip") in done.stdout
    with zipfile.ZipFile(tmp_path / "bundle.zip") as archived:
        texts = {name: archived.read(name).decode() for name in archived.namelist()}
    assert "ok    paramiko" in texts["doctor.txt"]
    assert "[node-1]: password=•••" in texts["log.txt"]
    assert "ImportError: libEGL.so.1 for [user-1]@[host-1]" in texts["crash.txt"]
    assert texts["crash.txt"] in printed
    for private in ("Annas", "anneliese", "kiste", "hunter22"):
        assert not any(private in text for text in (printed, *texts.values()))


def test_help_is_printed_where_text_is_not_utf8() -> None:
    done = run("exec", "--help", env={**os.environ, "PYTHONIOENCODING": "latin-1"})

    assert done.returncode == 0
    assert "CMD \\u2026" in done.stdout


# Exit codes


def expect(done: subprocess.CompletedProcess[str], code: int, said: str) -> None:
    assert done.returncode == code, done.stderr
    assert said in done.stderr
    assert is_one_line_with_hint(done.stderr), done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (["watch", "nobody"], "no saved node “nobody”"),
        (["watch", "local", "--interval", "0.01"], "outside 0.1 to 60"),
        (["watch", "local", "--interval", "soon"], "invalid float value"),
        (["watch", "local", "--count", "0"], "must be 1 or more"),
        (["watch"], "NODE"),
        (["explode"], "invalid choice"),
        (["--foo"], "unrecognized arguments: --foo."),
        (["--smoke", "--foo"], "unrecognized arguments: --foo."),
        (["--smoke", "watch", "local"], "--smoke goes with no other argument"),
        (["--verbose"], "a command is missing"),
        (["watch", "ann@"], "address is missing"),
        (["exec", "local"], "no command"),
        (["exec", "local", "--timeout", "-1", "--", "true"], "below 0"),
        (["exec", "ssh://ann:secret@host", "--", "true"], "must not contain a password"),
        (["exec", "ssh://ann@host:0", "--", "true"], "not a port"),
        (["exec", "ssh://ann@host", "--identity", "/no/key", "--", "true"], "after --identity"),
    ],
)
def test_exit_2_wrong_usage(argv: list[str], said: str) -> None:
    done = run(*argv)

    expect(done, 2, said)
    assert "secret" not in done.stderr


def test_exit_3_unreachable(lab: LabNode) -> None:
    url = f"ssh://spark@127.0.0.1:{free_port()}"

    expect(run("watch", url), 3, "refuses the connection")
    expect(run("exec", "ssh://ann@no-such-host.invalid", "--", "true"), 3, "not known")


def test_exit_4_changed_key(lab_node: LabNode) -> None:
    lab_node.change_host_key()

    for more in ([], ["--accept-new-host-key"]):
        done = run("exec", *reach(lab_node), *more, "--", "true")
        expect(done, 4, "has changed")
        assert lab_node.host_key_fingerprint() in done.stderr


def test_exit_5_not_let_in(lab: LabNode) -> None:
    line = ["--identity", str(lab.wrong_identity), "--known-hosts", str(lab.known_hosts)]

    done = run("exec", lab.url, *line, "--", "true")

    expect(done, 5, "did not let spark in")
    assert "use --identity FILE" in done.stderr


def test_exit_6_remote_time_out(lab: LabNode) -> None:
    done = run("exec", *reach(lab), "--timeout", "0.5", "--", "sleep", "60")

    expect(done, 6, "did not end in time")


def test_exit_7_no_telemetry(lab: LabNode) -> None:
    lab.without("python3", "nvidia-smi", "sh", "cat", "bash")

    done = run("watch", "--count", "1", *reach(lab))

    expect(done, 7, "cannot be watched")


def test_exit_70_is_a_bug_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    code = (
        "import app.cli.main as m\n"
        "def broken(*_): raise KeyError('synthetic')\n"
        "m._nodes = broken\n"
        "raise SystemExit(m.main(['nodes']))\n"
    )

    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, timeout=60
    )

    assert done.returncode == 70
    assert done.stderr == "spark-command-center: unexpected KeyError: 'synthetic'\n"
    assert "Traceback" in user_paths().log_file.read_text()


# Interruptions


@posix
def test_ctrl_c_ends_watch_with_130() -> None:
    line = command("watch", "local", "--interval", "0.2")
    pipe = subprocess.PIPE
    with subprocess.Popen(line, stdout=pipe, stderr=pipe, text=True, cwd=ROOT) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.send_signal(signal.SIGINT)
        _out, err = process.communicate(timeout=60)

    assert process.returncode == 130
    assert "Traceback" not in err


@posix
def test_ctrl_c_ends_a_prompt_with_130(lab: LabNode, tmp_path: Path) -> None:
    import pty

    master, terminal = pty.openpty()
    line = command("exec", lab.url, "--known-hosts", str(tmp_path / "none"), "--", "true")
    try:
        with subprocess.Popen(
            line, stdin=terminal, stdout=terminal, stderr=terminal, cwd=ROOT, close_fds=True
        ) as process:
            told = b""
            while b"Type yes" not in told:
                told += os.read(master, 4096)
            process.send_signal(signal.SIGINT)
            assert process.wait(timeout=60) == 130
    finally:
        os.close(terminal)
        os.close(master)


@posix
@pytest.mark.parametrize(
    "argv", [["watch", "local", "--json", "--interval", "0.1"], ["exec", "local", "--", "yes"]]
)
def test_closed_pipe_is_no_error(argv: Sequence[str]) -> None:
    pipe = subprocess.PIPE
    with subprocess.Popen(
        command(*argv), stdin=subprocess.DEVNULL, stdout=pipe, stderr=pipe, cwd=ROOT
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.wait(timeout=60) == 0
        assert process.stderr.read() == b""


def test_command_line_imports_no_qt() -> None:
    code = (
        "import sys, app.bootstrap\n"
        "code = app.bootstrap.main(['watch', 'local', '--count', '1', '--json'])\n"
        "print(sorted(name for name in sys.modules if name in "
        "('PySide6', 'pyqtgraph', 'numpy', 'paramiko', 'openai', 'docker')))\n"
    )

    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, timeout=60
    )

    assert done.stdout.splitlines()[-1] == "[]"


# discover, status


def test_discover_that_finds_nothing_says_so() -> None:
    done = run("discover", "--seconds", "1", "--interface", "127.0.0.1")
    assert done.returncode == 1
    assert done.stderr == "Nothing announced itself within 1 s.\n"


def test_status_calls_states_as_the_window_does() -> None:
    assert re.search(r"^This computer +not connected +this computer$", run("status").stdout, re.M)
