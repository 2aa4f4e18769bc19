"""Statutory clocks as objects: start, term, pauses, extensions, every due date they had."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Column, Index, UniqueConstraint
from sqlmodel import Field, SQLModel


class Clock(SQLModel, table=True):
    """One running of one statutory clock of one case.

    ``status``: running, paused, met, lapsed or stopped. ``due_at`` is the instant from which it is
    overdue (24:00 Asia/Shanghai of ``due_on``); ``next_at`` the earliest unfired rung or due.
    """

    __table_args__ = (
        Index("ix_clock_next", "open", "next_at"),
        Index("ix_clock_case_open", "case_id", "open"),
    )

    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="case_file.id")
    key: str = Field(max_length=60)
    subject: str = Field(default="", max_length=60)
    stage: str = Field(default="", max_length=60)
    status: str = Field(max_length=12)
    open: bool = True
    overdue: bool = False
    started_seq: int
    start_at: datetime
    start_on: date
    amount: int | None = None
    unit: str = Field(default="", max_length=4)
    rolling: str = Field(default="", max_length=8)
    before: bool = False
    limit_on: date | None = None
    pauses: list[dict[str, Any]] = Field(
        default_factory=list, sa_column=Column(JSON, nullable=False)
    )
    extensions: list[dict[str, Any]] = Field(
        default_factory=list, sa_column=Column(JSON, nullable=False)
    )
    switched_from: str = Field(default="", max_length=60)
    due_on: date | None = None
    due_at: datetime | None = Field(default=None, index=True)
    next_at: datetime | None = None
    armed_at: datetime
    provisional: bool = False
    calendar: str = Field(default="", max_length=200)
    text_version: str = Field(default="", max_length=200)
    stated: bool = False
    evidence: str = Field(default="", max_length=20)
    basis: str = Field(default="", max_length=300)
    confirmed_by: str = Field(default="", max_length=40)
    ended_at: datetime | None = None


class ClockValue(SQLModel, table=True):
    """A due date that a clock had, from when, and because of whom and what."""

    __tablename__ = "clock_value"
    __table_args__ = (UniqueConstraint("clock_id", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    clock_id: int = Field(foreign_key="clock.id")
    number: int
    due_on: date | None
    due_at: datetime | None
    provisional: bool
    calendar: str = Field(max_length=200)
    cause: str = Field(max_length=200)
    actor_id: str = Field(max_length=40)
    at: datetime


class ClockRung(SQLModel, table=True):
    """That a rung of the ladder was fired for a due date: once, by the unique key."""

    __tablename__ = "clock_rung"
    __table_args__ = (UniqueConstraint("clock_id", "rung", "due_on"),)

    id: int | None = Field(default=None, primary_key=True)
    clock_id: int = Field(foreign_key="clock.id")
    rung: str = Field(max_length=20)
    due_on: date
    fired_at: datetime
