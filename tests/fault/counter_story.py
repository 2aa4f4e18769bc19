"""The story of an office's counter: contacts, papers, wordings, receipts, registers."""

import json
from pathlib import Path

from casework.outward import missing_receipts
from models import Officer
from tests.casework.bureau import NOW, TODAY, USCC
from tests.fault.play import Play
from tests.fault.steps import (
    Step,
    Story,
    at,
    checked,
    command,
    furnished,
    newly_opened,
    once,
    refused,
)
from tests.notifications.test_bounces import notification

W, REPORT = "WF-2026-0001", "JB-2026-0001"
NAMED = {"name": "欧阳信守", "phone": "13812345678", "address": "云泽区长亭路77弄9号"}
SMS = "【本局】{{ party.name }}请整改（{{ facts.paper_no }}）。本提醒不是送达。"
LIST = (
    "统一社会信用代码,姓名,身份,手机\n"
    f"{USCC},王五,经办人,13700001234\n"
    f"{USCC},李四,门卫,13900001234\n"
)


def seed_counter(home: Path) -> None:
    """A checked violation, whose receipts are owed, and the papers that are typed from."""
    db = newly_opened(home)
    party = furnished(db)
    with db.writing("fault_discipline") as session:
        session.add(Officer(id="JJ01", name="纪检甲", roles=["discipline"]))
    checked(db, party)
    with db.reading() as session:
        owed = [each.key for each in missing_receipts(session)]
    db.close()
    papers = home / "papers"
    papers.mkdir()
    (home / "owed.json").write_text(json.dumps(owed), encoding="utf-8")
    (papers / "who.json").write_text(json.dumps(NAMED, ensure_ascii=False), encoding="utf-8")
    (papers / "bounce.eml").write_bytes(notification("zhang@example.com", at=NOW))
    (papers / "contacts.csv").write_text(LIST, encoding="utf-8-sig")


def _owed(minutes: int, number: int, *words: str) -> Step:
    """A command about the receipt of that number, once."""

    def do(play: Play) -> None:
        keys = json.loads((play.home / "owed.json").read_text(encoding="utf-8"))
        once(when, *(each.replace("{key}", keys[number]) for each in words)).do(play)

    when = at(0, minutes)
    return Step(" ".join(words[:2]), when, do)


def _facts(**facts: str) -> list[str]:
    return [word for key, said in facts.items() for word in ("--fact", f"{key}={said}")]


def _typed(minutes: int, *words: str, by: str = "XK01") -> Step:
    return once(at(0, minutes), *words, "--as", by)


COUNTER = Story(
    "counter",
    seed_counter,
    (
        _typed(1, "contact", "add", USCC, "--name", "张三丰", "--role", "环保负责人", "--phone",
               "13800001234", "--mail", "zhang@example.com"),
        _typed(2, "contact", "list", USCC, "--unmask", "--reason", "核实联系方式"),
        _typed(3, "contact", "agree", "1", "--by", "本人", "--how", "书面"),
        _typed(4, "contact", "confirm", "1", "--paper", "联系表1号"),
        _typed(5, "contact", "withdraw", "1", "--reason", "本人要求"),
        _typed(6, "contact", "bounced", "1", "--reason", "停机"),
        command(at(0, 6), "contact", "bounce", "import", "{home}/papers/bounce.eml",
                "--as", "XK01"),
        _typed(7, "contact", "remove", "2", "--reason", "停用"),
        command(at(0, 8), "contact", "import", "{home}/papers/contacts.csv", "--as", "XK01"),
        _typed(9, "contact", "erase", "1", "--reason", "本人要求删除"),
        _typed(10, "contact", "service-add", USCC, "--paper", "确认书1号", "--kind", "电子邮箱",
               "--address", "fa@example.com", "--signed-on", "2026-02-01", "--signed-by", "张三丰"),
        _typed(11, "contact", "service-list", USCC, "--unmask", "--reason", "送达前核对"),
        _typed(12, "contact", "service-end", "1", "--reason", "变更2号"),
        _typed(13, "template", "set", "order_served", "--sms", SMS, "--reason", "统一用语",
               by="KS01"),
        _typed(14, "template", "revert", "order_served", "--reason", "改回", by="KS01"),
        _owed(15, 0, "outward", "receipt", "{key}", "HZ-1", "--on", TODAY, "--as", "ZF01"),
        _owed(16, 1, "outward", "not-owed", "{key}", "--reason", "市级系统未开通", "--as", "ZF01"),
        command(at(0, 17), "complaint", "register", "举报", "--party", USCC, "--matter",
                "夜间排放异味", "--key", "A1", "--informant", "{home}/papers/who.json",
                "--as", "CK01"),
        _typed(18, "complaint", "record-informant", REPORT, "--informant",
               "{home}/papers/who.json", by="CK01"),
        _typed(19, "complaint", "informant", REPORT, "--reason", "告知办理结果", by="CK01"),
        refused(at(0, 20), "complaint", "informant", REPORT, "--reason", "出于好奇",
                "--as", "ZF01"),
        refused(at(0, 21), "case", "act", REPORT, "turn_to_petition", "--as", "CK01",
                *_facts(reason="欧阳信守本人要求", informant_told="on_the_spot")),
        _typed(22, "interference", "record", "--who", "某人", "--what", "打招呼", by="ZF01"),
        _typed(23, "interference", "list", "--reason", "季度查阅", by="JJ01"),
        _typed(24, "interference", "readings", "--reason", "季度查阅", by="JJ01"),
        _typed(25, "complaint", "erase-informant", REPORT, "--reason", "本人要求删除", by="JZ01"),
    ),
)  # fmt: skip
"""What one person types in one transaction, from a contact to a register of meddling."""
