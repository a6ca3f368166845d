"""Take out of texts what tells who and where somebody is, or which box it is.

Secrets become •••. Names, addresses, serial numbers and ids become `[host-1]`, `[address-2]`: equal
ones get equal labels in all texts of one `Scrubber`, so that it still can be told what belongs
together. It removes rather too much than too little.
"""

from __future__ import annotations

import ipaddress
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import quote

from app.core.log import redact
from app.core.said import plain


class Kind(StrEnum):
    """What was taken out; the value is what it is called in its label."""

    NODE = "node"
    HOST = "host"
    USER = "user"
    ADDRESS = "address"
    HARDWARE = "mac"
    SERIAL = "serial"
    ID = "id"
    KEY = "key"


@dataclass(frozen=True, slots=True)
class KnownName:
    """A name that is to be taken out wherever it is found."""

    kind: Kind
    text: str


COMMON = frozenset({
    "root", "admin", "user", "ubuntu", "debian", "linux", "nvidia", "docker", "dgx", "spark",
    "dgx-spark", "gx10", "gb10", "localhost", "local", "host", "node", "address", "mac", "serial",
    "id", "key", "server", "gpu", "default", "home", "data", "test", "main",
})  # fmt: skip
"""Names that tell nobody's: to take them out would spoil every other text."""
_PUBLIC = (
    "huggingface.co", "hf.co", "nvidia.com", "nvcr.io", "docker.io", "docker.com", "ghcr.io",
    "quay.io", "github.com", "gitlab.com", "pypi.org", "python.org", "qt.io", "openai.com",
    "ollama.com", "ollama.ai", "debian.org", "ubuntu.com", "freedesktop.org", "apache.org",
)  # fmt: skip
"""Sites that everybody uses."""
_HERE = frozenset({"localhost", "127.0.0.1", "0.0.0.0", "::", "::1"})  # noqa: S104 - kept in texts
_NOTHING = frozenset(
    {"", "-", "0", "n/a", "[n/a]", "none", "null", "unknown", "not specified", "unspecified"}
)
"""What programs write where there is no serial number."""
_REACHING = frozenset({"http", "https", "ws", "wss", "ssh", "sftp", "ftp", "tcp", "git", "grpc"})
"""Schemes that are followed by a host."""
_MARKS = 0xF0000
"""First of the characters that stand for labels while a text is worked on: nobody's letters."""
_MOST_MARKS = 60_000
_WHOLE_WORD_BELOW = 5
"""Shorter names are found as whole words only."""
_MOST_PASSES = 6
_PIECE = 16_000
"""Characters; nothing that is looked for here goes over the end of a line."""

# No repetition is without a bound where it may begin anywhere: they are given what boxes print.
_FOREIGN_MARK = re.compile("[\U000f0000-\U000ffffd]")
_STEERING = re.compile(r"\x1b\[[0-9;:?]{0,40}[ -/]?[@-~]|\x1b[@-Z\\^_]")
"""What colours a terminal's text; it may stand in the midst of a name."""
_URL = re.compile(r"(?i)(?<![a-z0-9+.-])([a-z][a-z0-9+.-]{1,20})://([^\s\"'<>\\|^`{}]+)")
_LOGIN = re.compile(r"(?<![\w.+-])([\w.+-]{1,64})@(?!sha\d)([\w.-]{2,255})")
_HOME = re.compile(
    r"(?i)((?:[\\/]{1,4}|%2f|%5c)(?:home|users|media)(?:[\\/]{1,4}|%2f|%5c))"
    r"((?:(?!%2f|%5c)[^\s\\/:\"'<>,;|)\]}])+)"
)
_TILDE = re.compile(r"(?<![\w~/.-])(~)([a-z_][\w.-]{1,63})(?=/)")
_HOST_FIELD = re.compile(r"(?i)(\bhost_?name[\"']?[ \t]{0,40}[:=][ \t]{0,40}[\"']?)([\w.-]{2,255})")
_USER_FIELD = re.compile(
    r"(?i)(\"(?:user(?:_?name)?|login|e?mail)\"\s{0,9}:\s{0,9}\")([^\"\\\n]{1,200})"
)
_LOCAL_NAME = re.compile(
    r"(?i)(?<![\w.-])(?!app\.|threading\.)[\w-]+(?:\.[\w-]+)*"
    r"\.(?:local|lan|home|internal|intranet|corp|localdomain|home\.arpa|ts\.net)(?![\w-])"
)
_WEB_NAME = re.compile(
    r"(?i)(?<![\w.@/-])(?!app\.|threading\.)(?:[a-z0-9_](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,8}"
    r"(?:com|net|org|edu|gov|info|biz|cloud|dev|io|ai|eu|de|at|ch|fr|nl|be|lu|it|es|pt|uk|ie|dk|se|no"
    r"|fi|pl|cz|hu|ro|gr|tr|ua|us|ca|mx|br|ar|cl|au|nz|jp|kr|cn|tw|hk|sg|in|il|za)(?![\w-]|\.\w)"
)
"""Names of the web; endings that files have, too, are none of these."""
_LABELLED = re.compile(
    r"(?i)((?:serial(?:[ _-]?(?:number|num|no\.?))?|\bs/?n\b|(?:asset|service)[ _-]?tag"
    r"|(?:gpu[ _-]?)?pdi|(?:gpu[ _-]?)?uuid|wwn|wwid|machine[ _-]?id|boot[ _-]?id"
    r"|[a-z_]{0,24}_guid)[\"']?[ \t]*[:=>][ \t]*)"
    r"(?:\"([^\"\n]*)\"|'([^'\n]*)'|([^\n\"'<>,;{}]+))"
)
_SERIAL_VARIABLE = re.compile(r"(?i)(\b\w*serial(?:_\w+)?=)(?:\"([^\"\n]*)\"|'([^'\n]*)'|(\S+))")
_PUBLIC_KEY = re.compile(
    r"\b(?:ssh-\w{1,20}|ecdsa-sha2-[\w-]{1,40}|sk-[\w@.-]{1,60})[ \t]{1,8}AAAA[\w+/=]+"
)
_FINGERPRINT = re.compile(r"SHA256:[A-Za-z0-9+/]{20,44}=?")
_HARDWARE = re.compile(
    r"(?i)(?:(?<![0-9a-z:])|(?<=MD5:)|(?<=\\091))"
    r"[0-9a-f]{2}(?:([:-]|\\058)[0-9a-f]{2})(?:\1[0-9a-f]{2}){4,}(?![0-9a-z])"
    r"|(?<![0-9a-z.])[0-9a-f]{4}\.[0-9a-f]{4}\.[0-9a-f]{4}(?![0-9a-z.])"
    r"|(?<=\benx)[0-9a-f]{12}(?![0-9a-z])|(?<=\bwlx)[0-9a-f]{12}(?![0-9a-z])"
    r"|(?<=\bmac[:=])[0-9a-f]{12}(?![0-9a-z])"
)
"""As systems, switches, names of interfaces and Avahi (`\\058` is a colon) write it."""
_DRIVE = re.compile(
    r"(?<![\w-])((?:nvme|ata|scsi|usb)-[\w.+-]{1,80}_)([A-Za-z0-9]{6,40})(?![A-Za-z0-9])"
)
_UUID = re.compile(
    r"(?i)(?<![0-9a-f])[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}(?![0-9a-f])"
    r"|(?<![0-9a-f:])(?:[0-9a-f]{4}:){3}[0-9a-f]{4}(?![0-9a-f:])"
    r"|(?<!sha256:)(?<![0-9a-z])[0-9a-f]{32,}(?![0-9a-z])"
)
_V4 = re.compile(r"(?<!\d)(?<!\d\.)(?:\d{1,3}\.){3}\d{1,3}(?!\d)")
_V6 = re.compile(r"(?i)(?<![0-9a-z])(?:[0-9a-f]{0,4}:){2,9}[0-9a-f]{0,5}(?![0-9a-z])")


class Scrubber:
    """Takes the same things out of several texts; for one thread."""

    def __init__(self, known: Iterable[KnownName] = ()) -> None:
        self._labels: list[str] = []
        self._numbers: dict[str, int] = {}
        """By what was taken out, in lower case: the number of its label."""
        self._counts: Counter[Kind] = Counter()
        self._known: dict[str, KnownName] = {}
        self._names: re.Pattern[str] | None = None
        self.learn(known)

    def learn(self, known: Iterable[KnownName]) -> None:
        """Take these names out, too, from now on."""
        for name in known:
            text = _shown(name.text).strip()
            if len(text) > 1 and text.casefold() not in COMMON and text.casefold() not in _HERE:
                for spelling in _spellings(text):
                    self._known.setdefault(spelling.casefold(), KnownName(name.kind, text))
        self._names = _pattern_of(self._known)

    @property
    def taken(self) -> dict[Kind, int]:
        """How many different things of each kind were taken out so far."""
        return dict(self._counts)

    def scrub(self, text: str) -> str:
        """Return `text` without whatever tells who, where or which box."""
        text = redact(_shown(_FOREIGN_MARK.sub("\ufffd", redact(text))))
        return "".join(self._scrub(piece) for piece in _pieces(text))

    def _scrub(self, text: str) -> str:
        for _ in range(_MOST_PASSES):  # what is taken out may have hidden what was beside it
            before = text
            for pattern, replace in self._rules():
                text = pattern.sub(replace, text)
            if text == before:
                break
        return _FOREIGN_MARK.sub(lambda found: self._labels[ord(found[0]) - _MARKS], text)

    def _rules(self) -> list[tuple[re.Pattern[str], Callable[[re.Match[str]], str]]]:
        rules = [
            (_PUBLIC_KEY, self._whole(Kind.KEY)),
            (_FINGERPRINT, self._whole(Kind.KEY)),
            (_LABELLED, self._labelled),
            (_SERIAL_VARIABLE, self._labelled),
            (_URL, self._url),
            (_LOGIN, self._login),
            (_HOME, self._home),
            (_TILDE, self._home),
            (_USER_FIELD, self._home),
            (_HOST_FIELD, self._host_field),
            (_DRIVE, self._drive),
            (_HARDWARE, self._hardware),
            (_UUID, self._whole(Kind.ID)),
            (_V4, self._address),
            (_V6, self._v6),
            (_LOCAL_NAME, self._whole(Kind.HOST)),
            (_WEB_NAME, self._web_name),
        ]
        if self._names is not None:
            rules.append((self._names, self._name))
        return rules

    def _mark(self, kind: Kind, text: str) -> str:
        """Return the character that stands for `text`."""
        known = self._known.get(text.casefold())
        if known is not None:
            kind, text = known.kind, known.text
        key = text.casefold()
        number = self._numbers.get(key)
        if number is None:
            number = min(len(self._labels), _MOST_MARKS)
            self._numbers[key] = number
            self._counts[kind] += 1
            if number == len(self._labels):
                is_last = number == _MOST_MARKS
                self._labels.append("[more]" if is_last else f"[{kind.value}-{self._counts[kind]}]")
        return chr(_MARKS + number)

    def _whole(self, kind: Kind) -> Callable[[re.Match[str]], str]:
        return lambda found: self._mark(kind, found[0])

    def _name(self, found: re.Match[str]) -> str:
        return self._mark(Kind.HOST, found[0])

    def _labelled(self, found: re.Match[str]) -> str:
        value = next((each for each in found.groups()[1:] if each is not None), "")
        bare = value.strip()
        if bare.casefold() in _NOTHING or _is_mark(bare):
            return found[0]
        at = found[0].rindex(value) if value else len(found[0])
        return f"{found[0][:at]}{self._mark(Kind.SERIAL, bare)}{found[0][at + len(value) :]}"

    def _url(self, found: re.Match[str]) -> str:
        scheme, rest = found[1], found[2]
        place, slash, path = rest.partition("/")
        if not place or _is_mark(place.partition(":")[0]):
            return found[0]
        if scheme.casefold() not in _REACHING:
            return self._mark(Kind.ADDRESS, found[0])
        server = place.rpartition("@")[2]
        name, port = _split_port(server)
        if name.strip("[]").casefold() in _HERE or _is_public(name):
            public, asked, _secret = path.partition("?")  # links that are signed tell who asks
            return f"{scheme}://{server}{slash}{public}{'?…' if asked else ''}"
        return f"{scheme}://{self._host(name)}{port}{slash}{'…' if path else ''}"

    def _login(self, found: re.Match[str]) -> str:
        user = found[1] if found[1].casefold() in COMMON else self._mark(Kind.USER, found[1])
        if _is_public(found[2]) or found[2].casefold() in _HERE | COMMON:
            return f"{user}@{found[2]}"
        name = found[2].rstrip(".-")
        return f"{user}@{self._host(name)}{found[2][len(name) :]}"

    def _host(self, name: str) -> str:
        bare = name.strip("[]")
        return self._mark(Kind.ADDRESS if is_address(bare) else Kind.HOST, bare)

    def _home(self, found: re.Match[str]) -> str:
        user = found[2]
        if user.casefold() in COMMON or _is_mark(user):
            return found[0]
        return found[1] + self._mark(Kind.USER, user)

    def _drive(self, found: re.Match[str]) -> str:
        return found[1] + self._mark(Kind.SERIAL, found[2])

    def _host_field(self, found: re.Match[str]) -> str:
        name = found[2]
        if name.casefold() in COMMON | _HERE | _NOTHING or _is_public(name):
            return found[0]
        return found[1] + self._host(name)

    def _web_name(self, found: re.Match[str]) -> str:
        return found[0] if _is_public(found[0]) else self._mark(Kind.HOST, found[0])

    def _hardware(self, found: re.Match[str]) -> str:
        is_nobodys = set(found[0].casefold()) <= set(":-0") or set(found[0].casefold()) <= set(
            ":-f"
        )
        return found[0] if is_nobodys else self._mark(Kind.HARDWARE, found[0])

    def _address(self, found: re.Match[str]) -> str:
        # Some write `010.001.002.003`; more than 255 is a version.
        address = _parsed(".".join(str(int(each)) for each in found[0].split(".")))
        if address is None or address.is_loopback or address.is_unspecified:
            return found[0]
        is_mask = found[0].startswith("255.")
        return found[0] if is_mask else self._mark(Kind.ADDRESS, found[0])

    def _v6(self, found: re.Match[str]) -> str:
        """Take out the address that the match begins with: a colon or a port may follow."""
        text = found[0]
        while ":" in text and _parsed(text) is None:
            text = text.rpartition(":")[0]
        address = _parsed(text)
        if address is None or address.is_loopback or address.is_unspecified:
            return found[0]
        return self._mark(Kind.ADDRESS, text) + found[0][len(text) :]


def _pieces(text: str) -> Iterator[str]:
    """Yield whole lines, some at a time: a search through all of them would hold up the window."""
    start = 0
    while start < len(text):
        end = text.find("\n", start + _PIECE) + 1 or len(text)
        yield text[start:end]
        start = end


def _shown(text: str) -> str:
    """Return `text` as it is read: what cannot be seen may hide a name, and is dropped later."""
    text = _STEERING.sub("", text)
    if not text.isascii():
        text = "".join(c for c in text if unicodedata.category(c) != "Cf")
        text = unicodedata.normalize("NFC", text)
    return plain(text)


def _pattern_of(known: Iterable[str]) -> re.Pattern[str] | None:
    """Return what finds these names, the longest first."""
    parts = []
    for name in sorted(known, key=len, reverse=True):
        part = re.escape(name)
        is_short = len(name) < _WHOLE_WORD_BELOW
        parts.append(rf"(?<![^\W_]){part}(?![^\W_])" if is_short else part)
    return re.compile("|".join(parts), re.IGNORECASE) if parts else None


def _spellings(text: str) -> set[str]:
    """Return `text` as it is, and as `%r`, JSON and URLs write it."""
    return {text, repr(text)[1:-1], json.dumps(text)[1:-1], quote(text, safe="")}


def is_address(text: str) -> bool:
    """Whether it is an IP address."""
    return _parsed(text) is not None


def _parsed(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None


def _split_port(server: str) -> tuple[str, str]:
    found = re.fullmatch(r"(.*?)(:\d+)?", server)
    return (found[1], found[2] or "") if found else (server, "")


def _is_public(host: str) -> bool:
    name = host.casefold().rstrip(".")
    return any(name == site or name.endswith(f".{site}") for site in _PUBLIC)


def _is_mark(text: str) -> bool:
    return bool(_FOREIGN_MARK.fullmatch(text))
