"""Tests that share a server are kept by one worker: a pytest that xdist cannot follow is seen."""

import os

import pytest

GROUPED = "PYTEST_XDIST_WORKER" in os.environ


@pytest.mark.xdist_group("prefect")
def test_a_worker_knows_the_group_of_what_it_runs(request: pytest.FixtureRequest) -> None:
    assert request.node.nodeid.endswith("@prefect") is GROUPED
