"""Deploying a real engine over SSH: to its first token, and everything that goes wrong before."""

from __future__ import annotations

import json

import pytest

from app.services.serving.api import Phase
from tests.serving_fixtures import MODEL, PORT, ServingLab

pytestmark = pytest.mark.lab


def test_a_model_is_deployed_to_its_first_token(serving: ServingLab) -> None:
    deployed = serving.deploy(serving.plan())
    assert (deployed.endpoint.port, deployed.endpoint.model_id) == (PORT, MODEL)
    phases = [each.phase for each in serving.told]
    assert phases[-1] is Phase.READY
    assert phases == sorted(phases, key=list(Phase).index)
    assert serving.containers() == {"tiny-llama-cpp-30000"}
    assert json.loads(serving.unfinished.read_text())["records"] == []
