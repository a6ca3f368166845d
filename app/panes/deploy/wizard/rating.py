"""How well models fit a node, in an order and in words. No Qt, nothing is asked."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

from app.core import units
from app.core.i18n import numeral, tr
from app.core.said import said
from app.panes.deploy.wizard.choosing import Family, is_general
from app.services.serving.fit.api import Fit, Speed, Verdict

if TYPE_CHECKING:
    from app.services.serving.api import ModelRef, Recipe

USABLE_TOKENS_PER_S = 8.0
"""About as fast as people read; slower models come after those that are faster."""


class Filter(StrEnum):
    """What the list of models is narrowed to."""

    FITS = "fits"
    ON_NODE = "on-node"
    TOOLS = "tools"
    VISION = "vision"
    EMBEDDINGS = "embeddings"


FILTER_TITLES = {
    Filter.FITS: tr("Fits"),
    Filter.ON_NODE: tr("On the node"),
    Filter.TOOLS: tr("Tools"),
    Filter.VISION: tr("Vision"),
    Filter.EMBEDDINGS: tr("Embeddings"),
}


@dataclass(frozen=True, slots=True)
class Rating:
    """How a recipe does on a node, as far as that is known."""

    fit: Fit | None = None
    why: str = ""
    """Why it cannot run there, or why nothing is known: a sentence."""
    can_run: bool = True
    is_node: bool = False
    """Whether the reason is the node's: it stands above the list, once."""

    @property
    def rank(self) -> int:
        """Return its place: 0 is the best."""
        if not self.can_run:
            return 4
        if self.fit is None:
            return 2
        return {Verdict.FITS: 0, Verdict.TIGHT: 1, Verdict.NO: 3}[self.fit.verdict]

    @property
    def is_slow(self) -> bool:
        """Whether it is known to be slower than people read."""
        speed = self.fit.speed if self.fit is not None else None
        return speed is not None and speed.likely < USABLE_TOKENS_PER_S


Rate: TypeAlias = "Callable[[Recipe], Rating]"


@dataclass(frozen=True, slots=True)
class VerdictWords:
    """A pill: its word, its colour token, and what is behind it."""

    text: str
    tone: str
    tip: str


@dataclass(frozen=True, slots=True)
class ModelRow:
    """One model of the list."""

    family: Family
    best: Recipe
    rating: Rating
    on_node: bool
    sizes: str
    """`117B · 5.1B active · 60.8 GiB`."""
    engines: str
    features: str
    speed: str

    @property
    def note(self) -> str:
        """Return what stands below the verdict: the speed, or why nothing is known."""
        if self.speed or self.rating.fit is not None or self.rating.is_node:
            return self.speed
        sentence, _dot, _more = verdict_words(self.rating).tip.partition(". ")
        return sentence.removesuffix(".")

    @property
    def said(self) -> str:
        """Return the row as a screen reader says it."""
        words = verdict_words(self.rating)
        there = tr("on the node") if self.on_node else ""
        parts = (self.family.title, words.text, self.note, self.sizes, self.engines, there)
        return ", ".join(part for part in parts if part)


def best_of(family: Family, rate: Rate) -> Recipe | None:
    """Return the recipe of a model that does best on the node."""
    return min(family.recipes, key=lambda each: _order(each, rate(each)), default=None)


def in_order(recipes: Iterable[Recipe], rate: Rate) -> tuple[Recipe, ...]:
    """Return recipes, those that do best on the node first."""
    return tuple(sorted(recipes, key=lambda each: _order(each, rate(each))))


def model_rows(
    known: Iterable[Family],
    rate: Rate,
    on_node: Collection[ModelRef],
    titles: Callable[[str], str],
) -> tuple[ModelRow, ...]:
    """Return the list: what fits and is fast enough first, larger models before smaller ones."""
    rows = []
    for family in known:
        best = best_of(family, rate)
        if best is None:
            continue
        rating = rate(best)
        rows.append(
            ModelRow(
                family,
                best,
                rating,
                any(recipe.model in on_node for recipe in family.recipes),
                _sizes(family, best, rating),
                ", ".join(titles(name) for name in family.engines),
                feature_words(family.features, " · "),
                speed_words(rating.fit.speed if rating.fit is not None else None),
            )
        )
    rows.sort(key=_row_order)
    return tuple(rows)


def narrowed(
    rows: Iterable[ModelRow], text: str, filters: Collection[Filter]
) -> tuple[ModelRow, ...]:
    """Return the rows that have every word of a text and pass every filter."""
    words = text.lower().split()
    return tuple(
        row for row in rows if _passes(row, filters) and all(word in _text(row) for word in words)
    )


def verdict_words(rating: Rating) -> VerdictWords:
    """Put a rating into a pill."""
    fit = rating.fit
    if not rating.can_run:
        return VerdictWords("n/a", "text2", rating.why)
    if fit is None:
        return VerdictWords("n/a", "text2", rating.why or tr("It is not known how big it is."))
    said = " ".join((_need_words(fit), *fit.notes))
    if fit.verdict is Verdict.FITS:
        return VerdictWords(tr("Fits"), "ok", said)
    if fit.verdict is Verdict.TIGHT:
        return VerdictWords(tr("Tight"), "warn", said)
    limited = f" {fit.room.limited_by}" if fit.room.limited_by else ""
    return VerdictWords(tr("No"), "err", f"{said}{limited}")


def _need_words(fit: Fit) -> str:
    if fit.verdict is Verdict.NO:
        words = (
            tr("About {memory} are needed, {gib} are free for it.")
            if fit.is_estimate
            else tr("{memory} are needed, {gib} are free for it.")
        )
    else:
        words = (
            tr("About {memory} of {gib} that are free for it.")
            if fit.is_estimate
            else tr("{memory} of {gib} that are free for it.")
        )
    takes = max(fit.need_bytes, fit.takes_bytes)
    return words.format(memory=units.memory(takes), gib=units.gib(fit.room.bytes))


def speed_words(speed: Speed | None) -> str:
    """Return `~50 tok/s, 35–60` or `52 tok/s, measured here`; "" when it is not known."""
    if speed is None:
        return ""
    if speed.is_measured:
        return tr("{rate} tok/s, measured here").format(rate=_rate(speed.likely))
    return tr("~{rate} tok/s, {low}–{high}").format(
        rate=_rate(speed.likely), low=_rate(speed.low), high=_rate(speed.high)
    )


def feature_words(features: Iterable[str], between: str = ", ") -> str:
    """Return `tools, vision`."""
    return between.join(said(each) for each in features)


def parameter_words(parameters: float | None) -> str:
    """Return `117B`, `600M`; "" when it is not known."""
    if not parameters:
        return ""
    if parameters >= 0.9995e9:
        billions = parameters / 1e9
        return f"{billions:.0f}B" if billions >= 9.95 else f"{billions:.1f}B".replace(".0B", "B")
    return f"{parameters / 1e6:.0f}M"


def _rate(value: float) -> str:
    return numeral(value, 0 if value >= 9.5 else 1, grouped=False)


def _sizes(family: Family, best: Recipe, rating: Rating) -> str:
    active = parameter_words(best.active_parameters)
    weights = rating.fit.weights_bytes if rating.fit is not None else best.weights_bytes
    parts = (
        parameter_words(family.parameters),
        tr("{active} active").format(active=active) if active else "",
        best.quantization,
        units.memory(weights) if weights else "",
    )
    return " · ".join(part for part in parts if part)


def _order(recipe: Recipe, rating: Rating) -> tuple[int, int, bool, bool, float]:
    speed = rating.fit.speed if rating.fit is not None else None
    return (
        rating.rank,
        recipe.nodes,
        rating.is_slow,
        is_general(recipe),
        -(speed.likely if speed is not None else 0.0),
    )


def _row_order(row: ModelRow) -> tuple[int, bool, bool, float, str]:
    return (
        row.rating.rank,
        row.rating.is_slow,
        not row.on_node,
        -_size(row),
        row.family.title.lower(),
    )


def _size(row: ModelRow) -> float:
    """Return how large a model is: where its parameters are not known, as if they had 4 bits."""
    fit = row.rating.fit
    weights = fit.weights_bytes if fit is not None else row.best.weights_bytes or 0
    return row.family.parameters or 2.0 * weights


def _passes(row: ModelRow, filters: Collection[Filter]) -> bool:
    for each in filters:
        if each is Filter.FITS:
            passes = row.rating.rank <= 1
        elif each is Filter.ON_NODE:
            passes = row.on_node
        else:
            passes = each.value in row.family.features
        if not passes:
            return False
    return True


def _text(row: ModelRow) -> str:
    handles = " ".join(recipe.model.handle for recipe in row.family.recipes)
    parts = (row.family.title, row.family.key, row.engines, row.features, row.sizes, handles)
    return " ".join(parts).lower()
