"""Choices of the form that explain themselves: which GPUs, and when a container starts again."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from app.core.i18n import tr
from app.look.components import Chosen, FormField, Segmented, Text
from app.services.containers.run_spec import Gpus, Restart, RestartPolicy
from app.services.containers.run_values import gpus_text, read_gpus

_RESTARTS = (
    (Restart.NO, tr("No")),
    (Restart.ON_FAILURE, tr("After a failure")),
    (Restart.UNLESS_STOPPED, tr("Unless stopped")),
    (Restart.ALWAYS, tr("Always")),
)
_STARTS_AGAIN = tr(
    "It starts again after it ran out of memory, too, and with the node: a model that "
    "does not fit then fills the memory again and again, until the node hardly "
    "answers."
)


class GpuChoice(QWidget):
    """None, all, or some of the GPUs.

    Signals:
        edited: another choice.
    """

    edited = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.switch = Segmented(
            "GPUs", (("none", tr("None")), ("all", tr("All")), ("some", tr("Some")))
        )
        self.editor = QLineEdit()
        self.editor.setPlaceholderText("0,1")
        self.field = FormField(tr("GPUs by number or id"), self.editor)
        self.switch.chosen.connect(self._on_chosen)
        self.editor.textChanged.connect(self._on_text)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.switch, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.field)
        self.fill(None)

    def tell(self, node: str, names: Iterable[str] | None) -> None:
        """Say which GPUs the node has; None: not known."""
        text = " · ".join(f"{number}: {name}" for number, name in enumerate(names or ()))
        unknown = (
            tr("Which GPUs there are is not known.") if names is None else tr("None is seen there.")
        )
        self.field.set_hint(
            tr("On {node}: {text}").format(node=node, text=text) if text else unknown
        )

    def fill(self, gpus: Gpus | None) -> None:
        """Show a choice."""
        self.editor.clear()
        if gpus is None:
            self.switch.choose("none")
        elif gpus == Gpus():
            self.switch.choose("all")
        else:
            self.switch.choose("some")
            plain = gpus == Gpus(gpus.ids) and "all" not in gpus.ids
            counted = "" if gpus.ids or gpus.count < 0 else "count="
            text = ",".join(gpus.ids) if plain else f"{counted}{gpus_text(gpus)}"
            self.editor.setText(text)
        self._show()

    def read(self) -> Gpus | None:
        """Return the choice; BadInput where it names no GPUs."""
        if self.switch.key == "none":
            return None
        if self.switch.key == "all":
            return Gpus()
        text = self.editor.text().strip()
        named = text and "=" not in text and '"' not in text and not text.startswith("all")
        return read_gpus(f'"device={text}"' if named else text)

    def _on_chosen(self, _chosen: Chosen) -> None:
        self._show()
        self.edited.emit()

    def _on_text(self, _text: str) -> None:
        self.edited.emit()

    def _show(self) -> None:
        self.field.setVisible(self.switch.key == "some")


class RestartChoice(QWidget):
    """When the container starts again by itself, and what that means for big models.

    Signals:
        edited: another choice.
    """

    edited = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._most = 0
        """How often after failures; kept as it came."""
        self.switch = Segmented(tr("Starts again"), _RESTARTS)
        self.switch.chosen.connect(self._on_chosen)
        self.warning = Text(_STARTS_AGAIN, "meta", "warn", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.switch, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.warning)
        self.fill(RestartPolicy())

    def fill(self, policy: RestartPolicy) -> None:
        """Show a choice."""
        self._most = policy.most
        self.switch.choose(policy.name)
        self._show()

    def read(self) -> RestartPolicy:
        """Return the choice."""
        name = Restart(self.switch.key)
        return RestartPolicy(name, self._most if name is Restart.ON_FAILURE else 0)

    def _on_chosen(self, _chosen: Chosen) -> None:
        self._show()
        self.edited.emit()

    def _show(self) -> None:
        self.warning.setVisible(self.switch.key in (Restart.ALWAYS, Restart.UNLESS_STOPPED))
