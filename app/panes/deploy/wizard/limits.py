"""What a person may choose of a recipe's settings, and what it means. No Qt."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from app.core import units
from app.core.errors import BadInput
from app.core.i18n import numeral, tr
from app.core.said import said
from app.panes.deploy.wizard.context_scale import tokens
from app.services.containers.masking import is_secret
from app.services.containers.run_spec import Restart
from app.services.serving.api import EnvironmentEntry
from app.services.serving.fit.api import Fit, Verdict
from app.services.serving.fit.shape import read_shape

if TYPE_CHECKING:
    from app.services.serving.api import Recipe
    from app.services.serving.facts.api import ModelFacts

USUAL_CONTEXT = 131_072
"""Where a model does not say for how many tokens it was made."""
RESTART_WORDS = (
    (Restart.NO, tr("No"), tr("It stays stopped when it ended, and when the node was restarted.")),
    (Restart.ON_FAILURE, tr("After a failure"), tr("It starts again after a crash. ")),
    (
        Restart.UNLESS_STOPPED,
        tr("Unless stopped"),
        tr("It starts again after a crash and with the node. "),
    ),
)
STARTS_AGAIN = tr(
    "If it does not fit any more, it fills the memory again and again until the node "
    "hardly answers."
)
KEYS_ARE_KEPT = tr(
    "Keys are kept in the keyring and handed over without being written down: see Keys."
)


def most_context(recipe: Recipe, facts: ModelFacts | None) -> int:
    """Return the largest context that can be chosen: what the model was made for."""
    config = facts.config if facts is not None and facts.config else recipe.config
    made_for: int | None = None
    with contextlib.suppress(BadInput):  # of a config.json that says too little
        made_for = read_shape(config).context if config else None
    return max(made_for or USUAL_CONTEXT, recipe.settings.context or 0)


def safe_context(fit: Fit | None, most: int) -> int | None:
    """Return the largest context that fits, None where nothing is known."""
    return None if fit is None else min(fit.max_context, most)


def fit_words(fit: Fit) -> str:
    """Return a sentence on what it takes."""
    takes = max(fit.need_bytes, fit.takes_bytes)
    fits = fit.verdict is not Verdict.NO
    room = (
        tr("{memory} of {room} that are free for it")
        if fits
        else tr("{memory}, and {room} are free for it")
    ).format(
        memory=units.about(units.memory(takes), is_estimate=fit.is_estimate),
        room=units.gib(fit.room.bytes),
    )
    if not fits and fit.max_context:
        return tr("It takes {room}. {tokens} would fit.").format(
            room=room, tokens=tokens(fit.max_context)
        )
    if not fits:
        return tr("It takes {room}. No context fits: {way_out}").format(
            room=room, way_out=_way_out(fit)
        )
    return tr("It takes {room}; {left} stay free.").format(
        room=room, left=units.gib(fit.room.bytes - takes)
    )


def _way_out(fit: Fit) -> str:
    """Return what would make room for a model whose weights alone are too much."""
    takers = sorted(fit.room.takers, key=lambda taker: -taker.bytes)
    missing = fit.weights_bytes + fit.overhead_bytes - fit.room.bytes
    if takers and takers[0].bytes > missing:
        return tr("stop {title}, which has {memory}.").format(
            title=said(takers[0].title), memory=units.gib(takers[0].bytes)
        )
    return tr("choose a smaller quantization or model.")


def users_words(fit: Fit | None) -> str:
    """Return what is said beside the number of users."""
    if fit is None:
        return tr("with the whole context each")
    most = (
        tr("{max_users} at most").format(max_users=numeral(fit.max_users))
        if fit.max_users
        else tr("not even one fits")
    )
    return tr("with the whole context each; {most}").format(most=most)


def restart_words(restart: Restart) -> str:
    """Return what a restart policy means, and what may go wrong with it."""
    about = next(words for each, _title, words in RESTART_WORDS if each is restart)
    return f"{about}{STARTS_AGAIN}" if restart.after_failure else about


def read_arguments(text: str) -> tuple[str, ...]:
    """Return one argument per line, as it stands there: no shell ever splits it."""
    return tuple(line for line in text.split("\n") if line.strip())


def read_environment(text: str) -> tuple[EnvironmentEntry, ...]:
    """Return the variables of `NAME=value` lines; BadInput for a secret and for nonsense."""
    found: dict[str, EnvironmentEntry] = {}
    for line in text.split("\n"):
        if not line.strip():
            continue
        name, equals, value = line.partition("=")
        name = name.strip()
        if not equals or not name or "\0" in line or any(c.isspace() for c in name):
            raise BadInput(
                tr("“{text}” is no variable.").format(text=said(line, limit=60)),
                tr("Write it as NAME=value."),
            )
        if is_secret(name, value):
            raise BadInput(
                tr("{name} looks like a secret.").format(name=said(name, limit=60)), KEYS_ARE_KEPT
            )
        found[name] = EnvironmentEntry(name, value)
    return tuple(found.values())


def environment_text(entries: tuple[EnvironmentEntry, ...]) -> str:
    """Return variables as they are typed."""
    return "\n".join(f"{each.name}={each.value}" for each in entries)
