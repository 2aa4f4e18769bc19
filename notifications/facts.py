"""What a notice may say: the case as it stood at the event that orders it, cut to the audience."""

from datetime import date, datetime
from typing import Any

from sqlmodel import Session, select

from models import CaseFile, Clock, DistrictSetting, Officer, Party, Permit
from models.remembered import one, remembered
from notifications.chain import Happened, happened_at
from notifications.clock_ends import clock_ends
from notifications.clock_words import clock_words, letter_words, term_name
from notifications.orders import Order
from notifications.whitelist import PARTY_FACTS, PARTY_OWN_FACTS, PARTY_PAYLOAD
from rules.clocks import Evidence, clock
from rules.clocks.explanation import UNIT_WORDS
from rules.deadlines import legal_day
from rules.facts import FACTS, FactValue
from rules.grammar import Act, Procedure
from rules.notices import NOTICES
from rules.procedures import PROCEDURES
from rules.recusal import recusal_basis
from rules.vocabulary import ROLE_TITLES, Audience, R, kind_title

ADDRESSING = frozenset(
    {"notice", "audience", "to", "roles", "not_to", "as_named", "alone", "clock_id"}
)
BUREAU = {"name": "生态环境局", "phone": "", "address": "", "reconsideration_by": "", "court": ""}
"""Who signs where no district has been loaded."""

DUTY_TITLES = {"open": "开立关联案件", "feed": "反馈来源案件", "announce": "告知相关案件"}


def notice_facts(session: Session, wanted: Order, now: datetime) -> dict[str, Any]:
    """Answer everything a template of this notice may use; for an enterprise, only what it may see.

    ``now`` is the instant of rendering; days are days of Asia/Shanghai.
    """
    case = one(session, CaseFile, wanted.case_id) if wanted.case_id else None
    shown = {
        "notice": {"key": wanted.notice, "title": wanted.type.title},
        "today": legal_day(now).isoformat(),
        "bureau": bureau(session, legal_day(now)),
        **_carried(wanted),
        **clock_words(wanted.payload, wanted.type.audience, now),
    }
    if "reminders" in shown:
        shown |= letter_words(shown["reminders"], wanted.type.audience, now)
    if case is None:
        return shown | _party_alone(session, wanted)
    return shown | _case_facts(session, wanted, case)


def _party_alone(session: Session, wanted: Order) -> dict[str, Any]:
    """Answer the enterprise that a letter of no single case is for."""
    whose = wanted.payload.get("party_id")
    party = one(session, Party, whose) if whose else None
    return {"party": {"name": party.name, "uscc": party.uscc}} if party else {}


def bureau(session: Session, today: date) -> dict[str, str]:
    """Answer the authority as the newest district setting in effect on a day describes it."""
    return remembered(session, ("bureau", today), lambda: _bureau(session, today))


def _bureau(session: Session, today: date) -> dict[str, str]:
    row = session.exec(
        select(DistrictSetting)
        .where(DistrictSetting.effective_on <= today)
        .order_by(DistrictSetting.effective_on.desc(), DistrictSetting.id.desc())  # type: ignore[attr-defined, union-attr]
    ).first()
    said = (row.content.get("authority") or {}) if row else {}
    return BUREAU | {name: str(said[name]) for name in BUREAU if said.get(name)}


def _carried(wanted: Order) -> dict[str, Any]:
    if wanted.type.audience is Audience.PARTY:
        return {name: each for name, each in wanted.payload.items() if name in PARTY_PAYLOAD}
    carried = {name: each for name, each in wanted.payload.items() if name not in ADDRESSING}
    return {"duty": "", "duty_title": duty_title(str(carried.get("duty", ""))), **carried}


def duty_title(name: str) -> str:
    """Answer what officers call a duty of that name; empty for no name."""
    verb, _, rest = name.partition(":")
    if verb in ("serve", "tell"):
        key = rest.partition(":")[0]
        return f"通知“{NOTICES[key].title}”" if key in NOTICES else "发送通知"
    if verb == "rung":
        return "期限提醒"
    return DUTY_TITLES.get(verb, name)


def _case_facts(session: Session, wanted: Order, case: CaseFile) -> dict[str, Any]:
    table = PROCEDURES.get((case.procedure, case.procedure_version))
    party = one(session, Party, case.party_id)
    permit = one(session, Permit, case.permit_id) if case.permit_id else None
    to_party = wanted.type.audience is Audience.PARTY
    shown: dict[str, Any] = {
        "case": {"no": case.case_no, "procedure": table.title if table else case.procedure},
        "party": {"name": party.name, "uscc": party.uscc} if party else {},
        "permit": _permit(permit),
    }
    if not to_party:
        shown["case"] |= _inside(session, case, table)
    # A reminder speaks of its clock alone, and thousands of them need not read thousands of chains.
    if "rung" in wanted.payload:
        return shown
    return shown | _happening(session, wanted, case, table)


def _happening(
    session: Session, wanted: Order, case: CaseFile, table: Procedure | None
) -> dict[str, Any]:
    happened = happened_at(session, case, wanted.seq)
    to_party = wanted.type.audience is Audience.PARTY
    shown: dict[str, Any] = {
        "act": _act(table, happened),
        "clocks": _clocks(session, case, happened, to_party=to_party),
        "clock_ends": clock_ends(session, case, to_party=to_party),
        "facts": _for_party(happened) if to_party else dict(happened.known),
    }
    return shown if to_party else shown | {"actor": _name(session, happened.actor_id)}


def _permit(permit: Permit | None) -> dict[str, str] | None:
    if permit is None:
        return None
    return {
        "no": permit.permit_no,
        "valid_from": permit.valid_from.isoformat(),
        "valid_to": permit.valid_to.isoformat(),
    }


def _act(table: Procedure | None, happened: Happened) -> dict[str, str]:
    declared = _declared(table, happened.kind)
    return {
        "key": happened.kind,
        "title": declared.title if declared else "",
        "basis": happened.basis or (declared.basis if declared else ""),
        "on": legal_day(happened.at).isoformat(),
    }


def _declared(table: Procedure | None, kind: str) -> Act | None:
    if table is None:
        return None
    return next((act for stage in table.stages for act in stage.acts if act.key == kind), None)


def _inside(session: Session, case: CaseFile, table: Procedure | None) -> dict[str, Any]:
    stage = table.by_key.get(case.stage) if table else None
    return {
        "stage": stage.title if stage else case.stage,
        "kinds": "、".join(kind_title(kind) for kind in case.kinds),
        "assignee": _name(session, case.assignee_id) if case.assignee_id else "未分派",
        "recusal_basis": recusal_basis(case.procedure),
    }


def _name(session: Session, person_id: str) -> str:
    if person_id == R.SYSTEM:
        return ROLE_TITLES[R.SYSTEM]
    row = one(session, Officer, person_id)
    return row.name if row else person_id


def _for_party(happened: Happened) -> dict[str, FactValue]:
    told = {key: each for key, each in happened.known.items() if key in PARTY_FACTS}
    told |= {key: each for key, each in happened.own.items() if key in PARTY_OWN_FACTS}
    return told


def _clocks(
    session: Session, case: CaseFile, happened: Happened, *, to_party: bool
) -> list[dict[str, Any]]:
    shown = []
    for each in happened.clocks:
        rule = clock(each["clock"])
        if not each["due_on"] or (to_party and rule.audience != Audience.PARTY):
            continue
        row = session.exec(
            select(Clock)
            .where(
                Clock.case_id == case.id,
                Clock.key == each["clock"],
                Clock.subject == each["subject"],
            )
            .order_by(Clock.id.desc())  # type: ignore[union-attr]
        ).first()
        shown.append(
            {
                "title": term_name(rule.title),
                "verb": each["verb"],
                "subject": each["subject"],
                "due_on": each["due_on"],
                "provisional": each["provisional"],
                "basis": row.basis if row else rule.basis,
                "unsure": (row.evidence if row else rule.weakest()) != Evidence.VERIFIED,
            }
        )
    return shown


def law_words(key: str) -> dict[str, Any]:
    """Answer a statutory term of the catalogue in words, with its article and its certainty."""
    rule = clock(key)
    if rule.term is None:
        raise ValueError(f"clock {key} states no term of its own")
    return {
        "title": rule.title,
        "term": f"{rule.term.amount}{UNIT_WORDS[rule.term.unit]}",
        "basis": rule.basis,
        "unsure": rule.weakest() != Evidence.VERIFIED,
    }


def article(basis: str) -> str:
    """Answer a basis as people outside the bureau read it, without the name of our own file."""
    return basis.replace("（district.toml）", "")


def shown_value(key: str, value: FactValue) -> str:
    """Answer a fact as people read it: a choice by its title, yes and no, money in yuan."""
    declared = FACTS.get(key)
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "、".join(value)
    if declared is not None and declared.choices:
        return dict(declared.choices).get(str(value), str(value))
    return str(value)
