"""Writes cases.csv from the questions below by the independent counter; run by hand, then read."""

import csv
from collections.abc import Iterator
from pathlib import Path

from tests.oracle.counter import Case, count, runs

# clock, amount, unit, forward, before, first day counts - typed from the catalogue's own table.
CLOCKS = {
    "PWXK-KEY": (30, "WD", 1, 0, 0),
    "PWXK-KEY-SITE": (45, "WD", 1, 0, 0),
    "PWXK-SIMPLE": (20, "WD", 1, 0, 0),
    "PWXK-NOTIFY": (3, "WD", 1, 0, 0),
    "PWXK-CHANGE-DECIDE": (10, "WD", 1, 0, 0),
    "PWXK-CHANGE-APPLY": (30, "CD", 1, 0, 0),
    "REGISTER-CHANGE": (20, "CD", 1, 0, 0),
    "CF-PLEA": (5, "WD", 1, 0, 0),
    "CF-SERVE": (7, "WD", 1, 0, 0),
    "ENF-URGE": (10, "WD", 1, 0, 0),
    "LIT-APPEAL.ruling": (10, "CD", 1, 0, 0),
    "YS-SUPP": (3, "CD", 1, 0, 0),
    "YS-RECON": (3, "WD", 1, 0, 0),
    "JL-SEND": (3, "WD", 1, 0, 0),
    "CF-FILE": (15, "CD", 1, 0, 0),
    "XC-PLAN": (15, "WD", 1, 0, 0),
    "CF-PAY": (15, "CD", 1, 0, 0),
    "CF-DECIDE": (90, "CD", 1, 0, 0),
    "CFK-TERM": (30, "CD", 0, 0, 0),
    "CF-RECHECK": (30, "CD", 0, 0, 0),
    "SERVE-PUBLIC": (30, "CD", 1, 0, 0),
    "XF-HANDLE": (60, "CD", 1, 0, 0),
    "ENF-APPLY": (3, "M", 1, 0, 0),
    "LIT-APPLY": (6, "M", 1, 0, 0),
    "YS-SUPPINV": (1, "M", 1, 0, 0),
    "XC-TERM": (3, "M", 0, 0, 0),
    "DUTY-2M": (2, "M", 1, 0, 0),
    "PWXK-VALID": (5, "Y", 0, 0, 1),
    "REGISTER-VALID": (5, "Y", 0, 0, 1),
    "OBL-LEDGER": (5, "Y", 0, 0, 0),
    "CF-LIMIT": (2, "Y", 0, 0, 0),
    "PWXK-REAPPLY-BAN": (3, "Y", 0, 0, 0),
    "PWXK-RENEW-APPLY": (60, "CD", 0, 1, 0),
    "CF-HEAR-NOTICE": (7, "WD", 0, 1, 0),
    "DLX-URGE": (3, "WD", 0, 1, 0),
    "CF-EVID-24H": (24, "H", 0, 0, 0),
    "CEMS-FAULT-REPORT": (12, "H", 0, 0, 0),
    "YS-SEND": (24, "H", 0, 0, 0),
}
EDGES = (
    "2026-01-01", "2026-01-02", "2026-01-04", "2026-02-12", "2026-02-13", "2026-02-14",
    "2026-02-20", "2026-02-27", "2026-02-28", "2026-04-03", "2026-04-30", "2026-05-08",
    "2026-05-09", "2026-06-18", "2026-09-18", "2026-09-20", "2026-09-24", "2026-09-30",
    "2026-10-09", "2026-10-10",
)  # fmt: skip
OLDER = (
    "2024-02-02", "2024-02-04", "2024-02-09", "2024-02-18", "2024-04-07", "2024-09-13",
    "2024-09-14", "2024-09-29", "2024-10-12", "2025-01-26", "2025-01-27", "2025-02-08",
    "2025-04-27", "2025-09-28", "2025-09-30", "2025-10-11",
)  # fmt: skip
FEW = ("2026-02-13", "2026-02-14", "2026-04-30", "2026-09-23", "2026-09-30", "2026-10-07")
TURN = ("2026-11-20", "2026-12-01", "2026-12-17", "2026-12-24", "2026-12-28", "2026-12-31")


def questions() -> Iterator[tuple[str, str, list[tuple[str, str]], int, int, str]]:
    """Yield clock, start, pauses, extension, last published year, and what it is there for."""
    for start in EDGES + OLDER:
        yield "PWXK-NOTIFY", start, [], 0, 2026, "round a holiday or a make-up day"
    for start in EDGES[::2] + OLDER[::2]:
        yield "PWXK-KEY", start, [], 0, 2026, "thirty working days"
    for start in FEW:
        yield "PWXK-KEY-SITE", start, [], 0, 2026, "forty-five working days"
        yield "ENF-URGE", start, [], 0, 2026, "coercion: ten days are working days"
        yield "LIT-APPEAL.ruling", start, [], 0, 2026, "litigation: ten days are calendar days"
        yield "YS-SUPP", start, [], 0, 2026, "transfer: three days are calendar days"
        yield "YS-RECON", start, [], 0, 2026, "transfer: three working days, as written"
        yield "JL-SEND", start, [], 0, 2026, "detention: all working days"
        yield "CF-FILE", start, [], 0, 2026, "penalty: fifteen days are calendar days"
        yield "XC-PLAN", start, [], 0, 2026, "restriction: fifteen working days, as written"
        yield "CFK-TERM", start, [], 0, 2026, "seizure: never rolled"
        yield "CF-RECHECK", start, [], 0, 2026, "recheck: never rolled"
        yield "SERVE-PUBLIC", start, [], 0, 2026, "publication: rolled"
        yield "CF-PLEA", start, [], 0, 2026, "penalty: five days are working days"
    for start in ("2026-09-15", "2026-09-22", "2026-01-31", "2026-08-05"):
        yield "CF-PAY", start, [], 0, 2026, "a party's fifteen days roll"
        yield "CF-FILE", start, [], 15, 2026, "extended once"
    for start in ("2026-07-04", "2026-06-20", "2026-05-17", "2026-01-05"):
        yield "CF-DECIDE", start, [], 0, 2026, "ninety calendar days"
        yield "CF-DECIDE", start, [], 30, 2026, "extended once"
        yield "CF-DECIDE", start, [], 60, 2026, "extended twice"
        pause = [(start[:8] + "25", f"2026-{int(start[5:7]) + 1:02}-20")]
        yield "CF-DECIDE", start, pause, 0, 2026, "an appraisal is not counted"
    yield "CFK-TERM", "2026-03-02", [("2026-03-10", "2026-03-18")], 0, 2026, "testing not counted"
    yield "CFK-TERM", "2026-03-02", [("2026-03-10", "2026-03-18")], 30, 2026, "testing, extended"
    for since, until in (
        ("2026-03-02", "2026-03-03"), ("2026-03-04", "2026-03-16"), ("2026-03-07", "2026-03-09"),
        ("2026-02-25", "2026-03-04"), ("2026-03-27", "2026-04-20"), ("2026-04-30", "2026-05-06"),
    ):  # fmt: skip
        yield "PWXK-SIMPLE", "2026-03-02", [(since, until)], 0, 2026, "expert review not counted"
        yield "PWXK-KEY", "2026-04-01", [(since, until)], 0, 2026, "a pause that may miss the clock"
    two = [("2026-03-05", "2026-03-10"), ("2026-03-18", "2026-03-25")]
    yield "PWXK-SIMPLE", "2026-03-02", two, 0, 2026, "two pauses"
    yield "CF-DECIDE", "2026-03-02", two, 30, 2026, "two pauses and an extension"
    yield (
        "CF-FILE",
        "2026-09-17",
        [("2026-10-04", "2026-10-13")],
        0,
        2026,
        "pause in the rolled tail",
    )
    for start in (
        "2026-01-31", "2024-01-31", "2026-02-28", "2024-02-29", "2026-03-31", "2026-08-31",
        "2024-08-31", "2025-11-30",
    ):  # fmt: skip
        yield "YS-SUPPINV", start, [], 0, 2026, "one month from a month's end"
        yield "ENF-APPLY", start, [], 0, 2026, "three months"
        yield "XC-TERM", start, [], 0, 2026, "three months, never rolled"
        yield "DUTY-2M", start, [], 0, 2026, "two months"
    yield "XC-TERM", "2025-11-30", [], 3, 2026, "three and three months count from the start"
    yield "LIT-APPLY", "2025-08-31", [], 0, 2026, "six months to a make-up Saturday"
    yield "LIT-APPLY", "2026-03-19", [], 0, 2026, "six months to a Saturday before a worked Sunday"
    for start in ("2024-02-29", "2026-01-23", "2026-03-01", "2026-02-28", "2025-12-31"):
        yield "PWXK-VALID", start, [], 0, 2026, "validity: the first day counts"
        yield "OBL-LEDGER", start, [], 0, 2026, "kept five years"
        yield "CF-LIMIT", start, [], 0, 2026, "limitation"
    yield "PWXK-REAPPLY-BAN", "2024-02-29", [], 0, 2026, "three years from 29 February"
    yield "REGISTER-VALID", "2026-08-15", [], 0, 2026, "registration"
    for start in ("2026-12-31", "2026-10-07", "2026-04-30", "2026-02-28", "2026-05-05"):
        yield "PWXK-RENEW-APPLY", start, [], 0, 2026, "before expiry, never rolled"
        yield "CF-HEAR-NOTICE", start, [], 0, 2026, "seven working days before the hearing"
        yield "DLX-URGE", start, [], 0, 2026, "three working days before performance"
    for start in (
        "2026-09-30T23:59", "2026-12-31T00:01", "2026-12-31T23:59", "2026-02-28T12:00",
        "2024-02-28T18:30",
    ):  # fmt: skip
        yield "CF-EVID-24H", start, [], 0, 2026, "hours over midnight"
        yield "CEMS-FAULT-REPORT", start, [], 0, 2026, "twelve hours"
        yield "YS-SEND", start, [], 0, 2026, "hours run through a holiday"
    for start in TURN:
        yield "PWXK-KEY", start, [], 0, 2026, "turn of an unpublished year"
        yield "CF-FILE", start, [], 0, 2026, "turn of an unpublished year"
        yield "PWXK-NOTIFY", start, [], 0, 2026, "turn of an unpublished year"
        yield "CFK-TERM", start, [], 0, 2026, "never rolled, so never provisional"
    for start in ("2025-12-10", "2025-12-24", "2025-12-31"):
        yield "PWXK-KEY", start, [], 0, 2025, "2026 before its notice"
        yield "PWXK-KEY", start, [], 0, 2026, "2026 after its notice"
        yield "CF-PAY", start, [], 0, 2025, "2026 before its notice"
        yield "CF-PAY", start, [], 0, 2026, "2026 after its notice"


def main() -> None:
    """Write the file beside this one."""
    path = Path(__file__).with_name("cases.csv")
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(
            ["clock", "amount", "unit", "forward", "before", "first_day_counts", "start", "pauses",
             "extend", "known_until", "due", "provisional", "days", "why"]
        )  # fmt: skip
        for key, start, pauses, extend, known, why in questions():
            amount, unit, forward, before, first = CLOCKS[key]
            case = Case(
                amount, unit, bool(forward), bool(before), bool(first), start, pauses, extend, known
            )
            end, doubt, counted = count(case)
            spans = "|".join("..".join(each) for each in pauses)
            writer.writerow(
                [key, amount, unit, forward, before, first, start, spans, extend, known, end,
                 int(doubt), runs(counted), why]
            )  # fmt: skip


if __name__ == "__main__":
    main()
