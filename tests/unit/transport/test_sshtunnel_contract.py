"""Every private name of sshtunnel that app/transport/tunnel relies on, as 0.5.1 has it."""

from __future__ import annotations

import inspect
import logging

import pytest
import sshtunnel

SIGNATURES = {
    "_consolidate_auth": (
        "(ssh_password=None, ssh_pkey=None, ssh_pkey_password=None, allow_agent=True, "
        "host_pkey_directories=None, logger=None)"
    ),
    "_connect_to_gateway": "(self)",
    "_get_transport": "(self)",
    "_make_ssh_forward_server_class": "(self, remote_address_)",
    "_make_ssh_forward_handler_class": "(self, remote_address_)",
    "_make_stream_ssh_forward_server_class": "(self, remote_address_)",
    "_serve_forever_wrapper": "(self, _srv, poll_interval=0.1)",
    "start": "(self)",
    "stop": "(self, force=False)",
}


@pytest.mark.parametrize("name", SIGNATURES)
def test_method_has_its_signature(name: str) -> None:
    assert str(inspect.signature(getattr(sshtunnel.SSHTunnelForwarder, name))) == SIGNATURES[name]


def test_forwarder_looks_its_parts_up() -> None:
    """What is overridden is used, by these names and in this order."""
    begun = inspect.getsource(sshtunnel.SSHTunnelForwarder._create_tunnels)
    made = inspect.getsource(sshtunnel.SSHTunnelForwarder._make_ssh_forward_server)
    started = inspect.getsource(sshtunnel.SSHTunnelForwarder.start)
    stopped = inspect.getsource(sshtunnel.SSHTunnelForwarder._stop_transport)

    assert "self._connect_to_gateway()" in begun
    assert "self._make_ssh_forward_handler_class(remote_address)" in made
    assert "else self._make_ssh_forward_server_class" in made
    assert "except IOError" in made  # ours are no OSErrors and pass
    assert "target=self._serve_forever_wrapper" in started
    assert "_srv.shutdown()" in stopped
    assert "_srv.server_close()" in stopped
    assert "self.logger = logger or create_logger()" in inspect.getsource(
        sshtunnel.SSHTunnelForwarder.__init__
    )


def test_servers_and_handlers_are_socketservers() -> None:
    assert [each.__name__ for each in sshtunnel._ForwardServer.__mro__[1:3]] == [
        "TCPServer",
        "BaseServer",
    ]
    assert sshtunnel._ForwardHandler.__mro__[1].__name__ == "BaseRequestHandler"
    for name in ("remote_address", "ssh_transport", "logger"):
        assert hasattr(sshtunnel._ForwardHandler, name)


def test_importing_it_makes_no_handler() -> None:
    assert logging.getLogger("sshtunnel.SSHTunnelForwarder").handlers == []
