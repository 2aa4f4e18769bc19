"""What an officer's letter lists: own clocks first, what all enterprises do in one line."""

from typing import Any

from casework.digests import Waiting, bureau_lines


def waiting(
    number: int, clock: str, due_on: str, rung: str = "due"
) -> tuple[Waiting, dict[str, Any]]:
    said = {
        "clock_id": number, "clock": clock, "clock_title": clock, "subject": "2026年",
        "due_on": due_on, "provisional": number == 3, "evidence": "verified", "basis": "条例",
        "rung": rung,
    }  # fmt: skip
    about = {"case_no": f"JG-2026-{number:04}", "party": f"企业{number}"}
    return Waiting(number, 0, str(number), number, 1, said), about


def test_what_all_enterprises_do_is_one_line_with_their_number() -> None:
    reports = [waiting(number, "EXREP-Y", "2027-01-15") for number in range(1, 313)]

    (line,) = bureau_lines(reports)

    assert line["party"] == "312 家企业未办理"
    assert (line["clock_title"], line["subject"], line["case_no"]) == ("EXREP-Y", "2026年", "—")
    assert line["provisional"], "one of them is"


def test_one_enterprise_and_a_duty_in_a_case_keep_their_own_lines() -> None:
    found = bureau_lines(
        [waiting(1, "EXREP-Q", "2027-01-15"), waiting(2, "LOCAL-RECTIFY", "2027-01-15"),
         waiting(3, "LOCAL-RECTIFY", "2027-01-15")]
    )  # fmt: skip

    assert sorted(each["party"] for each in found) == ["企业1", "企业2", "企业3"]


def test_the_bureaus_own_clocks_come_first_and_those_of_others_last() -> None:
    found = bureau_lines(
        [waiting(1, "LIT-APPLY", "2026-12-01"), waiting(2, "EXREP-Y", "2026-12-10"),
         waiting(3, "EXREP-Y", "2026-12-10"), waiting(4, "CF-DECIDE", "2027-01-20"),
         waiting(5, "CF-FILE", "2027-01-10"), waiting(5, "CF-FILE", "2027-01-10", "after-5")]
    )  # fmt: skip

    assert [each["clock_title"] for each in found] == [
        "CF-FILE",
        "CF-DECIDE",
        "EXREP-Y",
        "LIT-APPLY",
    ]
    assert found[0]["rungs"] == ["due", "after-5"]
