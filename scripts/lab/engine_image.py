"""An image of a real inference engine: llama.cpp's server with a tiny model, for the lab's Docker.

    image = engine_image()                       # kept on disk between runs
    registry.push(REPOSITORY, "server", [image], settings=SETTINGS)

Its entry program (`engine_server.py`) takes llama-server's own flags. Everything in it is of this
computer: Python, `xllamacpp` and the libraries that they are linked with. 15 MB as it is pulled.
"""

from __future__ import annotations

import gzip
import hashlib
import importlib.util
import io
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Any

from scripts.lab.build import CACHE
from scripts.lab.llama import write_model
from scripts.lab.registry import PackedLayer

REPOSITORY = "ggml-org/llama.cpp"
HOME = "opt/engine"
SETTINGS: dict[str, Any] = {
    "Entrypoint": ["/app/llama-server"],
    "Env": [
        f"PATH=/{HOME}/bin:/app",
        f"PYTHONHOME=/{HOME}",
        f"LD_LIBRARY_PATH=/{HOME}/lib",
        "PYTHONDONTWRITEBYTECODE=1",
        "HOME=/root",
    ],
    "Cmd": [],
}
"""What the image says of itself: it is run as ghcr.io/ggml-org/llama.cpp:server is."""
KEPT = 2
"""Images that stay in the cache."""
_PROGRAM = Path(__file__).with_name("engine_server.py")
_LIST_MODULES = """
import encodings.idna, sys
import scripts.lab.engine_server, xllamacpp
for module in list(sys.modules.values()):
    if path := getattr(module, "__file__", None):
        print(path)
"""


def engine_image(cache: Path = CACHE) -> PackedLayer:
    """Return the image's one layer; it is made when Python, xllamacpp or its program are others."""
    target = cache / f"engine-{_digest()}.tar.gz"
    if not target.exists():
        cache.mkdir(parents=True, exist_ok=True)
        staged = target.with_name(f"{target.name}.{os.getpid()}")
        staged.write_bytes(gzip.compress(_packed(), 6, mtime=0))
        staged.replace(target)
        for old in sorted(cache.glob("engine-*.tar.gz"), key=os.path.getmtime)[:-KEPT]:
            old.unlink(missing_ok=True)
    data = target.read_bytes()
    inside = hashlib.sha256(gzip.decompress(data)).hexdigest()
    return PackedLayer(data, f"sha256:{inside}")


def _digest() -> str:
    package = importlib.util.find_spec("xllamacpp")
    assert package is not None
    assert package.origin is not None
    library = next(Path(package.origin).parent.glob("xllamacpp.*.so"))
    parts = [
        sys.version.encode(),
        f"{library.stat().st_size} {library.stat().st_mtime_ns}".encode(),
        _PROGRAM.read_bytes(),
        Path(__file__).read_bytes(),
    ]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()[:16]


def _packed() -> bytes:
    """Return the file system as a tar archive."""
    buffer = io.BytesIO()
    with tempfile.TemporaryDirectory() as folder, tarfile.open(fileobj=buffer, mode="w") as archive:
        archive.dereference = True
        for inside, path in sorted(_files(Path(folder)).items()):
            archive.add(path, inside, recursive=False)
        for folder_inside in ("tmp", f"{HOME}/lib/{_version()}/lib-dynload"):
            entry = tarfile.TarInfo(folder_inside)
            entry.type, entry.mode = tarfile.DIRTYPE, 0o777
            archive.addfile(entry)
    return buffer.getvalue()


def _files(folder: Path) -> dict[str, Path]:
    """Return every file of the image by its place inside."""
    python = Path(sys.executable).resolve()
    needed = [Path(each) for each in _loaded()]
    native = [python, *(each for each in needed if ".so" in each.suffixes or each.suffix == ".so")]
    files = {f"{HOME}/bin/python3": python}
    for each in needed:
        files[f"{HOME}/lib/{_version()}/{_inside(each)}"] = _stripped(each, folder)
    for library in sorted({each for program in native for each in _libraries(program)}):
        is_loader = library.name.startswith("ld-linux")
        place = str(library).lstrip("/") if is_loader else f"{HOME}/lib/{library.name}"
        files[place] = _stripped(library, folder)
    model = folder / "tiny.gguf"
    write_model(model)
    files["models/tiny.gguf"] = model
    program = folder / "llama-server"
    program.write_text(f"#!/{HOME}/bin/python3 -S\n{_PROGRAM.read_text(encoding='utf-8')}")
    program.chmod(0o755)
    files["app/llama-server"] = program
    return files


def _loaded() -> list[str]:
    """Return the files of all modules that the program imports."""
    command = [sys.executable, "-c", _LIST_MODULES]
    told = subprocess.run(
        command, capture_output=True, text=True, check=True, cwd=_PROGRAM.parents[2]
    )
    wanted = (f"/{_version()}/", "/xllamacpp/")
    return [
        each
        for each in told.stdout.splitlines()
        if any(part in each for part in wanted)
        and ("/site-packages/" not in each or "/xllamacpp/" in each)
    ]


def _inside(path: Path) -> str:
    """Return a module's file as it stands below the folder of the standard library."""
    text = str(path)
    if "/site-packages/" in text:
        return text.split("/site-packages/", 1)[1]
    return text.rsplit(f"/{_version()}/", 1)[1]


def _version() -> str:
    return f"python{sys.version_info.major}.{sys.version_info.minor}"


def _stripped(path: Path, folder: Path) -> Path:
    """Return a library without what only a debugger reads, which is most of it."""
    strip = shutil.which("strip")
    if strip is None or ".so" not in path.name or path.name.startswith("ld-linux"):
        return path
    target = folder / f"{hashlib.sha256(str(path).encode()).hexdigest()[:16]}-{path.name}"
    subprocess.run([strip, "-o", target, path.resolve()], check=True, capture_output=True)
    return target


def _libraries(program: Path) -> list[Path]:
    """Return the libraries that a program is linked with."""
    told = subprocess.run(["ldd", program], capture_output=True, text=True)
    return [Path(each) for each in re.findall(r"(/\S+\.so\S*) \(0x", told.stdout)]
