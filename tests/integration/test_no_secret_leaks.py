"""Nothing that outlives a question ever holds the answer: a whole run is searched for it.

Logs at debug level, also before their filter; every file of the profile, the home, the node and
its server; the arguments and environment of every process, sampled while it runs; the text of every
error, its traceback included.
"""

from __future__ import annotations

import contextlib
import json
import logging
import secrets
import socket
import subprocess
import sys
import threading
import traceback
from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.core.audit import AuditLog
from app.core.cancel import Cancel
from app.core.errors import AuthenticationFailed, CommandCenterError
from app.core.log import MASK, start_logging
from app.core.paths import user_paths
from app.core.settings import SettingsStore
from app.hosts.known_hosts import KnownHosts
from app.hosts.nodes import NodeBook
from app.hosts.secrets import SecretKind, SecretStore
from app.services.access.key_access import KeyAccess
from app.services.alerts.api import Target
from app.services.alerts.notify import KEPT_AS, address_of, owner_of, send
from app.services.alerts.settings import AlertSettings
from app.services.containers.accounts import keep_account, load_accounts
from app.services.containers.image_api import Login
from app.services.history.export import write_csv
from app.services.history.happenings import Happenings
from app.services.history.store import HistoryStore
from app.services.processes.control import Ending, ProcessEnder
from app.services.telemetry.api import Reading
from app.services.telemetry.metrics import row_of
from app.services.telemetry.source_settings import (
    DashboardLogin,
    NodeSources,
    prometheus_place,
    save_sources,
)
from app.services.telemetry.sources import agent, dgx_dashboard
from app.services.telemetry.sources.kernel_log import read_message
from app.services.telemetry.watcher import PASSWORD
from app.services.telemetry.wire import sample_to_json
from app.transport.local import LocalSession
from app.transport.ssh.connect import Connector
from app.transport.ssh.session import SshSession
from scripts.lab.node import LabNode
from scripts.lab.registry import Registry
from tests.exporters import exporter
from tests.registry_fixtures import SECRET, USER, pulled
from tests.ssh_fixtures import Kept, ScriptedPrompter, connector, node_of
from tests.terminal import Terminal
from tests.waiting import wait_for
from tests.webhook import webhook

if TYPE_CHECKING:
    from app.services.containers.holder import EngineHolder

WRONG = 'certainly\\not\'the "password"'
NO_PASSWORDS = {"PasswordAuthentication": "no", "KbdInteractiveAuthentication": "no"}
OF_THE_LAB = {"password", "shadow"}
"""Files in which the lab itself keeps the password, or its hash."""
VERBOSE = """
import logging, sys
from app.core import log
start = log.start_logging
def start_verbose(*argv, **more):
    start(*argv, **more)
    for name in ("", "paramiko", "keyring"):
        logging.getLogger(name).setLevel(logging.DEBUG)
log.start_logging = start_verbose
from app.bootstrap import main
sys.exit(main(sys.argv[1:]))
"""


class Watch:
    """Everything that could hold a secret, collected while a test runs."""

    def __init__(self, *folders: Path) -> None:
        self._folders = folders
        self.texts: list[str] = []
        self._processes: set[bytes] = set()
        self._over = threading.Event()
        self._sampler = threading.Thread(target=self._sample, daemon=True)

    def __enter__(self) -> Watch:
        self._sampler.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self._over.set()
        self._sampler.join(30)

    def error(self, error: BaseException) -> None:
        """Note all that an error says."""
        self.texts += [str(error), repr(error), *traceback.format_exception(error)]
        cause = error.__cause__ or error.__context__
        if cause is not None:
            self.error(cause)

    def holders(self, secret: str) -> list[str]:
        """Say where a secret was found, in any of its spellings."""
        escaped = json.dumps(secret)[1:-1]
        spelled = {secret, repr(secret)[1:-1], escaped, quote(secret, safe="")}
        needles = [each.encode() for each in spelled]
        found = [f"text: {text[:200]}" for text in self.texts if _holds(text.encode(), needles)]
        found += [f"process: {seen!r}" for seen in self._processes if _holds(seen, needles)]
        for folder in self._folders:
            for file in folder.rglob("*"):
                if file.is_file() and not file.is_symlink() and file.name not in OF_THE_LAB:
                    with contextlib.suppress(OSError):
                        if _holds(file.read_bytes(), needles):
                            found.append(f"file: {file}")
        return found

    def saw_process(self, argument: str) -> bool:
        """Tell whether the sampling saw a process with this argument."""
        return any(argument.encode() in seen for seen in self._processes)

    def _sample(self) -> None:
        while not self._over.wait(0.01):
            for folder in Path("/proc").glob("[0-9]*"):
                for name in ("cmdline", "environ"):
                    with contextlib.suppress(OSError):
                        self._processes.add((folder / name).read_bytes())


def _holds(data: bytes, needles: list[bytes]) -> bool:
    return any(needle in data for needle in needles)


@pytest.fixture
def watch(lab: LabNode, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> Iterator[Watch]:
    """Watch this test, with every logger at debug level."""
    before = (lab.home / ".ssh" / "authorized_keys").read_bytes()
    start_logging(user_paths().log_file)
    levels = {name: logging.getLogger(name).level for name in ("", "paramiko", "keyring")}
    for name in levels:
        logging.getLogger(name).setLevel(logging.DEBUG)
    with caplog.at_level(logging.DEBUG), Watch(tmp_path, lab.root) as watch:
        yield watch
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)
    (lab.home / ".ssh" / "authorized_keys").write_bytes(before)


PASSPHRASE = f"open it, {secrets.token_hex(8)}"
"""Of this run alone, and never in a command: other tests make their keys with ssh-keygen."""


@pytest.fixture
def encrypted(lab: LabNode, watch: Watch, tmp_path: Path) -> Path:
    """A key that may log in, encrypted with `PASSPHRASE`."""
    key = Ed25519PrivateKey.generate()
    file = tmp_path / "id_encrypted"
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.OpenSSH,
            serialization.BestAvailableEncryption(PASSPHRASE.encode()),
        )
    )
    public = key.public_key().public_bytes(
        serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH
    )
    with (lab.home / ".ssh" / "authorized_keys").open("ab") as authorized:
        authorized.write(public + b" ann\n")
    return file


def failing(watch: Watch, work: Callable[[], object]) -> None:
    """Do what must fail, and note everything that is said about it."""
    with pytest.raises(CommandCenterError) as caught:
        work()
    watch.error(caught.value)
    logging.getLogger("test").debug("failed", exc_info=caught.value)


def test_the_search_finds_a_secret_wherever_it_is(tmp_path: Path) -> None:
    (tmp_path / "notes").write_text(f"it is {quote(WRONG, safe='')}")
    with Watch(tmp_path) as watch:
        with subprocess.Popen(["sleep", "30"], env={"SYNTHETIC": WRONG}) as process:
            wait_for(lambda: watch.saw_process("SYNTHETIC"))
            process.kill()
        watch.error(ValueError(f"cannot use {WRONG!r}"))

    kinds = {holder.split(":")[0] for holder in watch.holders(WRONG)}
    assert kinds == {"file", "process", "text"}


def test_no_secret_is_left_by_a_whole_run_in_this_process(
    lab: LabNode, watch: Watch, encrypted: Path, caplog: pytest.LogCaptureFixture
) -> None:
    paths = user_paths()
    settings = SettingsStore(paths.settings)
    store = SecretStore(settings)
    prompter = ScriptedPrompter(
        answers={
            SecretKind.INTERACTIVE: [WRONG, lab.password],
            SecretKind.PASSWORD: [lab.password],
            SecretKind.PASSPHRASE: [WRONG, PASSPHRASE],
        },
        keep=True,  # no keyring answers here, so it is for this run only
    )
    how = Connector(KnownHosts(paths.known_hosts, also=()), prompter, store, use_agent=False)
    node = node_of(lab)
    NodeBook(settings).save(node)

    def open_session(**changes: str) -> SshSession:
        return how.open(replace(node, **changes), Cancel())

    open_session(identity_file=str(encrypted)).close()
    wrong = replace(how, prompter=ScriptedPrompter(answers={SecretKind.INTERACTIVE: [WRONG] * 3}))
    failing(watch, lambda: wrong.open(node, Cancel()))

    session = open_session()
    watch.texts += [repr(how), repr(prompter.asked), str(vars(store).keys())]
    access = KeyAccess(paths, replace(how, only_key=True).open, store)
    lab.sshd_options = {"PubkeyAuthentication": "no"}
    lab.stop_listening()
    lab.start_server()
    failing(watch, lambda: access.install(session, node, cancel=Cancel()))
    lab.sshd_options = {}
    lab.stop_listening()
    lab.start_server()
    change = access.install(session, node, cancel=Cancel())
    watch.texts.append(repr(change))
    lab.kill_sessions()
    failing(watch, lambda: access.plan(session, node))
    session.close()

    lab.sshd_options = NO_PASSWORDS
    lab.restart_server()
    with Kept(change.node, how) as kept:
        wait_for(lambda: kept.keeper.session)
        revoking = kept.keeper.session
        assert revoking is not None
        access.revoke(revoking, change.node, cancel=Cancel())
        watch.texts.append(repr(kept.statuses))
    failing(watch, lambda: open_session(identity_file=str(change.node.identity_file)))

    unfiltered = [record.getMessage() for record in caplog.records]
    assert any("paramiko" in record.name for record in caplog.records), "debug logs were written"
    assert paths.audit.exists()
    assert paths.log_file.stat().st_size > 1000
    watch.texts += unfiltered
    for secret in (lab.password, PASSPHRASE, WRONG):
        assert watch.holders(secret) == []


# WORKAROUND: apprise 2.2 imports `imghdr`, which Python 3.11 says will go.
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")
NOON = 1_790_000_000.0
API_KEY = f"key{secrets.token_hex(12)}"
WEBHOOK = f"hook{secrets.token_hex(12)}"
DASHBOARD = f"dash{secrets.token_hex(12)}"
TOKEN = f"token{secrets.token_hex(12)}"
EVENTS = b'data: {"TelemetryForGPUs": [{"power_draw_in_w": 12.0}]}\n\n'


def dashboard(sock: socket.socket, request: bytes) -> None:
    """Answer as the DGX Dashboard does, to whoever has the token."""
    body = b'{"token": "%s"}' % TOKEN.encode() if b" /api/login " in request else EVENTS
    sock.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))


def readings_of(lab: LabNode, watch: Watch) -> list[Reading]:
    """Watch a node on which somebody gave a program its key on the command line."""
    session = connector(lab.known_hosts).open(node_of(lab, lab.identity), Cancel())
    with contextlib.closing(session):
        line = '"$@" >/dev/null 2>&1 </dev/null & echo $!'
        serve = "x = bytearray(64 << 20); import time; time.sleep(120)"
        argv = ["python3", "-c", serve, "serve", "--api-key", API_KEY]
        pid = int(session.exec(["sh", "-c", line, "sh", *argv]).check().text)
        found, cancel = [], Cancel()
        for reading in agent.read(session, "lab", 0.1, cancel):
            found.append(reading)
            mine = [each for each in reading.sample.processes if each.pid == pid]
            if mine:
                assert MASK in mine[0].command
                break
        words = ["process", "--api-key", API_KEY]
        ending = Ending(replace(mine[0], name=" ".join(words)))
        ProcessEnder(AuditLog(user_paths().audit)).end(session, "lab", ending)
    return found


def test_no_secret_is_left_by_telemetry_history_and_alerts(
    lab: LabNode, watch: Watch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = user_paths()
    settings, cancel = SettingsStore(paths.settings), Cancel()
    store = SecretStore(settings)
    found = readings_of(lab, watch)
    watch.texts += [repr(found), json.dumps([sample_to_json(each.sample) for each in found])]
    kernel = read_message(f"NVRM: Xid (PCI:000f:01:00): 79, pid=1, api_key={API_KEY}", NOON)
    assert kernel is not None
    history = HistoryStore(tmp_path / "history.sqlite", clock=lambda: NOON)
    history.start()
    happenings = Happenings("lab")
    for reading in found:
        sample = replace(reading.sample, time=NOON, kernel_events=(kernel,))
        history.add("lab", NOON, row_of(sample))
        for event in happenings.sample(sample):
            history.add_event(event)
    with webhook() as hook:
        store.remember(owner_of("t"), KEPT_AS, hook.url(f"a:{WEBHOOK}", WEBHOOK), keep=True)
        target = Target("t", "Phone", "json")
        settings.save(AlertSettings.SECTION, AlertSettings(targets=(target,)))
        send(address_of(store, target, cancel), "it", "text", None, cancel)
        hook.answers = [500]
        failing(
            watch,
            lambda: send(
                address_of(store, target, cancel), "it", "", None, cancel, retry_after_s=()
            ),
        )
    failing(watch, lambda: send(f"nonsense://{WEBHOOK}", "it", "", None, cancel, retry_after_s=()))
    failing(watch, lambda: prometheus_place(f"http://ann:{DASHBOARD}@host:9090"))
    save_sources(settings, NodeSources("lab", dashboard_user="ann"))
    store.remember("lab", PASSWORD, DASHBOARD, keep=False)
    login = DashboardLogin("ann", DASHBOARD)
    watch.texts.append(repr(login))
    with exporter(dashboard) as server:
        monkeypatch.setattr(dgx_dashboard, "PORT", server.port)
        (place,) = dgx_dashboard.places(NodeSources("lab"), login)
        readings = place.read(LocalSession(), "lab", cancel)
        watch.texts.append(repr(next(readings)))
        failing(watch, lambda: list(readings))
    assert history.flush()
    stretch = history.read("lab", history.metrics("lab"), NOON - 1, NOON + 1, 100)
    with (tmp_path / "history.csv").open("w") as out:
        write_csv(stretch, out)
    history.close()

    assert (tmp_path / "history.sqlite").stat().st_size > 0
    for secret in (WEBHOOK, DASHBOARD, TOKEN, API_KEY):
        held = watch.holders(secret)
        if secret == API_KEY:  # on a command line is where its owner put it
            held = [each for each in held if not each.startswith("process: ")]
        assert held == []


def test_no_secret_is_left_by_the_command_line(lab: LabNode, watch: Watch, encrypted: Path) -> None:
    command = [sys.executable, "-c", VERBOSE, "--verbose"]
    options = [lab.url, "--known-hosts", str(lab.known_hosts)]
    lab.sshd_options = {"PasswordAuthentication": "no"}  # one method asks, not two in turn
    lab.restart_server()

    with Terminal([*command, "key", "install", *options]) as terminal:
        terminal.answer("Password: ", WRONG)
        terminal.answer("Password: ", lab.password)
        terminal.answer("Let this key in? Type yes: ", "yes")
        assert terminal.exit_status() == 0, terminal.shown
        watch.texts.append(terminal.shown)
    with Terminal([*command, "exec", *options, "--", "sleep", "0.3"]) as terminal:
        for _ in range(3):
            terminal.answer("Password: ", WRONG)
        assert terminal.exit_status() == AuthenticationFailed.exit_code
        watch.texts.append(terminal.shown)
    identity = ["--identity", str(encrypted)]
    with Terminal([*command, "exec", *options, *identity, "--", "sleep", "0.3"]) as terminal:
        terminal.answer("Passphrase of id_encrypted: ", PASSPHRASE)
        assert terminal.exit_status() == 0, terminal.shown
        watch.texts.append(terminal.shown)

    assert watch.saw_process("sleep\x000.3"), "the sampling sees the commands on the node"
    assert "DEBUG" in user_paths().log_file.read_text()
    for secret in (lab.password, PASSPHRASE, WRONG):
        assert watch.holders(secret) == []


def test_no_secret_is_left_by_pulls_and_registry_accounts(
    watch: Watch,
    docker_lab: LabNode,
    holder: EngineHolder,
    registry: Registry,
    closed_registry: Registry,
    audit: AuditLog,
    caplog: pytest.LogCaptureFixture,
) -> None:
    from app.services.containers.logins import KIND, auth_header, check_login, login_of
    from app.services.containers.updates import check_update

    server, name = closed_registry.address, closed_registry.name("private/model", "1")
    settings = SettingsStore(user_paths().settings)
    store = SecretStore(settings)
    store.remember(server, KIND, SECRET, keep=True)  # no keyring answers here
    keep_account(settings, Login(server, USER))
    login = login_of(load_accounts(settings), store)(server)
    assert login == (USER, SECRET)
    engine = holder.engine(Cancel())
    with Watch(docker_lab.root) as on_node:
        check_login(engine, server, USER, SECRET)
        failing(watch, lambda: check_login(engine, server, USER, WRONG))
        failing(watch, lambda: check_login(engine, "127.0.0.1:1", USER, WRONG))
        failing(watch, lambda: pulled(holder, name, audit, login=(USER, WRONG)))
        told: list[object] = []
        pulled(holder, name, audit, login=login, tell=told.append, anchor_after_s=0.0)
        watch.texts += [repr(told), repr(check_update(engine, name, login=login))]
        failing(watch, lambda: pulled(holder, f"{name}9", audit, login=login))

    watch.texts += [record.getMessage() for record in caplog.records]
    assert audit.path.exists()
    words = [auth_header(server, (USER, each)) for each in (SECRET, WRONG)]
    words += [b64encode(f"{USER}:{each}".encode()).decode() for each in (SECRET, WRONG)]
    for secret in (SECRET, WRONG, *words):
        assert [*watch.holders(secret), *on_node.holders(secret)] == []
