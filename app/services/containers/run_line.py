"""A RunSpec as the `docker run` line that does the same, and back from a pasted one."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from app.core.errors import BadInput
from app.core.i18n import tr
from app.core.said import said
from app.services.containers import run_options as options
from app.services.containers import run_values as values
from app.services.containers.masking import is_secret
from app.services.containers.run_shell import Word, Words, split
from app.services.containers.run_spec import LOOPBACK, HealthCheck, RunSpec, Variable

_FENCE = re.compile(r"(?m)^[ \t]*```.*$")
_PROMPT = re.compile(r"^\s*[$#] (?=\S)")
_BEFORE = ("sudo", "nohup", "exec", "time", "command")
_ASSIGNED = re.compile(r"[A-Za-z_]\w*=")
_ENGINES = ("docker", "podman", "nvidia-docker")
_HOMES = ("~", "$HOME", "${HOME}")
_EXAMPLE = tr("As in docker run -p 8000:8000 vllm/vllm-openai:latest.")


@dataclass(frozen=True, slots=True)
class Pasted:
    """What a pasted line says."""

    spec: RunSpec
    notes: tuple[str, ...] = ()
    """What was left out or is otherwise here, a sentence each."""
    unset: tuple[str, ...] = ()
    """Variables whose value the line took from its shell: somebody has to type it."""


def line_of(spec: RunSpec, *, secrets: bool = False, passed: Sequence[str] = ()) -> str:
    """Return the exact line, one option each line.

    A secret is said by its name alone, for which docker takes the value from the shell that runs
    it; `secrets` writes it out. `passed` are further variables that are taken from that shell.
    """
    keys = "".join(key for key, on in (("i", spec.interactive), ("t", spec.tty)) if on)
    rest = replace(spec, interactive=False, tty=False)
    parts = [f"docker run -d{keys}"]
    parts += [_option(name, value) for name, value in _options(rest, secrets)]
    parts += [_option("env", name) for name in passed]
    parts.append(" ".join(shlex.quote(word) for word in (spec.image or "IMAGE", *spec.command)))
    return " \\\n  ".join(parts)


def secrets_of(spec: RunSpec) -> tuple[str, ...]:
    """Return the names of the variables whose values the line leaves out."""
    return tuple(each.name for each in spec.environment if is_secret(each.name, each.value))


def read_line(text: str) -> Pasted:
    """Read a pasted `docker run`; BadInput when it is none, or says something that cannot be."""
    told = split(_PROMPT.sub("", _FENCE.sub("", text).strip()))
    words, notes = _after_run(told)
    parsed = _Parsed()
    rest = _take_options(words, parsed)
    if not rest:
        raise BadInput(tr("The line names no image."), _EXAMPLE)
    notes += _notes(parsed, told)
    spec = replace(_spec(parsed), image=rest[0].text, command=tuple(each.text for each in rest[1:]))
    return Pasted(spec, tuple(dict.fromkeys(notes)), tuple(parsed.unset))


def kept_local(spec: RunSpec) -> RunSpec:
    """Return the same with ports that would be open to the network on 127.0.0.1."""
    return replace(
        spec,
        ports=tuple(
            replace(port, host_ip=LOOPBACK) if port.open_to_network else port for port in spec.ports
        ),
    )


def path_at_home(path: str, home: str) -> str:
    """Return a path of the node with its home where the path begins with `~` or `$HOME`."""
    for sign in _HOMES:
        if path == sign or path.startswith(f"{sign}/"):
            return home + path.removeprefix(sign)
    return path


# Writing


def _options(spec: RunSpec, secrets: bool) -> Iterator[tuple[str, str]]:
    for setting in options.SETTINGS:
        if setting.field == "environment" and not secrets:
            hidden = secrets_of(spec)
            for variable in spec.environment:
                written = f"{variable.name}={variable.value}"
                yield setting.option, variable.name if variable.name in hidden else written
            continue
        for value in setting.write(getattr(spec, setting.field)):
            yield setting.option, value
    yield from options.health_words(spec.health)


_WRITTEN = {"publish": "-p", "volume": "-v", "env": "-e", "user": "-u", "workdir": "-w"}
_WRITTEN |= {"interactive": "-i", "tty": "-t"}
"""Options that everybody writes short."""


def _option(name: str, value: str) -> str:
    if name in options.FLAGS:
        return _WRITTEN.get(name, f"--{name}")
    if short := _WRITTEN.get(name):
        return f"{short} {shlex.quote(value)}" if value else f"{short} ''"
    return f"--{name}={shlex.quote(value)}"


# Reading


@dataclass
class _Parsed:
    """The options of a line, as far as they are cut."""

    values: dict[str, list[str]] = field(default_factory=dict)
    unexpanded: list[str] = field(default_factory=list)
    unset: list[str] = field(default_factory=list)

    def add(self, option: str, value: str) -> None:
        option = options.OTHER_NAMES.get(option, option)
        if option not in options.KNOWN:
            raise BadInput(
                tr("{option} is no option of docker run.").format(option=f"--{said(option)}"),
                tr("Whether a value belongs to it cannot be said: take it out of the line."),
            )
        self.values.setdefault(option, []).append(value)


def _after_run(told: Words) -> tuple[tuple[Word, ...], list[str]]:
    """Return the words behind `docker run`, and what was before it that is not taken over."""
    notes: list[str] = []
    words = list(told.words)
    while words and (words[0].text in _BEFORE or _ASSIGNED.match(words[0].text)):
        word = words.pop(0).text
        if _ASSIGNED.match(word):
            name = word.partition("=")[0]
            notes.append(
                tr("{name}, which the line sets for its shell, was left out.").format(name=name)
            )
        while word == "sudo" and words and words[0].text.startswith("-"):
            words.pop(0)
    if not words or words[0].text.rpartition("/")[2] not in _ENGINES:
        raise BadInput(tr("That is no docker run line."), _EXAMPLE)
    words.pop(0)
    while words and words[0].text.startswith("-"):
        option = words.pop(0).text
        notes.append(
            tr("{option} of docker itself was left out: it runs on this node.").format(
                option=said(option)
            )
        )
        if option in ("--context", "-c", "--host", "-H", "--config", "--log-level", "-l") and words:
            words.pop(0)
    if words and words[0].text == "container":
        words.pop(0)
    if not words or words.pop(0).text not in ("run", "create"):
        raise BadInput(tr("That is no docker run line."), _EXAMPLE)
    return tuple(words), notes


def _take_options(words: Sequence[Word], parsed: _Parsed) -> list[Word]:
    """Take the options into `parsed` and return the image and what follows."""
    left = list(words)
    while left:
        word = left[0]
        if word.text == "--":
            left.pop(0)
            break
        if not word.text.startswith("-") or word.text == "-":
            break
        left.pop(0)
        parsed.unexpanded += word.unexpanded
        if word.text.startswith("--"):
            _take_long(word.text[2:], left, parsed)
        else:
            _take_short(word.text[1:], left, parsed)
    for word in left:
        parsed.unexpanded += word.unexpanded
    return left


def _take_long(text: str, left: list[Word], parsed: _Parsed) -> None:
    option, equals, value = text.partition("=")
    if equals:
        _add(parsed, option, value)
    elif options.OTHER_NAMES.get(option, option) in options.FLAGS:
        parsed.add(option, "true")
    else:
        _add(parsed, option, _value(f"--{option}", left, parsed))


def _take_short(text: str, left: list[Word], parsed: _Parsed) -> None:
    """Take `-it`, `-p80:80`, `-itp 80:80`."""
    while text:
        letter, text = text[0], text[1:]
        option = options.SHORT.get(letter)
        if option is None:
            raise BadInput(
                tr("{option} is no option of docker run.").format(option=f"-{said(letter)}")
            )
        if option in options.FLAGS and not text.startswith("="):
            parsed.add(option, "true")
            continue
        value = text.removeprefix("=") if text else _value(f"-{letter}", left, parsed)
        _add(parsed, option, value)
        return


def _value(option: str, left: list[Word], parsed: _Parsed) -> str:
    name = option.lstrip("-")
    known = options.SHORT.get(name, options.OTHER_NAMES.get(name, name))
    if known in options.KNOWN and not left:
        raise BadInput(
            tr("{option} needs a value.").format(option=said(option)), tr("Paste the whole line.")
        )
    if known not in options.KNOWN:
        return ""
    word = left.pop(0)
    parsed.unexpanded += word.unexpanded
    return word.text


def _add(parsed: _Parsed, option: str, value: str) -> None:
    parsed.add(option, value)
    name, equals, given = value.partition("=")
    if option == "env" and (not equals or _is_handed_on(name, given)):
        parsed.unset.append(name)


def _is_handed_on(name: str, value: str) -> bool:
    """Whether a variable is given its own value of the shell: `HF_TOKEN=$HF_TOKEN`."""
    return value in (f"${name}", f"${{{name}}}")


def _spec(parsed: _Parsed) -> RunSpec:
    found: dict[str, object] = {
        setting.field: setting.read(told)
        for option, told in parsed.values.items()
        if (setting := options.BY_OPTION.get(option)) is not None
    }
    spec = replace(RunSpec(), **found)  # type: ignore[arg-type]
    environment = {each.name: each for each in spec.environment}
    environment |= {name: Variable(name) for name in parsed.unset if name in environment}
    mounts = tuple(values.read_mount(each) for each in parsed.values.get(options.MOUNT, ()))
    return replace(
        spec,
        environment=tuple(environment.values()),
        volumes=(*spec.volumes, *mounts),
        health=_health(parsed),
    )


def _health(parsed: _Parsed) -> HealthCheck | None:
    told = parsed.values
    if options.NO_HEALTH in told and options.read_flag(
        options.NO_HEALTH, told[options.NO_HEALTH][-1]
    ):
        return HealthCheck(off=True)
    found = {
        name: read(told[option][-1])
        for option, (name, read) in options.HEALTH.items()
        if option in told
    }
    return replace(HealthCheck(), **found) if found else None  # type: ignore[arg-type]


def _notes(parsed: _Parsed, told: Words) -> list[str]:
    """Say what of the line was not taken over."""
    notes = []
    for option, given in parsed.values.items():
        if option in options.ELSEWHERE:
            notes.append(
                tr("--{option} was left out: {why}.").format(
                    option=option, why=options.ELSEWHERE[option]
                )
            )
        elif option in options.NOT_HERE:
            shown = "" if option in options.FLAGS else f"={said(', '.join(given))}"
            notes.append(
                tr("--{option} cannot be set here and was left out.").format(
                    option=f"{option}{shown}"
                )
            )
    handed_on = {f"${name}" for name in parsed.unset} | {f"${{{name}}}" for name in parsed.unset}
    for sign in dict.fromkeys(parsed.unexpanded):
        if sign not in handed_on:
            notes.append(
                tr("{text} is not expanded here: write what it stands for.").format(text=said(sign))
            )
    if told.rest:
        notes.append(tr("“{text}” after the command was left out.").format(text=said(told.rest)))
    return notes


def further_options(spec: RunSpec, elsewhere: Sequence[str]) -> str:
    """Return the options of a spec in one line, without the fields that are shown `elsewhere`."""
    plain = RunSpec()
    rest = replace(spec, **{name: getattr(plain, name) for name in elsewhere})
    return " ".join(_option(name, value) for name, value in _options(rest, secrets=True))


def read_options(text: str) -> RunSpec:
    """Read options alone, as they stand between `docker run` and the image."""
    told = split(text)
    parsed = _Parsed()
    rest = _take_options(told.words, parsed)
    if rest or told.rest:
        strange = rest[0].text if rest else told.rest
        raise BadInput(
            tr("“{text}” is no option.").format(text=said(strange)),
            tr("Options begin with a dash."),
        )
    for note in _notes(parsed, told):
        raise BadInput(note)
    return _spec(parsed)
