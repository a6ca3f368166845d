"""Known errors: what was printed by real engines is explained, and rules are checked."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.errors import BadInput
from app.core.said import said
from app.services.serving.api import EnvironmentEntry, LaunchSettings
from app.services.serving.catalogue import engines
from app.services.serving.fit.api import GIB
from app.services.serving.troubles import (
    Explained,
    Fix,
    FixKind,
    explain,
    read_rules,
    rules,
)
from tests.captures import captured

QUOTED = [
    tuple(line.split(": ", 1))
    for line in captured("serving/trouble_lines.txt").decode().splitlines()
    if not line.startswith("#")
]
LEAST = "rules:\n  - {{id: a, pattern: '{pattern}', cause: {cause}, advice: b, source: c}}\n"


def one(engine: str, line: str) -> Explained:
    [found] = explain(engine, [line])
    return found


def engine_of(rule: str) -> str:
    [found] = [each for each in rules() if each.id == rule]
    return found.engines[0] if found.engines else "vllm"


@pytest.mark.parametrize(("rule", "line"), QUOTED, ids=[rule for rule, _ in QUOTED])
def test_line_of_a_real_engine_is_explained(rule: str, line: str) -> None:
    found = explain(engine_of(rule), ["INFO: nothing of interest", line])
    assert [each.rule for each in found] == [rule]
    assert "{" not in found[0].cause + found[0].advice
    assert found[0].line == said(line, limit=400)


def test_captures_are_explained() -> None:
    free = one("vllm", captured("logs/vllm_uma_free_memory_error.txt").decode())
    assert free.rule == "free-memory-at-start"
    assert "128.25 GiB" in free.cause
    assert "74.9 GiB" in free.cause
    assert free.fix == Fix(FixKind.LOWER, "Launch with less memory", "memory_fraction")
    kernel = one("sglang", captured("detectors/kernel_oom_nvrm_line.txt").decode())
    assert kernel.rule == "kernel-no-memory"
    assert FixKind.REBOOT in {fix.kind for fix in kernel.fixes}
    warning = one("vllm", captured("serving/pytorch_sm121_warning.txt").decode())
    assert warning.is_benign
    power = one("vllm", captured("detectors/dmesg_cx7_slot_power_benign.txt").decode())
    assert power.is_benign


def test_what_is_benign_comes_last() -> None:
    lines = [captured("serving/pytorch_sm121_warning.txt").decode(), "CUDA out of memory", "x" * 9]
    assert [each.is_benign for each in explain("vllm", lines)] == [False, True]


def test_rule_of_one_engine_is_silent_for_others() -> None:
    assert explain("llama_cpp", ["No available memory for the cache blocks"]) == ()


def test_an_image_of_vllm_is_no_fix_for_a_nim() -> None:
    line = "RuntimeError: Failed to run cutlass FP4 gemm on sm120"
    assert FixKind.IMAGE in {fix.kind for fix in one("vllm", line).fixes}
    for engine in ("nim", "triton"):
        assert [fix.kind for fix in one(engine, line).fixes] == [FixKind.ENVIRONMENT]


def test_engines_own_number_is_the_fix() -> None:
    line = next(line for rule, line in QUOTED if rule == "kv-cache-too-small")
    fix = one("vllm", line).fix
    assert fix is not None
    assert fix.change(LaunchSettings(context=262144)) == LaunchSettings(context=34736)
    larger = one("vllm", line).fixes[1].change(LaunchSettings(kv_bytes=GIB, memory_fraction=0.4))
    assert larger.kv_bytes == pytest.approx(24.48 * GIB)
    assert larger.memory_fraction is None  # it is fitted anew
    older = [line for rule, line in QUOTED if rule == "kv-cache-too-small"][1]
    fix = one("vllm", older).fix
    assert fix is not None
    assert fix.change(LaunchSettings(context=1048576)) == LaunchSettings(context=524288)


def test_fixes_change_settings_as_they_say() -> None:
    asked = LaunchSettings(memory_fraction=0.8, users=9, port=8000, arguments=("--seed", "1"))
    assert Fix(FixKind.LOWER, "", "memory_fraction").change(asked).memory_fraction == 0.7
    assert Fix(FixKind.RAISE, "", "memory_fraction").change(asked).memory_fraction == 0.9
    assert Fix(FixKind.LOWER, "", "users").change(asked).users == 4
    assert Fix(FixKind.LOWER, "", "context").change(asked).context == 32768
    assert Fix(FixKind.PORT, "").change(asked).port is None
    assert Fix(FixKind.IMAGE, "", value="a/b:c").change(asked).image == "a/b:c"
    variable = Fix(FixKind.ENVIRONMENT, "", "A", "1").change(asked)
    assert variable.environment == (EnvironmentEntry("A", "1"),)
    assert Fix(FixKind.ENVIRONMENT, "", "A", "2").change(variable).environment == (
        EnvironmentEntry("A", "2"),
    )
    trusting = Fix(FixKind.ARGUMENT, "", value="--trust-remote-code")
    once = trusting.change(asked)
    assert once.arguments == ("--seed", "1", "--trust-remote-code")
    assert trusting.change(once) == once
    for kind in (FixKind.KEY, FixKind.LICENCE, FixKind.WAIT, FixKind.REBOOT, FixKind.CACHES):
        assert not Fix(kind, "").changes_settings
        assert Fix(kind, "").change(asked) == asked


def test_what_was_fitted_is_fitted_anew() -> None:
    fitted = LaunchSettings(context=65536, kv_bytes=GIB, memory_fraction=0.4)
    changed = Fix(FixKind.LOWER, "", "context").change(fitted)
    assert changed == LaunchSettings(context=32768)
    chosen = LaunchSettings(context=65536, memory_fraction=0.4)
    assert Fix(FixKind.LOWER, "", "context").change(chosen).memory_fraction == 0.4


def test_lowering_ends_somewhere() -> None:
    settings = LaunchSettings()
    for _ in range(40):
        for name in ("memory_fraction", "context", "users", "batch_tokens"):
            settings = Fix(FixKind.LOWER, "", name).change(settings)
    assert settings.memory_fraction == 0.1
    assert (settings.context, settings.users, settings.batch_tokens) == (1, 1, 1)


def test_rules_are_about_engines_that_there_are() -> None:
    known = set(engines())
    assert len(rules()) >= 40
    for rule in rules():
        assert set(rule.engines) <= known, rule.id
        assert rule.cause.endswith("."), rule.id
        assert rule.advice.endswith("."), rule.id
        assert all(fix.title for fix in rule.fixes), rule.id


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        ("literal.*", "upper limit"), ("literal+", "upper limit"), ("literal.{1,}", "upper limit"),
        ("literal.{0,201}", "at most"), ("(literal){2}", "group"),
        ("literal.{0,100}x.{0,100}", "one long"), ("a.b", "too little"), ("literal(", "missing"),
        ("literal{99999}", "at most"), ("(?P<n>x)(?P<n>literal)", "redefinition"),
    ],
)  # fmt: skip
def test_pattern_that_could_be_slow_is_refused(pattern: str, why: str) -> None:
    with pytest.raises(BadInput, match=re.escape(why)):
        read_rules(LEAST.format(pattern=pattern, cause="a"))


@pytest.mark.parametrize(
    "text",
    [
        "", "rules: 1", "rules:\n  - {id: a}", "other: []",
        LEAST.format(pattern="literal", cause="'{missing}'"),
        LEAST.format(pattern="literal", cause="'{'"),
        LEAST.format(pattern="literal", cause="''"),
        LEAST.format(pattern="literal", cause="a").replace("}", ", fixes: [{kind: magic}]}"),
        LEAST.format(pattern="literal", cause="a").replace("}", ", fixes: [{kind: lower}]}"),
        LEAST.format(pattern="literal", cause="a").replace("}", ", fixes: [{kind: image}]}"),
        LEAST.format(pattern="literal", cause="a").replace("}", ", fixes: [{kind: key}]}"),
        LEAST.format(pattern="literal", cause="a") * 2,
        LEAST.format(pattern="literal", cause="a")
        + LEAST.format(pattern="literal", cause="a").partition("\n")[2],
    ],
)  # fmt: skip
def test_rules_that_are_wrong_are_refused(text: str) -> None:
    with pytest.raises(BadInput):
        read_rules(text)


@settings(deadline=None)
@given(st.text(max_size=200))
def test_rules_take_any_text(text: str) -> None:
    pattern, cause = LEAST.format(pattern=text, cause="a"), LEAST.format(pattern="x", cause=text)
    for whole in (text, pattern, cause):
        try:
            read_rules(whole)
        except BadInput:
            continue


@settings(deadline=None)
@given(st.lists(st.text(max_size=400), max_size=5))
def test_explaining_takes_any_lines(lines: list[str]) -> None:
    for each in explain("vllm", lines):
        assert each.line.isprintable()
