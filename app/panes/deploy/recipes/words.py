"""The table of recipes: its rows, columns and words."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.core import units
from app.core.i18n import tr
from app.core.listed import listed
from app.core.said import said
from app.panes.row_model import Column, TableSpec
from app.services.serving.api import Recipe, Source

_SMALL = 1.5e9
"""Parameters up to which any computer can run a model without a GPU."""
_LOCAL_SOURCES = (Source.GGUF, Source.OLLAMA)
_SHORT_SOURCES = (
    ("NVIDIA DGX Spark playbook", tr("NVIDIA playbook")),
    ("Hugging Face:", "Hugging Face"),
    ("Docker Model Runner:", tr("Docker docs")),
    ("Ollama:", tr("Ollama library")),
)
ASKED_LATER = tr("No source says it: the model's own files are asked when it is deployed.")


class Shown(StrEnum):
    """Which recipes are shown."""

    ALL = "all"
    OWN = "own"
    VERIFIED = "verified"
    SMALL = "small"


@dataclass(frozen=True, slots=True)
class RecipeRow:
    """One recipe, with what is known of it beside its file."""

    recipe: Recipe
    engine: str
    """The engine's title."""
    is_newer_there: bool = False
    """Whether the recipe that it was copied from has changed since."""

    @property
    def is_small(self) -> bool:
        """Whether any computer can run it."""
        recipe = self.recipe
        return recipe.model.source in _LOCAL_SOURCES and (recipe.parameters or 1e12) <= _SMALL


def is_shown(row: RecipeRow, shown: Shown) -> bool:
    """Tell whether a recipe is among those that are shown."""
    return {
        Shown.ALL: True,
        Shown.OWN: row.recipe.is_own,
        Shown.VERIFIED: bool(row.recipe.origin.verified),
        Shown.SMALL: row.is_small,
    }[shown]


def state(row: RecipeRow) -> tuple[str, str]:
    """Return what stands out about a recipe, and its colour."""
    if row.is_newer_there:
        return tr("Newer there"), "warn"
    if row.recipe.is_own:
        return tr("Yours"), "accent"
    if row.recipe.origin.verified:
        return tr("Verified"), "ok"
    return "", "text3"


def state_why(row: RecipeRow) -> str:
    """Return what the state means."""
    if row.is_newer_there:
        return tr("Yours; the recipe that it was copied from has changed since.")
    if row.recipe.is_own:
        return tr("It is in your own folder.")
    verified = said(row.recipe.origin.verified)
    return tr("It ran on {verified}.").format(verified=verified) if verified else ""


def parameters_text(recipe: Recipe) -> str:
    """Return how many parameters a model has: `35B, 3B active`."""
    if recipe.parameters is None:
        return units.NOT_AVAILABLE
    text = _count(recipe.parameters)
    if recipe.active_parameters is not None:
        text += tr(", {count} active").format(count=_count(recipe.active_parameters))
    return text


def weights_text(recipe: Recipe) -> str:
    """Return how big a model's weights are."""
    if recipe.weights_bytes is None:
        return units.NOT_AVAILABLE
    return units.memory(recipe.weights_bytes)


def source_text(recipe: Recipe) -> str:
    """Return where a recipe is from in few words: `NVIDIA playbook, 2026-07-24`."""
    title = said(recipe.origin.title) or tr("not said")
    for begin, short in _SHORT_SOURCES:
        if title.startswith(begin):
            title = short
    return f"{title}, {recipe.origin.date}" if recipe.origin.date else title


def features_text(recipe: Recipe) -> str:
    """Return what a model can do."""
    return ", ".join(map(said, recipe.features))


def needs_text(recipe: Recipe) -> str:
    """Return what has to be had before it can be deployed; empty: nothing."""
    needs = [said(each) for each in recipe.secrets]
    if recipe.gated:
        needs.append(tr("its licence, accepted on its page"))
    if recipe.nodes > 1:
        needs.append(tr("{nodes} machines").format(nodes=recipe.nodes))
    return listed(needs)


def _count(number: float) -> str:
    for unit, size in (("T", 1e12), ("B", 1e9), ("M", 1e6)):
        if number >= size:
            return f"{number / size:.3g}{unit}"
    return f"{number:.0f}"


def _more_words(row: RecipeRow) -> str:
    recipe = row.recipe
    more = (recipe.model.handle, recipe.family, recipe.summary, recipe.image, *recipe.secrets)
    return " ".join((*more, tr("two sparks") if recipe.nodes > 1 else ""))


SPEC = TableSpec(
    title=tr("Recipes"),
    columns=(
        Column(
            tr("Model"), 240, 205,
            text=lambda row: said(row.recipe.title),
            key=lambda row: row.recipe.title.casefold(),
            why=lambda row: said(row.recipe.summary),
        ),
        Column(tr("Engine"), 150, 104, text=lambda row: row.engine, key=lambda row: row.engine),
        Column(
            tr("Quantization"), 110, 96,
            text=lambda row: row.recipe.quantization,
            key=lambda row: row.recipe.quantization or None,
        ),
        Column(
            tr("Parameters"), 136, 134,
            text=lambda row: parameters_text(row.recipe),
            key=lambda row: row.recipe.parameters,
            numeric=True,
            why=lambda row: ASKED_LATER if row.recipe.parameters is None else "",
        ),
        Column(
            tr("Weights"), 84, 76,
            text=lambda row: weights_text(row.recipe),
            key=lambda row: row.recipe.weights_bytes,
            numeric=True,
            why=lambda row: ASKED_LATER if row.recipe.weights_bytes is None else "",
        ),
        Column(
            tr("Good at"), 200, 196,
            text=lambda row: features_text(row.recipe),
            key=lambda row: features_text(row.recipe) or None,
        ),
        Column(
            tr("Source"), 205, 200,
            text=lambda row: source_text(row.recipe),
            key=lambda row: (row.recipe.origin.date, source_text(row.recipe)),
            why=lambda row: said(row.recipe.origin.title),
        ),
        Column(
            tr("State"), 100, 84,
            text=lambda row: state(row)[0],
            key=lambda row: state(row)[0] or None,
            why=state_why,
            tone=lambda row: state(row)[1],
            pill=True,
        ),
    ),
    identity=lambda row: str(row.recipe.id),
    stretch=0,
    spare=(3, 5, 6, 4),
    more_words=_more_words,
)  # fmt: skip
