"""`fit` on the command line: every model of memory-fit §4.3, and what it refuses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.cli.main import main
from app.services.serving.fit.api import GIB
from scripts.lab.hub import Hub, Repo, Sized
from tests.fit_cases import GEMMA4, GPT_OSS, LLAMA70, NEMOTRON, QWEN36, QWEN38, config_of

KEYS = [
    "kv_bytes",
    "weights_bytes",
    "overhead_bytes",
    "need_bytes",
    "room_bytes",
    "verdict",
    "max_context",
    "tokens_per_second",
    "method",
]
ROWS = [  # model, weights GiB, users, KV type, verdict with its whole context, most context
    (GPT_OSS, 60.8, 4, "bf16", "fits", 131_072),
    (QWEN36, 34.5, 4, "fp8", "fits", 262_144),
    (QWEN38, 52.0, 1, "bf16", "fits", 262_144),
    (QWEN38, 52.0, 4, "bf16", "no", 170_160),
    (LLAMA70, 131.4, 1, "bf16", "no", 0),
    (LLAMA70, 67.7, 4, "fp8", "no", 44_220),
    (LLAMA70, 39.8, 1, "bf16", "fits", 131_072),
    (GEMMA4, 58.0, 4, "bf16", "no", 89_515),
]


@pytest.fixture(autouse=True)
def _own_folders(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name.lower()))


def config_file(folder: Path, handle: str) -> Path:
    file = folder / "config.json"
    file.write_text(json.dumps(config_of(handle)), encoding="utf-8")
    return file


@pytest.mark.parametrize(("handle", "gib", "users", "dtype", "verdict", "context"), ROWS)
def test_fit_tells_each_model_of_the_worked_table(
    handle: str, gib: float, users: int, dtype: str, verdict: str, context: int,
    tmp_path: Path, capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    file, size = config_file(tmp_path, handle), int(gib * GIB)
    options = ["--weights-bytes", str(size), "--users", str(users), "--kv-dtype", dtype, "--json"]

    assert main(["fit", str(file), *options]) == 0
    told = json.loads(capsys.readouterr().out)

    assert list(told) == KEYS
    assert told["weights_bytes"] == size
    assert told["overhead_bytes"] == 7 * GIB
    assert told["need_bytes"] == size + told["kv_bytes"] + told["overhead_bytes"]
    assert told["room_bytes"] / GIB == pytest.approx(101.7, abs=0.05)
    assert told["verdict"] == verdict
    assert told["max_context"] == pytest.approx(context, rel=0.002)
    assert told["tokens_per_second"] > 0
    assert "An idle DGX Spark is assumed." in told["method"]


def test_fit_without_a_size_counts_the_parameters_and_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["fit", str(config_file(tmp_path, GPT_OSS).parent), "--context", "8192"]) == 0
    told = capsys.readouterr().out

    assert "Verdict: fits (estimate)" in told
    assert "117 billion parameters × 4.25 bits (MXFP4)" in told


def test_fit_says_what_would_do_instead(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    options = ["--weights-bytes", str(int(67.7 * GIB)), "--context", "131072"]

    assert main(["fit", str(config_file(tmp_path, LLAMA70)), *options]) == 0
    told = capsys.readouterr().out
    assert "Verdict: no\nInstead: 83,968 tokens for 1 user fit." in told


def test_fit_takes_sizes_of_the_files_beside_the_config(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config_file(tmp_path, QWEN38)
    (tmp_path / "model-00001-of-00002.safetensors").write_bytes(b"\0" * 600)
    (tmp_path / "model-00002-of-00002.safetensors").write_bytes(b"\0" * 400)

    assert main(["fit", str(tmp_path), "--json", "--context", "1024"]) == 0
    assert json.loads(capsys.readouterr().out)["weights_bytes"] == 1000


def test_fit_takes_a_room_and_a_recipe(capsys: pytest.CaptureFixture[str]) -> None:
    options = ["--room-bytes", str(10 * GIB), "--json"]

    assert main(["fit", "qwen3.8-27b-bf16-vllm", *options]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["verdict"], told["max_context"], told["room_bytes"]) == ("no", 0, 10 * GIB)


def test_fit_of_an_upper_bound_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = {**config_of(LLAMA70), "model_type": "never_heard_of"}
    (tmp_path / "config.json").write_text(json.dumps(config), encoding="utf-8")

    assert main(["fit", str(tmp_path), "--weights-bytes", "1000", "--json"]) == 0
    assert "Upper bound" in json.loads(capsys.readouterr().out)["method"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{}", "it holds no fields"),
        ('{"a": 1}', "does not say “num_hidden_layers”"),
        ("[]", "This is no config.json"),
        ('{"num_hidden_layers": -3}', "is -3"),
        ("[" * 100_000, "nested too deeply"),
        (" " * 5_000_000, "more than 4 MiB"),
    ],
)
def test_fit_refuses_what_is_no_config_in_one_line(
    text: str, message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "config.json").write_text(text, encoding="utf-8")

    assert main(["fit", str(tmp_path / "config.json"), "--weights-bytes", "5"]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert message in told.err
    assert told.err.count("\n") == 1


def test_fit_says_what_is_missing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fit", str(config_file(tmp_path, NEMOTRON))]) == 2
    assert "--weights-bytes" in capsys.readouterr().err
    assert main(["fit", str(tmp_path / "nothing.json")]) == 2
    assert "cannot be read: No such file" in capsys.readouterr().err
    assert main(["fit", str(tmp_path), "--engine", "warp"]) == 2
    assert "There is no engine “warp”" in capsys.readouterr().err
    assert main(["fit", "no-such-recipe", "--json"]) == 2


def test_fit_reads_a_gguf_file(tiny_gguf: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fit", str(tiny_gguf), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)

    assert told["weights_bytes"] == tiny_gguf.stat().st_size
    assert told["overhead_bytes"] == 2 * GIB  # llama.cpp's
    assert told["verdict"] == "fits"


def test_fit_looks_a_model_up(
    model_hub: Hub, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HF_ENDPOINT", model_hub.address)
    config = json.dumps(config_of(QWEN38)).encode()
    files = {"config.json": config, "model.safetensors": Sized(55_562_855_904)}
    model_hub.add(Repo(QWEN38, files))

    assert main(["fit", QWEN38, "--json", "--users", "4"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["weights_bytes"], told["verdict"]) == (55_562_855_904, "no")
    assert "safetensors" in told["method"]
    assert main(["fit", "nobody/nothing"]) == 1
    assert capsys.readouterr().err.count("\n") == 1
