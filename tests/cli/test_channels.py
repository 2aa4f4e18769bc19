"""``permitloop channels`` and ``permitloop notices`` as an office types them."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from casework.worklist import stuck_duties
from deploy.channels import channels_of
from deploy.district import DistrictWrong, parse_district
from deploy.settings import load_settings
from models import CaseFile, DutyRow
from models.session import Database
from notifications.deliver import stored_letter
from notifications.orders import order
from notifications.sending import Errand, hand_over
from rules.errors import PermitLoopError
from tasks.send import send_all
from tests.casework.bureau import NOW, clue
from tests.cli.conftest import Cli, Office
from tests.notifications.standins import StandIn, deliveries, reachable, routed, standing_in

EXAMPLE = Path(__file__).parents[2] / "deploy" / "district_example.toml"


@pytest.fixture
def gateway(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[StandIn]:
    with standing_in("gateway", tmp_path / "gateway.jsonl") as running:
        monkeypatch.setenv("PERMITLOOP_WEBHOOK_URL", running.url)
        monkeypatch.setenv("PERMITLOOP_CHANNEL_LOOPBACK", "true")
        yield running


@pytest.fixture
def post_office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[StandIn]:
    with standing_in("mail_server", tmp_path / "mail.jsonl") as running:
        monkeypatch.setenv("PERMITLOOP_SMTP_HOST", "127.0.0.1")
        monkeypatch.setenv("PERMITLOOP_SMTP_PORT", str(running.port))
        monkeypatch.setenv("PERMITLOOP_SMTP_SECURITY", "none")
        monkeypatch.setenv("PERMITLOOP_SMTP_FROM", "permit@example.gov.cn")
        yield running


def served(db: Database, address: str) -> None:
    """Send one letter of service by mail, whose outcome is as the address demands."""
    case_no = clue(db, 1)
    routed(db, {"channels": ["mail"]})
    reachable(db, "ZF01", "mail", address)
    with db.reading() as session:
        case_id = session.exec(select(CaseFile.id).where(CaseFile.case_no == case_no)).one()
    payload = {"notice": "case_assigned", "to": ["ZF01"]}
    letter = stored_letter(db, order(f"{case_no}:serve", payload, case_id=case_id, seq=1), NOW)
    senders = channels_of(load_settings())
    with db.writing("test_hand_over") as session:
        hand_over(session, letter, Errand("x", statutory=True), senders, NOW)
    send_all(db, senders, lambda: NOW)


def test_an_office_without_channels_is_told_what_it_may_set(office: Office, cli: Cli) -> None:
    said = cli("channels")

    assert said.code == 0
    assert "没有设置对外通道" in said.out
    assert "mail、sms、webhook" in said.out


def test_channels_are_listed_with_class_rate_and_state(
    office: Office, cli: Cli, gateway: StandIn, post_office: StandIn
) -> None:
    rows = {each["name"]: each for each in cli("channels", "--json").facts}

    assert rows["mail"]["promise"] == "至少一次，重发有标记"
    assert (rows["webhook"]["promise"], rows["webhook"]["per_second"]) == ("实际一次", 50.0)
    assert rows["webhook"]["words"] == "还没有用过"
    assert cli("channels").code == 0


def test_a_test_letter_is_shown_first_and_sent_on_demand(
    office: Office, cli: Cli, gateway: StandIn
) -> None:
    shown = cli("channels", "test", "webhook", "--to", "ZF01")
    assert gateway.requests() == 0
    sent = cli("channels", "test", "webhook", "--to", "ZF01", "--send", "--json")

    assert "没有发出" in shown.out
    assert (sent.code, sent.facts["went"]) == (0, "sent")
    assert [each["to"] for each in gateway.journal()] == ["ZF01"]


def test_a_test_letter_that_does_not_get_through_says_why(
    office: Office, cli: Cli, gateway: StandIn
) -> None:
    gateway.behave("status:401")

    said = cli("channels", "test", "webhook", "--to", "ZF01", "--send")

    assert said.code == 1
    assert "HTTP 401" in said.out
    assert cli("channels", "test", "sms", "--to", "1").err == (
        "没有设置名为“sms”的通道，已设置的有：webhook\n"
    )


def test_a_bulk_resend_is_looked_over_first(office: Office, cli: Cli, post_office: StandIn) -> None:
    served(office.db, "refuse@example.cn")
    reachable(office.db, "ZF01", "mail", "zf01@example.cn", confirmed_at=NOW)

    pending = cli("notices", "pending", "--json").facts
    looked = cli("notices", "resend", "--json").facts
    page = cli("notices", "resend").out
    nobody = cli("notices", "resend", "--send")
    again = cli("notices", "resend", "--send", "--as", "KS01")
    send_all(office.db, channels_of(load_settings()), lambda: NOW + timedelta(minutes=1))

    assert [(each["status"], each["letters"]) for each in pending] == [("refused", 1)]
    assert (len(looked["letters"]), looked["sent_again"], looked["dry_run"]) == (1, 0, True)
    assert "zf***@example.cn" in page
    assert [each["address"] for each in looked["letters"]] == ["zf***@example.cn"]
    assert (nobody.code, again.code) == (2, 0)
    assert [each["to"] for each in post_office.journal()] == ["zf01@example.cn"]
    assert deliveries(office.db)[0].status == "sent"


def test_service_of_unknown_outcome_goes_again_one_by_one_on_a_persons_word(
    office: Office, cli: Cli, post_office: StandIn
) -> None:
    served(office.db, "lose@example.cn")
    [row] = deliveries(office.db)

    bulk = cli("notices", "resend", "--json").facts
    one = cli("notices", "resend", "--key", row.key, "--send", "--as", "KS01", "--json").facts
    send_all(office.db, channels_of(load_settings()), lambda: NOW + timedelta(minutes=1))

    with office.db.reading() as session:
        left = stuck_duties(session)
        duty = session.exec(select(DutyRow).where(DutyRow.kind == "ask_sending")).one()
    assert bulk["letters"] == []
    assert one["letters"][0]["may_double"]
    assert [each["repeat"] for each in post_office.journal()] == [False, True]
    assert (left, duty.status) == ((), "done")


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("WEBHOOK_URL", "http://10.0.0.1/", "须为 https 地址"),
        ("WEBHOOK_URL", "https://u:geheim@x.cn/", "不能写用户名和口令"),
        ("SMS_URL", "sms.example.cn", "应为 https:// 开头的地址"),
        ("SMTP_HOST", "mail.example.cn", "还须设置 PERMITLOOP_SMTP_FROM"),
        ("SMTP_SECURITY", "ssl", "应为 'starttls'"),
        ("SMTP_FROM", "permit", "应为电子邮箱地址"),
        ("CHANNEL_NETWORKS", "10.0.0.0/99", "应为网段"),
        ("SMS_PER_SECOND", "-1", "应不小于 0"),
        ("SMS_PER_SECOND", "viel", "应为数字"),
    ],
)
def test_a_channel_that_is_set_up_wrongly_is_named_at_the_start(
    home: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    monkeypatch.setenv(f"PERMITLOOP_{name}", value)

    with pytest.raises(PermitLoopError, match=said) as refused:
        load_settings()

    assert "geheim" not in str(refused.value)


def test_a_mail_server_elsewhere_is_spoken_to_in_secret(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PERMITLOOP_SMTP_HOST", "mail.example.cn")
    monkeypatch.setenv("PERMITLOOP_SMTP_FROM", "permit@example.cn")
    monkeypatch.setenv("PERMITLOOP_SMTP_SECURITY", "none")

    with pytest.raises(PermitLoopError, match="只用于本机"):
        load_settings()


def test_a_wrong_robot_is_named_without_its_key(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PERMITLOOP_WECOM_ROBOT", "feishu://geheim")

    with pytest.raises(PermitLoopError, match="企业微信群机器人的地址应以 wecombot://") as refused:
        channels_of(load_settings())

    assert "geheim" not in str(refused.value) + repr(load_settings())


def test_a_districts_routes_are_checked() -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    wrong = (
        '\n[[routes]]\nchannels = ["fax", "wecom"]\nnotices = ["nothing"]\n'
        '[[routes]]\naudience = "party"\nnotices = ["clock_warning"]\nchannels = ["sms", "sms"]\n'
    )

    with pytest.raises(DistrictWrong) as refused:
        parse_district(text + wrong)

    assert refused.value.problems == [
        "routes 第 1 条：没有“fax”这个通道，可用的有：mail、sms、webhook、wecom、dingtalk、feishu",
        "routes 第 1 条：群机器人“wecom”只能写在 copies 中，不能代替对个人的通知",
        "routes 第 1 条：没有“nothing”这种通知",
        "routes 第 2 条：同一通道写了多次",
        "routes 第 2 条：“期限临近提醒”（clock_warning）的对象不是 party",
    ]
