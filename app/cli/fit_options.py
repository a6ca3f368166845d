"""What `fit` takes, and the JSON it prints; loads nothing else."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from app.cli.wording import add_command

if TYPE_CHECKING:
    from app.core.cancel import Cancel

FIT_MORE = """\
MODEL is a recipe's id, a model of Hugging Face (Qwen/Qwen3-8B, or unsloth/Qwen3-8B-GGUF:Q4_K_M), or
on this computer a config.json, a folder with one, or a GGUF file. Without --node an idle DGX Spark
is assumed.

JSON: kv_bytes, weights_bytes, overhead_bytes, need_bytes (their sum), room_bytes, verdict (fits,
tight or no), max_context (tokens at which all --users fit; 0: none), tokens_per_second (of one
request, a short context; null where it cannot be told), method (how all of it is known). Fields
may be added, none changes its meaning. The exit code is 0 whatever the verdict."""


def add_fit(
    commands: argparse._SubParsersAction[Any],
    add_login: Callable[[argparse.ArgumentParser], None],
    positive: Callable[[str], int],
) -> None:
    """Describe the command; `add_login` adds how to be let in."""
    fit = add_command(
        commands, "fit", "say whether a model fits a machine, and how fast it will be", FIT_MORE
    )
    fit.add_argument("model", metavar="MODEL", help="a recipe, a Hugging Face model, or a file")
    fit.add_argument("--node", metavar="NODE", help="ask this machine how much room it has now")
    add_login(fit)
    fit.add_argument(
        "--room-bytes", metavar="N", type=positive, help="the room, in place of a machine's"
    )
    fit.add_argument(
        "--weights-bytes", metavar="N", type=positive, help="size of the weights, where you know it"
    )
    fit.add_argument("--engine", metavar="ENGINE", help="vllm, llama_cpp, ollama, sglang, …")
    fit.add_argument(
        "--context", metavar="N", type=positive, help="tokens per request (default: the model's)"
    )
    fit.add_argument(
        "--users", metavar="N", type=positive, help="requests at the same time (default 1)"
    )
    fit.add_argument(
        "--kv-dtype", choices=("bf16", "fp8", "q8_0", "q4_0"), help="of the KV cache (default bf16)"
    )
    fit.add_argument("--json", action="store_true", help="print a JSON object")
    fit.set_defaults(run=_fit)


def _fit(options: argparse.Namespace, cancel: Cancel) -> int:
    from app.cli.fit import run

    return run(options, cancel)
