"""What the window does, in a language whose texts are all others: prints what went wrong.

Run by `test_behaviour_in_other_languages.py` in a process of its own: texts of modules are
translated when these are imported.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator

from app.look.languages import PSEUDO, use_language

os.environ["QT_QPA_PLATFORM"] = "offscreen"
use_language(PSEUDO)

from PySide6.QtWidgets import QApplication  # noqa: E402

from app.core.errors import BadInput  # noqa: E402
from app.core.i18n import tr  # noqa: E402
from app.core.ids import NodeId  # noqa: E402
from app.panes.containers.images import pull_dialog  # noqa: E402
from app.panes.containers.run.form import RunForm  # noqa: E402
from app.panes.deploy.progress.words import hint_text  # noqa: E402
from app.panes.processes.rows import facts_of  # noqa: E402
from app.panes.tunnels.form import TunnelForm  # noqa: E402
from app.plots.part_story import COMMANDS, WHO_HAS_THE_GPU  # noqa: E402
from app.services.containers.run_spec import RunSpec, Volume  # noqa: E402
from app.services.serving.api import Phase  # noqa: E402
from app.services.serving.launching.failure import IT_SAID, LaunchFailed  # noqa: E402
from app.services.telemetry.api import Owner, Process  # noqa: E402
from app.services.tunnels.api import TunnelSpec  # noqa: E402
from app.services.tunnels.book import check_spec, new_tunnel_id  # noqa: E402
from app.transport.ssh.authenticate import NO_ANSWER  # noqa: E402
from app.transport.tunnel.refusal import no_answer  # noqa: E402
from app.transport.tunnel.target import Target  # noqa: E402


def wrong() -> Iterator[str]:
    """Tell what does not work as in English."""
    if tr("Closed") == "Closed":
        yield "the language is not spoken"
    yield from _commands()
    yield from _forms()
    yield from _errors()


def _commands() -> Iterator[str]:
    """What goes to machines or comes from them is not translated."""
    if not all(line.startswith("sudo ") for line in (*COMMANDS.values(), WHO_HAS_THE_GPU)):
        yield "commands to copy are translated"
    if "docker pull " not in pull_dialog._COMMANDS:
        yield "a pasted docker pull is not understood"
    if NO_ANSWER != "Authentication timeout.":
        yield "paramiko's own words are translated"
    where = Target.tcp("127.0.0.1", 8888).words
    if tr("{where} of the node").format(where=where) not in no_answer(where, 5.0).reason:
        yield "a port of the node is taken for another machine's"


def _forms() -> Iterator[str]:
    """What is wrong is said beside its field."""
    run = RunForm("spark-01")
    run.fill(RunSpec("lab", name="-x", volumes=(Volume("/a", "b"),)))
    run.read()
    if not run.name.error or not run.volumes.problem.text():
        yield "the form of a container does not say what is wrong"
    form = TunnelForm()
    node = NodeId("n")
    for field, spec in {
        "local": TunnelSpec(new_tunnel_id(), node, "", remote_port=8888, local_port=80),
        "path": TunnelSpec(new_tunnel_id(), node, "", remote_port=8888, path="x"),
        "host": TunnelSpec(new_tunnel_id(), node, "", remote_port=8888, remote_host="a b"),
        "remote": TunnelSpec(new_tunnel_id(), node, "", remote_port=0),
    }.items():
        try:
            check_spec(spec)
        except BadInput as error:
            if form._field_of(error) is not getattr(form, field):
                yield f"the form of a tunnel marks another field than {field}"
        else:
            yield f"a tunnel with a wrong {field} is taken"


def _errors() -> Iterator[str]:
    error = LaunchFailed(
        "ended", f"Try. {IT_SAID.format(words='x')}", phase=Phase.LOADING, lines=("x",)
    )
    if hint_text(error) != "Try.":
        yield "the last words of an engine are shown twice"
    owner = Owner(container="0123456789ab", container_id="0123456789abcdef")
    process = Process(1, "python3", "python3", owner, None, None, None, None)
    if len([value for _title, value in facts_of(process) if value == "0123456789ab"]) != 1:
        yield "a container's id is shown twice"


def main() -> int:
    """Print what went wrong as JSON."""
    QApplication(sys.argv)
    print(json.dumps(list(wrong())))
    return 0


if __name__ == "__main__":
    sys.exit(main())
