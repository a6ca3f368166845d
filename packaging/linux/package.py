"""What Linux is given, made of a bundle: .deb, archive, AppDir. Standard library only."""

from __future__ import annotations

import datetime
import hashlib
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from product import PACKAGING, ROOT, SLUG, SUMMARY, machine, version

LINUX = PACKAGING / "linux"
DESKTOP = f"{SLUG}.desktop"
METAINFO = f"{SLUG}.metainfo.xml"
_ARCHITECTURES = {"x86_64": "amd64"}
_COPYRIGHT = """\
Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: DGX Spark Command Center

Files: *
Copyright: 2026 The DGX Spark Command Center authors
License: Apache-2.0
 On Debian systems the text is in /usr/share/common-licenses/Apache-2.0. The licences of everything
 that is bundled are beside it, in /opt/spark-command-center/_internal/*.dist-info, and are shown by
 Help, About.
"""


def debian_package(bundle: Path, folder: Path) -> Path:
    """Make the program's package. Returns its file."""
    with tempfile.TemporaryDirectory(dir=folder) as made:
        tree = Path(made)
        _copy(bundle, tree / "opt" / SLUG)
        (tree / "usr/bin").mkdir(parents=True)
        (tree / "usr/bin" / SLUG).symlink_to(f"/opt/{SLUG}/{SLUG}")
        share(tree / "usr/share")
        return _debian(tree, SLUG, "control.in", folder)


def debian_add_on(model: Path, slug: str, folder: Path) -> Path:
    """Make the package of the embedding model, which lies in the program's folder."""
    with tempfile.TemporaryDirectory(dir=folder) as made:
        tree = Path(made)
        _copy(model, tree / "opt" / SLUG)
        return _debian(tree, slug, "control-documents.in", folder)


def archive(bundle: Path, folder: Path) -> Path:
    """Make what runs on every distribution from where it is unpacked. Returns its file."""
    name = f"{SLUG}-{version()}-linux-{machine()}"
    made = folder / f"{name}.tar.xz"
    tree = folder / "tar"  # which the Flatpak's recipe reads
    shutil.rmtree(tree, ignore_errors=True)
    _copy(bundle, tree / "program")
    share(tree / "share")
    shutil.copy(ROOT / "LICENSE", tree)
    owner = ["--owner=root:0", "--group=root:0", "--sort=name", "--transform", f"s,^tar,{name},"]
    environment = {**os.environ, "XZ_OPT": "-6 -T0"}
    _run(["tar", "-C", folder, *owner, "-cJf", made, "tar"], environment)
    return made


def app_dir(bundle: Path, folder: Path) -> Path:
    """Make the folder that AppImage's tool makes one file of. Returns the folder."""
    made = folder / f"{SLUG}.AppDir"
    shutil.rmtree(made, ignore_errors=True)
    _copy(bundle, made / "usr/lib" / SLUG)
    share(made / "usr/share")
    shutil.copy(LINUX / "apprun.sh", made / "AppRun")
    shutil.copy(LINUX / DESKTOP, made)
    shutil.copy(ROOT / "resources/icons/app.svg", made / f"{SLUG}.svg")
    (made / ".DirIcon").symlink_to(f"{SLUG}.svg")
    return made


def share(folder: Path) -> None:
    """Put what desktops read into a folder `share`."""
    icons = folder / "icons/hicolor"
    for size in sorted((PACKAGING / "icons/png").glob("*.png")):
        _place(size, icons / f"{size.stem}x{size.stem}/apps" / f"{SLUG}.png")
    _place(ROOT / "resources/icons/app.svg", icons / "scalable/apps" / f"{SLUG}.svg")
    symbolic = icons / "symbolic/apps" / f"{SLUG}-symbolic.svg"
    _place(ROOT / "resources/icons/tray-on.svg", symbolic)
    _place(LINUX / DESKTOP, folder / "applications" / DESKTOP)
    (folder / "metainfo").mkdir(parents=True)
    (folder / "metainfo" / METAINFO).write_text(metainfo(), encoding="utf-8")


def metainfo() -> str:
    """Return what software centres show."""
    text = (LINUX / f"{METAINFO}.in").read_text(encoding="utf-8")
    return text.replace("@VERSION@", version()).replace("@DATE@", _today().isoformat())


def control(name: str, size: int, glibc: str) -> str:
    """Return the description of a package of so many bytes."""
    text = (LINUX / name).read_text(encoding="utf-8")
    values = {
        "VERSION": debian_version(version()),
        "ARCHITECTURE": _ARCHITECTURES.get(machine(), machine()),
        "SIZE_KB": str(-(-size // 1024)),
        "GLIBC": glibc,
        "SUMMARY": SUMMARY.partition(",")[0],
    }
    for key, value in values.items():
        text = text.replace(f"@{key}@", value)
    return text


def debian_name(slug: str) -> str:
    """Return how a package's file is called."""
    architecture = _ARCHITECTURES.get(machine(), machine())
    return f"{slug}_{debian_version(version())}_{architecture}.deb"


def debian_version(python: str) -> str:
    """Return a version as Debian orders it: `0.2.0rc1` comes before `0.2.0` → `0.2.0~rc1`."""
    return re.sub(r"\.?(a|b|rc|dev)(\d+)", r"~\1\2", python)


def needed_glibc(folder: Path) -> str:
    """Return the newest version of the C library that a program or library in a folder names."""
    newest = 0
    for file in folder.rglob("*"):
        if file.is_file() and not file.is_symlink():
            data = file.read_bytes()
            if data.startswith(b"\x7fELF"):
                found = re.findall(rb"\0GLIBC_2\.(\d+)(?=\0)", data)
                newest = max([newest, *map(int, found)])
    return f"2.{newest}"


def _debian(tree: Path, slug: str, description: str, folder: Path) -> Path:
    _write(tree / "usr/share/doc" / slug / "copyright", _COPYRIGHT)
    files = sorted(file for file in tree.rglob("*") if file.is_file() and not file.is_symlink())
    size = sum(file.stat().st_size for file in files)
    _write(tree / "DEBIAN/control", control(description, size, needed_glibc(tree)))
    _write(tree / "DEBIAN/md5sums", "".join(_md5_line(file, tree) for file in files))
    made = folder / debian_name(slug)
    tree.chmod(0o755)
    _run(["dpkg-deb", "--root-owner-group", "-Zxz", "--build", tree, made])
    return made


def _md5_line(file: Path, tree: Path) -> str:
    digest = hashlib.md5(file.read_bytes(), usedforsecurity=False).hexdigest()  # dpkg's own form
    return f"{digest}  {file.relative_to(tree)}\n"


def _copy(source: Path, target: Path) -> None:
    """Copy a folder as the packages want it: symbolic links stay, everybody may read."""
    shutil.copytree(source, target, symlinks=True)
    _run(["chmod", "-R", "u=rwX,go=rX", target])


def _place(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def _today() -> datetime.date:
    """Return the day of the build; a build that is to be repeated says it (SOURCE_DATE_EPOCH)."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    now = datetime.datetime.now(datetime.timezone.utc)
    return (datetime.datetime.fromtimestamp(int(epoch), now.tzinfo) if epoch else now).date()


def _run(command: list[str | Path], environment: dict[str, str] | None = None) -> None:
    done = subprocess.run([str(part) for part in command], env=environment, check=False)
    if done.returncode != 0:
        raise SystemExit(f"{command[0]} failed, see above.")
