"""Tests that share a server are kept by one worker: a pytest that xdist cannot follow is seen."""

import pytest


@pytest.mark.xdist_group("prefect")
def test_a_worker_knows_the_group_of_what_it_runs(request: pytest.FixtureRequest) -> None:
    # Only a worker that was told to keep groups together has this option.
    grouped = bool(request.config.getoption("loadgroup", default=False))

    assert request.node.nodeid.endswith("@prefect") is grouped
