"""OpenSSH client configurations as drafts of nodes; ssh itself is asked where it is installed."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.core.errors import BadInput
from app.hosts.nodes import Hop
from app.hosts.ssh_config import ImportedHost, read_hosts
from app.hosts.ssh_config_file import MAX_DEPTH, SshConfig, is_none, matches, split_line

Write = Callable[..., Path]


@pytest.fixture
def write(fresh_home: Path) -> Write:
    """Write files below ~/.ssh and return the configuration."""

    def write_files(text: str, **others: str) -> Path:
        folder = fresh_home / ".ssh"
        folder.mkdir(exist_ok=True)
        for name, content in {"config": text, **others}.items():
            (folder / name).write_text(content)
        return folder / "config"

    return write_files


def hosts(path: Path) -> dict[str, ImportedHost]:
    return {host.alias: host for host in read_hosts(path).hosts}


def test_host_is_read_with_everything_it_says(write: Write, fresh_home: Path) -> None:
    path = write(
        "Host desk\n"
        "  HostName=spark-1a2b.local # under the desk\n"
        '  User "ann"\n'
        "  Port 2222\n"
        "  IdentityFile ~/.ssh/id_%r\n",
        id_ann="key",
    )

    host = hosts(path)["desk"]

    assert host.problem == ""
    assert host.source == f"{path}:1"
    node = host.node
    assert (node.name, node.target) == ("desk", "ann@spark-1a2b.local:2222")
    assert node.identity_file == str(fresh_home / ".ssh" / "id_ann")
    assert not node.connect_at_start


def test_default_file_is_the_users(write: Write) -> None:
    write("Host a\n")

    assert [host.alias for host in read_hosts().hosts] == ["a"]


def test_wildcards_give_defaults_and_are_no_hosts(write: Write) -> None:
    path = write("Host a b !c\n Port 23\nHost * !b\n User joe\n Port 24\nHost b\n User ann\n")

    found = hosts(path)

    assert set(found) == {"a", "b"}
    assert found["a"].node.target == "joe@a:23"
    assert found["b"].node.target == "ann@b:23"


def test_settings_before_the_first_host_count_for_all(write: Write) -> None:
    assert hosts(write("User joe\nHost a\n User ann\n"))["a"].node.user == "joe"


def test_chain_of_jump_hosts_is_followed_as_ssh_does(write: Write) -> None:
    path = write(
        "Host spark\n User ann\n ProxyJump lab,root@inner:2200\n"
        "Host lab\n HostName lab.example.org\n User bob\n ProxyJump ssh://gate:2022\n"
        "Host gate\n HostName 198.51.100.1\n User carol\n Port 22022\n"
        "Host inner\n HostName 10.0.0.2\n ProxyJump ignored\n User x\n"
    )

    assert hosts(path)["spark"].node.via == (
        Hop("198.51.100.1", 2022, "carol"),
        Hop("lab.example.org", 22, "bob"),
        Hop("10.0.0.2", 2200, "root"),
    )


def test_proxy_jump_none_ends_what_a_wildcard_began(write: Write) -> None:
    path = write("Host gate\n User g\n ProxyJump none\nHost a\n User a\nHost *\n ProxyJump gate\n")

    found = hosts(path)

    assert found["gate"].node.via == ()
    assert found["a"].node.via == (Hop("gate", 22, "g"),)


def test_loops_of_jump_hosts_are_refused(write: Write) -> None:
    path = write(
        "User u\nHost a\n ProxyJump b\nHost b\n ProxyJump c\nHost c\n ProxyJump a\n"
        "Host self\n ProxyJump self\nHost fine\n"
    )

    found = hosts(path)

    assert "a → b → c → a" in found["a"].problem
    assert "self → self" in found["self"].problem
    assert found["fine"].problem == ""


def test_very_long_chain_is_refused(write: Write) -> None:
    lines = [f"Host h{n}\n ProxyJump h{n + 1}\n" for n in range(1100)]

    found = read_hosts(write("User u\n" + "".join(lines)))

    assert "jump hosts" in found.hosts[0].problem
    assert any("first 1000 of" in warning for warning in found.warnings)


def test_include_counts_only_in_its_block(write: Write) -> None:
    path = write(
        "Host a\n Include one\n Port 2222\nHost b\n User bob\n"
        "Include two* missing*\nHost *\n User joe\n",
        one="User ann\nHost a c\n Port 1111\n",
        two1="Host d\n",
        two2="Host b\n Port 99\n",
    )

    found = hosts(path)

    assert found["a"].node.target == "ann@a:1111"
    assert found["b"].node.target == "bob@b:99"
    assert found["c"].node.target == "joe@c"  # its Port stands inside the block of another host
    assert found["d"].node.target == "joe@d"


def test_include_loops_and_depth_end(write: Write) -> None:
    write("Include config\nHost a\n Include other\n", other="Include config\nHost b\n")
    looped = read_hosts()
    many = {f"deep{n}": f"Include deep{n + 1}\n" for n in range(MAX_DEPTH + 5)}
    deep = read_hosts(write("Include deep0\nHost a\n", **many))

    assert [host.alias for host in looped.hosts] == ["a", "b"]
    assert sum("includes itself" in warning for warning in looped.warnings) == 2
    assert any(f"more than {MAX_DEPTH} Includes" in warning for warning in deep.warnings)


def test_includes_that_multiply_are_bounded(write: Write) -> None:
    many = {f"wide{n}": f"Include wide{n + 1} wide{n + 1}\n" for n in range(14)}

    found = read_hosts(write("Include wide0\nHost a\n", **many))

    assert [host.alias for host in found.hosts] == ["a"]
    assert any("more than 256 files" in warning for warning in found.warnings)


def test_garbage_is_told_and_costs_nothing_else(write: Write) -> None:
    path = write(
        '%%%\nHost a\n Port "22\n User\n\x00\x01\nUser ann\n Frobnicate yes\n'
        " IdentityFile ~a\x00b/key\nInclude ~a\x00b\n"
    )
    path.write_bytes(path.read_bytes() + b"\xff\xfe = \xff\n")

    found = read_hosts(path)

    assert found.hosts[0].node.target == "ann@a"
    places = [warning.split(": ")[0] for warning in found.warnings]
    assert places == [f"{path}:{line}" for line in (1, 3, 4, 5, 8, 9, 10)]
    assert "a quote is not closed" in found.warnings[1]
    assert "User has no value" in found.warnings[2]


def test_match_blocks_are_told_and_skipped(write: Write) -> None:
    found = read_hosts(
        write("Host a\n User ann\nMatch host a\n Port 23\n User m\nHost a\n Port 24\n")
    )

    assert found.hosts[0].node.target == "ann@a:24"
    assert "Match blocks are not imported" in found.warnings[0]


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        ("Port 99999", "not a port"),
        ("Port x", "not a port"),
        ("HostName a b;c", ""),
        ("HostName 'a b'", "not an address"),
        ("HostName %z", "%z"),
        ("ProxyCommand nc %h %p", "ProxyCommand"),
        ("ProxyJump a:b:c:d", "not a jump host"),
        ("ProxyJump ,", "not a jump host"),
        ("User git", "repositories"),
        ("IdentityFile %x", "%x"),
    ],
)
def test_host_that_cannot_be_imported_says_why(write: Write, lines: str, problem: str) -> None:
    host = hosts(write(f"Host a\n {lines}\n User ann\n"))["a"]

    assert problem in host.problem
    assert bool(problem) == bool(host.problem)


def test_keys_that_are_missing_or_several_are_told(write: Write) -> None:
    path = write(
        "User u\nHost none\n IdentityFile ~/gone\n"
        "Host two\n IdentityFile ~/.ssh/k1\n IdentityFile ~/.ssh/k2\n",
        k1="key",
        k2="key",
    )

    found = hosts(path)

    assert found["none"].node.identity_file == ""
    assert "does not exist" in found["none"].warnings[0]
    assert found["two"].node.identity_file.endswith("k1")
    assert "Only the first" in found["two"].warnings[0]


def test_settings_that_count_for_ssh_alone_are_told(write: Write) -> None:
    path = write(
        "Host spark\n User u\n LocalForward 8888 localhost:8888\n ProxyJump gate\n"
        " UserKnownHostsFile none\n ServerAliveInterval 5\n"
        "Host gate\n User u\n HostKeyAlias door\n"
        "Host *\n IdentityAgent ~/agent.sock\n"
    )

    assert hosts(path)["spark"].warnings == (
        "Not taken over from gate: HostKeyAlias, IdentityAgent.",
        "Not taken over from spark: IdentityAgent, LocalForward.",
    )


def test_file_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be read"):
        read_hosts(tmp_path / "none")
    with pytest.raises(BadInput, match="not a file"):
        read_hosts(tmp_path)


def test_alias_is_shown_without_control_characters(write: Write) -> None:
    (host,) = read_hosts(write("Host sp\x1bark\u202e\n HostName x\n User u\n")).hosts

    assert host.node.name == host.alias == "spark"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("", ("", ())),
        ("# Host a", ("", ())),
        ("HOST a  b", ("host", ("a", "b"))),
        ("Port=22", ("port", ("22",))),
        ("Port = 22", ("port", ("22",))),
        ('User"ann b"', ("user", ("ann b",))),
        ("User 'a\\'b'", ("user", ("a'b",))),
        (r"IdentityFile C:\keys\id", ("identityfile", (r"C:\keys\id",))),
        (r"Host a\ b", ("host", ("a b",))),
        ("Host a#b #c", ("host", ("a#b",))),
        ('Host "#a"', ("host", ("#a",))),
        ('Host ""', ("host", ("",))),
        ("Port 22\r", ("port", ("22",))),
    ],
)
def test_lines_are_split_as_openssh_does(line: str, expected: tuple[str, tuple[str, ...]]) -> None:
    assert split_line(line) == expected


@given(st.text())
def test_any_line_is_split_or_refused(line: str) -> None:
    try:
        keyword, arguments = split_line(line)
    except ValueError:
        pass  # its words are told with the line's place
    else:
        assert bool(keyword) == bool(arguments)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=400))
def test_any_file_is_read(write: Write, data: bytes) -> None:
    path = write("")
    path.write_bytes(data)

    read_hosts(path)


def test_pattern_that_makes_others_backtrack_is_quick() -> None:
    assert not matches("a" * 200, ("*a" * 50 + "b",))


# What ssh itself says

WORD = st.sampled_from(["a", "b", "spark", "lab-1", "10.0.0.1"])
PATTERN = st.sampled_from(["a", "b", "spark", "*", "!a", "l?b-*", "!spark", "[ab]", "s*k"])
SETTING = st.one_of(
    st.builds("HostName {}".format, st.sampled_from(["%h.example.org", "10.1.1.1", "'x'", "c%%d"])),
    st.builds("User={}".format, WORD),
    st.builds("Port {} # remark".format, st.integers(1, 65535)),
    st.builds("ProxyJump {}@{}:{}".format, WORD, WORD, st.integers(1, 65535)),
    st.just("ProxyJump none"),
    st.just("ProxyCommand none"),
    st.just("ProxyCommand nc %h %p"),
    st.builds("IdentityFile ~/{}".format, WORD),
    st.just("Include extra"),
    st.just("# remark"),
)
HOST = st.lists(PATTERN, min_size=1, max_size=3).map(lambda each: "Host " + " ".join(each))
CONFIG = st.lists(st.one_of(HOST, SETTING), max_size=12).map("\n".join)
EXTRA = st.lists(st.one_of(HOST, SETTING.filter(lambda s: "Include" not in s)), max_size=5)


@pytest.mark.skipif(shutil.which("ssh") is None, reason="needs OpenSSH's client")
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(CONFIG, EXTRA.map("\n".join), st.sampled_from(["a", "b", "spark", "lab-1"]))
def test_settings_are_those_that_ssh_uses(
    write: Write, fresh_home: Path, text: str, extra: str, alias: str
) -> None:
    included = str(fresh_home / ".ssh" / "extra")
    path = write(text.replace("Include extra", f"Include {included}"), extra=extra)
    done = subprocess.run(
        ["ssh", "-G", "-F", str(path), alias], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, (text, extra, done.stderr)
    said: dict[str, list[str]] = {}
    for line in done.stdout.splitlines():
        keyword, _, value = line.partition(" ")
        said.setdefault(keyword, []).append(value)

    ours = SshConfig(path).values(alias)

    if "user" in ours:
        assert said["user"] == [ours["user"][0]]
    if "port" in ours:
        assert said["port"] == [ours["port"][0]]
    if "hostname" in ours:
        name = ours["hostname"][0].replace("%h", alias).replace("%%", "%")
        assert said["hostname"] == [name]
    else:
        assert said["hostname"] == [alias]
    if "identityfile" in ours:
        assert said["identityfile"] == list(dict.fromkeys(ours["identityfile"]))
    jump, command = ours.get("proxyjump", ()), ours.get("proxycommand", ())
    jumps = [text.replace("[", "").replace("]", "") for text in said.get("proxyjump", [])]
    assert jumps == ([] if is_none(jump or None) else list(jump))
    assert said.get("proxycommand", []) == ([] if is_none(command or None) else [" ".join(command)])
