"""Texts that go on within a sentence, and numbers in them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.core import i18n, units
from app.plots.axis import tick_label
from app.services.telemetry import metrics


@pytest.fixture
def german() -> Iterator[None]:
    """Write as German does, without a catalogue."""
    i18n.speak(i18n.Manner("de", ",", "."), None)
    yield
    i18n.speak(i18n.Manner(), None)


def test_english_goes_on_with_a_small_letter_except_in_an_abbreviation() -> None:
    assert i18n.inside("Container id") == "container id"
    assert i18n.inside("GPU memory") == "GPU memory"
    assert i18n.inside("") == ""


@pytest.mark.usefixtures("german")
def test_other_languages_keep_their_capitals() -> None:
    assert i18n.inside("Befehl") == "Befehl"


def test_a_beginning_leaves_the_rest_as_it_is() -> None:
    assert i18n.beginning("wartet auf Anmeldung") == "Wartet auf Anmeldung"
    assert i18n.beginning("") == ""


@pytest.mark.usefixtures("german")
def test_other_languages_find_things_by_english_words_of_their_keys() -> None:
    assert i18n.key_words("appearance.language") == "appearance language"
    assert i18n.key_words("on_pane:containers") == "on pane containers"


def test_english_finds_things_by_what_is_shown() -> None:
    assert i18n.key_words("appearance.language") == ""


@pytest.mark.usefixtures("german")
def test_a_plural_without_a_catalogue_is_english_with_the_language_s_numbers() -> None:
    assert i18n.tr("%n files", "%n file", 1) == "1 file"
    assert i18n.tr("%n files", "%n file", 1204) == "1.204 files"


@pytest.mark.usefixtures("german")
def test_every_number_with_a_unit_is_written_as_the_language_does() -> None:
    assert units.gib(1.4 * units.GIB) == "1,4 GiB"
    assert units.memory(71.2 * units.GIB) == "71,2 GiB"
    assert units.disk_size(60.4e9) == "60,4 GB"
    assert units.data_rate(1.2e9) == "1,2 GB/s"
    assert units.percent(6.25, digits=1) == "6,2 %"
    assert units.watts(61.3) == "61,3 W"
    assert units.frequency(2411) == "2,41 GHz"


@pytest.mark.usefixtures("german")
def test_the_ticks_of_an_axis_are_written_as_the_language_does() -> None:
    assert tick_label(metrics.WATT, 2.5) == "2,5"
    assert tick_label(metrics.DISK_RATE, 2.5e9) == "2,5 GB/s"
    assert tick_label(metrics.DISK_RATE, 2e9) == "2 GB/s"
