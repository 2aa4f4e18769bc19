"""What a story is made of: what was there before, and the steps that somebody takes."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from deploy.migrate import migrate
from models import Officer
from models.session import Database, open_database
from rules.errors import PermitLoopError
from rules.facts import FactValue
from tests.casework import bureau
from tests.casework.bureau import NOW
from tests.fault.play import Play

RELAY, DRIVE, SWEEP, RECONCILE = "claim_for_relay", "claim_run", "sweep_clock", "mark_runs"


@dataclass(frozen=True)
class Step:
    """One thing that somebody does at an instant; ``works`` is a worker's first transaction.

    A worker that is started again works later; a person's act keeps its own time.
    """

    name: str
    at: datetime
    do: Callable[[Play], None]
    works: str = ""


@dataclass(frozen=True)
class Story:
    """What was there before, and the steps; ``with_prefect`` needs a server.

    ``about`` names the places that are disturbed here, or the openings of their names; left empty,
    all that the story passes.
    """

    name: str
    seed: Callable[[Path], None]
    steps: tuple[Step, ...]
    with_prefect: bool = False
    about: tuple[str, ...] = ("",)


def at(days: int, minutes: int = 0) -> datetime:
    """Answer an instant so long after the stories' Monday morning."""
    return NOW + timedelta(days=days, minutes=minutes)


def act(case_no: str, verb: str, by: str, when: datetime, **facts: str) -> Step:
    """A click: its request key makes a repeated one answer what the first did."""
    words = ["case", "act", case_no, verb, "--as", by, "--request-key", f"{case_no}:{verb}"]
    for key, value in facts.items():
        words += ["--fact", f"{key}={value}"]
    return Step(f"{case_no} {verb}", when, lambda play: play.permitloop(*words))


def typed(facts: Mapping[str, FactValue]) -> dict[str, str]:
    """Answer facts as a person types them."""
    return {
        key: str(each).lower() if each in (True, False) else str(each)
        for key, each in facts.items()
    }


def command(when: datetime, *words: str) -> Step:
    """A command that may be typed again; ``{home}`` in a word is the installation's folder."""

    def do(play: Play) -> None:
        play.permitloop(*(each.replace("{home}", str(play.home)) for each in words))

    return Step(" ".join(words[:3]), when, do)


def once(when: datetime, *words: str) -> Step:
    """A command without a key: whoever types it again looks first whether it was done."""

    def do(play: Play) -> None:
        before = play.home / "rows-before"
        if not play.repeat:
            before.write_text(play.rows(), encoding="utf-8")
        elif play.rows() != before.read_text(encoding="utf-8"):
            return
        play.permitloop(*(each.replace("{home}", str(play.home)) for each in words))

    return Step(" ".join(words[:3]), when, do)


def refused(when: datetime, *words: str) -> Step:
    """A command that is refused, which is kept on record; done once as `once` is."""
    asked = once(when, *words)

    def do(play: Play) -> None:
        with suppress(PermitLoopError):
            asked.do(play)

    return Step(asked.name, when, do)


def relay(
    when: datetime, *, dead_channel: bool = False, seconds_a_look: int = 0, most: int = 50
) -> Step:
    """A beat of the relay, with a gateway that is down, or slowly."""

    def do(play: Play) -> None:
        play.relay(dead_channel=dead_channel, seconds_a_look=seconds_a_look, most=most)

    return Step("relay", when, do, RELAY)


def sweep(when: datetime) -> Step:
    """A round of the sweep."""
    return Step("sweep", when, Play.sweep, SWEEP)


def drive(when: datetime) -> Step:
    """A driver's turns until it is idle."""
    return Step("drive", when, Play.drive, DRIVE)


def newly_opened(home: Path) -> Database:
    """Open an installation's database for the first time."""
    db = open_database(f"sqlite:///{home / 'permitloop.db'}")
    migrate(db)
    return db


def furnished(db: Database) -> int:
    """Seat the bureau and answer the enterprise's row number."""
    party = bureau.seat(db)
    with db.writing("fault_people") as session:
        for key, name, role in (
            ("JC01", "监测甲", "monitor"),
            ("FZ01", "法制甲", "legal_reviewer"),
        ):
            session.add(Officer(id=key, name=name, roles=[role]))
    return party


def checked(db: Database, party: int) -> None:
    """Bring a violation into 核实, with its record of the check."""
    case_no = bureau.clue(db, party, assignee="ZF01")
    bureau.act(db, case_no, "screen_in", "ZF01", opinion="转核实")
    bureau.act(db, case_no, "ask_check", "ZF01", reason="群众举报")
    bureau.act(db, case_no, "approve_check", "KS01")
    bureau.act(db, case_no, "record_check", "ZF01", **bureau.SEEN)
