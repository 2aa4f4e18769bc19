"""The notices a procedure sends and the papers it makes: key, Chinese title, audience."""

from dataclasses import dataclass

from rules.vocabulary import Audience


@dataclass(frozen=True)
class NoticeType:
    """A notice: a folder of that key under ``templates/notices`` holds its words."""

    key: str
    title: str
    audience: Audience


@dataclass(frozen=True)
class PaperType:
    """A paper that an act makes, by the name officers file it under."""

    key: str
    title: str


NOTICES: dict[str, NoticeType] = {}
PAPERS: dict[str, PaperType] = {}


def notice(key: str, title: str, audience: Audience) -> str:
    """Declare a notice once and answer its key; ValueError when the key says two things."""
    declared = NoticeType(key, title, audience)
    if NOTICES.setdefault(key, declared) != declared:
        raise ValueError(f"notice {key!r} is declared twice with different meanings")
    return key


def paper(key: str, title: str) -> str:
    """Declare a paper once and answer its key; ValueError when the key says two things."""
    declared = PaperType(key, title)
    if PAPERS.setdefault(key, declared) != declared:
        raise ValueError(f"paper {key!r} is declared twice with different meanings")
    return key


CLOCK_WARNING = notice("clock_warning", "期限临近提醒", Audience.AUTHORITY)
CLOCK_OVERDUE = notice("clock_overdue", "期限已过提醒", Audience.AUTHORITY)
CLOCK_WARNING_PARTY = notice("clock_warning_party", "期限临近提醒（企业）", Audience.PARTY)
CLOCK_MOVED = notice("clock_moved", "期限变动", Audience.AUTHORITY)
CLOCK_MOVED_PARTY = notice("clock_moved_party", "期限变动（企业）", Audience.PARTY)
APPROVAL_ASKED = notice("approval_asked", "待您办理的申请", Audience.AUTHORITY)
CASE_ASSIGNED = notice("case_assigned", "案件分派", Audience.AUTHORITY)
DUTY_FAILED = notice("duty_failed", "事项未办成", Audience.AUTHORITY)
DAILY_DOCKET = notice("daily_docket", "每日待办", Audience.AUTHORITY)
DAILY_REMINDERS_PARTY = notice("daily_reminders_party", "每日提醒（企业）", Audience.PARTY)
CONTACT_CODE = notice("contact_code", "联系方式验证码", Audience.PARTY)
SENDING_DIGEST = notice("sending_digest", "提醒汇总", Audience.AUTHORITY)
SENDING_DIGEST_PARTY = notice("sending_digest_party", "提醒汇总（企业）", Audience.PARTY)
WINDOW_RECEIPT = notice("window_receipt", "窗口收件回执", Audience.PARTY)
