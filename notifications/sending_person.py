"""Service that no program may send: put on the docket for a person, taken off when it is sent."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from models import DutyRow, Notice
from notifications.channels import Letter

ASK_PERSON = "ask_sending"

T = DutyRow.__table__.c  # type: ignore[attr-defined]
N = Notice.__table__.c  # type: ignore[attr-defined]

_AFTERWARDS = (
    "请承办人与对方核实；未收到的，由承办人另行告知。"
    "本通知不是送达，文书送达以送达回证为准；办妥后由承办人或者科室负责人登记“已另行办理”"
)


def item_key(delivery: str) -> str:
    """Answer the key of the docket's item about a delivery."""
    return f"{delivery}:person"[:250]


def leave_to_person(
    session: Session, title: str, letter: Letter, row: Mapping[str, Any], status: str, why: str,
    now: datetime,
) -> None:  # fmt: skip
    """Put service that no program may send again on the docket; anew where it stood there once."""
    how = "结果不明，可能已经收到" if status == "unknown" else "没有送出"
    words = (
        f"“{letter.title}”（案件{letter.case_no}）经{title}发给{row['recipient']}的通知{how}：{why[:200]}。"
        f"程序不再重发。{_AFTERWARDS}"
    )
    _put(session, row["key"], letter, row["notice_case_id"], words, row["attempts"], now)


def ask_whether_back(
    session: Session, title: str, letter: Letter, row: Mapping[str, Any], why: str, now: datetime
) -> None:
    """Put on the docket that somebody says service came back, which left and was taken; once."""
    words = (
        f"“{letter.title}”（案件{letter.case_no}）经{title}发给{row['recipient']}的通知已发出，"
        f"来信称退回，真假待核：{why[:200]}。程序不再重发。{_AFTERWARDS}"
    )
    _put(session, f"{row['key']}>back", letter, row["notice_case_id"], words, row["attempts"], now,
         anew=False)  # fmt: skip


def leave_without_way(session: Session, letter: Letter, now: datetime) -> None:
    """Put service on the docket that no channel of its route can write to anybody; once."""
    case_id = session.execute(select(N.case_id).where(N.id == letter.id)).scalar_one_or_none()
    words = (
        f"“{letter.title}”（案件{letter.case_no}）要发给{'、'.join(letter.recipients)[:150]}，"
        "但对方没有可用的联系方式，没有经任何通道送出。请用 permitloop contact add 登记并确认。"
        f"{_AFTERWARDS}"
    )
    _put(session, f"{letter.key}>nobody", letter, case_id, words, 0, now, anew=False)


def _put(
    session: Session, about: str, letter: Letter, case_id: int | None, words: str, attempts: int,
    now: datetime, *, anew: bool = True,
) -> None:  # fmt: skip
    flavour = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    asked = flavour.insert(DutyRow).values(
        key=item_key(about), case_id=case_id, seq=0,
        kind=ASK_PERSON, name=f"tell:{letter.notice}", payload={"delivery": about},
        status="held", statutory=True, created_at=now, offered_until=now, try_at=now,
        owner="", token=0, attempts=attempts, last_error=words[:500], result={},
    )  # fmt: skip
    if anew:
        again: dict[str, Any] = {
            "status": "held", "done_at": None, "created_at": now, "last_error": words[:500],
            "attempts": attempts, "result": {},
        }  # fmt: skip
        session.execute(asked.on_conflict_do_update(index_elements=["key"], set_=again))
    else:
        session.execute(asked.on_conflict_do_nothing(index_elements=["key"]))


def note_resend(session: Session, deliveries: Sequence[str], by: str, now: datetime) -> None:
    """Write down who had service sent again; its item stays until it was really sent."""
    session.execute(
        update(DutyRow)
        .where(T.key.in_([item_key(each) for each in deliveries]), T.status == "held")
        .values(result={"sent_again_by": by, "at": now.isoformat()})
    )


def take_off_docket(session: Session, deliveries: Sequence[str], now: datetime) -> None:
    """Take service off the docket that has been sent after all."""
    session.execute(
        update(DutyRow)
        .where(
            T.key.in_([item_key(each) for each in deliveries]), T.kind == ASK_PERSON,
            T.status == "held",
        )
        .values(status="done", done_at=now, until=None)
    )  # fmt: skip
