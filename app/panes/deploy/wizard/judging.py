"""Ratings: how recipes do on the node, judged here on the GUI thread a few at a time."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from app.core.errors import BadInput
from app.core.i18n import tr
from app.panes.deploy.wizard.choosing import why_not
from app.panes.deploy.wizard.rating import Rating
from app.services.serving.catalogue import engines
from app.services.serving.fit.launch_fit import fit_of, gpus_planned

if TYPE_CHECKING:
    from app.panes.deploy.wizard.node_view import NodeView
    from app.services.serving.api import LaunchSettings, Recipe
    from app.services.serving.facts.api import ModelFacts
    from app.services.serving.fit.api import Fit
    from app.services.serving.measured import MeasuredBook

_SLICE_S = 0.005
"""Seconds of judging between two looks at what else the window has to do."""


class Ratings(QObject):
    """Remembers what was judged until the node, its memory or the recipes are others.

    Signals:
        judged: all recipes are judged with what is known now.
    """

    judged = Signal()

    def __init__(
        self,
        node: NodeView,
        facts_of: Callable[[Recipe], ModelFacts],
        book: Callable[[], MeasuredBook],
        parent: QObject,
    ) -> None:
        """Judge for a node.

        Args:
            node: what is known of it.
            facts_of: what was found out about a recipe's model.
            book: what was measured; in memory by the time that the node has answered.
            parent: whose timer it is.
        """
        super().__init__(parent)
        self._node = node
        self._facts_of = facts_of
        self._book = book
        self._known: dict[str, tuple[int, Rating]] = {}
        """Of each recipe, and the generation of what was known when it was judged."""
        self._generation = 0
        self._left: list[Recipe] = []
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._judge_some)

    @property
    def is_judging(self) -> bool:
        """Whether some recipes are still judged with what was known before."""
        return self._timer.isActive()

    def rate(self, recipe: Recipe) -> Rating:
        """Return how a recipe does on the node as it is written."""
        generation, rating = self._known.get(recipe.id, (-1, Rating()))
        if generation != self._generation:
            rating = self._rating(recipe)
            self._known[recipe.id] = (self._generation, rating)
        return rating

    def last(self, recipe: Recipe) -> Rating:
        """Return the last rating while a recipe is judged anew."""
        known = self._known.get(recipe.id)
        return known[1] if known is not None else self.rate(recipe)

    def fit(self, recipe: Recipe, settings: LaunchSettings) -> Fit | None:
        """Return how a recipe fits with settings; None while too little is known."""
        try:
            return self._fit(recipe, settings)
        except BadInput:  # its config.json, which may be anybody's
            return None

    def _fit(self, recipe: Recipe, settings: LaunchSettings) -> Fit | None:
        engine = engines().get(recipe.engine)
        room, look = self._node.room, self._node.look
        if engine is None or room is None or look is None:
            return None
        facts = self._facts_of(recipe)
        gpus = gpus_planned(recipe, settings, engine, room.gpus)
        return fit_of(recipe, settings, engine, facts, room, self._book(), look.machine, gpus=gpus)

    def judge_again(self, recipes: Iterable[Recipe]) -> None:
        """Judge all recipes anew: what they were judged with is otherwise."""
        self._generation += 1
        self._left = list(recipes)
        self._timer.start()

    def forget(self, recipes: Iterable[Recipe]) -> None:
        """Forget some recipes: their model is known better."""
        for recipe in recipes:
            self._known.pop(recipe.id, None)

    def _judge_some(self) -> None:
        """Judge for some milliseconds, then let the window do other things."""
        until = time.monotonic() + _SLICE_S
        while self._left and time.monotonic() < until:
            self.rate(self._left.pop())
        if not self._left:
            self._timer.stop()
            self.judged.emit()

    def _rating(self, recipe: Recipe) -> Rating:
        engine, node = engines().get(recipe.engine), self._node
        if engine is None:
            return Rating(
                why=tr("There is no engine “{engine}”.").format(engine=recipe.engine), can_run=False
            )
        if recipe.nodes > 1:
            return Rating(
                why=tr("It takes {nodes} machines.").format(nodes=recipe.nodes), can_run=False
            )
        if node.look is None:
            return Rating(why=node.why_unknown, is_node=True)
        why = why_not(recipe, engine, node.facts)
        if why:
            has_docker = node.facts is not None and node.facts.has_docker
            return Rating(why=why, can_run=False, is_node=not has_docker)
        if node.why_unknown:
            return Rating(why=node.why_unknown)
        reasons = self._facts_of(recipe).reasons.values()
        try:
            return Rating(self._fit(recipe, recipe.settings), " ".join(reasons))
        except BadInput as error:
            return Rating(why=str(error))
