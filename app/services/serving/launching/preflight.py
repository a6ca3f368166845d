"""What is looked at before a launch: memory, disk, ports, image, secrets, licence, GPU."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.core.cancel import Cancel
from app.core.errors import BadInput, RemoteError, SessionLost, UserError
from app.core.i18n import tr
from app.core.said import said
from app.core.units import disk_size
from app.services.containers.api import EngineUnavailable, NotThere
from app.services.containers.image_api import RegistryRefused
from app.services.containers.images import image as image_of
from app.services.containers.pull_failures import explained
from app.services.containers.reading import as_dict
from app.services.containers.references import DOCKER_HUB, parse_reference
from app.services.containers.registry import RegistryClient
from app.services.containers.run_spec import Restart
from app.services.serving.api import Check, CheckVerdict, LaunchPlan, Source
from app.services.serving.fitting import fitted_request
from app.services.serving.keys import INSPECT_WARNING, how_to_save
from app.services.serving.launching.disk_room import DISK, Wanted, file_systems, judge_disk
from app.services.serving.launching.launched import ahead
from app.services.serving.launching.memory_gate import MEMORY, MemoryGate
from app.services.serving.launching.ports import PORT, choose_port, is_free_here, taken_ports
from app.services.serving.running.api import LABEL

if TYPE_CHECKING:
    from app.services.containers.engine import Engine
    from app.services.containers.image_api import LoginOf
    from app.services.serving.api import EngineSpec, LaunchRequest, SecretOf
    from app.services.serving.facts.api import ModelFacts
    from app.services.serving.fit.api import Fit
    from app.services.serving.measured import MeasuredBook
    from app.services.serving.reach import NodeReach


@dataclass(frozen=True, slots=True)
class Preflight:
    """A plan with its final port, its fit and what it moves; and what else was found."""

    plan: LaunchPlan
    checks: tuple[Check, ...]
    disk_free_bytes: int | None = None

    @property
    def refused(self) -> tuple[Check, ...]:
        """Return what forbids the launch."""
        return tuple(each for each in self.checks if each.verdict is CheckVerdict.REFUSED)


def look(
    request: LaunchRequest,
    engine: EngineSpec,
    reach: NodeReach,
    *,
    facts: ModelFacts | None,
    book: MeasuredBook,
    secret_of: SecretOf,
    login_of: LoginOf,
    cancel: Cancel,
) -> Preflight:
    """Return the plan of a launch and what speaks for and against it; nothing is changed.

    What cannot be found out is a check that says so. Raises BadInput when there is no such plan,
    SessionLost, Cancelled.
    """
    return _Look(request, engine, reach, facts, book, secret_of, login_of, cancel).look()


class _Look:
    """One look before one launch."""

    def __init__(
        self,
        request: LaunchRequest,
        engine: EngineSpec,
        reach: NodeReach,
        facts: ModelFacts | None,
        book: MeasuredBook,
        secret_of: SecretOf,
        login_of: LoginOf,
        cancel: Cancel,
    ) -> None:
        self._request = request
        self._engine = engine
        self._reach = reach
        self._facts = facts
        self._book = book
        self._secret_of = secret_of
        self._login_of = login_of
        self._cancel = cancel
        self._docker = self._open_docker()
        self._image_bytes: int | None = None
        self._free_bytes: int | None = None
        self._fit: Fit | None = None

    def look(self) -> Preflight:
        """Look at everything."""
        plan = self._with_memory(self._engine.plan(self._request))
        plan, port = self._with_port(plan)
        image = self._guarded("image", lambda: self._image(plan))
        model_bytes = self._model_bytes(plan)
        plan = replace(plan, to_pull_bytes=self._image_bytes, to_download_bytes=model_bytes)
        memory = self._guarded(MEMORY, lambda: self._memory(plan))
        disk = self._guarded(DISK, lambda: self._disk(plan, model_bytes))
        checks = (
            memory,
            disk,
            port,
            image,
            *self._model(plan),
            *self._secrets(plan),
            *self._gpu(plan),
            *self._restart(plan),
            *self._others(plan),
        )
        return Preflight(
            replace(plan, fit=self._fit),
            tuple(each for each in checks if each is not None),
            self._free_bytes,
        )

    def _open_docker(self) -> Engine | None:
        try:
            return self._reach.holder.engine(self._cancel)
        except EngineUnavailable:
            return None

    def _guarded(self, name: str, check: Callable[[], Check | None]) -> Check | None:
        """Return a check; what cannot be found out is told in it."""
        try:
            return check()
        except SessionLost:
            raise
        except UserError as error:
            return Check(name, CheckVerdict.UNKNOWN, error.message, error.hint)

    def _with_memory(self, plan: LaunchPlan) -> LaunchPlan:
        """Return the plan with the memory that its model needs, where its engine is told that."""
        with contextlib.suppress(RemoteError, BadInput):  # the check of the memory says why
            self._request = fitted_request(
                self._request, self._engine, self._reach, self._facts, self._book, self._cancel
            )
            return self._engine.plan(self._request)
        return plan

    # Ports

    def _with_port(self, plan: LaunchPlan) -> tuple[LaunchPlan, Check]:
        """Return the plan with a port that is free, and what is to be said of it."""
        chosen = self._request.settings.port
        taken = taken_ports(self._reach, self._docker, self._cancel)
        if plan.run is None and not plan.log:
            return plan, self._of_service(plan.port in taken.holders, plan.port)
        choice = choose_port(
            plan.port,
            taken,
            is_fixed=chosen is not None or plan.run is None,
            node=self._reach.name,
            is_free_here=is_free_here,
        )
        if choice.port != plan.port:
            settings = replace(self._request.settings, port=choice.port)
            plan = self._engine.plan(replace(self._request, settings=settings))
        if plan.run is not None and plan.run.open_ports:
            check = choice.check
            if check.verdict is CheckVerdict.GOOD:
                words = tr("{message} Everybody on the node's network will reach it.").format(
                    message=check.message
                )
                return plan, replace(check, verdict=CheckVerdict.NOTE, message=words)
        return plan, choice.check

    def _of_service(self, listens: bool, port: int) -> Check:
        """Return whether a service of the node, which loads models by itself, is there."""
        title = self._engine.title
        if listens:
            return Check(
                PORT,
                CheckVerdict.GOOD,
                tr("{title} listens on port {port}.").format(title=title, port=port),
            )
        words = tr("{title} does not listen on port {port} yet.").format(title=title, port=port)
        return Check(
            PORT, CheckVerdict.NOTE, words, tr("If it does not start by itself, start it.")
        )

    # Image and disk

    def _image(self, plan: LaunchPlan) -> Check | None:
        if plan.run is None:
            self._image_bytes = 0
            return None
        if self._docker is None:
            raise RemoteError(tr("Docker on {name} does not answer.").format(name=self._reach.name))
        name, wanted = plan.run.image, plan.node.architecture
        try:
            found = image_of(self._docker, name)
        except NotThere:
            return self._in_registry(self._docker, name, wanted)
        self._image_bytes = 0
        if found.architecture and wanted and found.architecture != wanted:
            return Check(
                "image",
                CheckVerdict.REFUSED,
                tr("{image} on {name} is made for {architecture}, not for {wanted}.").format(
                    image=said(name),
                    name=self._reach.name,
                    architecture=found.architecture,
                    wanted=wanted,
                ),
                tr("Choose an image that is made for it."),
            )
        return Check(
            "image", CheckVerdict.GOOD, tr("{name} is on the node already.").format(name=said(name))
        )

    def _in_registry(self, docker: Engine, name: str, architecture: str) -> Check:
        wanted = parse_reference(name)
        login = self._login_of(wanted.registry)
        client = RegistryClient(docker.session, wanted.registry, self._cancel, login)
        try:
            if wanted.registry == DOCKER_HUB and login is None:
                client.digest(wanted.repository, wanted.wanted)  # not counted as a pull
                words = tr("{short} will be pulled; how large it is is not known.").format(
                    short=wanted.short
                )
                return Check("image", CheckVerdict.UNKNOWN, words)
            found = client.image_manifest(wanted.repository, wanted.wanted, architecture)
        except (NotThere, RegistryRefused) as error:
            why = explained(error, wanted, login, docker)
            words = tr("{short} cannot be pulled: {message}").format(
                short=wanted.short, message=why.message
            )
            return Check("image", CheckVerdict.REFUSED, words, why.hint)
        self._image_bytes = sum(found.layer_sizes.values()) or None
        size = disk_size(self._image_bytes)
        return Check(
            "image",
            CheckVerdict.GOOD,
            tr("{size} of {short} will be pulled.").format(size=size, short=wanted.short),
        )

    def _model_bytes(self, plan: LaunchPlan) -> int | None:
        """Return what will be downloaded of the model."""
        recipe = plan.recipe
        if recipe.model.source is Source.FILE or self._is_cached(plan):
            return 0
        told = self._facts.download_bytes if self._facts is not None else None
        return told or recipe.download_bytes or recipe.weights_bytes

    def _is_cached(self, plan: LaunchPlan) -> bool:
        from app.services.serving.facts.node_cache import cached_models

        try:
            cached = cached_models(self._reach, plan.node.home, self._cancel)
        except RemoteError:
            return False
        return any(each.is_whole and each.ref == plan.recipe.model for each in cached)

    def _disk(self, plan: LaunchPlan, model_bytes: int | None) -> Check:
        root = "/"
        if self._docker is not None:
            with self._docker.errors():
                root = str(as_dict(self._docker.api.info()).get("DockerRootDir") or "/")
        home = plan.node.home or "/"
        docker, cache = file_systems(self._reach.session(), (root, home), self._cancel)
        known = [each.free_bytes for each in (docker, cache) if each is not None]
        self._free_bytes = min(known, default=None)
        wanted = Wanted(self._image_bytes, model_bytes)
        return judge_disk(wanted, docker, cache, self._reach.name)

    # Memory

    def _memory(self, plan: LaunchPlan) -> Check:
        gate = MemoryGate(self._reach, plan, self._engine, self._book, facts=self._facts)
        found = gate.look(self._cancel)
        self._fit = found.fit
        return found.check

    # What else

    def _model(self, plan: LaunchPlan) -> Iterator[Check]:
        recipe, facts = plan.recipe, self._facts
        if recipe.nodes > 1:
            yield Check(
                "model",
                CheckVerdict.REFUSED,
                tr("It takes {nodes} machines.").format(nodes=recipe.nodes),
                tr("See the plan for two Sparks."),
            )
        if recipe.gated or (facts is not None and facts.gated):
            has_access = facts is not None and facts.weights is not None
            yield Check(
                "licence",
                CheckVerdict.GOOD if has_access else CheckVerdict.NOTE,
                tr("Its licence was accepted: its files may be read.")
                if has_access
                else tr("The licence of {model} has to be accepted on its page.").format(
                    model=said(recipe.model.handle)
                ),
            )
        if facts is not None and facts.reasons:
            why = said("; ".join(facts.reasons.values()))
            yield Check(
                "model",
                CheckVerdict.UNKNOWN,
                tr("Not all of it could be looked up: {why}").format(why=why),
            )

    def _secrets(self, plan: LaunchPlan) -> Iterator[Check]:
        for each in plan.secrets:
            is_there = bool(self._secret_of(each.variable))
            if is_there:
                words = tr("{variable} is in the keyring.").format(variable=each.variable)
                hint = INSPECT_WARNING if plan.run is not None else ""
                yield Check("secrets", CheckVerdict.GOOD, words, hint)
            elif each.required:
                yield Check(
                    "secrets",
                    CheckVerdict.REFUSED,
                    tr("{variable} is missing, and {recipe} needs it.").format(
                        variable=each.variable, recipe=said(plan.recipe.title)
                    ),
                    how_to_save(each.variable),
                )

    def _gpu(self, plan: LaunchPlan) -> Iterator[Check]:
        if plan.run is None or plan.run.gpus is None or self._docker is None:
            return
        with self._docker.errors():
            told = as_dict(self._docker.api.info())
        if "nvidia" in as_dict(told.get("Runtimes")) or told.get("DiscoveredDevices"):
            yield Check("gpu", CheckVerdict.GOOD, tr("Docker there knows NVIDIA's GPUs."))
            return
        yield Check(
            "gpu",
            CheckVerdict.UNKNOWN,
            tr("Docker there does not name NVIDIA's runtime: it may not hand out GPUs."),
            tr(
                "If it fails: sudo nvidia-ctk runtime configure --runtime=docker, then "
                "restart Docker."
            ),
        )

    def _restart(self, plan: LaunchPlan) -> Iterator[Check]:
        if plan.run is None or plan.run.restart.name is Restart.NO:
            return
        yield Check(
            "restart",
            CheckVerdict.NOTE,
            tr(
                "It is started again by itself, with the machine too, but only once it "
                "was ready: a model that cannot start will not come back again and again."
            ),
        )

    def _others(self, plan: LaunchPlan) -> Iterator[Check]:
        """Yield what is to be said of other containers of ours."""
        if self._docker is None:
            return
        who = ahead(self._docker, "", self._cancel)
        if who:
            yield Check(
                "waiting",
                CheckVerdict.NOTE,
                tr(
                    "{who} is being started: this one waits until that has taken its memory."
                ).format(who=who),
            )
        if plan.run is None:
            return
        try:
            details = self._docker.details(plan.run.name)
        except NotThere:
            return
        config = as_dict(self._docker.inspect(details.id).get("Config"))
        is_ours = any(each.startswith(LABEL) for each in as_dict(config.get("Labels")))
        if is_ours and not details.state.runs:
            words = tr("{name}, which was stopped, is replaced by it.").format(name=details.name)
            yield Check("container", CheckVerdict.NOTE, words)
        else:
            yield Check(
                "container",
                CheckVerdict.REFUSED,
                tr("There is a container {name} on {node} already.").format(
                    name=details.name, node=self._reach.name
                ),
                tr("Choose another name, or remove it."),
            )
