"""Killed at any failpoint and started again, a case ends as if nothing had happened."""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.fault.places import SENDING, UNTOLD, place_of
from tests.fault.scan import ROOT, scan, sources
from tests.fault.test_fault import hunted, killed_places

pytestmark = [pytest.mark.whole, pytest.mark.xdist_group("whole hunt")]

LONG = "PERMITLOOP_FAULT_ALL"
"""Set it to tell every story to its end after a kill at every single passing (hours)."""

HALVES = (
    ("followed",),
    ("life", "mended", "hand", "away", "daily", "desk", "counter", "first_day"),
)
"""What two processes tell beside each other."""


@pytest.fixture(scope="module")
def reports() -> list[dict[str, Any]]:
    """Answer the report of each story."""
    everything = bool(os.environ.get(LONG))
    words: Sequence[str] = ("demo", "--all") if everything else ()
    with ThreadPoolExecutor(len(HALVES)) as pool:
        first = pool.submit(hunted, ROOT, *HALVES[0], *words[1:])
        second = pool.submit(hunted, ROOT, *HALVES[1], *words)
        return [*first.result(), *second.result()]


def test_what_is_killed_and_started_again_ends_as_if_undisturbed(
    reports: list[dict[str, Any]],
) -> None:
    assert {each["story"]: each["wrong"] for each in reports if each["wrong"]} == {}
    assert sum(len(each["killed"]) for each in reports) > 300
    assert sum(len(each["frozen"]) for each in reports) > 140


def test_every_failpoint_of_the_program_is_passed_and_killed_at(
    reports: list[dict[str, Any]],
) -> None:
    known = {
        name for name in scan(sources()).failpoints() if place_of(name) not in {*UNTOLD, *SENDING}
    }

    assert known - killed_places(reports) == set()
