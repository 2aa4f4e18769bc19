"""What ``permitloop doctor`` says of the outside channels."""

from datetime import timedelta

import pytest

from deploy.doctor_channels import LASTING, channel_findings
from deploy.finding import Finding, Level
from models import ChannelState
from models.session import Database
from notifications.channels.parcel import Answer, Went
from tasks.send import send_all
from tests.cli.conftest import Cli, Office
from tests.notifications.standins import by_name, routed, told
from tests.tasks.scripted import Scripted
from tests.telling import NOW, settle_in


def findings(db: Database, now=NOW, configured=("webhook",)) -> dict[str, Finding]:
    with db.reading() as session:
        return {each.name: each for each in channel_findings(session, configured, now)}


def office(db: Database, *answers: Answer) -> Scripted:
    settle_in(db)
    routed(db, {"channels": ["webhook"]})
    return Scripted("webhook", list(answers))


def test_an_office_whose_letters_leave_has_nothing_to_look_at(db: Database) -> None:
    channel = office(db)
    for number in range(4):
        told(db, by_name(channel), number)
    send_all(db, by_name(channel), lambda: NOW)

    found = findings(db)

    assert {each.level for each in found.values()} == {Level.FINE}
    assert {each.words for each in found.values()} == {"没有"}


@pytest.mark.parametrize(("openings", "level"), [(1, Level.LOOK), (LASTING, Level.WRONG)])
def test_an_open_breaker_is_named_with_its_reason(
    db: Database, openings: int, level: Level
) -> None:
    with db.writing("test_state") as session:
        session.add(
            ChannelState(
                name="sms", state="open", openings=openings, failures=5, free_at=NOW,
                changed_at=NOW - timedelta(minutes=3), last_error="连不上",
            )
        )  # fmt: skip

    found = findings(db)["channels_open"]

    assert found.level is level
    assert "sms（断开，最近一次在 3 分钟前，原因：连不上）" in found.words


def test_a_channel_that_got_rid_of_nothing_is_named(db: Database) -> None:
    channel = office(db, *[Answer(Went.REFUSED, "密钥不对")] * 3)
    for number in range(3):
        told(db, by_name(channel), number)
    send_all(db, by_name(channel), lambda: NOW)

    found = findings(db)["channels_silent"]
    told(db, by_name(channel), 9)
    send_all(db, by_name(channel), lambda: NOW)

    assert (found.level, "webhook 最近 3 件一件也没有发出" in found.words) == (Level.WRONG, True)
    assert findings(db)["channels_silent"].level is Level.FINE
    assert findings(db, configured=())["channels_silent"].words == "没有设置外部通道"


def test_service_whose_outcome_nobody_knows_waits_for_a_person(db: Database) -> None:
    channel = office(db, Answer(Went.REFUSED, "停机"))
    told(db, by_name(channel), 1, statutory=True)
    send_all(db, by_name(channel), lambda: NOW)

    found = findings(db, NOW + timedelta(hours=3))["outcome_unknown"]

    assert (found.level, found.facts["count"]) == (Level.LOOK, 1)
    assert "1 件文书通知" in found.words
    assert "已等 3 小时" in found.words or "已等 180 分钟" in found.words


@pytest.mark.parametrize(
    ("statutory", "waited", "level"),
    [
        (True, timedelta(minutes=30), Level.FINE),
        (True, timedelta(hours=2), Level.LOOK),
        (True, timedelta(hours=5), Level.WRONG),
        (False, timedelta(hours=60), Level.FINE),
        (False, timedelta(days=5), Level.LOOK),
    ],
)
def test_what_lies_too_long_is_told_by_its_kind(
    sqlite_db: Database, statutory: bool, waited: timedelta, level: Level
) -> None:
    channel = office(sqlite_db)
    told(sqlite_db, by_name(channel), 1, statutory=statutory)

    found = findings(sqlite_db, NOW + waited)["oldest_undelivered"]

    assert found.level is level
    assert ("文书通知 1 件" if statutory else "提醒 1 件") in found.words


def test_the_command_looks_at_the_channels_that_are_set_up(
    cli: Cli, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PERMITLOOP_WEBHOOK_URL", "https://example.com/send")
    monkeypatch.setenv("PERMITLOOP_WEBHOOK_SECRET", "x" * 32)

    said = cli("doctor", "--json")

    names = {each["name"]: each["words"] for each in said.facts["findings"]}
    assert names["channels_silent"] == "没有"
    assert {"channels_open", "outcome_unknown", "oldest_undelivered"} <= set(names)
