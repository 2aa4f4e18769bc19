"""The walks of the plan, against the real casework, relay, sweep, files and Prefect."""

from pathlib import Path

import pytest

from deploy.rehearse import every_stage, one_each, own_server, rehearse
from rules.procedures import PROCEDURES

ONLY_LINKED = {"挂牌督办"}
"""Procedures whose every stage is walked beside another's case."""

SEEN_IN_SHORT = ("state", "outcome", "run")
"""What the short form shows of the list: every stage, every end, and how Prefect tells of them."""


@pytest.mark.xdist_group("rehearsal")
def test_a_walk_of_every_procedure_is_followed_in_prefect(tmp_path: Path) -> None:
    with own_server(tmp_path) as server:
        done = rehearse(tmp_path, server, print, one_each)

    followed = {each.split()[1] for each in done.seen if each.startswith("run ")}
    # The list tells each clock's due day from its earliest start, which other walks may have made.
    beyond = done.held(prefect=True).unexpected
    assert [each for each in beyond if not each.startswith("due ")] == []
    assert {each.title for each in PROCEDURES.values()} - followed <= ONLY_LINKED


@pytest.mark.fault
@pytest.mark.xdist_group("rehearsal")
def test_every_stage_and_every_end_is_reached_and_seen_in_prefect(tmp_path: Path) -> None:
    # Not the session's server: the list names every run that Prefect knows.
    with own_server(tmp_path) as server:
        held = rehearse(tmp_path, server, print, every_stage).held(prefect=True)

    lacking = [each for each in held.not_exercised if each.partition(" ")[0] in SEEN_IN_SHORT]
    assert (lacking, held.unexpected) == ([], ())


@pytest.mark.whole
@pytest.mark.xdist_group("whole rehearsal")
def test_every_path_of_every_procedure_is_walked(tmp_path: Path) -> None:
    held = rehearse(tmp_path, None, print).held(prefect=False)

    assert (held.not_exercised, held.unexpected) == ((), ())
