"""Set up key access: what would change, the user's yes, and what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from app.core.i18n import tr
from app.look.components import Button, KeyValues, Text
from app.look.components.waiting import Skeleton
from app.state.key_access import KeyTask, KeyTaskDone

if TYPE_CHECKING:
    from app.core.errors import UserError
    from app.hosts.nodes import Node
    from app.services.access.key_access import KeyChange, KeyPlan
    from app.state.hub import Hub

WIDTH = 560
VERB = tr("Set up key access")


class KeyAccessDialog(QDialog):
    """Asks once, before anything on the node changes. Closing it stops and takes back."""

    def __init__(self, hub: Hub, node: Node, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._hub = hub
        self._node = node
        title = tr("Set up key access for {name}").format(name=node.name)
        self.setWindowTitle(title)
        self.setFixedWidth(WIDTH)
        self._about = Text(
            tr("From then on this computer's key lets you in, and the password is not kept."),
            "body",
            "text2",
            wrap=True,
        )
        self._loading = Skeleton(3)
        self._plan = KeyValues()
        self._notes = Text("", "meta", "text2", wrap=True, selectable=True)
        self._outcome = Text("", "strong", wrap=True, selectable=True)
        self._hint = Text("", "body", "text2", wrap=True, selectable=True)
        self.yes = Button(VERB, "primary")
        self.no = Button(tr("Cancel"))
        self._lay_out(title)
        hub.key_access.done.connect(self._on_done)
        self._look()

    def done(self, result: int) -> None:
        """Stop what is under way, whichever way the dialog closes."""
        for task in (KeyTask.PLAN, KeyTask.INSTALL):
            self._hub.key_access.cancel(self._node.id, task)
        super().done(result)

    def _look(self) -> None:
        self.yes.setEnabled(False)
        self._show_outcome("", "")
        self._loading.show()
        self._hub.key_access.plan(self._node.id)

    def _on_yes(self) -> None:
        if self.yes.text() != VERB:
            self._look()
            return
        self.yes.setEnabled(False)
        self.yes.setText(tr("Setting up…"))
        self._show_outcome("", tr("Adding the key, then logging in with it to see that it works."))
        self._hub.key_access.install(self._node.id)

    def _on_done(self, done: KeyTaskDone) -> None:
        if done.node != self._node.id or done.task not in (KeyTask.PLAN, KeyTask.INSTALL):
            return
        self._loading.hide()
        if done.error is not None:
            self._show_error(done.error)
        elif done.plan is not None:
            self._show_plan(done.plan)
        elif done.change is not None:
            self._show_success(done.change)
        else:
            self.reject()

    def _show_plan(self, plan: KeyPlan) -> None:
        self._plan.set_rows(rows_of(plan, self._node.name))
        self._plan.show()
        self._notes.setText("\n".join(plan.notes))
        self._notes.setVisible(bool(plan.notes))
        self.yes.setText(VERB)
        self.yes.setEnabled(not plan.refusal)
        self.yes.setDefault(not plan.refusal)
        if plan.refusal:
            self._show_outcome(tr("It cannot be done from here."), plan.refusal, "err")
        self._fit()

    def _show_success(self, change: KeyChange) -> None:
        self._about.hide()
        self._notes.hide()
        self._show_outcome(
            tr("Key access works."),
            change.warning
            or tr(
                "{name} let the key in, and the password was forgotten. The change is in "
                "the audit log."
            ).format(name=self._node.name),
            "ok",
        )
        self.yes.hide()
        self.no.setText(tr("Close"))
        self.no.setFocus()

    def _show_error(self, error: UserError) -> None:
        self._show_outcome(error.message, error.hint, "err")
        self.yes.setText(tr("Try again"))
        self.yes.setEnabled(True)

    def _show_outcome(self, text: str, hint: str, tone: str = "text") -> None:
        for label, words in ((self._outcome, text), (self._hint, hint)):
            label.setText(words)
            label.setAccessibleName(words)
            label.setVisible(bool(words))
        self._outcome.set_tone(tone)
        self._fit()

    def _fit(self) -> None:
        self._column.activate()
        self.setFixedHeight(self._column.totalHeightForWidth(WIDTH))

    def _lay_out(self, title: str) -> None:
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(24, 22, 24, 20)
        column.setSpacing(14)
        column.addWidget(Text(title, "card", wrap=True))
        for widget in (
            self._about,
            self._loading,
            self._plan,
            self._notes,
            self._outcome,
            self._hint,
        ):
            column.addWidget(widget)
        for widget in (self._plan, self._notes):
            widget.hide()
        self.setAccessibleDescription(self._about.text())
        buttons = QDialogButtonBox()
        buttons.addButton(self.yes, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.addButton(self.no, QDialogButtonBox.ButtonRole.RejectRole)
        self.yes.clicked.connect(self._on_yes)
        buttons.rejected.connect(self.reject)
        column.addSpacing(4)
        column.addWidget(buttons)


def rows_of(plan: KeyPlan, name: str) -> list[tuple[str, str]]:
    """Say what would change, here and there."""
    made = tr("made now") if plan.makes_key else plan.fingerprint
    rows = [(tr("Key on this computer"), f"{plan.key_file}\n{made}")]
    if not plan.adds_line:
        rows.append(
            (
                tr("On {name}").format(name=name),
                tr("{file} lets this key in already: nothing changes").format(file=plan.file),
            )
        )
        return rows
    what = tr("is made, with one line") if plan.makes_file else tr("gets one line")
    rows.append((tr("On {name}").format(name=name), f"{plan.file} {what}"))
    if plan.other_keys:
        keys = (
            tr("1 other key")
            if plan.other_keys == 1
            else tr("{other_keys} other keys").format(other_keys=plan.other_keys)
        )
        rows.append((tr("Stays as it is"), tr("{keys} in that file").format(keys=keys)))
    return rows
