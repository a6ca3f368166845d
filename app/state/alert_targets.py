"""AlertTargets: tells of alerts beyond the desktop, and keeps the addresses secret."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.core.cancel import Cancel
from app.core.errors import UserError
from app.core.i18n import tr
from app.services.alerts.api import Alert, AlertPhase, Severity, Target
from app.state.alerts import TargetTested
from app.state.hub import Notice
from app.state.hub import Severity as NoticeSeverity
from app.workers.lanes import Lanes

if TYPE_CHECKING:
    from app.hosts.secrets import SecretStore
    from app.workers.supervisor import Supervisor

log = logging.getLogger(__name__)

MOST = 20
MOST_S = 600.0
"""Messages to one target within that time: who invents alerts must not fill a mailbox."""
MORE_FOLLOW = tr("\nMore alerts follow than are sent here for a while: look at the program.")
NOT_KEPT = tr("The address is kept for this run only.")


@dataclass(frozen=True, slots=True)
class _Answer:
    """What came of telling a target."""

    target: Target
    error: UserError | None = None


class AlertTargets(QObject):
    """Sends alerts to each target on a lane of its own: a slow one holds up nobody.

    Signals:
        tested: a test message arrived, or did not.
        told: a target cannot be told, or its address cannot be kept.
    """

    tested = Signal(TargetTested)
    told = Signal(Notice)
    _answered = Signal(_Answer)

    def __init__(
        self,
        secrets: Callable[[], SecretStore],
        supervisor: Supervisor,
        parent: QObject | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(parent)
        self._clock = clock
        self._sent: dict[str, list[float]] = {}
        self._secrets = secrets
        self._lanes = Lanes("alert-target", supervisor, self)
        self._failing: set[str] = set()
        self._answered.connect(self._on_answered)

    def keep(self, urls: Mapping[str, str], gone: Iterable[str]) -> None:
        """Put new addresses into the keyring, and take those of removed targets out."""
        for target in gone:
            self._lanes.add(target, self._forgetting(target))
        for target, url in urls.items():
            self._lanes.add(target, self._remembering(target, url))

    def send(self, targets: Iterable[Target], alert: Alert, node: str) -> None:
        """Tell every target that wants to hear of it, `MOST` times in `MOST_S` at the most."""
        now = self._clock()
        for target in targets:
            if not target.enabled or alert.rule.severity.rank < target.least.rank:
                continue
            sent = [at for at in self._sent.get(target.id, ()) if now - at < MOST_S]
            if len(sent) < MOST:
                sent.append(now)
                more = MORE_FOLLOW if len(sent) == MOST else ""
                self._lanes.add(target.id, self._sending(target, alert, node, more))
            self._sent[target.id] = sent

    def test(self, target: Target, url: str = "") -> None:
        """Send a test message, to `url` or to the address kept."""

        def work(cancel: Cancel) -> None:
            from app.services.alerts.notify import TEST_SUBJECT, TEST_TEXT, address_of, send

            try:
                address = url or address_of(self._secrets(), target, cancel)
                send(address, TEST_SUBJECT, TEST_TEXT, Severity.INFO, cancel, retry_after_s=())
            except UserError as error:
                self.tested.emit(TargetTested(target.id, str(error)))
            else:
                self.tested.emit(TargetTested(target.id))

        self._lanes.add(target.id, work)

    def _forgetting(self, target: str) -> Callable[[Cancel], None]:
        def work(cancel: Cancel) -> None:
            from app.services.alerts.notify import KEPT_AS, owner_of

            self._secrets().forget(owner_of(target), KEPT_AS, cancel)

        return work

    def _remembering(self, target: str, url: str) -> Callable[[Cancel], None]:
        def work(cancel: Cancel) -> None:
            from app.services.alerts.notify import KEPT_AS, owner_of

            secrets = self._secrets()
            problem = secrets.remember(owner_of(target), KEPT_AS, url, keep=True, cancel=cancel)
            if problem:
                self.told.emit(Notice(NoticeSeverity.WARNING, NOT_KEPT, problem))

        return work

    def _sending(
        self, target: Target, alert: Alert, node: str, more: str
    ) -> Callable[[Cancel], None]:
        def work(cancel: Cancel) -> None:
            from app.services.alerts.notify import address_of, send
            from app.services.alerts.words import message

            subject, text = message(alert, node)
            severity = None if alert.phase is AlertPhase.RESOLVED else alert.rule.severity
            try:
                url = address_of(self._secrets(), target, cancel)
                send(url, subject, f"{text}{more}", severity, cancel)
            except UserError as error:
                self._answered.emit(_Answer(target, error))
            else:
                self._answered.emit(_Answer(target))

        return work

    def _on_answered(self, answer: _Answer) -> None:
        """Say once that a target is not reached, until it is again."""
        if answer.error is None:
            self._failing.discard(answer.target.id)
        elif answer.target.id not in self._failing:
            self._failing.add(answer.target.id)
            title = tr("“{label}” could not be told of an alert.").format(label=answer.target.label)
            self.told.emit(Notice(NoticeSeverity.WARNING, title, str(answer.error)))
