"""A node's authorized_keys file: read, changed by one line, and written back in one step.

Our line goes first: whatever else stands in the file, down to a last line without its newline, is
kept byte for byte, and taking our line out again leaves the file as it was.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from app import APP_SLUG
from app.core.cancel import Cancel
from app.core.errors import CommandFailed, RemoteError
from app.core.i18n import tr
from app.hosts.own_key import AccessKey
from app.transport.api import Session, last_words

MAX_BYTES = 4 * 1024 * 1024
TIMEOUT = 30.0
MARK_OF_LINES = APP_SLUG.encode()
_MARK = b"--spark-command-center--\n"

# What ~/.bashrc prints comes before the mark. `sshd -G` (OpenSSH 9.3) tells where keys are read.
_READ = r"""
printf -- '--spark-command-center--\n'
where=$( (sshd -G || /usr/sbin/sshd -G) 2>/dev/null | sed -n 's/^authorizedkeysfile //p')
file=$(printf '%s' "$where" | tr ' ' '\n' | sed "s|%h|$HOME|g; s|%u|$(id -un)|g" |
  sed "s|^\([^/]\)|$HOME/\1|" | grep -F "$HOME/" | grep -vx "$HOME/none" | head -n 1)
[ -n "$where" ] && [ -z "$file" ] && printf 'elsewhere %s\n' "$where"
file=${file:-$HOME/.ssh/authorized_keys}
file=$(readlink -f -- "$file" || printf '%s' "$file")
folder=$(dirname -- "$file")
printf 'file %s\n' "$file"
printf 'home %s\n' "$(stat -c '%a' -- "$HOME")"
[ -d "$folder" ] && printf 'folder %s\n' "$(stat -c '%a' -- "$folder")"
if [ -f "$file" ]; then
  [ -w "$file" ] && [ -r "$file" ] || printf 'forbidden %s\n' "$(stat -c '%U' -- "$file")"
  printf 'mode %s\n' "$(stat -c '%a' -- "$file")"
  printf 'checksum %s\n\n' "$(sha256sum < "$file")"
  cat -- "$file"
fi
"""

# The old file stays until the new one is whole: a lost connection ends `cat` early, too. What
# others may do is only ever taken away; a folder that is not ~/.ssh is left as it is.
_WRITE = r"""
umask 077
file=$1 checksum=$2 size=$3
folder=$(dirname -- "$file")
fail() { printf '%s\n' "$1" >&2; exit 1; }
[ -d "$folder" ] || mkdir -p -- "$folder" || exit 1
case $folder in */.ssh) chmod go-rwx -- "$folder" || exit 1 ;; esac
new=$(mktemp -- "$file.XXXXXX") || exit 1
trap 'rm -f -- "$new"' EXIT
trap 'exit 1' HUP INT TERM
if [ -f "$file" ]; then
  [ -w "$file" ] || fail 'it may not be written'
  cp -p -- "$file" "$new" || exit 1
fi
cat > "$new" || exit 1
[ "$(wc -c < "$new")" -eq "$size" ] || fail 'the connection was lost'
now=none
[ -f "$file" ] && now=$(sha256sum < "$file")
[ "${now%% *}" = "$checksum" ] || fail 'somebody else changed it meanwhile'
chmod go-rwx -- "$new" || exit 1
sync -- "$new" 2>/dev/null
mv -f -- "$new" "$file" || exit 1
if command -v restorecon >/dev/null 2>&1; then restorecon "$folder" "$file" || :; fi
"""


@dataclass(frozen=True, slots=True)
class AuthorizedKeys:
    """The file as it is on the node."""

    path: str
    """Absolute, symbolic links followed."""
    content: bytes
    checksum: str
    """SHA-256 in hex; `none` when there is no file."""
    refusal: str = ""
    """Why it cannot be changed, in words."""
    warnings: tuple[str, ...] = ()
    """What keeps sshd from taking keys out of it and is not ours to change."""
    corrections: tuple[str, ...] = ()
    """What writing it puts right: permissions that are too wide."""

    @property
    def exists(self) -> bool:
        """Whether there is a file."""
        return self.checksum != "none"

    def lines_of(self, key: AccessKey) -> int:
        """Return how many lines let this key in, whoever wrote them."""
        return sum(_is_of(line, key) for line in self._lines())

    def our_lines_of(self, key: AccessKey) -> int:
        """Return how many lines of this key this program wrote."""
        return sum(_is_ours(line, key) for line in self._lines())

    def keys(self) -> int:
        """Return how many lines let a key in."""
        return sum(_key_field(line) is not None for line in self._lines())

    def with_line(self, key: AccessKey) -> bytes:
        """Return the content with one line for this key."""
        return self.content if self.lines_of(key) else f"{key.line}\n".encode() + self.content

    def without_our_lines(self, key: AccessKey) -> bytes:
        """Return the content without the lines of this key that this program wrote."""
        return b"".join(line for line in self._lines() if not _is_ours(line, key))

    def _lines(self) -> list[bytes]:
        return re.findall(rb"[^\n]*\n|[^\n]+", self.content)


def read(session: Session, cancel: Cancel | None = None) -> AuthorizedKeys:
    """Read the file that sshd takes the user's keys from. Raises SessionLost or a RemoteError."""
    done = session.exec(["sh", "-c", _READ], timeout=TIMEOUT, max_output=MAX_BYTES, cancel=cancel)
    _noise, found, answer = done.stdout.partition(_MARK)
    if not found:
        raise RemoteError(
            tr("The node does not run our command to read its authorized keys."),
            tr(
                "Its login shell may be restricted. Add the key by hand: see the public key's file."
            ),
        )
    head, _blank, content = answer.partition(b"\n\n")
    text = head.decode("utf-8", "replace")
    facts = dict(line.partition(" ")[::2] for line in text.splitlines())
    checksum = facts.get("checksum", "none").split(" ")[0]
    if checksum not in ("none", hashlib.sha256(content).hexdigest()):
        raise RemoteError(tr("The node's authorized keys were not read whole."), tr("Try again."))
    return AuthorizedKeys(
        facts.get("file", ""),
        content,
        checksum,
        _refusal(facts),
        _warnings(facts),
        _corrections(facts),
    )


def write(session: Session, before: AuthorizedKeys, content: bytes) -> None:
    """Replace the file in one step, unless somebody else changed it since `before` was read.

    Cannot be cancelled: whoever asked for it would not know whether it was done.
    """
    argv = ["sh", "-c", _WRITE, "sh", before.path, before.checksum, str(len(content))]
    done = session.exec(argv, stdin=content, timeout=TIMEOUT)
    if done.exit_status != 0:
        reason = last_words(done.stderr) or tr("status {exit_status}").format(
            exit_status=done.exit_status
        )
        raise CommandFailed(
            tr("{path} was not changed: {reason}.").format(path=before.path, reason=reason),
            tr("Check free space and who owns it on the node, then try again."),
            exit_status=done.exit_status,
        )


def _refusal(facts: dict[str, str]) -> str:
    if "elsewhere" in facts:
        where = facts["elsewhere"]
        if where == "none":
            return tr("The node's SSH server reads no key files (AuthorizedKeysFile none).")
        return tr(
            "The node's SSH server reads keys from {where}, which its administrator keeps."
        ).format(where=where)
    if "forbidden" in facts:
        return tr("{file} belongs to {owner} there and may not be changed.").format(
            file=facts["file"], owner=facts["forbidden"]
        )
    return ""


def _warnings(facts: dict[str, str]) -> tuple[str, ...]:
    if _open_to_others(facts.get("home", "")) & 0o022:
        text = tr("The home folder there is writable by others: its SSH server may refuse keys.")
        return (tr("{text} On the node: chmod go-w ~").format(text=text),)
    return ()


def _corrections(facts: dict[str, str]) -> tuple[str, ...]:
    corrections = []
    folder = facts.get("file", "").rpartition("/")[0]
    if folder.endswith("/.ssh") and _open_to_others(facts.get("folder", "")):
        corrections.append(
            tr("{folder} is kept from other users there (mode {facts}).").format(
                folder=folder, facts=facts["folder"]
            )
        )
    if _open_to_others(facts.get("mode", "")):
        corrections.append(
            tr("The file is kept from other users there (mode {facts}).").format(
                facts=facts["mode"]
            )
        )
    return tuple(corrections)


def _open_to_others(mode: str) -> int:
    """Return the bits of a mode in octal digits that let others in; 0 when it is not known."""
    return int(mode, 8) & 0o077 if re.fullmatch("[0-7]+", mode) else 0


def _key_field(line: bytes) -> tuple[bytes, bytes] | None:
    """Return base64 key and comment of a line; None for blank ones, comments and garbage."""
    text = line.strip()
    if not text or text.startswith(b"#"):
        return None
    found = re.match(rb"(?:ssh-|ecdsa-|sk-)\S+\s+(\S+)\s*(.*)", text)
    if found is None:  # options first: blanks count only outside quotes
        # As sshd reads them. Without going back (`+`): a hostile line would take hours else.
        options = re.match(rb"""(?:\\"|"(?:\\"|[^"])*+"|[^\s"])++\s+""", text)
        if options is None:
            return None
        found = re.match(rb"(?:ssh-|ecdsa-|sk-)\S+\s+(\S+)\s*(.*)", text[options.end() :])
    return (found[1], found[2]) if found else None


def _is_of(line: bytes, key: AccessKey) -> bool:
    field = _key_field(line)
    return field is not None and field[0] == key.line.split()[1].encode()


def _is_ours(line: bytes, key: AccessKey) -> bool:
    """Tell whether we wrote a line: its key, and the comment that begins with our name."""
    field = _key_field(line)
    return _is_of(line, key) and field is not None and field[1].split()[:1] == [MARK_OF_LINES]
