"""Duties (effects outside the case, carried out under a lease) and the notices they make."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, Dialect, Index
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel

UNREADABLE = "unreadable"
"""The one key of what stands in place of JSON that somebody broke behind the program's back."""


class ReadableJson(TypeDecorator[Any]):
    """JSON of which one broken row, written by hand, does not stop the reading of the others."""

    impl = JSON
    cache_ok = True

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any] | None:
        """Answer how a column is read: what is no JSON object is said to be unreadable."""
        inner = super().result_processor(dialect, coltype)

        def read(stored: Any) -> Any:
            try:
                found = inner(stored) if inner else stored
            except ValueError:
                found = None
            return found if isinstance(found, dict) else {UNREADABLE: True}

        return read


class DutyRow(SQLModel, table=True):
    """One effect outside the case; ``key`` makes it once.

    ``status``: pending, done, failed (tries spent: a person must look) or held (its door is
    closed). Until ``offered_until`` a duty is its case's run's; after that the relay takes it.
    """

    __tablename__ = "duty"
    __table_args__ = (
        Index("ix_duty_ready", "status", "try_at"),
        # What the relay takes, in its order: service first, though ten thousand reminders wait.
        Index("ix_duty_first", "status", "statutory", "try_at"),
        Index("ix_duty_case", "case_id", "status"),
    )

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True, max_length=250)
    case_id: int | None = Field(default=None, foreign_key="case_file.id")
    seq: int = 0
    kind: str = Field(max_length=40)
    name: str = Field(max_length=120)
    payload: dict[str, Any] = Field(
        default_factory=dict, sa_column=Column(ReadableJson, nullable=False)
    )
    status: str = Field(default="pending", max_length=12)
    statutory: bool = False
    created_at: datetime
    offered_until: datetime
    try_at: datetime
    owner: str = Field(default="", max_length=80)
    token: int = 0
    until: datetime | None = None
    attempts: int = 0
    last_error: str = Field(default="", max_length=500)
    result: dict[str, Any] = Field(
        default_factory=dict, sa_column=Column(ReadableJson, nullable=False)
    )
    done_at: datetime | None = None


class Notice(SQLModel, table=True):
    """A notice as it was rendered, once; its text never changes afterwards.

    ``wording`` is the number of the office's own version that it was rendered from, None for the
    program's; ``wording_flaw`` says why the office's could not be used for it.
    """

    id: int | None = Field(default=None, primary_key=True)
    duty_key: str = Field(unique=True, max_length=250)
    case_id: int | None = Field(default=None, foreign_key="case_file.id", index=True)
    notice: str = Field(max_length=60)
    audience: str = Field(max_length=20)
    recipients: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    subject: str = Field(max_length=300)
    body: str
    sms: str = Field(default="", max_length=1000)
    sha256: str = Field(max_length=64)
    rendered_at: datetime
    wording: int | None = None
    wording_flaw: str | None = Field(default=None, max_length=300)
    delivered: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))


class InboxItem(SQLModel, table=True):
    """A notice in one person's inbox; the key makes it once."""

    __tablename__ = "inbox_item"

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True, max_length=300)
    notice_id: int = Field(foreign_key="notice.id", index=True)
    person_id: str = Field(max_length=60, index=True)
    created_at: datetime
    read_at: datetime | None = None
