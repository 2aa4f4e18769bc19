"""The notices a procedure sends and the papers it makes: key, Chinese title, audience."""

from dataclasses import dataclass

from rules.vocabulary import HANDLER, Audience, R


@dataclass(frozen=True)
class NoticeType:
    """A notice: a folder of that key under ``templates/notices`` holds its words.

    ``readers`` are the bureau's people whom the words speak to, where a duty names nobody.
    """

    key: str
    title: str
    audience: Audience
    readers: tuple[str, ...] = (HANDLER,)


@dataclass(frozen=True)
class PaperType:
    """A paper that an act makes, by the name officers file it under."""

    key: str
    title: str


NOTICES: dict[str, NoticeType] = {}
PAPERS: dict[str, PaperType] = {}


TO_LEGAL = (HANDLER, R.LEGAL_REVIEWER)
TO_SECTION = (HANDLER, R.SECTION_HEAD)
TO_HEAD = (HANDLER, R.BUREAU_HEAD)
TO_HEADS = (HANDLER, R.SECTION_HEAD, R.BUREAU_HEAD)
TO_HEADS_AND_LEGAL = (*TO_HEADS, R.LEGAL_REVIEWER)
TO_WINDOW = (HANDLER, R.RECEPTIONIST)


def notice(key: str, title: str, audience: Audience, readers: tuple[str, ...] = (HANDLER,)) -> str:
    """Declare a notice once and answer its key; ValueError when the key says two things."""
    declared = NoticeType(key, title, audience, readers)
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
