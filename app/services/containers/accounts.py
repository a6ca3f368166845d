"""Which accounts of registries are known: server and user in the settings, secrets elsewhere."""

from __future__ import annotations

from dataclasses import dataclass

from app.core.settings import SettingsStore, setting
from app.services.containers.image_api import Login


@dataclass(frozen=True, slots=True)
class RegistrySettings:
    """The settings section of registries. Secrets are in the keyring only."""

    accounts: tuple[Login, ...] = setting((), "Accounts of registries: server and user.")

    SECTION = "registries"


def load_accounts(settings: SettingsStore) -> tuple[Login, ...]:
    """Return the accounts that are kept, one for each registry."""
    return settings.load(RegistrySettings.SECTION, RegistrySettings).accounts


def keep_account(settings: SettingsStore, account: Login) -> None:
    """Keep an account in place of any other of its registry. Raises SettingsUnwritable."""
    _save(settings, account.server, (account,))


def drop_account(settings: SettingsStore, server: str) -> None:
    """Forget the account of a registry. Raises SettingsUnwritable."""
    _save(settings, server, ())


def _save(settings: SettingsStore, server: str, kept: tuple[Login, ...]) -> None:
    with settings.exclusive():
        settings.refresh()
        others = (each for each in load_accounts(settings) if each.server != server)
        accounts = sorted((*others, *kept), key=lambda each: each.server)
        settings.save(RegistrySettings.SECTION, RegistrySettings(tuple(accounts)))
