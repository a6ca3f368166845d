"""Every private name of paramiko that app/transport/ssh relies on, as the pinned version has it."""

from __future__ import annotations

import inspect
import re
from importlib import metadata
from pathlib import Path

import paramiko
import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from paramiko.agent import AgentSSH
from paramiko.auth_handler import AuthHandler
from paramiko.common import (
    MSG_CHANNEL_CLOSE,
    MSG_CHANNEL_DATA,
    MSG_CHANNEL_EOF,
    MSG_CHANNEL_EXTENDED_DATA,
    MSG_CHANNEL_WINDOW_ADJUST,
)
from paramiko.packet import Packetizer
from paramiko.transport import ChannelMap

ROOT = Path(__file__).parents[3]

SIGNATURES = {
    (paramiko.Transport, "_next_channel"): "(self)",
    (paramiko.Transport, "_sanitize_packet_size"): "(self, max_packet_size)",
    (paramiko.Transport, "_send_message"): "(self, data)",
    (paramiko.Transport, "_send_user_message"): "(self, data)",
    (paramiko.Transport, "_parse_newkeys"): "(self, m)",
    (paramiko.Transport, "_parse_disconnect"): "(self, m)",
    (AgentSSH, "_connect"): "(self, conn)",
    (AuthHandler, "_finalize_pubkey_algorithm"): "(self, key_type)",
    (AuthHandler, "_get_session_blob"): "(self, key, service, username, algorithm)",
    (paramiko.Transport, "_parse_request_success"): "(self, m)",
    (paramiko.Transport, "_parse_request_failure"): "(self, m)",
    (paramiko.Transport, "_parse_channel_open_success"): "(self, m)",
    (paramiko.Transport, "_parse_channel_open_failure"): "(self, m)",
    (paramiko.Transport, "auth_interactive"): "(self, username, handler, submethods='')",
    (paramiko.Transport, "get_exception"): "(self)",
    (AuthHandler, "_parse_userauth_info_request"): "(self, m)",
    (paramiko.Channel, "_set_transport"): "(self, transport)",
    (paramiko.Channel, "_set_window"): "(self, window_size, max_packet_size)",
    (paramiko.Channel, "_event_pending"): "(self)",
    (paramiko.Channel, "_check_add_window"): "(self, n)",
    (paramiko.Channel, "_feed"): "(self, m)",
    (paramiko.Channel, "_feed_extended"): "(self, m)",
    (paramiko.Channel, "_handle_eof"): "(self, m)",
    (paramiko.Channel, "_handle_close"): "(self, m)",
    (paramiko.Channel, "_window_adjust"): "(self, m)",
    (paramiko.Channel, "_set_closed"): "(self)",
    (Packetizer, "read_message"): "(self)",
    (Packetizer, "readline"): "(self, timeout)",
    (Packetizer, "_read_timeout"): "(self, timeout)",
    (Packetizer, "start_handshake"): "(self, timeout)",
    (Packetizer, "read_all"): "(self, n, check_rekey=False)",
    (Packetizer, "write_all"): "(self, out)",
    (Packetizer, "send_message"): "(self, data)",
    (Packetizer, "need_rekey"): "(self)",
    (Packetizer, "reset_seqno_in"): "(self)",
    (Packetizer, "_trigger_rekey"): "(self)",
    (Packetizer, "set_inbound_cipher"): (
        "(self, block_engine, block_size, mac_engine, mac_size, mac_key, etm=False, aead=False, "
        "iv_in=None)"
    ),
    (Packetizer, "set_outbound_cipher"): (
        "(self, block_engine, block_size, mac_engine, mac_size, mac_key, sdctr=False, etm=False, "
        "aead=False, iv_out=None)"
    ),
    (ChannelMap, "put"): "(self, chanid, chan)",
    (ChannelMap, "get"): "(self, chanid)",
    (ChannelMap, "delete"): "(self, chanid)",
}
TRANSPORT_FIELDS = (
    "_channels", "channel_events", "channels_seen", "clear_to_send", "clear_to_send_lock",
    "active", "packetizer", "remote_cipher", "remote_version", "sock", "lock", "auth_timeout",
    "_expected_packet",
)  # fmt: skip
CHANNEL_FIELDS = (
    "event", "event_ready", "status_event", "exit_status", "eof_received", "remote_chanid",
    "transport", "closed", "chanid", "out_window_size", "out_max_packet_size", "lock",
)  # fmt: skip


def test_versions_are_the_pinned_ones() -> None:
    assert metadata.version("paramiko") == "5.1.0"
    assert metadata.version("sshtunnel") == "0.5.1"


@pytest.mark.parametrize(
    ("owner", "name"), SIGNATURES, ids=[f"{owner.__name__}.{name}" for owner, name in SIGNATURES]
)
def test_private_method_has_its_signature(owner: type, name: str) -> None:
    assert str(inspect.signature(getattr(owner, name))) == SIGNATURES[owner, name]


@pytest.mark.parametrize("name", TRANSPORT_FIELDS)
def test_transport_sets_its_fields(name: str) -> None:
    assert re.search(rf"self\.{name}\b.*= ", inspect.getsource(paramiko.Transport.__init__))


@pytest.mark.parametrize("name", CHANNEL_FIELDS)
def test_channel_sets_its_fields(name: str) -> None:
    assert re.search(rf"self\.{name}\b.*= ", inspect.getsource(paramiko.Channel.__init__))


def test_transport_class_fields_are_there() -> None:
    assert isinstance(paramiko.Transport._preferred_ciphers, tuple)  # type: ignore[attr-defined]
    assert isinstance(paramiko.Transport._preferred_macs, tuple)  # type: ignore[attr-defined]
    assert paramiko.Transport._active_check_timeout == 0.1  # type: ignore[attr-defined]
    assert "self._active_check_timeout" in inspect.getsource(paramiko.Transport.__init__)
    assert "packetizer_class" in inspect.signature(paramiko.Transport).parameters


def test_message_shows_its_bytes() -> None:
    message = paramiko.Message()
    message.add_byte(b"\x61")
    message.add_int(7)

    assert bytes(message.packet.getbuffer()[:5]) == b"\x61\0\0\0\x07"  # type: ignore[attr-defined]


def test_channel_handlers_are_those_replaced() -> None:
    table = paramiko.Transport._channel_handler_table  # type: ignore[attr-defined]

    assert table[MSG_CHANNEL_DATA] is paramiko.Channel._feed
    assert table[MSG_CHANNEL_EXTENDED_DATA] is paramiko.Channel._feed_extended
    assert table[MSG_CHANNEL_EOF] is paramiko.Channel._handle_eof
    assert table[MSG_CHANNEL_CLOSE] is paramiko.Channel._handle_close
    assert table[MSG_CHANNEL_WINDOW_ADJUST] is paramiko.Channel._window_adjust


def test_packets_of_gcm_are_those_replaced() -> None:
    """What FastPacketizer does itself: the engine's calls, and when paramiko asks for new keys."""
    read = inspect.getsource(Packetizer.read_message)
    sent = inspect.getsource(Packetizer.send_message)

    assert "self.__block_engine_in.decrypt(self.__iv_in, packet, aad)" in read
    assert "self.__iv_out, packet[4:], packet[0:4]" in sent
    assert callable(AESGCM.encrypt_into)
    assert callable(AESGCM.decrypt_into)
    assert "if ptype not in self._expected_packet" in inspect.getsource(paramiko.Transport.run)
    for name in ("REKEY_BYTES", "REKEY_PACKETS", "REKEY_BYTES_OVERFLOW_MAX"):
        assert isinstance(getattr(Packetizer, name), int)


def test_private_messages_are_dispatched_by_name() -> None:
    """The overridden parsers are used: the handler table looks them up by name or instance."""
    told = inspect.getsource(paramiko.Transport)

    for name in (
        "_parse_newkeys", "_parse_request_success", "_parse_request_failure",
        "_parse_channel_open_success", "_parse_channel_open_failure",
    ):  # fmt: skip
        assert f": self.{name}," in told


def test_every_private_name_used_is_pinned_here() -> None:
    pinned = {name for _owner, name in SIGNATURES} | set(TRANSPORT_FIELDS) | set(CHANNEL_FIELDS)
    pinned |= {"_preferred_ciphers", "_preferred_macs", "_active_check_timeout"}
    pinned |= {"_channel_handler_table"}
    private = {
        name
        for owner in (paramiko.Transport, paramiko.Channel, Packetizer)
        for name in dir(owner)
        if name.startswith("_") and not name.startswith("__")
    }
    used = {
        name
        for file in (ROOT / "app" / "transport" / "ssh").glob("*.py")
        for name in re.findall(r"\b_[a-z]\w*", file.read_text())
    }

    assert used & private - pinned - {"_log", "_send"} <= set()


def test_host_key_algorithms_are_asked_for_in_one_place() -> None:
    """`SafeTransport.preferred_keys` is what a client offers and what it agrees on."""
    assert isinstance(paramiko.Transport.preferred_keys, property)
    told = inspect.getsource(paramiko.Transport)

    assert told.count("self.preferred_keys") == 4
    assert "_preferred_keys" not in inspect.getsource(paramiko.Transport._send_kex_init)


@pytest.mark.parametrize("kind", ["rsa-sha2-512", "ecdsa-sha2-nistp256", "ssh-ed25519"])
def test_host_certificates_are_known_types(kind: str) -> None:
    info = paramiko.Transport._key_info  # type: ignore[attr-defined]

    assert info[f"{kind}-cert-v01@openssh.com"] is info[kind]
