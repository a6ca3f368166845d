"""`python -m scripts.bench NAME`: run one benchmark; without a name, list them."""

from __future__ import annotations

import importlib
import logging
import sys

NAMES = {
    "startup": "first window of a cold process, and memory with charts running",
    "bundle": "first paint of the installed program beside the one from source; its size",
    "charts": "what twelve live charts cost",
    "telemetry": "delivery of samples over SSH, and what the agent costs",
    "guard": "memory guard: limit crossed to stop sent, beside earlyoom; what it costs",
    "docker": "containers over the session, beside docker -H ssh:// and the SDK's ssh://",
    "logs": "20,000 lines a second and a million lines in the window, beside docker -H ssh:// logs",
    "deploy": "from Deploy to ready on a real engine, beside the engine's own start",
    "chat": "asking a model beside curl through ssh -L; searching the library; answers as shown",
    "fit": "whether a model fits, told anew while the context's ruler is dragged",
    "palette": "a key in the command palette, with 5,000 entries",
    "fleet": "32 nodes connected and idle, one tunnel each",
    "session": "connecting, commands, a half-open peer, coming back after a kill",
    "history": "what the history costs to write, to read and to draw, beside a row per value",
    "rag": "a question to 100,000 chunks of own documents, recall, and what indexing costs",
    "tunnel": "forwarded ports beside ssh -L, autossh and stock sshtunnel",
}


def main(arguments: list[str]) -> int:
    """Run the benchmark that is named and return its exit status."""
    if arguments and arguments[0] in NAMES:
        logging.disable(logging.WARNING)  # sessions are killed on purpose
        return int(importlib.import_module(f"scripts.bench.{arguments[0]}").main(arguments[1:]))
    print("python3 scripts/dev.py bench NAME [--help]")
    for name, words in NAMES.items():
        print(f"  {name:<10} {words}")
    return 2 if arguments and arguments[0] not in ("-h", "--help") else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
