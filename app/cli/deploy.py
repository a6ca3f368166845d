"""`deploy RECIPE --node N`: look whether it fits, start it, and wait for its first token."""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import time
from dataclasses import replace
from typing import TYPE_CHECKING

from app.cli.opening import Opener
from app.cli.reaching import reached
from app.cli.terminal import confirm, say
from app.core import units
from app.core.cancel import Cancel
from app.core.errors import BadInput, Cancelled
from app.core.said import plain, said
from app.core.settings import SettingsStore
from app.services.containers.accounts import load_accounts
from app.services.containers.logins import login_of
from app.services.containers.run_spec import Restart
from app.services.serving.api import (
    CheckVerdict,
    Deployed,
    DeployProgress,
    LaunchPlan,
    LaunchRequest,
    LaunchSettings,
    Phase,
    Recipe,
)
from app.services.serving.catalogue import engine
from app.services.serving.facts.api import FactsUnavailable, ModelFacts
from app.services.serving.facts.look import HubAccess, look_up
from app.services.serving.keys import login_of_keys, secret_of
from app.services.serving.launching.failure import LaunchFailed
from app.services.serving.launching.launch import Launcher
from app.services.serving.launching.memory_gate import MEMORY
from app.services.serving.launching.preflight import Preflight, look
from app.services.serving.measured import MeasuredBook
from app.services.serving.node import node_facts
from app.services.serving.recipes.book import RecipeBook
from app.services.serving.script import command_text
from app.services.serving.troubles import explain

if TYPE_CHECKING:
    from app.services.containers.image_api import LoginOf
    from app.services.serving.api import SecretOf
    from app.services.serving.reach import NodeReach

_NONE_NEAR = (
    "A part of an id, as in gpt-oss, names those that there are; the window lists all under "
    "Models, Recipes."
)
_MARKS = {
    CheckVerdict.GOOD: "ok",
    CheckVerdict.NOTE: "note",
    CheckVerdict.REFUSED: "NO",
    CheckVerdict.UNKNOWN: "?",
}
PHASE_WORDS = {
    Phase.WAITING: "Waiting for memory",
    Phase.PULLING: "Pulling the image",
    Phase.DOWNLOADING: "Fetching the model",
    Phase.LOADING: "Loading the model",
    Phase.COMPILING: "Compiling",
    Phase.CHECKING: "Asking for a first token",
    Phase.READY: "Ready",
}


def run(options: argparse.Namespace, cancel: Cancel) -> int:
    """Deploy; 1 when something speaks against it."""
    opener = Opener.from_options(options)
    recipe = _recipe(opener, options.recipe)
    with reached(opener, cancel) as reach:
        return _Deploy(options, opener, reach, recipe, cancel).run()


class _Deploy:
    """One `deploy`."""

    def __init__(
        self,
        options: argparse.Namespace,
        opener: Opener,
        reach: NodeReach,
        recipe: Recipe,
        cancel: Cancel,
    ) -> None:
        self._options = options
        self._paths = opener.paths
        self._reach = reach
        self._recipe = recipe
        self._cancel = cancel
        self._book = MeasuredBook(opener.paths.measured)
        self._secret_of: SecretOf = secret_of(opener.secrets, cancel)
        accounts = load_accounts(SettingsStore(opener.paths.settings))
        kept = login_of(accounts, opener.secrets, cancel)
        self._login_of: LoginOf = login_of_keys(kept, self._secret_of)

    def run(self) -> int:
        found = self._look()
        for check in found.checks:
            hint = f" {check.hint}" if check.hint else ""
            say(f"{_MARKS[check.verdict]:<5} {check.message}{hint}")
        if self._options.dry_run:
            print(command_text(found.plan), end="")
            return 1 if found.refused else 0
        plan = self._allowed(found)
        if plan is None:
            return 1
        if not self._options.yes:
            confirm(f"Deploy {said(plan.recipe.title)} on {self._reach.name}?")
        self._print(self._deploy(plan))
        return 0

    def _look(self) -> Preflight:
        options = self._options
        settings = LaunchSettings(
            context=options.context,
            users=options.users,
            port=options.port,
            image=options.image or "",
            use_gpu=not options.no_gpu,
            restart=Restart(options.restart),
        )
        node = node_facts(self._reach, self._cancel)
        return look(
            LaunchRequest(self._recipe, settings, node),
            engine(self._recipe.engine),
            self._reach,
            facts=self._facts(),
            book=self._book,
            secret_of=self._secret_of,
            login_of=self._login_of,
            cancel=self._cancel,
        )

    def _facts(self) -> ModelFacts | None:
        """Return what the Hub tells of the model, None where it cannot be asked."""
        if not self._recipe.model.is_on_hub:
            return None
        try:
            return look_up(self._recipe.model, HubAccess(token_of=self._secret_of), self._cancel)
        except FactsUnavailable as error:
            say(f"{_MARKS[CheckVerdict.UNKNOWN]:<5} {error}")
            return None

    def _allowed(self, found: Preflight) -> LaunchPlan | None:
        """Return the plan where nothing forbids it, with what was overridden."""
        refused = {each.name for each in found.refused}
        if not refused:
            return found.plan
        if refused == {MEMORY} and self._options.override_memory is not None:
            if self._options.override_memory != self._reach.name:
                raise BadInput(
                    f"--override-memory names {said(self._options.override_memory)}, but the node "
                    f"is {self._reach.name}.",
                    "Write the node's own name, if you mean it: the machine may freeze.",
                )
            return replace(found.plan, overrides=(MEMORY,))
        say("Nothing was changed.")
        if refused == {MEMORY}:
            say(f"To start it all the same: --override-memory {self._reach.name}")
        return None

    def _deploy(self, plan: LaunchPlan) -> Deployed:
        launcher = Launcher(
            self._reach,
            secret_of=self._secret_of,
            login_of=self._login_of,
            book=self._book,
            unfinished=self._paths.deployments,
            leaving=lambda: False,
        )
        line = _Line()
        try:
            return launcher.deploy(plan, self._cancel, line.show)
        except Cancelled:
            line.end()
            say("What was made is taken away again; an image that was pulled stays.")
            raise
        except LaunchFailed as error:
            line.end()
            for each in explain(self._recipe.engine, error.lines):
                if not each.is_benign:
                    say(f"{each.cause} {each.advice}")
            raise
        finally:
            line.end()

    def _print(self, deployed: Deployed) -> None:
        endpoint = deployed.endpoint
        if self._options.json:
            told = {
                "node": self._reach.name,
                "port": endpoint.port,
                "model": endpoint.model_id,
                "engine": endpoint.engine,
                "base": endpoint.base,
                "container": deployed.container_id or None,
                "seconds": {each.phase.value: round(each.seconds, 2) for each in deployed.times},
            }
            print(json.dumps(told, ensure_ascii=False))
            return
        print(f"http://127.0.0.1:{endpoint.port}{endpoint.base} on {self._reach.name}")
        say(
            f"It answers as {endpoint.model_id}. From here: tunnel open {self._reach.name} "
            f"{endpoint.port}"
        )


class _Line:
    """How far it is: one line on a terminal that is written over; elsewhere a line a phase."""

    def __init__(self) -> None:
        self._live = sys.stderr.isatty()
        self._shown = ""
        self._told = ""

    def show(self, progress: DeployProgress) -> None:
        """Show how far it is."""
        words = plain(progress_words(progress))
        if self._live:
            words = words[: shutil.get_terminal_size().columns - 1]
            sys.stderr.write(f"\r{words.ljust(len(self._shown))}")
            sys.stderr.flush()
            self._shown = words
            return
        state = progress.waiting_why or PHASE_WORDS[progress.phase]
        if state != self._told:
            self._told = state
            say(words)

    def end(self) -> None:
        """Leave the line."""
        if self._shown:
            print(file=sys.stderr, flush=True)
            self._shown = ""


def progress_words(progress: DeployProgress) -> str:
    """Say in one line how far a deployment is."""
    parts = [PHASE_WORDS[progress.phase]]
    if progress.waiting_why:
        return f"{parts[0]}: {progress.waiting_why}"
    if progress.fraction is not None:
        parts.append(units.percent(100 * progress.fraction))
    if progress.detail:
        parts.append(progress.detail)
    if progress.phase is not Phase.READY:
        parts.append(units.duration(max(0.0, time.time() - progress.phase_begun)))
        if progress.eta_s:
            parts.append(f"about {units.duration(progress.eta_s)} left {progress.eta_origin}")
    return "  ".join(part.strip() for part in parts)


def _recipe(opener: Opener, wanted: str) -> Recipe:
    recipes = RecipeBook(opener.paths.recipes).load()
    found = recipes.find(wanted)
    if found is None:
        near = [each.id for each in recipes.recipes if wanted.lower() in each.id]
        more = f" and {len(near) - 5} more" if len(near) > 5 else ""
        hint = f"There are {', '.join(near[:5])}{more}." if near else _NONE_NEAR
        raise BadInput(f"There is no recipe “{said(wanted)}”.", hint)
    return found
