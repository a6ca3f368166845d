"""How long a verdict takes that is told anew with every step of the context's ruler."""

from __future__ import annotations

import argparse
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from app.services.serving.api import Recipe
from app.services.serving.catalogue import engines
from app.services.serving.fit.launch_fit import fit_of
from app.services.serving.launching.admission import idle_spark
from app.services.serving.measured import MeasuredBook
from app.services.serving.recipes.book import RecipeBook

LIMIT_S = 0.005
STEPS = 64


def main(arguments: list[str]) -> int:
    """Drag the ruler of every recipe and print the 95th percentile last."""
    parser = argparse.ArgumentParser(prog="dev.py bench fit", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3, help="how often each ruler is dragged")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        recipes = RecipeBook(Path(folder)).load().recipes
        book = MeasuredBook(Path(folder) / "measured.json")
        known = [recipe for recipe in recipes if _drag(recipe, book)]
        times = [
            took for _ in range(options.rounds) for each in known for took in _drag(each, book)
        ]
    times.sort()
    middle, late = times[len(times) // 2], times[len(times) * 95 // 100]
    print(f"{len(known)} of {len(recipes)} recipes tell a verdict; {len(times)} verdicts")
    print(f"median {middle * 1e3:.2f} ms, slowest {times[-1] * 1e3:.2f} ms")
    print(f"p95 {late * 1e3:.2f} ms (at most {LIMIT_S * 1e3:g})")
    return 0 if late <= LIMIT_S else 1


def _drag(recipe: Recipe, book: MeasuredBook) -> list[float]:
    """Return the seconds of each verdict along the ruler; none where nothing is known."""
    engine, room = engines()[recipe.engine], idle_spark()
    taken = []
    for step in range(1, STEPS + 1):
        settings = replace(recipe.settings, context=step * 4096)
        began = time.perf_counter()
        fit = fit_of(recipe, settings, engine, None, room, book, "")
        taken.append(time.perf_counter() - began)
        if fit is None:
            return []
    return taken
