"""A Python program of ours that runs on a node without being written to its disk.

It goes over standard input of the node's `python3`, compressed, and standard input stays open for
what is said to it later. The programs are in `resources/agent` and run on Python 3.6.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence

from app.core.paths import resource

_PROLOGUE = """\
import sys, types
for name, source in {modules!r}:
    module = types.ModuleType(name)
    sys.modules[name] = module
    exec(compile(source, name + ".py", "exec"), module.__dict__)
sys.modules[{last!r}].main()
"""
_BOOTSTRAP = (
    'import os,zlib;exec("s=bytes()\\nwhile len(s)<{size}:\\n c=os.read(0,{size}-len(s))\\n'
    ' if not c:raise SystemExit(9)\\n s+=c");exec(compile(zlib.decompress(s),"{name}","exec"))'
)
"""Reads exactly as many bytes as the program has: what follows is said to the program."""


def pack(names: Sequence[str]) -> bytes:
    """Return modules as one program: each imports those before it, the last one's `main` runs."""
    modules = [
        (name, resource("agent", f"{name}.py").read_text(encoding="utf-8")) for name in names
    ]
    return zlib.compress(_PROLOGUE.format(modules=modules, last=names[-1]).encode(), 9)


def command(name: str, size: int, *arguments: str) -> list[str]:
    """Return the command line that reads and runs a program of `size` bytes.

    `-I` keeps modules of the home folder and PYTHON* variables out, `-S` site packages.
    """
    bootstrap = _BOOTSTRAP.format(size=size, name=name)
    return ["python3", "-I", "-S", "-u", "-c", bootstrap, *arguments]
