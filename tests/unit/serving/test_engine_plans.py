"""What every plan keeps to, and what engines refuse."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app.core.errors import BadInput
from app.core.ids import NodeId
from app.services.containers.run_spec import EVERYWHERE, LOOPBACK, Restart
from app.services.serving import launch_settings, planning
from app.services.serving.api import (
    EngineSpec,
    EnvironmentEntry,
    LaunchPlan,
    LaunchRequest,
    LaunchSettings,
    ModelRef,
    NodeFacts,
    Recipe,
    Runtime,
    SecretUse,
    Source,
)
from app.services.serving.arguments import settings_in
from app.services.serving.catalogue import engine, engines
from app.services.serving.fit.api import GIB, Demand, Fit, Room, Verdict
from app.services.serving.recipes.book import RecipeBook
from app.services.serving.running.api import LABEL

HANDLES = {
    Source.HUGGING_FACE: "Qwen/Qwen3-8B",
    Source.GGUF: "unsloth/Qwen3-8B-GGUF:Q4_K_M",
    Source.FILE: "/data/model.gguf",
    Source.OLLAMA: "qwen2.5:32b",
    Source.NGC: "meta/llama-3.1-8b-instruct",
    Source.DOCKER: "ai/smollm2:360M-Q4_K_M",
    Source.LM_STUDIO: "qwen/qwen3-8b",
}
PROGRAMS = {"lms": "0.3", "docker-model": "1.0"}
SPARK = NodeFacts(
    NodeId("spark"), "spark", "arm64", "/home/ann", ("NVIDIA GB10",), True, True, True, PROGRAMS
)
WORKSTATION = NodeFacts(
    NodeId("box"), "box", "amd64", "/home/ann", ("RTX 4090", "RTX 4090"), has_docker=True,
    programs=PROGRAMS,
)  # fmt: skip
PLAIN = NodeFacts(NodeId("cpu"), "cpu", "amd64", "/home/ann", has_docker=True)
LAUNCHED = [each for each in engines().values() if Runtime.ENDPOINT not in each.runtimes]
CONTAINED = [each for each in LAUNCHED if Runtime.CONTAINER in each.runtimes]
by_name = pytest.mark.parametrize("spec", LAUNCHED, ids=lambda spec: spec.name)
contained_by_name = pytest.mark.parametrize("spec", CONTAINED, ids=lambda spec: spec.name)


def recipe_for(spec: EngineSpec, **more: object) -> Recipe:
    source = spec.sources[0]
    made = {"id": f"r-{spec.name}", "title": "Model", "model": ModelRef(source, HANDLES[source])}
    return Recipe(engine=spec.name, **(made | more))  # type: ignore[arg-type]


def plan_for(
    spec: EngineSpec, node: NodeFacts = SPARK, recipe: Recipe | None = None, **settings: object
) -> LaunchPlan:
    chosen = LaunchSettings(**settings)  # type: ignore[arg-type]
    return spec.plan(LaunchRequest(recipe or recipe_for(spec), chosen, node))


def test_all_engines_are_there() -> None:
    assert set(engines()) == {
        "vllm", "nim", "sglang", "tensorrt_llm", "ollama", "llama_cpp", "triton",
        "docker_model_runner", "lm_studio", "endpoint",
    }  # fmt: skip
    for spec in engines().values():
        assert spec.proved, spec.name
        assert spec.overhead.source, spec.name
    for spec in LAUNCHED:
        assert spec.minimum, spec.name
        settings = {field for field in LaunchSettings.__dataclass_fields__}
        assert {option.setting for option in spec.options} <= settings | {""}, spec.name
        assert len({option.flag for option in spec.options}) == len(spec.options), spec.name
        assert all(option.help.endswith(".") for option in spec.options), spec.name


@contained_by_name
def test_containers_listen_on_the_nodes_loopback(spec: EngineSpec) -> None:
    run = plan_for(spec).run
    assert run is not None
    assert [port.host_ip for port in run.ports] == [LOOPBACK]
    assert [port.host_port for port in run.ports] == [spec.port]
    assert run.restart.name is Restart.NO
    opened = plan_for(spec, open_to_network=True).run
    assert opened is not None
    assert [port.host_ip for port in opened.ports] == [EVERYWHERE]


@contained_by_name
def test_containers_say_what_they_are(spec: EngineSpec) -> None:
    plan = plan_for(spec, context=4096, port=8123)
    run = plan.run
    assert run is not None
    labels = {name.removeprefix(LABEL): value for name, value in run.labels}
    assert labels == {
        "recipe": plan.recipe.id,
        "model": plan.recipe.model.handle,
        "engine": spec.name,
        "port": "8123",
        "model_id": plan.model_id,
        "base": spec.health.base,
        "context": "4096",
    }
    assert run.name == f"r-{spec.name}-8123"
    assert (plan.port, plan.settings.port) == (8123, 8123)
    assert plan.settings.image == run.image


@by_name
def test_port_is_always_said_and_cannot_be_contradicted(spec: EngineSpec) -> None:
    flags = [option.flag for option in spec.options if option.setting == "port"]
    if not spec.overhead.preallocates and not plan_for(spec).run:
        return  # a service of the node, with a port of its own
    plan = plan_for(spec, port=8123) if plan_for(spec).run else plan_for(spec)
    told = [*(plan.run.command if plan.run else ()), *(f for step in plan.steps for f in step.argv)]
    told += [each.value for each in plan.run.environment] if plan.run else []
    assert any(str(plan.port) in word for word in told)
    for flag in flags:
        with pytest.raises(BadInput) as raised:
            plan_for(spec, arguments=(flag, "9999"))
        assert raised.value.hint


@pytest.mark.parametrize(
    "arguments",
    [
        ("--port", "9"), ("--port=9",), ("--max_model_len", "9"), ("--max-model", "9"),
        ("--gpu-memory-utilization=1",), ("--model", "other"), ("--download_dir=/x",),
        ("--device-memory-utilization", "1"), ("--config", "/x.yaml"),
    ],
)  # fmt: skip
def test_arguments_that_settings_decide_are_refused(arguments: tuple[str, ...]) -> None:
    spec = engine("vllm")
    with pytest.raises(BadInput, match=r"written by the plan|decided by the recipe"):
        plan_for(spec, arguments=arguments)
    with pytest.raises(BadInput):
        plan_for(spec, recipe=recipe_for(spec, arguments=arguments))


def test_variables_that_settings_decide_are_refused() -> None:
    with pytest.raises(BadInput, match="written by the plan"):
        plan_for(engine("ollama"), environment=(EnvironmentEntry("OLLAMA_HOST", "0.0.0.0:1"),))
    with pytest.raises(BadInput, match="written by the plan"):
        plan_for(engine("nim"), environment=(EnvironmentEntry("NIM_SERVER_PORT", "1"),))


def test_persons_arguments_come_after_the_recipes() -> None:
    spec = engine("vllm")
    recipe = recipe_for(spec, arguments=("--seed", "1"))
    run = plan_for(spec, recipe=recipe, arguments=("--seed", "-2", "--enforce-eager")).run
    assert run is not None
    assert run.command[-5:] == ("--seed", "1", "--seed", "-2", "--enforce-eager")


def test_engine_that_takes_memory_at_once_is_told_how_much() -> None:
    room = Room(100 * GIB, 120 * GIB, 20 * GIB, 110 * GIB, unified=True)
    fit = Fit(Verdict.FITS, 20 * GIB, 10 * GIB, 7 * GIB, 37 * GIB, room, Demand(8192, 4), 131072, 9,
              0.83, None, "")  # fmt: skip
    spec = engine("vllm")
    fitted = launch_settings.fitted(spec, LaunchSettings(context=8192), fit)
    assert fitted.memory_fraction == pytest.approx(0.32, abs=0.01)
    assert fitted.kv_bytes is not None
    assert 10 * GIB < fitted.kv_bytes < 11 * GIB
    run = plan_for(spec, memory_fraction=fitted.memory_fraction, kv_bytes=fitted.kv_bytes).run
    assert run is not None
    words = " ".join(run.command)
    assert f"--gpu-memory-utilization {fitted.memory_fraction:g}" in words
    assert f"--kv-cache-memory-bytes {fitted.kv_bytes}" in words
    chosen = LaunchSettings(memory_fraction=0.5, kv_bytes=GIB)
    assert launch_settings.fitted(spec, chosen, fit) == chosen
    assert launch_settings.fitted(engine("llama_cpp"), LaunchSettings(), fit) == LaunchSettings()


@pytest.mark.parametrize("name", ["vllm", "sglang", "tensorrt_llm", "triton", "nim"])
def test_share_of_the_memory_is_never_left_to_the_engine(name: str) -> None:
    assert plan_for(engine(name)).settings.memory_fraction is not None
    assert plan_for(engine(name), memory_fraction=0.4).settings.memory_fraction == 0.4


def test_gpus_of_a_node_share_the_model() -> None:
    run = plan_for(engine("vllm"), WORKSTATION).run
    assert run is not None
    assert "--tensor-parallel-size 2" in " ".join(run.command)
    recipe = recipe_for(engine("vllm"), arguments=("-tp", "1"))
    run = plan_for(engine("vllm"), WORKSTATION, recipe).run
    assert run is not None
    assert "--tensor-parallel-size" not in run.command


def test_llama_cpp_shares_its_context_out_among_users() -> None:
    spec = engine("llama_cpp")
    run = plan_for(spec, context=8192, users=4).run
    assert run is not None
    words = " ".join(run.command)
    assert "--ctx-size 32768 --parallel 4" in words
    recipe = recipe_for(spec, arguments=("--kv-unified",))
    run = plan_for(spec, recipe=recipe, context=8192, users=4).run
    assert run is not None
    assert "--ctx-size 8192 --parallel 4" in " ".join(run.command)


@pytest.mark.parametrize("spec", CONTAINED, ids=lambda spec: spec.name)
def test_node_without_a_gpu_runs_what_can_and_is_told_which_otherwise(spec: EngineSpec) -> None:
    if spec.images.cpu:
        run = plan_for(spec, PLAIN).run
        assert run is not None
        assert (run.image, run.gpus) == (spec.images.cpu, None)
        return
    with pytest.raises(BadInput) as raised:
        plan_for(spec, PLAIN)
    assert "llama.cpp" in raised.value.hint


def test_an_image_for_gpus_that_comes_with_a_recipe_is_not_run_without_one() -> None:
    """One of a person's own may be made for that."""
    vllm, tensorrt = engine("vllm"), engine("tensorrt_llm")
    recipe = recipe_for(vllm, image="vllm/vllm-openai:gemma4-cu130", quantization="NVFP4")
    plan = plan_for(vllm, PLAIN, recipe=recipe)
    assert plan.run is not None
    assert plan.run.image == vllm.images.cpu
    assert "It does not start with weights in NVFP4 on a CPU." in plan.notes
    own = plan_for(vllm, PLAIN, recipe=replace(recipe, is_own=True)).run
    assert own is not None
    assert own.image == recipe.image
    with pytest.raises(BadInput, match="needs a GPU"):
        plan_for(tensorrt, PLAIN, recipe=recipe_for(tensorrt, image="nvcr.io/a/b:1"))


def test_tensorrt_llm_leaves_half_of_what_is_free_on_a_spark_where_no_fit_is_known() -> None:
    """Its share is one of what the weights leave, so that 0.8 of it would be nearly all."""
    text = plan_for(engine("tensorrt_llm")).files[0].text
    assert "free_gpu_memory_fraction: 0.5\n" in text


@pytest.mark.parametrize("name", ["vllm", "sglang", "tensorrt_llm"])
def test_three_gpus_are_no_number_that_heads_can_be_shared_by(name: str) -> None:
    node = replace(WORKSTATION, gpus=("NVIDIA GeForce RTX 4090",) * 3)
    run = plan_for(engine(name), node).run
    assert run is not None
    flag = {"vllm": "--tensor-parallel-size", "sglang": "--tp-size", "tensorrt_llm": "--tp_size"}
    assert run.command[run.command.index(flag[name]) + 1] == "2"


def test_ollama_says_that_it_cuts_long_prompts() -> None:
    ollama = engine("ollama")
    notes = plan_for(ollama, context=16384).notes
    assert "Prompts longer than 16,384 tokens are cut without a word." in notes
    assert any("longer prompts are cut without a word" in note for note in plan_for(ollama).notes)


def test_gpu_can_be_left_alone() -> None:
    plan = plan_for(engine("llama_cpp"), use_gpu=False)
    assert plan.run is not None
    assert plan.run.gpus is None
    assert plan.run.image == engine("llama_cpp").images.cpu
    vllm = plan_for(engine("vllm"), use_gpu=False, kv_bytes=3 * GIB + 1)
    assert vllm.run is not None
    assert vllm.run.image == engine("vllm").images.cpu_arm64
    assert ("VLLM_CPU_KVCACHE_SPACE", "4") in {
        (each.name, each.value) for each in vllm.run.environment
    }
    assert "--gpu-memory-utilization" not in vllm.run.command


def test_other_architectures_are_told_what_runs_there() -> None:
    node = replace(WORKSTATION, architecture="riscv64")
    with pytest.raises(BadInput) as raised:
        plan_for(engine("sglang"), node)
    assert "Ollama" in raised.value.hint
    own = plan_for(engine("sglang"), node, image="example.com/sglang:riscv").run
    assert own is not None
    assert own.image == "example.com/sglang:riscv"


def test_images_that_are_not_known_get_their_entrypoint_said() -> None:
    run = plan_for(engine("vllm"), image="vllm-node:latest").run
    assert run is not None
    assert (run.entrypoint, run.command[0]) == ("vllm", "serve")
    run = plan_for(engine("vllm"), image="vllm/vllm-openai:v0.24.0-ubuntu2404").run
    assert run is not None
    assert (run.entrypoint, run.command[0]) == (None, "Qwen/Qwen3-8B")


@pytest.mark.parametrize(
    ("image", "is_old"),
    [
        ("", False), ("nvcr.io/nvidia/vllm:26.05.post1-py3", True),
        ("vllm/vllm-openai:v0.20.0", True),
        ("nvcr.io/nvidia/vllm:26.07-py3", False), ("vllm/vllm-openai:v0.24.0-ubuntu2404", False),
        ("vllm/vllm-openai:latest", False), ("127.0.0.1:5000/vllm:mine", False),
    ],
)  # fmt: skip
def test_vllm_that_is_too_old_for_gb10_is_told(image: str, is_old: bool) -> None:
    notes = plan_for(engine("vllm"), image=image).notes
    assert any("0.24" in note for note in notes) is is_old
    assert not plan_for(engine("vllm"), WORKSTATION, image=image).notes


def test_recipes_own_command_replaces_everything() -> None:
    spec = engine("vllm")
    command = ("bash", "-c", "exec vllm serve m --port 8005")
    run = plan_for(spec, recipe=recipe_for(spec, command=command), port=9000).run
    assert run is not None
    assert (run.entrypoint, run.command) == ("", command)
    assert (run.ports[0].host_port, run.ports[0].number) == (9000, 8000)
    named = (*command, "--port", "8005")
    run = plan_for(spec, recipe=recipe_for(spec, command=named), port=9000).run
    assert run is not None
    assert (run.ports[0].host_port, run.ports[0].number) == (9000, 8005)


def test_recipe_decides_neither_exposure_nor_restarts() -> None:
    settings = LaunchSettings(open_to_network=True, restart=Restart.ALWAYS, context=4096)
    run = plan_for(engine("vllm"), recipe=recipe_for(engine("vllm"), settings=settings)).run
    assert run is not None
    assert run.ports[0].host_ip == LOOPBACK
    assert run.restart.name is Restart.NO
    assert "--max-model-len" in run.command


def test_pinned_image_is_pulled_by_its_digest() -> None:
    digest = "sha256:" + "ab" * 32
    recipe = recipe_for(engine("vllm"), image="vllm/vllm-openai:v0.24.0", image_digest=digest)
    run = plan_for(engine("vllm"), recipe=recipe).run
    assert run is not None
    assert run.image == f"vllm/vllm-openai:v0.24.0@{digest}"
    other = plan_for(engine("vllm"), recipe=recipe, image="vllm/vllm-openai:nightly").run
    assert other is not None
    assert other.image == "vllm/vllm-openai:nightly"


def test_secrets_are_names_only() -> None:
    spec = engine("vllm")
    plan = plan_for(spec, recipe=recipe_for(spec, gated=True, secrets=("MY_KEY",)))
    assert plan.secrets == (SecretUse("HF_TOKEN", True), SecretUse("MY_KEY", True))
    with pytest.raises(BadInput, match="secret"):
        plan_for(spec, environment=(EnvironmentEntry("HF_TOKEN", "hf_abcdef"),))
    with pytest.raises(BadInput, match="no variable"):
        plan_for(spec, recipe=recipe_for(spec, secrets=("X; rm -rf /",)))


def test_nothing_is_launched_for_an_endpoint() -> None:
    spec = engine("endpoint")
    recipe = Recipe("x", "X", "endpoint", ModelRef(Source.HUGGING_FACE, "a/b"))
    with pytest.raises(BadInput, match="not launched"):
        spec.plan(LaunchRequest(recipe, LaunchSettings(), SPARK))


def test_model_for_two_machines_is_refused_on_one() -> None:
    with pytest.raises(BadInput, match="2 machines"):
        plan_for(engine("vllm"), recipe=recipe_for(engine("vllm"), nodes=2))


def test_missing_docker_and_programs_are_named() -> None:
    bare = replace(PLAIN, has_docker=False)
    with pytest.raises(BadInput, match="no Docker on cpu"):
        plan_for(engine("llama_cpp"), bare)
    for name in ("lm_studio", "docker_model_runner"):
        with pytest.raises(BadInput, match="not installed on cpu"):
            plan_for(engine(name), bare)


def test_installed_llama_server_runs_where_there_is_no_docker() -> None:
    path = "/home/ann/llama.cpp/build/bin/llama-server"
    node = replace(PLAIN, has_docker=False, programs={"llama-server": "b11434"},
                   program_paths={"llama-server": path})  # fmt: skip
    plan = plan_for(engine("llama_cpp"), node)
    [step] = plan.steps
    assert step.argv[:4] == ("sh", "-c", step.argv[2], "sh")
    assert step.argv[4] == plan.log
    assert step.argv[5] == path
    assert step.argv[8:10] == ("--host", "127.0.0.1")
    assert plan.undo
    assert plan.folders == ("/home/ann/.cache/spark-command-center",)


def test_ollama_container_pulls_its_model_and_names_it_with_its_tag() -> None:
    plan = plan_for(engine("ollama"), recipe=replace(recipe_for(engine("ollama")),
                    model=ModelRef(Source.OLLAMA, "gemma3")))  # fmt: skip
    assert plan.run is not None
    assert plan.run.command[-1] == "gemma3"
    assert plan.model_id == "gemma3:latest"
    with pytest.raises(BadInput, match="variables"):
        plan_for(engine("ollama"), arguments=("--num-ctx", "1"))


def test_old_backend_of_docker_model_runner_is_warned_of() -> None:
    assert any("0.19.1" in note for note in plan_for(engine("docker_model_runner")).notes)


def test_container_names_are_valid_and_differ() -> None:
    names = {
        planning.slug(text) for text in ("a", "A", "ä", "a b", "a-b", "日本", "日本語", "", "..")
    }
    assert len(names) == 9
    with pytest.raises(BadInput, match="container's name"):
        plan_for(engine("vllm"), container_name="-rm")


def test_pasted_arguments_become_settings() -> None:
    words = ("--max-model-len", "32k", "--seed=1", "--gpu_memory_utilization=0.7", "--port", "8001")
    settings, rest = settings_in(engine("vllm"), words)
    assert settings == LaunchSettings(context=32000, memory_fraction=0.7, port=8001)
    assert rest == ("--seed=1",)
    with pytest.raises(BadInput, match="no number"):
        settings_in(engine("vllm"), ("--max-model-len", "many"))


def test_every_shipped_recipe_has_a_plan_on_a_spark() -> None:
    node = replace(SPARK, programs={**PROGRAMS, "ollama": "0.15"}, uid=1000)
    recipes = RecipeBook(Path("/nonexistent")).load().recipes
    assert recipes
    for recipe in recipes:
        if recipe.nodes > 1:
            continue
        plan = engine(recipe.engine).plan(LaunchRequest(recipe, LaunchSettings(), node))
        assert bool(plan.run) != bool(plan.steps), recipe.id
        assert plan.model_id, recipe.id
