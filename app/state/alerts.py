"""AlertsState: what is wrong on which machine, for the window."""

from __future__ import annotations

import functools
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from app.core.cancel import Cancel
from app.core.i18n import tr
from app.core.ids import NodeId
from app.services.alerts.api import AlertChange, Severity
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
    from app.state.alert_choices import AlertChoices, Edit
    from app.state.alert_silence import SilenceWatch, Silent
    from app.state.alert_targets import AlertTargets
    from app.state.alert_teller import AlertTeller
    from app.state.nodes import NodesChanged, NodesState
    from app.state.sessions import SessionsState
    from app.state.telemetry import SampleTaken, TelemetryState
    from app.workers.supervisor import Supervisor

log = logging.getLogger(__name__)

SAVE_MS = 1000
"""Changes within this time are saved together."""
NOT_ALL_KNOWN = tr("Not all alerts of the last run are known.")


@dataclass(frozen=True, slots=True)
class FindingsChanged:
    """Another set of faults is present on a node."""

    node: NodeId


@dataclass(frozen=True, slots=True)
class RulesChanged:
    """A rule was added, edited or removed, or something else is told."""


@dataclass(frozen=True, slots=True)
class TargetsChanged:
    """Somebody else is told of alerts from now on."""


@dataclass(frozen=True, slots=True)
class TargetTested:
    """A test message was sent, or not: `error` says why, empty when it arrived."""

    target: str
    error: str = ""


@dataclass(frozen=True, slots=True)
class UnseenChanged:
    """Another number of alerts has fired since the user last looked."""

    count: int


@dataclass(frozen=True, slots=True)
class _Opened:
    """What `start` read in a worker."""

    monitor: Monitor
    file: AlertFile
    problem: str


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
        self._path = path
        self._clock = clock
        self._lanes = Lanes("alerts", supervisor, self)
        self._store = settings
        self._secrets = secrets
        self._supervisor = supervisor
        self._monitor: Monitor | None = None
        self._file: AlertFile | None = None
        self._silence: SilenceWatch | None = None
        self._started = False
        self._unseen: set[str] = set()
        self._saver = QTimer(self)
        self._saver.setSingleShot(True)
        self._saver.timeout.connect(self._save)
        self._opened.connect(self._on_opened)

    def start(self) -> None:
        """Read what a former run left, then watch."""
        if self._started:
            return
        self._started = True
        path, rules, now = self._path, self.rules, self._clock()

        def load(_cancel: Cancel) -> None:
            from app.services.alerts.opening import open_monitor

            self._opened.emit(_Opened(*open_monitor(path, rules, now)))

        self._lanes.add("file", load)

    # No first paint needs these

    @functools.cached_property
    def _choices(self) -> AlertChoices:
        from app.state.alert_choices import AlertChoices

        choices = AlertChoices(self._store, self._lanes, self)
        choices.told.connect(self.told)
        return choices

    @functools.cached_property
    def _targets(self) -> AlertTargets:
        from app.state.alert_targets import AlertTargets

        targets = AlertTargets(self._secrets, self._supervisor, self)
        targets.tested.connect(self.target_tested)
        targets.told.connect(self.told)
        return targets

    @functools.cached_property
    def _teller(self) -> AlertTeller:
        from app.state.alert_teller import AlertTeller

        teller = AlertTeller(self._nodes.name_of, parent=self)
        teller.told.connect(self.told)
        teller.pane_requested.connect(self.pane_requested)
        return teller

    # What is wrong

    def stop(self) -> None:
        """Keep at once what would be kept soon: the program ends."""
        if self._saver.isActive():
            self._saver.stop()
            self._save()

    def active(self, node: NodeId | None = None) -> tuple[Alert, ...]:
        """Return what fires or is pending, the worst first, of one node or of all."""
        return self._monitor.engine.active(node) if self._monitor else ()

    def past(self, limit: int = 100) -> tuple[Alert, ...]:
        """Return alerts that fired and are over, the newest first."""
        return self._monitor.engine.past[:limit] if self._monitor else ()

    def findings(self, node: NodeId) -> tuple[Finding, ...]:
        """Return the faults that detectors see on a node."""
        return self._monitor.findings(node) if self._monitor else ()

    def mark_seen(self) -> None:
        """Note that the user looks at the alerts now."""
        if self._unseen:
            self._unseen.clear()
            self.unseen_changed.emit(UnseenChanged(0))

    def acknowledge(self, alert_id: str) -> None:
        """Take note of an alert: it is not counted any more, until it ends and fires again."""
        if self._monitor:
            self._take(self._monitor.engine.acknowledge(alert_id, self._clock()))
            self._saver.start(0)

    def snooze(self, alert_id: str, seconds: float) -> None:
        """Be quiet about an alert for a while."""
        if self._monitor:
            self._take(self._monitor.engine.snooze(alert_id, self._clock(), seconds))
            self._saver.start(0)

    # What the user decides

    @property
    def settings(self) -> AlertSettings:
        """What the user decided about alerts."""
        return self._choices.present

    @property
    def rules(self) -> tuple[Rule, ...]:
        """Every rule, the defaults first."""
        return self.settings.all_rules()

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
        self._targets.keep(urls or {}, gone)
        self._choices.edit(lambda settings: settings.with_targets(targets))
        self.targets_changed.emit(TargetsChanged())

    def test_target(self, target: Target, url: str = "") -> None:
        """Send a test message, to `url` or the address kept; `target_tested` says what came."""
        self._targets.test(target, url)

    def _edit(self, edit: Edit) -> None:
        self._choices.edit(edit)
        if self._monitor:
            self._take(self._monitor.engine.set_rules(self.rules, self._clock()))
        self.rules_changed.emit(RulesChanged())

    # What machines report

    def _on_opened(self, opened: _Opened) -> None:
        from app.state.alert_silence import SilenceWatch

        self._monitor, self._file = opened.monitor, opened.file
        if opened.problem:
            self.told.emit(Notice(NoticeSeverity.WARNING, NOT_ALL_KNOWN, opened.problem))
        now, interval = self._telemetry.now, lambda: self._sessions.interval_s
        self._silence = SilenceWatch(now, interval, self)
        self._silence.silent.connect(self._on_silent)
        self._telemetry.sample_taken.connect(self._on_sample)
        self._sessions.status_changed.connect(self._on_session)
        self._nodes.changed.connect(self._on_nodes)
        # The rules may have changed while the file was read, and nodes while nobody ran.
        self._take(opened.monitor.engine.set_rules(self.rules, self._clock()))
        for node in {alert.node for alert in (*self.active(), *self.past())}:
            if not self._nodes.has(node):
                opened.monitor.remove(node, self._clock())
            elif not self._nodes.get(node).connect_at_start:
                opened.monitor.leave(node, self._clock())
        for alert in self.active():
            self.changed.emit(AlertChange(alert, self._clock()))

    def _on_sample(self, taken: SampleTaken) -> None:
        node = taken.node
        if self._monitor is None or self._silence is None or not self._nodes.has(node):
            return
        self._silence.heard(node)
        before = _kinds(self.findings(node))
        machine = self._telemetry.machine(node)
        self._take(self._monitor.take(node, taken.sample, taken.row, machine))
        if before != _kinds(self.findings(node)):
            self.findings_changed.emit(FindingsChanged(node))

    def _on_silent(self, silent: Silent) -> None:
        if self._monitor is not None:
            engine = self._monitor.engine
            self._take(engine.silent(silent.node, self._clock(), silent.seconds))

    def _on_session(self, status: SessionStatus) -> None:
        if status.phase is Phase.OFF and self._monitor is not None:
            self._end(status.node, self._monitor.leave(status.node, self._clock()))

    def _on_nodes(self, changed: NodesChanged) -> None:
        if self._monitor is not None and not self._nodes.has(changed.node):
            self._end(changed.node, self._monitor.remove(changed.node, self._clock()))
            self._teller.forget(changed.node)
            self._saver.start(0)

    def _end(self, node: NodeId, changes: list[AlertChange]) -> None:
        if self._silence is not None:
            self._silence.forget(node)
        self._take(changes)
        self.findings_changed.emit(FindingsChanged(node))

    def _take(self, changes: list[AlertChange]) -> None:
        """Tell of what became of alerts, and keep it."""
        if not changes:
            return
        unseen = len(self._unseen)
        for change in changes:
            alert = change.alert
            if not alert.wants_attention:
                self._unseen.discard(alert.id)
            elif change.tell:
                self._unseen.add(alert.id)
            self._teller.take(change, self.settings.tell_from)
            if change.tell:
                self._targets.send(self.targets, alert, self._nodes.name_of(alert.node))
            self.changed.emit(change)
        if unseen != len(self._unseen):
            self.unseen_changed.emit(UnseenChanged(len(self._unseen)))
        if not self._saver.isActive():
            self._saver.start(SAVE_MS)

    def _save(self) -> None:
        assert self._monitor is not None
        assert self._file is not None
        state, file = self._monitor.engine.state, self._file

        def save(_cancel: Cancel) -> None:
            try:
                file.save(state)
            except OSError as error:
                log.warning("alerts are not kept: %s", error.strerror)

        self._lanes.add("file", save)


def _kinds(findings: tuple[Finding, ...]) -> list[tuple[str, str]]:
    return [(finding.detector, finding.title) for finding in findings]
