"""RecipeBook: the recipes that came with the program and those in the user's folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from app.services.serving.api import Recipes

if TYPE_CHECKING:
    from app.services.serving.api import Recipe


class RecipeBook:
    """Reads and writes recipes. Blocks."""

    def __init__(self, folder: Path) -> None:
        """Use the user's folder; it need not be there yet."""
        self._folder = folder

    def load(self) -> Recipes:
        """Return all recipes, and which files are wrong."""
        return Recipes()

    def add(self, recipe: Recipe) -> Recipe:
        """Keep a recipe in the user's folder and return it as it was kept."""
        raise NotImplementedError
