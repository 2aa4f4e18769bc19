"""The schema of district.toml: what a district may say, and the shape of each part."""

from datetime import date, time
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from casework.calendars import NATIONAL


def _day(value: object) -> object:
    # A bare TOML date and a quoted one mean the same; an instant is neither.
    return date.fromisoformat(value) if isinstance(value, str) else value


Day = Annotated[date, BeforeValidator(_day)]
Line = Annotated[str, Field(min_length=1, max_length=200)]
Id = Annotated[str, Field(pattern=r"^[A-Za-z0-9_.-]{1,40}$")]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Authority(_Part):
    """The bureau: its name, its area's code, and the letters its documents carry."""

    name: Line
    code: Annotated[str, Field(pattern=r"^[0-9]{6}$")]
    area: Line
    document_prefix: Annotated[str, Field(min_length=1, max_length=20)]
    document_letters: dict[str, Annotated[str, Field(min_length=1, max_length=20)]] = {}
    address: str = ""
    phone: str = ""
    reconsideration_by: str = ""
    court: str = ""


class OfficerEntry(_Part):
    """A person of the bureau or of a body it works with."""

    id: Id
    name: Annotated[str, Field(min_length=1, max_length=100)]
    roles: Annotated[list[str], Field(min_length=1)]
    section: Annotated[str, Field(max_length=100)] = ""
    certificate_no: Annotated[str, Field(max_length=40)] = ""
    certificate_until: Day | None = None
    active: bool = True


class EnterpriseUser(_Part):
    """Somebody who signs in for an enterprise, known by the enterprise's USCC."""

    id: Id
    name: Annotated[str, Field(min_length=1, max_length=100)]
    uscc: Annotated[str, Field(min_length=18, max_length=18)]
    active: bool = True


class Closing(_Part):
    """A day the bureau is closed, with the paper that says so; in one area, or everywhere."""

    day: Day
    source: Line
    area: str = ""


class ClockOverride(_Part):
    """One field of one clock as this district reads it, from a day on."""

    key: Line
    field: Literal["amount", "unit", "rolling", "start_event", "day"]
    value: Annotated[str, BeforeValidator(str)]
    source: Line
    effective_on: Day
    approver: Line
    evidence: Literal["verified", "single-copy", "unverified"] = "single-copy"


class LocalLimit(_Part):
    """The number of days of a limit that no national text sets."""

    key: Line
    days: Annotated[int, Field(ge=1, le=3660)]
    source: Line
    effective_on: Day
    approver: Line


class LocalAmount(_Part):
    """An amount of money in yuan that local rules set otherwise than the national number."""

    key: Line
    yuan: Annotated[int, Field(ge=1, le=10**9)]
    source: Line
    effective_on: Day
    approver: Line
    evidence: Literal["verified", "single-copy", "unverified"] = "single-copy"


class RungEntry(_Part):
    """One rung of the ladder: days before (negative), at, or after the end, and whom it tells."""

    name: Annotated[str, Field(min_length=1, max_length=20)]
    days: Annotated[int, Field(ge=-60, le=60)]
    tells: Annotated[list[str], Field(min_length=1)]


class OwnRung(_Part):
    """One rung of a clock's own ladder, in days, working days or hours; at the end it is days 0."""

    name: Annotated[str, Field(min_length=1, max_length=20)]
    days: Annotated[int, Field(ge=-366, le=366)] | None = None
    workdays: Annotated[int, Field(ge=-60, le=60)] | None = None
    hours: Annotated[int, Field(ge=-240, le=240)] | None = None
    tells: Annotated[list[str], Field(min_length=1)]
    notice: Literal["", "clock_warning", "clock_overdue"] = ""


class LadderEntry(_Part):
    """The ladder of a clock, a family of clocks or a class of them, from a day on, and by whom."""

    clock: Line
    effective_on: Day
    approver: Line
    rungs: Annotated[list[OwnRung], Field(min_length=1)]


class QuietEntry(_Part):
    """When people are left in peace; ``exempt`` classes of clocks are told at any hour."""

    since: time = time(21)
    until: time = time(8)
    rest_days: bool = True
    exempt: list[Literal["hours", "red"]] = ["hours"]
    digests: bool = True


class RouteEntry(_Part):
    """Which channels a reminder goes by, one after the other; who may get a copy besides.

    The first route that fits is taken: an empty ``audience`` or ``notices`` fits all.
    """

    audience: Literal["", "authority", "party", "justice"] = ""
    notices: list[Line] = []
    channels: Annotated[list[str], Field(max_length=6)] = []
    copies: Annotated[list[str], Field(max_length=6)] = []
    minutes: Annotated[int, Field(ge=5, le=10080)] = 240


class SectionEntry(_Part):
    """Which procedures are a section's: its head hears of their cases that nobody's section has."""

    name: Line
    procedures: Annotated[list[str], Field(min_length=1)]


class StandingEntry(_Part):
    """What the closings of a procedure move here; a procedure named here has these rules alone."""

    procedure: Line
    why: Line
    outcomes: list[Line] = []
    kinds: list[Line] = []
    credit: Literal["", "trusted", "good", "warned", "bad"] = ""
    eco_code: Literal["", "green", "blue", "yellow", "orange", "red"] = ""
    inspection: Literal["", "normal", "raised", "key"] = ""
    permit: Literal["", "ordinary", "close"] = ""
    months: Annotated[int, Field(ge=1, le=60)] = 12
    severity: Literal["", "minor", "general", "serious"] = ""
    source: Line
    effective_on: Day
    approver: Line


class Protected(_Part):
    """Who may read what is protected, beside those whose role it is."""

    identity_readers: list[Id] = []
    interference_readers: list[Id] = []


class DistrictFile(_Part):
    """The whole of district.toml."""

    name: Line
    effective_on: Day
    authority: Authority
    calendar: Annotated[str, Field(min_length=1, max_length=40)] = NATIONAL
    local_filing: bool = False
    sample_discretion: Literal["refused", "allowed"] = "refused"
    detention_without_penalty: Literal["refused", "allowed"] = "refused"
    electronic_service: Literal["confirmed", "stated"] = "confirmed"
    officers: Annotated[list[OfficerEntry], Field(min_length=1)]
    enterprise_users: list[EnterpriseUser] = []
    closing_days: list[Closing] = []
    clock_overrides: list[ClockOverride] = []
    local_limits: list[LocalLimit] = []
    local_amounts: list[LocalAmount] = []
    discretion_tables: list[dict[str, Any]] = []
    ladder: list[RungEntry] = []
    protected: Protected = Protected()
    sections: list[SectionEntry] = []
    standing: list[StandingEntry] = []
    ladders: list[LadderEntry] = []
    quiet_hours: QuietEntry = QuietEntry()
    routes: list[RouteEntry] = []
