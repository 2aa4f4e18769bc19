"""Cases, their chained events, links between them and the runs that follow them."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, Index, LargeBinary, UniqueConstraint, text
from sqlmodel import Field, SQLModel


class CaseFile(SQLModel, table=True):
    """A case: a row that stands in one stage of one version of one procedure.

    ``seq`` counts events; ``version`` counts decisions and is what a form carries.
    """

    __tablename__ = "case_file"

    id: int | None = Field(default=None, primary_key=True)
    case_no: str = Field(index=True, unique=True, max_length=40)
    opening_key: str = Field(unique=True, max_length=200)
    procedure: str = Field(max_length=40, index=True)
    procedure_version: int
    table_hash: str = Field(max_length=16)
    stage: str = Field(max_length=60, index=True)
    kinds: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    party_id: int = Field(foreign_key="party.id", index=True)
    permit_id: int | None = Field(default=None, foreign_key="permit.id", index=True)
    assignee_id: str | None = Field(default=None, foreign_key="officer.id", index=True)
    facts: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    asks: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    doers: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    trail: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    chapter: int = 0
    seq: int = 0
    version: int = 0
    head_hash: str = Field(default="", max_length=64)
    opened_at: datetime
    stage_since: datetime
    updated_at: datetime
    closed_at: datetime | None = Field(default=None, index=True)
    outcome: str = Field(default="", max_length=60)


class CaseEvent(SQLModel, table=True):
    """One event: its canonical bytes (RFC 8785) are what the chain covers."""

    __tablename__ = "case_event"
    __table_args__ = (
        UniqueConstraint("case_id", "seq"),
        # Few among many; the docket asks for them every morning.
        Index(
            "ix_case_event_link_refused",
            "case_id",
            "seq",
            sqlite_where=text("kind = 'link_refused'"),
            postgresql_where=text("kind = 'link_refused'"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="case_file.id")
    seq: int
    kind: str = Field(max_length=60)
    decision: bool = False
    actor_id: str = Field(max_length=40, index=True)
    at: datetime
    request_key: str | None = Field(default=None, unique=True, max_length=100)
    canonical: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    hash_version: int = 1
    previous_hash: str = Field(max_length=64)
    hash: str = Field(max_length=64)


class EventText(SQLModel, table=True):
    """Free text and personal data of an event, apart, so that it can lawfully be erased."""

    __tablename__ = "event_text"
    __table_args__ = (UniqueConstraint("case_id", "seq", "fact"),)

    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="case_file.id")
    seq: int
    fact: str = Field(max_length=60)
    salt: str = Field(max_length=32)
    body: str


class CaseLink(SQLModel, table=True):
    """That one case opened another, and why."""

    __tablename__ = "case_link"
    __table_args__ = (UniqueConstraint("from_case_id", "to_case_id", "relation"),)

    id: int | None = Field(default=None, primary_key=True)
    from_case_id: int = Field(foreign_key="case_file.id", index=True)
    to_case_id: int = Field(foreign_key="case_file.id", index=True)
    relation: str = Field(max_length=40)
    created_at: datetime


class CaseSequence(SQLModel, table=True):
    """The last number taken of a letter in a year."""

    __tablename__ = "case_sequence"

    letter: str = Field(primary_key=True, max_length=10)
    year: int = Field(primary_key=True)
    last: int


class CaseRun(SQLModel, table=True):
    """The Prefect run of one chapter of a case, and the lease under which it is written.

    ``page_id`` is the Prefect artifact that shows the case's clocks, links and history.
    """

    __tablename__ = "case_run"
    __table_args__ = (
        UniqueConstraint("case_id", "chapter"),
        Index("ix_case_run_behind", "behind", "woken_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="case_file.id", index=True)
    chapter: int
    flow_run_id: str | None = Field(default=None, max_length=40, index=True)
    page_id: str | None = Field(default=None, max_length=40)
    wanted_seq: int
    shown_seq: int = 0
    behind: bool = True
    closes: bool = False
    finished: bool = False
    woken_at: datetime
    owner: str = Field(default="", max_length=80)
    token: int = 0
    until: datetime | None = None
    attempts: int = 0
    last_error: str = Field(default="", max_length=500)


class Recusal(SQLModel, table=True):
    """That a person keeps out of a case (行政处罚法 第43条)."""

    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="case_file.id", index=True)
    officer_id: str = Field(foreign_key="officer.id", max_length=40)
    reason: str = Field(max_length=500)
    created_at: datetime
