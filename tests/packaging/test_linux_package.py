"""What Linux is given: complete, valid, and nothing of it but what is needed."""

from __future__ import annotations

import os
import pkgutil
import re
import struct
import subprocess
import sys
import tarfile
import tomllib
from importlib import metadata
from pathlib import Path
from xml.etree import ElementTree

import pytest
import yaml

import app
from app import APP_NAME, APP_SLUG, __version__
from app.core.links import SCHEME
from app.services.documents.extracting.run import CHILD
from scripts import dev
from tests.packaging_modules import PACKAGING, module, need

ROOT = PACKAGING.parent
contents = module("contents.py")
product = module("product.py")
build = module("build.py")
package = module("linux/package.py")
icu = module("linux/icu.py")
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="made on Linux")


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    """A program that says how it was started, in the place of the real one."""
    folder = tmp_path / "synthetic_bundle"
    (folder / "_internal").mkdir(parents=True)
    program = folder / APP_SLUG
    program.write_text('#!/bin/sh\necho "started with $*"\n')
    program.chmod(0o700)
    (folder / "_internal/one.so").write_bytes(b"\x7fELF\0GLIBC_2.4\0GLIBC_2.34\0GLIBC_2.17\0")
    (folder / "_internal/link.so").symlink_to("one.so")
    return folder


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


def test_bundle_has_every_module() -> None:
    there = {each.name for each in pkgutil.walk_packages(app.__path__, "app.")}
    assert {f"app.panes.{name}" for name in ("chat", "settings", "welcome")} <= there
    assert set(contents.modules()) == there | {"app"}


def test_bundle_and_wheel_have_every_resource() -> None:
    there = {each.name for each in (ROOT / "resources").iterdir()} - {"screenshots"}
    assert set(product.RESOURCES) == there
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wheel = project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    assert {source.removeprefix("resources/") for source in wheel} == there


def test_bundle_leaves_out_nothing_that_the_app_imports() -> None:
    left_out = contents.excluded_modules()
    importing = re.compile(rf"^\s*(?:from|import) ({'|'.join(map(re.escape, left_out))})\b", re.M)
    found = {
        (str(file.relative_to(ROOT)), name)
        for file in (ROOT / "app").rglob("*.py")
        for name in importing.findall(file.read_text(encoding="utf-8"))
    }
    expected = {
        ("app/workers/wake.py", "PySide6.QtNetwork"),  # on other systems
        ("app/services/documents/stores/milvus_store.py", "pymilvus"),  # an extra
    }
    assert found <= expected


_ASK = """
import sys


class LeftOut:
    def find_spec(self, name, path=None, target=None):
        if any(name == each or name.startswith(each + ".") for each in sys.argv[1:]):
            raise ModuleNotFoundError(name)


sys.meta_path.insert(0, LeftOut())
from app.core.cancel import Cancel
from app.services.serving.answers import Turn
from app.services.serving.completion_errors import AskFailed
from app.services.serving.completions import ChatClient, LocalAddress

with ChatClient(LocalAddress("http://127.0.0.1:9/v1")) as client:
    try:
        client.ask("any", (Turn("user", "hello"),), Cancel(), print)
    except AskFailed as error:
        print(error.message)
"""


def test_models_are_asked_without_what_the_bundle_leaves_out() -> None:
    left_out = [name for name in contents.excluded_modules() if name.startswith("openai.")]
    assert "openai.resources" in left_out, "3 MB"
    done = subprocess.run(
        [sys.executable, "-c", _ASK, *left_out],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert "cannot be reached" in done.stdout, done.stderr


_TELL = """
import importlib.util, sys

spec = importlib.util.find_spec("shiboken6")
root = sys.modules["shiboken6"] = importlib.util.module_from_spec(spec)
root.__file__ = sys.argv[1] + "/__init__.py"
exec(compile(open(spec.origin).read(), spec.origin, "exec"), vars(root))
from PySide6.QtCore import QObject

print(sys.modules["shibokensupport.signature.loader"].__file__)
QObject(1, 2)
"""


def test_bundle_has_what_pyside_would_compile_in_each_start(tmp_path: Path) -> None:
    for name, source, _kind in contents.compiled_support(tmp_path / "made"):
        target = tmp_path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(Path(source).read_bytes())
    root = tmp_path / "shiboken6"
    done = subprocess.run(
        [sys.executable, "-c", _TELL, root], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.stdout.strip().startswith(f"{root}/files.dir/"), done.stderr
    assert "QObject() takes at most 1 argument" in done.stderr, "what is wrong is still told"


@pytest.mark.parametrize(
    ("name", "is_unused"),
    [
        ("PySide6/Qt/plugins/platforms/libqxcb.so", False),
        ("PySide6/Qt/plugins/platforms/libqwayland.so", False),
        ("PySide6/Qt/plugins/platforms/libqoffscreen.so", False),
        ("PySide6/Qt/plugins/platformthemes/libqxdgdesktopportal.so", False),
        ("PySide6/Qt/plugins/platformthemes/libqgtk3.so", True),
        ("PySide6/Qt/plugins/networkinformation/libqglib.so", True),
        ("PySide6\\plugins\\networkinformation\\qnetworklistmanager.dll", False),
        ("PySide6\\plugins\\platforms\\qwindows.dll", False),
        ("PySide6/Qt/plugins/imageformats/libqwebp.so", False),
        ("PySide6/Qt/plugins/imageformats/libqtiff.so", True),
        ("PySide6/Qt/lib/libQt6Qml.so.6", True),
        ("PySide6/Qt/translations/qtbase_fr.qm", True),
        ("PySide6/Qt/translations/qtbase_de.qm", False),
        ("libstdc++.so.6", True),
        ("libglib-2.0.so.0", True),
        ("libxcb-cursor.so.0", False),
        ("numpy/tests/test_all.py", True),
        ("app/resources/agent/__pycache__/agent.cpython-311.pyc", True),
        ("app/resources/translations/app_de.ts", True),
        ("app/resources/translations/app_de.qm", False),
    ],
)
def test_bundle_leaves_out_what_nobody_needs(name: str, is_unused: bool) -> None:
    assert contents.is_unused(name) is is_unused


def test_libraries_go_with_those_that_need_them() -> None:
    need("readelf")
    folder = Path(str(metadata.distribution("PySide6-Essentials").locate_file("PySide6/Qt")))
    libraries = ("libQt6XcbQpa.so.6", "libQt6Gui.so.6", "libQt6Core.so.6", "libQt6Sql.so.6")
    files = [f"lib/{name}" for name in libraries]
    files.append("plugins/platforms/libqxcb.so")
    entries = [(f"PySide6/Qt/{name}", str(folder / name), "BINARY") for name in files]
    entries.append(("libQt6Sql.so.6", "PySide6/Qt/lib/libQt6Sql.so.6", "SYMLINK"))
    entries.append(("libpython3.11.so.1.0", str(folder / files[0]), "BINARY"))
    kept = [name for name, _, _ in contents.without_orphans(entries)]
    assert kept == [name for name, _, _ in entries if "Qt6Sql" not in name]


def test_icu_keeps_what_holds_for_all_and_the_languages_of_the_program() -> None:
    items = {
        "icudt73l/coll/de.res": b"1" * 17,
        "icudt73l/coll/fr.res": b"2" * 40,
        "icudt73l/coll/ucadata.icu": b"3" * 32,
        "icudt73l/curr/de.res": b"4",
        "icudt73l/ibm-37_P100-1995.cnv": b"5",
        "icudt73l/root.res": b"6" * 5,
        "icudt73l/zh_Hant.res": b"7",
    }
    small = icu.trimmed(synthetic_icu_data(items))
    kept = dict(icu.items(small))
    assert {name.removeprefix("icudt73l/") for name in kept} == {
        "coll/de.res", "coll/ucadata.icu", "root.res", "zh_Hant.res",
    }  # fmt: skip
    assert all(kept[name].rstrip(b"\0") == items[name] for name in kept)


def synthetic_icu_data(items: dict[str, bytes]) -> bytes:
    """Make a package as ICU describes it: header, table, names, items on boundaries of 16."""
    header = struct.pack("<H", 32).ljust(32, b"\0")
    names = b"".join(name.encode() + b"\0" for name in items)
    table = 4 + 8 * len(items)
    names += b"\0" * (-(table + len(names)) % 16)
    entries, data, at = struct.pack("<I", len(items)), b"", table
    for name, item in items.items():
        entries += struct.pack("<II", at, table + len(names) + len(data))
        at += len(name) + 1
        data += item + b"\0" * (-len(item) % 16)
    return header + entries + names + data


def test_programs_that_are_opened_inherit_nothing_of_the_loader(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    entry = module("entry.py")
    monkeypatch.setenv("LD_LIBRARY_PATH", "/opt/own/_internal:/home/user/lib")
    monkeypatch.setenv("LD_LIBRARY_PATH_ORIG", "/home/user/lib")
    monkeypatch.setenv("QT_PLUGIN_PATH", "/opt/own/plugins")
    monkeypatch.setenv("_PYI_PARENT_PROCESS_LEVEL", "1")
    entry.give_environment_back()
    assert os.environ["LD_LIBRARY_PATH"] == "/home/user/lib"
    assert not {"LD_LIBRARY_PATH_ORIG", "QT_PLUGIN_PATH", "_PYI_PARENT_PROCESS_LEVEL"} & set(
        os.environ
    )
    monkeypatch.setenv("LD_LIBRARY_PATH", "/opt/own/_internal")
    entry.give_environment_back()
    assert "LD_LIBRARY_PATH" not in os.environ


def test_installed_program_trusts_whom_the_system_trusts(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    entry = module("entry.py")
    there = tmp_path / "ca-bundle.crt"
    there.touch()
    monkeypatch.setattr(entry, "CERTIFICATES", (str(tmp_path / "none.crt"), str(there)))
    monkeypatch.delenv("SSL_CERT_DIR", raising=False)
    monkeypatch.setenv("SSL_CERT_FILE", "/home/user/own.crt")
    entry.trust_as_the_system_does()
    assert os.environ["SSL_CERT_FILE"] == "/home/user/own.crt"
    monkeypatch.delenv("SSL_CERT_FILE")
    entry.trust_as_the_system_does()
    assert os.environ["SSL_CERT_FILE"] == str(there)


def test_installed_program_reads_documents_as_the_app_asks_it_to() -> None:
    assert module("entry.py").READER == ["-m", CHILD]


def test_debian_package_says_and_holds_what_it_should(bundle: Path, out: Path) -> None:
    made = package.debian_package(bundle, out)
    told = subprocess.check_output(["dpkg-deb", "--field", made], text=True)
    fields = dict(re.findall(r"^([\w-]+): (.*)$", told, re.M))
    assert made.name == f"{APP_SLUG}_{__version__}_{fields['Architecture']}.deb"
    assert (fields["Package"], fields["Version"]) == (APP_SLUG, __version__)
    assert "libc6 (>= 2.34)" in fields["Depends"]
    listed = subprocess.check_output(["dpkg-deb", "--contents", made], text=True)
    files = {line.split(maxsplit=5)[5]: line.split()[:2] for line in listed.splitlines()}
    assert files[f"./opt/{APP_SLUG}/{APP_SLUG}"] == ["-rwxr-xr-x", "root/root"]
    assert f"./usr/bin/{APP_SLUG} -> /opt/{APP_SLUG}/{APP_SLUG}" in files
    assert f"./opt/{APP_SLUG}/_internal/link.so -> one.so" in files
    for path in (
        f"applications/{APP_SLUG}.desktop",
        f"metainfo/{APP_SLUG}.metainfo.xml",
        f"icons/hicolor/scalable/apps/{APP_SLUG}.svg",
        f"icons/hicolor/48x48/apps/{APP_SLUG}.png",
        f"doc/{APP_SLUG}/copyright",
    ):
        assert files[f"./usr/share/{path}"] == ["-rw-r--r--", "root/root"]
    assert not [each for each in out.iterdir() if each != made]


@pytest.mark.parametrize(
    ("python", "debian"),
    [("0.1.0", "0.1.0"), ("1.2.0rc1", "1.2.0~rc1"), ("1.0b2", "1.0~b2"), ("1.0.dev3", "1.0~dev3")],
)
def test_debian_orders_what_comes_before_a_release(python: str, debian: str) -> None:
    assert package.debian_version(python) == debian


def test_archive_and_app_dir_run_from_where_they_are(bundle: Path, out: Path) -> None:
    with tarfile.open(package.archive(bundle, out)) as archive:
        archive.extractall(out, filter="data")
    (unpacked,) = [each for each in out.iterdir() if each.name.startswith(f"{APP_SLUG}-")
                   and each.is_dir()]  # fmt: skip
    assert (unpacked / "share/applications" / package.DESKTOP).exists()
    programs = (unpacked / "program" / APP_SLUG, package.app_dir(bundle, out) / "AppRun")
    for program in programs:
        answer = subprocess.check_output([program, "nodes", "--json"], text=True)
        assert answer == "started with nodes --json\n"


def test_no_system_gets_the_bundle_of_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    with pytest.raises(SystemExit, match="a bundle of Linux, there"):
        build.COMMANDS["deb"]()


def test_sums_are_of_what_is_handed_out(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(product.OUT_VARIABLE, str(out))
    monkeypatch.setattr(build.package, "archive", lambda _bundle, made: (made / "a.xz").touch())
    monkeypatch.setattr(build, "_fresh_bundle", lambda _system: out)
    (out / "charting.png").touch()
    assert build.COMMANDS["tar"]() == 0
    lines = (out / "SHA256SUMS").read_text().splitlines()
    assert [line.split()[1] for line in lines] == ["a.xz"]


def test_program_that_a_signal_ended_has_failed() -> None:
    assert dev.call([sys.executable, "-c", "import os; os.kill(os.getpid(), 9)"]) == 137


def test_desktops_understand_what_they_are_told(tmp_path: Path) -> None:
    metainfo = tmp_path / package.METAINFO
    metainfo.write_text(package.metainfo(), encoding="utf-8")
    read = ElementTree.parse(metainfo)
    assert read.findtext("name") == APP_NAME
    assert read.findtext("launchable") == package.DESKTOP
    (release,) = read.iter("release")
    assert release.get("version") == __version__
    flatpak = yaml.safe_load((PACKAGING / f"linux/{read.findtext('id')}.yml").read_text())
    assert flatpak["id"] == read.findtext("id")
    entry = (PACKAGING / "linux" / package.DESKTOP).read_text(encoding="utf-8")
    assert f"MimeType=x-scheme-handler/{SCHEME};" in entry
    assert f"Exec={APP_SLUG} %u" in entry
    need("desktop-file-validate")
    subprocess.run(["desktop-file-validate", PACKAGING / "linux" / package.DESKTOP], check=True)
    need("appstreamcli")
    subprocess.run(["appstreamcli", "validate", "--no-net", metainfo], check=True)
