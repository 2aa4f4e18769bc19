"""State Council notices and closing days that an installation has loaded."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, UniqueConstraint
from sqlmodel import Field, SQLModel


class CalendarNotice(SQLModel, table=True):
    """One loaded notice for one year of one calendar; the content hash makes loading idempotent."""

    __tablename__ = "calendar_notice"
    __table_args__ = (UniqueConstraint("calendar", "year", "sha256"),)

    id: int | None = Field(default=None, primary_key=True)
    calendar: str = Field(max_length=40)
    year: int
    title: str = Field(max_length=300)
    source: str = Field(max_length=300)
    content: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    sha256: str = Field(max_length=64)
    loaded_by: str = Field(max_length=40)
    loaded_at: datetime
