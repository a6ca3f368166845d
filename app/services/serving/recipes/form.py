"""The form of a recipe's file: its keys and what each takes.

The JSON schema for editors is made of it, and the errors that people see.
"""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from msgspec import Meta, field

from app.core.i18n import tr
from app.core.ports import LAST_PORT

FORM = 1
"""Counts up when older programs could not read newer files."""

Title = Annotated[str, Meta(min_length=1, max_length=120, pattern=r"^[^\n]*$")]
Line = Annotated[str, Meta(max_length=200, pattern=r"^[^\n]*$")]
Sentence = Annotated[str, Meta(max_length=800)]
Word = Annotated[str, Meta(max_length=8000)]
"""An argument or a value: any text, which is one argument whatever it holds."""
Words = Annotated[list[Word], Meta(max_length=300)]
Slug = Annotated[str, Meta(max_length=100, pattern=r"^[a-z0-9]?[a-z0-9._-]*$")]
EngineName = Annotated[str, Meta(max_length=60, pattern=r"^[a-z][a-z0-9_-]*$")]
Handle = Annotated[str, Meta(max_length=500, pattern=r"^[^\s\-][^\s]*$")]
NodePath = Annotated[str, Meta(max_length=500, pattern=r"^[/~][^\n]*$")]
Quantization = Annotated[str, Meta(max_length=40, pattern=r"^[A-Za-z0-9_.-]*$")]
Image = Annotated[str, Meta(max_length=300, pattern=r"^([^\s\-][^\s]*)?$")]
Digest = Annotated[str, Meta(pattern=r"^(sha256:[0-9a-f]{64})?$")]
ServedName = Annotated[str, Meta(max_length=200, pattern=r"^([^\s\-][^\s]*)?$")]
ContainerName = Annotated[str, Meta(max_length=100, pattern=r"^([a-zA-Z0-9][a-zA-Z0-9_.-]+)?$")]
CacheType = Annotated[str, Meta(max_length=20, pattern=r"^[a-z0-9_]*$")]
VariableName = Annotated[str, Meta(max_length=100, pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")]
Variables = Annotated[dict[VariableName, Word], Meta(max_length=100)]
Secrets = Annotated[list[VariableName], Meta(max_length=10)]
InnerPath = Annotated[str, Meta(max_length=300, pattern=r"^/[^\n]*[^/\n]$")]
FileText = Annotated[str, Meta(max_length=64 * 1024)]
Files = Annotated[dict[InnerPath, FileText], Meta(max_length=10)]
Feature = Annotated[str, Meta(max_length=40, pattern=r"^[a-z][a-z0-9 -]*$")]
Features = Annotated[list[Feature], Meta(max_length=20)]
Notes = Annotated[list[Sentence], Meta(max_length=20)]
Config = Annotated[dict[str, Any], Meta(max_length=100)]
Address = Annotated[str, Meta(max_length=500, pattern=r"^(https?://[^\s]*)?$")]
Day = Annotated[str, Meta(pattern=r"^(\d{4}-\d{2}(-\d{2})?)?$")]
Copied = Annotated[str, Meta(max_length=200, pattern=r"^([a-z0-9._-]+@[0-9a-f]{12})?$")]
Version = Annotated[int, Meta(ge=1)]
Whole = Annotated[int, Meta(ge=1, le=10**9)]
Port = Annotated[int, Meta(ge=1, le=LAST_PORT)]
Machines = Annotated[int, Meta(ge=1, le=64)]
Bytes = Annotated[int, Meta(ge=1, le=10**15)]
Count = Annotated[float, Meta(ge=1, le=1e15)]
Share = Annotated[float, Meta(gt=0, le=1)]


class ModelForm(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """Where the engine takes the model from: one of these."""

    huggingface: Handle | None = None
    gguf: Handle | None = None
    file: NodePath | None = None
    ollama: Handle | None = None
    ngc: Handle | None = None
    docker: Handle | None = None
    lmstudio: Handle | None = None


class SettingsForm(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """Where a launch begins: whoever deploys it may choose otherwise."""

    context: Whole | None = None
    users: Whole | None = None
    kv_dtype: CacheType = ""
    memory_fraction: Share | None = None
    kv_bytes: Bytes | None = None
    batch_tokens: Whole | None = None
    port: Port | None = None
    served_name: ServedName = ""
    use_gpu: bool = True
    container_name: ContainerName = ""


class SourceForm(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """Where the recipe was taken from."""

    title: Line = ""
    url: Address = ""
    date: Day = ""
    verified: Line = ""


class RecipeForm(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """How one model is run by one engine."""

    recipe: Version = FORM
    title: Title
    family: Slug = ""
    summary: Line = ""
    engine: EngineName
    model: ModelForm
    quantization: Quantization = ""
    nodes: Machines = 1
    image: Image = ""
    image_digest: Digest = ""
    command: Words | None = None
    arguments: Words = []
    environment: Variables = {}
    files: Files = {}
    settings: SettingsForm = field(default_factory=SettingsForm)
    secrets: Secrets = []
    gated: bool = False
    features: Features = []
    drafts: bool = False
    parameters: Count | None = None
    active_parameters: Count | None = None
    weights_bytes: Bytes | None = None
    download_bytes: Bytes | None = None
    config: Config = {}
    notes: Notes = []
    source: SourceForm = field(default_factory=SourceForm)
    copied_from: Copied = ""


HELP = {
    "RecipeForm": {
        "recipe": tr("Version of this form"),
        "title": tr("The model's name for people"),
        "family": tr("The same for one model under all engines and quantizations: qwen3-8b"),
        "summary": tr("What it is good for, one line"),
        "engine": tr("Name of the engine: vllm, sglang, llama_cpp, ollama …"),
        "model": tr("Where the engine takes the model from, and what it is called there"),
        "quantization": tr("As in BF16, FP8, NVFP4, MXFP4, Q4_K_M"),
        "nodes": tr("How many machines it takes"),
        "image": tr("In place of the engine's own image"),
        "image_digest": tr("Which image it was checked with"),
        "command": tr("The container's whole command, where the engine's own way does not do"),
        "arguments": tr("For the engine, after its own; one word each, never a shell line"),
        "environment": tr("Variables that are no secrets"),
        "files": tr("Small text files, by their path in the container"),
        "settings": tr("Where a launch begins: whoever deploys it may choose otherwise"),
        "secrets": tr("Variables whose values the app asks for and keeps in the keyring: HF_TOKEN"),
        "gated": tr("Whether the model's licence has to be accepted on its page first"),
        "features": tr("tools, reasoning, vision, audio, embeddings, reranking"),
        "drafts": tr("Whether it predicts several tokens at once (MTP, EAGLE)"),
        "parameters": tr("How many parameters the model has"),
        "active_parameters": tr("Parameters per token, of a mixture of experts"),
        "weights_bytes": tr("Size of the weights"),
        "download_bytes": tr("Size of all that is downloaded"),
        "config": tr("Values of the model's config.json that decide its memory"),
        "notes": tr("What a person has to know or do, a sentence each"),
        "source": tr("Where the recipe was taken from"),
        "copied_from": tr("The recipe it was copied from, and its state then"),
    },
    "ModelForm": {
        "huggingface": tr("Repository with safetensors: Qwen/Qwen3-8B"),
        "gguf": tr(
            "Repository with GGUF files, and the quantization: unsloth/Qwen3-8B-GGUF:Q4_K_M"
        ),
        "file": tr("Whole path of a GGUF file or a folder on the node"),
        "ollama": tr("As Ollama names it: qwen2.5:32b"),
        "ngc": tr("As a NIM image names it: meta/llama-3.1-8b-instruct"),
        "docker": tr("As Docker Model Runner names it: ai/smollm2:360M-Q4_K_M"),
        "lmstudio": tr("As LM Studio names it: qwen/qwen3-8b"),
    },
    "SettingsForm": {
        "context": tr("Tokens that one request may have, prompt and answer"),
        "users": tr("Requests at the same time"),
        "kv_dtype": tr("How the KV cache is kept: bf16, fp8, q8_0, q4_0"),
        "memory_fraction": tr("Part of the memory that the engine sees, 0 to 1"),
        "kv_bytes": tr("Memory of the KV cache, where the engine can be told"),
        "batch_tokens": tr("Tokens that one step may compute"),
        "port": tr("On the node"),
        "served_name": tr("What the endpoint calls the model"),
        "use_gpu": tr("Whether it gets the GPU"),
        "container_name": tr("The container's name"),
    },
    "SourceForm": {
        "title": tr("The source's name"),
        "url": tr("Its address"),
        "date": tr("Its day: 2026-07-24"),
        "verified": tr("On which machine it ran, and who says so: DGX Spark, says …"),
    },
}
"""What each key is for, as editors show it."""


def json_schema() -> dict[str, Any]:
    """Return the JSON schema of a recipe's file, for editors."""
    schema = msgspec.json.schema(RecipeForm)
    forms = schema["$defs"]
    for name, texts in HELP.items():
        for key, text in texts.items():
            forms[name]["properties"][key]["description"] = text
    forms["ModelForm"] |= {"minProperties": 1, "maxProperties": 1}
    properties = forms["RecipeForm"]["properties"]
    text_of = ["string", "number", "boolean"]  # every plain value is read as text
    properties["command"]["anyOf"][0]["items"]["type"] = text_of
    properties["arguments"]["items"]["type"] = text_of
    properties["environment"]["additionalProperties"]["type"] = text_of
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": tr("Recipe of the DGX Spark Command Center"),
        **schema,
    }
