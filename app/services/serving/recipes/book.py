"""RecipeBook: the recipes that came with the program and those in the user's folder.

One file is one recipe, and its name is the recipe's id. A file that is wrong costs only itself.
"""

from __future__ import annotations

import contextlib
import logging
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from app.core.errors import BadInput, SettingsUnwritable, UserError
from app.core.files import exclusively, write_atomic
from app.core.i18n import tr
from app.core.paths import resource
from app.core.said import said
from app.services.serving.api import Recipe, RecipeProblem, Recipes
from app.services.serving.recipes import yaml_text
from app.services.serving.recipes.checking import engine_of
from app.services.serving.recipes.schema import fingerprint, read_recipe, write_recipe

log = logging.getLogger(__name__)

ENDING = ".yaml"
MOST = 1000
"""Files of the user's folder that are read."""
_ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,99}")


class RecipeBook:
    """Reads and writes recipes. Blocks. Several processes may use one folder."""

    def __init__(self, folder: Path, *, shipped: Path | None = None) -> None:
        """Use the user's folder, which need not be there yet, and the program's own."""
        self._folder = folder
        self._shipped = shipped or resource("recipes")

    def load(self) -> Recipes:
        """Return all recipes by title, and which files are wrong."""
        recipes: dict[str, Recipe] = {}
        problems: list[RecipeProblem] = []
        for path in _files(self._shipped):
            self._take(path, False, recipes, problems)
        for path in _files(self._folder):
            self._take(path, True, recipes, problems)
        ordered = sorted(recipes.values(), key=lambda each: (each.title.casefold(), each.id))
        return Recipes(tuple(ordered), tuple(problems))

    def add(self, recipe: Recipe) -> Recipe:
        """Keep a recipe in the user's folder and return it as it was kept.

        It never takes the place of another one: a name that is taken gets a number.
        """
        text = checked_text(recipe)
        with self._writing() as folder:
            name = self._free_name(id_of(recipe))
            write_atomic(folder / f"{name}{ENDING}", text.encode())
        return read_recipe(text, name, is_own=True)

    def replace(self, name: str, text: str) -> Recipe:
        """Write one of the user's recipes anew; BadInput when the text is none."""
        recipe = read_recipe(text, name, is_own=True)
        with self._writing():
            write_atomic(self._own(name), text.encode())
        return recipe

    def remove(self, name: str) -> str:
        """Remove one of the user's recipes and return its text, with which it can come back."""
        with self._writing():
            path = self._own(name)
            text = _read(path)
            path.unlink()
        return text

    def restore(self, name: str, text: str) -> None:
        """Bring back what `remove` took."""
        with self._writing() as folder:
            path = folder / f"{_checked_id(name)}{ENDING}"
            if path.exists():
                raise BadInput(
                    tr("There is another recipe “{name}” by now.").format(name=said(name))
                )
            write_atomic(path, text.encode())

    def text(self, recipe: Recipe) -> str:
        """Return a recipe's file as it stands there, with its comments."""
        folder = self._folder if recipe.is_own else self._shipped
        return _read(folder / f"{_checked_id(recipe.id)}{ENDING}")

    # Private

    def _take(
        self, path: Path, is_own: bool, recipes: dict[str, Recipe], problems: list[RecipeProblem]
    ) -> None:
        name = path.name.removesuffix(ENDING)
        try:
            if path.suffix != ENDING:
                raise BadInput(
                    tr("It is not read under this name: call it {stem}{ending}.").format(
                        stem=path.stem, ending=ENDING
                    )
                )
            _checked_id(name)
            if name in recipes:
                raise BadInput(
                    tr("A recipe that came with the program has this name."), tr("Rename the file.")
                )
            recipe = read_recipe(_read(path), name, is_own=is_own)
            engine_of(recipe)
            recipes[name] = recipe
        except UserError as error:
            problems.append(RecipeProblem(str(path), str(error)))
            if not is_own:
                log.error("recipe %s is wrong: %s", path, error)

    @contextlib.contextmanager
    def _writing(self) -> Iterator[Path]:
        """Yield the user's folder, which no other process changes meanwhile."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with exclusively(self._folder / "recipes"):
                yield self._folder
        except OSError as error:
            raise _unwritable(self._folder, error) from None

    def _own(self, name: str) -> Path:
        path = self._folder / f"{_checked_id(name)}{ENDING}"
        if not path.is_file():
            raise BadInput(
                tr("There is no recipe “{name}” in your folder any more.").format(name=said(name))
            )
        return path

    def _free_name(self, wanted: str) -> str:
        name, number = wanted, 1
        while any((each / f"{name}{ENDING}").exists() for each in (self._folder, self._shipped)):
            number += 1
            name = f"{wanted}-{number}"
        return name


def id_of(recipe: Recipe) -> str:
    """Return the name that a recipe's file should have: `qwen3-8b-nvfp4-vllm`."""
    words = (recipe.family or recipe.title, recipe.quantization, recipe.engine)
    plain = re.sub(r"[^a-z0-9.]+", "-", "-".join(word for word in words if word).lower())
    return plain.strip("-.")[:90] or "recipe"


def own_copy(recipe: Recipe) -> Recipe:
    """Return a recipe to be kept as one's own, which remembers what it was copied from."""
    return replace(recipe, copied_from=f"{recipe.id}@{fingerprint(recipe)}", is_own=True)


def checked_text(recipe: Recipe) -> str:
    """Return a recipe's text after it was read back; BadInput when nobody could read it."""
    text = write_recipe(recipe)
    read_recipe(text)
    return text


def _files(folder: Path) -> list[Path]:
    try:
        found = sorted(path for path in folder.iterdir() if path.suffix in (ENDING, ".yml"))
    except FileNotFoundError:
        return []
    except OSError as error:
        log.warning("recipes of %s cannot be read: %s", folder, error)
        return []
    return [path for path in found if not path.name.startswith(".")][:MOST]


def _read(path: Path) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(yaml_text.MAX_BYTES + 1)
        return data.decode()
    except UnicodeDecodeError:
        raise BadInput(tr("This is no text in UTF-8.")) from None
    except OSError as error:
        raise BadInput(
            tr("It cannot be read: {why}.").format(why=said(error.strerror or str(error)))
        ) from None


def _checked_id(name: str) -> str:
    if not _ID.fullmatch(name):
        raise BadInput(
            tr("“{name}” cannot be a recipe's name.").format(name=said(name, limit=80)),
            tr("It has small letters, digits, dots and dashes."),
        )
    return name


def _unwritable(path: Path, error: OSError) -> SettingsUnwritable:
    why = said(error.strerror or str(error))
    return SettingsUnwritable(tr("{path} cannot be written: {why}.").format(path=path, why=why))
