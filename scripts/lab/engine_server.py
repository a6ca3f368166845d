"""The program of the lab's engine image: llama.cpp's own server, started with its own flags.

It runs inside the container, with nothing but Python's standard library and `xllamacpp`. The model
is the image's, whatever `-m` or `-hf` names; with `-hf` it is "downloaded" into the cache folder
first. What is printed beside the server's own lines are llama.cpp's words of those moments.

Environment, for what goes wrong or takes long:
    LAB_PHASE_S=2         each phase takes so many seconds more, or until it is sent SIGUSR1;
                          LAB_DOWNLOAD_S, LAB_LOAD_S and LAB_COMPILE_S only that one
    LAB_DIE=load          it ends in a phase: download, load, compile, check (once it is healthy);
                          with `LAB_DIE_CODE` (1)
    LAB_EAT_MB=400        memory that it takes while it loads
    LAB_NEVER_READY=1     it answers 503 for ever
"""

from __future__ import annotations

import importlib
import os
import shutil
import signal
import socket
import sys
import threading
from pathlib import Path

MODEL = Path(os.environ.get("LAB_MODEL", "/models/tiny.gguf"))
LOADING = b'{"error":{"code":503,"message":"Loading model","type":"unavailable_error"}}'
HEAD = (
    b"HTTP/1.1 503 Service Unavailable\r\nContent-Type: application/json\r\n"
    b"Content-Length: %d\r\nConnection: close\r\n\r\n" % len(LOADING)
)
VALUED = {
    "--host": "host",
    "--port": "port",
    "-m": "model",
    "--model": "model",
    "-hf": "repo",
    "-hfr": "repo",
    "--hf-repo": "repo",
    "-c": "context",
    "--ctx-size": "context",
    "-np": "slots",
    "--parallel": "slots",
    "-a": "alias",
    "--alias": "alias",
    "--api-key": "key",
    "--chat-template-file": "template",
    **dict.fromkeys(
        ("-ngl", "--gpu-layers", "--n-gpu-layers", "-fa", "--flash-attn", "-ctk", "--cache-type-k",
         "-ctv", "--cache-type-v", "-b", "--batch-size", "-ub", "--ubatch-size", "-t", "--threads",
         "--reasoning-format", "--chat-template-kwargs", "--cache-ram", "--temp", "--top-p",
         "--top-k", "--min-p", "--hf-file", "-hff", "--spec-type", "--spec-draft-n-max",
         "--device", "-dev", "--load-mode",
         "--fit", "-fit", "--split-mode", "-sm", "--tensor-split", "-ts"),
        "ignored",
    ),
}  # fmt: skip
"""Flags of llama-server that take a value, by what is done with it."""
SWITCHES = (
    "--metrics", "--no-mmap", "--mmap", "--jinja", "--no-jinja", "--slots", "--no-slots", "--no-ui",
    "--no-webui", "--mlock", "--cont-batching", "--kv-unified", "--embeddings", "--no-warmup",
    "-kvu", "--swa-full",
)  # fmt: skip


def main(arguments: list[str]) -> None:
    """Serve until ended."""
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))  # as process 1 it would not hear it
    signal.signal(signal.SIGUSR1, lambda *_: GO_ON.set())
    options = parse(arguments)
    address = (options.get("host", "127.0.0.1"), int(options.get("port", "8080")))
    if "repo" in options:
        download(options["repo"])
    with Waiting(address):
        load()
        compile_kernels()
        if os.environ.get("LAB_NEVER_READY"):
            threading.Event().wait()
    if os.environ.get("LAB_DIE") == "check":
        with Waiting(address, healthy=True):
            threading.Event().wait()
    serve(options, address)


def parse(arguments: list[str]) -> dict[str, str]:
    """Return the options, or end as llama-server does with one that it does not know."""
    options: dict[str, str] = {}
    rest = iter(arguments)
    for flag in rest:
        if flag in VALUED:
            value = next(rest, None)
            if value is None:
                sys.exit(f'error: while handling argument "{flag}": expected value for argument')
            options[VALUED[flag]] = value
        elif flag in SWITCHES:
            options[flag] = "yes"
        else:
            sys.exit(f"error: invalid argument: {flag}")
    return options


def download(repo: str) -> None:
    """Put the model where llama-server keeps what it downloads, unless it is there."""
    folder = Path(os.environ.get("LLAMA_CACHE") or Path.home() / ".cache" / "llama.cpp")
    target = folder / f"{repo.replace('/', '_').replace(':', '_')}.gguf"
    if target.exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    for percent in range(0, 101, 20):
        say(f"Downloading {target.name} {'─' * (percent // 5):<20} {percent:4d}%")
        pause("download", 6)
        if percent == 40:
            die_in("download", "failed to download model from Hugging Face")
    shutil.copy(MODEL, target)


def load() -> None:
    """Take what the weights take, and as long."""
    say("load_tensors: loading model tensors, this can take a while... (mmap = false)")
    megabytes = int(os.environ.get("LAB_EAT_MB", "0"))
    eaten = bytearray(megabytes * 1024 * 1024)
    for page in range(0, len(eaten), 4096):
        eaten[page] = 1
    HELD.append(eaten)
    pause("load", 1)
    die_in("load", f"llama_model_load: error loading model: failed to open {MODEL}")


def compile_kernels() -> None:
    """Warm up."""
    if phase_s("compile") or os.environ.get("LAB_DIE") == "compile":
        say(
            "common_init_from_params: warming up the model with an empty run - please wait ... "
            "(--no-warmup to disable)"
        )
    pause("compile", 1)
    die_in("compile", "CUDA error: no kernel image is available for execution on the device")


def serve(options: dict[str, str], address: tuple[str, int]) -> None:
    """Hand over to llama.cpp."""
    xllamacpp = importlib.import_module("xllamacpp")  # tests only, Linux only: no types

    slots = int(options.get("slots", "1"))
    params = xllamacpp.CommonParams()
    params.model.path = str(MODEL)
    params.model_alias = {options.get("alias") or options.get("repo") or str(MODEL)}
    params.hostnames = [address[0]]
    params.port = address[1]
    params.n_ctx = int(options.get("context", "512"))
    params.n_parallel = slots
    params.cpuparams.n_threads = 1  # several wait for each other in loops: slow beside other work
    params.cpuparams_batch.n_threads = 1
    params.endpoint_metrics = "--metrics" in options
    params.ui = False
    if key := options.get("key") or os.environ.get("LLAMA_API_KEY"):
        params.api_keys = [key]
    if template := options.get("template"):
        params.chat_template = Path(template).read_text(encoding="utf-8")
    server = xllamacpp.Server(params)
    threading.Event().wait()
    del server


HELD: list[bytearray] = []
GO_ON = threading.Event()


def say(line: str) -> None:
    """Print a line, now."""
    print(line, file=sys.stderr, flush=True)


def pause(phase: str, times: int) -> None:
    """Wait a part of what a phase takes."""
    if seconds := phase_s(phase):
        GO_ON.wait(seconds / times)


def phase_s(phase: str) -> float:
    """Return how long a phase takes."""
    told = os.environ.get(f"LAB_{phase.upper()}_S") or os.environ.get("LAB_PHASE_S") or "0"
    return float(told)


def die_in(phase: str, why: str) -> None:
    """End, where a phase is the one to end in."""
    if os.environ.get("LAB_DIE") == phase:
        say(why)
        os._exit(int(os.environ.get("LAB_DIE_CODE", "1")))


class Waiting:
    """Answers 503 to everyone, as llama-server does while it loads.

    Or that it is `healthy`, and ends when it is asked for anything else.
    """

    def __init__(self, address: tuple[str, int], *, healthy: bool = False) -> None:
        self._healthy = healthy
        self._listener = socket.create_server(address)
        self._thread = threading.Thread(target=self._answer, daemon=True)

    def __enter__(self) -> Waiting:
        self._thread.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._listener.close()

    def _answer(self) -> None:
        while True:
            try:
                peer, _address = self._listener.accept()
            except OSError:
                return
            with peer:
                peer.settimeout(1.0)
                try:
                    asked = peer.recv(65536)
                    if not self._healthy:
                        peer.sendall(HEAD + LOADING)
                    elif asked.startswith(b"GET /health "):
                        peer.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
                    else:
                        die_in("check", "CUDA error: an illegal memory access was encountered")
                except OSError:
                    continue


if __name__ == "__main__":
    main(sys.argv[1:])
