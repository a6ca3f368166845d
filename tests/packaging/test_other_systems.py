"""What packages the program for Windows and macOS, as far as it can be checked on Linux."""

from __future__ import annotations

import io
import os
import plistlib
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from PIL import Image
from PySide6.QtGui import QGuiApplication

from app import APP_NAME, APP_SLUG
from app.core.invocation import HIDDEN
from app.core.links import SCHEME
from app.hosts.discovery.services import SSH, WORKSTATION
from app.look.languages import LANGUAGES
from app.services.desktop import autostart
from scripts import dev
from tests.packaging_modules import PACKAGING, module, need

NSI = (PACKAGING / "windows/installer.nsi").read_text(encoding="utf-8")
SHADES = 6
"""By how much a pixel may be off where another version of Qt smooths edges."""


def picture(path: Path) -> Image.Image:
    return Image.open(io.BytesIO(path.read_bytes()))


def same_picture(one: Image.Image, other: Image.Image) -> bool:
    pixels = zip(one.convert("RGBA").tobytes(), other.convert("RGBA").tobytes(), strict=True)
    return one.size == other.size and all(abs(a - b) <= SHADES for a, b in pixels)


def test_icons_are_those_that_their_svg_makes(qapp: QGuiApplication) -> None:
    make = module("icons/make.py")
    icons = PACKAGING / "icons"
    for size in make.LINUX_SIZES:
        drawn = Image.open(io.BytesIO(make.png(make.picture(size))))
        assert same_picture(picture(icons / f"png/{size}.png"), drawn), size
    for state in make.STATES:
        kept = make.RESOURCES / f"tray-{state}.svg"
        assert kept.read_text(encoding="utf-8") == make.symbolic(state)
    windows = picture(icons / "app.ico")
    assert windows.info["sizes"] == {(size, size) for size in make.WINDOWS_SIZES}
    macos = picture(icons / "app.icns")
    assert {size * scale for size, _, scale in macos.info["sizes"]} >= {32, 128, 256, 512, 1024}
    assert same_picture(picture(icons / "wizard.bmp"), Image.open(io.BytesIO(make.wizard())))


def test_info_plist_asks_for_what_the_program_does() -> None:
    text = (PACKAGING / "macos/Info.plist.in").read_text(encoding="utf-8")
    plist = plistlib.loads(text.replace("@VERSION@", "1.2.3").encode())
    assert plist["CFBundleDisplayName"] == APP_NAME
    assert plist["CFBundleVersion"] == plist["CFBundleShortVersionString"] == "1.2.3"
    assert plist["LSUIElement"] is False
    assert plist["NSLocalNetworkUsageDescription"]
    browsed = {name.removesuffix(".local.") for name in (SSH, WORKSTATION)}
    assert set(plist["NSBonjourServices"]) == browsed
    schemes = [each["CFBundleURLSchemes"] for each in plist["CFBundleURLTypes"]]
    assert schemes == [[SCHEME]]
    apple = {code.replace("zh_CN", "zh-Hans") for code in LANGUAGES}
    assert set(plist["CFBundleLocalizations"]) == apple


def test_entitlements_grant_two_things_and_no_more() -> None:
    granted = plistlib.loads((PACKAGING / "macos/entitlements.plist").read_bytes())
    assert granted == {
        "com.apple.security.cs.allow-unsigned-executable-memory": True,
        "com.apple.security.automation.apple-events": True,
    }


@pytest.mark.skipif(sys.platform == "win32", reason="bash")
def test_scripts_of_macos_are_clean_and_do_nothing_without_secrets(tmp_path: Path) -> None:
    scripts = sorted((PACKAGING / "macos").glob("*.sh"))
    assert [each.name for each in scripts] == ["dmg.sh", "keychain.sh", "notarise.sh", "sign.sh"]
    for script in scripts:
        assert os.access(script, os.X_OK)
    for name in ("keychain.sh", "notarise.sh", "sign.sh"):
        said = subprocess.run(
            [PACKAGING / "macos" / name, tmp_path / "Nothing.app"],
            env={"PATH": os.environ["PATH"]},
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        )
        assert said.stdout.startswith("No MACOS_"), name
    need("shellcheck")
    subprocess.run(["shellcheck", *scripts], check=True, timeout=60)


@pytest.mark.skipif(sys.platform == "win32", reason="bash")
def test_certificate_that_cannot_sign_stops_the_release(tmp_path: Path) -> None:
    for name in ("security", "openssl"):
        tool = tmp_path / name
        tool.write_text("#!/bin/sh\n")  # finds no identity
        tool.chmod(0o755)
    environment = {"PATH": f"{tmp_path}:{os.environ['PATH']}", "RUNNER_TEMP": str(tmp_path)}
    environment |= {"MACOS_CERTIFICATE": "AAAA", "MACOS_CERTIFICATE_PASSWORD": "of nobody"}
    environment["GITHUB_ENV"] = str(tmp_path / "told")
    command = [PACKAGING / "macos/keychain.sh"]
    done = subprocess.run(command, env=environment, capture_output=True, check=False, timeout=60)
    assert done.returncode == 1
    assert not (tmp_path / "told").exists()
    assert not (tmp_path / "certificate.p12").exists()


APPLE_TOOL = """\
#!/bin/sh
echo "$(basename "$0") $*" >>"$SEEN"
if [ "$2" = submit ]; then printf '  id: 0-1\\n  status: %s\\n' "$ANSWER"; fi
"""
"""Stands in for Apple's tools: writes down how it was called; the notary gives its answer."""


@pytest.mark.skipif(sys.platform == "win32", reason="bash")
@pytest.mark.parametrize("answer", ["Accepted", "Invalid"])
def test_disk_image_is_signed_inside_out_and_only_made_of_what_was_accepted(
    answer: str, tmp_path: Path
) -> None:
    tools, app = tmp_path / "tools", tmp_path / "Our App.app"
    tools.mkdir()
    for name in ("codesign", "xcrun", "ditto", "hdiutil", "file"):
        tool = tools / name
        tool.write_text(APPLE_TOOL if name != "file" else "#!/bin/sh\necho Mach-O\n")
        tool.chmod(0o755)
    library = app / "Contents/Frameworks/Qt.framework/a library.dylib"
    library.parent.mkdir(parents=True)
    library.touch()
    environment = {
        "PATH": f"{tools}:{os.environ['PATH']}",
        "SEEN": str(tmp_path / "seen"),
        "ANSWER": answer,
        "MACOS_SIGN_IDENTITY": "us",
        **{f"NOTARY_{each}": "secret-path" for each in ("KEY_FILE", "KEY_ID", "ISSUER")},
    }
    image = tmp_path / "made.dmg"
    command = [PACKAGING / "macos/dmg.sh", app, image]
    done = subprocess.run(command, env=environment, capture_output=True, check=False, timeout=60)
    seen = (tmp_path / "seen").read_text().splitlines()
    signed = [line.split(f"{tmp_path}/")[1] for line in seen if "codesign --force" in line]
    inside_out = [str(each.relative_to(tmp_path)) for each in (library, library.parent, app)]
    if answer == "Accepted":
        assert done.returncode == 0
        assert signed == [*inside_out, image.name]
        assert [line.split()[1:3] for line in seen if "stapler" in line] == [
            ["stapler", "staple"]
        ] * 2
    else:
        assert done.returncode == 1
        assert signed == inside_out
        assert not any(line.startswith("hdiutil") for line in seen)
        assert any(line.startswith("xcrun notarytool log 0-1") for line in seen)


def test_installer_of_windows_compiles_without_a_warning(tmp_path: Path) -> None:
    need("makensis")
    bundle = tmp_path / "bundle"
    (bundle / "_internal").mkdir(parents=True)
    for name in (f"{APP_SLUG}.exe", f"{APP_SLUG}w.exe", "_internal/python3.dll"):
        (bundle / name).write_bytes(b"MZ")
    made = module("installers.py").windows_installer(bundle, tmp_path)
    assert made.name.endswith("-setup.exe")
    assert made.read_bytes()[:2] == b"MZ"


def test_installer_of_windows_needs_no_rights_and_leaves_nothing() -> None:
    assert "RequestExecutionLevel user" in NSI
    assert not re.search(r"\bHK(LM|CR|U|CC)\b|HKEY_|SHCTX", NSI)
    removed = NSI[NSI.index('Section "un.') :]
    for key in re.findall(r'WriteReg\w+ HKCU "(\$\{\w+\})', NSI):
        assert f'DeleteRegKey HKCU "{key}"' in removed or f'DeleteRegValue HKCU "{key}"' in removed
    for link in re.findall(r'CreateShortcut "([^"]+)"', NSI):
        assert f'Delete "{link}"' in removed
    # Whatever else is in the folder that was chosen stays.
    assert '/r "$INSTDIR"' not in NSI


def test_installer_of_windows_starts_the_program_as_its_own_setting_does() -> None:
    assert f'!define SLUG "{APP_SLUG}"' in NSI
    assert f'!define RUN_KEY "{autostart.RUN_KEY}"' in NSI
    assert f'!define APPROVED_KEY "{autostart.APPROVED_KEY}"' in NSI
    assert f"\\${{WINDOW_EXE}}\" {HIDDEN}'" in NSI
    assert f'"Software\\Classes\\{SCHEME}"' in NSI


def test_installer_of_windows_speaks_the_languages_of_the_program() -> None:
    spoken = {"en": "English", "de": "German", "zh_CN": "SimpChinese"}
    assert set(spoken) == set(LANGUAGES)
    assert re.findall(r'MUI_LANGUAGE "(\w+)"', NSI) == list(spoken.values())


@pytest.mark.parametrize(
    ("version", "four"),
    [("0.1.0", "0.1.0.0"), ("1.2.3rc4", "1.2.3.0"), ("2.0", "2.0.0.0"), ("1.2.3.dev5", "1.2.3.0")],
)
def test_windows_gets_four_numbers_of_any_version(
    version: str, four: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    installers = module("installers.py")
    monkeypatch.setattr(installers, "version", lambda: version)
    assert installers.four_numbers(".") == four


def test_windows_is_told_the_version(tmp_path: Path) -> None:
    written = module("installers.py").write_version_info(tmp_path).read_text(encoding="utf-8")
    structures = (
        "VSVersionInfo FixedFileInfo StringFileInfo StringTable StringStruct VarFileInfo VarStruct"
    )
    strings: dict[str, str] = {}
    names: dict[str, Any] = dict.fromkeys(structures.split(), lambda *given, **named: named)
    names["StringStruct"] = strings.setdefault
    fixed = eval(written, names)["ffi"]
    assert strings["ProductVersion"] == ".".join(map(str, fixed["filevers"][:3]))
    assert strings["ProductName"] == APP_NAME
    assert "@" not in written


def steps() -> list[dict[str, Any]]:
    jobs = workflow()["jobs"]
    return [step for job in jobs.values() for step in job["steps"]]


def workflow() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load(
        (PACKAGING / "ci/release.yml").read_text(encoding="utf-8")
    )
    return read


def test_release_builds_on_every_system_and_pins_what_it_uses() -> None:
    rows = workflow()["jobs"]["build"]["strategy"]["matrix"]["include"]
    assert {row["name"] for row in rows} == {
        "linux-x86_64", "linux-arm64", "windows-x86_64", "macos-arm64", "macos-x86_64",
    }  # fmt: skip
    for step in steps():
        if "uses" in step:
            assert re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}", step["uses"])
    # A secret reaches a program in its environment, never on a command line.
    assert not any("secrets." in step.get("run", "") for step in steps())


def test_release_calls_what_there_is() -> None:
    commands = module("build.py").COMMANDS
    lines = "\n".join(step.get("run", "") for step in steps())
    called = set(re.findall(r"packaging/build\.py (\w+)", lines))
    for row in workflow()["jobs"]["build"]["strategy"]["matrix"]["include"]:
        called |= set(row["targets"].split())
    assert called <= set(commands)
    for script in re.findall(r"(?:scripts|packaging)/\S+\.(?:py|sh)", lines):
        assert (PACKAGING.parent / script).is_file(), script
    for package in {**dev.QT_LIBRARIES, **dev.WINDOW_LIBRARIES}.values():
        assert package in lines.split(), package
