"""A launch as commands to copy: what this program would do, for a shell on the node.

Secrets stand in it by name only. Every text of a recipe is one word in quotes.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence

from app.core.said import said
from app.services.containers.references import NGC, NGC_USER
from app.services.containers.run_line import line_of, secrets_of
from app.services.containers.run_spec import RunSpec
from app.services.serving.api import LaunchPlan, PlanFile, SecretUse
from app.services.serving.catalogue import title_of

NGC_KEY = "NGC_API_KEY"
_STARTS = "docker run -d"
_MAKES = "docker create"
_FILES = '"$files"'
"""The shell's own variable: the only word that is not quoted whole."""
_INSPECTED = "# The engine. “docker inspect” shows its variables to whoever may use Docker."


def command_text(plan: LaunchPlan) -> str:
    """Return the whole plan as commands for a POSIX shell on the node."""
    parts = ["set -eu", *_parts(plan)]
    return "\n\n".join((_head(plan), *parts)) + "\n"


def _head(plan: LaunchPlan) -> str:
    title, node = said(plan.recipe.title), said(plan.node.name)
    engine = said(title_of(plan.recipe.engine))
    return f"# {title} with {engine} on {node}: run this in a shell there."


def _parts(plan: LaunchPlan) -> Iterator[str]:
    yield from _asked(plan)
    if plan.folders:
        yield _said("Folders that are shared with the engine.", ("mkdir", "-p", *plan.folders))
    if plan.run is not None:
        yield from _container(plan, plan.run)
    for step in plan.steps:
        yield _said(f"{said(step.title)}.", step.argv)
    if plan.undo:
        back = "\n".join(f"#   {_commented(_line(argv))}" for argv in plan.undo)
        yield f"# To take it back:\n{back}"
    yield _check(plan)


def _asked(plan: LaunchPlan) -> Iterator[str]:
    """Say which secrets the shell must have, and how they get there without being seen."""
    for secret in plan.secrets:
        yield _secret(secret)
    if plan.run is not None and plan.run.image.startswith(f"{NGC}/nim/"):
        login = _line(("docker", "login", NGC, "--username", NGC_USER, "--password-stdin"))
        yield "# NVIDIA's registry gives this image to accounts only."
        yield f'printf %s "${NGC_KEY}" | {login}'


def _secret(secret: SecretUse) -> str:
    name = secret.variable
    how = f"read -rs {name} && export {name}"
    if secret.required:
        return f'# {name} must be there: {how}\n: "${{{name}:?}}"'
    return f"# {name} is used where it is there: {how}"


def _container(plan: LaunchPlan, run: RunSpec) -> Iterator[str]:
    yield _said("The image.", ("docker", "pull", run.image))
    passed = [each.variable for each in plan.secrets]
    for name in secrets_of(run):
        yield f"# {said(name)} is taken from this shell: its value is not written here."
    line = line_of(run, passed=passed)
    if not plan.files:
        yield f"{_INSPECTED}\n{line}"
        return
    yield f"# The engine, made but not started.\n{_MAKES}{line.removeprefix(_STARTS)}"
    yield _copied(run.name, plan.files)
    yield _said("Now it starts.", ("docker", "start", run.name))


def _copied(container: str, files: Sequence[PlanFile]) -> str:
    """Return what writes the files into the container, with the folders that they need."""
    lines = ["# Files that it reads.", "files=$(mktemp -d)"]
    names = []
    for file in files:
        name = file.path.lstrip("/")
        names.append(name)
        folder = name.rpartition("/")[0]
        if folder:
            lines.append(f"mkdir -p {_FILES}/{shlex.quote(folder)}")
        lines.append(f"printf %s {shlex.quote(file.text)} > {_FILES}/{shlex.quote(name)}")
    packed = " ".join(shlex.quote(name) for name in names)
    lines.append(
        f"tar -c --owner=0 --group=0 -C {_FILES} -- {packed} | "
        f"docker cp - {shlex.quote(f'{container}:/')}"
    )
    lines.append(f"rm -r {_FILES}")
    return "\n".join(lines)


def _check(plan: LaunchPlan) -> str:
    from app.services.serving.catalogue import engine

    path = engine(plan.recipe.engine).health.ready
    url = f"http://127.0.0.1:{plan.port}{path}"
    asked = _line(("curl", "-s", "-o", "/dev/null", "-w", "%{http_code}\\n", url))
    return f"# It is ready when this prints 200:\n#   {_commented(asked)}"


def _said(comment: str, argv: Sequence[str]) -> str:
    return f"# {comment}\n{_line(argv)}"


def _line(argv: Sequence[str]) -> str:
    return " ".join(shlex.quote(word) for word in argv)


def _commented(line: str) -> str:
    """Return a command as a comment may hold it: every one of its lines begins with `#`."""
    return line.replace("\r", " ").replace("\n", "\n#   ")
