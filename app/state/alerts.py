"""AlertsState: what is wrong on which machine, for the window."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from PySide6.QtCore import QObject, QTimer, Signal

from app.core.cancel import Cancel
from app.core.errors import SettingsUnwritable
from app.core.ids import NodeId
from app.services.alerts.api import AlertChange, Severity
from app.state.alert_targets import AlertTargets, TargetTested
from app.state.alert_teller import AlertTeller
from app.state.hub import Notice, PaneRequested
from app.state.hub import Severity as NoticeSeverity
from app.transport.status import Phase, SessionStatus
from app.workers.lanes import Lanes

if TYPE_CHECKING:
    from pathlib import Path

    from app.core.settings import SettingsStore
    from app.hosts.secrets import SecretStore
    from app.services.alerts.api import Alert, Rule, Target
    from app.services.alerts.file import AlertFile
    from app.services.alerts.monitor import Monitor
    from app.services.alerts.settings import AlertSettings
    from app.services.detectors.api import Finding
    from app.state.nodes import NodesChanged, NodesState
    from app.state.sessions import SessionsState
    from app.state.telemetry import SampleTaken, TelemetryState
    from app.workers.supervisor import Supervisor

log = logging.getLogger(__name__)

Edit: TypeAlias = "Callable[[AlertSettings], AlertSettings]"

TICK_MS = 5000
"""How often silent machines are looked for."""
SAVE_MS = 1000
"""Changes within this time are saved together."""


@dataclass(frozen=True, slots=True)
class FindingsChanged:
    """Another set of faults is present on a node."""

    node: NodeId


@dataclass(frozen=True, slots=True)
class RulesChanged:
    """A rule was added, edited or removed."""


@dataclass(frozen=True, slots=True)
class UnseenChanged:
    """Another number of alerts has fired since the user last looked."""

    count: int


@dataclass(frozen=True, slots=True)
class TargetsChanged:
    """Somebody else is told of alerts from now on."""


@dataclass(frozen=True, slots=True)
class _Opened:
    """What `start` read in a worker."""

    monitor: Monitor
    file: AlertFile
    problem: str


@dataclass(frozen=True, slots=True)
class _Trouble:
    """Something could not be saved."""

    title: str
    hint: str


class AlertsState(QObject):
    """Watches every machine's samples with rules and detectors; lives on the GUI thread.

    Nothing fires before `start`, which comes after the first paint.

    Signals:
        changed: an alert entered another phase, or was acknowledged or snoozed.
        findings_changed: another set of faults is present on a node.
        rules_changed: the rules are others.
        targets_changed: the targets are others.
        target_tested: a test message arrived, or did not.
        unseen_changed: another number of alerts fired since the user last looked.
        told: something that the user is to be told.
        pane_requested: the user wants to see the alerts.
    """

    changed = Signal(AlertChange)
    findings_changed = Signal(FindingsChanged)
    rules_changed = Signal(RulesChanged)
    targets_changed = Signal(TargetsChanged)
    target_tested = Signal(TargetTested)
    unseen_changed = Signal(UnseenChanged)
    told = Signal(Notice)
    pane_requested = Signal(PaneRequested)
    _opened = Signal(_Opened)
    _failed = Signal(_Trouble)

    def __init__(
        self,
        *,
        nodes: NodesState,
        sessions: SessionsState,
        telemetry: TelemetryState,
        supervisor: Supervisor,
        settings: SettingsStore,
        secrets: Callable[[], SecretStore],
        path: Path,
        clock: Callable[[], float] = time.time,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._nodes = nodes
        self._sessions = sessions
        self._telemetry = telemetry
        self._supervisor = supervisor
        self._store = settings
        self._secrets = secrets
        self._path = path
        self._clock = clock
        self._lanes = Lanes("alerts", supervisor, self)
        self._monitor: Monitor | None = None
        self._file: AlertFile | None = None
        self._decided: AlertSettings | None = None
        self._targets: AlertTargets | None = None
        self._teller: AlertTeller | None = None
        self._started = False
        self._unseen: set[str] = set()
        self._silence: dict[NodeId, float] = {}
        """When each node that has sent a sample was last heard, in seconds of being awake."""
        self._awake_s = 0.0
        self._looked_at = 0.0
        self._ticker = QTimer(self)
        self._ticker.setInterval(TICK_MS)
        self._ticker.timeout.connect(self._look_for_silent)
        self._saver = QTimer(self)
        self._saver.setSingleShot(True)
        self._saver.setInterval(SAVE_MS)
        self._saver.timeout.connect(self._save)
        self._opened.connect(self._on_opened)
        self._failed.connect(self._on_failed)

    # Life

    def start(self) -> None:
        """Read what a former run left, then watch."""
        if not self._started:
            self._started = True
            path, rules, now = self._path, self.rules, self._clock()

            def load(_cancel: Cancel) -> None:
                from app.services.alerts.opening import open_monitor

                self._opened.emit(_Opened(*open_monitor(path, rules, now)))

            self._lanes.add("file", load)

    # What is wrong

    def active(self, node: NodeId | None = None) -> tuple[Alert, ...]:
        """Return what fires or is pending, the worst first, of one node or of all."""
        return self._monitor.engine.active(node) if self._monitor else ()

    def past(self, limit: int = 100) -> tuple[Alert, ...]:
        """Return alerts that fired and are over, the newest first."""
        return self._monitor.engine.past[:limit] if self._monitor else ()

    def findings(self, node: NodeId) -> tuple[Finding, ...]:
        """Return the faults that detectors see on a node."""
        return self._monitor.findings(node) if self._monitor else ()

    def worst(self, node: NodeId | None = None) -> Severity | None:
        """Return how bad the worst alert is that fires and nobody took note of."""
        wanting = (alert for alert in self.active(node) if alert.wants_attention)
        first = next(wanting, None)
        return first.rule.severity if first else None

    @property
    def unseen(self) -> int:
        """How many alerts fired since the user last looked."""
        return len(self._unseen)

    def mark_seen(self) -> None:
        """Note that the user looks at the alerts now."""
        if self._unseen:
            self._unseen.clear()
            self.unseen_changed.emit(UnseenChanged(0))

    def acknowledge(self, alert_id: str) -> None:
        """Take note of an alert: it is not counted any more, until it ends and fires again."""
        if self._monitor:
            self._take(self._monitor.engine.acknowledge(alert_id, self._clock()))

    def snooze(self, alert_id: str, seconds: float) -> None:
        """Be quiet about an alert for a while."""
        if self._monitor:
            self._take(self._monitor.engine.snooze(alert_id, self._clock(), seconds))

    # Rules

    @property
    def rules(self) -> tuple[Rule, ...]:
        """Every rule, the defaults first."""
        return self.settings.all_rules()

    @property
    def settings(self) -> AlertSettings:
        """What the user decided about alerts."""
        if self._decided is None:
            from app.services.alerts.settings import AlertSettings

            self._decided = self._store.load(AlertSettings.SECTION, AlertSettings)
        return self._decided

    def save_rule(self, rule: Rule) -> None:
        """Add or change a rule by its id, at once; BadInput when it makes no sense."""
        from app.services.alerts.settings import checked

        rule = checked(rule)
        self._edit(lambda settings: settings.with_rule(rule))

    def remove_rule(self, rule_id: str) -> None:
        """Remove a rule; a default stays away until `restore_defaults`."""
        self._edit(lambda settings: settings.without_rule(rule_id))

    def restore_defaults(self) -> None:
        """Bring every default back as it was delivered; the user's own rules stay."""
        self._edit(lambda settings: settings.with_defaults())

    def set_least_told(self, severity: Severity) -> None:
        """Tell on the desktop from this severity on."""
        self._edit(lambda settings: settings.telling_from(severity))

    def _edit(self, edit: Edit) -> None:
        """Change the settings here at once, and in the file by a worker."""
        self._decided = edit(self.settings)
        if self._teller is not None:
            self._teller.least = self.settings.tell_from
        if self._monitor:
            self._take(self._monitor.engine.set_rules(self.rules, self._clock()))
        self.rules_changed.emit(RulesChanged())
        self._keep(edit)

    def _keep(self, edit: Edit) -> None:
        store = self._store

        def save(_cancel: Cancel) -> None:
            from app.services.alerts.settings import AlertSettings

            try:
                with store.exclusive():
                    store.refresh()
                    fresh = edit(store.load(AlertSettings.SECTION, AlertSettings))
                    store.save(AlertSettings.SECTION, fresh)
            except SettingsUnwritable as error:
                self._failed.emit(_Trouble(error.message, error.hint))

        self._lanes.add("settings", save)

    # Targets

    @property
    def targets(self) -> tuple[Target, ...]:
        """Who is told beside the desktop."""
        return self.settings.targets

    def set_targets(
        self, targets: tuple[Target, ...], urls: Mapping[str, str] | None = None
    ) -> None:
        """Replace the list of targets.

        Args:
            targets: all of them.
            urls: new addresses by target id; they go into the keyring. One without keeps its own.
        """
        gone = {target.id for target in self.targets} - {target.id for target in targets}
        self._sender.keep(urls or {}, gone)
        self._decided = self.settings.with_targets(targets)
        self._keep(lambda settings: settings.with_targets(targets))
        self.targets_changed.emit(TargetsChanged())

    def test_target(self, target: Target, url: str = "") -> None:
        """Send a test message, to `url` or the address kept; `target_tested` says what came."""
        self._sender.test(target, url)

    @property
    def _sender(self) -> AlertTargets:
        if self._targets is None:
            self._targets = AlertTargets(self._secrets, self._supervisor, self)
            self._targets.tested.connect(self.target_tested)
            self._targets.told.connect(self.told)
        return self._targets

    # What machines report

    def _on_opened(self, opened: _Opened) -> None:
        self._monitor, self._file = opened.monitor, opened.file
        self._teller = AlertTeller(self._name_of, self.settings.tell_from, parent=self)
        self._teller.told.connect(self.told)
        self._teller.pane_requested.connect(self.pane_requested)
        if opened.problem:
            self.told.emit(
                Notice(
                    NoticeSeverity.WARNING, "Not all alerts of the last run are known.",
                    opened.problem,
                )
            )  # fmt: skip
        for node in {alert.node for alert in self.active()}:
            if not self._nodes.has(node):
                self._monitor.remove(node, self._clock())
        self._telemetry.sample_taken.connect(self._on_sample)
        self._sessions.status_changed.connect(self._on_session)
        self._nodes.changed.connect(self._on_nodes)
        self._looked_at = self._telemetry.now()
        self._ticker.start()
        for alert in self.active():
            self.changed.emit(AlertChange(alert, self._clock()))

    def _on_sample(self, taken: SampleTaken) -> None:
        assert self._monitor is not None
        node = taken.node
        if not self._nodes.has(node):
            return
        self._silence[node] = self._awake()
        before = [(finding.detector, finding.title) for finding in self.findings(node)]
        machine = self._telemetry.machine(node)
        changes = self._monitor.take(node, taken.sample, taken.row, machine)
        self._take(changes)
        if before != [(finding.detector, finding.title) for finding in self.findings(node)]:
            self.findings_changed.emit(FindingsChanged(node))

    def _on_session(self, status: SessionStatus) -> None:
        if status.phase is not Phase.OFF or self._monitor is None:
            return
        self._silence.pop(status.node, None)
        self._leave(status.node, self._monitor.leave(status.node, self._clock()))

    def _on_nodes(self, changed: NodesChanged) -> None:
        node = changed.node
        if self._monitor is None or self._nodes.has(node):
            return
        self._silence.pop(node, None)
        self._leave(node, self._monitor.remove(node, self._clock()))
        if self._teller is not None:
            self._teller.forget(node)
        self._saver.start()

    def _leave(self, node: NodeId, changes: list[AlertChange]) -> None:
        self._take(changes)
        self.findings_changed.emit(FindingsChanged(node))

    def _look_for_silent(self) -> None:
        """Find machines that say nothing; the time this computer slept does not count."""
        if self._monitor is None:
            return
        awake, interval = self._awake(), self._sessions.interval_s
        for node, heard in list(self._silence.items()):
            silent = awake - heard - interval
            if silent > 0:
                self._take(self._monitor.engine.silent(node, self._clock(), silent))

    def _awake(self) -> float:
        """Return seconds since the start in which this program ran."""
        now = self._telemetry.now()
        passed, self._looked_at = now - self._looked_at, now
        self._awake_s += min(max(passed, 0.0), 2 * TICK_MS / 1000)
        return self._awake_s

    def _name_of(self, node: NodeId) -> str:
        return self._nodes.get(node).name if self._nodes.has(node) else str(node)

    def _take(self, changes: list[AlertChange]) -> None:
        """Tell of what became of alerts, and keep it."""
        if not changes:
            return
        unseen = self._unseen.copy()
        for change in changes:
            alert = change.alert
            if change.tell and alert.wants_attention:
                self._unseen.add(alert.id)
            elif not alert.wants_attention:
                self._unseen.discard(alert.id)
            if self._teller is not None:
                self._teller.take(change)
            if change.tell and self.targets:
                self._sender.send(self.targets, alert, self._name_of(alert.node))
            self.changed.emit(change)
        if unseen != self._unseen:
            self.unseen_changed.emit(UnseenChanged(len(self._unseen)))
        if not self._saver.isActive():
            self._saver.start()

    def _save(self) -> None:
        if self._monitor is None or self._file is None:
            return
        state, file = self._monitor.engine.state, self._file

        def save(_cancel: Cancel) -> None:
            try:
                file.save(state)
            except OSError as error:
                log.warning("alerts are not kept: %s", error.strerror)

        self._lanes.add("file", save)

    def _on_failed(self, trouble: _Trouble) -> None:
        self.told.emit(Notice(NoticeSeverity.ERROR, trouble.title, trouble.hint))
