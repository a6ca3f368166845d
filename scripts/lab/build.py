"""Build the two programs of the simulated GB10 with the system's C compiler."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from pathlib import Path

SOURCES = Path(__file__).parent
CACHE = SOURCES.parents[1] / ".lab" / "build"
COMPILERS = ("cc", "gcc", "clang")
FLAGS = ("-std=gnu11", "-O2", "-Wall", "-Wextra")
SMI = "nvidia-smi"
NVML = "libnvidia-ml.so.1"


def compiler() -> str | None:
    """Return the path of a C compiler that can link, None without one."""
    if not Path("/usr/include/stdio.h").exists():
        return None
    return next((found for name in COMPILERS if (found := shutil.which(name))), None)


def build(cache: Path) -> Path:
    """Return a folder with `nvidia-smi` and `libnvidia-ml.so.1`; compile only what changed."""
    sources = [SOURCES / name for name in ("replay.h", "nvidia_smi.c", "nvml_stub.c")]
    digest = hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()[:16]
    folder = cache / digest
    if (folder / SMI).exists() and (folder / NVML).exists():
        return folder
    folder.mkdir(parents=True, exist_ok=True)
    _compile(sources[1], folder / SMI)
    library = ("-shared", "-fPIC", "-pthread", f"-Wl,-soname,{NVML}")
    _compile(sources[2], folder / NVML, *library)
    return folder


def static(source: str, cache: Path = CACHE) -> Path:
    """Return a program of one source file that needs no library, as in a container."""
    path = SOURCES / source
    digest = hashlib.sha256(path.read_bytes()).hexdigest()[:16]
    target = cache / f"{path.stem}-{digest}"
    if not target.exists():
        cache.mkdir(parents=True, exist_ok=True)
        _compile(path, target, "-static")
    return target


def _compile(source: Path, target: Path, *extra: str) -> None:
    """Compile beside the target and move it there, so that two builders cannot harm each other."""
    found = compiler()
    if found is None:
        raise FileNotFoundError("no C compiler")
    staged = target.with_name(f"{target.name}.{os.getpid()}")
    command = [found, *FLAGS, *extra, "-o", str(staged), str(source)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"{source.name} does not compile:\n{done.stderr}")
    staged.replace(target)
