"""What a pre-flight makes of what a node says, without a node."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.ids import LOCAL_NODE
from app.services.containers.strangers import Answer, Asks
from app.services.preflight.api import Check, Verdict, summary, worst
from app.services.preflight.exposed import judge_exposed, open_ports
from app.services.preflight.machine import (
    Skew,
    judge_clock,
    judge_disk,
    judge_driver,
    judge_memory,
    judge_nvcc,
)
from app.services.preflight.node_look import NodeLook, TokenFile, parse_date, parse_look
from app.services.preflight.tokens import judge_token
from app.services.serving.keys import KEYS, KeyState
from app.services.serving.launching.disk_room import FileSystem
from app.services.telemetry.api import Cpu, Machine, Memory, Sample
from app.services.tunnels.api import Listener, ServiceScan

GIB = 1024**3
SPARK = Machine(os_name="Ubuntu 24.04.4 LTS", dgx_os_version="7.6.0", is_gb10=True)
SAMPLE = Sample(0.0, "node", "agent", Memory(128 * GIB, 100 * GIB, 0, 0), (), Cpu(None, (), None))
CUDA = NodeLook(shell="/bin/bash", has_cuda=True, has_bashrc=True, has_gnu_sed=True)


LINES = ("hf\tgood", "hf-file\t/x", "root\t/dev/a 1 2 3 4% /", "NTP\tno", "\t", "shell")


@given(st.text() | st.lists(st.sampled_from(LINES)).map("\n".join))
def test_preflight_reads_whatever_a_node_says(text: str) -> None:
    look = parse_look(text)
    assert look.hf_token.path == "" or look.hf_token.path.startswith("/")
    assert parse_date(text) is None or parse_date(text) >= 0  # type: ignore[operator]


@pytest.mark.parametrize(
    ("available", "total", "verdict"),
    [
        (100 * GIB, 128 * GIB, Verdict.OK),
        (20 * GIB, 128 * GIB, Verdict.WARN),
        (8 * GIB, 128 * GIB, Verdict.FAIL),
        (15 * GIB, 127_600_748 * 1024, Verdict.FAIL),  # of a Spark, which has less than 128
        (17 * GIB, 127_600_748 * 1024, Verdict.WARN),
        (15 * GIB, 125_513_944 * 1024, Verdict.FAIL),  # of one with the firmware of 2025
        (8 * GIB, 16 * GIB, Verdict.OK),
        (None, 128 * GIB, Verdict.UNKNOWN),
    ],
)
def test_preflight_judges_memory_by_what_can_be_had(
    available: int | None, total: int, verdict: Verdict
) -> None:
    found = judge_memory(replace(SAMPLE, memory=Memory(total, available, 0, 0)))
    assert found.verdict is verdict
    assert ("GiB" in found.found) is (available is not None)


def test_preflight_tells_a_torn_driver_and_a_pending_restart() -> None:
    torn = replace(SPARK, driver_version="580.178.04", loaded_driver_version="580.126.09")
    assert judge_driver(torn, SAMPLE).verdict is Verdict.FAIL
    assert "580.126.09" in judge_driver(torn, SAMPLE).found
    waiting = replace(SPARK, driver_version="580.178.04", restart_required=True)
    assert judge_driver(waiting, SAMPLE).verdict is Verdict.WARN
    older = replace(SPARK, driver_version="580.126.09", dgx_os_version="7.4.0")
    assert judge_driver(older, SAMPLE).verdict is Verdict.OK
    assert "7.6.0 was the newest" in judge_driver(older, SAMPLE).meaning
    assert judge_driver(None, None).verdict is Verdict.UNKNOWN


def test_preflight_names_each_file_system_once() -> None:
    root, big = FileSystem("/dev/a", 5 * 10**9, "/"), FileSystem("/dev/b", 10**12, "/data")
    found = judge_disk([("system", root), ("home", root), ("Docker", big)])
    assert found.verdict is Verdict.FAIL
    assert found.found == "1.0 TB free on /data (Docker); 5.0 GB free on / (system, home)."
    assert judge_disk([("system", None)]).verdict is Verdict.UNKNOWN


@pytest.mark.parametrize(
    ("skew", "verdict", "words"),
    [
        (Skew(0.4, 0.01), Verdict.OK, "agrees"),
        (Skew(5.0, 4.0), Verdict.OK, "agrees"),  # that far only if asking took all its time one way
        (Skew(12.0, 0.1), Verdict.WARN, "12 s ahead"),
        (Skew(-7200.0, 0.1), Verdict.FAIL, "2 h behind"),
        (None, Verdict.UNKNOWN, "did not tell"),
    ],
)
def test_preflight_judges_the_clock_no_finer_than_it_was_asked(
    skew: Skew | None, verdict: Verdict, words: str
) -> None:
    found = judge_clock(skew, NodeLook(time_service=True))
    assert found.verdict is verdict
    assert words in found.found


def test_preflight_turns_a_time_service_on_that_is_off() -> None:
    found = judge_clock(Skew(0.0, 0.0), NodeLook(time_service=False, can_sync=True))
    assert found.verdict is Verdict.WARN
    assert found.fix is not None
    assert found.fix.lines == ("sudo timedatectl set-ntp true",)
    assert judge_clock(Skew(0.0, 0.0), NodeLook(time_service=False)).fix is None


def test_preflight_offers_to_extend_path_only_where_it_knows_how() -> None:
    found = judge_nvcc(CUDA, has_gpu=True)
    assert found.verdict is Verdict.WARN
    assert found.fix is not None
    assert judge_nvcc(replace(CUDA, shell="/usr/bin/fish"), has_gpu=True).fix is None
    assert judge_nvcc(replace(CUDA, has_bashrc=False), has_gpu=True).fix is None
    assert judge_nvcc(NodeLook(), has_gpu=True).verdict is Verdict.NOT_NEEDED


def test_preflight_judges_tokens_by_form_and_place() -> None:
    saved = tuple(KeyState(key, is_there=True, in_keyring=True) for key in KEYS)
    bad = NodeLook(hf_token=TokenFile("/home/a/token", well_formed=False))
    shared = NodeLook(
        hf_token=TokenFile("/home/a/token", well_formed=True, is_shared=True, is_own=True)
    )
    assert judge_token(Check.HF_TOKEN, NodeLook(), ()).verdict is Verdict.NOT_NEEDED
    assert judge_token(Check.HF_TOKEN, None, saved).verdict is Verdict.OK
    assert judge_token(Check.NGC_KEY, bad, saved).verdict is Verdict.OK
    assert judge_token(Check.HF_TOKEN, bad, saved).verdict is Verdict.WARN
    fix = judge_token(Check.HF_TOKEN, shared, ()).fix
    assert fix is not None
    assert fix.commands == (("chmod", "go-rwx", "--", "/home/a/token"),)


def test_preflight_says_what_strangers_get() -> None:
    listeners = (
        Listener(22, ("0.0.0.0",), "sshd"),
        Listener(6333, ("0.0.0.0",), container="qdrant"),
        Listener(8080, ("*",), "httpd"),
        Listener(8888, ("[::]",), "jupyter"),
        Listener(11000, ("127.0.0.1",), "dashboard"),
    )
    reached = list(open_ports(listeners))
    assert [each.port for each in reached] == [6333, 8080, 8888]
    seen = ServiceScan(LOCAL_NODE, listeners, 0.0)
    answers = [Answer(asks, "") for asks in (Asks.NOBODY, Asks.PAGE, Asks.KEY)]
    found = judge_exposed(seen, reached, answers)
    assert found.verdict is Verdict.FAIL
    assert "may use 6333 (qdrant)." in found.found
    assert "login: 8080 (httpd)." in found.found
    assert "a key: 8888 (jupyter)." in found.found
    assert judge_exposed(seen, reached, answers[:0]).verdict is Verdict.WARN  # none was asked
    assert judge_exposed(seen, [], []).verdict is Verdict.OK


def test_preflight_is_summed_up_by_its_worst() -> None:
    good = judge_memory(SAMPLE)
    unknown = judge_memory(None)
    bad = judge_disk([("system", FileSystem("/dev/a", 1, "/"))])
    assert (worst((good,)), summary((good,))) == (Verdict.OK, "Everything is ready")
    assert worst((good, unknown, bad)) is Verdict.FAIL
    assert summary((good, unknown, bad)) == "1 to fix, 1 unknown"
