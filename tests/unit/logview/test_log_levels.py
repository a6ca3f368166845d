"""How grave lines are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.logview.levels import Level, LevelReader, level_of
from tests.captures import captured

E, W, I, D, N = Level.ERROR, Level.WARNING, Level.INFO, Level.DEBUG, Level.NONE  # noqa: E741


@pytest.mark.parametrize(
    ("line", "level"),
    [
        ("INFO 11-21 14:05:12 [core.py:58] Initializing a V1 LLM engine", I),
        ("(EngineCore_DP0 pid=271) WARNING 11-21 14:05:14 [interface.py:389] no pin", W),
        ("ERROR:root:it failed", E),
        ("WARNING:asyncio:slow callback", W),
        ("2026-11-21 14:05:12,123 - triton - DEBUG - loaded", D),
        ("2026-11-21 14:05:12.123 | CRITICAL | __main__:<module>:3 - over", E),
        ('INFO:     127.0.0.1:53304 - "GET /health HTTP/1.1" 200 OK', I),
        ("[2026-11-21 14:05:12 +0000] [1] [ERROR] Worker failed to boot", E),
        ("E1121 14:05:12.123456 1 server.cc:592] failed to load", E),
        ("I1121 14:05:12.123456 1 server.cc:592] loaded", I),
        ("[11/21/2026-14:05:12] [TRT-LLM] [W] Logger level already set", W),
        ('time=2026-11-21T14:05:12.000Z level=WARN source=gpu.go:1 msg="no gpu"', W),
        ("2026/11/21 14:05:12 [error] 31#31: *1 connect() failed", E),
        ("2026-11-21 14:05:12.123 UTC [88] FATAL:  role does not exist", E),
        ("2026-11-21 14:05:12.123 UTC [88] LOG:  database system is ready", I),
        ('{"time":"2026-11-21","level":"error","msg":"x"}', E),
        ('{"level":30,"msg":"pino"}', I),
        ('{"level":50,"msg":"pino"}', E),
        ('{"severity": "WARNING", "message": "x"}', W),
        ("2026-11-21T14:05:12Z  WARN tower: slow", W),
        ("Traceback (most recent call last):", E),
        ("torch.OutOfMemoryError: CUDA out of memory.", E),
        ("thread 'main' panicked at src/main.rs:2", E),
        ("informational words without a level", N),
        ("TERRORS_OF_THE_DEEP and INFORMATION", N),
        ("", N),
    ],
)
def test_level_is_read_from_the_usual_formats(line: str, level: Level) -> None:
    assert level_of(line) is level


@pytest.mark.parametrize(
    ("name", "levels"),
    [
        ("vllm_ready_lines_playbook.txt", {I}),
        ("llama-server_startup_log_playbook.txt", {I, N}),  # it has a line `...`
        ("vllm_uma_free_memory_error.txt", {E}),
    ],
)
def test_what_engines_print_is_understood(name: str, levels: set[Level]) -> None:
    lines = captured(f"logs/{name}").decode().splitlines()

    assert {level_of(line) for line in lines if line} == levels


@given(st.text())
def test_no_line_makes_it_fail(line: str) -> None:
    assert isinstance(level_of(line), Level)
    assert isinstance(level_of("{" + line), Level)


def test_indented_lines_are_as_grave_as_what_they_go_on_with() -> None:
    reader = LevelReader()

    assert reader.take(0, "ERROR it failed") is E
    assert reader.take(1, "INFO another log") is I
    assert reader.take(0, "  File “x.py”, line 3") is E
    assert reader.take(1, "  more") is I
    assert reader.take(0, "done") is N
    assert reader.take(0, "  of that") is N
