"""Looking models up on the Hub: a stand-in of it that serves real files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from app.core.cancel import Cancel
from app.core.errors import BadInput
from app.services.serving.api import ModelRef, Source
from app.services.serving.facts.api import ModelFacts, ModelGated, ModelNotFound
from app.services.serving.facts.hub import HubAccess
from app.services.serving.facts.look import look_up, quantizations_of
from app.services.serving.facts.search import search_models
from app.services.serving.fit.shape import read_shape
from scripts.lab.hub import Hub, Repo, Sized
from scripts.lab.llama import CONTEXT, HEADS, LAYERS, WIDTH
from tests.captures import captured
from tests.hub_fixtures import safetensors

GPT_OSS: dict[str, Any] = {  # what memory-fit.md's first row counts
    "architectures": ["GptOssForCausalLM"],
    "model_type": "gpt_oss",
    "num_hidden_layers": 36,
    "num_attention_heads": 64,
    "num_key_value_heads": 8,
    "head_dim": 64,
    "hidden_size": 2880,
    "sliding_window": 128,
    "layer_types": ["sliding_attention", "full_attention"] * 18,
    "max_position_embeddings": 131_072,
    "torch_dtype": "bfloat16",
    "quantization_config": {"quant_method": "mxfp4"},
}
TINY = safetensors({"a": ("BF16", (8, 4)), "b": ("F32", (2,))})


def config(**values: object) -> bytes:
    return json.dumps({"model_type": "llama", "torch_dtype": "bfloat16"} | values).encode()


def look(access: HubAccess, handle: str, source: Source = Source.HUGGING_FACE) -> ModelFacts:
    return look_up(ModelRef(source, handle), access, Cancel())


def test_look_up_tells_what_an_engine_downloads_and_loads(
    model_hub: Hub, hub_access: HubAccess
) -> None:
    shards = {
        f"model-{number:05}-of-00003.safetensors": Sized(21_750_000_000) for number in (1, 2, 3)
    }
    files = {
        "config.json": json.dumps(GPT_OSS).encode(),
        "tokenizer.json": Sized(27_868_174),
        "README.md": Sized(7000),
        "original/model.safetensors": Sized(65_248_815_744),
        "metal/model.bin": Sized(65_238_253_568),
        **shards,
    }
    counts = {"BF16": 2_167_371_072, "U8": 63_081_600_000}
    model_hub.add(Repo("openai/gpt-oss-120b", files, counts=counts))

    facts = look(hub_access, "openai/gpt-oss-120b")

    assert facts.weights is not None
    assert facts.weights.bytes == 65_250_000_000
    assert not facts.weights.is_estimate
    assert facts.download_bytes == 65_250_000_000 + 27_868_174 + len(files["config.json"])
    assert facts.quantization == "MXFP4"
    assert facts.parameters == pytest.approx(120.9e9, rel=0.01)
    assert facts.licence == "apache-2.0"
    assert facts.revision == model_hub.repos["openai/gpt-oss-120b"].commit
    assert [name for name, _size in facts.files] == sorted(shards)
    assert read_shape(facts.config).context == 131_072
    assert facts.reasons == {}


def test_look_up_reads_the_header_of_one_file_where_nothing_else_tells(
    model_hub: Hub, hub_access: HubAccess
) -> None:
    files = {"config.json": b'{"model_type": "llama"}', "model.safetensors": TINY}
    model_hub.add(Repo("lab/tiny", files, tells_sizes=False))

    facts = look(hub_access, "lab/tiny")

    assert facts.weights is not None
    assert (facts.weights.bytes, facts.weights.origin) == (34 * 2, "safetensors header")
    assert (facts.parameters, facts.quantization) == (34, "BF16")


def test_look_up_takes_the_index_where_sizes_are_not_told(
    model_hub: Hub, hub_access: HubAccess
) -> None:
    files: dict[str, bytes | Path | Sized] = {
        "config.json": config(),
        "model.safetensors.index.json": b'{"metadata": {"total_size": 5e9}, "weight_map": {}}',
        "model-00001-of-00002.safetensors": Sized(3_000_000_000),
        "model-00002-of-00002.safetensors": Sized(2_000_000_000),
    }
    model_hub.add(Repo("lab/mirror", files, tells_sizes=False))

    facts = look(hub_access, "lab/mirror")

    assert facts.weights is not None
    assert (facts.weights.bytes, facts.weights.origin) == (5_000_000_000, "safetensors index")
    assert facts.parameters is None
    assert "parameters" in facts.reasons


def test_look_up_says_when_parts_are_missing(model_hub: Hub, hub_access: HubAccess) -> None:
    files = {"config.json": config(), "model-00001-of-00002.safetensors": Sized(10**9)}
    model_hub.add(Repo("lab/half", files))

    facts = look(hub_access, "lab/half")

    assert facts.weights is None
    assert facts.download_bytes is None
    assert "missing" in facts.reasons["weights"]


def test_look_up_counts_weights_that_are_there_twice_once(
    model_hub: Hub, hub_access: HubAccess
) -> None:
    files = {
        "params.json": b"{}",
        "config.json": config(),
        "consolidated.safetensors": Sized(9 * 10**9),
        "model-00001-of-00002.safetensors": Sized(5 * 10**9),
        "model-00002-of-00002.safetensors": Sized(4 * 10**9),
    }
    model_hub.add(Repo("mistralai/lab", files))

    facts = look(hub_access, "mistralai/lab")

    assert facts.weights is not None
    assert facts.weights.bytes == 9 * 10**9


def test_look_up_reads_a_real_gguf_by_parts(
    model_hub: Hub, hub_account: HubAccess, tiny_gguf: Path
) -> None:
    files: dict[str, bytes | Path | Sized] = {
        "tiny-Q4_K_M.gguf": tiny_gguf,
        "tiny-Q8_0.gguf": Sized(900_000),
        "mmproj-F16.gguf": Sized(300_000),
        "README.md": b"#",
    }
    model_hub.add(Repo("lab/tiny-GGUF", files, gguf_total=123_456))

    facts = look(hub_account, "lab/tiny-GGUF:Q4_K_M", Source.GGUF)

    size = tiny_gguf.stat().st_size
    assert facts.weights is not None
    assert facts.weights.bytes == size + 300_000
    assert facts.download_bytes == size + 300_000
    assert (facts.quantization, facts.parameters) == ("Q4_K_M", 123_456)
    shape = read_shape(facts.config)
    assert shape.context == CONTEXT
    [group] = shape.groups
    assert (group.layers, group.per_token) == (LAYERS, 2 * HEADS * (WIDTH // HEADS))
    # The token is the Hub's: where its large files come from, it was not shown.
    assert model_hub.cdn.seen
    assert all("authorization" not in each.headers for each in model_hub.cdn.seen)
    assert all("authorization" in each.headers for each in model_hub.seen)
    assert all("range" in each.headers for each in model_hub.cdn.seen)


def test_look_up_takes_the_usual_quantization_when_none_is_named(
    model_hub: Hub, hub_access: HubAccess, tiny_gguf: Path
) -> None:
    files: dict[str, bytes | Path | Sized] = {
        "m-BF16.gguf": Sized(10**9),
        "m-Q4_K_M.gguf": tiny_gguf,
    }
    model_hub.add(Repo("lab/m-GGUF", files))

    assert look(hub_access, "lab/m-GGUF", Source.GGUF).files[0][0] == "m-Q4_K_M.gguf"
    assert quantizations_of("lab/m-GGUF", hub_access, Cancel()) == ("BF16", "Q4_K_M")


def test_look_up_sums_split_gguf_files_in_folders(
    model_hub: Hub, hub_access: HubAccess, tiny_gguf: Path
) -> None:
    files: dict[str, bytes | Path | Sized] = {
        "Q8_0/m-Q8_0-00001-of-00002.gguf": Sized(10**9),
        "UD-Q4_K_XL/m-UD-Q4_K_XL-00001-of-00002.gguf": tiny_gguf,
        "UD-Q4_K_XL/m-UD-Q4_K_XL-00002-of-00002.gguf": Sized(20 * 10**9),
        "Q4_K_M/m-Q4_K_M.gguf": Sized(10**9),
    }
    model_hub.add(Repo("lab/split-GGUF", files))

    facts = look(hub_access, "lab/split-GGUF:ud-q4_k_xl", Source.GGUF)

    assert facts.weights is not None
    assert facts.weights.bytes == tiny_gguf.stat().st_size + 20 * 10**9
    assert facts.quantization == "UD-Q4_K_XL"
    with pytest.raises(BadInput, match="has no Q2_K") as caught:
        look(hub_access, "lab/split-GGUF:Q2_K", Source.GGUF)
    assert caught.value.hint == "It has: Q4_K_M, Q8_0, UD-Q4_K_XL."


def test_look_up_points_to_the_other_kind_of_files(model_hub: Hub, hub_access: HubAccess) -> None:
    model_hub.add(
        Repo("lab/only-gguf", {"m-Q8_0.gguf": Sized(5)}),
        Repo("lab/only-st", {"model.safetensors": TINY, "config.json": config()}),
        Repo("lab/nothing", {"README.md": b"#"}),
    )

    with pytest.raises(BadInput, match="lab/only-gguf:Q8_0"):
        look(hub_access, "lab/only-gguf")
    with pytest.raises(BadInput, match="has no GGUF files"):
        look(hub_access, "lab/only-st", Source.GGUF)
    with pytest.raises(ModelNotFound, match="no weights"):
        look(hub_access, "lab/nothing")
    with pytest.raises(BadInput, match="not on Hugging Face"):
        look(hub_access, "qwen2.5:32b", Source.OLLAMA)


def test_look_up_follows_a_renamed_model(model_hub: Hub, hub_access: HubAccess) -> None:
    model_hub.add(
        Repo("lab/old", {}, moved_to="lab/new"),
        Repo("lab/new", {"config.json": config(), "model.safetensors": Sized(7)}, counts={"F8": 9}),
    )

    facts = look(hub_access, "lab/old")

    assert facts.revision == model_hub.repos["lab/new"].commit
    assert facts.parameters == 9


def test_look_up_of_what_is_not_there_says_so(model_hub: Hub, hub_access: HubAccess) -> None:
    with pytest.raises(ModelNotFound, match="has no model Qwen/Qwen9-8B") as caught:
        look(hub_access, "Qwen/Qwen9-8B")
    assert "spelled" in caught.value.hint
    assert "token" in caught.value.hint


def test_look_up_of_a_gated_model_leads_to_its_page(
    model_hub: Hub, hub_access: HubAccess, hub_account: HubAccess
) -> None:
    files = {"config.json": config(), "model.safetensors": Sized(16 * 10**9)}
    model_hub.add(Repo("meta/llama", files, gated="manual", counts={"BF16": 8 * 10**9}))

    for access, words in (
        (hub_access, "put in a Hugging Face token"),
        (hub_account, "that account"),
    ):
        with pytest.raises(ModelGated) as caught:
            look(access, "meta/llama")
        assert caught.value.page == f"{model_hub.address}/meta/llama"
        assert words in caught.value.hint
    model_hub.accepted.add("meta/llama")
    facts = look(hub_account, "meta/llama")
    assert facts.gated
    assert facts.parameters == 8e9


def test_look_up_with_a_wrong_token_says_so_and_never_repeats_it(
    model_hub: Hub, caplog: pytest.LogCaptureFixture
) -> None:
    wrong = "hf_" + "Wr0ng" * 8
    model_hub.add(Repo("lab/any", {"config.json": config()}))
    access = HubAccess(model_hub.address, lambda _variable: wrong)

    with caplog.at_level("DEBUG"), pytest.raises(ModelGated, match="does not accept") as caught:
        look(access, "lab/any")

    assert caught.value.page.endswith("/settings/tokens")
    told = repr(caught.value) + str(caught.value) + repr(caught.value.__context__) + caplog.text
    assert wrong not in told
    assert wrong not in repr(access)


def test_search_lists_the_most_downloaded_first(model_hub: Hub, hub_access: HubAccess) -> None:
    model_hub.add(
        Repo("lab/qwen-a", {"model.safetensors": TINY}, downloads=5, counts={"BF16": 34}),
        Repo("lab/qwen-b-GGUF", {"b-Q4_0.gguf": Sized(5)}, downloads=900, gguf_total=77),
        Repo("lab/other", {}, gated="auto"),
    )

    found = search_models("QWEN", hub_access, Cancel())

    assert [each.ref.handle for each in found] == ["lab/qwen-b-GGUF", "lab/qwen-a"]
    assert [each.is_gguf for each in found] == [True, False]
    assert [each.parameters for each in found] == [77, 34]
    assert (found[0].downloads, found[0].updated) == (900, "2026-10-30")
    assert [each.ref.handle for each in search_models("", hub_access, Cancel(), gguf=True)] == [
        "lab/qwen-b-GGUF"
    ]
    assert search_models("nothing like it", hub_access, Cancel()) == ()


MODELS: dict[str, Any] = json.loads(captured("fit/models.json"))


@pytest.mark.parametrize("name", MODELS)
def test_look_up_says_of_a_real_config_what_the_fit_reads(
    model_hub: Hub, hub_access: HubAccess, name: str
) -> None:
    told = MODELS[name]
    size = int(told.get("weights_bytes") or 10**9)
    files = {"config.json": json.dumps(told["config"]).encode(), "model.safetensors": Sized(size)}
    model_hub.add(Repo(name, files, counts={"BF16": size // 2}))

    facts = look(hub_access, name)

    assert read_shape(facts.config) == read_shape(told["config"])
    assert facts.weights is not None
    assert facts.weights.bytes == size
    assert facts.quantization
