"""Letters on their way outside: each delivery, how each channel stands, digests."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, Index
from sqlmodel import Field, SQLModel


class Delivery(SQLModel, table=True):
    """One letter to one receiver by one channel; ``key`` makes it once.

    ``status``: gathering (waits for its digest), waiting, asked (a request may be under way),
    sent, refused, lapsed (too late: passed on to the next channel), gathered (went in a digest),
    unknown (结果不明: a person must look). ``repeat`` says that an earlier try may have arrived.
    ``onward`` names the channels that follow, each with the minutes it is given.
    """

    __table_args__ = (
        Index("ix_delivery_ready", "channel", "status", "priority", "id"),
        Index("ix_delivery_due", "status", "due_at"),
        Index("ix_delivery_storm", "recipient", "cause", "channel", "created_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True, max_length=400)
    notice_id: int = Field(foreign_key="notice.id", index=True)
    channel: str = Field(max_length=20)
    recipient: str = Field(max_length=80)
    address: str = Field(max_length=300)
    cause: str = Field(max_length=200)
    statutory: bool = False
    priority: int = 5
    onward: list[Any] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    status: str = Field(default="waiting", max_length=12)
    created_at: datetime
    try_at: datetime
    due_at: datetime | None = None
    token: int = 0
    until: datetime | None = None
    attempts: int = 0
    repeat: bool = False
    asked_at: datetime | None = None
    settled_at: datetime | None = None
    receipt: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    last_error: str = Field(default="", max_length=500)
    digest_id: int | None = Field(default=None, foreign_key="digest.id", index=True)


class ChannelState(SQLModel, table=True):
    """How a channel stands, for every process: its breaker, its pause, and its rate.

    ``free_at`` runs ahead of the clock by what has been sent; ``paused_until`` is what the
    receiver asked for (429).
    """

    __tablename__ = "channel_state"

    name: str = Field(primary_key=True, max_length=20)
    state: str = Field(default="closed", max_length=12)
    failures: int = 0
    openings: int = 0
    open_until: datetime | None = None
    paused_until: datetime | None = None
    free_at: datetime
    last_sent_at: datetime | None = None
    last_error: str = Field(default="", max_length=500)
    changed_at: datetime


class Digest(SQLModel, table=True):
    """Many letters of one cause to one receiver that went as one."""

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True, max_length=400)
    kind: str = Field(default="storm", max_length=12)
    channel: str = Field(max_length=20)
    recipient: str = Field(max_length=80, index=True)
    cause: str = Field(max_length=200)
    letters: int
    since: datetime
    notice_id: int = Field(foreign_key="notice.id", index=True)
    created_at: datetime
