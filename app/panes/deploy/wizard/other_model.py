"""A model that is not in the list: by its name, address, tag or path, or found on the Hub."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout

from app.core.errors import BadInput, UserError
from app.core.i18n import tr
from app.core.said import said
from app.look.components import Button, Card, FormField, Text, plain_tip
from app.look.components.progress import ProgressBar
from app.panes.asking import Answered, Refused
from app.panes.deploy.asking import Asking
from app.panes.deploy.wizard.looking import KeysAsked
from app.services.serving.api import ModelRef, Source
from app.services.serving.facts.api import ModelFacts, ModelGated
from app.services.serving.facts.refs import parse_model
from app.services.serving.fit.api import Weights

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.core.cancel import Cancel
    from app.panes.deploy.wizard.desk import WizardDesk
    from app.services.serving.api import NodeFacts
    from app.services.serving.facts.hub import HubAccess
    from app.services.serving.facts.search import FoundModel
    from app.services.serving.reach import NodeReach
    from app.state.hub import Hub

_UNKNOWN = tr("Its size is known once it was downloaded.")
_HINT = tr("Hugging Face name or page, GGUF, Ollama tag, or a whole path on the node.")


@dataclass(frozen=True, slots=True)
class FactsFound:
    """A model was found."""

    facts: ModelFacts


@dataclass(frozen=True, slots=True)
class _Offered:
    """A model to choose from a list, and what is said of it."""

    ref: ModelRef
    about: str


@dataclass(frozen=True, slots=True)
class _Found:
    offered: tuple[_Offered, ...]


class OtherModel(Card):
    """Looks a model up before anything is downloaded.

    Signals:
        facts_found: it is there, and this is known of it.
        keys_asked: a token is needed.
        import_asked: the user has a command or recipe of somebody else's.
    """

    facts_found = Signal(FactsFound)
    keys_asked = Signal(KeysAsked)
    import_asked = Signal()

    def __init__(self, desk: WizardDesk) -> None:
        super().__init__(tr("Any other model"))
        self._desk, self._hub = desk, desk.hub
        self._page = ""
        self._asking = Asking(self._hub, self)
        self._asking.answered.connect(self._on_answered)
        self._asking.refused.connect(self._on_refused)
        self._asking.ended.connect(self._show_busy)
        self._build()

    def submit(self) -> None:
        """Look up what was typed, or search the Hub for it."""
        self._clear()
        text = self.editor.text().strip()
        if not text:
            return
        try:
            ref = parse_model(text)
        except BadInput as error:
            self.field.set_error(str(error))
            return
        self._look_up(ref)

    def search(self) -> None:
        """Search the Hub for what was typed."""
        self._clear()
        text = self.editor.text().strip()
        if text:
            self._work(
                tr("Searching for {text}…").format(text=said(text)), _searching(text, self._hub)
            )

    def stop(self) -> None:
        """Give up what is being asked."""
        self._asking.stop()
        self._show_busy()

    # What happens

    def _look_up(self, ref: ModelRef) -> None:
        doing = tr("Looking at {path}…").format(path=said(ref.handle))
        if ref.is_on_hub:
            self._work(doing, _looking_up(ref, self._hub))
        elif ref.source is Source.FILE:
            self.doing.setText(doing)
            self._asking.ask(self._desk.choice.node, _looking_on_node(ref, self._desk.node.facts))
            self._show_busy()
        else:  # nobody can be asked before it is there
            self.facts_found.emit(FactsFound(self._facts_of(ref)))

    def _facts_of(self, ref: ModelRef) -> ModelFacts:
        cached = self._desk.node.cached_of(ref)
        weights = (
            Weights(cached.bytes, tr("its files on {name}").format(name=self._desk.node.name))
            if cached
            else None
        )
        return ModelFacts(ref, weights=weights, reasons={"weights": _UNKNOWN})

    def _work(self, doing: str, work: Callable[[Cancel], object]) -> None:
        self.doing.setText(doing)
        self._asking.work(work)
        self._show_busy()

    def _on_answered(self, answered: Answered) -> None:
        if isinstance(answered.value, ModelFacts):
            self.facts_found.emit(FactsFound(answered.value))
        elif isinstance(answered.value, _Found):
            self._show_found(answered.value.offered)

    def _on_refused(self, refused: Refused) -> None:
        self.show_error(refused.error)

    def _on_item(self, item: QListWidgetItem) -> None:
        offered = item.data(Qt.ItemDataRole.UserRole)
        if isinstance(offered, _Offered) and not self._asking.is_busy:
            self._look_up(offered.ref)

    def _on_page(self) -> None:
        self._hub.launcher.open_url(self._page)

    def _on_keys(self) -> None:
        self.keys_asked.emit(KeysAsked("HF_TOKEN"))

    def _on_text(self, _text: str) -> None:
        self._clear()

    # What is shown

    def show_error(self, error: UserError) -> None:
        """Say why nothing was found, and what helps."""
        self.field.set_error(str(error))
        self._page = error.page if isinstance(error, ModelGated) else ""
        self.page.setVisible(bool(self._page))
        self.keys.setVisible(isinstance(error, ModelGated))

    def _show_found(self, offered: tuple[_Offered, ...]) -> None:
        self.found.clear()
        for each in offered:
            words = "\n".join(part for part in (said(each.ref.handle), each.about) if part)
            item = QListWidgetItem(words, self.found)
            item.setToolTip(plain_tip(words))
            item.setData(Qt.ItemDataRole.AccessibleTextRole, words.replace("\n", ", "))
            item.setData(Qt.ItemDataRole.UserRole, each)
        self.found.setVisible(bool(offered))
        if not offered:
            self.field.set_error(tr("The Hub knows no model of that name."))

    def _show_busy(self) -> None:
        busy = self._asking.is_busy
        self.progress.setVisible(busy)
        self.doing.setVisible(busy)
        self.cancel.setVisible(busy)
        self.look.setEnabled(not busy)
        self.browse.setEnabled(not busy)

    def _clear(self) -> None:
        self.field.set_error("")
        self.found.hide()
        self.page.hide()
        self.keys.hide()

    def _build(self) -> None:
        self.editor = QLineEdit()
        self.editor.setPlaceholderText(tr("Qwen/Qwen3-8B"))
        self.editor.setClearButtonEnabled(True)
        self.field = FormField(tr("Name or address"), self.editor, _HINT)
        self.look = Button(tr("Look up"))
        self.browse = Button(tr("Search the Hub"), "link")
        self.doing = Text("", "label", "text2", wrap=True)
        self.progress = ProgressBar(tr("Looking a model up"))
        self.cancel = Button(tr("Cancel"), "link")
        self.page = Button(tr("Open its page"), "link", "arrow-square-out")
        self.keys = Button(tr("Keys…"), "link", "key")
        self.found = QListWidget()
        self.found.setAccessibleName(tr("Models found on the Hub"))
        self.found.setMinimumHeight(200)
        self.found.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.found.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.paste = Button(tr("Paste a docker run or recipe…"), "link")
        self._lay_out()
        self._connect()
        self._clear()
        self._show_busy()

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(14)
        buttons.addWidget(self.look)
        buttons.addWidget(self.browse)
        buttons.addStretch(1)
        help_row = QHBoxLayout()
        help_row.setSpacing(14)
        help_row.addWidget(self.page)
        help_row.addWidget(self.keys)
        help_row.addStretch(1)
        working = QVBoxLayout()
        working.setSpacing(6)
        working.addWidget(self.doing)
        working.addWidget(self.progress)
        working.addWidget(self.cancel, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addWidget(self.field)
        self.body.addLayout(help_row)
        self.body.addLayout(buttons)
        self.body.addLayout(working)
        self.body.addWidget(self.found, 1)
        self.body.addStretch(0)
        self.body.addWidget(self.paste, 0, Qt.AlignmentFlag.AlignLeft)

    def _connect(self) -> None:
        self.editor.textChanged.connect(self._on_text)
        self.editor.returnPressed.connect(self.submit)
        self.look.clicked.connect(self.submit)
        self.browse.clicked.connect(self.search)
        self.cancel.clicked.connect(self.stop)
        self.found.itemActivated.connect(self._on_item)
        self.found.itemClicked.connect(self._on_item)
        self.page.clicked.connect(self._on_page)
        self.keys.clicked.connect(self._on_keys)
        self.paste.clicked.connect(self.import_asked)


def _access(hub: Hub, cancel: Cancel) -> HubAccess:
    """Return how the Hub is asked. For workers: the keyring blocks."""
    from app.services.serving.facts.hub import HubAccess
    from app.services.serving.keys import secret_of

    return HubAccess(token_of=secret_of(hub.serving.secrets(), cancel))


def _looking_up(ref: ModelRef, hub: Hub) -> Callable[[Cancel], object]:
    def work(cancel: Cancel) -> object:
        from app.services.serving.facts.look import look_up, quantizations_of

        access = _access(hub, cancel)
        if ref.source is Source.GGUF and ":" not in ref.handle:
            names = quantizations_of(ref.handle, access, cancel)
            if len(names) > 1:
                offered = (replace(ref, handle=f"{ref.handle}:{name}") for name in names)
                return _Found(tuple(_Offered(each, "") for each in offered))
        return look_up(ref, access, cancel)

    return work


def _looking_on_node(
    ref: ModelRef, node: NodeFacts | None
) -> Callable[[NodeReach, Cancel], object]:
    home = node.home if node is not None else ""

    def question(reach: NodeReach, cancel: Cancel) -> object:
        from app.services.serving.facts.on_node import look_on_node

        return look_on_node(ref, reach, home, cancel)

    return question


def _searching(text: str, hub: Hub) -> Callable[[Cancel], object]:
    def work(cancel: Cancel) -> object:
        from app.services.serving.facts.search import search_models

        found = search_models(text, _access(hub, cancel), cancel)
        return _Found(tuple(_Offered(each.ref, _about(each)) for each in found))

    return work


def _about(model: FoundModel) -> str:
    """Return `GGUF · 1.2M downloads a month · changed 2026-10-30 · gated`."""
    downloads = (
        ""
        if model.downloads is None
        else tr("{count} downloads a month").format(count=_count(model.downloads))
    )
    changed = tr("changed {day}").format(day=said(model.updated)) if model.updated else ""
    kind, gate = "GGUF" if model.is_gguf else "", tr("gated") if model.gated else ""
    return " · ".join(part for part in (kind, downloads, changed, gate) if part)


def _count(number: int) -> str:
    for size, letter in ((1_000_000, "M"), (1000, "k")):
        if number >= size:
            return f"{number / size:.1f}{letter}"
    return str(number)
