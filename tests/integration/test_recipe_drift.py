"""A recipe's image beside what a real engine and a real registry have under its name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.core.audit import AuditLog
from app.core.cancel import Cancel
from app.services.serving.recipes.drift import ImageDrift, image_drift
from scripts.lab.docker_engine import image
from scripts.lab.registry import Registry, layer
from tests.registry_fixtures import SECRET, USER, pulled

if TYPE_CHECKING:
    from app.services.containers.holder import EngineHolder

pytestmark = pytest.mark.lab


def test_image_drift_tells_pinned_there_and_newer(
    holder: EngineHolder, registry: Registry, audit: AuditLog
) -> None:
    engine = holder.engine(Cancel())
    name = registry.name("nim/drift", "25.11-py3")
    registry.push("nim/drift", "25.11-py3", [image(), layer(60, 0.1)])

    away = image_drift(engine, name)
    assert away.now.startswith("sha256:")
    assert away.words == (
        "The image is the newest under its name.",
        "The node does not have it yet.",
    )

    pulled(holder, name, audit)
    same = image_drift(engine, name, away.now)
    assert same == ImageDrift(name, away.now, away.now, away.now)
    assert same.words == ("The image is the newest under its name.",)

    registry.push("nim/drift", "25.11-py3", [image(), layer(61, 0.1)])
    registry.push("nim/drift", "26.01-py3", [image()])
    newer = image_drift(engine, name, away.now)
    assert newer.now != newer.there == away.now
    assert newer.words == (
        "A newer image is there than the one that the recipe was checked with.",
        "The node has an older image than the registry.",
        "Newer versions: 26.01-py3.",
    )


def test_image_drift_says_why_nothing_is_known(
    holder: EngineHolder, closed_registry: Registry
) -> None:
    engine = holder.engine(Cancel())
    name = closed_registry.name("private/model", "1")

    refused = image_drift(engine, name)
    assert "Check the account of 127.0.0.1:" in refused.words[0]
    assert image_drift(engine, name, login=(USER, SECRET)).now
    assert "Connection refused" in image_drift(engine, "127.0.0.1:1/nothing:1").why
