"""What the installed program runs: the app, or the one process that the app starts of itself."""

from __future__ import annotations

import os
import sys

READER = ["-m", "app.services.documents.extracting.child"]
"""How the app starts the reader of documents: as `python` would be told to."""

CERTIFICATES = (
    "/etc/ssl/certs/ca-certificates.crt",  # Debian, Ubuntu, Arch
    "/etc/pki/tls/certs/ca-bundle.crt",  # Fedora, Red Hat
    "/etc/ssl/ca-bundle.pem",  # SUSE
    "/etc/ssl/cert.pem",  # Alpine
)
"""Where systems keep whom they trust; our OpenSSL knows the place of the one it was made on."""


def main() -> int:
    """Run what the arguments ask for and return the exit status."""
    give_environment_back()
    trust_as_the_system_does()
    if sys.argv[1:] == READER:
        from app.services.documents.extracting.child import main as read_documents

        read_documents()
        return 0
    from app.bootstrap import main as run

    return run()


def give_environment_back() -> None:
    """Forget what the bundle's loader has set for this process, which is past needing it.

    Browsers, terminals and `ssh` that the app opens would inherit it, and load libraries and
    plug-ins of ours in place of their own.
    """
    before = os.environ.pop("LD_LIBRARY_PATH_ORIG", None)
    os.environ.pop("LD_LIBRARY_PATH", None)
    if before is not None:
        os.environ["LD_LIBRARY_PATH"] = before
    for name in list(os.environ):
        if name in ("QT_PLUGIN_PATH", "QML2_IMPORT_PATH") or name.startswith("_PYI_"):
            del os.environ[name]


def trust_as_the_system_does() -> None:
    """Tell OpenSSL where the certificates are that this system trusts."""
    if sys.platform == "linux" and not {"SSL_CERT_FILE", "SSL_CERT_DIR"} & set(os.environ):
        found = next(filter(os.path.isfile, CERTIFICATES), None)
        if found is not None:
            os.environ["SSL_CERT_FILE"] = found


if __name__ == "__main__":
    sys.exit(main())
