"""Keys of models: their format, where they are kept, and that nobody gets to read them."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import BadInput
from app.core.log import redact
from app.core.settings import SettingsStore
from app.hosts.keyring import KeyringFailed
from app.hosts.secrets import SecretStore
from app.services.serving.keys import (
    HF_TOKEN,
    KEYS,
    NGC_API_KEY,
    check_key,
    forget_key,
    how_to_save,
    key_states,
    login_of_keys,
    remember_key,
    secret_of,
)
from app.services.serving.launching.readiness import ENDPOINT_KEYS
from tests.unit.hosts.test_secrets import FakeKeyring

TOKEN = "hf_" + "aB3" * 11 + "x"
OLD_NGC = "a1B2" * 21 + "zZ" + "=="
"""86 characters and two of padding, as the playbooks check it."""
NGC = "nvapi-" + "x-Y_9" * 13


@pytest.mark.parametrize(
    ("variable", "text", "wanted"),
    [
        (HF_TOKEN, TOKEN, TOKEN),
        (HF_TOKEN, f"  export HF_TOKEN='{TOKEN}'\n", TOKEN),
        (HF_TOKEN, f"Bearer {TOKEN}", TOKEN),
        ("HUGGING_FACE_HUB_TOKEN", f'HUGGING_FACE_HUB_TOKEN="{TOKEN}"', TOKEN),
        (NGC_API_KEY, NGC, NGC),
        (NGC_API_KEY, OLD_NGC, OLD_NGC),
        (NGC_API_KEY, "c" * 84, "c" * 84),
        ("SGLANG_API_KEY", "any text", None),
        ("SGLANG_API_KEY", "anything", "anything"),
        ("SOMEBODYS_KEY", "anything", "anything"),
    ],
)
def test_check_key_takes_what_people_paste(variable: str, text: str, wanted: str | None) -> None:
    if wanted is None:
        with pytest.raises(BadInput):
            check_key(variable, text)
    else:
        assert check_key(variable, text) == wanted


@pytest.mark.parametrize(
    ("variable", "text", "words"),
    [
        (HF_TOKEN, "", "no Hugging Face token"),
        (HF_TOKEN, "hf_short", "begins|hf_ with"),
        (HF_TOKEN, NGC, "looks like your NVIDIA NGC key"),
        (NGC_API_KEY, TOKEN, "looks like your Hugging Face token"),
        (NGC_API_KEY, "nvapi-short", "nvapi- with"),
        (NGC_API_KEY, "a b", "blanks"),
    ],
)
def test_check_key_says_what_is_wrong(variable: str, text: str, words: str) -> None:
    with pytest.raises(BadInput) as caught:
        check_key(variable, text)

    assert any(each in str(caught.value) for each in words.split("|"))


@given(st.sampled_from([key.variable for key in KEYS[:2]]), st.text(min_size=9, max_size=90))
def test_check_key_never_repeats_what_it_refuses(variable: str, text: str) -> None:
    try:
        check_key(variable, f"Q{text}Q")
    except BadInput as error:
        told = f"{error.message}{error.hint}{error!r}"
    else:
        return
    assert f"Q{text}Q" not in told


@pytest.fixture
def keyring() -> FakeKeyring:
    return FakeKeyring()


@pytest.fixture
def secrets(tmp_path: Path, keyring: FakeKeyring) -> SecretStore:
    return SecretStore(SettingsStore(tmp_path / "settings.json"), keyring)


def test_a_key_is_kept_in_the_keyring_only(
    secrets: SecretStore, keyring: FakeKeyring, tmp_path: Path
) -> None:
    assert remember_key(secrets, HF_TOKEN, f" {TOKEN} ", keep=True) == ""

    assert TOKEN not in (tmp_path / "settings.json").read_text()
    assert list(keyring.kept.values()) == [TOKEN]
    again = SecretStore(SettingsStore(tmp_path / "settings.json"), keyring)
    assert secret_of(again)(HF_TOKEN) == TOKEN
    assert secret_of(again)("HUGGING_FACE_HUB_TOKEN") == TOKEN
    assert secret_of(again)(NGC_API_KEY) is None
    assert TOKEN not in redact(f"docker run -e X={TOKEN}")


def test_a_key_for_this_run_replaces_one_that_was_kept(
    secrets: SecretStore, keyring: FakeKeyring
) -> None:
    remember_key(secrets, HF_TOKEN, TOKEN, keep=True)
    other = "hf_" + "z" * 34
    remember_key(secrets, HF_TOKEN, other, keep=False)

    assert keyring.kept == {}
    assert secret_of(secrets)(HF_TOKEN) == other


def test_states_tell_what_is_there_without_asking_the_keyring(
    secrets: SecretStore, keyring: FakeKeyring, tmp_path: Path
) -> None:
    remember_key(secrets, HF_TOKEN, TOKEN, keep=True)
    remember_key(secrets, NGC_API_KEY, NGC, keep=False)
    keyring.failure = KeyringFailed("it stayed locked")
    again = SecretStore(SettingsStore(tmp_path / "settings.json"), keyring)

    def told(store: SecretStore) -> dict[str, tuple[bool, bool]]:
        return {e.key.variable: (e.is_there, e.in_keyring) for e in key_states(store)}

    assert told(secrets)[HF_TOKEN] == (True, True)
    assert told(secrets)[NGC_API_KEY] == (True, False)
    assert told(again)[HF_TOKEN] == (True, True)
    assert told(again)[NGC_API_KEY] == (False, False)


def test_a_forgotten_key_is_gone_everywhere(secrets: SecretStore, keyring: FakeKeyring) -> None:
    remember_key(secrets, HF_TOKEN, TOKEN, keep=True)

    assert forget_key(secrets, HF_TOKEN) == ""

    assert keyring.kept == {}
    assert secret_of(secrets)(HF_TOKEN) is None


def test_a_keyring_that_refuses_is_told_without_the_key(
    secrets: SecretStore, keyring: FakeKeyring, caplog: pytest.LogCaptureFixture
) -> None:
    keyring.failure = KeyringFailed("it stayed locked")

    with caplog.at_level(logging.DEBUG):
        note = remember_key(secrets, HF_TOKEN, TOKEN, keep=True)

    assert note == "it stayed locked"
    assert secret_of(secrets)(HF_TOKEN) == TOKEN
    assert TOKEN not in caplog.text


def test_the_ngc_key_is_the_account_of_nvidias_registry() -> None:
    known = {"ghcr.io": ("ann", "secret")}
    find = login_of_keys(known.get, {NGC_API_KEY: NGC}.get)

    assert find("nvcr.io") == ("$oauthtoken", NGC)
    assert find("ghcr.io") == ("ann", "secret")
    assert find("docker.io") is None
    assert login_of_keys(known.get, {}.get)("nvcr.io") is None
    assert login_of_keys({"nvcr.io": ("team", "x")}.get, {NGC_API_KEY: NGC}.get)("nvcr.io") == (
        "team",
        "x",
    )


def test_every_key_that_an_endpoint_wants_can_be_saved() -> None:
    for variable in (*ENDPOINT_KEYS, HF_TOKEN, NGC_API_KEY):
        assert how_to_save(variable).startswith("Save it under Keys")
    assert "take it out of the recipe" in how_to_save("ACME_KEY")
