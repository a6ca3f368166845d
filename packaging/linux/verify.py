"""Installs the package in bare systems, runs it, removes it, and looks at what is left. As root.

Every system is a debootstrap of its own, kept between runs, copied for each. Mounts are made in a
namespace that ends with the commands. Standard library only.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from product import ROOT, SLUG

sys.path.insert(0, str(ROOT))
from scripts import dev

SYSTEMS = {"bookworm": "Debian 12", "trixie": "Debian 13"}
MIRROR = "http://deb.debian.org/debian"
_NEEDED = {"debootstrap": "debootstrap", "Xvfb": "xvfb", "unshare": "util-linux"}

_INTO = """\
set -e
mount -t proc proc "$1/proc"
mount -t tmpfs tmpfs "$1/dev"
mkdir "$1/dev/shm"
for name in null zero full random urandom tty; do
    touch "$1/dev/$name"; mount --bind "/dev/$name" "$1/dev/$name"
done
ln -s /proc/self/fd "$1/dev/fd"
exec chroot "$1" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 \
    DEBIAN_FRONTEND=noninteractive bash -e /verify.sh
"""

_INSIDE = f"""\
everything() {{ find / -xdev \\( -path /proc -o -path /dev -o -path /tmp \\) -prune -o -print; }}
as_user() {{ setpriv --reuid=1000 --regid=1000 --clear-groups env HOME=/home/user "$@"; }}
useradd -m user
apt-get -q=2 update
everything | grep {SLUG} && exit 1
apt-get -q=2 -o Dpkg::Use-Pty=0 install --no-install-recommends -y /package.deb >/apt.log 2>&1 || {{
    cat /apt.log; exit 1
}}
echo "== installed, $(grep -c ^Unpacking /apt.log) packages"
cd /home/user
echo "== offscreen"
as_user {SLUG} --smoke
apt-get -q=2 -o Dpkg::Use-Pty=0 install --no-install-recommends -y xvfb xauth >/apt.log 2>&1
echo "== Xvfb"
as_user xvfb-run -a -s "-screen 0 1440x900x24" {SLUG} --smoke >/smoke.log || {{
    cat /smoke.log; exit 1
}}
cat /smoke.log
grep -q "(xcb)" /smoke.log
apt-get -q=2 -o Dpkg::Use-Pty=0 purge -y {SLUG} >/apt.log 2>&1
rm -r /home/user
left=$(everything | grep {SLUG} || true)
test -z "$left" || {{ echo "left behind: $left"; exit 1; }}
dpkg-query -W {SLUG} 2>/dev/null && exit 1
echo "== purged, nothing is left"
"""


def verify(package: Path, folder: Path) -> int:
    """Verify a package in every system, and its bundle against the lab; 0 when all is well."""
    if os.geteuid() != 0:
        return dev.stop("verify makes systems of its own, which only root can.")
    missing = [name for program, name in _NEEDED.items() if not shutil.which(program)]
    if missing:
        dev.apt_install(missing)
    dev.prepare(dev=True)
    results = {name: _verified(suite, package, folder) for suite, name in SYSTEMS.items()}
    charting = [dev.PYTHON, Path(__file__).with_name("charting.py"), folder / SLUG / SLUG]
    results["the bundle and the lab"] = dev.call([*charting, folder / "charting.png"]) == 0
    for name, is_well in results.items():
        print(f"{name}: {'ok' if is_well else 'FAILED'}")
    return 0 if all(results.values()) else 1


def _verified(suite: str, package: Path, folder: Path) -> bool:
    """Install, run and remove the package in one system."""
    started = time.monotonic()
    bare, copy = folder / f"bare-{suite}", folder / f"verified-{suite}"
    print(f"== {SYSTEMS[suite]}", flush=True)
    if not bare.exists() and not _bootstrap(suite, bare):
        return False
    shutil.rmtree(copy, ignore_errors=True)
    try:
        subprocess.run(["cp", "-a", bare, copy], check=True)
        shutil.copy(package, copy / "package.deb")
        shutil.copy("/etc/resolv.conf", copy / "etc/resolv.conf")
        (copy / "verify.sh").write_text(_INSIDE, encoding="utf-8")
        namespace = ["unshare", "--mount", "--propagation", "private", "--pid", "--kill-child"]
        status = dev.call([*namespace, "bash", "-c", _INTO, "bash", copy])
    finally:
        shutil.rmtree(copy, ignore_errors=True)
    print(f"== {SYSTEMS[suite]}: {time.monotonic() - started:.0f} s", flush=True)
    return status == 0


def _bootstrap(suite: str, bare: Path) -> bool:
    """Make a bare system; one that is not whole is not kept."""
    made = bare.with_name(f"{bare.name}-half")
    shutil.rmtree(made, ignore_errors=True)
    status = dev.call(["debootstrap", "--variant=minbase", suite, made, MIRROR], quiet=True)
    if status == 0:
        made.rename(bare)
    return status == 0
